#include "engine/graph/plan-segment.h"

#include "engine/graph/memory-plan.h"
#include "engine/graph/strip-choice.h"

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

static FrostStripSizes
sizes_of (const GArray *steps, const FrostPlanSegment *segment)
{
  FrostStripSizes sizes = { .most = segment->image };

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

/* Whether it is better to go on than to hand over from one segment to the next, which writes and
 * reads once more. */
static gboolean
belongs (const FrostStripSizes *sizes, const FrostStripSizes *next, int64_t crossing,
         FrostStripSizes *both, int *strip)
{
  double first, second, together;

  *both = (FrostStripSizes){ .weights = sizes->weights + next->weights,
                             .activations = sizes->activations + next->activations,
                             .most = MAX (sizes->most, next->most) };
  frost_strip_choose (sizes, MIN_STRIP, FROST_PLAN_CHUNK, &first);
  frost_strip_choose (next, MIN_STRIP, FROST_PLAN_CHUNK, &second);
  *strip = frost_strip_choose (both, MIN_STRIP, FROST_PLAN_CHUNK, &together);
  return together <= first + second + 2 * (double) crossing;
}

GArray *
frost_plan_segments_new (const FrostModel *model, const GArray *steps, int from_value,
                         int to_value, int64_t *offsets)
{
  GArray *segments = g_array_new (FALSE, TRUE, sizeof (FrostPlanSegment));
  int n_values = frost_graph_n_values (model->graph);
  FrostPlanSegment next = { .from_value = from_value };
  FrostStripSizes sizes = { 0 };

  for (guint i = 0; i < steps->len; i++)
    {
      FrostPlanSegment *last = NULL;
      int output = step_of (steps, i)->output, strip;
      FrostStripSizes next_sizes, both;

      if (i + 1 < steps->len && !frost_graph_is_cut (model->graph, output))
        continue;
      next.end_step = i + 1;
      next.to_value = output;
      next.image = place_buffers (steps, &next, n_values, offsets);
      next_sizes = sizes_of (steps, &next);
      next.strip = frost_strip_choose (&next_sizes, MIN_STRIP, FROST_PLAN_CHUNK, NULL);
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
