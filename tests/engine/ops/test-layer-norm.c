/* Layer normalisation against a naive loop in doubles, finite differences and PyTorch. */
#include <math.h>
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/row-golden.h"

static OpCheck *
sized (int n, FrostShape shape, int n_axes, gboolean scale, gboolean bias)
{
  OpCheck *check = op_check_new (FROST_OP_LAYER_NORM);
  FrostShape tail = { .rank = n_axes };

  check->n = n;
  check->attributes.n_axes = n_axes;
  check->attributes.epsilon = 1e-3f;
  check->x_shape[0] = shape;
  for (int i = 0; i < n_axes; i++)
    tail.dim[i] = shape.dim[shape.rank - n_axes + i];
  if (scale)
    check->w_shape[0] = tail;
  if (bias)
    check->w_shape[1] = tail;
  return check;
}

static void
check_values (int n, FrostShape shape, int n_axes, gboolean scale, gboolean bias,
              float offset)
{
  g_autoptr (OpCheck) check = sized (n, shape, n_axes, scale, bias);
  int64_t c = 1;

  for (int i = 0; i < n_axes; i++)
    c *= shape.dim[shape.rank - 1 - i];
  op_check_prepare (check);
  for (int64_t i = 0; i < check->n_x[0]; i++)
    check->x[0][i] += offset;
  op_check_forward (check);
  for (int64_t r = 0; r < check->n_y / c; r++)
    {
      const float *x = check->x[0] + r * c;
      double mean = 0, square = 0;

      for (int64_t i = 0; i < c; i++)
        mean += x[i] / (double) c;
      for (int64_t i = 0; i < c; i++)
        square += (x[i] - mean) * (x[i] - mean) / (double) c;
      g_assert_cmpfloat (fabs (check->saved[2 * r] - mean), <=, 1e-6 * (1 + fabs (mean)));
      for (int64_t i = 0; i < c; i++)
        {
          double y = (x[i] - mean) / sqrt (square + 1e-3f);
          float expected =
              (float) (y * (scale ? check->w[0][i] : 1) + (bias ? check->w[1][i] : 0));

          /* The mean is kept as a float. */
          op_check_near (check->y + r * c + i, &expected, 1,
                         2e-6 + 1e-7 * fabs ((double) offset));
        }
    }
}

static void
test_values (void)
{
  check_values (2, (FrostShape){ 2, { 5, 19 } }, 1, TRUE, TRUE, 0);
  check_values (1, (FrostShape){ 2, { 3, 768 } }, 1, TRUE, TRUE, 0.5f);
  check_values (2, frost_shape_image (3, 4, 33), 1, TRUE, FALSE, 0);
  check_values (2, frost_shape_image (3, 4, 6), 3, FALSE, TRUE, 0);
  check_values (1, (FrostShape){ 4, { 2, 2, 3, 5 } }, 2, FALSE, FALSE, 0);
  check_values (2, frost_shape_vector (1), 1, TRUE, TRUE, 0);
  /* More than a block of sums, and a mean that one pass over squares would not survive. */
  check_values (1, (FrostShape){ 2, { 2, 3001 } }, 1, TRUE, TRUE, 300);
}

/* Third derivatives are of order 1 with deviations of order 1: a step of 1e-2 leaves 1e-4. */
static void
test_gradient (void)
{
  g_autoptr (OpCheck) tokens = sized (2, (FrostShape){ 2, { 50, 9 } }, 1, TRUE, TRUE);
  g_autoptr (OpCheck) image = sized (2, frost_shape_image (2, 3, 7), 3, TRUE, TRUE);
  g_autoptr (OpCheck) plain = sized (3, frost_shape_image (2, 2, 21), 1, FALSE, FALSE);
  g_autoptr (OpCheck) scaled = sized (1, frost_shape_image (2, 2, 8), 2, TRUE, FALSE);

  op_check_gradients (tokens, 1e-2, 2e-3, FALSE);
  op_check_gradients (image, 1e-2, 2e-3, FALSE);
  op_check_gradients (plain, 1e-2, 2e-3, FALSE);
  op_check_gradients (scaled, 1e-2, 2e-3, FALSE);
}

static void
test_golden (void)
{
  g_autoptr (OpCheck) check = sized (2, frost_shape_image (3, 2, 3), 2, TRUE, TRUE);

  op_check_prepare (check);
  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (layer_y));
  memcpy (check->x[0], layer_x, sizeof layer_x);
  memcpy (check->w[0], layer_w, sizeof layer_w);
  memcpy (check->w[1], layer_b, sizeof layer_b);
  memcpy (check->dy, layer_dy, sizeof layer_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, layer_y, check->n_y, 1e-5);
  op_check_near (check->dx[0], layer_dx, check->n_y, 1e-5);
  op_check_near (check->dw[0], layer_dw, check->n_w[0], 1e-5);
  op_check_near (check->dw[1], layer_db, check->n_w[1], 1e-5);
}

/* Nothing saved, y over x: the same numbers. */
static void
test_in_place (void)
{
  g_autoptr (OpCheck) check = sized (2, (FrostShape){ 2, { 3, 37 } }, 1, TRUE, TRUE);
  FrostOpContext context;

  op_check_prepare (check);
  op_check_forward (check);
  context = check->context;
  context.y = check->x[0];
  context.saved = NULL;
  check->op->forward (&context);
  g_assert_cmpmem (check->x[0], check->n_y * sizeof (float), check->y,
                   check->n_y * sizeof (float));
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = sized (1, frost_shape_image (2, 3, 5), 2, TRUE, TRUE);

  check->w_shape[1].dim[0] = 2;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the bias is 2x5");
  check->w_shape[0] = frost_shape_vector (15);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the scale is 15");
  check->attributes.n_axes = 4;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the last 4 axes");
  check->attributes.n_axes = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the last 0 axes");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/layer-norm/values", test_values);
  g_test_add_func ("/ops/layer-norm/gradient", test_gradient);
  g_test_add_func ("/ops/layer-norm/golden", test_golden);
  g_test_add_func ("/ops/layer-norm/in-place", test_in_place);
  g_test_add_func ("/ops/layer-norm/errors", test_errors);
  return g_test_run ();
}
