#include "engine/graph/training-layout.h"

#include "engine/core/error.h"
#include "engine/graph/memory-plan.h"
#include "engine/graph/training-life.h"
#include "engine/graph/training-stage.h"

/* Strips of several images make the weight gradients' products deeper, small ones keep the
 * memory down: 256 MiB of activations a worker, at most 16 images. */
#define STRIP_FLOATS (64 * 1024 * 1024)
#define MAX_STRIP 16

/* A buffer, and what it is for. */
typedef struct
{
  FrostBuffer buffer;
  FrostTrainingPlace *target;
} Place;

typedef struct
{
  const FrostModel *model;
  FrostTrainingLayout *layout;
  const FrostValueLife *lives;
  GArray *places; /* of Place */
} Placing;

/* per_image and per_call floats. What is alive in one stage only has place for a strip of images.
 * The rest lives through all of its stages: the first strip is at the end of one while the second
 * is at the beginning. */
static void
add_place (Placing *placing, FrostLife life, int64_t per_image, int64_t per_call,
           FrostTrainingPlace *target)
{
  FrostTrainingLayout *layout = placing->layout;
  FrostLife begin, end;
  int stage = frost_moment_stage (layout, life.first, &begin);
  Place place = { .buffer = { .first = life.first, .last = life.last },
                  .target = target };

  frost_moment_stage (layout, life.last, &end);
  *target = (FrostTrainingPlace){ .local = stage >= 0 && begin.first == end.first };
  if (!target->local)
    {
      place.buffer.first = begin.first;
      place.buffer.last = end.last;
    }
  place.buffer.size = per_call;
  if (target->local)
    place.buffer.size +=
        per_image / layout->stages[stage].units * layout->stages[stage].strip;
  else
    place.buffer.size += per_image * layout->strip;
  g_array_append_val (placing->places, place);
}

static int64_t
value_size (const Placing *placing, int value)
{
  return frost_shape_n_elements (frost_graph_value_shape (placing->model->graph, value));
}

/* The values that share a place: as long as any of them lives. */
static void
place_values (Placing *placing)
{
  FrostTrainingLayout *layout = placing->layout;
  const FrostValueLife *lives = placing->lives;

  for (int root = layout->from_value + 1; root <= layout->n_nodes; root++)
    {
      FrostLife life = lives[root].ahead;

      if (lives[root].root != root)
        continue;
      for (int v = root; v <= layout->n_nodes; v++)
        {
          if (lives[v].root != root)
            continue;
          life.last = MAX (life.last, lives[v].ahead.last);
          if (lives[v].sum >= 0)
            continue;
          if (lives[v].again)
            add_place (placing, lives[v].back, value_size (placing, v), 0,
                       &layout->kept[v]);
          else
            life.last = MAX (life.last, lives[v].back.last);
        }
      add_place (placing, life, value_size (placing, root), 0, &layout->values[root]);
    }
}

static void
place_saved (Placing *placing)
{
  FrostTrainingLayout *layout = placing->layout;

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      FrostTrainingNode *place = &layout->nodes[i];
      const FrostOpInference *inference =
          &frost_graph_node (placing->model->graph, i)->inference;
      int forward = frost_moment_forward (layout, i);
      int backward = frost_moment_backward (layout, i);
      FrostLife life = { forward, place->has_backward ? backward : forward };

      /* Statistics are there before, and go into the running ones after the step. */
      if (place->meets)
        life = (FrostLife){ forward - 1,
                            frost_moment_backward (layout, layout->from_value) };
      if (inference->saved_per_image + inference->saved_per_call > 0)
        add_place (placing, life, inference->saved_per_image, inference->saved_per_call,
                   &place->saved);
    }
}

/* Parameters are prepared once for all strips of a stage. */
static void
place_prepared (Placing *placing)
{
  FrostTrainingLayout *layout = placing->layout;

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      FrostTrainingNode *place = &layout->nodes[i];
      const FrostOpInference *inference =
          &frost_graph_node (placing->model->graph, i)->inference;
      FrostLife span;

      if (place->has_forward && inference->prepared > 0)
        {
          frost_moment_stage (layout, frost_moment_forward (layout, i), &span);
          add_place (placing, span, 0, inference->prepared, &place->prepared);
        }
      if (place->has_backward && inference->prepared_backward > 0)
        {
          frost_moment_stage (layout, frost_moment_backward (layout, i), &span);
          add_place (placing, span, 0, inference->prepared_backward,
                     &place->prepared_backward);
        }
    }
}

/* The gradient of a value lives from its last reader, which writes it first, to its producer. */
static void
place_gradients (Placing *placing)
{
  const FrostModel *model = placing->model;
  FrostTrainingLayout *layout = placing->layout;
  int producer = frost_training_producer (model, layout, layout->n_nodes);

  add_place (
      placing,
      (FrostLife){ frost_moment_loss (layout), frost_moment_backward (layout, producer) },
      value_size (placing, layout->n_nodes), 0, &layout->gradients[layout->n_nodes]);
  for (int i = layout->n_nodes - 1; i >= layout->from_value; i--)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);
      FrostTrainingNode *place = &layout->nodes[i];
      int moment = frost_moment_backward (layout, i);

      for (int j = 0; j < node->n_inputs; j++)
        {
          int value = node->inputs[j];

          place->dx[j].offset = -1;
          place->aside[j] = FALSE;
          if (value <= layout->from_value || !place->has_backward)
            continue;
          producer = frost_training_producer (model, layout, value);
          if (!layout->nodes[producer].has_backward)
            continue;
          place->aside[j] = layout->gradients[value].offset >= 0;
          if (place->aside[j])
            add_place (placing, (FrostLife){ moment, moment },
                       value_size (placing, value), 0, &place->dx[j]);
          else
            add_place (placing,
                       (FrostLife){ moment, frost_moment_backward (layout, producer) },
                       value_size (placing, value), 0, &layout->gradients[value]);
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
  return p->buffer.last - q->buffer.last;
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
    g_array_index (placing->places, Place, i).target->offset = buffers[i].offset;
  return total;
}

/* What shares a place, and what a batch-norm does for the clamp behind it. */
static void
assign_shared (Placing *placing)
{
  FrostTrainingLayout *layout = placing->layout;

  for (int v = layout->from_value + 1; v <= layout->n_nodes; v++)
    {
      layout->values[v] = layout->values[placing->lives[v].root];
      if (!placing->lives[v].again && placing->lives[v].back.last >= 0)
        layout->kept[v] = layout->values[v];
    }
  for (int i = layout->n_nodes - 1; i >= layout->from_value; i--)
    {
      const FrostNode *node = frost_graph_node (placing->model->graph, i);
      int producer = frost_training_producer (placing->model, layout, i + 1);

      if (placing->lives[i + 1].sum >= 0)
        layout->kept[i + 1] = layout->kept[placing->lives[i + 1].sum];
      if (!layout->nodes[i].has_forward)
        layout->kept[node->inputs[0]] = layout->kept[i + 1];
      if (producer != i)
        {
          layout->gradients[producer + 1] = layout->gradients[i + 1];
        }
      for (int j = 0; j < node->n_inputs; j++)
        if (!layout->nodes[i].aside[j] && layout->nodes[i].has_backward)
          layout->nodes[i].dx[j] = layout->gradients[node->inputs[j]];
    }
}

/* Returns the floats of it all. */
static int64_t
place_all (const FrostModel *model, FrostTrainingLayout *layout,
           const FrostValueLife *lives)
{
  const FrostTrainingPlace none = { -1, FALSE };
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  Placing placing = {
    .model = model, .layout = layout, .lives = lives, .places = places
  };
  int64_t total;

  for (int v = 0; v <= layout->n_nodes; v++)
    layout->values[v] = layout->kept[v] = layout->gradients[v] = none;
  for (int i = 0; i < layout->n_nodes; i++)
    layout->nodes[i].saved = layout->nodes[i].prepared =
        layout->nodes[i].prepared_backward = none;
  place_values (&placing);
  place_saved (&placing);
  place_prepared (&placing);
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
  layout->values = g_new0 (FrostTrainingPlace, layout->n_nodes + 1);
  layout->kept = g_new0 (FrostTrainingPlace, layout->n_nodes + 1);
  layout->gradients = g_new0 (FrostTrainingPlace, layout->n_nodes + 1);
  layout->nodes = g_new0 (FrostTrainingNode, layout->n_nodes);
  layout->stages = g_new0 (FrostTrainingStage, layout->n_nodes + 1);
  for (int i = from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      layout->nodes[i].dx = g_new0 (FrostTrainingPlace, node->n_inputs);
      layout->nodes[i].aside = g_new0 (gboolean, node->n_inputs);
    }
  return layout;
}

/* Of a node's call: with what was prepared for it, where there is such. */
static int64_t
largest_scratch (const FrostModel *model, int from_value)
{
  int64_t scratch = 0;

  for (int i = from_value; i < frost_graph_n_nodes (model->graph); i++)
    {
      const FrostOpInference *inference = &frost_graph_node (model->graph, i)->inference;

      scratch = MAX (scratch, inference->prepared + inference->prepared_backward > 0
                                  ? inference->scratch_prepared
                                  : inference->scratch);
    }
  return (scratch + 15) / 16 * 16;
}

FrostTrainingLayout *
frost_training_layout_new (const FrostModel *model, int from_value, int share,
                           GError **error)
{
  FrostTrainingLayout *layout;
  g_autofree FrostValueLife *lives = NULL;

  if (!check_range (model, from_value, error))
    return NULL;
  layout = layout_alloc (model, from_value);
  frost_training_find_meetings (model, layout);
  lives = frost_training_lives_new (model, layout);
  layout->strip = 1;
  frost_training_choose_stages (model, layout);
  if (!layout->batch_statistics)
    layout->strip = (int) CLAMP (STRIP_FLOATS / MAX (place_all (model, layout, lives), 1),
                                 1, MAX_STRIP);
  layout->strip = layout->batch_statistics ? share : MIN (layout->strip, share);
  frost_training_choose_stages (model, layout);
  layout->scratch = place_all (model, layout, lives);
  layout->arena_size = layout->scratch + largest_scratch (model, from_value);
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
  g_free (layout->stages);
  g_free (layout->values);
  g_free (layout->kept);
  g_free (layout->gradients);
  g_free (layout);
}
