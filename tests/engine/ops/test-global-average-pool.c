/* The mean of all pixels. */
#include "tests/engine/ops/op-check.h"

static void
test_values (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_GLOBAL_AVERAGE_POOL);

  check->n = 3;
  check->x_shape[0] = frost_shape_image (7, 11, 21);
  op_check_prepare (check);
  g_assert_cmpint (check->inference.y.rank, ==, 3);
  g_assert_cmpint (check->n_y, ==, 3 * 21);
  op_check_forward (check);
  for (int i = 0; i < 3 * 21; i++)
    {
      double sum = 0;
      float expected;

      for (int p = 0; p < 77; p++)
        sum += check->x[0][(i / 21 * 77 + p) * 21 + i % 21];
      expected = (float) (sum / 77);
      op_check_near (check->y + i, &expected, 1, 1e-6);
    }
}

static void
test_gradient (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_GLOBAL_AVERAGE_POOL);

  check->n = 2;
  check->x_shape[0] = frost_shape_image (5, 3, 9);
  op_check_gradients (check, 0.25, 1e-3, FALSE);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_GLOBAL_AVERAGE_POOL);

  check->x_shape[0] = frost_shape_vector (9);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 9");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/global-average-pool/values", test_values);
  g_test_add_func ("/ops/global-average-pool/gradient", test_gradient);
  g_test_add_func ("/ops/global-average-pool/errors", test_errors);
  return g_test_run ();
}
