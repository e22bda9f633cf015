/* Column sums of every level against sums in doubles, also over very many rows. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

static void
check (const FrostKernels *kernels, int rows, int c, float offset, double tolerance)
{
  g_autofree float *x = isa_check_numbers ((int64_t) rows * c);
  g_autofree float *dy = isa_check_numbers ((int64_t) rows * c);
  g_autofree float *mean = isa_check_numbers (c);
  g_autofree double *sum = g_new (double, c);
  g_autofree double *square = g_new (double, c);
  g_autofree double *total = g_new (double, c);
  g_autofree double *product = g_new (double, c);
  g_autofree double *first = g_new0 (double, c);
  g_autofree double *second = g_new0 (double, c);

  for (int i = 0; i < c; i++)
    {
      sum[i] = square[i] = total[i] = product[i] = i; /* added to */
      mean[i] += offset;
    }
  for (int i = 0; i < rows * c; i++)
    x[i] += offset;
  kernels->sums (sum, x, rows, c);
  kernels->square_sums (square, x, mean, rows, c);
  kernels->product_sums (total, product, dy, x, mean, NULL, rows, c);
  kernels->moments (first, second, x, mean, rows, c);

  for (int i = 0; i < c; i++)
    {
      double want_first = 0, want_sum = i, want_square = i, want_total = i,
             want_product = i;

      for (int r = 0; r < rows; r++)
        {
          double d = (double) x[r * c + i] - mean[i];

          want_first += d;
          want_sum += x[r * c + i];
          want_square += d * d;
          want_total += dy[r * c + i];
          want_product += dy[r * c + i] * d;
        }
      g_assert_cmpfloat (fabs (sum[i] - want_sum), <=, tolerance * (1 + fabs (want_sum)));
      g_assert_cmpfloat (fabs (square[i] - want_square), <=,
                         tolerance * (1 + want_square));
      g_assert_cmpfloat (fabs (first[i] - want_first), <=,
                         tolerance * (1 + fabs (want_first)) + 1e-7 * rows);
      g_assert_cmpfloat (fabs (second[i] + i - want_square), <=,
                         tolerance * (1 + want_square));
      g_assert_cmpfloat (fabs (total[i] - want_total), <=, tolerance * sqrt (rows));
      g_assert_cmpfloat (fabs (product[i] - want_product), <=, tolerance * sqrt (rows));
    }
}

/* Only the rows that a clamp of x scale + shift let pass. */
static void
test_inside (const FrostKernels *kernels)
{
  const int rows = 77, c = 19;
  g_autofree float *x = isa_check_numbers (rows * c);
  g_autofree float *dy = isa_check_numbers (rows * c);
  g_autofree float *mean = isa_check_numbers (c);
  g_autofree float *scale = isa_check_numbers (c);
  g_autofree float *shift = isa_check_numbers (c);
  g_autofree double *sum = g_new0 (double, c);
  g_autofree double *product = g_new0 (double, c);
  FrostInside inside = { scale, shift, -0.5f, INFINITY };

  kernels->product_sums (sum, product, dy, x, mean, &inside, rows, c);
  for (int i = 0; i < c; i++)
    {
      for (int r = 0; r < rows; r++)
        if ((double) x[r * c + i] * scale[i] + shift[i] > -0.5)
          {
            sum[i] -= dy[r * c + i];
            product[i] -= dy[r * c + i] * ((double) x[r * c + i] - mean[i]);
          }
      g_assert_cmpfloat_with_epsilon (sum[i], 0, 1e-5);
      g_assert_cmpfloat_with_epsilon (product[i], 0, 1e-5);
    }
}

static void
test_values (const FrostKernels *kernels)
{
  const int columns[] = { 1, 3, 8, 15, 16, 19, 33, 48 };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      check (kernels, 0, columns[i], 0, 1e-6);
      check (kernels, 1, columns[i], 0, 1e-6);
      check (kernels, 77, columns[i], 0, 1e-6);
    }
}

/* A running float32 sum of 200,000 numbers near 1 would be wrong in the fifth digit. */
static void
test_many (const FrostKernels *kernels)
{
  check (kernels, 200000, 5, 1, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("sums/values", test_values);
  isa_check_add ("sums/many", test_many);
  isa_check_add ("sums/inside", test_inside);
  return g_test_run ();
}
