/* isa-binary.c - a function of two numbers over a grid on which an operand may stand still, and the
 * sums of such a function down the rows or along the columns. Each number is a result of its own:
 * where in a vector it lies changes nothing in it.
 */
#include "engine/kernels/isa-math.h"

/* Rows (or vectors of a row) added up in float before they go into the doubles: within a block
 * the rounding is a few units of the last place, and between blocks there is none to speak of. */
#define BLOCK 32

ALWAYS_INLINE Vec
value_of (FrostBinary kind, Vec a, Vec b)
{
  switch (kind)
    {
    case FROST_BINARY_ADD:
      return a + b;
    case FROST_BINARY_SUB:
      return a - b;
    case FROST_BINARY_MUL:
      return a * b;
    case FROST_BINARY_DIV:
      return a / b;
    case FROST_BINARY_MINUS_MUL:
      return -(a * b);
    case FROST_BINARY_FIRST:
      return a;
    case FROST_BINARY_MINUS_FIRST:
      return -a;
    case FROST_BINARY_PRELU:
      return vec_where_less (vec_all (0), a, a, a * b);
    case FROST_BINARY_PRELU_SLOPE:
      return vec_where_less (vec_all (0), a, vec_all (1), b);
    case FROST_BINARY_PRELU_SUM:
      return vec_where_less (vec_all (0), b, vec_all (0), a * b);
    default:
      return a;
    }
}

/* m numbers of a row; an operand without columns is one number for all of them. */
ALWAYS_INLINE Vec
load (const float *p, int64_t i, int column, int m)
{
  return column != 0 ? vec_load_first (p + i, m) : vec_all (p[0]);
}

ALWAYS_INLINE void
binary_rows (float *y, const float *a, const float *b, FrostBinary kind,
             const FrostGrid *grid, int a_column, int b_column, float low, float high)
{
  Vec bottom = vec_all (low);
  Vec top = vec_all (high);
  int64_t c = grid->c;

  for (int64_t r = 0; r < grid->rows; r++)
    {
      const float *a_row = a + r * grid->a_row;
      const float *b_row = b + r * grid->b_row;
      float *y_row = y + r * grid->y_row;
      int64_t i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        vec_store (y_row + i,
                   vec_clamp (value_of (kind, load (a_row, i, a_column, VEC_WIDTH),
                                        load (b_row, i, b_column, VEC_WIDTH)),
                              bottom, top));
      if (i < c)
        vec_store_part (
            y_row + i,
            vec_clamp (value_of (kind, load (a_row, i, a_column, (int) (c - i)),
                                 load (b_row, i, b_column, (int) (c - i))),
                       bottom, top),
            (int) (c - i));
    }
}

ALWAYS_INLINE void
binary (float *y, const float *a, const float *b, FrostBinary kind, const FrostGrid *grid,
        float low, float high)
{
  if (grid->a_column != 0 && grid->b_column != 0)
    binary_rows (y, a, b, kind, grid, 1, 1, low, high);
  else if (grid->a_column != 0)
    binary_rows (y, a, b, kind, grid, 1, 0, low, high);
  else
    binary_rows (y, a, b, kind, grid, 0, 1, low, high);
}

/* Columns [i, i + m) of rows that all go into the same sums. */
ALWAYS_INLINE void
add_down (double *sum, const float *a, const float *b, FrostBinary kind,
          const FrostGrid *grid, int64_t rows, int64_t i, int m, int b_column)
{
  Vec total = vec_all (0);
  float part[VEC_WIDTH];

  for (int64_t r = 0; r < rows; r++)
    total += value_of (kind, load (a + r * grid->a_row, i, 1, m),
                       load (b + r * grid->b_row, i, b_column, m));
  vec_store (part, total);
  for (int k = 0; k < m; k++)
    sum[i + k] += part[k];
}

/* A whole row into one number. */
ALWAYS_INLINE double
add_along (const float *a, const float *b, FrostBinary kind, int64_t c, int b_column)
{
  double sum = 0;

  for (int64_t first = 0; first < c; first += BLOCK * VEC_WIDTH)
    {
      int64_t end = MIN (c, first + BLOCK * VEC_WIDTH);
      Vec total = vec_all (0);
      float part[VEC_WIDTH];
      int64_t i = first;

      for (; i + VEC_WIDTH <= end; i += VEC_WIDTH)
        total +=
            value_of (kind, load (a, i, 1, VEC_WIDTH), load (b, i, b_column, VEC_WIDTH));
      vec_store (part, total);
      if (i < end)
        {
          float rest[VEC_WIDTH];

          vec_store (rest, value_of (kind, load (a, i, 1, (int) (end - i)),
                                     load (b, i, b_column, (int) (end - i))));
          for (int k = 0; k < end - i; k++)
            part[k] += rest[k];
        }
      for (int k = 0; k < VEC_WIDTH; k++)
        sum += part[k];
    }
  return sum;
}

ALWAYS_INLINE void
sums_with (double *sum, const float *a, const float *b, FrostBinary kind,
           const FrostGrid *grid, int b_column)
{
  int64_t step = grid->y_row == 0 ? BLOCK : 1;
  int64_t c = grid->c;

  if (grid->y_column == 0)
    {
      for (int64_t r = 0; r < grid->rows; r++)
        sum[r * grid->y_row] +=
            add_along (a + r * grid->a_row, b + r * grid->b_row, kind, c, b_column);
      return;
    }
  for (int64_t r = 0; r < grid->rows; r += step)
    {
      int64_t rows = MIN (step, grid->rows - r);
      const float *a_block = a + r * grid->a_row;
      const float *b_block = b + r * grid->b_row;
      double *target = sum + r * grid->y_row;
      int64_t i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        add_down (target, a_block, b_block, kind, grid, rows, i, VEC_WIDTH, b_column);
      if (i < c)
        add_down (target, a_block, b_block, kind, grid, rows, i, (int) (c - i), b_column);
    }
}

ALWAYS_INLINE void
sums (double *sum, const float *a, const float *b, FrostBinary kind,
      const FrostGrid *grid)
{
  if (grid->b_column != 0)
    sums_with (sum, a, b, kind, grid, 1);
  else
    sums_with (sum, a, b, kind, grid, 0);
}

/* A loop of its own for each kind: what is constant there is decided by the compiler. */
#define FOR_EACH_KIND(call)                                                              \
  switch (kind)                                                                          \
    {                                                                                    \
      call (FROST_BINARY_ADD);                                                           \
      call (FROST_BINARY_SUB);                                                           \
      call (FROST_BINARY_MUL);                                                           \
      call (FROST_BINARY_DIV);                                                           \
      call (FROST_BINARY_MINUS_MUL);                                                     \
      call (FROST_BINARY_FIRST);                                                         \
      call (FROST_BINARY_MINUS_FIRST);                                                   \
      call (FROST_BINARY_PRELU);                                                         \
      call (FROST_BINARY_PRELU_SLOPE);                                                   \
      call (FROST_BINARY_PRELU_SUM);                                                     \
    }

void
FROST_ISA_SYMBOL (frost_isa_binary) (float *y, const float *a, const float *b,
                                     FrostBinary kind, const FrostGrid *grid, float low,
                                     float high)
{
#define CALL(constant)                                                                   \
  case constant:                                                                         \
    binary (y, a, b, constant, grid, low, high);                                         \
    break
  FOR_EACH_KIND (CALL)
#undef CALL
}

void
FROST_ISA_SYMBOL (frost_isa_binary_sums) (double *sum, const float *a, const float *b,
                                          FrostBinary kind, const FrostGrid *grid)
{
#define CALL(constant)                                                                   \
  case constant:                                                                         \
    sums (sum, a, b, constant, grid);                                                    \
    break
  FOR_EACH_KIND (CALL)
#undef CALL
}
