/* isa-binary.c - a function of two numbers over a grid on which an operand may stand still, and the
 * sums of such a function down the rows or along the columns. Each number is a result of its own:
 * where in a vector it lies changes nothing in it.
 */
#include "engine/kernels/isa-math.h"

/* Rows (or vectors of a row) added up in float before they go into the doubles: within a block
 * the rounding is a few units of the last place, and between blocks there is none to speak of. */
#define BLOCK 32

#define NEVER_INLINE __attribute__ ((noinline))

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

/* A whole vector of a row; an operand without columns is one number for all of them. */
ALWAYS_INLINE Vec
load (const float *p, int64_t i, int column)
{
  return column != 0 ? vec_load (p + i) : vec_all (p[0]);
}

/* What is left at the end of a row, m numbers: once for all kinds, or this file would take
 * long to compile. */
static NEVER_INLINE Vec
value_of_rest (const float *a, const float *b, FrostBinary kind, int a_column,
               int b_column, int m)
{
  return value_of (kind, a_column != 0 ? vec_load_part (a, m) : vec_all (a[0]),
                   b_column != 0 ? vec_load_part (b, m) : vec_all (b[0]));
}

ALWAYS_INLINE void
binary_rows (float *y, const float *a, const float *b, FrostBinary kind,
             const FrostGrid *grid, int a_column, int b_column, float low, float high)
{
  Vec bottom = vec_all (low);
  Vec top = vec_all (high);
  int64_t whole = grid->c / VEC_WIDTH * VEC_WIDTH;
  int rest = (int) (grid->c - whole);

  for (int64_t r = 0; r < grid->rows; r++)
    {
      const float *a_row = a + r * grid->a_row;
      const float *b_row = b + r * grid->b_row;
      float *y_row = y + r * grid->y_row;

      for (int64_t i = 0; i < whole; i += VEC_WIDTH)
        vec_store (y_row + i, vec_clamp (value_of (kind, load (a_row, i, a_column),
                                                   load (b_row, i, b_column)),
                                         bottom, top));
      if (rest > 0)
        vec_store_part (
            y_row + whole,
            vec_clamp (value_of_rest (a_row + whole * a_column, b_row + whole * b_column,
                                      kind, a_column, b_column, rest),
                       bottom, top),
            rest);
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

static void
add_lanes (double *sum, Vec total, int m)
{
  float part[VEC_WIDTH];

  vec_store (part, total);
  for (int k = 0; k < m; k++)
    sum[k] += part[k];
}

/* Rows that all go into the same sums. */
ALWAYS_INLINE void
add_down (double *sum, const float *a, const float *b, FrostBinary kind,
          const FrostGrid *grid, int64_t rows, int b_column)
{
  int64_t whole = grid->c / VEC_WIDTH * VEC_WIDTH;
  int rest = (int) (grid->c - whole);

  for (int64_t i = 0; i < whole; i += VEC_WIDTH)
    {
      Vec total = vec_all (0);

      for (int64_t r = 0; r < rows; r++)
        total += value_of (kind, vec_load (a + r * grid->a_row + i),
                           load (b + r * grid->b_row, i, b_column));
      add_lanes (sum + i, total, VEC_WIDTH);
    }
  if (rest > 0)
    {
      Vec total = vec_all (0);

      for (int64_t r = 0; r < rows; r++)
        total += value_of_rest (a + r * grid->a_row + whole,
                                b + r * grid->b_row + whole * b_column, kind, 1, b_column,
                                rest);
      add_lanes (sum + whole, total, rest);
    }
}

/* A whole row into one number. */
ALWAYS_INLINE void
add_along (double *sum, const float *a, const float *b, FrostBinary kind, int64_t c,
           int b_column)
{
  int64_t whole = c / VEC_WIDTH * VEC_WIDTH;
  double lanes[VEC_WIDTH] = { 0 };

  for (int64_t first = 0; first < whole; first += BLOCK * VEC_WIDTH)
    {
      int64_t end = MIN (whole, first + BLOCK * VEC_WIDTH);
      Vec total = vec_all (0);

      for (int64_t i = first; i < end; i += VEC_WIDTH)
        total += value_of (kind, vec_load (a + i), load (b, i, b_column));
      add_lanes (lanes, total, VEC_WIDTH);
    }
  if (whole < c)
    add_lanes (lanes,
               value_of_rest (a + whole, b + whole * b_column, kind, 1, b_column,
                              (int) (c - whole)),
               (int) (c - whole));
  for (int k = 0; k < VEC_WIDTH; k++)
    *sum += lanes[k];
}

ALWAYS_INLINE void
sums_with (double *sum, const float *a, const float *b, FrostBinary kind,
           const FrostGrid *grid, int b_column)
{
  int64_t step = grid->y_row == 0 ? BLOCK : 1;

  if (grid->y_column == 0)
    for (int64_t r = 0; r < grid->rows; r++)
      add_along (sum + r * grid->y_row, a + r * grid->a_row, b + r * grid->b_row, kind,
                 grid->c, b_column);
  else
    for (int64_t r = 0; r < grid->rows; r += step)
      add_down (sum + r * grid->y_row, a + r * grid->a_row, b + r * grid->b_row, kind,
                grid, MIN (step, grid->rows - r), b_column);
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

/* Loops of its own for each kind, in which the compiler decides what is constant; functions of their
 * own, since a compiler with sanitizers takes minutes for all of them in one. */
#define MAP(kind, name)                                                                  \
  static NEVER_INLINE void map_##name (float *y, const float *a, const float *b,         \
                                       const FrostGrid *grid, float low, float high)     \
  {                                                                                      \
    binary (y, a, b, kind, grid, low, high);                                             \
  }

MAP (FROST_BINARY_ADD, add)
MAP (FROST_BINARY_SUB, sub)
MAP (FROST_BINARY_MUL, mul)
MAP (FROST_BINARY_DIV, div)
MAP (FROST_BINARY_MINUS_MUL, minus_mul)
MAP (FROST_BINARY_FIRST, first)
MAP (FROST_BINARY_MINUS_FIRST, minus_first)
MAP (FROST_BINARY_PRELU, prelu)
MAP (FROST_BINARY_PRELU_SLOPE, prelu_slope)
MAP (FROST_BINARY_PRELU_SUM, prelu_sum)

#define SUM(kind, name)                                                                  \
  static NEVER_INLINE void sum_##name (double *sum, const float *a, const float *b,      \
                                       const FrostGrid *grid)                            \
  {                                                                                      \
    sums (sum, a, b, kind, grid);                                                        \
  }

SUM (FROST_BINARY_MUL, mul)
SUM (FROST_BINARY_DIV, div)
SUM (FROST_BINARY_MINUS_MUL, minus_mul)
SUM (FROST_BINARY_FIRST, first)
SUM (FROST_BINARY_MINUS_FIRST, minus_first)
SUM (FROST_BINARY_PRELU_SUM, prelu_sum)

void
FROST_ISA_SYMBOL (frost_isa_binary) (float *y, const float *a, const float *b,
                                     FrostBinary kind, const FrostGrid *grid, float low,
                                     float high)
{
  static void (*const maps[]) (float *, const float *, const float *, const FrostGrid *,
                               float, float) = {
    [FROST_BINARY_ADD] = map_add,
    [FROST_BINARY_SUB] = map_sub,
    [FROST_BINARY_MUL] = map_mul,
    [FROST_BINARY_DIV] = map_div,
    [FROST_BINARY_MINUS_MUL] = map_minus_mul,
    [FROST_BINARY_FIRST] = map_first,
    [FROST_BINARY_MINUS_FIRST] = map_minus_first,
    [FROST_BINARY_PRELU] = map_prelu,
    [FROST_BINARY_PRELU_SLOPE] = map_prelu_slope,
    [FROST_BINARY_PRELU_SUM] = map_prelu_sum,
  };

  maps[kind](y, a, b, grid, low, high);
}

void
FROST_ISA_SYMBOL (frost_isa_binary_sums) (double *sum, const float *a, const float *b,
                                          FrostBinary kind, const FrostGrid *grid)
{
  static void (*const all[]) (double *, const float *, const float *,
                              const FrostGrid *) = {
    [FROST_BINARY_MUL] = sum_mul,
    [FROST_BINARY_DIV] = sum_div,
    [FROST_BINARY_MINUS_MUL] = sum_minus_mul,
    [FROST_BINARY_FIRST] = sum_first,
    [FROST_BINARY_MINUS_FIRST] = sum_minus_first,
    [FROST_BINARY_PRELU_SUM] = sum_prelu_sum,
  };

  all[kind](sum, a, b, grid);
}
