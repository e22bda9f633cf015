#include "engine/graph/autograd.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/graph/autograd-private.h"
#include "engine/ops/batch-norm.h"

static void
place_gradients (FrostAutograd *autograd)
{
  guint n = autograd->model->parameters->len;

  autograd->gradient_offsets = g_new (int64_t, n);
  for (guint i = 0; i < n; i++)
    {
      const FrostParameter *parameter = frost_model_parameter (autograd->model, (int) i);

      autograd->gradient_offsets[i] = -1;
      if (!parameter->trainable)
        continue;
      autograd->gradient_offsets[i] = autograd->gradient_size;
      autograd->gradient_size += (parameter->tensor->n + 15) / 16 * 16;
    }
}

static void
make_pointers (FrostAutograd *autograd)
{
  int n_workers = frost_worker_pool_get_n_workers (autograd->pool), most = 1;

  for (int i = 0; i < frost_graph_n_nodes (autograd->model->graph); i++)
    most = MAX (most, frost_graph_node (autograd->model->graph, i)->n_inputs);
  autograd->pointers = g_new (Pointers, n_workers);
  for (int i = 0; i < n_workers; i++)
    autograd->pointers[i] = (Pointers){ .x = g_new (const float *, most),
                                        .dx = g_new (float *, most),
                                        .x_shape = g_new (const FrostShape *, most),
                                        .x_flat = g_new (FrostShape, most) };
}

FrostAutograd *
frost_autograd_new (FrostModel *model, int from_value, int max_batch,
                    FrostWorkerPool *pool, GError **error)
{
  g_autoptr (FrostAutograd) autograd = g_new0 (FrostAutograd, 1);
  int n_workers = frost_worker_pool_get_n_workers (pool);

  autograd->model = model;
  autograd->pool = pool;
  autograd->max_batch = max_batch;
  place_gradients (autograd);
  make_pointers (autograd);
  autograd->partials = g_new0 (FrostStepResult, n_workers);
  autograd->layout = frost_training_layout_new (
      model, from_value, (max_batch + n_workers - 1) / n_workers, error);
  if (autograd->layout == NULL)
    return NULL;
  /* After the layout, which refuses a batch that no memory holds. */
  autograd->node_seeds = g_new0 (uint64_t, MAX (max_batch, 1));
  if (autograd->layout->batch_statistics)
    autograd->reducer = frost_reducer_new (pool);
  autograd->arenas =
      frost_floats_new (autograd->layout->arena_size * n_workers, "training", error);
  if (autograd->arenas == NULL)
    return NULL;
  autograd->gradients =
      frost_floats_new (autograd->gradient_size * n_workers, "gradients", error);
  if (autograd->gradients == NULL)
    return NULL;
  return g_steal_pointer (&autograd);
}

void
frost_autograd_free (FrostAutograd *autograd)
{
  for (int i = 0; i < frost_worker_pool_get_n_workers (autograd->pool); i++)
    {
      g_free (autograd->pointers[i].x);
      g_free (autograd->pointers[i].dx);
      g_free (autograd->pointers[i].x_shape);
      g_free (autograd->pointers[i].x_flat);
    }
  g_free (autograd->pointers);
  g_clear_pointer (&autograd->layout, frost_training_layout_free);
  g_clear_pointer (&autograd->reducer, frost_reducer_free);
  free (autograd->arenas);
  free (autograd->gradients);
  g_free (autograd->gradient_offsets);
  g_free (autograd->partials);
  g_free (autograd->node_seeds);
  g_free (autograd);
}

static void
run_worker (int worker, int n_workers, gpointer user_data)
{
  FrostAutograd *autograd = user_data;
  int64_t first, end;

  memset (autograd->gradients + worker * autograd->gradient_size, 0,
          sizeof (float) * (size_t) autograd->gradient_size);
  autograd->partials[worker] = (FrostStepResult){ 0 };
  frost_worker_share (autograd->n, worker, n_workers, &first, &end);
  /* A worker without images still has to meet the others at every batch-norm. */
  do
    {
      int n = (int) MIN (autograd->layout->strip, end - first);

      frost_autograd_run_held (autograd, worker, (int) first, n,
                               &autograd->partials[worker]);
      first += n;
    }
  while (first < end);
}

static void
sum_gradients (int worker, int n_workers, gpointer user_data)
{
  FrostAutograd *autograd = user_data;
  int64_t first, end;

  frost_worker_share (autograd->gradient_size, worker, n_workers, &first, &end);
  for (int i = 1; i < n_workers; i++)
    {
      float *restrict sum = autograd->gradients;
      const float *restrict part = autograd->gradients + i * autograd->gradient_size;

      for (int64_t j = first; j < end; j++)
        sum[j] += part[j];
    }
}

static void
update_statistics (FrostAutograd *autograd)
{
  for (int i = autograd->layout->from_value; i < autograd->layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (autograd->model->graph, i);

      if (node->kind == FROST_OP_BATCH_NORM && node->attributes.batch_statistics)
        frost_batch_norm_update_statistics (
            &node->attributes, autograd->arenas + autograd->layout->nodes[i].saved.offset,
            frost_model_parameter (autograd->model, node->parameters[2])->tensor->data,
            frost_model_parameter (autograd->model, node->parameters[3])->tensor->data,
            frost_shape_channels (&node->inference.y));
    }
}

void
frost_autograd_step (FrostAutograd *autograd, const float *x, const int *labels,
                     const uint64_t *seeds, int n, FrostStepResult *result)
{
  g_return_if_fail (n > 0 && n <= autograd->max_batch);

  autograd->x = x;
  autograd->labels = labels;
  autograd->seeds = seeds;
  autograd->n = n;
  autograd->n_counted = 0;
  for (int i = 0; i < n; i++)
    autograd->n_counted += labels[i] >= 0;

  frost_worker_pool_run (autograd->pool, run_worker, autograd);
  frost_worker_pool_run (autograd->pool, sum_gradients, autograd);
  update_statistics (autograd);

  *result = (FrostStepResult){ 0 };
  for (int i = 0; i < frost_worker_pool_get_n_workers (autograd->pool); i++)
    {
      result->loss += autograd->partials[i].loss;
      result->n_correct += autograd->partials[i].n_correct;
      result->n_counted += autograd->partials[i].n_counted;
    }
}

void
frost_autograd_set_profile (FrostAutograd *autograd, FrostProfile *profile)
{
  autograd->profile = profile;
}

const float *
frost_autograd_gradient (const FrostAutograd *autograd, int parameter)
{
  int64_t offset = autograd->gradient_offsets[parameter];

  return offset >= 0 ? autograd->gradients + offset : NULL;
}
