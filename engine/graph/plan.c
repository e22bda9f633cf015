#include "engine/graph/plan.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/graph/plan-segment.h"

/* Multiply-adds of about a second: a loaded machine of two cores does 150 images of 0.33 G a
 * second (frostline-cli bench, MobileNet v1 0.75). And images below which workers have
 * nothing to do. */
#define PATIENCE ((int64_t) 40 * 1000 * 1000 * 1000)
#define LEAST_BATCH 4

struct FrostPlan
{
  FrostWorkerPool *pool; /* lent */
  int from_value, to_value;
  FrostShape *shapes; /* [values] */
  int64_t *offsets; /* [values] floats an image from the start of its segment's buffers */
  int *makers;      /* [values] the step that makes a value, -1 = none */
  GArray *steps;    /* of FrostPlanStep */
  GArray *segments; /* of FrostPlanSegment */
  /* Of one worker's memory, in floats: two places for what crosses from segment to segment, which
   * are used in turn, the buffers of a segment, scratch. */
  int64_t crossing, scratch_offset, arena_size;
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
  int n, n_chunk; /* images, those that a worker takes at a time */
  atomic_int next_chunk;
};

static const FrostPlanSegment *
segment_of (const FrostPlan *plan, guint i)
{
  return &g_array_index (plan->segments, FrostPlanSegment, i);
}

static int64_t
value_size (const FrostPlan *plan, int value)
{
  return frost_shape_n_elements (&plan->shapes[value]);
}

static gboolean
make_arenas (FrostPlan *plan, const FrostModel *model, GError **error)
{
  int64_t buffers = 0, scratch = 0;

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const FrostPlanStep *step = &g_array_index (plan->steps, FrostPlanStep, i);
      const FrostOpInference *inference =
          &frost_graph_node (model->graph, step->node)->inference;

      scratch = MAX (scratch, step->prepared != NULL ? inference->scratch_prepared
                                                     : inference->scratch);
      plan->max_inputs = MAX (plan->max_inputs, step->n_inputs);
      plan->multiply_adds += inference->multiply_adds;
      plan->work += inference->work;
    }
  for (guint i = 0; i < plan->segments->len; i++)
    {
      const FrostPlanSegment *segment = segment_of (plan, i);

      buffers = MAX (buffers, segment->image * segment->strip);
      if (i + 1 < plan->segments->len)
        plan->crossing =
            MAX (plan->crossing, value_size (plan, segment->to_value) * FROST_PLAN_CHUNK);
    }
  plan->crossing = (plan->crossing + 15) / 16 * 16;
  plan->pointers = g_new (
      const float *, plan->max_inputs *frost_worker_pool_get_n_workers (plan->pool) + 1);
  plan->scratch_offset = 2 * plan->crossing + buffers;
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
  plan->shapes = g_new (FrostShape, n_values);
  for (int v = 0; v < n_values; v++)
    plan->shapes[v] = *frost_graph_value_shape (model->graph, v);
  plan->offsets = g_new0 (int64_t, n_values);
  plan->steps = frost_plan_steps_new (model, plan->shapes, from_value, to_value, error);
  if (plan->steps == NULL)
    return NULL;
  plan->makers = g_new (int, n_values);
  for (int v = 0; v < n_values; v++)
    plan->makers[v] = -1;
  for (guint i = 0; i < plan->steps->len; i++)
    plan->makers[g_array_index (plan->steps, FrostPlanStep, i).output] = (int) i;
  plan->segments =
      frost_plan_segments_new (model, plan->steps, from_value, to_value, plan->offsets);
  if (!make_arenas (plan, model, error))
    return NULL;
  return g_steal_pointer (&plan);
}

void
frost_plan_free (FrostPlan *plan)
{
  g_clear_pointer (&plan->steps, g_array_unref);
  g_clear_pointer (&plan->segments, g_array_unref);
  g_free (plan->shapes);
  g_free (plan->offsets);
  g_free (plan->makers);
  g_free (plan->pointers);
  free (plan->arenas);
  g_free (plan);
}

void
frost_plan_refresh (FrostPlan *plan, const FrostModel *model)
{
  frost_plan_steps_refresh (plan->steps, model);
}

/* A strip of images on its way through a segment. */
typedef struct
{
  const FrostPlanSegment *segment;
  int worker;
  const float *x; /* [n] of segment->from_value */
  float *y;       /* [n] of segment->to_value */
  int n;
} Strip;

static const FrostPlanStep *
maker_of (const FrostPlan *plan, int value)
{
  return &g_array_index (plan->steps, FrostPlanStep, plan->makers[value]);
}

/* The numbers of a value that a step of the segment makes, of all images. */
static float *
made_value (const FrostPlan *plan, const Strip *strip, int value)
{
  const FrostPlanStep *maker = maker_of (plan, value);

  if (maker->joined_to != 0)
    return made_value (plan, strip, maker->joined_to) + maker->joined_at;
  if (value == strip->segment->to_value)
    return strip->y;
  return plan->arenas + strip->worker * plan->arena_size + 2 * plan->crossing
         + plan->offsets[value] * strip->segment->strip;
}

static const float *
read_value (const FrostPlan *plan, const Strip *strip, int value)
{
  return value == strip->segment->from_value ? strip->x : made_value (plan, strip, value);
}

/* That an input is part of the output already. */
static gboolean
is_in_place (const FrostPlan *plan, const Strip *strip, const FrostPlanStep *step,
             int input)
{
  int value = step->inputs[input];

  return value != strip->segment->from_value
         && maker_of (plan, value)->joined_to == step->output;
}

static float *
scratch_of (const FrostPlan *plan, const Strip *strip)
{
  return plan->arenas + strip->worker * plan->arena_size + plan->scratch_offset;
}

static void
run_step (const FrostPlan *plan, const Strip *strip, const FrostPlanStep *step)
{
  const float **x = plan->pointers + strip->worker * plan->max_inputs;
  float *w[FROST_OP_MAX_PARAMETERS];
  const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS];
  FrostOpContext context = frost_plan_step_context (step, w, w_shape);
  int64_t start = plan->profile != NULL ? frost_profile_now () : 0;

  for (int j = 0; j < step->n_inputs; j++)
    x[j] = is_in_place (plan, strip, step, j) ? NULL
                                              : read_value (plan, strip, step->inputs[j]);
  if (step->joined_to != 0)
    context.y_step = frost_shape_channels (&plan->shapes[step->joined_to]);
  context.n = strip->n;
  context.x = x;
  context.y = made_value (plan, strip, step->output);
  context.scratch = scratch_of (plan, strip);
  context.n_batch = plan->n;
  step->op->forward (&context);
  if (plan->profile != NULL)
    frost_profile_add (plan->profile, strip->worker, step->node, FROST_PROFILE_FORWARD,
                       start, strip->n);
}

/* One image after the other. */
static void
run_chain (const FrostPlan *plan, const Strip *strip, const FrostPlanChain *chain)
{
  FrostPlanChainLink links[FROST_PLAN_CHAIN_STEPS];

  for (int image = 0; image < strip->n; image++)
    {
      for (guint i = chain->first_step; i < chain->end_step; i++)
        {
          const FrostPlanStep *step = &g_array_index (plan->steps, FrostPlanStep, i);
          FrostPlanChainLink *link = &links[i - chain->first_step];

          link->y = made_value (plan, strip, step->output);
          if (i + 1 == chain->end_step)
            link->y += image * value_size (plan, step->output);
          for (int j = 0; j < step->n_inputs; j++)
            link->x[j] = i > chain->first_step && step->inputs[j] == (step - 1)->output
                             ? NULL
                             : read_value (plan, strip, step->inputs[j])
                                   + image * value_size (plan, step->inputs[j]);
        }
      frost_plan_chain_run (chain, plan->steps, links, scratch_of (plan, strip), plan->n,
                            plan->profile, strip->worker);
    }
}

/* No op lets an image's result depend on how many came with it. */
static void
run_segment (const FrostPlan *plan, const Strip *strip)
{
  const FrostPlanSegment *segment = strip->segment;
  guint next = 0;

  for (guint i = segment->first_step; i < segment->end_step;)
    {
      const FrostPlanChain *chain =
          next < segment->chains->len
              ? &g_array_index (segment->chains, FrostPlanChain, next)
              : NULL;

      if (chain != NULL && chain->first_step == i)
        {
          run_chain (plan, strip, chain);
          i = chain->end_step;
          next++;
        }
      else
        run_step (plan, strip, &g_array_index (plan->steps, FrostPlanStep, i++));
    }
}

/* Images [first, first + n) through all segments, strip by strip in each. */
static void
run_chunk (const FrostPlan *plan, int worker, int first, int n)
{
  float *arena = plan->arenas + worker * plan->arena_size;
  const float *x = plan->x + first * value_size (plan, plan->from_value);

  for (guint i = 0; i < plan->segments->len; i++)
    {
      const FrostPlanSegment *segment = segment_of (plan, i);
      int64_t in = value_size (plan, segment->from_value);
      int64_t out = value_size (plan, segment->to_value);
      float *y = i + 1 < plan->segments->len ? arena + (i % 2) * plan->crossing
                                             : plan->y + first * out;

      for (int done = 0; done < n; done += segment->strip)
        run_segment (plan, &(Strip){ .segment = segment,
                                     .worker = worker,
                                     .x = x + done * in,
                                     .y = y + done * out,
                                     .n = MIN (segment->strip, n - done) });
      x = y;
    }
}

static void
run_worker (int worker, int n_workers, gpointer user_data)
{
  FrostPlan *plan = user_data;

  /* Chunks are handed out as workers get free: which worker runs one changes nothing in it. */
  for (;;)
    {
      int first = atomic_fetch_add (&plan->next_chunk, 1) * plan->n_chunk;

      if (first >= plan->n)
        return;
      run_chunk (plan, worker, first, MIN (plan->n_chunk, plan->n - first));
    }
}

void
frost_plan_run (FrostPlan *plan, const float *x, int n, float *y)
{
  const int n_workers = frost_worker_pool_get_n_workers (plan->pool);
  int n_chunks = (n + FROST_PLAN_CHUNK - 1) / FROST_PLAN_CHUNK;

  if (plan->steps->len == 0)
    {
      memcpy (y, x, sizeof (float) * (size_t) (n * value_size (plan, plan->from_value)));
      return;
    }
  /* As many for one worker as for the other. */
  n_chunks = (n_chunks + n_workers - 1) / n_workers * n_workers;
  plan->x = x;
  plan->y = y;
  plan->n = n;
  plan->n_chunk = MAX ((n + n_chunks - 1) / MAX (n_chunks, 1), 1);
  atomic_store (&plan->next_chunk, 0);
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
