/* Matrices turned around on every level: exactly, and nothing beside them. */
#include "tests/engine/kernels/isa-check.h"

static void
check (const FrostKernels *kernels, int rows, int columns, int gap)
{
  int ldx = columns + 3 * gap, ldy = rows + 2 * gap;
  g_autofree float *x = isa_check_numbers ((int64_t) rows * ldx);
  g_autofree float *y = isa_check_numbers ((int64_t) columns * ldy);
  g_autofree float *old = g_memdup2 (y, (gsize) (columns * ldy) * sizeof (float));

  kernels->transpose (y, ldy, x, ldx, rows, columns);
  for (int c = 0; c < columns; c++)
    for (int r = 0; r < ldy; r++)
      g_assert_cmpfloat (y[c * ldy + r], ==,
                         r < rows ? x[r * ldx + c] : old[c * ldy + r]);
}

static void
test_values (const FrostKernels *kernels)
{
  const int sizes[] = { 1, 2, 3, 4, 5, 8, 15, 16, 17, 20, 49, 66, 131 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
      {
        check (kernels, sizes[i], sizes[k], 1);
        /* Small groups of whole arrays have a way of their own. */
        check (kernels, sizes[i], sizes[k], 0);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("transpose/values", test_values);
  return g_test_run ();
}
