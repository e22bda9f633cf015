/* Leaky ReLU: values, gradients, in place, PyTorch's numbers, an alpha below 0. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
value (double x)
{
  return x > 0 ? x : 0.1f * x;
}

static double
negative_value (double x)
{
  return x > 0 ? x : -0.5 * x;
}

static const UnaryOp op = {
  .kind = FROST_OP_LEAKY_RELU, .alpha = 0.1f, .value = value, .kinks = TRUE
};

static void
test_values (void)
{
  unary_check (&op);
}

static void
test_golden (void)
{
  unary_check_golden (&op, leaky_relu_y, leaky_relu_dx);
}

/* Below 0 alpha makes every y positive: backward has to know x. */
static void
test_negative (void)
{
  const UnaryOp negative = {
    .kind = FROST_OP_LEAKY_RELU, .alpha = -0.5f, .value = negative_value, .kinks = TRUE
  };

  unary_check (&negative);
  g_assert_cmpfloat (unary_check_slope (&negative, -2), ==, -0.5f);
  g_assert_cmpfloat (unary_check_slope (&negative, 2), ==, 1);
}

/* At inference nothing is saved. */
static void
test_nothing_kept (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_LEAKY_RELU);

  check->attributes.alpha = -0.5f;
  check->keep = FALSE;
  op_check_prepare (check);
  check->x[0][0] = -3;
  op_check_forward (check);
  g_assert_cmpfloat (check->y[0], ==, 1.5f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/leaky-relu/values", test_values);
  g_test_add_func ("/ops/leaky-relu/golden", test_golden);
  g_test_add_func ("/ops/leaky-relu/negative", test_negative);
  g_test_add_func ("/ops/leaky-relu/nothing-kept", test_nothing_kept);
  return g_test_run ();
}
