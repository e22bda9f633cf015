#include "engine/graph/plan-segment.h"

#include "engine/graph/memory-plan.h"

/* A strip's buffers should stay in a core's second-level cache: 1 MiB of floats is the largest
 * that does on the machines of the last ten years. */
#define STRIP_FLOATS (256 * 1024)
/* Two images at least share a pass over the weights. */
#define MIN_STRIP 2

static const FrostPlanStep *
step_of (const GArray *steps, guint i)
{
  return &g_array_index (steps, FrostPlanStep, i);
}

/* Offsets for one image; a strip scales them. */
static int64_t
place_buffers (const GArray *steps, const FrostPlanSegment *segment, int n_values,
               int64_t *offsets)
{
  guint n = segment->end_step - segment->first_step;
  g_autofree FrostBuffer *buffers = g_new0 (FrostBuffer, n);
  g_autofree int *made_by = g_new (int, n_values);
  int64_t total;

  for (int v = 0; v < n_values; v++)
    made_by[v] = -1;
  for (guint i = 0; i < n; i++)
    {
      const FrostPlanStep *step = step_of (steps, segment->first_step + i);

      made_by[step->output] = (int) i;
      buffers[i].first = buffers[i].last = (int) i;
      if (step->output != segment->to_value)
        buffers[i].size = frost_shape_n_elements (step->y_shape);
      for (int j = 0; j < step->n_inputs; j++)
        if (made_by[step->inputs[j]] >= 0)
          buffers[made_by[step->inputs[j]]].last = (int) i;
    }
  total = frost_memory_plan (buffers, (int) n);
  for (int v = 0; v < n_values; v++)
    if (made_by[v] >= 0)
      offsets[v] = v != segment->to_value ? buffers[made_by[v]].offset : -1;
  return total;
}

/* Floats, of one image where nothing else is said. */
typedef struct
{
  int64_t weights;     /* of all images together */
  int64_t activations; /* inputs and outputs of all steps */
  int64_t most;        /* that are needed at the same time */
} Sizes;

static Sizes
sizes_of (const GArray *steps, const FrostPlanSegment *segment)
{
  Sizes sizes = { .most = segment->image };

  for (guint i = segment->first_step; i < segment->end_step; i++)
    {
      const FrostPlanStep *step = step_of (steps, i);
      int64_t numbers = frost_shape_n_elements (step->y_shape);

      for (int j = 0; j < step->n_inputs; j++)
        numbers += frost_shape_n_elements (step->x_shape[j]);
      sizes.activations += numbers;
      sizes.most = MAX (sizes.most, numbers);
      if (step->prepared != NULL)
        sizes.weights += step->n_prepared;
      else if (step->w[0] != NULL)
        sizes.weights += step->w[0]->n;
    }
  return sizes;
}

/* What has to come from beyond the core's cache for one image: with as many images as stay in it,
 * the weights for each such strip; with the most images, the activations too. */
static double
traffic (const Sizes *sizes, int *strip)
{
  int small =
      (int) CLAMP (STRIP_FLOATS / MAX (sizes->most, 1), MIN_STRIP, FROST_PLAN_CHUNK);
  double of_small = (double) sizes->weights / small;
  double of_large =
      (double) sizes->weights / FROST_PLAN_CHUNK + (double) sizes->activations;

  *strip = of_small <= of_large ? small : FROST_PLAN_CHUNK;
  return MIN (of_small, of_large);
}

/* Whether it is better to go on than to hand over from one segment to the next, which writes and
 * reads once more. */
static gboolean
belongs (const Sizes *sizes, const Sizes *next, int64_t crossing, Sizes *both, int *strip)
{
  int apart;
  double separate =
      traffic (sizes, &apart) + traffic (next, &apart) + 2 * (double) crossing;

  *both = (Sizes){ .weights = sizes->weights + next->weights,
                   .activations = sizes->activations + next->activations,
                   .most = MAX (sizes->most, next->most) };
  return traffic (both, strip) <= separate;
}

GArray *
frost_plan_segments_new (const FrostModel *model, const GArray *steps, int from_value,
                         int to_value, int64_t *offsets)
{
  GArray *segments = g_array_new (FALSE, TRUE, sizeof (FrostPlanSegment));
  int n_values = frost_graph_n_values (model->graph);
  FrostPlanSegment next = { .from_value = from_value };
  Sizes sizes = { 0 };

  for (guint i = 0; i < steps->len; i++)
    {
      FrostPlanSegment *last = NULL;
      int output = step_of (steps, i)->output, strip;
      Sizes next_sizes, both;

      if (i + 1 < steps->len && !frost_graph_is_cut (model->graph, output))
        continue;
      next.end_step = i + 1;
      next.to_value = output;
      next.image = place_buffers (steps, &next, n_values, offsets);
      next_sizes = sizes_of (steps, &next);
      traffic (&next_sizes, &next.strip);
      if (segments->len > 0)
        last = &g_array_index (segments, FrostPlanSegment, segments->len - 1);
      if (last != NULL
          && belongs (
              &sizes, &next_sizes,
              frost_shape_n_elements (step_of (steps, last->end_step - 1)->y_shape),
              &both, &strip))
        {
          last->strip = strip;
          last->end_step = next.end_step;
          last->to_value = next.to_value;
          sizes = both;
        }
      else
        {
          g_array_append_val (segments, next);
          sizes = next_sizes;
        }
      next.first_step = next.end_step;
      next.from_value = next.to_value;
    }
  for (guint i = 0; i < segments->len; i++)
    {
      FrostPlanSegment *segment = &g_array_index (segments, FrostPlanSegment, i);

      segment->image = place_buffers (steps, segment, n_values, offsets);
    }
  return segments;
}
