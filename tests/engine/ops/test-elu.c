/* ELU: values, gradients, in place, PyTorch's numbers. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
value (double x)
{
  return x > 0 ? x : 0.7f * expm1 (x);
}

static const UnaryOp op = {
  .kind = FROST_OP_ELU, .alpha = 0.7f, .value = value, .kinks = TRUE
};

static void
test_values (void)
{
  unary_check (&op);
}

static void
test_golden (void)
{
  unary_check_golden (&op, elu_y, elu_dx);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/elu/values", test_values);
  g_test_add_func ("/ops/elu/golden", test_golden);
  return g_test_run ();
}
