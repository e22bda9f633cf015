#include "engine/graph/autograd.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/graph/training-layout.h"
#include "engine/kernels/reduce.h"
#include "engine/ops/batch-norm.h"
#include "engine/ops/softmax-cross-entropy.h"

/* Pointers that a worker fills in before each op. */
typedef struct
{
  const float **x;
  float **dx;
  const FrostShape **x_shape;
  const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS];
} Pointers;

struct FrostAutograd
{
  FrostModel *model;     /* lent */
  FrostWorkerPool *pool; /* lent */
  FrostReducer *reducer; /* with batch statistics */
  FrostTrainingLayout *layout;
  float *arenas;             /* [n_workers, layout->arena_size] */
  int64_t gradient_size;     /* floats of all trainable parameters */
  int64_t *gradient_offsets; /* [parameters], -1 = frozen */
  float *gradients; /* [n_workers, gradient_size]; the first holds the sum after a step */
  Pointers *pointers;        /* [n_workers] */
  FrostStepResult *partials; /* [n_workers] */
  int max_batch;
  FrostProfile *profile; /* NULL = nobody asks */
  uint64_t *node_seeds;  /* [max_batch] those of the dropout that a worker is at */

  /* The step that is going on. */
  const float *x;
  const int *labels;
  const uint64_t *seeds;
  int n;
  int n_counted;
};

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
                                        .x_shape = g_new (const FrostShape *, most) };
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

/* One strip of one worker. */
typedef struct
{
  FrostAutograd *autograd;
  int worker;
  float *arena, *gradients;
  Pointers *pointers;
  FrostReduce reduce;
  int first, n; /* images of the mini-batch */
} Strip;

static float *
optional (float *arena, int64_t offset)
{
  return offset >= 0 ? arena + offset : NULL;
}

/* NULL where backward does not keep the value. */
static float *
value_data (const Strip *strip, int value, gboolean backward)
{
  const FrostTrainingLayout *layout = strip->autograd->layout;
  int64_t offset = backward ? layout->kept[value] : layout->values[value];

  if (value == layout->from_value)
    return (float *) strip->autograd->x
           + strip->first
                 * frost_shape_n_elements (
                     frost_graph_value_shape (strip->autograd->model->graph, value));
  return optional (strip->arena, offset);
}

/* Two dropouts must not draw the same numbers for an image: each mixes its place into the seed.
 * Workers write to the rows of their own images. */
static const uint64_t *
seeds_of_node (const Strip *strip, int node_index)
{
  FrostAutograd *autograd = strip->autograd;

  if (autograd->seeds == NULL
      || frost_graph_node (autograd->model->graph, node_index)->kind != FROST_OP_DROPOUT)
    return NULL;
  for (int i = strip->first; i < strip->first + strip->n; i++)
    autograd->node_seeds[i] = frost_rng_mix (autograd->seeds[i], (uint64_t) node_index);
  return autograd->node_seeds + strip->first;
}

static void
fill_context (const Strip *strip, int node_index, gboolean backward,
              FrostOpContext *context, float **w, float **dw)
{
  const FrostAutograd *autograd = strip->autograd;
  const FrostTrainingNode *place = &autograd->layout->nodes[node_index];
  const FrostGraph *graph = autograd->model->graph;
  const FrostNode *node = frost_graph_node (graph, node_index);

  for (int i = 0; i < node->n_inputs; i++)
    {
      strip->pointers->x[i] = value_data (strip, node->inputs[i], backward);
      strip->pointers->x_shape[i] = frost_graph_value_shape (graph, node->inputs[i]);
      strip->pointers->dx[i] = optional (strip->arena, place->dx[i]);
    }
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    {
      int index = node->parameters[i];
      const FrostTensor *tensor =
          index >= 0 ? frost_model_parameter (autograd->model, index)->tensor : NULL;

      w[i] = tensor != NULL ? tensor->data : NULL;
      strip->pointers->w_shape[i] = tensor != NULL ? &tensor->shape : NULL;
      dw[i] = index >= 0 ? optional (strip->gradients, autograd->gradient_offsets[index])
                         : NULL;
    }
  *context = (FrostOpContext){
    .attributes = &place->attributes,
    .n = strip->n,
    .n_inputs = node->n_inputs,
    .x_shape = strip->pointers->x_shape,
    .y_shape = &node->inference.y,
    .x = strip->pointers->x,
    .y = value_data (strip, node_index + 1, backward),
    .w = w,
    .w_shape = strip->pointers->w_shape,
    .saved = optional (strip->arena, place->saved),
    .scratch = strip->arena + autograd->layout->scratch,
    .training = TRUE,
    .seeds = seeds_of_node (strip, node_index),
    .n_batch = autograd->n,
    .reduce = &strip->reduce,
    .dy = optional (strip->arena, autograd->layout->gradients[node_index + 1]),
    .dx = strip->pointers->dx,
    .dw = dw,
  };
}

/* An op without images still has to meet the other workers at a batch-norm; others have nothing
 * to do. */
static gboolean
takes_part (const Strip *strip, int node_index)
{
  return strip->n > 0
         || frost_graph_node (strip->autograd->model->graph, node_index)
                ->attributes.batch_statistics;
}

static void
forward_strip (const Strip *strip)
{
  const FrostAutograd *autograd = strip->autograd;
  float *w[FROST_OP_MAX_PARAMETERS], *dw[FROST_OP_MAX_PARAMETERS];
  FrostOpContext context;
  int64_t start;

  for (int i = autograd->layout->from_value; i < autograd->layout->n_nodes; i++)
    {
      if (!autograd->layout->nodes[i].has_forward || !takes_part (strip, i))
        continue;
      fill_context (strip, i, FALSE, &context, w, dw);
      start = autograd->profile != NULL ? frost_profile_now () : 0;
      frost_op_get (frost_graph_node (autograd->model->graph, i)->kind)
          ->forward (&context);
      if (autograd->profile != NULL)
        frost_profile_add (autograd->profile, strip->worker, i, FROST_PROFILE_FORWARD,
                           start, strip->n);
    }
}

/* A value that several nodes read gets the sum of their gradients: the first writes it, each
 * further one writes aside and is added. */
static void
add_aside (const Strip *strip, int node_index)
{
  const FrostAutograd *autograd = strip->autograd;
  const FrostNode *node = frost_graph_node (autograd->model->graph, node_index);
  const FrostTrainingNode *place = &autograd->layout->nodes[node_index];

  for (int i = 0; i < node->n_inputs; i++)
    {
      int64_t target = autograd->layout->gradients[node->inputs[i]];
      int64_t n = strip->n
                  * frost_shape_n_elements (
                      frost_graph_value_shape (autograd->model->graph, node->inputs[i]));
      float *restrict sum;
      const float *restrict aside;

      if (!place->aside[i])
        continue;
      sum = strip->arena + target;
      aside = strip->arena + place->dx[i];
      for (int64_t j = 0; j < n; j++)
        sum[j] += aside[j];
    }
}

/* What was dropped after forward and is needed from here on. */
static void
compute_again (const Strip *strip, int node_index)
{
  const FrostAutograd *autograd = strip->autograd;
  const GArray *again = autograd->layout->nodes[node_index].again;

  for (guint i = 0; again != NULL && strip->n > 0 && i < again->len; i++)
    {
      int index = g_array_index (again, int, i);
      const FrostOp *op =
          frost_op_get (frost_graph_node (autograd->model->graph, index)->kind);
      float *w[FROST_OP_MAX_PARAMETERS], *dw[FROST_OP_MAX_PARAMETERS];
      FrostOpContext context;
      int64_t start = autograd->profile != NULL ? frost_profile_now () : 0;

      fill_context (strip, index, TRUE, &context, w, dw);
      if (op->again != NULL)
        op->again (&context);
      else
        op->forward (&context);
      if (autograd->profile != NULL)
        frost_profile_add (autograd->profile, strip->worker, index, FROST_PROFILE_FORWARD,
                           start, 0);
    }
}

static void
backward_strip (const Strip *strip)
{
  const FrostAutograd *autograd = strip->autograd;
  float *w[FROST_OP_MAX_PARAMETERS], *dw[FROST_OP_MAX_PARAMETERS];
  FrostOpContext context;
  int64_t start;

  for (int i = autograd->layout->n_nodes - 1; i >= autograd->layout->from_value; i--)
    {
      if (!autograd->layout->nodes[i].has_backward || !takes_part (strip, i))
        continue;
      compute_again (strip, i);
      fill_context (strip, i, TRUE, &context, w, dw);
      start = autograd->profile != NULL ? frost_profile_now () : 0;
      frost_op_get (frost_graph_node (autograd->model->graph, i)->kind)
          ->backward (&context);
      add_aside (strip, i);
      if (autograd->profile != NULL)
        frost_profile_add (autograd->profile, strip->worker, i, FROST_PROFILE_BACKWARD,
                           start, strip->n);
    }
}

static void
run_strip (Strip *strip, FrostStepResult *result)
{
  FrostAutograd *autograd = strip->autograd;
  int output = autograd->layout->n_nodes;
  int n_correct = 0, n_counted = 0;

  forward_strip (strip);
  result->loss += frost_softmax_cross_entropy (
      value_data (strip, output, FALSE), autograd->labels + strip->first, strip->n,
      frost_model_n_outputs (autograd->model), 1 / (float) MAX (autograd->n_counted, 1),
      strip->arena + autograd->layout->gradients[output], &n_correct, &n_counted);
  result->n_correct += n_correct;
  result->n_counted += n_counted;
  backward_strip (strip);
}

static void
run_worker (int worker, int n_workers, gpointer user_data)
{
  FrostAutograd *autograd = user_data;
  const FrostTrainingLayout *layout = autograd->layout;
  Strip strip = { .autograd = autograd,
                  .worker = worker,
                  .arena = autograd->arenas + worker * layout->arena_size,
                  .gradients = autograd->gradients + worker * autograd->gradient_size,
                  .pointers = &autograd->pointers[worker],
                  .reduce = { frost_reducer_sum, autograd->reducer, worker } };
  int64_t first, end;

  memset (strip.gradients, 0, sizeof (float) * (size_t) autograd->gradient_size);
  autograd->partials[worker] = (FrostStepResult){ 0 };
  frost_worker_share (autograd->n, worker, n_workers, &first, &end);
  if (layout->batch_statistics)
    {
      strip.first = (int) first;
      strip.n = (int) (end - first);
      run_strip (&strip, &autograd->partials[worker]);
      return;
    }
  for (; first < end; first += strip.n)
    {
      strip.first = (int) first;
      strip.n = (int) MIN (layout->strip, end - first);
      run_strip (&strip, &autograd->partials[worker]);
    }
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
            &node->attributes, autograd->arenas + autograd->layout->nodes[i].saved,
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
