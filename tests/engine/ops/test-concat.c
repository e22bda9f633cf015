/* Joining along channels and features. */
#include "tests/engine/ops/op-check.h"

static OpCheck *
images (void)
{
  OpCheck *check = op_check_new (FROST_OP_CONCAT);

  check->n = 2;
  check->n_inputs = 3;
  check->x_shape[0] = frost_shape_image (3, 2, 4);
  check->x_shape[1] = frost_shape_image (3, 2, 1);
  check->x_shape[2] = frost_shape_image (3, 2, 5);
  return check;
}

static void
test_values (void)
{
  g_autoptr (OpCheck) check = images ();

  op_check_prepare (check);
  g_assert_cmpint (check->inference.y.dim[2], ==, 10);
  op_check_forward (check);
  for (int p = 0; p < 2 * 6; p++)
    for (int k = 0; k < 10; k++)
      {
        float expected = k < 4   ? check->x[0][p * 4 + k]
                         : k < 5 ? check->x[1][p]
                                 : check->x[2][p * 5 + k - 5];

        g_assert_cmpfloat (check->y[p * 10 + k], ==, expected);
      }
}

static void
test_gradient (void)
{
  g_autoptr (OpCheck) check = images ();
  g_autoptr (OpCheck) vectors = op_check_new (FROST_OP_CONCAT);

  op_check_gradients (check, 0.25, 1e-3, FALSE);
  vectors->n_inputs = 2;
  vectors->n = 3;
  vectors->x_shape[0] = frost_shape_vector (3);
  vectors->x_shape[1] = frost_shape_vector (7);
  op_check_gradients (vectors, 0.25, 1e-3, FALSE);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = images ();

  check->x_shape[1] = frost_shape_image (3, 3, 1);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 3x2x4 and 3x3x1");
  check->x_shape[1] = frost_shape_vector (6);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 3x2x4 and 6");
  for (int i = 0; i < 3; i++)
    check->x_shape[i] = frost_shape_image (1 << 10, 1 << 10, 1000);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/concat/values", test_values);
  g_test_add_func ("/ops/concat/gradient", test_gradient);
  g_test_add_func ("/ops/concat/errors", test_errors);
  return g_test_run ();
}
