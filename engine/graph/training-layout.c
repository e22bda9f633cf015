#include "engine/graph/training-layout.h"

#include "engine/core/error.h"
#include "engine/graph/memory-plan.h"

/* Strips of several images make the weight gradients' products deeper, small ones keep the
 * memory down: 128 MiB of activations a worker, at most 16 images. */
#define STRIP_FLOATS (32 * 1024 * 1024)
#define MAX_STRIP 16

static gboolean
node_is_trainable (const FrostModel *model, const FrostNode *node)
{
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    if (node->parameters[i] >= 0
        && frost_model_parameter (model, node->parameters[i])->trainable)
      return TRUE;
  return FALSE;
}

static int64_t
value_size (const FrostModel *model, int value)
{
  return (frost_shape_n_elements (frost_graph_value_shape (model->graph, value)) + 15)
         / 16 * 16;
}

static int
count_readers (const FrostModel *model, int value)
{
  int n = 0;

  for (int i = value; i < frost_graph_n_nodes (model->graph); i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      for (int j = 0; j < node->n_inputs; j++)
        n += node->inputs[j] == value;
    }
  return n;
}

/* Ops that backward does not read x of, and whose y may be x. */
static gboolean
may_overwrite (FrostOpKind kind)
{
  switch (kind)
    {
    case FROST_OP_RELU:
    case FROST_OP_CLIP:
    case FROST_OP_LEAKY_RELU:
    case FROST_OP_SIGMOID:
    case FROST_OP_TANH:
    case FROST_OP_HARD_SIGMOID:
    case FROST_OP_EXP:
    case FROST_OP_SQRT:
    case FROST_OP_SOFTMAX:
    case FROST_OP_DROPOUT:
    case FROST_OP_RESHAPE:
    case FROST_OP_ADD:
    case FROST_OP_SUB:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Which of its inputs a node overwrites, -1 = none: one of y's size that nobody else wants to see,
 * its own node in backward neither. A sum takes the place of the branch that ends in it. */
static int
overwritten_input (const FrostModel *model, int from_value, int node_index)
{
  const FrostNode *node = frost_graph_node (model->graph, node_index);

  for (int j = 0; j < node->n_inputs && may_overwrite (node->kind); j++)
    {
      int value = node->inputs[j];

      if (value > from_value
          && frost_shape_n_elements (frost_graph_value_shape (model->graph, value))
                 == frost_shape_n_elements (&node->inference.y)
          && count_readers (model, value) == 1
          && (frost_op_get (frost_graph_node (model->graph, value - 1)->kind)->needs
              & FROST_OP_NEEDS_Y)
                 == 0)
        return j;
    }
  return -1;
}

static gboolean *
find_gradient_values (const FrostModel *model, FrostTrainingLayout *layout)
{
  gboolean *wanted = g_new0 (gboolean, layout->n_nodes + 1);

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);
      gboolean trainable = node_is_trainable (model, node);

      for (int j = 0; j < node->n_inputs; j++)
        trainable = trainable || wanted[node->inputs[j]];
      wanted[i + 1] = trainable;
      layout->nodes[i].has_backward = trainable;
    }
  return wanted;
}

/* Activations of one image, one after the other: they all live until backward. */
static int64_t
count_values (const FrostModel *model, const FrostTrainingLayout *layout)
{
  int64_t n = 0;

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      if (overwritten_input (model, layout->from_value, i) < 0)
        n += value_size (model, i + 1);
      n += node->inference.saved_per_image;
    }
  return n;
}

static int64_t
place_values (const FrostModel *model, FrostTrainingLayout *layout)
{
  int64_t offset = 0;

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);
      int64_t saved = node->inference.saved_per_image * layout->strip
                      + node->inference.saved_per_call;
      int overwritten = overwritten_input (model, layout->from_value, i);

      if (overwritten >= 0)
        layout->values[i + 1] = layout->values[node->inputs[overwritten]];
      else
        {
          layout->values[i + 1] = offset;
          offset += value_size (model, i + 1) * layout->strip;
        }
      layout->nodes[i].saved = saved > 0 ? offset : -1;
      offset += (saved + 15) / 16 * 16;
    }
  return offset;
}

/* Backward runs from the last node to the first: node i works at moment n_nodes - 1 - i. The
 * gradient of a value lives from its last reader, which writes it first, to its producer. */
static int64_t
place_gradients (const FrostModel *model, FrostTrainingLayout *layout, int64_t start)
{
  g_autofree gboolean *wanted = find_gradient_values (model, layout);
  g_autoptr (GArray) buffers = g_array_new (FALSE, TRUE, sizeof (FrostBuffer));
  g_autoptr (GPtrArray) targets = g_ptr_array_new (); /* of int64_t *, one a buffer */
  FrostBuffer output = { .first = -1,
                         .size = value_size (model, layout->n_nodes) * layout->strip };
  int64_t total;

  output.last = 0;
  g_array_append_val (buffers, output);
  g_ptr_array_add (targets, &layout->gradients[layout->n_nodes]);
  layout->gradients[layout->n_nodes] = 0;
  for (int i = layout->n_nodes - 1; i >= layout->from_value; i--)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);
      FrostTrainingNode *place = &layout->nodes[i];

      place->dx = g_new (int64_t, node->n_inputs);
      place->aside = g_new0 (gboolean, node->n_inputs);
      /* Nobody reads a dead end, so nothing comes back from it. */
      if (layout->gradients[i + 1] < 0)
        place->has_backward = FALSE;
      for (int j = 0; j < node->n_inputs; j++)
        {
          int value = node->inputs[j];
          int moment = layout->n_nodes - 1 - i;
          FrostBuffer buffer = { .first = moment, .last = moment };

          place->dx[j] = -1;
          if (value <= layout->from_value || !wanted[value] || !place->has_backward)
            continue;
          buffer.size = value_size (model, value) * layout->strip;
          place->aside[j] = layout->gradients[value] >= 0;
          if (!place->aside[j])
            {
              buffer.last = layout->n_nodes - value;
              layout->gradients[value] = 0;
              g_ptr_array_add (targets, &layout->gradients[value]);
            }
          else
            g_ptr_array_add (targets, &place->dx[j]);
          g_array_append_val (buffers, buffer);
        }
    }
  total = frost_memory_plan ((FrostBuffer *) (void *) buffers->data, (int) buffers->len);
  for (guint i = 0; i < buffers->len; i++)
    *(int64_t *) g_ptr_array_index (targets, i) =
        start + g_array_index (buffers, FrostBuffer, i).offset;
  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      for (int j = 0; j < node->n_inputs; j++)
        if (!layout->nodes[i].aside[j] && layout->nodes[i].has_backward)
          layout->nodes[i].dx[j] = layout->gradients[node->inputs[j]];
    }
  return start + total;
}

static gboolean
check_range (const FrostModel *model, int from_value, GError **error)
{
  int n_nodes = frost_graph_n_nodes (model->graph);

  if (from_value >= 0 && from_value < n_nodes
      && frost_graph_is_cut (model->graph, from_value))
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
               "%s: training from value %d, a cut from 0 to %d is needed", model->name,
               from_value, n_nodes - 1);
  return FALSE;
}

static gboolean
check_size (const FrostTrainingLayout *layout, const FrostModel *model, GError **error)
{
  /* 2^40 floats are 4 TiB: past that the sums above could come near overflow. */
  if (layout->arena_size < ((int64_t) 1 << 40))
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
               "%s: training needs more memory than there can be; choose a smaller batch",
               model->name);
  return FALSE;
}

FrostTrainingLayout *
frost_training_layout_new (const FrostModel *model, int from_value, int share,
                           GError **error)
{
  FrostTrainingLayout *layout;
  int64_t scratch = 0, end;

  if (!check_range (model, from_value, error))
    return NULL;
  layout = g_new0 (FrostTrainingLayout, 1);
  layout->from_value = from_value;
  layout->n_nodes = frost_graph_n_nodes (model->graph);
  layout->values = g_new0 (int64_t, layout->n_nodes + 1);
  layout->gradients = g_new (int64_t, layout->n_nodes + 1);
  layout->nodes = g_new0 (FrostTrainingNode, layout->n_nodes);
  for (int v = 0; v <= layout->n_nodes; v++)
    layout->gradients[v] = -1;
  for (int i = from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      layout->batch_statistics |= node->attributes.batch_statistics;
      scratch = MAX (scratch, node->inference.scratch);
    }
  layout->strip =
      (int) CLAMP (STRIP_FLOATS / MAX (count_values (model, layout), 1), 1, MAX_STRIP);
  layout->strip = MIN (layout->strip, share);
  if (layout->batch_statistics)
    layout->strip = share;
  end = place_gradients (model, layout, place_values (model, layout));
  layout->scratch = end;
  layout->arena_size = end + (scratch + 15) / 16 * 16;
  if (!check_size (layout, model, error))
    {
      frost_training_layout_free (layout);
      return NULL;
    }
  return layout;
}

void
frost_training_layout_free (FrostTrainingLayout *layout)
{
  for (int i = 0; i < layout->n_nodes; i++)
    {
      g_free (layout->nodes[i].dx);
      g_free (layout->nodes[i].aside);
    }
  g_free (layout->nodes);
  g_free (layout->values);
  g_free (layout->gradients);
  g_free (layout);
}
