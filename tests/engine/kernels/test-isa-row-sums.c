/* One sum a row, of every level, against plain loops. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

#define ROWS 3

static void
test_values (const FrostKernels *kernels)
{
  const int sizes[] = { 1, 3, 8, 15, 16, 17, 31, 33, 64, 96, 101, 768, 1025, 2500 };

  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      int c = sizes[k];
      g_autofree float *x = isa_check_numbers (ROWS * c);
      double sums[ROWS] = { 1, 2, 3 }, squares[ROWS] = { 1, 2, 3 };

      kernels->row_sums (sums, x, ROWS, c);
      kernels->row_square_sums (squares, x, ROWS, c);
      for (int r = 0; r < ROWS; r++)
        {
          double sum = r + 1, square = r + 1;

          for (int i = 0; i < c; i++)
            {
              sum += x[r * c + i];
              square += (double) x[r * c + i] * x[r * c + i];
            }
          g_assert_cmpfloat (fabs (sums[r] - sum), <=, 1e-6 * (1 + sqrt (c)));
          g_assert_cmpfloat (fabs (squares[r] - square), <=, 1e-6 * square);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("row-sums/values", test_values);
  return g_test_run ();
}
