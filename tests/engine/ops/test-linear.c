/* The linear layer against a naive loop in doubles, finite differences and PyTorch. */
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/row-golden.h"

static OpCheck *
sized (int n, int in, int out, gboolean bias)
{
  OpCheck *check = op_check_new (FROST_OP_LINEAR);

  check->n = n;
  check->x_shape[0] = frost_shape_vector (in);
  check->w_shape[0] = (FrostShape){ 2, { in, out } };
  if (bias)
    check->w_shape[1] = frost_shape_vector (out);
  return check;
}

static void
check_values (int n, int in, int out, gboolean bias)
{
  g_autoptr (OpCheck) check = sized (n, in, out, bias);

  check->attributes.low = -2;
  check->attributes.high = 3;
  op_check_prepare (check);
  g_assert_cmpint (check->inference.multiply_adds, ==, in * out);
  op_check_forward (check);
  for (int row = 0; row < n; row++)
    for (int k = 0; k < out; k++)
      {
        double sum = bias ? check->w[1][k] : 0;
        float expected;

        for (int i = 0; i < in; i++)
          sum += (double) check->x[0][row * in + i] * check->w[0][i * out + k];
        expected = (float) CLAMP (sum, -2, 3);
        op_check_near (check->y + row * out + k, &expected, 1, 1e-5);
      }
}

static void
test_values (void)
{
  check_values (1, 1, 1, TRUE);
  check_values (1, 257, 48, TRUE);
  check_values (3, 31, 7, FALSE);
  check_values (17, 129, 101, TRUE);
}

/* L is linear in every variable, so a large step costs nothing and drowns the rounding. */
static void
test_gradient (void)
{
  g_autoptr (OpCheck) with_bias = sized (5, 23, 9, TRUE);
  g_autoptr (OpCheck) without = sized (1, 9, 33, FALSE);

  op_check_gradients (with_bias, 0.25, 1e-3, FALSE);
  op_check_gradients (without, 0.25, 1e-3, FALSE);
}

/* Tokens of an image are rows like any others. */
static void
test_rows (void)
{
  const FrostShape shapes[] = { { 2, { 7, 6 } },
                                { 3, { 2, 5, 6 } },
                                { 4, { 1, 3, 2, 6 } } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      int64_t rows = frost_shape_n_pixels (&shapes[i]);
      g_autoptr (OpCheck) flat = sized (2 * (int) rows, 6, 19, TRUE);
      g_autoptr (OpCheck) check = sized (2, 6, 19, TRUE);

      check->x_shape[0] = shapes[i];
      op_check_prepare (check);
      op_check_prepare (flat);
      memcpy (flat->x[0], check->x[0], (gsize) check->n_x[0] * sizeof (float));
      memcpy (flat->w[0], check->w[0], (gsize) check->n_w[0] * sizeof (float));
      memcpy (flat->w[1], check->w[1], (gsize) check->n_w[1] * sizeof (float));
      op_check_forward (check);
      op_check_forward (flat);
      g_assert_cmpint (check->inference.y.rank, ==, shapes[i].rank);
      g_assert_cmpint (check->inference.multiply_adds, ==, rows * 6 * 19);
      g_assert_cmpmem (check->y, check->n_y * sizeof (float), flat->y,
                       flat->n_y * sizeof (float));
      op_check_gradients (check, 0.25, 1e-3, FALSE);
    }
}

static void
test_golden (void)
{
  g_autoptr (OpCheck) check = sized (2, 4, 5, TRUE);

  check->x_shape[0] = (FrostShape){ 2, { 3, 4 } };
  op_check_prepare (check);
  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (linear_y));
  memcpy (check->x[0], linear_x, sizeof linear_x);
  memcpy (check->w[0], linear_w, sizeof linear_w);
  memcpy (check->w[1], linear_b, sizeof linear_b);
  memcpy (check->dy, linear_dy, sizeof linear_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, linear_y, check->n_y, 1e-5);
  op_check_near (check->dx[0], linear_dx, check->n_x[0], 1e-5);
  op_check_near (check->dw[0], linear_dw, check->n_w[0], 1e-5);
  op_check_near (check->dw[1], linear_db, check->n_w[1], 1e-5);
}

/* A row's numbers are the same whatever rows are beside it. */
static void
test_alone (void)
{
  g_autoptr (OpCheck) check = sized (13, 300, 50, TRUE);
  g_autofree float *together = NULL;

  op_check_prepare (check);
  op_check_forward (check);
  together = g_memdup2 (check->y, (gsize) check->n_y * sizeof (float));
  for (int i = 0; i < 13; i++)
    {
      FrostOpContext context = check->context;
      const float *x = check->x[0] + i * 300;

      context.n = 1;
      context.x = &x;
      check->op->forward (&context);
      g_assert_cmpmem (check->y, 50 * sizeof (float), together + i * 50,
                       50 * sizeof (float));
    }
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = sized (1, 4, 3, TRUE);

  check->w_shape[1] = frost_shape_vector (4);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the bias is 4");
  check->x_shape[0] = frost_shape_vector (5);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the weight takes 4 features");
  check->x_shape[0] = frost_shape_image (4, 1, 3);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 4x1x3");
  check->x_shape[0].rank = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "a single number");
  check->x_shape[0] = (FrostShape){ 2, { 1 << 30, 4 } };
  check->w_shape[1] = frost_shape_vector (3);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output: is 1073741824x3");
  check->x_shape[0] = frost_shape_vector (4);
  check->w_shape[0] = (FrostShape){ 2, { 1 << 20, 1 << 20 } };
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "2^31");
  check->w_shape[0].rank = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "no weight");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/linear/values", test_values);
  g_test_add_func ("/ops/linear/gradient", test_gradient);
  g_test_add_func ("/ops/linear/rows", test_rows);
  g_test_add_func ("/ops/linear/golden", test_golden);
  g_test_add_func ("/ops/linear/alone", test_alone);
  g_test_add_func ("/ops/linear/errors", test_errors);
  return g_test_run ();
}
