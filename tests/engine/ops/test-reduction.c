/* Means, sums and norms over axes against a naive loop in doubles, finite differences and
 * PyTorch. */
#include "engine/ops/reduction.h"

#include <math.h>
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/row-golden.h"

static const FrostOpKind kinds[] = { FROST_OP_REDUCE_MEAN, FROST_OP_REDUCE_SUM,
                                     FROST_OP_REDUCE_L2 };

static const FrostShape
    shapes
        [] = {
          { 0, { 0 } },       { 1, { 1 } },        { 1, { 37 } },
          { 2, { 5, 19 } },   { 3, { 3, 4, 17 } }, { 4, { 2, 3, 4, 5 } },
          { 2, { 70, 2100 } } /* more than a block of rows, or of columns */
        };

static OpCheck *
sized (FrostOpKind kind, int n, FrostShape shape, guint axes)
{
  OpCheck *check = op_check_new (kind);

  check->n = n;
  check->attributes.axes = axes;
  check->x_shape[0] = shape;
  return check;
}

/* Where in y the number i of x falls, by its coordinates. */
static int64_t
place (const FrostShape *x, guint axes, int64_t i)
{
  int64_t at = 0, step = 1;

  for (int axis = x->rank - 1; axis >= 0; axis--)
    {
      if ((axes >> axis & 1) == 0)
        {
          at += i % x->dim[axis] * step;
          step *= x->dim[axis];
        }
      i /= x->dim[axis];
    }
  return at;
}

static void
check_values (FrostOpKind kind, FrostShape shape, guint axes)
{
  g_autoptr (OpCheck) check = sized (kind, 2, shape, axes);
  int64_t n_x = frost_shape_n_elements (&shape), n_y;
  g_autofree double *sum = NULL;

  op_check_prepare (check);
  g_assert_cmpint (check->inference.y.rank, ==, shape.rank);
  for (int axis = 0; axis < shape.rank; axis++)
    g_assert_cmpint (check->inference.y.dim[axis], ==,
                     (axes >> axis & 1) ? 1 : shape.dim[axis]);
  op_check_forward (check);
  n_y = check->n_y / 2;
  sum = g_new0 (double, check->n_y);
  for (int64_t i = 0; i < 2 * n_x; i++)
    {
      double v = check->x[0][i];

      sum[i / n_x * n_y + place (&shape, axes, i % n_x)] +=
          kind == FROST_OP_REDUCE_L2 ? v * v : v;
    }
  for (int64_t i = 0; i < check->n_y; i++)
    {
      double count = (double) n_x / (double) n_y;
      float expected = (float) (kind == FROST_OP_REDUCE_MEAN ? sum[i] / count
                                : kind == FROST_OP_REDUCE_L2 ? sqrt (sum[i])
                                                             : sum[i]);

      op_check_near (check->y + i, &expected, 1, 2e-6 * (1 + sqrt (count) / 10));
    }
}

/* Every set of axes of every shape. */
static void
test_values (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
      for (guint axes = 0; axes < 1u << shapes[s].rank; axes++)
        check_values (kinds[k], shapes[s], axes);
}

/* Mean and sum are linear; a norm bends by at most 1 / y, and with a step of 1e-3 its kink is far
 * away unless it stands alone. */
static void
test_gradient (void)
{
  for (guint axes = 0; axes < 1 << 4; axes++)
    {
      g_autoptr (OpCheck) mean = sized (FROST_OP_REDUCE_MEAN, 2, shapes[5], axes);
      g_autoptr (OpCheck) sum = sized (FROST_OP_REDUCE_SUM, 2, shapes[5], axes);
      g_autoptr (OpCheck) l2 = sized (FROST_OP_REDUCE_L2, 1, shapes[5], axes);

      op_check_gradients (mean, 0.25, 1e-3, FALSE);
      op_check_gradients (sum, 0.25, 1e-3, FALSE);
      op_check_gradients (l2, 1e-3, 1e-2, TRUE);
    }
}

static void
check_golden (FrostOpKind kind, const float *x, const float *y, const float *dy,
              const float *dx)
{
  g_autoptr (OpCheck) check = sized (kind, 2, frost_shape_image (3, 2, 3), 1 | 4);

  op_check_prepare (check);
  g_assert_cmpint (check->n_x[0], ==, G_N_ELEMENTS (mean_x));
  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (mean_y));
  memcpy (check->x[0], x, sizeof mean_x);
  memcpy (check->dy, dy, sizeof mean_y);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, y, check->n_y, 1e-6);
  op_check_near (check->dx[0], dx, check->n_x[0], 1e-6);
}

static void
test_golden (void)
{
  check_golden (FROST_OP_REDUCE_MEAN, mean_x, mean_y, mean_dy, mean_dx);
  check_golden (FROST_OP_REDUCE_SUM, sum_x, sum_y, sum_dy, sum_dx);
  check_golden (FROST_OP_REDUCE_L2, l2_x, l2_y, l2_dy, l2_dx);
}

/* Neighbouring axes become one, so that a mean over pixels is a single pass. */
static void
test_blocks (void)
{
  FrostShape x = { 4, { 7, 5, 3, 2 } };
  FrostReduction pixels = frost_reduction (1 | 2, &x);
  FrostReduction channels = frost_reduction (8, &x);
  FrostReduction alternate = frost_reduction (1 | 4, &x);

  g_assert_false (pixels.along_rows);
  g_assert_cmpint (pixels.n_blocks, ==, 1);
  g_assert_cmpint (pixels.rows, ==, 35);
  g_assert_cmpint (pixels.columns, ==, 6);
  g_assert_cmpint (pixels.count, ==, 35);
  g_assert_true (channels.along_rows);
  g_assert_cmpint (channels.n_blocks, ==, 1);
  g_assert_cmpint (channels.rows, ==, 105);
  g_assert_cmpint (channels.count, ==, 2);
  g_assert_cmpint (alternate.n_blocks, ==, 35);
  g_assert_cmpint (alternate.count, ==, 21);
}

static void
test_errors (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (OpCheck) check = sized (kinds[k], 1, shapes[4], 8);
      g_autoptr (OpCheck) number = sized (kinds[k], 1, shapes[0], 1);

      op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "3x4x17, whose 3 axes");
      op_check_refuses (number, FROST_ENGINE_ERROR_SHAPE, "0 axes");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/reduction/values", test_values);
  g_test_add_func ("/ops/reduction/gradient", test_gradient);
  g_test_add_func ("/ops/reduction/golden", test_golden);
  g_test_add_func ("/ops/reduction/blocks", test_blocks);
  g_test_add_func ("/ops/reduction/errors", test_errors);
  return g_test_run ();
}
