/* GELU, exact and by tanh: values, gradients, in place, PyTorch's numbers. */
#include <math.h>

#include "tests/engine/ops/elementwise-golden.h"
#include "tests/engine/ops/unary-check.h"

static double
exact_value (double x)
{
  return x * erfc (-x / G_SQRT2) / 2;
}

static double
tanh_value (double x)
{
  return x * (1 + tanh (sqrt (2 / G_PI) * (x + 0.044715 * x * x * x))) / 2;
}

static const UnaryOp exact = { .kind = FROST_OP_GELU, .value = exact_value };
static const UnaryOp by_tanh = { .kind = FROST_OP_GELU,
                                 .approximate = TRUE,
                                 .value = tanh_value };

static void
test_values (void)
{
  unary_check (&exact);
  unary_check (&by_tanh);
}

static void
test_golden (void)
{
  unary_check_golden (&exact, gelu_y, gelu_dx);
  unary_check_golden (&by_tanh, gelu_tanh_y, gelu_tanh_dx);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/gelu/values", test_values);
  g_test_add_func ("/ops/gelu/golden", test_golden);
  return g_test_run ();
}
