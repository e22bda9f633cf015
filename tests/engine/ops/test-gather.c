/* Rows by their numbers, along each axis and with indices of several ranks. */
#include <math.h>

#include "tests/engine/ops/op-check.h"

static OpCheck *
make (int axis, FrostShape indices)
{
  OpCheck *check = op_check_new (FROST_OP_GATHER);

  check->n = 2;
  check->x_shape[0] = (FrostShape){ 3, { 4, 5, 3 } };
  check->w_shape[0] = indices;
  check->attributes.axis = axis;
  op_check_prepare (check);
  /* Some numbers several times, some never. */
  for (int64_t i = 0; i < check->n_w[0]; i++)
    check->w[0][i] = (float) (i * i % check->x_shape[0].dim[axis < 0 ? 2 : axis]);
  return check;
}

static void
check_values (int axis, int outer, int dim, int inner, FrostShape indices)
{
  g_autoptr (OpCheck) check = make (axis, indices);
  int n = (int) check->n_w[0];

  g_assert_cmpint (check->inference.y.rank, ==, 2 + indices.rank);
  g_assert_cmpint (check->n_y, ==, 2 * outer * n * inner);
  op_check_forward (check);
  for (int o = 0; o < 2 * outer; o++)
    for (int i = 0; i < n; i++)
      for (int k = 0; k < inner; k++)
        g_assert_cmpfloat (check->y[(o * n + i) * inner + k], ==,
                           check->x[0][(o * dim + (int) check->w[0][i]) * inner + k]);
}

static void
test_values (void)
{
  check_values (0, 1, 4, 15, (FrostShape){ 1, { 7 } });
  check_values (1, 4, 5, 3, (FrostShape){ 2, { 3, 2 } });
  check_values (2, 20, 3, 1, (FrostShape){ 3, { 2, 1, 3 } });
  check_values (-1, 20, 3, 1, (FrostShape){ 1, { 1 } });
}

/* Without a dimension of its own an index takes the axis away: the class token of a ViT. */
static void
test_scalar (void)
{
  FrostShape x = { 2, { 5, 3 } }, indices = { .rank = 0 };
  const FrostShape *x_shape[] = { &x }, *w_shape[] = { &indices, NULL, NULL, NULL };
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOpInference inference;
  float tokens[15], y[3], index = 1, *w[] = { &index, NULL, NULL, NULL };
  const float *inputs[] = { tokens };
  FrostOpContext context = { .attributes = &attributes,
                             .n = 1,
                             .n_inputs = 1,
                             .x_shape = x_shape,
                             .y_shape = &inference.y,
                             .x = inputs,
                             .y = y,
                             .w = w };

  attributes.axis = 0;
  g_assert_true (
      frost_op_gather.infer (&attributes, 1, x_shape, w_shape, &inference, NULL));
  g_assert_cmpint (inference.y.rank, ==, 1);
  g_assert_cmpint (inference.y.dim[0], ==, 3);
  op_check_fill (tokens, 15);
  frost_op_gather.forward (&context);
  op_check_near (y, tokens + 3, 3, 0);
}

/* What no importer lets through reads nothing that is not there. */
static void
test_outside (void)
{
  const float indices[] = { -1, -INFINITY, NAN, 4, 1e30f, INFINITY };
  const int taken[] = { 0, 0, 0, 3, 3, 3 };
  g_autoptr (OpCheck) check = make (0, (FrostShape){ 1, { 6 } });

  for (int i = 0; i < 6; i++)
    check->w[0][i] = indices[i];
  op_check_forward (check);
  op_check_backward (check);
  for (int i = 0; i < 6; i++)
    op_check_near (check->y + i * 15, check->x[0] + taken[i] * 15, 15, 0);
  for (int k = 0; k < 15; k++)
    g_assert_cmpfloat (check->dx[0][15 + k], ==, 0);
}

static void
test_gradient (void)
{
  g_autoptr (OpCheck) rows = make (0, (FrostShape){ 2, { 3, 3 } });
  g_autoptr (OpCheck) middle = make (1, (FrostShape){ 1, { 7 } });
  g_autoptr (OpCheck) last = make (2, (FrostShape){ 1, { 5 } });

  op_check_gradients (rows, 0.25, 1e-3, FALSE);
  op_check_gradients (middle, 0.25, 1e-3, FALSE);
  op_check_gradients (last, 0.25, 1e-3, FALSE);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_GATHER);

  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "has no indices");
  check->w_shape[0] = (FrostShape){ 7, { 2, 1, 1, 1, 1, 1, 1 } };
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE,
                    "input has 3 dimensions and the indices 7");
  check->w_shape[0] = frost_shape_vector (4);
  check->attributes.axis = 3;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input has 3 dimensions, axis 3");
  check->attributes.axis = -2;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "axis -2");
  check->attributes.axis = 1;
  check->x_shape[0] = frost_shape_image (1, (1 << 24) + 1, 1);
  op_check_refuses (check, FROST_ENGINE_ERROR_UNSUPPORTED, "input has 16777217 numbers");
  check->x_shape[0] = frost_shape_image (1, 1, 1 << 20);
  check->w_shape[0] = frost_shape_vector (1 << 12);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/gather/values", test_values);
  g_test_add_func ("/ops/gather/scalar", test_scalar);
  g_test_add_func ("/ops/gather/outside", test_outside);
  g_test_add_func ("/ops/gather/gradient", test_gradient);
  g_test_add_func ("/ops/gather/errors", test_errors);
  return g_test_run ();
}
