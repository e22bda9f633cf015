#include "engine/graph/plan.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/graph/fold.h"
#include "engine/graph/memory-plan.h"

/* A strip's buffers should stay in a core's second-level cache: 1 MiB of floats is the largest
 * that does on the machines of the last ten years. */
#define STRIP_FLOATS (256 * 1024)
#define MAX_STRIP 32
/* Two images share a pass over the weights of the upper layers, which no cache holds. */
#define MIN_STRIP 2

/* Multiply-adds of about a second: a loaded machine of two cores does 150 images of 0.33 G a
 * second (frostline-cli bench, MobileNet v1 0.75). And images below which workers have
 * nothing to do. */
#define PATIENCE ((int64_t) 40 * 1000 * 1000 * 1000)
#define LEAST_BATCH 4

typedef struct
{
  const FrostOp *op;
  FrostOpAttributes attributes;
  int n_inputs;
  int *inputs; /* values */
  int output;  /* value: of the last node that was fused in */
  const FrostShape **x_shape;
  const FrostShape *y_shape;
  int node;       /* in the model's graph */
  int batch_norm; /* node folded in, or -1 */
  FrostTensor *w[FROST_OP_MAX_PARAMETERS];
} Step;

struct FrostPlan
{
  FrostWorkerPool *pool; /* lent */
  int from_value, to_value;
  int n_values;
  FrostShape *shapes; /* [n_values] */
  int64_t *offsets;   /* [n_values] floats an image from the arena's start, -1 = none */
  GArray *steps;      /* of Step */
  int strip;          /* images a call at most */
  int64_t arena_size; /* floats of one worker: buffers, scratch */
  int64_t scratch_offset;
  float *arenas; /* [n_workers, arena_size] */
  int max_inputs;
  const float *
      *pointers; /* [n_workers, max_inputs] inputs of the step that a worker is at */
  int64_t multiply_adds;
  FrostProfile *profile; /* NULL = nobody asks */
  int64_t work;          /* of ops that count it beside multiply-adds */

  /* The run that is going on. */
  const float *x;
  float *y;
  int n, n_strip; /* images, those a call */
  atomic_int next_strip;
};

static void
step_clear (Step *step)
{
  g_free (step->inputs);
  g_free (step->x_shape);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    g_clear_pointer (&step->w[i], frost_tensor_unref);
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
fuse_activation (Step *step, const FrostNode *node)
{
  if (node->kind == FROST_OP_RELU)
    step->attributes.low = 0;
  else
    {
      step->attributes.low = node->attributes.low;
      step->attributes.high = node->attributes.high;
    }
}

/* Batch-norm first, then one activation, as long as nobody else reads what lies between. */
static void
fuse_followers (const FrostGraph *graph, Step *step, FrostOpKind kind, int to_value,
                gboolean *fused)
{
  int reader = only_reader (graph, step->output, to_value);

  if (reader >= 0 && (kind == FROST_OP_CONV || kind == FROST_OP_LINEAR)
      && frost_graph_node (graph, reader)->kind == FROST_OP_BATCH_NORM)
    {
      step->batch_norm = reader;
      step->output = reader + 1;
      fused[reader] = TRUE;
      reader = only_reader (graph, step->output, to_value);
    }
  if (reader >= 0 && takes_activation (kind)
      && (frost_graph_node (graph, reader)->kind == FROST_OP_RELU
          || frost_graph_node (graph, reader)->kind == FROST_OP_CLIP))
    {
      fuse_activation (step, frost_graph_node (graph, reader));
      step->output = reader + 1;
      fused[reader] = TRUE;
    }
}

static gboolean
make_weights (const FrostModel *model, Step *step, GError **error)
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
      return bias != NULL;
    }
  return TRUE;
}

static gboolean
make_steps (FrostPlan *plan, const FrostModel *model, GError **error)
{
  const FrostGraph *graph = model->graph;
  g_autofree gboolean *fused = g_new0 (gboolean, frost_graph_n_nodes (graph) + 1);
  g_autofree int *alias = g_new (int, plan->n_values);

  for (int v = 0; v < plan->n_values; v++)
    alias[v] = v;
  for (int i = plan->from_value; i < plan->to_value; i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);
      Step step = { .op = frost_op_get (node->kind), .attributes = node->attributes };

      if (fused[i])
        continue;
      /* Neither changes a number; a reshape leaves them where they are too. */
      if ((node->kind == FROST_OP_DROPOUT || node->kind == FROST_OP_RESHAPE)
          && i + 1 != plan->to_value)
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
          step.x_shape[j] = &plan->shapes[node->inputs[j]];
        }
      step.output = i + 1;
      step.node = i;
      step.batch_norm = -1;
      fuse_followers (graph, &step, node->kind, plan->to_value, fused);
      step.y_shape = &plan->shapes[step.output];
      plan->multiply_adds += node->inference.multiply_adds;
      plan->work += node->inference.work;
      g_array_append_val (plan->steps, step);
      if (!make_weights (model, &g_array_index (plan->steps, Step, plan->steps->len - 1),
                         error))
        return FALSE;
    }
  return TRUE;
}

/* Offsets for one image; a strip scales them. */
static int64_t
place_buffers (FrostPlan *plan)
{
  int n = (int) plan->steps->len;
  g_autofree FrostBuffer *buffers = g_new0 (FrostBuffer, n);
  g_autofree int *made_by = g_new (int, plan->n_values);
  int64_t total;

  for (int v = 0; v < plan->n_values; v++)
    made_by[v] = -1;
  for (int i = 0; i < n; i++)
    {
      const Step *step = &g_array_index (plan->steps, Step, i);

      made_by[step->output] = i;
      buffers[i].first = buffers[i].last = i;
      if (step->output != plan->to_value)
        buffers[i].size = frost_shape_n_elements (step->y_shape);
      for (int j = 0; j < step->n_inputs; j++)
        if (made_by[step->inputs[j]] >= 0)
          buffers[made_by[step->inputs[j]]].last = i;
    }
  total = frost_memory_plan (buffers, n);
  for (int v = 0; v < plan->n_values; v++)
    plan->offsets[v] =
        made_by[v] >= 0 && v != plan->to_value ? buffers[made_by[v]].offset : -1;
  return total;
}

static gboolean
make_arenas (FrostPlan *plan, const FrostModel *model, GError **error)
{
  int64_t image = place_buffers (plan), scratch = 0;

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const Step *step = &g_array_index (plan->steps, Step, i);
      const FrostNode *node = frost_graph_node (model->graph, step->node);

      scratch = MAX (scratch, node->inference.scratch);
      plan->max_inputs = MAX (plan->max_inputs, step->n_inputs);
    }
  plan->pointers = g_new (
      const float *, plan->max_inputs *frost_worker_pool_get_n_workers (plan->pool) + 1);
  plan->strip = (int) CLAMP (STRIP_FLOATS / MAX (image, 1), MIN_STRIP, MAX_STRIP);
  plan->scratch_offset = image * plan->strip;
  plan->arena_size = plan->scratch_offset + (scratch + 15) / 16 * 16;
  plan->arenas =
      frost_floats_new (plan->arena_size * frost_worker_pool_get_n_workers (plan->pool),
                        model->name, error);
  return plan->arenas != NULL;
}

FrostPlan *
frost_plan_new (const FrostModel *model, int from_value, int to_value,
                FrostWorkerPool *pool, GError **error)
{
  g_autoptr (FrostPlan) plan = NULL;
  int n_values = frost_graph_n_values (model->graph);

  if (from_value < 0 || to_value < from_value || to_value >= n_values
      || !frost_graph_is_cut (model->graph, from_value)
      || !frost_graph_is_cut (model->graph, to_value))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
                   "%s: a plan from value %d to %d, two cuts from 0 to %d are needed",
                   model->name, from_value, to_value, n_values - 1);
      return NULL;
    }
  plan = g_new0 (FrostPlan, 1);
  plan->pool = pool;
  plan->from_value = from_value;
  plan->to_value = to_value;
  plan->n_values = n_values;
  plan->shapes = g_new (FrostShape, n_values);
  for (int v = 0; v < n_values; v++)
    plan->shapes[v] = *frost_graph_value_shape (model->graph, v);
  plan->offsets = g_new (int64_t, n_values);
  plan->steps = g_array_new (FALSE, TRUE, sizeof (Step));
  g_array_set_clear_func (plan->steps, (GDestroyNotify) step_clear);
  if (!make_steps (plan, model, error) || !make_arenas (plan, model, error))
    return NULL;
  frost_plan_refresh (plan, model);
  return g_steal_pointer (&plan);
}

void
frost_plan_free (FrostPlan *plan)
{
  g_array_unref (plan->steps);
  g_free (plan->shapes);
  g_free (plan->offsets);
  g_free (plan->pointers);
  free (plan->arenas);
  g_free (plan);
}

void
frost_plan_refresh (FrostPlan *plan, const FrostModel *model)
{
  for (guint i = 0; i < plan->steps->len; i++)
    {
      Step *step = &g_array_index (plan->steps, Step, i);
      const FrostNode *node = frost_graph_node (model->graph, step->node);
      const FrostTensor *bias = NULL;

      /* Other steps refer to the model's own tensors and need nothing. */
      if (step->batch_norm < 0)
        continue;
      if (node->parameters[1] >= 0)
        bias = frost_model_parameter (model, node->parameters[1])->tensor;
      frost_fold_batch_norm (model, frost_graph_node (model->graph, step->batch_norm),
                             frost_model_parameter (model, node->parameters[0])->tensor,
                             bias, step->w[0], step->w[1]);
    }
}

/* Images [first, first + n). No op lets an image's result depend on how many came with it. */
static void
run_strip (const FrostPlan *plan, int worker, int first, int n)
{
  float *arena = plan->arenas + worker * plan->arena_size;
  const float **step_x = plan->pointers + worker * plan->max_inputs;
  int64_t in = frost_shape_n_elements (&plan->shapes[plan->from_value]);
  int64_t out = frost_shape_n_elements (&plan->shapes[plan->to_value]);
  const float *x = plan->x + first * in;
  float *y = plan->y + first * out;

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const Step *step = &g_array_index (plan->steps, Step, i);
      int64_t start;
      float *w[FROST_OP_MAX_PARAMETERS];
      const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS];
      FrostOpContext context = {
        .attributes = &step->attributes,
        .n = n,
        .n_inputs = step->n_inputs,
        .x_shape = step->x_shape,
        .y_shape = step->y_shape,
        .x = step_x,
        .y = step->output == plan->to_value
                 ? y
                 : arena + plan->offsets[step->output] * plan->strip,
        .w = w,
        .w_shape = w_shape,
        .scratch = arena + plan->scratch_offset,
        .n_batch = plan->n,
      };

      for (int j = 0; j < step->n_inputs; j++)
        step_x[j] = step->inputs[j] == plan->from_value
                        ? x
                        : arena + plan->offsets[step->inputs[j]] * plan->strip;
      for (int j = 0; j < FROST_OP_MAX_PARAMETERS; j++)
        {
          w[j] = step->w[j] != NULL ? step->w[j]->data : NULL;
          w_shape[j] = step->w[j] != NULL ? &step->w[j]->shape : NULL;
        }
      start = plan->profile != NULL ? frost_profile_now () : 0;
      step->op->forward (&context);
      if (plan->profile != NULL)
        frost_profile_add (plan->profile, worker, step->node, FROST_PROFILE_FORWARD,
                           start, n);
    }
}

static void
run_worker (int worker, int n_workers, gpointer user_data)
{
  FrostPlan *plan = user_data;

  /* Strips are handed out as workers get free: which worker runs one changes nothing in it. */
  for (;;)
    {
      int first = atomic_fetch_add (&plan->next_strip, 1) * plan->n_strip;

      if (first >= plan->n)
        return;
      run_strip (plan, worker, first, MIN (plan->n_strip, plan->n - first));
    }
}

void
frost_plan_run (FrostPlan *plan, const float *x, int n, float *y)
{
  const int n_workers = frost_worker_pool_get_n_workers (plan->pool);

  if (plan->steps->len == 0)
    {
      memcpy (y, x,
              sizeof (float) * (size_t) n
                  * (size_t) frost_shape_n_elements (&plan->shapes[plan->from_value]));
      return;
    }
  plan->x = x;
  plan->y = y;
  plan->n = n;
  /* Few images are shared out to all workers. */
  plan->n_strip = CLAMP ((n + n_workers - 1) / n_workers, 1, plan->strip);
  atomic_store (&plan->next_strip, 0);
  frost_worker_pool_run (plan->pool, run_worker, plan);
}

void
frost_plan_set_profile (FrostPlan *plan, FrostProfile *profile)
{
  plan->profile = profile;
}

int
frost_plan_choose_batch (const FrostPlan *plan, int limit)
{
  int64_t n = PATIENCE / MAX (plan->multiply_adds + plan->work, 1);

  return (int) MIN (MAX (n, LEAST_BATCH), limit);
}

const FrostShape *
frost_plan_input_shape (const FrostPlan *plan)
{
  return &plan->shapes[plan->from_value];
}

const FrostShape *
frost_plan_output_shape (const FrostPlan *plan)
{
  return &plan->shapes[plan->to_value];
}

int64_t
frost_plan_multiply_adds (const FrostPlan *plan)
{
  return plan->multiply_adds;
}
