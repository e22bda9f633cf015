#include "engine/graph/autograd.h"

#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/graph/plan.h"
#include "engine/graph/surgery.h"
#include "tests/engine/graph/graph-maker.h"

/* A model on the bench with a mini-batch. */
typedef struct
{
  FrostModel *model;
  FrostWorkerPool *pool;
  FrostAutograd *autograd;
  int n;
  float *x;
  int *labels;
  uint64_t *seeds;
} Bench;

static Bench *
bench_new (FrostModel *model, int n, int n_threads)
{
  Bench *bench = g_new0 (Bench, 1);
  int64_t image = frost_shape_n_elements (&model->graph->input);
  g_autoptr (GError) error = NULL;

  bench->model = model;
  bench->n = n;
  bench->pool = frost_worker_pool_new (n_threads);
  g_assert_true (frost_model_infer (model, NULL));
  g_assert_true (frost_surgery_freeze (model, 0, NULL));
  bench->autograd = frost_autograd_new (model, 0, n, bench->pool, &error);
  g_assert_no_error (error);
  bench->x = g_new (float, n *image);
  bench->labels = g_new (int, n);
  bench->seeds = g_new (uint64_t, n);
  graph_maker_seed (11);
  graph_maker_fill (bench->x, n * image);
  for (int i = 0; i < n; i++)
    {
      bench->labels[i] = i * 7 % frost_model_n_outputs (model);
      bench->seeds[i] = frost_rng_mix (5, (uint64_t) i);
    }
  return bench;
}

static void
bench_free (Bench *bench)
{
  frost_autograd_free (bench->autograd);
  frost_worker_pool_free (bench->pool);
  g_free (bench->x);
  g_free (bench->labels);
  g_free (bench->seeds);
  g_free (bench);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bench, bench_free)

static void
set_batch_statistics (FrostModel *model)
{
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    frost_graph_node (model->graph, i)->attributes.batch_statistics =
        frost_graph_node (model->graph, i)->kind == FROST_OP_BATCH_NORM;
}

static double
mean_loss (Bench *bench)
{
  FrostStepResult result;

  frost_autograd_step (bench->autograd, bench->x, bench->labels, bench->seeds, bench->n,
                       &result);
  return result.loss / result.n_counted;
}

/* All gradients, one after the other, statistics left out. */
static float *
all_gradients (const Bench *bench, gsize *n)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (float));

  for (guint i = 0; i < bench->model->parameters->len; i++)
    {
      const FrostParameter *parameter = frost_model_parameter (bench->model, (int) i);
      const float *gradient = frost_autograd_gradient (bench->autograd, (int) i);

      g_assert_cmpint (gradient != NULL, ==, parameter->trainable);
      if (gradient != NULL)
        g_array_append_vals (all, gradient, (guint) parameter->tensor->n);
    }
  *n = all->len;
  return (float *) (void *) g_array_free (all, FALSE);
}

static void
assert_near (const float *a, const float *b, gsize n, double tolerance)
{
  double most = 0;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, fabs ((double) b[i]));
  g_assert_cmpfloat (most, >, 0);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], tolerance * most);
}

/* Central differences of the mean loss. It is made of float32 logits, so it is known to some 3e-7;
 * a step of 5e-4 turns that into 3e-4, and the curvature adds less. Numbers at which the one-sided
 * differences disagree stand at a kink of ReLU, clip or a maximum. */
static void
check_differences (Bench *bench)
{
  const double step = 5e-4, tolerance = 1e-3;
  int tried = 0, skipped = 0;

  for (guint i = 0; i < bench->model->parameters->len; i++)
    {
      const FrostParameter *parameter = frost_model_parameter (bench->model, (int) i);
      float *w = parameter->tensor->data;
      g_autofree float *gradient = NULL;
      int64_t stride = MAX (parameter->tensor->n / 23, 1);

      if (!parameter->trainable)
        continue;
      mean_loss (bench);
      gradient = g_memdup2 (frost_autograd_gradient (bench->autograd, (int) i),
                            sizeof (float) * (gsize) parameter->tensor->n);
      for (int64_t k = 0; k < parameter->tensor->n; k += stride)
        {
          float old = w[k], up = old + (float) step, down = old - (float) step;
          double here = mean_loss (bench), plus, minus, central;

          w[k] = up;
          plus = mean_loss (bench);
          w[k] = down;
          minus = mean_loss (bench);
          w[k] = old;
          central = (plus - minus) / ((double) up - down);
          tried++;
          if (fabs ((plus - here) / ((double) up - old)
                    - (here - minus) / ((double) old - down))
              > 2 * tolerance)
            {
              skipped++;
              continue;
            }
          if (fabs (central - gradient[k]) > tolerance)
            g_error ("%s [%d]: %.6g by differences, %.6g by backward", parameter->name,
                     (int) k, central, gradient[k]);
        }
    }
  g_assert_cmpint (tried, >, 150);
  g_assert_cmpint (skipped * 5, <=, tried);
}

static void
test_differences (void)
{
  g_autoptr (FrostModel) every = graph_maker_every_op (4);
  g_autoptr (FrostModel) attention = graph_maker_attention (4);
  g_autoptr (Bench) bench = bench_new (every, 5, 2);
  g_autoptr (Bench) attentive = bench_new (attention, 5, 2);
  g_autoptr (FrostModel) tokens = graph_maker_tokens (4);
  g_autoptr (Bench) moved = bench_new (tokens, 5, 2);
  g_autoptr (FrostModel) elementwise = graph_maker_elementwise (4);
  g_autoptr (Bench) plain = bench_new (elementwise, 5, 2);

  check_differences (bench);
  check_differences (attentive);
  check_differences (moved);
  check_differences (plain);
}

static void
test_differences_batch (void)
{
  g_autoptr (FrostModel) model = graph_maker_every_op (4);
  g_autoptr (Bench) bench = NULL;

  set_batch_statistics (model);
  bench = bench_new (model, 5, 2);
  check_differences (bench);
}

/* The same bits again and again; more threads than images; strips that do not come out even. */
static void
check_repeatable (gboolean batch_statistics, int n, int n_threads)
{
  g_autoptr (FrostModel) model = graph_maker_every_op (4);
  g_autoptr (Bench) bench = NULL;
  g_autofree float *first = NULL;
  double loss = 0;
  gsize n_gradients;

  if (batch_statistics)
    set_batch_statistics (model);
  bench = bench_new (model, n, n_threads);
  loss = mean_loss (bench);
  first = all_gradients (bench, &n_gradients);
  for (int i = 0; i < 10; i++)
    {
      g_autofree float *again = NULL;

      g_assert_cmpfloat (mean_loss (bench), ==, loss);
      again = all_gradients (bench, &n_gradients);
      g_assert_cmpmem (first, n_gradients * sizeof (float), again,
                       n_gradients * sizeof (float));
    }
}

static void
test_repeatable (void)
{
  for (int n_threads = 1; n_threads <= 5; n_threads++)
    for (int n = 1; n <= 40; n += 13)
      {
        check_repeatable (FALSE, n, n_threads);
        check_repeatable (TRUE, n, n_threads);
      }
}

static FrostModel *
make_every_op (void)
{
  return graph_maker_every_op (4);
}

/* Threads and strips change the order of sums, and nothing else: with batch statistics everybody
 * sees the whole mini-batch. One thread is the naive case. */
static void
check_threads (FrostModel *(*make) (void), gboolean batch_statistics, int n)
{
  g_autofree float *one = NULL;
  double loss = 0;

  for (int n_threads = 1; n_threads <= 4; n_threads++)
    {
      g_autoptr (FrostModel) model = NULL;
      g_autoptr (Bench) bench = NULL;
      g_autofree float *some = NULL;
      gsize n_gradients;

      graph_maker_seed (21);
      model = make ();
      if (batch_statistics)
        set_batch_statistics (model);
      bench = bench_new (model, n, n_threads);
      if (n_threads == 1)
        {
          loss = mean_loss (bench);
          one = all_gradients (bench, &n_gradients);
          continue;
        }
      g_assert_cmpfloat_with_epsilon (mean_loss (bench), loss, 1e-5);
      some = all_gradients (bench, &n_gradients);
      assert_near (some, one, n_gradients, 1e-4);
    }
}

static void
test_threads (void)
{
  check_threads (make_every_op, FALSE, 3);
  check_threads (make_every_op, FALSE, 37);
  check_threads (make_every_op, TRUE, 3);
  check_threads (make_every_op, TRUE, 37);
}

static FrostModel *
make_blocks (void)
{
  return graph_maker_blocks (96, 4);
}

/* One thread holds more of its values than a cache does, four do not; sums are computed again. */
static void
test_blocks (void)
{
  check_threads (make_blocks, FALSE, 4);
  check_threads (make_blocks, TRUE, 4);
}

static FrostModel *
make_taper (void)
{
  return graph_maker_taper (4);
}

/* One thread takes images one by one below and together above, four have only one each. */
static void
test_divided (void)
{
  check_threads (make_taper, FALSE, 4);
  check_threads (make_taper, TRUE, 4);
}

/* The mean over a batch is the mean of its images' gradients, whatever strip they came in. */
static void
test_strips (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (Bench) bench = bench_new (model, 35, 1);
  int64_t image = frost_shape_n_elements (&model->graph->input);
  g_autofree float *all = NULL, *sum = NULL;
  gsize n_gradients;

  mean_loss (bench);
  all = all_gradients (bench, &n_gradients);
  sum = g_new0 (float, n_gradients);
  for (int i = 0; i < 35; i++)
    {
      g_autofree float *one = NULL;
      FrostStepResult result;

      frost_autograd_step (bench->autograd, bench->x + i * image, bench->labels + i, NULL,
                           1, &result);
      one = all_gradients (bench, &n_gradients);
      for (gsize k = 0; k < n_gradients; k++)
        sum[k] += one[k] / 35;
    }
  assert_near (all, sum, n_gradients, 1e-5);
}

static void
test_left_out (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (Bench) bench = bench_new (model, 6, 2);
  g_autofree float *five = NULL, *six = NULL;
  FrostStepResult result;
  gsize n;

  frost_autograd_step (bench->autograd, bench->x, bench->labels, NULL, 5, &result);
  five = all_gradients (bench, &n);
  bench->labels[5] = -1;
  frost_autograd_step (bench->autograd, bench->x, bench->labels, NULL, 6, &result);
  six = all_gradients (bench, &n);
  g_assert_cmpint (result.n_counted, ==, 5);
  assert_near (six, five, n, 1e-5);

  for (int i = 0; i < 6; i++)
    bench->labels[i] = -1;
  frost_autograd_step (bench->autograd, bench->x, bench->labels, NULL, 6, &result);
  g_assert_cmpint (result.n_counted, ==, 0);
  g_assert_cmpfloat (result.loss, ==, 0);
}

/* The update of the running statistics, from the convolution's own result. */
static void
test_statistics (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (Bench) bench = NULL;
  g_autoptr (FrostPlan) plan = NULL;
  g_autofree float *y = NULL;
  float mean[6], variance[6];
  const FrostNode *norm = frost_graph_node (model->graph, 1);
  const FrostTensor *running_mean =
      frost_model_parameter (model, norm->parameters[2])->tensor;
  const FrostTensor *running_var =
      frost_model_parameter (model, norm->parameters[3])->tensor;
  int rows = 5 * 5 * 4;

  set_batch_statistics (model);
  bench = bench_new (model, 5, 2);
  memcpy (mean, running_mean->data, sizeof mean);
  memcpy (variance, running_var->data, sizeof variance);
  plan = frost_plan_new (model, 0, 1, bench->pool, NULL);
  y = g_new (float, rows * 6);
  frost_plan_run (plan, bench->x, 5, y);
  mean_loss (bench);
  for (int c = 0; c < 6; c++)
    {
      double sum = 0, squares = 0;

      for (int r = 0; r < rows; r++)
        sum += y[r * 6 + c];
      for (int r = 0; r < rows; r++)
        squares += pow (y[r * 6 + c] - sum / rows, 2);
      g_assert_cmpfloat_with_epsilon (running_mean->data[c],
                                      0.9 * mean[c] + 0.1 * sum / rows, 1e-6);
      g_assert_cmpfloat_with_epsilon (
          running_var->data[c], 0.9 * variance[c] + 0.1 * squares / (rows - 1), 1e-6);
    }
}

/* With the weights +1 for one dropout and -1 for the other, of the same value, equal draws would
 * give a logit of exactly 0 and the loss ln 2. */
static void
test_dropouts_differ (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (1, 1, 64);
  int a = graph_maker_op (model, "drop1", FROST_OP_DROPOUT, NULL, 0);
  int b = graph_maker_op (model, "drop2", FROST_OP_DROPOUT, NULL, 0);
  int v = graph_maker_pair (model, "concat", FROST_OP_CONCAT, a, b);
  g_autoptr (Bench) bench = NULL;
  float *w;
  double loss;

  v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, v);
  graph_maker_linear (model, "head", v, 2, FALSE);
  w = frost_model_parameter (model, 0)->tensor->data;
  for (int i = 0; i < 128; i++)
    {
      w[2 * i] = i < 64 ? 1 : -1;
      w[2 * i + 1] = 0;
    }
  bench = bench_new (model, 1, 1);
  loss = mean_loss (bench);
  g_assert_cmpfloat (fabs (loss - G_LN2), >, 0.01);
  g_assert_cmpfloat (mean_loss (bench), ==, loss);
  bench->seeds[0]++;
  g_assert_cmpfloat (mean_loss (bench), !=, loss);
}

/* The same weights with and without a branch that leads nowhere. */
static void
test_dead_end (void)
{
  g_autofree float *without = NULL, *with = NULL;

  for (int dead = 0; dead < 2; dead++)
    {
      g_autoptr (FrostModel) model = graph_maker_new (6, 6, 3);
      g_autoptr (Bench) bench = NULL;
      gsize n;
      int v;

      graph_maker_seed (4);
      v = graph_maker_conv (model, "a", 0, 4, 3, 1, 1, FALSE);
      if (dead)
        graph_maker_op (model, "dead", FROST_OP_RELU, NULL, v);
      v = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
      v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, v);
      graph_maker_linear (model, "head", v, 3, TRUE);
      bench = bench_new (model, 4, 2);
      mean_loss (bench);
      if (dead)
        with = all_gradients (bench, &n);
      else
        without = all_gradients (bench, &n);
      if (dead)
        g_assert_cmpmem (with, n * sizeof (float), without, n * sizeof (float));
    }
}

/* From a cut in the middle: gradients of what is above, from the values there. */
static void
test_from_cut (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (Bench) bench = bench_new (model, 5, 2);
  g_autoptr (FrostAutograd) upper = NULL;
  g_autoptr (FrostPlan) lower = frost_plan_new (model, 0, 3, bench->pool, NULL);
  g_autofree float *features = g_new (float, 5 * 5 * 4 * 6);
  FrostStepResult result;
  double loss = mean_loss (bench);

  g_assert_true (frost_surgery_freeze (model, 1, NULL));
  upper = frost_autograd_new (model, 3, 5, bench->pool, NULL);
  frost_plan_run (lower, bench->x, 5, features);
  frost_autograd_step (upper, features, bench->labels, NULL, 5, &result);
  g_assert_cmpfloat_with_epsilon (result.loss / 5, loss, 1e-5);
  for (guint i = 0; i < model->parameters->len; i++)
    {
      const FrostParameter *parameter = frost_model_parameter (model, (int) i);

      if (!parameter->trainable)
        {
          g_assert_null (frost_autograd_gradient (upper, (int) i));
          continue;
        }
      assert_near (frost_autograd_gradient (upper, (int) i),
                   frost_autograd_gradient (bench->autograd, (int) i),
                   (gsize) parameter->tensor->n, 1e-4);
    }
}

static void
test_refused (void)
{
  g_autoptr (FrostModel) model = graph_maker_every_op (4);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_autograd_new (model, 5, 4, pool, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
  g_clear_error (&error);

  /* With batch statistics a worker holds its whole share: more than any machine has. */
  set_batch_statistics (model);
  g_assert_true (frost_model_infer (model, NULL));
  g_assert_null (frost_autograd_new (model, 0, G_MAXINT / 2, pool, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/autograd/differences", test_differences);
  g_test_add_func ("/engine/graph/autograd/differences-batch", test_differences_batch);
  g_test_add_func ("/engine/graph/autograd/repeatable", test_repeatable);
  g_test_add_func ("/engine/graph/autograd/threads", test_threads);
  g_test_add_func ("/engine/graph/autograd/blocks", test_blocks);
  g_test_add_func ("/engine/graph/autograd/divided", test_divided);
  g_test_add_func ("/engine/graph/autograd/strips", test_strips);
  g_test_add_func ("/engine/graph/autograd/left-out", test_left_out);
  g_test_add_func ("/engine/graph/autograd/statistics", test_statistics);
  g_test_add_func ("/engine/graph/autograd/dropouts-differ", test_dropouts_differ);
  g_test_add_func ("/engine/graph/autograd/dead-end", test_dead_end);
  g_test_add_func ("/engine/graph/autograd/from-cut", test_from_cut);
  g_test_add_func ("/engine/graph/autograd/refused", test_refused);
  return g_test_run ();
}
