#include <math.h>

#include "engine/core/rng.h"
#include "engine/graph/autograd-private.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/softmax-cross-entropy.h"

/* The images that a worker holds, or some of them on their way through a stage. */
typedef struct
{
  FrostAutograd *autograd;
  int worker;
  float *arena, *gradients;
  Pointers *pointers;
  FrostReduce reduce;
  int first; /* image of the mini-batch */
  int units; /* of an image: 1, or its pixels */
  int at, n; /* of the units held: the first, and how many */
} Strip;

typedef enum
{
  FORWARD,
  BACKWARD,
} Pass;

/* The part of a place that belongs to the strip's images; NULL where there is none. */
static float *
at_place (const Strip *strip, FrostTrainingPlace place, int64_t image)
{
  if (place.offset < 0)
    return NULL;
  return strip->arena + place.offset
         + (place.local ? 0 : strip->at * (image / strip->units));
}

static int64_t
value_size (const Strip *strip, int value)
{
  return frost_shape_n_elements (
      frost_graph_value_shape (strip->autograd->model->graph, value));
}

static float *
value_data (const Strip *strip, int value, Pass pass)
{
  const FrostTrainingLayout *layout = strip->autograd->layout;
  int64_t image = value_size (strip, value);

  if (value == layout->from_value)
    return (float *) strip->autograd->x + strip->first * image
           + strip->at * (image / strip->units);
  return at_place (strip, pass == FORWARD ? layout->values[value] : layout->kept[value],
                   image);
}

/* Two dropouts must not draw the same numbers for an image: each mixes its place into the seed.
 * Workers write to the rows of their own images. */
static const uint64_t *
seeds_of_node (const Strip *strip, int node_index)
{
  FrostAutograd *autograd = strip->autograd;
  int first = strip->first + strip->at; /* never pixels */

  if (autograd->seeds == NULL
      || frost_graph_node (autograd->model->graph, node_index)->kind != FROST_OP_DROPOUT)
    return NULL;
  for (int i = first; i < first + strip->n; i++)
    autograd->node_seeds[i] = frost_rng_mix (autograd->seeds[i], (uint64_t) node_index);
  return autograd->node_seeds + first;
}

/* A call of a node's op for the images of a strip. */
typedef struct
{
  const FrostOp *op;
  FrostOpContext context;
  float *w[FROST_OP_MAX_PARAMETERS], *dw[FROST_OP_MAX_PARAMETERS];
} Call;

/* Pixels are an image of one line. */
static void
flatten (const Strip *strip, Call *call)
{
  Pointers *pointers = strip->pointers;

  for (int i = 0; i < call->context.n_inputs; i++)
    {
      pointers->x_flat[i] =
          frost_shape_image (1, strip->n, frost_shape_channels (pointers->x_shape[i]));
      pointers->x_shape[i] = &pointers->x_flat[i];
    }
  pointers->y_flat =
      frost_shape_image (1, strip->n, frost_shape_channels (call->context.y_shape));
  call->context.y_shape = &pointers->y_flat;
  call->context.n = 1;
}

static void
fill_call (const Strip *strip, int node_index, Pass pass, Call *call)
{
  const FrostAutograd *autograd = strip->autograd;
  const FrostTrainingNode *place = &autograd->layout->nodes[node_index];
  const FrostGraph *graph = autograd->model->graph;
  const FrostNode *node = frost_graph_node (graph, node_index);

  call->op = frost_op_get (node->kind);
  for (int i = 0; i < node->n_inputs; i++)
    {
      strip->pointers->x[i] = value_data (strip, node->inputs[i], pass);
      strip->pointers->x_shape[i] = frost_graph_value_shape (graph, node->inputs[i]);
      strip->pointers->dx[i] =
          at_place (strip, place->dx[i], value_size (strip, node->inputs[i]));
    }
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    {
      int index = node->parameters[i];
      const FrostTensor *tensor =
          index >= 0 ? frost_model_parameter (autograd->model, index)->tensor : NULL;
      int64_t gradient = index >= 0 ? autograd->gradient_offsets[index] : -1;

      call->w[i] = tensor != NULL ? tensor->data : NULL;
      strip->pointers->w_shape[i] = tensor != NULL ? &tensor->shape : NULL;
      call->dw[i] = gradient >= 0 ? strip->gradients + gradient : NULL;
    }
  call->context = (FrostOpContext){
    .attributes = &place->attributes,
    .n = strip->n,
    .n_inputs = node->n_inputs,
    .x_shape = strip->pointers->x_shape,
    .y_shape = &node->inference.y,
    .x = strip->pointers->x,
    .y = value_data (strip, node_index + 1, pass),
    .w = call->w,
    .w_shape = strip->pointers->w_shape,
    .prepared =
        at_place (strip, pass == FORWARD ? place->prepared : place->prepared_backward, 0),
    .saved = at_place (strip, place->saved, node->inference.saved_per_image),
    .scratch = strip->arena + autograd->layout->scratch,
    .training = TRUE,
    .seeds = seeds_of_node (strip, node_index),
    .n_batch = autograd->n,
    .n_batch_rows = autograd->n * frost_shape_n_pixels (&node->inference.y),
    .reduce = &strip->reduce,
    .dy = at_place (strip, autograd->layout->gradients[node_index + 1],
                    value_size (strip, node_index + 1)),
    .dx = strip->pointers->dx,
    .dw = call->dw,
  };
  if (strip->units > 1)
    flatten (strip, call);
}

static int64_t
begin_timing (const Strip *strip)
{
  return strip->autograd->profile != NULL ? frost_profile_now () : 0;
}

static void
end_timing (const Strip *strip, int node_index, Pass pass, int64_t start, int n)
{
  /* Images whose last pixel is among them. */
  if (n > 0)
    n = (strip->at + n) / strip->units - strip->at / strip->units;
  if (strip->autograd->profile != NULL)
    frost_profile_add (strip->autograd->profile, strip->worker, node_index,
                       pass == FORWARD ? FROST_PROFILE_FORWARD : FROST_PROFILE_BACKWARD,
                       start, n);
}

/* One of the functions of an op; images are counted where it is the op's main work. */
static void
call_node (const Strip *strip, int node_index, Pass pass,
           void (*function) (const FrostOpContext *context), int n_counted)
{
  int64_t start = begin_timing (strip);
  Call call;

  fill_call (strip, node_index, pass, &call);
  function (&call.context);
  end_timing (strip, node_index, pass, start, n_counted);
}

static const FrostOp *
op_of (const Strip *strip, int node_index)
{
  return frost_op_get (
      frost_graph_node (strip->autograd->model->graph, node_index)->kind);
}

static void
prepare_stage (const Strip *held, const FrostTrainingStage *stage, Pass pass)
{
  const FrostTrainingLayout *layout = held->autograd->layout;

  for (int i = stage->first; i < stage->end; i++)
    {
      FrostTrainingPlace place = pass == FORWARD ? layout->nodes[i].prepared
                                                 : layout->nodes[i].prepared_backward;
      int64_t start = begin_timing (held);
      Call call;

      if (place.offset < 0 || held->n == 0)
        continue;
      fill_call (held, i, pass, &call);
      call.context.n = 0;
      (pass == FORWARD ? call.op->prepare : call.op->prepare_backward) (
          &call.context, held->arena + place.offset);
      end_timing (held, i, pass, start, 0);
    }
}

/* Strip by strip through the nodes, and what the node behind them wants to see. */
static void
forward_stage (const Strip *held, const FrostTrainingStage *stage)
{
  const FrostTrainingLayout *layout = held->autograd->layout;
  gboolean meets = stage->end < layout->n_nodes && layout->nodes[stage->end].meets;
  Strip strip = *held;

  prepare_stage (held, stage, FORWARD);
  strip.units = stage->units;
  for (; strip.at < held->n * stage->units; strip.at += stage->strip)
    {
      strip.n = MIN (stage->strip, held->n * stage->units - strip.at);
      for (int i = stage->first; i < stage->end; i++)
        if (layout->nodes[i].has_forward)
          call_node (&strip, i, FORWARD,
                     layout->nodes[i].meets ? op_of (held, i)->again
                                            : op_of (held, i)->forward,
                     strip.n);
      if (!meets)
        continue;
      if (strip.at == 0)
        call_node (&strip, stage->end, FORWARD,
                   op_of (held, stage->end)->forward_meeting->begin, 0);
      call_node (&strip, stage->end, FORWARD,
                 op_of (held, stage->end)->forward_meeting->measure, 0);
    }
  if (!meets)
    return;
  if (held->n == 0)
    call_node (held, stage->end, FORWARD,
               op_of (held, stage->end)->forward_meeting->begin, 0);
  call_node (held, stage->end, FORWARD, op_of (held, stage->end)->forward_meeting->meet,
             0);
}

/* What was dropped after forward and is needed from here on. */
static void
compute_again (const Strip *strip, int node_index)
{
  const GArray *again = strip->autograd->layout->nodes[node_index].again;

  for (guint i = 0; again != NULL && i < again->len; i++)
    {
      int index = g_array_index (again, int, i);
      const FrostOp *op = op_of (strip, index);
      int64_t start = begin_timing (strip);
      Call call;

      fill_call (strip, index, BACKWARD, &call);
      call.context.prepared = NULL;
      (op->again != NULL ? op->again : op->forward) (&call.context);
      end_timing (strip, index, FORWARD, start, 0);
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
      int64_t image = value_size (strip, node->inputs[i]);
      const FrostGrid numbers = { .rows = 1,
                                  .c = strip->n * (image / strip->units),
                                  .a_column = 1,
                                  .b_column = 1,
                                  .y_column = 1 };
      float *sum;

      if (!place->aside[i])
        continue;
      sum = at_place (strip, autograd->layout->gradients[node->inputs[i]], image);
      frost_kernels ()->binary (sum, sum, at_place (strip, place->dx[i], image),
                                FROST_BINARY_ADD, &numbers, -INFINITY, INFINITY);
    }
}

static void
backward_node (const Strip *strip, int node_index)
{
  const FrostTrainingNode *place = &strip->autograd->layout->nodes[node_index];
  const FrostOp *op = op_of (strip, node_index);

  compute_again (strip, node_index);
  if (!place->has_backward)
    return;
  call_node (strip, node_index, BACKWARD,
             place->meets ? op->backward_again : op->backward, strip->n);
  add_aside (strip, node_index);
}

/* The node behind the stage first, for which its gradient was measured in the stage before. */
static void
backward_stage (const Strip *held, const FrostTrainingStage *stage)
{
  const FrostTrainingLayout *layout = held->autograd->layout;
  gboolean meets = layout->nodes[stage->first].meets
                   && layout->nodes[stage->first].has_backward
                   && stage->first < stage->end;
  const FrostOpMeeting *meeting = op_of (held, stage->first)->backward_meeting;
  Strip strip = *held;

  prepare_stage (held, stage, BACKWARD);
  if (meets)
    call_node (held, stage->first, BACKWARD, meeting->begin, 0);
  strip.units = stage->units;
  for (; strip.at < held->n * stage->units; strip.at += stage->strip)
    {
      strip.n = MIN (stage->strip, held->n * stage->units - strip.at);
      if (stage->end < layout->n_nodes && layout->nodes[stage->end].meets)
        backward_node (&strip, stage->end);
      for (int i = stage->end - 1; i >= stage->first; i--)
        if (!layout->nodes[i].meets)
          backward_node (&strip, i);
      if (meets)
        call_node (&strip, stage->first, BACKWARD, meeting->measure, 0);
    }
  if (meets)
    call_node (held, stage->first, BACKWARD, meeting->meet, 0);
}

void
frost_autograd_run_held (FrostAutograd *autograd, int worker, int first, int n,
                         FrostStepResult *result)
{
  const FrostTrainingLayout *layout = autograd->layout;
  int output = layout->n_nodes;
  int n_correct = 0, n_counted = 0;
  Strip held = { .autograd = autograd,
                 .worker = worker,
                 .arena = autograd->arenas + worker * layout->arena_size,
                 .gradients = autograd->gradients + worker * autograd->gradient_size,
                 .pointers = &autograd->pointers[worker],
                 .reduce = { frost_reducer_sum, autograd->reducer, worker },
                 .first = first,
                 .units = 1,
                 .n = n };

  for (int i = 0; i < layout->n_stages; i++)
    forward_stage (&held, &layout->stages[i]);
  result->loss += frost_softmax_cross_entropy (
      value_data (&held, output, FORWARD), autograd->labels + first, n,
      frost_model_n_outputs (autograd->model), 1 / (float) MAX (autograd->n_counted, 1),
      held.arena + layout->gradients[output].offset, &n_correct, &n_counted);
  result->n_correct += n_correct;
  result->n_counted += n_counted;
  for (int i = layout->n_stages - 1; i >= 0; i--)
    backward_stage (&held, &layout->stages[i]);
}
