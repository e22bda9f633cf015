/* ReLU: values, the derivative at 0, in place, not-a-number. */
#include <math.h>

#include "tests/engine/ops/op-check.h"

static void
test_values (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_RELU);

  check->n = 3;
  check->x_shape[0] = frost_shape_image (3, 5, 7);
  op_check_prepare (check);
  check->x[0][4] = 0;
  check->x[0][5] = NAN;
  check->x[0][6] = INFINITY;
  op_check_forward (check);
  for (int64_t i = 0; i < check->n_y; i++)
    if (i == 5)
      g_assert_true (isnan (check->y[i]));
    else
      g_assert_cmpfloat (check->y[i], ==, MAX (check->x[0][i], 0));
  op_check_backward (check);
  g_assert_cmpfloat (check->dx[0][4], ==, 0);
}

/* Linear on either side of the kink. */
static void
test_gradient (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_RELU);

  check->n = 2;
  check->x_shape[0] = frost_shape_image (3, 2, 11);
  op_check_gradients (check, 1e-2, 1e-3, TRUE);
}

static void
test_in_place (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_RELU);
  FrostOpContext context;

  check->x_shape[0] = frost_shape_vector (37);
  op_check_prepare (check);
  op_check_forward (check);
  op_check_backward (check);

  context = check->context;
  context.y = check->x[0];
  check->op->forward (&context);
  op_check_near (check->x[0], check->y, 37, 0);
  context.dy = check->dy;
  context.dx = &check->dy;
  check->op->backward (&context);
  op_check_near (check->dy, check->dx[0], 37, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/relu/values", test_values);
  g_test_add_func ("/ops/relu/gradient", test_gradient);
  g_test_add_func ("/ops/relu/in-place", test_in_place);
  return g_test_run ();
}
