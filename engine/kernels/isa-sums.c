/* isa-sums.c - sums over the rows of each column. A vector of columns is added up in float over
 * BLOCK rows, then into the doubles: within a block the rounding is a few units of the last place,
 * and between blocks there is none to speak of.
 */
#include "engine/kernels/isa.h"

#define BLOCK 32

typedef double Doubles __attribute__ ((vector_size (VEC_WIDTH * 8)));

ALWAYS_INLINE void
flush (double *sum, Vec v, int n)
{
  float part[VEC_WIDTH];

  if (n == VEC_WIDTH)
    {
      Doubles total;

      memcpy (&total, sum, sizeof total);
      total += __builtin_convertvector(v, Doubles);
      memcpy (sum, &total, sizeof total);
      return;
    }
  vec_store (part, v);
  for (int i = 0; i < n; i++)
    sum[i] += part[i];
}

/* The columns [i, i + n) of one block of rows. */
ALWAYS_INLINE void
sums_block (double *sum, const float *x, int64_t rows, int c, int n)
{
  Vec total = vec_all (0);

  for (int64_t r = 0; r < rows; r++)
    total += vec_load_first (x + r * c, n);
  flush (sum, total, n);
}

ALWAYS_INLINE void
square_sums_block (double *sum, const float *x, const float *mean, int64_t rows, int c,
                   int n)
{
  Vec total = vec_all (0);
  Vec centre = vec_load_first (mean, n);

  for (int64_t r = 0; r < rows; r++)
    {
      Vec d = vec_load_first (x + r * c, n) - centre;

      total += d * d;
    }
  flush (sum, total, n);
}

ALWAYS_INLINE void
moments_block (double *sum, double *square, const float *x, const float *point,
               int64_t rows, int c, int n)
{
  Vec total = vec_all (0);
  Vec total_square = vec_all (0);
  Vec centre = vec_load_first (point, n);

  for (int64_t r = 0; r < rows; r++)
    {
      Vec d = vec_load_first (x + r * c, n) - centre;

      total += d;
      total_square += d * d;
    }
  flush (sum, total, n);
  flush (square, total_square, n);
}

/* inside stands at the first of the columns. */
ALWAYS_INLINE void
product_sums_block (double *sum, double *product, const float *dy, const float *x,
                    const float *mean, const FrostInside *inside, int64_t rows, int c,
                    int n, const gboolean masked)
{
  Vec total = vec_all (0);
  Vec total_product = vec_all (0);
  Vec centre = vec_load_first (mean, n);
  Vec scale = vec_all (1), shift = vec_all (0), low = vec_all (0), high = vec_all (0);

  if (masked)
    {
      scale = vec_load_first (inside->scale, n);
      shift = vec_load_first (inside->shift, n);
      low = vec_all (inside->low);
      high = vec_all (inside->high);
    }
  for (int64_t r = 0; r < rows; r++)
    {
      Vec g = vec_load_first (dy + r * c, n);
      Vec v = vec_load_first (x + r * c, n);

      vec_fetch (x + r * c);
      if (masked)
        g = vec_where_inside (g, v * scale + shift, low, high);
      total += g;
      total_product += g * (v - centre);
    }
  flush (sum, total, n);
  flush (product, total_product, n);
}

void
FROST_ISA_SYMBOL (frost_isa_sums) (double *sum, const float *x, int64_t rows, int c)
{
  for (int64_t r = 0; r < rows; r += BLOCK)
    {
      int64_t n_rows = MIN (BLOCK, rows - r);
      const float *block = x + r * c;
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        sums_block (sum + i, block + i, n_rows, c, VEC_WIDTH);
      if (i < c)
        sums_block (sum + i, block + i, n_rows, c, c - i);
    }
}

void
FROST_ISA_SYMBOL (frost_isa_square_sums) (double *sum, const float *x, const float *mean,
                                          int64_t rows, int c)
{
  for (int64_t r = 0; r < rows; r += BLOCK)
    {
      int64_t n_rows = MIN (BLOCK, rows - r);
      const float *block = x + r * c;
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        square_sums_block (sum + i, block + i, mean + i, n_rows, c, VEC_WIDTH);
      if (i < c)
        square_sums_block (sum + i, block + i, mean + i, n_rows, c, c - i);
    }
}

void
FROST_ISA_SYMBOL (frost_isa_moments) (double *sum, double *square, const float *x,
                                      const float *point, int64_t rows, int c)
{
  for (int64_t r = 0; r < rows; r += BLOCK)
    {
      int64_t n_rows = MIN (BLOCK, rows - r);
      const float *block = x + r * c;
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        moments_block (sum + i, square + i, block + i, point + i, n_rows, c, VEC_WIDTH);
      if (i < c)
        moments_block (sum + i, square + i, block + i, point + i, n_rows, c, c - i);
    }
}

ALWAYS_INLINE void
product_sums_rows (double *sum, double *product, const float *dy, const float *x,
                   const float *mean, const FrostInside *inside, int64_t rows, int c,
                   const gboolean masked)
{
  for (int64_t r = 0; r < rows; r += BLOCK)
    for (int i = 0; i < c; i += VEC_WIDTH)
      {
        FrostInside at = { 0 };

        if (masked)
          at = (FrostInside){ inside->scale + i, inside->shift + i, inside->low,
                              inside->high };
        if (i + VEC_WIDTH <= c)
          product_sums_block (sum + i, product + i, dy + r * c + i, x + r * c + i,
                              mean + i, &at, MIN (BLOCK, rows - r), c, VEC_WIDTH, masked);
        else
          product_sums_block (sum + i, product + i, dy + r * c + i, x + r * c + i,
                              mean + i, &at, MIN (BLOCK, rows - r), c, c - i, masked);
      }
}

void
FROST_ISA_SYMBOL (frost_isa_product_sums) (double *sum, double *product, const float *dy,
                                           const float *x, const float *mean,
                                           const FrostInside *inside, int64_t rows, int c)
{
  if (inside != NULL)
    product_sums_rows (sum, product, dy, x, mean, inside, rows, c, TRUE);
  else
    product_sums_rows (sum, product, dy, x, mean, NULL, rows, c, FALSE);
}
