/* isa-layer-norm.c - each row shifted and scaled to mean 0 and variance 1. The variance is that of
 * the deviations from the mean, found in a second pass, where nothing cancels.
 */
#include <math.h>

#include "engine/kernels/isa-rows.h"

void
FROST_ISA_SYMBOL (frost_isa_layer_norm) (float *y, float *statistics, const float *x,
                                         const float *restrict scale,
                                         const float *restrict shift, int64_t rows,
                                         int64_t c, float epsilon)
{
  for (int64_t r = 0; r < rows; r++, x += c, y += c)
    {
      float mean = (float) (row_total (x, x, 0, c, ROW_NUMBERS) / (double) c);
      double variance = row_total (x, x, mean, c, ROW_SQUARES) / (double) c;
      float inverse = (float) (1 / sqrt (variance + (double) epsilon));

      for (int64_t i = 0; i < c; i++)
        y[i] = (x[i] - mean) * inverse * scale[i] + shift[i];
      if (statistics != NULL)
        {
          statistics[2 * r] = mean;
          statistics[2 * r + 1] = inverse;
        }
    }
}

/* The sums that a row's gradient needs, of g = dy scale and g times the normalised x; on the way
 * what the row adds to the gradients of scale and shift. */
ALWAYS_INLINE void
gather (float *dscale, float *dshift, Vec *sum, Vec *product, const float *dy,
        const float *x, const float *scale, Vec mean, Vec inverse, const int n)
{
  Vec d = row_load (dy, n, vec_all (0));
  Vec g = d * row_load (scale, n, vec_all (0));
  Vec normal = (row_load (x, n, mean) - mean) * inverse;

  *sum += g;
  *product += g * normal;
  vec_store_first (dscale, vec_load_first (dscale, n) + d * normal, n);
  vec_store_first (dshift, vec_load_first (dshift, n) + d, n);
}

void
FROST_ISA_SYMBOL (frost_isa_layer_norm_backward) (float *dx, float *restrict dscale,
                                                  float *restrict dshift, const float *dy,
                                                  const float *x, const float *statistics,
                                                  const float *restrict scale,
                                                  int64_t rows, int64_t c)
{
  for (int64_t r = 0; r < rows; r++, dy += c, x += c)
    {
      float mean = statistics[2 * r], inverse = statistics[2 * r + 1];
      double sum = 0, product = 0;
      float a, b;

      for (int64_t start = 0; start < c; start += ROW_BLOCK * VEC_WIDTH)
        {
          int64_t end = MIN (start + ROW_BLOCK * VEC_WIDTH, c), i = start;
          Vec sums = vec_all (0), products = vec_all (0);

          for (; i + VEC_WIDTH <= end; i += VEC_WIDTH)
            gather (dscale + i, dshift + i, &sums, &products, dy + i, x + i, scale + i,
                    vec_all (mean), vec_all (inverse), VEC_WIDTH);
          if (i < end)
            gather (dscale + i, dshift + i, &sums, &products, dy + i, x + i, scale + i,
                    vec_all (mean), vec_all (inverse), (int) (end - i));
          sum += (double) row_add_lanes (sums);
          product += (double) row_add_lanes (products);
        }
      if (dx == NULL)
        continue;
      a = (float) (sum / (double) c);
      b = (float) (product / (double) c);
      for (int64_t i = 0; i < c; i++)
        dx[i] = inverse * (dy[i] * scale[i] - a - (x[i] - mean) * inverse * b);
      dx += c;
    }
}
