/* Copies of every length, from and to every place in a vector: these numbers and no others. */
#include <string.h>

#include "tests/engine/kernels/isa-check.h"

#define LONGEST 100
#define MARK 7.0f

static void
test_copies (const FrostKernels *kernels)
{
  g_autofree float *x = isa_check_numbers (2 * LONGEST);

  for (int n = 0; n <= LONGEST; n++)
    for (int start = 0; start < 17; start++)
      {
        float y[2 * LONGEST];

        for (int i = 0; i < 2 * LONGEST; i++)
          y[i] = MARK;
        kernels->stream (y + start, x + start / 2, n);
        g_assert_cmpmem (y + start, sizeof (float) * (size_t) n, x + start / 2,
                         sizeof (float) * (size_t) n);
        for (int i = 0; i < 2 * LONGEST; i++)
          if (i < start || i >= start + n)
            g_assert_cmpfloat (y[i], ==, MARK);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("stream", test_copies);
  return g_test_run ();
}
