#include "engine/graph/training-stage.h"

#include "engine/graph/strip-choice.h"
#include "engine/ops/window.h"

/* Fewer pixels do not fill the tiles of a product. */
#define LEAST_PIXELS 384

void
frost_training_find_meetings (const FrostModel *model, FrostTrainingLayout *layout)
{
  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      layout->nodes[i].meets =
          frost_graph_node (model->graph, i)->attributes.batch_statistics;
      layout->batch_statistics |= layout->nodes[i].meets;
    }
}

/* An op that computes a pixel's channels from the same pixel of images of this many. */
static gboolean
is_by_pixel (const FrostModel *model, const FrostNode *node, int64_t pixels)
{
  const FrostShape *y = &node->inference.y;

  switch (node->kind)
    {
    case FROST_OP_CONV:
      if (node->attributes.groups != 1
          || !frost_window_is_point (&node->attributes.window))
        return FALSE;
      break;
    case FROST_OP_BATCH_NORM:
    case FROST_OP_RELU:
    case FROST_OP_CLIP:
    case FROST_OP_LEAKY_RELU:
    case FROST_OP_HARD_SWISH:
    case FROST_OP_SILU:
      break;
    case FROST_OP_ADD:
    case FROST_OP_SUB:
      for (int j = 0; j < node->n_inputs; j++)
        if (!frost_shape_equal (frost_graph_value_shape (model->graph, node->inputs[j]),
                                y))
          return FALSE;
      break;
    default:
      return FALSE;
    }
  if (y->rank != 3 || node->inference.saved_per_image > 0
      || frost_shape_n_pixels (y) != pixels)
    return FALSE;
  for (int j = 0; j < node->n_inputs; j++)
    if (frost_shape_n_pixels (frost_graph_value_shape (model->graph, node->inputs[j]))
        != pixels)
      return FALSE;
  return TRUE;
}

/* The stage's nodes, the one behind it, and all that is computed again for them. */
static gboolean
stage_is_by_pixel (const FrostModel *model, const FrostTrainingLayout *layout,
                   const FrostTrainingStage *stage, int64_t pixels)
{
  for (int i = stage->first; i <= MIN (stage->end, layout->n_nodes - 1); i++)
    {
      const GArray *again = layout->nodes[i].again;

      if (!is_by_pixel (model, frost_graph_node (model->graph, i), pixels))
        return FALSE;
      for (guint k = 0; again != NULL && k < again->len; k++)
        if (!is_by_pixel (model,
                          frost_graph_node (model->graph, g_array_index (again, int, k)),
                          pixels))
          return FALSE;
    }
  return TRUE;
}

/* That pass by for every strip: a node's parameters forward and back, and their gradient. */
static int64_t
weights_of (const FrostModel *model, const FrostNode *node)
{
  int64_t n = 0;

  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    if (node->parameters[i] >= 0)
      n += frost_model_parameter (model, node->parameters[i])->tensor->n;
  return MAX (node->inference.prepared, n) + MAX (node->inference.prepared_backward, n)
         + n;
}

/* Of a unit. Backward has every value and its gradient in hand. */
static FrostStripSizes
sizes_of (const FrostModel *model, const FrostTrainingStage *stage)
{
  FrostStripSizes sizes = { 0 };

  for (int i = stage->first; i < stage->end; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);
      int64_t numbers = 2 * frost_shape_n_elements (&node->inference.y);

      for (int j = 0; j < node->n_inputs; j++)
        numbers += 2
                   * frost_shape_n_elements (
                       frost_graph_value_shape (model->graph, node->inputs[j]));
      sizes.activations += numbers / stage->units;
      sizes.most = MAX (sizes.most, numbers / stage->units);
      sizes.weights += weights_of (model, node);
    }
  return sizes;
}

/* Strips of pixels for a stage from batch-norm to batch-norm, where its nodes allow that. */
static gboolean
choose_pixels (const FrostModel *model, const FrostTrainingLayout *layout,
               FrostTrainingStage *stage)
{
  int64_t pixels = frost_shape_n_pixels (
      frost_graph_value_shape (model->graph, MIN (stage->first + 1, layout->n_nodes)));
  FrostStripSizes sizes;

  if (stage->first == stage->end || !layout->batch_statistics
      || !stage_is_by_pixel (model, layout, stage, pixels))
    return FALSE;
  stage->units = (int) pixels;
  sizes = sizes_of (model, stage);
  stage->strip =
      frost_strip_choose (&sizes, LEAST_PIXELS, layout->strip * stage->units, NULL);
  return TRUE;
}

/* Strips of images, and the stage divided where that saves traffic: at cuts only, so that one value
 * is handed over and one gradient back. */
static void
divide_stage (const FrostModel *model, FrostTrainingLayout *layout,
              const FrostTrainingStage *whole)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (FrostStripPart));
  FrostTrainingStage stage = { .first = whole->first, .units = 1 };
  FrostStripPart *part;

  for (int i = whole->first; i < whole->end || parts->len == 0; i++)
    {
      FrostStripPart next = { .end = i + 1 };

      if (i + 1 < whole->end && !frost_graph_is_cut (model->graph, i + 1))
        continue;
      stage.end = MIN (i + 1, whole->end);
      next.sizes = sizes_of (model, &stage);
      next.handed =
          4 * frost_shape_n_elements (frost_graph_value_shape (model->graph, stage.end));
      g_array_append_val (parts, next);
      stage.first = stage.end;
    }
  part = &g_array_index (parts, FrostStripPart, 0);
  frost_strip_divide (part, (int) parts->len, 1, layout->strip);
  stage.first = whole->first;
  for (guint i = 0; i < parts->len; i++, part++)
    {
      if (!part->is_last)
        continue;
      stage.end = MIN (part->end, whole->end);
      stage.strip = part->strip;
      layout->stages[layout->n_stages++] = stage;
      stage.first = stage.end;
    }
}

void
frost_training_choose_stages (const FrostModel *model, FrostTrainingLayout *layout)
{
  FrostTrainingStage stage = { .first = layout->from_value };

  layout->n_stages = 0;
  for (int i = layout->from_value; i <= layout->n_nodes; i++)
    {
      if (i < layout->n_nodes && !layout->nodes[i].meets)
        continue;
      stage.end = i;
      stage.units = 1;
      if (choose_pixels (model, layout, &stage))
        layout->stages[layout->n_stages++] = stage;
      else
        divide_stage (model, layout, &stage);
      stage.first = i;
    }
}
