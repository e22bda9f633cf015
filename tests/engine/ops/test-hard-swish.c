/* Hard swish: values, gradients, in place, PyTorch's numbers, the slope at its kinks. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
value (double x)
{
  return x * CLAMP (x + 3, 0, 6) / 6;
}

static const UnaryOp op = { .kind = FROST_OP_HARD_SWISH, .value = value, .kinks = TRUE };

static void
test_values (void)
{
  unary_check (&op);
}

static void
test_golden (void)
{
  unary_check_golden (&op, hard_swish_y, hard_swish_dx);
}

/* The derivative at the ends of the bent piece is that outside. */
static void
test_kinks (void)
{
  g_assert_cmpfloat (unary_check_slope (&op, -3), ==, 0);
  g_assert_cmpfloat (unary_check_slope (&op, 3), ==, 1);
  g_assert_cmpfloat (unary_check_slope (&op, 0), ==, 0.5f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/hard-swish/values", test_values);
  g_test_add_func ("/ops/hard-swish/golden", test_golden);
  g_test_add_func ("/ops/hard-swish/kinks", test_kinks);
  return g_test_run ();
}
