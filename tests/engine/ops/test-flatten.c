/* Flattening in the order that NCHW programs write. */
#include "tests/engine/ops/op-check.h"

static void
test_values (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_FLATTEN);

  check->n = 2;
  check->x_shape[0] = frost_shape_image (2, 3, 5);
  op_check_prepare (check);
  g_assert_cmpint (check->inference.y.rank, ==, 1);
  g_assert_cmpint (check->inference.y.dim[0], ==, 30);
  op_check_forward (check);
  for (int image = 0; image < 2; image++)
    for (int c = 0; c < 5; c++)
      for (int p = 0; p < 6; p++)
        g_assert_cmpfloat (check->y[image * 30 + c * 6 + p], ==,
                           check->x[0][image * 30 + p * 5 + c]);
}

static void
test_copy (void)
{
  const FrostShape shapes[] = { frost_shape_image (1, 1, 9), frost_shape_vector (9),
                                frost_shape_image (3, 3, 1) };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (OpCheck) check = op_check_new (FROST_OP_FLATTEN);
      FrostOpContext context;

      check->n = 3;
      check->x_shape[0] = shapes[i];
      op_check_prepare (check);
      op_check_forward (check);
      op_check_near (check->y, check->x[0], 27, 0);
      context = check->context;
      context.y = check->x[0];
      check->op->forward (&context);
      op_check_near (check->x[0], check->y, 27, 0);
    }
}

static void
test_gradient (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_FLATTEN);

  check->n = 2;
  check->x_shape[0] = frost_shape_image (3, 2, 7);
  op_check_gradients (check, 0.25, 1e-3, FALSE);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_FLATTEN);

  check->x_shape[0] = (FrostShape){ 2, { 3, 4 } };
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 3x4");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/flatten/values", test_values);
  g_test_add_func ("/ops/flatten/copy", test_copy);
  g_test_add_func ("/ops/flatten/gradient", test_gradient);
  g_test_add_func ("/ops/flatten/errors", test_errors);
  return g_test_run ();
}
