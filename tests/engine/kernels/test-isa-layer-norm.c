/* Normalised rows and their gradients, of every level, against plain loops. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

#define ROWS 3

static const int sizes[] = { 1, 3, 8, 15, 16, 17, 31, 33, 64, 96, 101, 768, 1025, 2500 };

static void
test_layer_norm (const FrostKernels *kernels)
{
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      int c = sizes[k];
      g_autofree float *x = isa_check_numbers (ROWS * c);
      g_autofree float *scale = isa_check_numbers (c);
      g_autofree float *shift = isa_check_numbers (c);
      g_autofree float *y = g_new (float, ROWS *c);
      g_autofree float *without = g_new (float, ROWS *c);
      float statistics[2 * ROWS];

      kernels->layer_norm (y, statistics, x, scale, shift, ROWS, c, 0.01f);
      kernels->layer_norm (without, NULL, x, scale, shift, ROWS, c, 0.01f);
      g_assert_cmpmem (y, ROWS * c * sizeof (float), without, ROWS * c * sizeof (float));
      for (int r = 0; r < ROWS; r++)
        {
          const float *row = x + r * c;
          double mean = 0, variance = 0;

          for (int i = 0; i < c; i++)
            mean += row[i] / (double) c;
          for (int i = 0; i < c; i++)
            variance += (row[i] - mean) * (row[i] - mean) / c;
          g_assert_cmpfloat (fabs (statistics[2 * r] - mean), <, 1e-6);
          g_assert_cmpfloat (fabs (statistics[2 * r + 1] * sqrt (variance + 0.01f) - 1),
                             <, 1e-6);
          for (int i = 0; i < c; i++)
            {
              float want = (float) ((row[i] - mean) / sqrt (variance + 0.01f) * scale[i]
                                    + shift[i]);

              isa_check_near (y + r * c + i, &want, 1, 3e-6);
            }
        }
    }
}

static void
test_backward (const FrostKernels *kernels)
{
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      int c = sizes[k];
      g_autofree float *x = isa_check_numbers (ROWS * c);
      g_autofree float *dy = isa_check_numbers (ROWS * c);
      g_autofree float *scale = isa_check_numbers (c);
      g_autofree float *dx = g_new (float, ROWS *c);
      g_autofree float *dscale = g_new (float, c);
      g_autofree float *dshift = g_new (float, c);
      const float statistics[2 * ROWS] = { 0.5f, 2, -0.25f, 1, 0, 0.5f };

      /* Once without dx: the sums are the same, and go on from where they were. */
      for (int i = 0; i < c; i++)
        dscale[i] = dshift[i] = 1;
      kernels->layer_norm_backward (NULL, dscale, dshift, dy, x, statistics, scale, ROWS,
                                    c);
      kernels->layer_norm_backward (dx, dscale, dshift, dy, x, statistics, scale, ROWS,
                                    c);
      for (int i = 0; i < c; i++)
        {
          double by_scale = 0, by_shift = 0;
          float want;

          for (int r = 0; r < ROWS; r++)
            {
              double normal =
                  ((double) x[r * c + i] - statistics[2 * r]) * statistics[2 * r + 1];

              by_scale += dy[r * c + i] * normal;
              by_shift += dy[r * c + i];
            }
          want = (float) (1 + 2 * by_scale);
          isa_check_near (dscale + i, &want, 1, 1e-6);
          want = (float) (1 + 2 * by_shift);
          isa_check_near (dshift + i, &want, 1, 1e-6);
        }
      for (int r = 0; r < ROWS; r++)
        {
          double sum = 0, product = 0, mean = statistics[2 * r];
          double inverse = statistics[2 * r + 1];

          for (int i = 0; i < c; i++)
            {
              double g = (double) dy[r * c + i] * scale[i];

              sum += g / c;
              product += g * (x[r * c + i] - mean) * inverse / c;
            }
          for (int i = 0; i < c; i++)
            {
              double g = (double) dy[r * c + i] * scale[i];
              float want =
                  (float) (inverse
                           * (g - sum - (x[r * c + i] - mean) * inverse * product));

              isa_check_near (dx + r * c + i, &want, 1, 2e-6);
            }
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("layer-norm/forward", test_layer_norm);
  isa_check_add ("layer-norm/backward", test_backward);
  return g_test_run ();
}
