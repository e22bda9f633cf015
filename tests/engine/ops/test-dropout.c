/* Dropout: the share that falls, the scale of the rest, the same mask in backward. */
#include <math.h>
#include <string.h>

#include "tests/engine/ops/op-check.h"

static OpCheck *
sized (float probability)
{
  OpCheck *check = op_check_new (FROST_OP_DROPOUT);

  check->n = 2;
  check->x_shape[0] = frost_shape_vector (5000);
  check->attributes.probability = probability;
  return check;
}

static void
test_training (void)
{
  g_autoptr (OpCheck) check = sized (0.3f);
  int fallen = 0, same = 0;

  op_check_prepare (check);
  op_check_forward (check);
  op_check_backward (check);
  for (int i = 0; i < 10000; i++)
    {
      gboolean falls = check->y[i] == 0;
      float scale = 1 / (1 - 0.3f);

      fallen += falls;
      same += i < 5000 && falls == (check->y[i + 5000] == 0);
      g_assert_cmpfloat (check->y[i], ==, falls ? 0 : check->x[0][i] * scale);
      g_assert_cmpfloat (check->dx[0][i], ==, falls ? 0 : check->dy[i] * scale);
    }
  /* 3000 +- 46 is one standard deviation; and 0.58 of the pairs agree by chance. */
  g_assert_cmpint (fallen, >, 2750);
  g_assert_cmpint (fallen, <, 3250);
  g_assert_cmpint (same, <, 3200);
}

static void
test_seed (void)
{
  g_autoptr (OpCheck) check = sized (0.5f);
  g_autofree float *first = NULL;
  gsize size = 10000 * sizeof (float);

  op_check_prepare (check);
  op_check_forward (check);
  first = g_memdup2 (check->y, size);
  op_check_forward (check);
  g_assert_cmpmem (check->y, size, first, size);
  check->seeds[1]++;
  op_check_forward (check);
  g_assert_cmpmem (check->y, size / 2, first, size / 2);
  g_assert_cmpint (memcmp (check->y + 5000, first + 5000, size / 2), !=, 0);
}

static void
test_inference (void)
{
  g_autoptr (OpCheck) check = sized (0.5f);

  op_check_prepare (check);
  check->context.training = FALSE;
  check->context.seeds = NULL;
  op_check_forward (check);
  op_check_near (check->y, check->x[0], check->n_y, 0);
  op_check_backward (check);
  op_check_near (check->dx[0], check->dy, check->n_y, 0);
}

static void
test_gradient (void)
{
  g_autoptr (OpCheck) check = sized (0.5f);

  check->x_shape[0] = frost_shape_image (2, 3, 7);
  op_check_gradients (check, 0.25, 1e-3, FALSE);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) all = sized (1);
  g_autoptr (OpCheck) negative = sized (-0.1f);
  g_autoptr (OpCheck) unknown = sized (NAN);

  op_check_refuses (all, FROST_ENGINE_ERROR_UNSUPPORTED, "probability 1");
  op_check_refuses (negative, FROST_ENGINE_ERROR_UNSUPPORTED, "probability -0.1");
  op_check_refuses (unknown, FROST_ENGINE_ERROR_UNSUPPORTED, "probability");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/dropout/training", test_training);
  g_test_add_func ("/ops/dropout/seed", test_seed);
  g_test_add_func ("/ops/dropout/inference", test_inference);
  g_test_add_func ("/ops/dropout/gradient", test_gradient);
  g_test_add_func ("/ops/dropout/errors", test_errors);
  return g_test_run ();
}
