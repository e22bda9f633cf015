/* Powers: values, gradients, in place, PyTorch's numbers, what negative numbers and 0 give. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
square (double x)
{
  return x * x;
}

static double
cube (double x)
{
  return x * x * x;
}

static double
power (double x)
{
  return pow (x, -1.3f);
}

static double
one (double x)
{
  return 1;
}

static const UnaryOp squares = { .kind = FROST_OP_POW, .alpha = 2, .value = square };
static const UnaryOp cubes = { .kind = FROST_OP_POW, .alpha = 3, .value = cube };
static const UnaryOp powers = {
  .kind = FROST_OP_POW, .alpha = -1.3f, .value = power, .positive = TRUE
};
static const UnaryOp ones = { .kind = FROST_OP_POW, .alpha = 0, .value = one };

static void
test_values (void)
{
  unary_check (&squares);
  unary_check (&cubes);
  unary_check (&powers);
  unary_check (&ones);
}

static void
test_golden (void)
{
  unary_check_golden (&cubes, cube_y, cube_dx);
  unary_check_golden (&powers, power_y, power_dx);
}

static void
test_ends (void)
{
  const UnaryOp root = { .kind = FROST_OP_POW, .alpha = 0.5f, .value = sqrt };

  g_assert_true (isnan (unary_check_slope (&root, -1)));
  g_assert_true (isinf (unary_check_slope (&root, 0)));
  g_assert_cmpfloat (unary_check_slope (&root, 4), ==, 0.25f);
  g_assert_cmpfloat (unary_check_slope (&ones, 0), ==, 0);
  g_assert_cmpfloat (unary_check_slope (&cubes, -2), ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/pow/values", test_values);
  g_test_add_func ("/ops/pow/golden", test_golden);
  g_test_add_func ("/ops/pow/ends", test_ends);
  return g_test_run ();
}
