/* Addition: values and gradients over all forms of broadcasting, PyTorch's numbers, the clamp. */
#include "tests/engine/ops/broadcast-check.h"
#include "tests/engine/ops/elementwise-golden.h"

static double
value (double left, double right)
{
  return left + right;
}

static double
by_left (double left, double right)
{
  return 1;
}

static double
by_right (double left, double right)
{
  return 1;
}

static void
test_broadcast (void)
{
  const BroadcastOp op = { FROST_OP_ADD, FALSE, value, by_left, by_right };

  broadcast_check (&op);
}

static void
test_golden (void)
{
  const BroadcastGolden pair = { add_y, add_da, add_db };
  const BroadcastGolden parameter = { add_w_y, add_w_da, add_w_db };

  broadcast_check_golden (FROST_OP_ADD, FALSE, pair_a, pair_b, pair_dy, &pair);
  broadcast_check_golden (FROST_OP_ADD, TRUE, pair_a, pair_w, pair_dy, &parameter);
}

/* What an inference plan fuses in, also where an operand repeats its numbers. */
static void
test_clamp (void)
{
  for (int repeats = 0; repeats < 2; repeats++)
    {
      g_autoptr (OpCheck) check = op_check_new (FROST_OP_ADD);

      check->n = 3;
      check->n_inputs = 2;
      check->x_shape[0] = frost_shape_image (3, 5, 7);
      check->x_shape[1] = repeats ? frost_shape_image (1, 1, 7) : check->x_shape[0];
      check->attributes.low = 0;
      check->attributes.high = 0.75f;
      op_check_prepare (check);
      op_check_forward (check);
      for (int64_t i = 0; i < check->n_y; i++)
        {
          int64_t j = repeats ? i / 105 * 7 + i % 7 : i;
          float sum = check->x[0][i] + check->x[1][j];

          g_assert_cmpfloat (check->y[i], ==, CLAMP (sum, 0, 0.75f));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/add/broadcast", test_broadcast);
  g_test_add_func ("/ops/add/golden", test_golden);
  g_test_add_func ("/ops/add/clamp", test_clamp);
  return g_test_run ();
}
