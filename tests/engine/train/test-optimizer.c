#include "engine/train/optimizer.h"

#include <math.h>

#include "engine/graph/surgery.h"
#include "tests/engine/graph/graph-maker.h"

#define N 5

/* A linear layer trained for a few steps, against the same formulas in double. */
typedef struct
{
  FrostModel *model;
  FrostWorkerPool *pool;
  FrostAutograd *autograd;
  FrostOptimizer *optimizer;
  float x[N * 6];
  int labels[N];
} Bench;

static void
bench_init (Bench *bench, const FrostTrainSettings *settings)
{
  int v;

  bench->model = graph_maker_new (1, 1, 6);
  v = graph_maker_op (bench->model, "flatten", FROST_OP_FLATTEN, NULL, 0);
  graph_maker_linear (bench->model, "head", v, 3, TRUE);
  g_assert_true (frost_surgery_freeze (bench->model, 0, NULL));
  bench->pool = frost_worker_pool_new (2);
  bench->autograd = frost_autograd_new (bench->model, 0, N, bench->pool, NULL);
  bench->optimizer = frost_optimizer_new (bench->model, settings, NULL);
  graph_maker_fill (bench->x, N * 6);
  for (int i = 0; i < N; i++)
    bench->labels[i] = i % 3;
}

static void
bench_clear (Bench *bench)
{
  frost_optimizer_free (bench->optimizer);
  frost_autograd_free (bench->autograd);
  frost_worker_pool_free (bench->pool);
  frost_model_free (bench->model);
}

/* torch.optim.SGD and torch.optim.AdamW, for one number. */
typedef struct
{
  double w, a, b;
} Number;

static void
step_number (Number *number, double dw, const FrostTrainSettings *settings, double rate,
             int step)
{
  if (settings->optimizer == FROST_OPTIMIZER_SGD)
    {
      dw += settings->weight_decay * number->w;
      number->a = step == 1 ? dw : settings->momentum * number->a + dw;
      number->w -= rate * number->a;
      return;
    }
  number->w *= 1 - rate * settings->weight_decay;
  number->a = 0.9 * number->a + 0.1 * dw;
  number->b = 0.999 * number->b + 0.001 * dw * dw;
  number->w -= rate * (number->a / (1 - pow (0.9, step)))
               / (sqrt (number->b / (1 - pow (0.999, step))) + 1e-8);
}

static void
check (FrostOptimizerKind kind)
{
  g_auto (FrostTrainSettings) settings;
  Number numbers[2][18] = { 0 };
  Bench bench;

  frost_train_settings_init (&settings);
  settings.optimizer = kind;
  settings.weight_decay = 0.05;
  bench_init (&bench, &settings);
  for (int p = 0; p < 2; p++)
    for (int k = 0; k < (p == 0 ? 18 : 3); k++)
      numbers[p][k].w = frost_model_parameter (bench.model, p)->tensor->data[k];

  for (int step = 1; step <= 6; step++)
    {
      FrostStepResult result;
      double rate = 0.1 / step;

      frost_autograd_step (bench.autograd, bench.x, bench.labels, NULL, N, &result);
      for (int p = 0; p < 2; p++)
        for (int k = 0; k < (p == 0 ? 18 : 3); k++)
          step_number (&numbers[p][k], frost_autograd_gradient (bench.autograd, p)[k],
                       &settings, rate, step);
      frost_optimizer_step (bench.optimizer, bench.autograd, bench.pool, rate);
      for (int p = 0; p < 2; p++)
        for (int k = 0; k < (p == 0 ? 18 : 3); k++)
          g_assert_cmpfloat_with_epsilon (
              frost_model_parameter (bench.model, p)->tensor->data[k], numbers[p][k].w,
              2e-6);
    }
  bench_clear (&bench);
}

/* Two layers, of which the lower one is frozen for the steps 4 to 6: the upper one's state is kept
 * all the way, the lower one's begins again, with the count of its steps. */
static void
check_follows (FrostOptimizerKind kind)
{
  enum
  {
    N_PARAMETERS = 4,
    LARGEST = 24
  };
  g_auto (FrostTrainSettings) settings;
  Number numbers[N_PARAMETERS][LARGEST] = { 0 };
  FrostModel *model = graph_maker_new (1, 1, 6);
  int v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, 0);
  FrostWorkerPool *pool = frost_worker_pool_new (2);
  FrostOptimizer *optimizer;
  float x[N * 6];
  int labels[N];
  int first_step[N_PARAMETERS] = { 0 };

  v = graph_maker_linear (model, "body", v, 4, TRUE);
  graph_maker_linear (model, "head", v, 3, TRUE);
  graph_maker_fill (x, N * 6);
  frost_train_settings_init (&settings);
  settings.optimizer = kind;
  g_assert_true (frost_surgery_freeze (model, 0, NULL));
  optimizer = frost_optimizer_new (model, &settings, NULL);
  for (int i = 0; i < N; i++)
    labels[i] = i % 3;
  for (int p = 0; p < N_PARAMETERS; p++)
    for (int k = 0; k < frost_model_parameter (model, p)->tensor->n; k++)
      numbers[p][k].w = frost_model_parameter (model, p)->tensor->data[k];

  for (int step = 1; step <= 9; step++)
    {
      gboolean frozen = step >= 4 && step <= 6;
      g_autoptr (FrostAutograd) autograd = NULL;
      FrostStepResult result;

      for (int p = 0; p < N_PARAMETERS; p++)
        frost_model_parameter (model, p)->trainable = p >= 2 || !frozen;
      g_assert_true (frost_optimizer_follow_model (optimizer, NULL));
      for (int p = 0; p < 2 && step == 7; p++)
        {
          first_step[p] = 6;
          for (int k = 0; k < LARGEST; k++)
            numbers[p][k].a = numbers[p][k].b = 0;
        }
      autograd = frost_autograd_new (model, 0, N, pool, NULL);
      frost_autograd_step (autograd, x, labels, NULL, N, &result);
      for (int p = frozen ? 2 : 0; p < N_PARAMETERS; p++)
        for (int k = 0; k < frost_model_parameter (model, p)->tensor->n; k++)
          step_number (&numbers[p][k], frost_autograd_gradient (autograd, p)[k],
                       &settings, 0.1, step - first_step[p]);
      frost_optimizer_step (optimizer, autograd, pool, 0.1);
      for (int p = 0; p < N_PARAMETERS; p++)
        for (int k = 0; k < frost_model_parameter (model, p)->tensor->n; k++)
          g_assert_cmpfloat_with_epsilon (
              frost_model_parameter (model, p)->tensor->data[k], numbers[p][k].w, 5e-6);
    }
  frost_optimizer_free (optimizer);
  frost_worker_pool_free (pool);
  frost_model_free (model);
}

static void
test_follows_model (void)
{
  check_follows (FROST_OPTIMIZER_SGD);
  check_follows (FROST_OPTIMIZER_ADAMW);
}

static void
test_sgd (void)
{
  check (FROST_OPTIMIZER_SGD);
}

static void
test_adamw (void)
{
  check (FROST_OPTIMIZER_ADAMW);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/train/optimizer/sgd", test_sgd);
  g_test_add_func ("/engine/train/optimizer/adamw", test_adamw);
  g_test_add_func ("/engine/train/optimizer/follows-model", test_follows_model);
  return g_test_run ();
}
