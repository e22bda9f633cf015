/* isa-softmax.c - shares of e^x along each row. The row's greatest number is taken off first, so
 * that nothing overflows.
 */
#include <math.h>

#include "engine/kernels/isa-exp.h"
#include "engine/kernels/isa-rows.h"

static float
greatest (const float *x, int64_t c)
{
  const Vec infinity = vec_all (INFINITY);
  Vec best = vec_all (-INFINITY);
  int64_t i = 0;

  for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
    best = vec_clamp (vec_load (x + i), best, infinity);
  if (i < c)
    best =
        vec_clamp (row_load (x + i, (int) (c - i), vec_all (-INFINITY)), best, infinity);
  return row_greatest_lane (best);
}

/* y = e^(x - shift), and its sum. */
static double
exponentiate (float *y, const float *x, float shift, int64_t c)
{
  const Vec off = vec_all (shift);
  double total = 0;

  for (int64_t start = 0; start < c; start += ROW_BLOCK * VEC_WIDTH)
    {
      int64_t end = MIN (start + ROW_BLOCK * VEC_WIDTH, c), i = start;
      Vec sum = vec_all (0);

      for (; i + VEC_WIDTH <= end; i += VEC_WIDTH)
        {
          Vec v = vec_exp (vec_load (x + i) - off);

          vec_store (y + i, v);
          sum += v;
        }
      if (i < end)
        {
          int n = (int) (end - i);
          Vec v = vec_exp (row_load (x + i, n, vec_all (-INFINITY)) - off);

          vec_store_part (y + i, v, n);
          sum += v;
        }
      total += (double) row_add_lanes (sum);
    }
  return total;
}

void
FROST_ISA_SYMBOL (frost_isa_softmax) (float *y, const float *x, int64_t rows, int64_t c)
{
  for (int64_t r = 0; r < rows; r++, x += c, y += c)
    {
      float share = (float) (1 / exponentiate (y, x, greatest (x, c), c));

      for (int64_t i = 0; i < c; i++)
        y[i] *= share;
    }
}

void
FROST_ISA_SYMBOL (frost_isa_softmax_backward) (float *dx, const float *dy, const float *y,
                                               int64_t rows, int64_t c)
{
  for (int64_t r = 0; r < rows; r++, dx += c, dy += c, y += c)
    {
      float mean = (float) row_total (dy, y, 0, c, ROW_PRODUCTS);

      for (int64_t i = 0; i < c; i++)
        dx[i] = y[i] * (dy[i] - mean);
    }
}
