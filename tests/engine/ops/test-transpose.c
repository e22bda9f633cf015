/* Every kind of order against a plain loop over all places. */
#include "tests/engine/ops/op-check.h"

/* Attention's heads, the channel shuffle there and back, windows of Swin, whole images between
 * NHWC and NCHW, orders in which axes stay together, the identity, axes of one index. */
static const struct
{
  FrostShape shape;
  int order[FROST_SHAPE_MAX_RANK];
} cases[] = {
  { { 3, { 7, 3, 19 } }, { 1, 0, 2 } },
  { { 4, { 5, 3, 7, 33 } }, { 1, 0, 2, 3 } },
  { { 2, { 9, 13 } }, { 1, 0 } },
  { { 3, { 3, 21, 37 } }, { 0, 2, 1 } },
  { { 4, { 3, 5, 2, 13 } }, { 0, 1, 3, 2 } },
  { { 4, { 3, 5, 13, 2 } }, { 0, 1, 3, 2 } },
  { { 5, { 3, 4, 2, 5, 6 } }, { 0, 2, 1, 3, 4 } },
  { { 3, { 6, 7, 17 } }, { 2, 0, 1 } },
  { { 3, { 17, 6, 7 } }, { 1, 2, 0 } },
  { { 4, { 3, 4, 5, 6 } }, { 3, 2, 1, 0 } },
  { { 4, { 3, 4, 5, 6 } }, { 2, 3, 0, 1 } },
  { { 4, { 3, 4, 5, 6 } }, { 0, 1, 2, 3 } },
  { { 4, { 1, 4, 1, 6 } }, { 2, 3, 0, 1 } },
  { { 1, { 5 } }, { 0 } },
  { { 0, { 0 } }, { 0 } },
  { { 8, { 2, 1, 3, 2, 1, 2, 3, 2 } }, { 7, 3, 1, 5, 0, 2, 6, 4 } },
};

static OpCheck *
make (guint i)
{
  OpCheck *check = op_check_new (FROST_OP_TRANSPOSE);

  check->n = 2;
  check->x_shape[0] = cases[i].shape;
  for (int d = 0; d < FROST_SHAPE_MAX_RANK; d++)
    check->attributes.order[d] = cases[i].order[d];
  return check;
}

/* Where number k of an image of y comes from. */
static int64_t
source (const OpCheck *check, int64_t k)
{
  const FrostShape *x = &check->x_shape[0], *y = &check->inference.y;
  int64_t index[FROST_SHAPE_MAX_RANK], place = 0;

  for (int d = y->rank - 1; d >= 0; d--)
    {
      index[check->attributes.order[d]] = k % y->dim[d];
      k /= y->dim[d];
    }
  for (int d = 0; d < x->rank; d++)
    place = place * x->dim[d] + index[d];
  return place;
}

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OpCheck) check = make (i);
      int64_t size = frost_shape_n_elements (&cases[i].shape);

      op_check_prepare (check);
      for (int d = 0; d < cases[i].shape.rank; d++)
        g_assert_cmpint (check->inference.y.dim[d], ==,
                         cases[i].shape.dim[cases[i].order[d]]);
      op_check_forward (check);
      for (int image = 0; image < 2; image++)
        for (int64_t k = 0; k < size; k++)
          g_assert_cmpfloat (check->y[image * size + k], ==,
                             check->x[0][image * size + source (check, k)]);
    }
}

static void
test_gradient (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OpCheck) check = make (i);

      op_check_gradients (check, 0.25, 1e-3, FALSE);
    }
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = make (0);

  check->attributes.order[1] = 1;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "has 1 in place 1");
  check->attributes.order[1] = 3;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "has 3 in place 1");
  check->attributes.order[1] = -1;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "has -1 in place 1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/transpose/values", test_values);
  g_test_add_func ("/ops/transpose/gradient", test_gradient);
  g_test_add_func ("/ops/transpose/errors", test_errors);
  return g_test_run ();
}
