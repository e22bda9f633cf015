/* Moves between layouts, against one number at a time. */
#include "engine/kernels/strided.h"

#include "tests/engine/kernels/isa-check.h"

static const FrostStrided copies[] = {
  /* Contiguous, with gaps between rows, a plain transposition, one of rows. */
  { 2, { 3, 20 }, { 20, 1 }, { 20, 1 } },
  { 2, { 3, 20 }, { 23, 1 }, { 21, 1 } },
  { 2, { 3, 5 }, { 6, 1 }, { 7, 1 } },
  { 2, { 19, 37 }, { 37, 1 }, { 1, 19 } },
  { 3, { 3, 4, 18 }, { 72, 18, 1 }, { 18, 54, 1 } },
  /* The axis along which x is contiguous is not the neighbour of the last one. */
  { 4, { 5, 3, 2, 7 }, { 42, 14, 7, 1 }, { 1, 70, 35, 5 } },
  /* Repeated: whole rows, numbers, both. */
  { 2, { 4, 17 }, { 17, 1 }, { 0, 1 } },
  { 2, { 4, 17 }, { 17, 1 }, { 1, 0 } },
  { 3, { 4, 3, 5 }, { 15, 5, 1 }, { 0, 1, 0 } },
  /* Every other number, also where they are put. */
  { 2, { 4, 6 }, { 6, 1 }, { 24, 3 } },
  { 2, { 4, 6 }, { 12, 2 }, { 6, 1 } },
  /* Interleaved and taken apart, axes of one index, a single number. */
  { 3, { 2, 21, 2 }, { 42, 2, 1 }, { 42, 1, 21 } },
  { 3, { 2, 2, 21 }, { 42, 21, 1 }, { 42, 1, 2 } },
  { 5, { 1, 3, 1, 6, 1 }, { 99, 6, 50, 1, 77 }, { 99, 1, 50, 3, 77 } },
  { 2, { 1, 1 }, { 5, 3 }, { 7, 9 } },
  { 0 },
  { 9,
    { 2, 2, 2, 2, 2, 2, 2, 2, 2 },
    { 256, 128, 64, 32, 16, 8, 4, 2, 1 },
    { 2, 1, 8, 4, 32, 16, 128, 64, 256 } },
};

static const FrostStrided additions[] = {
  { 3, { 4, 3, 17 }, { 0, 0, 1 }, { 51, 17, 1 } },
  { 3, { 4, 3, 5 }, { 3, 1, 0 }, { 15, 5, 1 } },
  { 3, { 4, 3, 5 }, { 5, 0, 1 }, { 15, 5, 1 } },
  { 3, { 4, 3, 5 }, { 0, 1, 0 }, { 15, 5, 1 } },
  { 2, { 4, 5 }, { 0, 0 }, { 5, 1 } },
  { 2, { 4, 5 }, { 5, 1 }, { 1, 4 } },
  { 2, { 4, 5 }, { 10, 2 }, { 5, 1 } },
};

#define N 2000

/* The first number stands in the middle, so that steps may go either way. */
#define FIRST 1000

static void
check (const FrostStrided *strided, gboolean add, gboolean backwards)
{
  g_autofree float *x = isa_check_numbers (N);
  g_autofree float *y = isa_check_numbers (N);
  g_autofree float *expected = g_memdup2 (y, N * sizeof (float));
  FrostStrided turned = *strided;
  int64_t n = 1;

  for (int d = 0; d < strided->rank; d++)
    {
      n *= strided->size[d];
      if (backwards)
        turned.x_step[d] = -turned.x_step[d];
    }
  for (int64_t k = 0; k < n; k++)
    {
      int64_t to = FIRST, from = FIRST, rest = k;

      for (int d = strided->rank - 1; d >= 0; d--)
        {
          to += rest % strided->size[d] * turned.y_step[d];
          from += rest % strided->size[d] * turned.x_step[d];
          rest /= strided->size[d];
        }
      expected[to] = x[from] + (add ? expected[to] : 0);
    }
  if (add)
    frost_strided_add (y + FIRST, x + FIRST, &turned);
  else
    frost_strided_copy (y + FIRST, x + FIRST, &turned);
  /* All of it: what lies between stays as it was. */
  isa_check_near (y, expected, N, add ? 1e-6 : 0);
}

static void
test_copy (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    for (int backwards = 0; backwards < 2; backwards++)
      check (&copies[i], FALSE, backwards);
}

static void
test_add (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (additions); i++)
    for (int backwards = 0; backwards < 2; backwards++)
      check (&additions[i], TRUE, backwards);
}

static void
test_steps (void)
{
  const FrostShape shape = { 4, { 2, 3, 1, 5 } };
  int64_t steps[4];

  frost_strided_steps (&shape, steps);
  g_assert_cmpint (steps[0], ==, 15);
  g_assert_cmpint (steps[1], ==, 5);
  g_assert_cmpint (steps[2], ==, 5);
  g_assert_cmpint (steps[3], ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/strided/copy", test_copy);
  g_test_add_func ("/kernels/strided/add", test_add);
  g_test_add_func ("/kernels/strided/steps", test_steps);
  return g_test_run ();
}
