/* The three ways to pad against a plain loop over all places. */
#include "tests/engine/ops/op-check.h"

static const struct
{
  FrostShape shape;
  int64_t before[4], after[4];
} cases[] = {
  { { 3, { 4, 5, 3 } }, { 1, 2, 0 }, { 2, 3, 0 } },
  { { 3, { 4, 5, 3 } }, { 0, 0, 1 }, { 0, 0, 2 } },
  { { 3, { 4, 5, 3 } }, { 3, 4, 2 }, { 3, 0, 1 } },
  { { 3, { 4, 5, 3 } }, { 0, 2, 0 }, { 0, 0, 0 } },
  { { 3, { 4, 5, 3 } }, { 0, 0, 0 }, { 0, 0, 0 } },
  { { 1, { 9 } }, { 8 }, { 3 } },
  { { 4, { 3, 2, 4, 5 } }, { 1, 0, 2, 0 }, { 0, 1, 3, 0 } },
};

static const FrostPadMode modes[] = { FROST_PAD_CONSTANT, FROST_PAD_REFLECT,
                                      FROST_PAD_EDGE };

static OpCheck *
make (guint i, FrostPadMode mode)
{
  OpCheck *check = op_check_new (FROST_OP_PAD);

  check->n = 2;
  check->x_shape[0] = cases[i].shape;
  check->attributes.pad_mode = mode;
  check->attributes.pad_value = -0.75f;
  for (int d = 0; d < 4; d++)
    {
      check->attributes.before[d] = cases[i].before[d];
      check->attributes.after[d] = cases[i].after[d];
    }
  return check;
}

/* Where number k of an image of y comes from; -1 = from nowhere. */
static int64_t
source (const OpCheck *check, int64_t k)
{
  const FrostShape *x = &check->x_shape[0], *y = &check->inference.y;
  int64_t place = 0, step = 1;

  for (int d = y->rank - 1; d >= 0; d--)
    {
      int64_t i = k % y->dim[d] - check->attributes.before[d];

      if (check->attributes.pad_mode == FROST_PAD_CONSTANT && (i < 0 || i >= x->dim[d]))
        return -1;
      while (i < 0 || i >= x->dim[d])
        if (check->attributes.pad_mode == FROST_PAD_EDGE)
          i += i < 0 ? 1 : -1;
        else
          i = i < 0 ? -i : 2 * (x->dim[d] - 1) - i;
      place += i * step;
      step *= x->dim[d];
      k /= y->dim[d];
    }
  return place;
}

static void
check_values (guint i, FrostPadMode mode)
{
  g_autoptr (OpCheck) check = make (i, mode);
  int64_t in, out;

  op_check_prepare (check);
  in = frost_shape_n_elements (&check->x_shape[0]);
  out = frost_shape_n_elements (&check->inference.y);
  for (int d = 0; d < cases[i].shape.rank; d++)
    g_assert_cmpint (check->inference.y.dim[d], ==,
                     cases[i].before[d] + cases[i].shape.dim[d] + cases[i].after[d]);
  op_check_forward (check);
  for (int image = 0; image < 2; image++)
    for (int64_t k = 0; k < out; k++)
      {
        int64_t from = source (check, k);
        float expected = from < 0 ? -0.75f : check->x[0][image * in + from];

        g_assert_cmpfloat (check->y[image * out + k], ==, expected);
      }
}

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (modes); k++)
      check_values (i, modes[k]);
}

static void
test_gradient (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (modes); k++)
      {
        g_autoptr (OpCheck) check = make (i, modes[k]);

        op_check_gradients (check, 0.25, 1e-3, FALSE);
      }
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = make (0, FROST_PAD_REFLECT);

  check->attributes.after[1] = 5;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE,
                    "input is 4x5x3, dimension 1 is padded by 2 and 5, 0 to 4");
  check->attributes.pad_mode = FROST_PAD_EDGE;
  check->attributes.before[1] = -1;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "padded by -1 and 5");
  check->attributes.before[1] = G_MAXINT64;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "padded by 9223372036854775807");
  check->attributes.before[1] = G_MAXINT32;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/pad/values", test_values);
  g_test_add_func ("/ops/pad/gradient", test_gradient);
  g_test_add_func ("/ops/pad/errors", test_errors);
  return g_test_run ();
}
