/* Hard sigmoid: values, gradients, in place, PyTorch's numbers, the slope at its kinks. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
value (double x)
{
  return CLAMP (x / 6 + 0.5, 0, 1);
}

static const UnaryOp op = { .kind = FROST_OP_HARD_SIGMOID,
                            .alpha = 1.0f / 6,
                            .beta = 0.5f,
                            .value = value,
                            .kinks = TRUE };

static void
test_values (void)
{
  unary_check (&op);
}

static void
test_golden (void)
{
  unary_check_golden (&op, hard_sigmoid_y, hard_sigmoid_dx);
}

/* The derivative is 0 where the function is flat, its borders among it. */
static void
test_kinks (void)
{
  g_assert_cmpfloat (unary_check_slope (&op, -3), ==, 0);
  g_assert_cmpfloat (unary_check_slope (&op, 4), ==, 0);
  g_assert_cmpfloat (unary_check_slope (&op, 2.5f), ==, 1.0f / 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/hard-sigmoid/values", test_values);
  g_test_add_func ("/ops/hard-sigmoid/golden", test_golden);
  g_test_add_func ("/ops/hard-sigmoid/kinks", test_kinks);
  return g_test_run ();
}
