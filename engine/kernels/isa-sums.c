/* isa-sums.c - sums over the rows of each column. A vector of columns is added up in float over
 * BLOCK rows, then into the doubles: within a block the rounding is a few units of the last place,
 * and between blocks there is none to speak of.
 */
#include "engine/kernels/isa.h"

#define BLOCK 32

ALWAYS_INLINE void
flush (double *sum, Vec v, int n)
{
  float part[VEC_WIDTH];

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
product_sums_block (double *sum, double *product, const float *dy, const float *x,
                    const float *mean, int64_t rows, int c, int n)
{
  Vec total = vec_all (0);
  Vec total_product = vec_all (0);
  Vec centre = vec_load_first (mean, n);

  for (int64_t r = 0; r < rows; r++)
    {
      Vec g = vec_load_first (dy + r * c, n);

      total += g;
      total_product += g * (vec_load_first (x + r * c, n) - centre);
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
FROST_ISA_SYMBOL (frost_isa_product_sums) (double *sum, double *product, const float *dy,
                                           const float *x, const float *mean,
                                           int64_t rows, int c)
{
  for (int64_t r = 0; r < rows; r += BLOCK)
    {
      int64_t n_rows = MIN (BLOCK, rows - r);
      const float *g = dy + r * c;
      const float *block = x + r * c;
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        product_sums_block (sum + i, product + i, g + i, block + i, mean + i, n_rows, c,
                            VEC_WIDTH);
      if (i < c)
        product_sums_block (sum + i, product + i, g + i, block + i, mean + i, n_rows, c,
                            c - i);
    }
}
