/* Batched products against a naive loop in doubles, finite differences and PyTorch. */
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/row-golden.h"

typedef struct
{
  const char *name;
  int n;
  int rank;
  int64_t leading[3];
  int m, columns, k;
  gboolean transposed_a, transposed_b;
} Case;

static const Case cases[] = {
  { "one-number", 1, 2, { 0 }, 1, 1, 1, FALSE, FALSE },
  { "plain", 2, 2, { 0 }, 7, 5, 9, FALSE, FALSE },
  { "keys", 2, 3, { 3 }, 11, 19, 8, FALSE, TRUE },
  { "first-turned", 1, 3, { 2 }, 6, 7, 33, TRUE, FALSE },
  { "both-turned", 2, 4, { 2, 3 }, 5, 18, 6, TRUE, TRUE },
  { "windows", 1, 5, { 2, 1, 3 }, 9, 4, 9, FALSE, FALSE },
  { "attention", 1, 3, { 2 }, 49, 49, 32, FALSE, TRUE },
  { "deep", 1, 2, { 0 }, 3, 4, 401, FALSE, TRUE },
};

static OpCheck *
from_case (const Case *c)
{
  OpCheck *check = op_check_new (FROST_OP_MAT_MUL);
  FrostShape *a = &check->x_shape[0], *b = &check->x_shape[1];
  int last = c->rank - 1;

  check->n = c->n;
  check->n_inputs = 2;
  check->attributes.transposed_a = c->transposed_a;
  check->attributes.transposed_b = c->transposed_b;
  a->rank = b->rank = c->rank;
  for (int i = 0; i < c->rank - 2; i++)
    a->dim[i] = b->dim[i] = c->leading[i];
  a->dim[c->transposed_a ? last : last - 1] = c->m;
  a->dim[c->transposed_a ? last - 1 : last] = c->k;
  b->dim[c->transposed_b ? last : last - 1] = c->k;
  b->dim[c->transposed_b ? last - 1 : last] = c->columns;
  return check;
}

static double
naive (const OpCheck *check, const Case *c, int64_t product, int row, int column)
{
  const float *a = check->x[0] + product * c->m * c->k;
  const float *b = check->x[1] + product * c->k * c->columns;
  double sum = 0;

  for (int i = 0; i < c->k; i++)
    sum += (double) a[c->transposed_a ? i * c->m + row : row * c->k + i]
           * b[c->transposed_b ? column * c->k + i : i * c->columns + column];
  return sum;
}

static void
test_values (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (OpCheck) check = from_case (c);
  int64_t n_products = c->n, at = 0;

  op_check_prepare (check);
  for (int i = 0; i < c->rank - 2; i++)
    n_products *= c->leading[i];
  g_assert_cmpint (check->n_y, ==, n_products * c->m * c->columns);
  g_assert_cmpint (check->inference.multiply_adds * c->n, ==, check->n_y * c->k);
  op_check_forward (check);
  for (int64_t p = 0; p < n_products; p++)
    for (int row = 0; row < c->m; row++)
      for (int column = 0; column < c->columns; column++)
        {
          float expected = (float) naive (check, c, p, row, column);

          op_check_near (check->y + at++, &expected, 1, 1e-5);
        }
}

/* L is linear in each input: a large step. */
static void
test_gradient (gconstpointer data)
{
  g_autoptr (OpCheck) check = from_case (data);

  op_check_gradients (check, 0.25, 1e-3, FALSE);
}

static void
test_golden (void)
{
  const Case golden = { "golden", 2, 3, { 2 }, 3, 4, 5, FALSE, TRUE };
  g_autoptr (OpCheck) check = from_case (&golden);

  op_check_prepare (check);
  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (mat_mul_y));
  memcpy (check->x[0], mat_mul_a, sizeof mat_mul_a);
  memcpy (check->x[1], mat_mul_b, sizeof mat_mul_b);
  memcpy (check->dy, mat_mul_dy, sizeof mat_mul_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, mat_mul_y, check->n_y, 1e-5);
  op_check_near (check->dx[0], mat_mul_da, check->n_x[0], 1e-5);
  op_check_near (check->dx[1], mat_mul_db, check->n_x[1], 1e-5);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = from_case (&cases[2]);
  g_autoptr (OpCheck) flat = op_check_new (FROST_OP_MAT_MUL);
  g_autoptr (OpCheck) vast = op_check_new (FROST_OP_MAT_MUL);

  check->attributes.transposed_b = FALSE;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "3x11x8 and 3x19x8");
  check->attributes.transposed_b = TRUE;
  check->x_shape[0].dim[0] = 1;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the same leading dimensions");
  check->x_shape[0].rank = 2;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "3x19x8 transposed");

  flat->n_inputs = 2;
  flat->x_shape[0] = flat->x_shape[1] = frost_shape_vector (4);
  op_check_refuses (flat, FROST_ENGINE_ERROR_SHAPE, "input is 4 and 4");

  vast->n_inputs = 2;
  vast->x_shape[0] = (FrostShape){ 2, { 1 << 20, 1 } };
  vast->x_shape[1] = (FrostShape){ 2, { 1, 1 << 20 } };
  op_check_refuses (vast, FROST_ENGINE_ERROR_SHAPE, "2^31");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *values = g_strconcat ("/ops/mat-mul/values/", cases[i].name, NULL);
      g_autofree char *gradient =
          g_strconcat ("/ops/mat-mul/gradient/", cases[i].name, NULL);

      g_test_add_data_func (values, &cases[i], test_values);
      g_test_add_data_func (gradient, &cases[i], test_gradient);
    }
  g_test_add_func ("/ops/mat-mul/golden", test_golden);
  g_test_add_func ("/ops/mat-mul/errors", test_errors);
  return g_test_run ();
}
