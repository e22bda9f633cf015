/* The logarithm: values, gradients, in place, PyTorch's numbers, the slope at the end of its range. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
value (double x)
{
  return log (x);
}

static const UnaryOp op = { .kind = FROST_OP_LOG, .value = value, .positive = TRUE };

static void
test_values (void)
{
  unary_check (&op);
}

static void
test_golden (void)
{
  unary_check_golden (&op, log_y, log_dx);
}

/* Minus infinity at 0, nothing below. */
static void
test_ends (void)
{
  g_assert_true (isinf (unary_check_slope (&op, 0)));
  g_assert_cmpfloat (unary_check_slope (&op, 0.25f), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/log/values", test_values);
  g_test_add_func ("/ops/log/golden", test_golden);
  g_test_add_func ("/ops/log/ends", test_ends);
  return g_test_run ();
}
