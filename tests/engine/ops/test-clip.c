/* Clip: values, the derivative at the bounds, in place, refusals. */
#include <math.h>

#include "tests/engine/ops/op-check.h"

static OpCheck *
between (float low, float high)
{
  OpCheck *check = op_check_new (FROST_OP_CLIP);

  check->n = 2;
  check->x_shape[0] = frost_shape_image (3, 5, 7);
  check->attributes.low = low;
  check->attributes.high = high;
  return check;
}

static void
test_values (void)
{
  g_autoptr (OpCheck) check = between (-0.25f, 0.5f);

  op_check_prepare (check);
  check->x[0][1] = -0.25f;
  check->x[0][2] = 0.5f;
  check->x[0][3] = 0.25f;
  check->x[0][5] = NAN;
  op_check_forward (check);
  for (int64_t i = 0; i < check->n_y; i++)
    if (i == 5)
      g_assert_true (isnan (check->y[i]));
    else
      g_assert_cmpfloat (check->y[i], ==, CLAMP (check->x[0][i], -0.25f, 0.5f));
  op_check_backward (check);
  g_assert_cmpfloat (check->dx[0][1], ==, 0);
  g_assert_cmpfloat (check->dx[0][2], ==, 0);
  g_assert_cmpfloat (check->dx[0][3], ==, check->dy[3]);
}

/* Linear between the kinks. */
static void
test_gradient (void)
{
  g_autoptr (OpCheck) both = between (-0.25f, 0.5f);
  g_autoptr (OpCheck) one = between (-INFINITY, 0.25f);
  g_autoptr (OpCheck) none = between (-INFINITY, INFINITY);

  op_check_gradients (both, 1e-2, 1e-3, TRUE);
  op_check_gradients (one, 1e-2, 1e-3, TRUE);
  op_check_gradients (none, 1e-2, 1e-3, FALSE);
}

static void
test_in_place (void)
{
  g_autoptr (OpCheck) check = between (0, 0.5f);
  FrostOpContext context;

  op_check_prepare (check);
  op_check_forward (check);
  context = check->context;
  context.y = check->x[0];
  check->op->forward (&context);
  op_check_near (check->x[0], check->y, check->n_y, 0);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) crossed = between (1, 0);
  g_autoptr (OpCheck) unknown = between (NAN, 0);

  op_check_refuses (crossed, FROST_ENGINE_ERROR_UNSUPPORTED, "from 1 to 0");
  op_check_refuses (unknown, FROST_ENGINE_ERROR_UNSUPPORTED, "clipped");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/clip/values", test_values);
  g_test_add_func ("/ops/clip/gradient", test_gradient);
  g_test_add_func ("/ops/clip/in-place", test_in_place);
  g_test_add_func ("/ops/clip/errors", test_errors);
  return g_test_run ();
}
