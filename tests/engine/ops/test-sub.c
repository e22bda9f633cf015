/* Subtraction: values and gradients over all forms of broadcasting, PyTorch's numbers. */
#include "tests/engine/ops/broadcast-check.h"
#include "tests/engine/ops/elementwise-golden.h"

static double
value (double left, double right)
{
  return left - right;
}

static double
by_left (double left, double right)
{
  return 1;
}

static double
by_right (double left, double right)
{
  return -1;
}

static void
test_broadcast (void)
{
  const BroadcastOp op = { FROST_OP_SUB, TRUE, value, by_left, by_right };

  broadcast_check (&op);
}

static void
test_golden (void)
{
  const BroadcastGolden pair = { sub_y, sub_da, sub_db };
  const BroadcastGolden parameter = { sub_w_y, sub_w_da, sub_w_db };

  broadcast_check_golden (FROST_OP_SUB, FALSE, pair_a, pair_b, pair_dy, &pair);
  broadcast_check_golden (FROST_OP_SUB, TRUE, pair_a, pair_w, pair_dy, &parameter);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/sub/broadcast", test_broadcast);
  g_test_add_func ("/ops/sub/golden", test_golden);
  return g_test_run ();
}
