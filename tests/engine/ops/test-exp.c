/* The exponential: values, gradients, in place, PyTorch's numbers. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
value (double x)
{
  return exp (x);
}

static const UnaryOp op = { .kind = FROST_OP_EXP, .value = value };

static void
test_values (void)
{
  unary_check (&op);
}

static void
test_golden (void)
{
  unary_check_golden (&op, exp_y, exp_dx);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/exp/values", test_values);
  g_test_add_func ("/ops/exp/golden", test_golden);
  return g_test_run ();
}
