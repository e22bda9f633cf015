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

/* The steps of a chain run at the same time: what they read and write lives as long as all of them.
 * What lies between them is a few rows of one image, whatever the strip. */
static void
join_buffers (const GArray *steps, const FrostPlanSegment *segment, const int *made_by,
              FrostBuffer *buffers)
{
  for (guint k = 0; segment->chains != NULL && k < segment->chains->len; k++)
    {
      const FrostPlanChain *chain = &g_array_index (segment->chains, FrostPlanChain, k);
      int first = (int) (chain->first_step - segment->first_step);
      int last = (int) (chain->end_step - segment->first_step) - 1;

      for (int i = first; i <= last; i++)
        {
          const FrostPlanStep *step = step_of (steps, segment->first_step + (guint) i);
          const FrostShape *y = step->y_shape;

          buffers[i].first = first;
          buffers[i].last = MAX (buffers[i].last, last);
          if (i < last)
            buffers[i].size =
                (chain->held[i - first] * y->dim[1] * y->dim[2] + segment->strip - 1)
                / segment->strip;
          for (int j = 0; j < step->n_inputs; j++)
            {
              int maker = made_by[step->inputs[j]];

              if (maker >= 0)
                buffers[maker].last = MAX (buffers[maker].last, last);
            }
        }
    }
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
      if (step->output != segment->to_value && step->joined_to == 0)
        buffers[i].size = frost_shape_n_elements (step->y_shape);
      for (int j = 0; j < step->n_inputs; j++)
        if (made_by[step->inputs[j]] >= 0)
          buffers[made_by[step->inputs[j]]].last = (int) i;
    }
  /* A place that parts are put into is alive from the first of them on. */
  for (guint i = 0; i < n; i++)
    {
      int whole = step_of (steps, segment->first_step + i)->joined_to;

      if (whole != 0)
        buffers[made_by[whole]].first = MIN (buffers[made_by[whole]].first, (int) i);
    }
  join_buffers (steps, segment, made_by, buffers);
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

/* From cut to cut: what no segment is cut into. */
static GArray *
elements_new (const FrostModel *model, const GArray *steps, int from_value,
              int64_t *offsets)
{
  GArray *elements = g_array_new (FALSE, TRUE, sizeof (FrostPlanSegment));
  FrostPlanSegment next = { .from_value = from_value };

  for (guint i = 0; i < steps->len; i++)
    {
      next.to_value = step_of (steps, i)->output;
      if (i + 1 < steps->len && !frost_graph_is_cut (model->graph, next.to_value))
        continue;
      next.end_step = i + 1;
      next.image =
          place_buffers (steps, &next, frost_graph_n_values (model->graph), offsets);
      g_array_append_val (elements, next);
      next.first_step = next.end_step;
      next.from_value = next.to_value;
    }
  return elements;
}

static void
segment_clear (FrostPlanSegment *segment)
{
  g_clear_pointer (&segment->chains, g_array_unref);
}

/* What is handed over from one segment to the next is written and read once more. */
static FrostStripPart *
parts_new (const GArray *steps, const GArray *elements)
{
  FrostStripPart *parts = g_new0 (FrostStripPart, elements->len);

  for (guint i = 0; i < elements->len; i++)
    {
      const FrostPlanSegment *element = &g_array_index (elements, FrostPlanSegment, i);

      parts[i].sizes = sizes_of (steps, element);
      parts[i].handed =
          2 * frost_shape_n_elements (step_of (steps, element->end_step - 1)->y_shape);
    }
  return parts;
}

GArray *
frost_plan_segments_new (const FrostModel *model, const GArray *steps, int from_value,
                         int to_value, int64_t *offsets)
{
  GArray *segments = g_array_new (FALSE, TRUE, sizeof (FrostPlanSegment));
  g_autoptr (GArray) elements = elements_new (model, steps, from_value, offsets);
  g_autofree FrostStripPart *parts = parts_new (steps, elements);
  FrostPlanSegment segment = { .from_value = from_value };

  g_array_set_clear_func (segments, (GDestroyNotify) segment_clear);
  frost_strip_divide (parts, (int) elements->len, MIN_STRIP, FROST_PLAN_CHUNK);
  for (guint i = 0; i < elements->len; i++)
    {
      const FrostPlanSegment *element = &g_array_index (elements, FrostPlanSegment, i);

      if (!parts[i].is_last)
        continue;
      segment.end_step = element->end_step;
      segment.to_value = element->to_value;
      segment.strip = parts[i].strip;
      segment.chains =
          frost_plan_chains_new (steps, segment.first_step, segment.end_step);
      segment.image =
          place_buffers (steps, &segment, frost_graph_n_values (model->graph), offsets);
      g_array_append_val (segments, segment);
      segment = (FrostPlanSegment){ .first_step = segment.end_step,
                                    .from_value = segment.to_value };
    }
  return segments;
}
