/* Joining along channels and features, and along the axes before them. */
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

static OpCheck *
along (int axis)
{
  OpCheck *check = op_check_new (FROST_OP_CONCAT);

  check->n = 2;
  check->n_inputs = 2;
  check->x_shape[0] = check->x_shape[1] = frost_shape_image (3, 2, 5);
  check->x_shape[1].dim[axis] = 4;
  check->attributes.axis = axis;
  return check;
}

/* Axis by axis: y [outer, d0 + 4, inner]. */
static void
test_axis (void)
{
  for (int axis = 0; axis < 3; axis++)
    {
      g_autoptr (OpCheck) check = along (axis);
      int d0 = (int) check->x_shape[0].dim[axis], outer = 2, inner = 1;

      for (int d = 0; d < 3; d++)
        {
          outer *= d < axis ? (int) check->x_shape[0].dim[d] : 1;
          inner *= d > axis ? (int) check->x_shape[0].dim[d] : 1;
        }
      op_check_prepare (check);
      g_assert_cmpint (check->inference.y.dim[axis], ==, d0 + 4);
      op_check_forward (check);
      for (int o = 0; o < outer; o++)
        for (int i = 0; i < d0 + 4; i++)
          for (int k = 0; k < inner; k++)
            g_assert_cmpfloat (check->y[(o * (d0 + 4) + i) * inner + k], ==,
                               i < d0 ? check->x[0][(o * d0 + i) * inner + k]
                                      : check->x[1][(o * 4 + i - d0) * inner + k]);
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
  for (int axis = 0; axis < 3; axis++)
    {
      g_autoptr (OpCheck) check_axis = along (axis);

      op_check_gradients (check_axis, 0.25, 1e-3, FALSE);
    }
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = images ();

  check->x_shape[1] = frost_shape_image (3, 3, 1);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 3x2x4 and 3x3x1");
  check->attributes.axis = 1;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "only in dimension 1");
  check->attributes.axis = 3;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "axis 3");
  check->attributes.axis = -2;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "axis -2");
  check->attributes.axis = -1;
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
  g_test_add_func ("/ops/concat/axis", test_axis);
  g_test_add_func ("/ops/concat/gradient", test_gradient);
  g_test_add_func ("/ops/concat/errors", test_errors);
  return g_test_run ();
}
