/* A value that every image gets. */
#include "tests/engine/ops/op-check.h"

static OpCheck *
table (void)
{
  OpCheck *check = op_check_new (FROST_OP_PARAMETER);

  check->n = 3;
  check->n_inputs = 0;
  check->w_shape[0] = (FrostShape){ 3, { 5, 1, 3 } };
  return check;
}

static void
test_values (void)
{
  g_autoptr (OpCheck) check = table ();

  op_check_prepare (check);
  g_assert_true (frost_shape_equal (&check->inference.y, &check->w_shape[0]));
  op_check_forward (check);
  for (int i = 0; i < 3; i++)
    op_check_near (check->y + i * 15, check->w[0], 15, 0);
}

static void
test_gradient (void)
{
  g_autoptr (OpCheck) check = table ();

  op_check_gradients (check, 0.25, 1e-3, FALSE);
  for (int k = 0; k < 15; k++)
    g_assert_cmpfloat_with_epsilon (
        check->dw[0][k], check->dy[k] + check->dy[15 + k] + check->dy[30 + k], 1e-6);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = table ();

  check->w_shape[0].rank = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "has no value");
  check->w_shape[0] = (FrostShape){ 3, { 1 << 15, 1 << 15, 1 << 15 } };
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "value: is 32768x32768x32768");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/parameter/values", test_values);
  g_test_add_func ("/ops/parameter/gradient", test_gradient);
  g_test_add_func ("/ops/parameter/errors", test_errors);
  return g_test_run ();
}
