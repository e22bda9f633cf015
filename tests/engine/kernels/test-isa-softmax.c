/* The exponential behind softmax, and softmax itself, on every level. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

/* Of two numbers 0 and x <= 0 the second's share is e^x / (1 + e^x), and the quotient of the shares
 * is e^x: within a few units of the last place over all that float has. */
static void
test_exponential (const FrostKernels *kernels)
{
  for (int i = 0; i < 20000; i++)
    {
      float x[2] = { 0, -(float) i * 0.0043f }, y[2];
      double expected = exp (x[1]);

      kernels->softmax (y, x, 1, 2);
      g_assert_cmpfloat (fabs ((double) y[1] / y[0] - expected), <=, 5e-7 * expected);
      g_assert_cmpfloat (fabs ((double) y[1] + y[0] - 1), <=, 3e-7);
    }
  /* What lies below the smallest normal number is none. */
  for (int i = 0; i < 100; i++)
    {
      float x[2] = { 0, -87.4f - (float) i }, y[2];

      kernels->softmax (y, x, 1, 2);
      g_assert_cmpfloat (y[1], ==, 0);
      g_assert_cmpfloat (y[0], ==, 1);
    }
}

static void
test_rows (const FrostKernels *kernels)
{
  const int sizes[] = { 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 49, 64, 197, 1029, 1500 };

  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      int c = sizes[k], rows = 3;
      g_autofree float *x = isa_check_numbers (rows * c);
      g_autofree float *dy = isa_check_numbers (rows * c);
      g_autofree float *y = g_new (float, rows *c);
      g_autofree float *dx = g_new (float, rows *c);

      for (int i = 0; i < rows * c; i++)
        x[i] = 10 * x[i] + (i < c ? 1000 : 0);
      kernels->softmax (y, x, rows, c);
      kernels->softmax_backward (dx, dy, y, rows, c);
      for (int r = 0; r < rows; r++)
        {
          double total = 0, mean = 0;

          for (int i = r * c; i < (r + 1) * c; i++)
            total += exp ((double) x[i] - x[r * c]);
          for (int i = r * c; i < (r + 1) * c; i++)
            {
              double expected = exp ((double) x[i] - x[r * c]) / total;

              g_assert_cmpfloat (fabs (y[i] - expected), <=, 3e-6 * expected);
              mean += (double) dy[i] * y[i];
            }
          for (int i = r * c; i < (r + 1) * c; i++)
            {
              float want = (float) (y[i] * (dy[i] - mean));

              isa_check_near (dx + i, &want, 1, 1e-6);
            }
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("softmax/exponential", test_exponential);
  isa_check_add ("softmax/rows", test_rows);
  return g_test_run ();
}
