/* Softmax against a naive loop in doubles, finite differences and PyTorch. */
#include <math.h>
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/row-golden.h"

static OpCheck *
sized (int n, FrostShape shape)
{
  OpCheck *check = op_check_new (FROST_OP_SOFTMAX);

  check->n = n;
  check->x_shape[0] = shape;
  return check;
}

static void
check_values (int n, FrostShape shape, float spread)
{
  g_autoptr (OpCheck) check = sized (n, shape);
  int64_t c = frost_shape_channels (&shape);

  op_check_prepare (check);
  for (int64_t i = 0; i < check->n_x[0]; i++)
    check->x[0][i] *= spread;
  op_check_forward (check);
  for (int64_t r = 0; r < check->n_y; r += c)
    {
      double total = 0, best = -INFINITY;

      for (int64_t i = r; i < r + c; i++)
        best = MAX (best, check->x[0][i]);
      for (int64_t i = r; i < r + c; i++)
        total += exp (check->x[0][i] - best);
      for (int64_t i = r; i < r + c; i++)
        {
          double expected = exp (check->x[0][i] - best) / total;

          /* x - best is rounded to float: half a unit of the last place of the difference. */
          g_assert_cmpfloat (fabs (check->y[i] - expected), <=,
                             expected * (1e-6 + 2 * spread * 6e-8) + 1e-37);
        }
    }
}

static void
test_values (void)
{
  check_values (1, frost_shape_vector (1), 1);
  check_values (3, frost_shape_vector (1000), 5);
  check_values (2, (FrostShape){ 3, { 3, 5, 49 } }, 20);
  check_values (1, (FrostShape){ 4, { 2, 1, 3, 7 } }, 60);
  check_values (1, (FrostShape){ 2, { 2, 5000 } }, 1);
}

/* The second derivative of a share is below 1: a step of 1e-2 leaves 1e-4. */
static void
test_gradient (void)
{
  g_autoptr (OpCheck) vector = sized (3, frost_shape_vector (9));
  g_autoptr (OpCheck) heads = sized (2, (FrostShape){ 3, { 2, 3, 33 } });

  op_check_gradients (vector, 1e-2, 2e-3, FALSE);
  op_check_gradients (heads, 1e-2, 2e-3, FALSE);
}

static void
test_golden (void)
{
  g_autoptr (OpCheck) check = sized (2, (FrostShape){ 2, { 3, 5 } });

  op_check_prepare (check);
  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (softmax_y));
  memcpy (check->x[0], softmax_x, sizeof softmax_x);
  memcpy (check->dy, softmax_dy, sizeof softmax_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, softmax_y, check->n_y, 1e-6);
  op_check_near (check->dx[0], softmax_dx, check->n_y, 1e-6);
}

/* Masked places are nothing; a row of nothing but masks, or with not-a-number, is not-a-number. */
static void
test_special (void)
{
  g_autoptr (OpCheck) check = sized (1, (FrostShape){ 2, { 4, 20 } });

  op_check_prepare (check);
  for (int i = 0; i < 20; i++)
    {
      check->x[0][i] = i == 3 ? 500 : -INFINITY;
      check->x[0][20 + i] = -INFINITY;
      check->x[0][60 + i] = i % 2 == 0 ? 1e30f : -1e30f;
    }
  check->x[0][40 + 17] = NAN;
  op_check_forward (check);
  for (int i = 0; i < 20; i++)
    {
      g_assert_cmpfloat (check->y[i], ==, i == 3);
      g_assert_true (isnan (check->y[20 + i]));
      g_assert_true (isnan (check->y[40 + i]));
      g_assert_cmpfloat_with_epsilon (check->y[60 + i], i % 2 == 0 ? 0.1f : 0, 1e-7f);
    }
}

/* In place, as a plan may run it. */
static void
test_in_place (void)
{
  g_autoptr (OpCheck) check = sized (2, (FrostShape){ 2, { 3, 37 } });
  FrostOpContext context;

  op_check_prepare (check);
  op_check_forward (check);
  context = check->context;
  context.y = check->x[0];
  check->op->forward (&context);
  g_assert_cmpmem (check->x[0], check->n_y * sizeof (float), check->y,
                   check->n_y * sizeof (float));
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = sized (1, (FrostShape){ 0, { 0 } });

  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "a single number");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/softmax/values", test_values);
  g_test_add_func ("/ops/softmax/gradient", test_gradient);
  g_test_add_func ("/ops/softmax/golden", test_golden);
  g_test_add_func ("/ops/softmax/special", test_special);
  g_test_add_func ("/ops/softmax/in-place", test_in_place);
  g_test_add_func ("/ops/softmax/errors", test_errors);
  return g_test_run ();
}
