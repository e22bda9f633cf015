#include "engine/graph/plan-step.h"

#include <stdlib.h>

#include "engine/graph/fold.h"
#include "engine/graph/plan-scale.h"

static void
step_clear (FrostPlanStep *step)
{
  g_free (step->inputs);
  g_free (step->x_shape);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    g_clear_pointer (&step->w[i], frost_tensor_unref);
  free (step->prepared);
}

/* The node that alone reads a value inside the plan, when there is just one. */
static int
only_reader (const FrostGraph *graph, int value, int to_value)
{
  int reader = -1;

  if (value == to_value)
    return -1;
  for (int i = value; i < to_value; i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      for (int j = 0; j < node->n_inputs; j++)
        if (node->inputs[j] == value)
          {
            if (reader >= 0)
              return -1;
            reader = i;
          }
    }
  return reader;
}

static gboolean
takes_activation (FrostOpKind kind)
{
  return kind == FROST_OP_CONV || kind == FROST_OP_LINEAR || kind == FROST_OP_ADD
         || kind == FROST_OP_BATCH_NORM;
}

static void
fuse_activation (FrostPlanStep *step, const FrostNode *node)
{
  if (node->kind == FROST_OP_RELU)
    step->attributes.low = 0;
  else if (node->kind == FROST_OP_HARD_SWISH)
    step->attributes.hard_swish = TRUE;
  else
    {
      step->attributes.low = node->attributes.low;
      step->attributes.high = node->attributes.high;
    }
}

/* The value that a sum adds to the step's output, -1 = none: it has to be there before. */
static int
residual_of (const FrostGraph *graph, const FrostPlanStep *step, int sum)
{
  const FrostNode *node = frost_graph_node (graph, sum);
  int other;

  if (node->kind != FROST_OP_ADD || node->n_inputs != 2)
    return -1;
  other = node->inputs[node->inputs[0] == step->output];
  if (other > step->node
      || !frost_shape_equal (frost_graph_value_shape (graph, other),
                             frost_graph_value_shape (graph, step->output))
      || !frost_shape_equal (&node->inference.y,
                             frost_graph_value_shape (graph, step->output)))
    return -1;
  return other;
}

static gboolean
is_activation (FrostOpKind kind, FrostOpKind of)
{
  if (kind == FROST_OP_HARD_SWISH)
    return of == FROST_OP_CONV;
  return takes_activation (of) && (kind == FROST_OP_RELU || kind == FROST_OP_CLIP);
}

/* Batch-norm first, then a sum, then one activation, as long as nobody else reads what lies
 * between. Returns what the sum adds, -1 = there is none. */
static int
fuse_followers (const FrostGraph *graph, FrostPlanStep *step, int from_value,
                int to_value, gboolean *fused)
{
  const FrostNode *node = frost_graph_node (graph, step->node);
  FrostOpKind kind = node->kind;
  int reader = only_reader (graph, step->output, to_value);
  int residual = -1;

  if (reader >= 0 && (kind == FROST_OP_CONV || kind == FROST_OP_LINEAR)
      && frost_graph_node (graph, reader)->kind == FROST_OP_BATCH_NORM)
    {
      step->batch_norm = reader;
      step->output = reader + 1;
      fused[reader] = TRUE;
      reader = only_reader (graph, step->output, to_value);
    }
  if (reader >= 0 && node->inference.adds_residual
      && residual_of (graph, step, reader) >= from_value)
    {
      residual = residual_of (graph, step, reader);
      step->output = reader + 1;
      fused[reader] = TRUE;
      reader = only_reader (graph, step->output, to_value);
    }
  if (reader >= 0 && is_activation (frost_graph_node (graph, reader)->kind, kind))
    {
      fuse_activation (step, frost_graph_node (graph, reader));
      step->output = reader + 1;
      fused[reader] = TRUE;
    }
  return residual;
}

static gboolean
make_weights (const FrostModel *model, FrostPlanStep *step, GError **error)
{
  const FrostNode *node = frost_graph_node (model->graph, step->node);

  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    if (node->parameters[i] >= 0)
      step->w[i] =
          frost_tensor_ref (frost_model_parameter (model, node->parameters[i])->tensor);
  if (step->batch_norm >= 0)
    {
      FrostShape bias_shape =
          frost_shape_vector (frost_shape_channels (&step->w[0]->shape));
      FrostTensor *weight = frost_tensor_new (&step->w[0]->shape, error);
      FrostTensor *bias = weight != NULL ? frost_tensor_new (&bias_shape, error) : NULL;

      for (int i = 0; i < 2; i++)
        g_clear_pointer (&step->w[i], frost_tensor_unref);
      step->w[0] = weight;
      step->w[1] = bias;
      if (bias == NULL)
        return FALSE;
    }
  if (node->inference.prepared > 0)
    {
      step->n_prepared = node->inference.prepared;
      step->prepared = frost_floats_new (step->n_prepared, model->name, error);
      return step->prepared != NULL;
    }
  return TRUE;
}

int
frost_plan_step_count_reads (const FrostPlanStep *step, int value)
{
  int n = 0;

  for (int i = 0; i < step->n_inputs; i++)
    n += step->inputs[i] == value;
  return n;
}

int
frost_plan_steps_count_reads (const GArray *steps, guint first, guint end, int value)
{
  int n = 0;

  for (guint i = first; i < end; i++)
    n += frost_plan_step_count_reads (&g_array_index (steps, FrostPlanStep, i), value);
  return n;
}

/* The step that makes a value which nothing but one input of a concatenation reads, and which
 * stays inside a segment; NULL when there is none that can put it elsewhere. */
static FrostPlanStep *
only_for_join (const FrostGraph *graph, GArray *steps, int value, int to_value)
{
  if (value == to_value || frost_graph_is_cut (graph, value)
      || frost_plan_steps_count_reads (steps, 0, steps->len, value) != 1)
    return NULL;
  for (guint i = 0; i < steps->len; i++)
    {
      FrostPlanStep *step = &g_array_index (steps, FrostPlanStep, i);

      if (step->output == value)
        return step->steps_y ? step : NULL;
    }
  return NULL;
}

static void
join_outputs (const FrostGraph *graph, GArray *steps, int to_value)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const FrostPlanStep *step = &g_array_index (steps, FrostPlanStep, i);
      int at = 0;

      if (step->op != &frost_op_concat || step->y_shape->rank != 3
          || (step->attributes.axis != -1 && step->attributes.axis != 2))
        continue;
      for (int j = 0; j < step->n_inputs; j++)
        {
          FrostPlanStep *maker = only_for_join (graph, steps, step->inputs[j], to_value);

          /* A reshape in between leaves no trace but another shape. */
          if (maker != NULL
              && frost_shape_channels (maker->y_shape) == step->x_shape[j]->dim[2])
            {
              maker->joined_to = step->output;
              maker->joined_at = at;
              maker->rows = FROST_OP_ROWS_ALL;
            }
          at += (int) step->x_shape[j]->dim[2];
        }
    }
}

GArray *
frost_plan_steps_new (const FrostModel *model, const FrostShape *shapes, int from_value,
                      int to_value, GError **error)
{
  const FrostGraph *graph = model->graph;
  g_autoptr (GArray) steps = g_array_new (FALSE, TRUE, sizeof (FrostPlanStep));
  g_autofree gboolean *fused = g_new0 (gboolean, frost_graph_n_nodes (graph) + 1);
  g_autofree int *alias = g_new (int, frost_graph_n_values (graph));

  g_array_set_clear_func (steps, (GDestroyNotify) step_clear);
  for (int v = 0; v < frost_graph_n_values (graph); v++)
    alias[v] = v;
  for (int i = from_value; i < to_value; i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);
      FrostPlanStep step = { .op = frost_op_get (node->kind),
                             .attributes = node->attributes,
                             .rows = node->inference.rows,
                             .steps_y = node->inference.steps_y };
      int residual;

      if (fused[i])
        continue;
      /* Neither changes a number; a reshape leaves them where they are too. */
      if ((node->kind == FROST_OP_DROPOUT || node->kind == FROST_OP_RESHAPE)
          && i + 1 != to_value)
        {
          alias[i + 1] = alias[node->inputs[0]];
          continue;
        }
      step.attributes.batch_statistics = FALSE;
      step.n_inputs = node->n_inputs;
      step.inputs = g_new (int, node->n_inputs + 1);
      step.x_shape = g_new (const FrostShape *, node->n_inputs + 1);
      for (int j = 0; j < node->n_inputs; j++)
        {
          step.inputs[j] = alias[node->inputs[j]];
          step.x_shape[j] = &shapes[node->inputs[j]];
        }
      step.output = i + 1;
      step.node = i;
      step.batch_norm = -1;
      residual = fuse_followers (graph, &step, from_value, to_value, fused);
      if (residual >= 0)
        {
          step.inputs[step.n_inputs] = alias[residual];
          step.x_shape[step.n_inputs++] = &shapes[residual];
        }
      step.y_shape = &shapes[step.output];
      g_array_append_val (steps, step);
      if (!make_weights (model, &g_array_index (steps, FrostPlanStep, steps->len - 1),
                         error))
        return NULL;
    }
  frost_plan_fuse_scales (steps, model);
  join_outputs (graph, steps, to_value);
  frost_plan_steps_refresh (steps, model);
  return g_steal_pointer (&steps);
}

FrostOpContext
frost_plan_step_context (const FrostPlanStep *step, float **w, const FrostShape **w_shape)
{
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    {
      w[i] = step->w[i] != NULL ? step->w[i]->data : NULL;
      w_shape[i] = step->w[i] != NULL ? &step->w[i]->shape : NULL;
    }
  return (FrostOpContext){
    .attributes = &step->attributes,
    .n_inputs = step->n_inputs,
    .x_shape = step->x_shape,
    .y_shape = step->y_shape,
    .w = w,
    .w_shape = w_shape,
    .prepared = step->prepared,
  };
}

static void
fold_batch_norm (const FrostPlanStep *step, const FrostModel *model)
{
  const FrostNode *node = frost_graph_node (model->graph, step->node);
  const FrostTensor *bias = NULL;

  if (node->parameters[1] >= 0)
    bias = frost_model_parameter (model, node->parameters[1])->tensor;
  frost_fold_batch_norm (model, frost_graph_node (model->graph, step->batch_norm),
                         frost_model_parameter (model, node->parameters[0])->tensor, bias,
                         step->w[0], step->w[1]);
}

void
frost_plan_steps_refresh (GArray *steps, const FrostModel *model)
{
  for (guint i = 0; i < steps->len; i++)
    {
      FrostPlanStep *step = &g_array_index (steps, FrostPlanStep, i);

      /* Other parameters are the model's own tensors. */
      if (step->batch_norm >= 0)
        fold_batch_norm (step, model);
      if (step->prepared != NULL)
        {
          float *w[FROST_OP_MAX_PARAMETERS];
          const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS];
          FrostOpContext context = frost_plan_step_context (step, w, w_shape);

          step->op->prepare (&context, step->prepared);
        }
    }
}
