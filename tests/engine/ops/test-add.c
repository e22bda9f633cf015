/* Addition: values, clamp, in place, gradient, refusal. */
#include <string.h>

#include "tests/engine/ops/op-check.h"

static OpCheck *
sized (void)
{
  OpCheck *check = op_check_new (FROST_OP_ADD);

  check->n = 3;
  check->n_inputs = 2;
  check->x_shape[0] = check->x_shape[1] = frost_shape_image (3, 5, 7);
  return check;
}

static void
test_values (void)
{
  g_autoptr (OpCheck) check = sized ();
  FrostOpContext context;

  check->attributes.low = 0;
  check->attributes.high = 0.75f;
  op_check_prepare (check);
  op_check_forward (check);
  for (int64_t i = 0; i < check->n_y; i++)
    {
      float sum = check->x[0][i] + check->x[1][i];

      g_assert_cmpfloat (check->y[i], ==, CLAMP (sum, 0, 0.75f));
    }

  context = check->context;
  context.y = check->x[1];
  check->op->forward (&context);
  op_check_near (check->x[1], check->y, check->n_y, 0);
}

static void
test_gradient (void)
{
  g_autoptr (OpCheck) check = sized ();

  op_check_gradients (check, 0.25, 1e-3, FALSE);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = sized ();

  check->x_shape[1] = frost_shape_image (1, 1, 7);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 3x5x7 and 1x1x7");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/add/values", test_values);
  g_test_add_func ("/ops/add/gradient", test_gradient);
  g_test_add_func ("/ops/add/errors", test_errors);
  return g_test_run ();
}
