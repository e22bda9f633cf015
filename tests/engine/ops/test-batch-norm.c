/* Batch-norm: frozen and by the batch, alone and over the workers of a pool. */
#include "engine/ops/batch-norm.h"

#include <math.h>
#include <string.h>

#include "engine/kernels/reduce.h"
#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/op-golden.h"
#include "tests/engine/ops/window-golden.h"

static OpCheck *
sized (int n, FrostShape shape, gboolean batch)
{
  OpCheck *check = op_check_new (FROST_OP_BATCH_NORM);

  check->n = n;
  check->attributes.batch_statistics = batch;
  check->attributes.epsilon = 1e-3f;
  check->x_shape[0] = shape;
  for (int i = 0; i < 4; i++)
    check->w_shape[i] = frost_shape_vector (frost_shape_channels (&shape));
  op_check_prepare (check);
  for (int64_t i = 0; i < check->n_w[3]; i++)
    check->w[3][i] = 1.5f + check->w[3][i];
  return check;
}

static void
check_frozen (int n, FrostShape shape, gboolean batch, gboolean training)
{
  g_autoptr (OpCheck) check = sized (n, shape, batch);
  int64_t c = frost_shape_channels (&shape);

  check->context.training = training;
  check->attributes.low = -0.5f;
  check->attributes.high = 1;
  op_check_forward (check);
  for (int64_t i = 0; i < check->n_y; i++)
    {
      int64_t k = i % c;
      double y = ((double) check->x[0][i] - check->w[2][k])
                     / sqrt ((double) check->w[3][k] + 1e-3f) * check->w[0][k]
                 + check->w[1][k];
      float expected = (float) CLAMP (y, -0.5, 1);

      op_check_near (check->y + i, &expected, 1, 1e-6);
    }
}

static void
test_frozen (void)
{
  check_frozen (2, frost_shape_image (3, 5, 19), FALSE, TRUE);
  check_frozen (3, frost_shape_vector (7), FALSE, TRUE);
  check_frozen (1, frost_shape_image (1, 1, 1), FALSE, FALSE);
  check_frozen (2, (FrostShape){ 2, { 6, 5 } }, FALSE, TRUE);
  check_frozen (2, (FrostShape){ 4, { 2, 1, 3, 9 } }, FALSE, FALSE);
  /* Batch statistics are for training only. */
  check_frozen (2, frost_shape_image (3, 5, 4), TRUE, FALSE);
}

/* y is linear in x here: a large step. */
static void
test_frozen_gradient (void)
{
  g_autoptr (OpCheck) image = sized (2, frost_shape_image (3, 5, 9), FALSE);
  g_autoptr (OpCheck) vector = sized (3, frost_shape_vector (5), FALSE);

  op_check_gradients (image, 0.25, 1e-3, FALSE);
  op_check_gradients (vector, 0.25, 1e-3, FALSE);
}

/* Through a clamp: the gradients without one, of a dy that is zero where the clamp was at work. */
static void
check_clamped (gboolean batch)
{
  g_autoptr (OpCheck) plain = sized (4, frost_shape_image (3, 5, 21), batch);
  g_autoptr (OpCheck) clamped = sized (4, frost_shape_image (3, 5, 21), batch);

  memcpy (clamped->x[0], plain->x[0], sizeof (float) * (gsize) plain->n_x[0]);
  memcpy (clamped->dy, plain->dy, sizeof (float) * (gsize) plain->n_y);
  for (int i = 0; i < 4; i++)
    memcpy (clamped->w[i], plain->w[i], sizeof (float) * (gsize) plain->n_w[i]);
  clamped->attributes.low = -0.25f;
  clamped->attributes.high = 0.75f;
  op_check_forward (plain);
  op_check_forward (clamped);
  for (int64_t i = 0; i < plain->n_y; i++)
    if (!(plain->y[i] > -0.25f && plain->y[i] < 0.75f))
      plain->dy[i] = 0;
  op_check_backward (plain);
  op_check_backward (clamped);
  op_check_near (clamped->dx[0], plain->dx[0], plain->n_x[0], 1e-6);
  for (int i = 0; i < 2; i++)
    op_check_near (clamped->dw[i], plain->dw[i], plain->n_w[i], 1e-6);
}

static void
test_clamped (void)
{
  check_clamped (TRUE);
  check_clamped (FALSE);
}

static void
test_batch (void)
{
  const int64_t c = 21, rows = 3 * 4 * 5;
  g_autoptr (OpCheck) check = sized (3, frost_shape_image (4, 5, c), TRUE);

  /* A mean far from zero, which one pass over squares would not survive. */
  for (int64_t i = 0; i < check->n_x[0]; i++)
    check->x[0][i] += 1000 * (float) (i % c);
  g_assert_cmpint (check->inference.saved_per_call, ==, 14 * c);
  op_check_forward (check);
  for (int64_t k = 0; k < c; k++)
    {
      double mean = 0, square = 0;

      for (int64_t r = 0; r < rows; r++)
        mean += check->x[0][r * c + k] / (double) rows;
      for (int64_t r = 0; r < rows; r++)
        square += (check->x[0][r * c + k] - mean) * (check->x[0][r * c + k] - mean);
      g_assert_cmpfloat (fabs (check->saved[k] - mean), <, 1e-6 * (1 + fabs (mean)));
      g_assert_cmpfloat (fabs (check->saved[c + k] * (rows - 1) / square - 1), <, 1e-4);
      g_assert_cmpfloat (
          fabs (check->saved[2 * c + k] * sqrt (square / rows + 1e-3f) - 1), <, 1e-4);
    }
}

/* Third derivatives are of order 1: a step of 1e-2 leaves 1e-4, rounding as much again. */
static void
test_batch_gradient (void)
{
  g_autoptr (OpCheck) image = sized (2, frost_shape_image (3, 5, 9), TRUE);
  g_autoptr (OpCheck) vector = sized (6, frost_shape_vector (5), TRUE);
  g_autoptr (OpCheck) tokens = sized (2, (FrostShape){ 2, { 7, 5 } }, TRUE);

  op_check_gradients (image, 1e-2, 2e-3, FALSE);
  op_check_gradients (tokens, 1e-2, 2e-3, FALSE);
  op_check_gradients (vector, 1e-2, 2e-3, FALSE);
}

static void
test_golden (void)
{
  g_autoptr (OpCheck) check = sized (4, frost_shape_image (2, 3, 3), TRUE);
  float mean[3], var[3];

  memcpy (check->x[0], bn_x, sizeof bn_x);
  memcpy (check->dy, bn_dy, sizeof bn_dy);
  memcpy (check->w[0], bn_w, sizeof bn_w);
  memcpy (check->w[1], bn_b, sizeof bn_b);
  memcpy (mean, bn_mean, sizeof mean);
  memcpy (var, bn_var, sizeof var);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, bn_y, check->n_y, 1e-5);
  op_check_near (check->dx[0], bn_dx, check->n_y, 1e-5);
  op_check_near (check->dw[0], bn_dw, 3, 1e-5);
  op_check_near (check->dw[1], bn_db, 3, 1e-5);

  /* PyTorch's momentum of 0.1 is one of 0.9 here. */
  check->attributes.momentum = 0.9f;
  frost_batch_norm_update_statistics (&check->attributes, check->saved, mean, var, 3);
  op_check_near (mean, bn_new_mean, 3, 1e-6);
  op_check_near (var, bn_new_var, 3, 1e-6);
}

static void
test_tokens (void)
{
  g_autoptr (OpCheck) check = sized (3, (FrostShape){ 2, { 4, 2 } }, TRUE);

  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (tokens_y));
  memcpy (check->x[0], tokens_x, sizeof tokens_x);
  memcpy (check->dy, tokens_dy, sizeof tokens_dy);
  memcpy (check->w[0], tokens_w, sizeof tokens_w);
  memcpy (check->w[1], tokens_b, sizeof tokens_b);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, tokens_y, check->n_y, 1e-5);
  op_check_near (check->dx[0], tokens_dx, check->n_y, 1e-5);
  op_check_near (check->dw[0], tokens_dw, 2, 1e-5);
  op_check_near (check->dw[1], tokens_db, 2, 1e-5);
}

static void
test_one_number (void)
{
  g_autoptr (OpCheck) check = sized (1, frost_shape_vector (2), TRUE);

  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, check->w[1], 2, 1e-5);
  for (int i = 0; i < 2; i++)
    {
      g_assert_cmpfloat (check->saved[2 + i], ==, 0);
      g_assert_cmpfloat (fabsf (check->dx[0][i]), <=, 1e-5f);
    }
}

/* The same batch by one worker and by several, of which the last has no image. */
typedef struct
{
  OpCheck *whole;
  FrostReducer *reducer;
  int64_t image; /* numbers */
  float *y, *dx;
  float dw[2][4][8]; /* [parameter][worker][channel] */
  float saved[4][14 * 8] __attribute__ ((aligned (8)));
} Shared;

static void
work (int worker, int n_workers, gpointer user_data)
{
  Shared *shared = user_data;
  const OpCheck *whole = shared->whole;
  FrostOpContext context = whole->context;
  FrostReduce reduce = { frost_reducer_sum, shared->reducer, worker };
  g_autofree float *scratch =
      g_new (float, MAX (whole->inference.scratch, 1)); /* aligned enough for doubles */
  int64_t first, end;
  const float *x;
  float *dx;
  float *dw[FROST_OP_MAX_PARAMETERS] = { shared->dw[0][worker], shared->dw[1][worker] };

  frost_worker_share (whole->n, worker, n_workers, &first, &end);
  x = whole->x[0] + first * shared->image;
  dx = shared->dx + first * shared->image;
  context.n = (int) (end - first);
  context.x = &x;
  context.y = shared->y + first * shared->image;
  context.dy = whole->dy + first * shared->image;
  context.dx = &dx;
  context.dw = dw;
  context.saved = shared->saved[worker];
  context.scratch = scratch;
  context.reduce = &reduce;
  whole->op->forward (&context);
  whole->op->backward (&context);
}

static void
test_workers (void)
{
  g_autoptr (OpCheck) whole = sized (3, frost_shape_image (3, 4, 8), TRUE);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (4);
  g_autoptr (FrostReducer) reducer = frost_reducer_new (pool);
  g_autofree float *y = g_new (float, whole->n_y);
  g_autofree float *dx = g_new (float, whole->n_y);
  Shared shared = {
    .whole = whole, .reducer = reducer, .image = 3 * 4 * 8, .y = y, .dx = dx
  };

  op_check_forward (whole);
  op_check_backward (whole);
  frost_worker_pool_run (pool, work, &shared);

  op_check_near (y, whole->y, whole->n_y, 1e-6);
  op_check_near (dx, whole->dx[0], whole->n_y, 1e-5);
  for (int parameter = 0; parameter < 2; parameter++)
    for (int i = 0; i < 8; i++)
      {
        float sum = 0;

        for (int worker = 0; worker < 4; worker++)
          sum += shared.dw[parameter][worker][i];
        op_check_near (&sum, whole->dw[parameter] + i, 1, 1e-5);
      }
  for (int worker = 1; worker < frost_worker_pool_get_n_workers (pool); worker++)
    g_assert_cmpmem (shared.saved[worker], 3 * 8 * sizeof (float), shared.saved[0],
                     3 * 8 * sizeof (float));
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_BATCH_NORM);

  check->x_shape[0] = frost_shape_image (2, 2, 5);
  for (int i = 0; i < 4; i++)
    check->w_shape[i] = frost_shape_vector (5);
  check->w_shape[3] = frost_shape_vector (6);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the running_var is 6");
  check->w_shape[3].rank = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the running_var is absent");
  check->x_shape[0].rank = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "a single number");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/batch-norm/frozen", test_frozen);
  g_test_add_func ("/ops/batch-norm/frozen-gradient", test_frozen_gradient);
  g_test_add_func ("/ops/batch-norm/batch", test_batch);
  g_test_add_func ("/ops/batch-norm/batch-gradient", test_batch_gradient);
  g_test_add_func ("/ops/batch-norm/golden", test_golden);
  g_test_add_func ("/ops/batch-norm/tokens", test_tokens);
  g_test_add_func ("/ops/batch-norm/one-number", test_one_number);
  g_test_add_func ("/ops/batch-norm/workers", test_workers);
  g_test_add_func ("/ops/batch-norm/errors", test_errors);
  g_test_add_func ("/ops/batch-norm/clamped", test_clamped);
  return g_test_run ();
}
