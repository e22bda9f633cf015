#include "engine/train/optimizer.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/kernels.h"

#define BETA1 0.9
#define BETA2 0.999
#define EPSILON 1e-8

struct FrostOptimizer
{
  FrostModel *model; /* lent */
  FrostOptimizerKind kind;
  double momentum, weight_decay;
  int n_states;   /* floats kept for each number of a parameter */
  float **states; /* [parameters] [n_states, n]; NULL = frozen */
  int64_t *steps; /* [parameters] done since it thawed */

  /* The step that is going on. */
  const FrostAutograd *autograd;
  double rate;
};

FrostOptimizer *
frost_optimizer_new (FrostModel *model, const FrostTrainSettings *settings,
                     GError **error)
{
  g_autoptr (FrostOptimizer) optimizer = g_new0 (FrostOptimizer, 1);

  optimizer->model = model;
  optimizer->kind = settings->optimizer;
  optimizer->momentum = settings->momentum;
  optimizer->weight_decay = settings->weight_decay;
  optimizer->n_states = settings->optimizer == FROST_OPTIMIZER_ADAMW ? 2 : 1;
  optimizer->states = g_new0 (float *, model->parameters->len + 1);
  optimizer->steps = g_new0 (int64_t, model->parameters->len + 1);
  if (!frost_optimizer_follow_model (optimizer, error))
    return NULL;
  return g_steal_pointer (&optimizer);
}

void
frost_optimizer_free (FrostOptimizer *optimizer)
{
  for (guint i = 0; i < optimizer->model->parameters->len; i++)
    free (optimizer->states[i]);
  g_free (optimizer->states);
  g_free (optimizer->steps);
  g_free (optimizer);
}

static gboolean
is_trainable (const FrostOptimizer *optimizer, guint i)
{
  return frost_model_parameter (optimizer->model, (int) i)->trainable;
}

gboolean
frost_optimizer_follow_model (FrostOptimizer *optimizer, GError **error)
{
  const guint n_parameters = optimizer->model->parameters->len;
  g_autofree gboolean *thawed = g_new0 (gboolean, n_parameters + 1);

  for (guint i = 0; i < n_parameters; i++)
    {
      int64_t n = frost_model_parameter (optimizer->model, (int) i)->tensor->n
                  * optimizer->n_states;

      if (!is_trainable (optimizer, i) || optimizer->states[i] != NULL)
        continue;
      optimizer->states[i] = frost_floats_new (n, "optimizer", error);
      if (optimizer->states[i] == NULL)
        {
          for (guint j = 0; j < i; j++)
            if (thawed[j])
              g_clear_pointer (&optimizer->states[j], free);
          return FALSE;
        }
      memset (optimizer->states[i], 0, sizeof (float) * (size_t) n);
      optimizer->steps[i] = 0;
      thawed[i] = TRUE;
    }
  for (guint i = 0; i < n_parameters; i++)
    if (!is_trainable (optimizer, i))
      g_clear_pointer (&optimizer->states[i], free);
  return TRUE;
}

/* Each worker takes its share of every parameter: the update is elementwise. */
static void
step_worker (int worker, int n_workers, gpointer user_data)
{
  const FrostOptimizer *optimizer = user_data;
  const FrostKernels *kernels = frost_kernels ();

  for (guint i = 0; i < optimizer->model->parameters->len; i++)
    {
      const FrostTensor *tensor =
          frost_model_parameter (optimizer->model, (int) i)->tensor;
      float *state = optimizer->states[i];
      const float *dw;
      int64_t first, end;

      if (state == NULL)
        continue;
      dw = frost_autograd_gradient (optimizer->autograd, (int) i);
      frost_worker_share (tensor->n, worker, n_workers, &first, &end);
      if (optimizer->kind == FROST_OPTIMIZER_ADAMW)
        kernels->adamw (tensor->data + first, dw + first, state + first,
                        state + tensor->n + first, end - first, optimizer->rate, BETA1,
                        BETA2, EPSILON, optimizer->weight_decay, optimizer->steps[i]);
      else
        kernels->sgd (tensor->data + first, dw + first, state + first, end - first,
                      optimizer->rate, optimizer->momentum, optimizer->weight_decay);
    }
}

void
frost_optimizer_step (FrostOptimizer *optimizer, const FrostAutograd *autograd,
                      FrostWorkerPool *pool, double rate)
{
  for (guint i = 0; i < optimizer->model->parameters->len; i++)
    optimizer->steps[i]++;
  optimizer->autograd = autograd;
  optimizer->rate = rate;
  frost_worker_pool_run (pool, step_worker, optimizer);
}
