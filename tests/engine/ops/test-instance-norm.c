/* Instance normalisation against a naive loop in doubles, finite differences and PyTorch. */
#include <math.h>
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/row-golden.h"

static OpCheck *
sized (int n, FrostShape shape)
{
  OpCheck *check = op_check_new (FROST_OP_INSTANCE_NORM);

  check->n = n;
  check->attributes.epsilon = 1e-3f;
  check->x_shape[0] = shape;
  for (int i = 0; i < 2; i++)
    check->w_shape[i] = frost_shape_vector (frost_shape_channels (&shape));
  return check;
}

static void
check_values (int n, FrostShape shape, gboolean keep)
{
  g_autoptr (OpCheck) check = sized (n, shape);
  int64_t c = frost_shape_channels (&shape), pixels = frost_shape_n_pixels (&shape);

  check->keep = keep;
  op_check_prepare (check);
  op_check_forward (check);
  for (int image = 0; image < n; image++)
    for (int64_t k = 0; k < c; k++)
      {
        const float *x = check->x[0] + image * pixels * c + k;
        double mean = 0, square = 0;

        for (int64_t p = 0; p < pixels; p++)
          mean += x[p * c] / (double) pixels;
        for (int64_t p = 0; p < pixels; p++)
          square += (x[p * c] - mean) * (x[p * c] - mean) / (double) pixels;
        for (int64_t p = 0; p < pixels; p++)
          {
            float expected =
                (float) ((x[p * c] - mean) / sqrt (square + 1e-3f) * check->w[0][k]
                         + check->w[1][k]);

            op_check_near (check->y + (image * pixels + p) * c + k, &expected, 1, 2e-6);
          }
      }
}

static void
test_values (void)
{
  check_values (2, frost_shape_image (3, 5, 19), TRUE);
  check_values (2, frost_shape_image (7, 9, 4), FALSE);
  check_values (1, (FrostShape){ 2, { 12, 3 } }, TRUE);
  check_values (2, (FrostShape){ 4, { 2, 3, 2, 5 } }, FALSE);
  check_values (2, frost_shape_image (1, 1, 2), TRUE);
}

/* Third derivatives are of order 1: a step of 1e-2 leaves 1e-4, rounding as much again. */
static void
test_gradient (void)
{
  g_autoptr (OpCheck) image = sized (2, frost_shape_image (3, 5, 9));
  g_autoptr (OpCheck) tokens = sized (3, (FrostShape){ 2, { 8, 2 } });

  op_check_gradients (image, 1e-2, 2e-3, FALSE);
  op_check_gradients (tokens, 1e-2, 2e-3, FALSE);
}

static void
test_golden (void)
{
  g_autoptr (OpCheck) check = sized (2, frost_shape_image (2, 3, 3));

  op_check_prepare (check);
  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (instance_y));
  memcpy (check->x[0], instance_x, sizeof instance_x);
  memcpy (check->w[0], instance_w, sizeof instance_w);
  memcpy (check->w[1], instance_b, sizeof instance_b);
  memcpy (check->dy, instance_dy, sizeof instance_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, instance_y, check->n_y, 1e-5);
  op_check_near (check->dx[0], instance_dx, check->n_y, 1e-5);
  op_check_near (check->dw[0], instance_dw, 3, 1e-5);
  op_check_near (check->dw[1], instance_db, 3, 1e-5);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = sized (1, frost_shape_image (2, 3, 5));

  check->w_shape[1] = frost_shape_vector (6);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the bias is 6");
  check->w_shape[0].rank = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the scale is absent");
  check->x_shape[0] = frost_shape_vector (5);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 5");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/instance-norm/values", test_values);
  g_test_add_func ("/ops/instance-norm/gradient", test_gradient);
  g_test_add_func ("/ops/instance-norm/golden", test_golden);
  g_test_add_func ("/ops/instance-norm/errors", test_errors);
  return g_test_run ();
}
