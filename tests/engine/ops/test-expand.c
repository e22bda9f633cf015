/* Repeating along every pattern of axes. */
#include "tests/engine/ops/op-check.h"

static const struct
{
  FrostShape x, y;
} cases[] = {
  { { 3, { 1, 1, 5 } }, { 3, { 4, 3, 5 } } },
  { { 3, { 4, 3, 1 } }, { 3, { 4, 3, 19 } } },
  { { 3, { 4, 1, 5 } }, { 3, { 4, 3, 5 } } },
  { { 3, { 1, 3, 1 } }, { 3, { 4, 3, 7 } } },
  { { 3, { 1, 1, 1 } }, { 3, { 4, 3, 5 } } },
  { { 3, { 4, 3, 5 } }, { 3, { 4, 3, 5 } } },
  { { 2, { 1, 17 } }, { 2, { 1, 17 } } },
  { { 1, { 1 } }, { 1, { 6 } } },
  { { 4, { 2, 1, 3, 1 } }, { 4, { 2, 5, 3, 4 } } },
};

static OpCheck *
make (guint i)
{
  OpCheck *check = op_check_new (FROST_OP_EXPAND);

  check->n = 2;
  check->x_shape[0] = cases[i].x;
  check->attributes.n_axes = cases[i].y.rank;
  for (int d = 0; d < cases[i].y.rank; d++)
    check->attributes.size[d] = cases[i].y.dim[d];
  return check;
}

static int64_t
source (guint i, int64_t k)
{
  const FrostShape *x = &cases[i].x, *y = &cases[i].y;
  int64_t place = 0, step = 1;

  for (int d = y->rank - 1; d >= 0; d--)
    {
      place += k % y->dim[d] % x->dim[d] * step;
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
      int64_t in = frost_shape_n_elements (&cases[i].x);
      int64_t out = frost_shape_n_elements (&cases[i].y);

      op_check_prepare (check);
      g_assert_true (frost_shape_equal (&check->inference.y, &cases[i].y));
      op_check_forward (check);
      for (int image = 0; image < 2; image++)
        for (int64_t k = 0; k < out; k++)
          g_assert_cmpfloat (check->y[image * out + k], ==,
                             check->x[0][image * in + source (i, k)]);
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
test_errors (void)
{
  g_autoptr (OpCheck) check = make (0);

  check->attributes.size[2] = 10;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE,
                    "input is 1x1x5, which cannot be repeated to 4x3x10");
  check->attributes.size[2] = 1;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "to 4x3x1");
  check->attributes.size[2] = 5;
  check->attributes.n_axes = 2;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "to 4x3:");
  check->attributes.n_axes = 9;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "has 9 dimensions");
  check->attributes.n_axes = 3;
  check->attributes.size[0] = G_MAXINT64;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
  check->attributes.size[0] = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/expand/values", test_values);
  g_test_add_func ("/ops/expand/gradient", test_gradient);
  g_test_add_func ("/ops/expand/errors", test_errors);
  return g_test_run ();
}
