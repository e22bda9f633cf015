/* Every kind of slice against a plain loop over all places. */
#include "tests/engine/ops/op-check.h"

static const struct
{
  FrostShape shape;
  int64_t start[4], step[4], size[4];
} cases[] = {
  { { 3, { 5, 7, 6 } }, { 1, 2, 0 }, { 1, 1, 1 }, { 3, 4, 6 } },
  { { 3, { 5, 7, 6 } }, { 0, 0, 2 }, { 1, 1, 1 }, { 5, 7, 3 } },
  /* Patch merging takes every other row and column. */
  { { 3, { 6, 8, 5 } }, { 1, 0, 0 }, { 2, 2, 1 }, { 3, 4, 5 } },
  { { 3, { 5, 7, 6 } }, { 4, 6, 5 }, { -1, -2, -3 }, { 5, 4, 2 } },
  { { 2, { 19, 23 } }, { 0, 0 }, { 1, 1 }, { 1, 23 } },
  { { 2, { 19, 23 } }, { 18, 3 }, { -3, 5 }, { 7, 4 } },
  { { 1, { 9 } }, { 8 }, { -1 }, { 9 } },
  /* Whatever the step of a single number is. */
  { { 2, { 3, 4 } }, { 2, 1 }, { 0, G_MININT64 }, { 1, 1 } },
  { { 4, { 2, 3, 4, 5 } }, { 0, 0, 0, 0 }, { 1, 1, 1, 1 }, { 2, 3, 4, 5 } },
  { { 4, { 2, 3, 4, 5 } }, { 1, 2, 0, 0 }, { -1, -1, 1, 1 }, { 2, 3, 4, 5 } },
};

static OpCheck *
make (guint i)
{
  OpCheck *check = op_check_new (FROST_OP_SLICE);

  check->n = 2;
  check->x_shape[0] = cases[i].shape;
  for (int d = 0; d < 4; d++)
    {
      check->attributes.start[d] = cases[i].start[d];
      check->attributes.step[d] = cases[i].step[d];
      check->attributes.size[d] = cases[i].size[d];
    }
  return check;
}

static int64_t
source (const OpCheck *check, int64_t k)
{
  const FrostShape *x = &check->x_shape[0], *y = &check->inference.y;
  int64_t place = 0, step = 1;

  for (int d = y->rank - 1; d >= 0; d--)
    {
      int64_t i = k % y->dim[d];

      place += (check->attributes.start[d] + (i > 0 ? i * check->attributes.step[d] : 0))
               * step;
      step *= x->dim[d];
      k /= y->dim[d];
    }
  return place;
}

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OpCheck) check = make (i);
      int64_t in, out;

      op_check_prepare (check);
      in = frost_shape_n_elements (&check->x_shape[0]);
      out = frost_shape_n_elements (&check->inference.y);
      for (int d = 0; d < cases[i].shape.rank; d++)
        g_assert_cmpint (check->inference.y.dim[d], ==, cases[i].size[d]);
      op_check_forward (check);
      for (int image = 0; image < 2; image++)
        for (int64_t k = 0; k < out; k++)
          g_assert_cmpfloat (check->y[image * out + k], ==,
                             check->x[0][image * in + source (check, k)]);
    }
}

static void
test_gradient (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OpCheck) check = make (i);

      op_check_gradients (check, 0.25, 1e-3, FALSE);
    }
}

static void
refuses (int64_t start, int64_t step, int64_t size, const char *words)
{
  g_autoptr (OpCheck) check = make (0);

  check->attributes.start[1] = start;
  check->attributes.step[1] = step;
  check->attributes.size[1] = size;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, words);
}

static void
test_errors (void)
{
  refuses (2, 1, 6,
           "input is 5x7x6, of dimension 1 it cannot take 6 from 2 in steps of 1");
  refuses (7, 1, 1, "take 1 from 7");
  refuses (-1, 1, 1, "take 1 from -1");
  refuses (0, 1, 0, "take 0 from 0");
  refuses (0, 0, 2, "in steps of 0");
  refuses (0, -1, 2, "in steps of -1");
  refuses (1, 3, 3, "in steps of 3");
  refuses (0, G_MAXINT64, 3, "in steps of 9223372036854775807");
  refuses (0, G_MININT64, 2, "in steps of -9223372036854775808");
  refuses (0, 1, G_MAXINT64, "take 9223372036854775807");
  refuses (G_MAXINT64, 1, 2, "from 9223372036854775807");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/slice/values", test_values);
  g_test_add_func ("/ops/slice/gradient", test_gradient);
  g_test_add_func ("/ops/slice/errors", test_errors);
  return g_test_run ();
}
