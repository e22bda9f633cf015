/* Loops over numbers and rows, of every level, against plain ones. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

static const int sizes[] = { 1, 3, 7, 8, 15, 16, 17, 33, 64, 100 };

static void
test_elementwise (const FrostKernels *kernels)
{
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      int n = sizes[k];
      g_autofree float *a = isa_check_numbers (n);
      g_autofree float *b = isa_check_numbers (n);
      g_autofree float *y = g_new (float, n);

      kernels->clip (y, a, n, -0.25f, 0.5f);
      for (int i = 0; i < n; i++)
        g_assert_cmpfloat (y[i], ==, CLAMP (a[i], -0.25f, 0.5f));
      kernels->clip_backward (y, b, a, n, -0.25f, 0.5f);
      for (int i = 0; i < n; i++)
        g_assert_cmpfloat (y[i], ==, a[i] > -0.25f && a[i] < 0.5f ? b[i] : 0);
    }
}

/* Not-a-number goes through a clamp; but where the gradient is cut it is cut. */
static void
test_not_finite (const FrostKernels *kernels)
{
  float x[40], zero[40] = { 0 }, y[40];

  for (int i = 0; i < 40; i++)
    x[i] = i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : -INFINITY;
  kernels->clip (y, x, 40, 0, 6);
  for (int i = 0; i < 40; i++)
    if (i % 3 == 0)
      g_assert_true (isnan (y[i]));
    else
      g_assert_cmpfloat (y[i], ==, i % 3 == 1 ? 6 : 0);
  kernels->clip_backward (y, x, zero, 40, 0, 6);
  for (int i = 0; i < 40; i++)
    g_assert_cmpfloat (y[i], ==, 0);
}

static void
test_affine (const FrostKernels *kernels)
{
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      int c = sizes[k], rows = 5;
      g_autofree float *x = isa_check_numbers (rows * c);
      g_autofree float *dy = isa_check_numbers (rows * c);
      g_autofree float *a = isa_check_numbers (c);
      g_autofree float *b = isa_check_numbers (c);
      g_autofree float *d = isa_check_numbers (c);
      g_autofree float *y = g_new (float, rows *c);

      kernels->affine (y, x, a, b, rows, c, -0.5f, 1);
      for (int i = 0; i < rows * c; i++)
        {
          float want = (float) CLAMP ((double) x[i] * a[i % c] + b[i % c], -0.5, 1);

          isa_check_near (y + i, &want, 1, 1e-6);
        }
      kernels->affine2 (y, dy, x, a, b, d, NULL, rows, c);
      for (int i = 0; i < rows * c; i++)
        {
          float want =
              (float) ((double) a[i % c] * dy[i] + (double) b[i % c] * x[i] + d[i % c]);

          isa_check_near (y + i, &want, 1, 1e-6);
        }

      /* Only where a clamp of x b + d let x pass; y in the place of dy. */
      kernels->affine2 (dy, dy, x, a, b, d, &(FrostInside){ b, d, -0.25f, 0.5f }, rows,
                        c);
      for (int i = 0; i < rows * c; i++)
        {
          double z = (double) x[i] * b[i % c] + d[i % c];
          float want = y[i];

          if (fabs (z + 0.25) < 1e-6 || fabs (z - 0.5) < 1e-6)
            continue;
          if (z < -0.25 || z > 0.5)
            want = (float) z;
          isa_check_near (dy + i, &want, 1, 1e-6);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("rowwise/elementwise", test_elementwise);
  isa_check_add ("rowwise/not-finite", test_not_finite);
  isa_check_add ("rowwise/affine", test_affine);
  return g_test_run ();
}
