/* Local response normalisation against a naive loop in doubles, finite differences and PyTorch. */
#include <math.h>
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/row-golden.h"

static OpCheck *
sized (int n, FrostShape shape, int size, float beta)
{
  OpCheck *check = op_check_new (FROST_OP_LOCAL_RESPONSE_NORM);

  check->n = n;
  check->attributes.size[0] = size;
  check->attributes.alpha = 0.9f;
  check->attributes.beta = beta;
  check->attributes.bias = 1.25f;
  check->x_shape[0] = shape;
  return check;
}

/* ONNX LRN-13, word by word: max (0, c - floor ((size - 1) / 2)) to
 * min (C - 1, c + ceil ((size - 1) / 2)). */
static void
check_values (int n, FrostShape shape, int size, float beta, gboolean keep)
{
  g_autoptr (OpCheck) check = sized (n, shape, size, beta);
  int c = (int) shape.dim[2];

  check->keep = keep;
  op_check_prepare (check);
  op_check_forward (check);
  for (int64_t i = 0; i < check->n_y; i++)
    {
      const float *row = check->x[0] + i / c * c;
      int k = (int) (i % c);
      int first = MAX (0, k - (int) floor ((size - 1) / 2.0));
      int last = MIN (c - 1, k + (int) ceil ((size - 1) / 2.0));
      double sum = 0;
      float expected;

      for (int j = first; j <= last; j++)
        sum += (double) row[j] * row[j];
      expected = (float) (row[k] / pow (1.25f + (double) 0.9f / size * sum, beta));
      op_check_near (check->y + i, &expected, 1, 1e-6);
    }
}

static void
test_values (void)
{
  check_values (2, frost_shape_image (2, 3, 19), 5, 0.75f, TRUE);
  check_values (1, frost_shape_image (2, 3, 19), 5, 0.75f, FALSE);
  check_values (2, frost_shape_image (1, 3, 8), 4, 0.6f, TRUE);
  check_values (1, frost_shape_image (3, 1, 5), 1, 1, FALSE);
  check_values (1, frost_shape_image (2, 2, 3), 2, -0.5f, TRUE);
  /* Wider than there are channels. */
  check_values (1, frost_shape_image (2, 2, 3), 100, 0.75f, TRUE);
}

/* The sums are above 1.25: curvature of order 1, a step of 1e-2 leaves 1e-4. */
static void
test_gradient (void)
{
  g_autoptr (OpCheck) odd = sized (2, frost_shape_image (2, 3, 9), 5, 0.75f);
  g_autoptr (OpCheck) even = sized (1, frost_shape_image (3, 3, 7), 4, 0.6f);
  g_autoptr (OpCheck) wide = sized (1, frost_shape_image (3, 3, 3), 9, 0.75f);

  op_check_gradients (odd, 1e-2, 2e-3, FALSE);
  op_check_gradients (even, 1e-2, 2e-3, FALSE);
  op_check_gradients (wide, 1e-2, 2e-3, FALSE);
}

static void
test_golden (void)
{
  g_autoptr (OpCheck) check = sized (2, frost_shape_image (2, 3, 7), 5, 0.6f);

  check->attributes.alpha = 0.3f;
  check->attributes.bias = 1.5f;
  op_check_prepare (check);
  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (lrn_y));
  memcpy (check->x[0], lrn_x, sizeof lrn_x);
  memcpy (check->dy, lrn_dy, sizeof lrn_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, lrn_y, check->n_y, 1e-5);
  op_check_near (check->dx[0], lrn_dx, check->n_y, 1e-5);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = sized (1, frost_shape_vector (5), 5, 0.75f);

  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 5");
  check->x_shape[0] = frost_shape_image (2, 2, 3);
  check->attributes.size[0] = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_UNSUPPORTED, "over 0 channels");
  check->attributes.size[0] = (int64_t) 1 << 40;
  op_check_refuses (check, FROST_ENGINE_ERROR_UNSUPPORTED, "over 1099511627776");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/local-response-norm/values", test_values);
  g_test_add_func ("/ops/local-response-norm/gradient", test_gradient);
  g_test_add_func ("/ops/local-response-norm/golden", test_golden);
  g_test_add_func ("/ops/local-response-norm/errors", test_errors);
  return g_test_run ();
}
