#include "engine/graph/training-layout.h"

#include "engine/core/error.h"
#include "engine/graph/memory-plan.h"
#include "engine/graph/training-life.h"

/* Strips of several images make the weight gradients' products deeper, small ones keep the
 * memory down: 128 MiB of activations a worker, at most 16 images. */
#define STRIP_FLOATS (32 * 1024 * 1024)
#define MAX_STRIP 16

/* A buffer, and where its offset goes. */
typedef struct
{
  FrostBuffer buffer;
  int64_t *target;
} Place;

typedef struct
{
  const FrostModel *model;
  FrostTrainingLayout *layout;
  const FrostValueLife *lives;
  GArray *places; /* of Place */
} Placing;

static void
add_place (Placing *placing, int first, int last, int64_t size, int64_t *target)
{
  Place place = { .buffer = { .first = first, .last = MAX (first, last), .size = size },
                  .target = target };

  *target = 0;
  g_array_append_val (placing->places, place);
}

static int64_t
value_size (const Placing *placing, int value)
{
  return placing->layout->strip
         * frost_shape_n_elements (
             frost_graph_value_shape (placing->model->graph, value));
}

/* The values that share a place: as long as any of them lives. */
static void
place_values (Placing *placing)
{
  FrostTrainingLayout *layout = placing->layout;
  const FrostValueLife *lives = placing->lives;

  for (int root = layout->from_value + 1; root <= layout->n_nodes; root++)
    {
      int first = lives[root].ahead.first, last = first;

      if (lives[root].root != root)
        continue;
      for (int v = root; v <= layout->n_nodes; v++)
        {
          if (lives[v].root != root)
            continue;
          last = MAX (last, lives[v].ahead.last);
          if (lives[v].again)
            add_place (placing, lives[v].back.first, lives[v].back.last,
                       value_size (placing, v), &layout->kept[v]);
          else
            last = MAX (last, lives[v].back.last);
        }
      add_place (placing, first, last, value_size (placing, root), &layout->values[root]);
    }
}

static void
place_saved (Placing *placing)
{
  FrostTrainingLayout *layout = placing->layout;

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (placing->model->graph, i);
      int64_t saved = node->inference.saved_per_image * layout->strip
                      + node->inference.saved_per_call;
      int first = frost_moment_forward (layout, i), last = first;

      layout->nodes[i].saved = -1;
      /* The running statistics are updated after the step. */
      if (node->attributes.batch_statistics)
        last = frost_moment_backward (layout, layout->from_value);
      else if (layout->nodes[i].has_backward)
        last = frost_moment_backward (layout, i);
      if (saved > 0)
        add_place (placing, first, last, saved, &layout->nodes[i].saved);
    }
}

/* The gradient of a value lives from its last reader, which writes it first, to its producer. */
static void
place_gradients (Placing *placing)
{
  const FrostModel *model = placing->model;
  FrostTrainingLayout *layout = placing->layout;
  int loss = frost_moment_loss (layout);

  add_place (placing, loss,
             frost_moment_backward (
                 layout, frost_training_producer (model, layout, layout->n_nodes)),
             value_size (placing, layout->n_nodes), &layout->gradients[layout->n_nodes]);
  for (int i = layout->n_nodes - 1; i >= layout->from_value; i--)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);
      FrostTrainingNode *place = &layout->nodes[i];
      int moment = frost_moment_backward (layout, i);

      for (int j = 0; j < node->n_inputs; j++)
        {
          int value = node->inputs[j];
          int producer;

          place->dx[j] = -1;
          place->aside[j] = FALSE;
          if (value <= layout->from_value || !place->has_backward)
            continue;
          producer = frost_training_producer (model, layout, value);
          if (!layout->nodes[producer].has_backward)
            continue;
          place->aside[j] = layout->gradients[value] >= 0;
          if (place->aside[j])
            add_place (placing, moment, moment, value_size (placing, value),
                       &place->dx[j]);
          else
            add_place (placing, moment, frost_moment_backward (layout, producer),
                       value_size (placing, value), &layout->gradients[value]);
        }
    }
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Place *p = a, *q = b;

  if (p->buffer.size != q->buffer.size)
    return p->buffer.size < q->buffer.size ? 1 : -1;
  if (p->buffer.first != q->buffer.first)
    return p->buffer.first < q->buffer.first ? -1 : 1;
  return p->target < q->target ? -1 : 1;
}

/* The largest first: what is small finds its place between them. */
static int64_t
assign_offsets (Placing *placing)
{
  g_autofree FrostBuffer *buffers = g_new (FrostBuffer, placing->places->len);
  int64_t total;

  g_array_sort (placing->places, compare_sizes);
  for (guint i = 0; i < placing->places->len; i++)
    buffers[i] = g_array_index (placing->places, Place, i).buffer;
  total = frost_memory_plan (buffers, (int) placing->places->len);
  for (guint i = 0; i < placing->places->len; i++)
    *g_array_index (placing->places, Place, i).target = buffers[i].offset;
  return total;
}

/* What shares a place, and what a clamp's batch-norm does for it. */
static void
assign_shared (Placing *placing)
{
  FrostTrainingLayout *layout = placing->layout;

  for (int v = layout->from_value + 1; v <= layout->n_nodes; v++)
    {
      layout->values[v] = layout->values[placing->lives[v].root];
      if (!placing->lives[v].again)
        layout->kept[v] = placing->lives[v].back.last >= 0 ? layout->values[v] : -1;
    }
  for (int i = layout->n_nodes - 1; i >= layout->from_value; i--)
    {
      const FrostNode *node = frost_graph_node (placing->model->graph, i);
      int producer = frost_training_producer (placing->model, layout, i + 1);

      if (producer != i)
        {
          layout->gradients[producer + 1] = layout->gradients[i + 1];
          layout->kept[producer + 1] = layout->kept[i + 1];
        }
      for (int j = 0; j < node->n_inputs; j++)
        if (!layout->nodes[i].aside[j] && layout->nodes[i].dx[j] < 0
            && layout->nodes[i].has_backward)
          layout->nodes[i].dx[j] = layout->gradients[node->inputs[j]];
    }
}

/* Returns the floats of it all. */
static int64_t
place_all (const FrostModel *model, FrostTrainingLayout *layout,
           const FrostValueLife *lives)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  Placing placing = {
    .model = model, .layout = layout, .lives = lives, .places = places
  };
  int64_t total;

  for (int v = 0; v <= layout->n_nodes; v++)
    layout->values[v] = layout->kept[v] = layout->gradients[v] = -1;
  place_values (&placing);
  place_saved (&placing);
  place_gradients (&placing);
  total = assign_offsets (&placing);
  assign_shared (&placing);
  return total;
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

static FrostTrainingLayout *
layout_alloc (const FrostModel *model, int from_value)
{
  FrostTrainingLayout *layout = g_new0 (FrostTrainingLayout, 1);

  layout->from_value = from_value;
  layout->n_nodes = frost_graph_n_nodes (model->graph);
  layout->values = g_new (int64_t, layout->n_nodes + 1);
  layout->kept = g_new (int64_t, layout->n_nodes + 1);
  layout->gradients = g_new (int64_t, layout->n_nodes + 1);
  layout->nodes = g_new0 (FrostTrainingNode, layout->n_nodes);
  for (int i = from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      layout->nodes[i].dx = g_new (int64_t, node->n_inputs);
      layout->nodes[i].aside = g_new0 (gboolean, node->n_inputs);
    }
  return layout;
}

FrostTrainingLayout *
frost_training_layout_new (const FrostModel *model, int from_value, int share,
                           GError **error)
{
  FrostTrainingLayout *layout;
  g_autofree FrostValueLife *lives = NULL;
  int64_t scratch = 0;

  if (!check_range (model, from_value, error))
    return NULL;
  layout = layout_alloc (model, from_value);
  for (int i = from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      layout->batch_statistics |= node->attributes.batch_statistics;
      scratch = MAX (scratch, node->inference.scratch);
    }
  lives = frost_training_lives_new (model, layout);
  layout->strip = 1;
  if (!layout->batch_statistics)
    layout->strip = (int) CLAMP (STRIP_FLOATS / MAX (place_all (model, layout, lives), 1),
                                 1, MAX_STRIP);
  layout->strip = layout->batch_statistics ? share : MIN (layout->strip, share);
  layout->scratch = place_all (model, layout, lives);
  layout->arena_size = layout->scratch + (scratch + 15) / 16 * 16;
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
      g_clear_pointer (&layout->nodes[i].again, g_array_unref);
    }
  g_free (layout->nodes);
  g_free (layout->values);
  g_free (layout->kept);
  g_free (layout->gradients);
  g_free (layout);
}
