/* PReLU: values and gradients for every form of the slope, PyTorch's numbers, refusals. */
#include <math.h>
#include <string.h>

#include "tests/engine/ops/broadcast-check.h"
#include "tests/engine/ops/elementwise-golden.h"

static const FrostShape slopes[] = {
  { 1, { 1 } },       { 1, { 7 } },       { 3, { 1, 1, 1 } }, { 3, { 1, 1, 7 } },
  { 3, { 3, 1, 1 } }, { 3, { 3, 1, 7 } }, { 3, { 3, 5, 7 } },
};

static OpCheck *
with_slope (const FrostShape *slope)
{
  OpCheck *check = op_check_new (FROST_OP_PRELU);

  check->n = 3;
  check->x_shape[0] = frost_shape_image (3, 5, 7);
  check->w_shape[0] = *slope;
  return check;
}

/* Index of the slope that is number i's in a 3x5x7. */
static int64_t
place (const FrostShape *slope, int64_t i)
{
  int64_t at[] = { i / 35 % 3, i / 7 % 5, i % 7 }, index = 0;

  for (int d = 0; d < slope->rank; d++)
    index = index * slope->dim[d] + at[3 - slope->rank + d] % slope->dim[d];
  return index;
}

static void
test_values (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (slopes); k++)
    {
      g_autoptr (OpCheck) check = with_slope (&slopes[k]);
      double dslope[105] = { 0 };

      op_check_prepare (check);
      op_check_forward (check);
      op_check_backward (check);
      for (int64_t i = 0; i < check->n_y; i++)
        {
          float x = check->x[0][i], dy = check->dy[i];
          float slope = check->w[0][place (&slopes[k], i)];

          g_assert_cmpfloat (check->y[i], ==, x > 0 ? x : slope * x);
          g_assert_cmpfloat (check->dx[0][i], ==, x > 0 ? dy : slope * dy);
          dslope[place (&slopes[k], i)] += x > 0 ? 0 : (double) x * dy;
        }
      for (int64_t i = 0; i < check->n_w[0]; i++)
        g_assert_cmpfloat (fabs (check->dw[0][i] - dslope[i]), <=, 2e-6);
    }
}

static void
test_gradient (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (slopes); k++)
    {
      g_autoptr (OpCheck) check = with_slope (&slopes[k]);

      op_check_gradients (check, 1e-2, 2e-3, TRUE);
    }
}

static void
test_golden (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_PRELU);

  check->n = 2;
  check->x_shape[0] = frost_shape_image (2, 1, 3);
  check->w_shape[0] = frost_shape_vector (3);
  op_check_prepare (check);
  memcpy (check->x[0], prelu_x, sizeof prelu_x);
  memcpy (check->w[0], prelu_slope, sizeof prelu_slope);
  memcpy (check->dy, prelu_dy, sizeof prelu_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, prelu_y, 12, 1e-6);
  op_check_near (check->dx[0], prelu_dx, 12, 1e-6);
  op_check_near (check->dw[0], prelu_dslope, 3, 1e-6);
}

static void
test_errors (void)
{
  const FrostShape wrong[] = {
    { 1, { 5 } }, { 2, { 5, 7 } }, { 3, { 3, 2, 7 } }, { 4, { 1, 1, 1, 7 } }
  };
  g_autoptr (OpCheck) none = op_check_new (FROST_OP_PRELU);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (OpCheck) check = with_slope (&wrong[i]);
      g_autofree char *text = frost_shape_to_string (&wrong[i]);
      g_autofree char *words = g_strdup_printf ("input is 3x5x7 and the slope %s;", text);

      op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, words);
    }
  op_check_refuses (none, FROST_ENGINE_ERROR_SHAPE, "the slope absent");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/prelu/values", test_values);
  g_test_add_func ("/ops/prelu/gradient", test_gradient);
  g_test_add_func ("/ops/prelu/golden", test_golden);
  g_test_add_func ("/ops/prelu/errors", test_errors);
  return g_test_run ();
}
