/* The absolute value: values, gradients, in place, PyTorch's numbers, the slope at its kinks. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
value (double x)
{
  return fabs (x);
}

static const UnaryOp op = { .kind = FROST_OP_ABS, .value = value, .kinks = TRUE };

static void
test_values (void)
{
  unary_check (&op);
}

static void
test_golden (void)
{
  unary_check_golden (&op, abs_y, abs_dx);
}

/* The derivative at 0 is taken as 0. */
static void
test_kinks (void)
{
  g_assert_cmpfloat (unary_check_slope (&op, 0), ==, 0);
  g_assert_cmpfloat (unary_check_slope (&op, -2), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/abs/values", test_values);
  g_test_add_func ("/ops/abs/golden", test_golden);
  g_test_add_func ("/ops/abs/kinks", test_kinks);
  return g_test_run ();
}
