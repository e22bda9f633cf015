/* The same numbers under another shape. */
#include "tests/engine/ops/op-check.h"

static OpCheck *
windows (void)
{
  OpCheck *check = op_check_new (FROST_OP_RESHAPE);
  const int64_t size[] = { 3, 1, 2, 5, 7 };

  check->n = 2;
  check->x_shape[0] = frost_shape_image (3, 10, 7);
  check->attributes.n_axes = 5;
  for (int d = 0; d < 5; d++)
    check->attributes.size[d] = size[d];
  return check;
}

static void
test_values (void)
{
  g_autoptr (OpCheck) check = windows ();
  FrostOpContext context;

  op_check_prepare (check);
  g_assert_true (
      frost_shape_equal (&check->inference.y, &(FrostShape){ 5, { 3, 1, 2, 5, 7 } }));
  op_check_forward (check);
  op_check_near (check->y, check->x[0], 2 * 210, 0);
  /* In place. */
  context = check->context;
  context.y = check->x[0];
  check->op->forward (&context);
  op_check_near (check->x[0], check->y, 2 * 210, 0);
}

static void
test_scalar (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_RESHAPE);

  check->n = 3;
  op_check_prepare (check);
  g_assert_cmpint (check->inference.y.rank, ==, 0);
  op_check_forward (check);
  op_check_near (check->y, check->x[0], 3, 0);
}

static void
test_gradient (void)
{
  g_autoptr (OpCheck) check = windows ();

  op_check_gradients (check, 0.25, 1e-3, FALSE);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = windows ();

  check->attributes.size[4] = 8;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 3x10x7 but as many");
  check->attributes.size[4] = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output: is 3x1x2x5x0");
  check->attributes.size[4] = -7;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
  check->attributes.size[4] = G_MAXINT64;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
  check->attributes.n_axes = 9;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "has 9 dimensions");
  check->attributes.n_axes = -1;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "has -1 dimensions");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/reshape/values", test_values);
  g_test_add_func ("/ops/reshape/scalar", test_scalar);
  g_test_add_func ("/ops/reshape/gradient", test_gradient);
  g_test_add_func ("/ops/reshape/errors", test_errors);
  return g_test_run ();
}
