/* SiLU: values, gradients, in place, PyTorch's numbers. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
value (double x)
{
  return x / (1 + exp (-x));
}

static const UnaryOp op = { .kind = FROST_OP_SILU, .value = value };

static void
test_values (void)
{
  unary_check (&op);
}

static void
test_golden (void)
{
  unary_check_golden (&op, silu_y, silu_dx);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/silu/values", test_values);
  g_test_add_func ("/ops/silu/golden", test_golden);
  return g_test_run ();
}
