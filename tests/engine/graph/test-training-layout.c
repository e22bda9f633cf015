#include "engine/graph/training-life.h"

#include <string.h>

#include "engine/core/error.h"
#include "engine/graph/surgery.h"
#include "tests/engine/graph/graph-maker.h"

typedef FrostTrainingLayout Layout;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Layout, frost_training_layout_free)

/* Runs the order of events on a map of the arena: every number is marked with what was last
 * written there, and whatever is read must still be what was meant. */
enum
{
  VALUE = 1 << 16,
  SAVED = 2 << 16,
  GRADIENT = 3 << 16,
  ASIDE = 4 << 16,
  PREPARED = 5 << 16,
};

typedef struct
{
  const FrostModel *model;
  const FrostTrainingLayout *layout;
  int64_t *owner;    /* [arena_size] */
  int *first_writer; /* [n_values] of its gradient, -1 = none yet */
  int units, at, n;  /* the strip */
} Map;

static void
visit (Map *map, FrostTrainingPlace place, int64_t per_image, int owner, gboolean write)
{
  int64_t unit = per_image / map->units, first = map->at * unit;
  int64_t start = place.offset + (place.local ? 0 : first);

  g_assert_cmpint (place.offset, >=, 0);
  g_assert_cmpint (per_image % map->units, ==, 0);
  g_assert_cmpint (start + map->n * unit, <=, map->layout->scratch);
  for (int64_t j = 0; j < map->n * unit; j++)
    {
      int64_t mark = ((int64_t) owner << 32) + first + j;

      if (write)
        map->owner[start + j] = mark;
      else
        g_assert_cmpint (map->owner[start + j], ==, mark);
    }
}

static void
visit_whole (Map *map, FrostTrainingPlace place, int64_t size, int owner, gboolean write)
{
  g_assert_cmpint (place.offset + size, <=, map->layout->scratch);
  for (int64_t j = place.offset; j < place.offset + size; j++)
    if (write)
      map->owner[j] = owner;
    else
      g_assert_cmpint (map->owner[j], ==, owner);
}

static int64_t
size_of (const Map *map, int value)
{
  return frost_shape_n_elements (frost_graph_value_shape (map->model->graph, value));
}

/* A clamp that the node before it computes is that node's value. */
static int
made_as (const Map *map, int value)
{
  return value > map->layout->from_value && !map->layout->nodes[value - 1].has_forward
             ? frost_graph_node (map->model->graph, value - 1)->inputs[0]
             : value;
}

static void
visit_value (Map *map, const FrostTrainingPlace *places, int value, gboolean write)
{
  if (value > map->layout->from_value)
    visit (map, places[value], size_of (map, value), VALUE + made_as (map, value), write);
}

/* A clamp that a batch-norm takes back shares its gradient. */
static void
visit_gradient (Map *map, int value, gboolean write)
{
  int producer = frost_training_producer (map->model, map->layout, value);

  visit (map, map->layout->gradients[value], size_of (map, value),
         GRADIENT + producer + 1, write);
}

static void
visit_saved (Map *map, int i, gboolean write)
{
  const FrostOpInference *inference = &frost_graph_node (map->model->graph, i)->inference;

  if (inference->saved_per_image > 0)
    visit (map, map->layout->nodes[i].saved, inference->saved_per_image, SAVED + i,
           write);
}

static void
visit_statistics (Map *map, int i, gboolean write)
{
  visit_whole (map, map->layout->nodes[i].saved,
               frost_graph_node (map->model->graph, i)->inference.saved_per_call,
               SAVED + i, write);
}

static void
visit_prepared (Map *map, int i, gboolean backward, gboolean write)
{
  const FrostOpInference *inference = &frost_graph_node (map->model->graph, i)->inference;
  const FrostTrainingNode *place = &map->layout->nodes[i];

  if (!backward && place->has_forward && inference->prepared > 0)
    visit_whole (map, place->prepared, inference->prepared, PREPARED + i, write);
  if (backward && place->has_backward && inference->prepared_backward > 0)
    visit_whole (map, place->prepared_backward, inference->prepared_backward,
                 PREPARED + i, write);
}

static void
replay_forward (Map *map, const FrostTrainingStage *stage)
{
  const FrostTrainingLayout *layout = map->layout;
  const FrostGraph *graph = map->model->graph;

  for (int i = stage->first; i < stage->end; i++)
    visit_prepared (map, i, FALSE, TRUE);
  map->units = stage->units;
  for (map->at = 0; map->at < layout->strip * stage->units; map->at += stage->strip)
    {
      map->n = MIN (stage->strip, layout->strip * stage->units - map->at);
      for (int i = stage->first; i < stage->end; i++)
        {
          const FrostNode *node = frost_graph_node (graph, i);

          if (!layout->nodes[i].has_forward)
            continue;
          for (int j = 0; j < node->n_inputs; j++)
            visit_value (map, layout->values, node->inputs[j], FALSE);
          visit_prepared (map, i, FALSE, FALSE);
          if (layout->nodes[i].meets)
            visit_statistics (map, i, FALSE);
          visit_value (map, layout->values, i + 1, TRUE);
          visit_saved (map, i, TRUE);
        }
      if (stage->end < layout->n_nodes && layout->nodes[stage->end].meets)
        {
          visit_value (map, layout->values,
                       frost_graph_node (graph, stage->end)->inputs[0], FALSE);
          visit_statistics (map, stage->end, TRUE);
        }
    }
}

static void
replay_again (Map *map, int i)
{
  const GArray *again = map->layout->nodes[i].again;

  for (guint k = 0; again != NULL && k < again->len; k++)
    {
      int index = g_array_index (again, int, k);
      const FrostNode *node = frost_graph_node (map->model->graph, index);

      for (int j = 0; j < node->n_inputs; j++)
        visit_value (map, map->layout->kept, node->inputs[j], FALSE);
      visit_value (map, map->layout->kept, index + 1, TRUE);
    }
}

static void
replay_backward_node (Map *map, int i)
{
  const FrostTrainingLayout *layout = map->layout;
  const FrostNode *node = frost_graph_node (map->model->graph, i);
  const FrostTrainingNode *place = &layout->nodes[i];
  guint needs = frost_op_get (node->kind)->needs;

  replay_again (map, i);
  if (!place->has_backward)
    return;
  visit_gradient (map, i + 1, FALSE);
  visit_prepared (map, i, TRUE, FALSE);
  visit_saved (map, i, FALSE);
  if (place->meets)
    visit_statistics (map, i, FALSE);
  if (needs & FROST_OP_NEEDS_Y)
    visit_value (map, layout->kept, i + 1, FALSE);
  for (int j = 0; j < node->n_inputs && (needs & FROST_OP_NEEDS_X); j++)
    visit_value (map, layout->kept, node->inputs[j], FALSE);
  for (int j = 0; j < node->n_inputs; j++)
    {
      int v = node->inputs[j];

      if (place->dx[j].offset < 0)
        continue;
      if (map->first_writer[v] < 0)
        map->first_writer[v] = i * 8 + j;
      g_assert_cmpint (place->aside[j], ==, map->first_writer[v] != i * 8 + j);
      if (place->aside[j])
        {
          visit_gradient (map, v, FALSE);
          visit (map, place->dx[j], size_of (map, v), ASIDE, TRUE);
        }
      else
        visit_gradient (map, v, TRUE);
    }
  /* All of the node's own gradients are still there when it is done. */
  for (int j = 0; j < node->n_inputs; j++)
    if (place->dx[j].offset >= 0 && !place->aside[j])
      visit_gradient (map, node->inputs[j], FALSE);
  visit_gradient (map, i + 1, FALSE);
}

static void
replay_backward (Map *map, const FrostTrainingStage *stage)
{
  const FrostTrainingLayout *layout = map->layout;

  for (int i = stage->first; i < stage->end; i++)
    visit_prepared (map, i, TRUE, TRUE);
  map->units = stage->units;
  for (map->at = 0; map->at < layout->strip * stage->units; map->at += stage->strip)
    {
      map->n = MIN (stage->strip, layout->strip * stage->units - map->at);
      if (stage->end < layout->n_nodes && layout->nodes[stage->end].meets)
        replay_backward_node (map, stage->end);
      for (int i = stage->end - 1; i >= stage->first; i--)
        if (!layout->nodes[i].meets)
          replay_backward_node (map, i);
      if (stage->first < stage->end && layout->nodes[stage->first].meets
          && layout->nodes[stage->first].has_backward)
        {
          visit_gradient (map, stage->first + 1, FALSE);
          visit_value (map, layout->kept,
                       frost_graph_node (map->model->graph, stage->first)->inputs[0],
                       FALSE);
          visit_statistics (map, stage->first, FALSE);
        }
    }
}

static void
check (const FrostModel *model, int from_value, int share)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Layout) layout =
      frost_training_layout_new (model, from_value, share, &error);
  Map map = { .model = model, .layout = layout };

  g_assert_no_error (error);
  g_assert_cmpint (layout->strip, >=, 1);
  g_assert_cmpint (layout->strip, <=, share);
  map.owner = g_new0 (int64_t, layout->arena_size);
  map.first_writer = g_new (int, layout->n_nodes + 1);
  memset (map.first_writer, -1, sizeof (int) * (gsize) (layout->n_nodes + 1));
  for (int i = 0; i < layout->n_stages; i++)
    replay_forward (&map, &layout->stages[i]);
  map.at = 0;
  map.units = 1;
  map.n = layout->strip;
  visit_value (&map, layout->values, layout->n_nodes, FALSE);
  visit_gradient (&map, layout->n_nodes, TRUE);
  for (int i = layout->n_stages - 1; i >= 0; i--)
    replay_backward (&map, &layout->stages[i]);
  g_free (map.owner);
  g_free (map.first_writer);
}

static void
test_replay (void)
{
  g_autoptr (FrostModel) chain = graph_maker_chain (4);
  g_autoptr (FrostModel) every = graph_maker_every_op (4);
  g_autoptr (FrostModel) tokens = graph_maker_tokens (4);
  g_autoptr (FrostModel) elementwise = graph_maker_elementwise (4);

  for (int cut = 0; cut <= 3; cut++)
    {
      g_assert_true (frost_surgery_freeze (chain, cut, NULL));
      check (chain, 3 * cut, 5);
    }
  g_assert_true (frost_surgery_freeze (every, 0, NULL));
  check (every, 0, 1);
  check (every, 0, 7);
  g_assert_true (frost_surgery_freeze (tokens, 0, NULL));
  check (tokens, 0, 7);
  g_assert_true (frost_surgery_freeze (elementwise, 0, NULL));
  check (elementwise, 0, 7);
}

/* Every batch-norm begins a stage; some strips of a stage are shorter than the share. */
static void
test_stages (void)
{
  g_autoptr (FrostModel) every = graph_maker_every_op (4);
  g_autoptr (FrostModel) chain = graph_maker_chain (4);

  for (int cut = 0; cut <= 3; cut++)
    {
      g_assert_true (frost_surgery_freeze (chain, cut, NULL));
      g_assert_true (frost_surgery_set_batch_statistics (chain, cut, TRUE, NULL));
      check (chain, 3 * cut, 5);
    }
  g_assert_true (frost_surgery_freeze (every, 0, NULL));
  g_assert_true (frost_surgery_set_batch_statistics (every, 0, TRUE, NULL));
  check (every, 0, 1);
  check (every, 0, 7);
}

static gboolean
is_again (const Layout *layout, int node)
{
  for (int i = layout->from_value; i < layout->n_nodes; i++)
    for (guint k = 0; layout->nodes[i].again != NULL && k < layout->nodes[i].again->len;
         k++)
      if (g_array_index (layout->nodes[i].again, int, k) == node)
        return TRUE;
  return FALSE;
}

/* Larger than a cache, so that strips are of one image, and with what is read by several: the shape
 * of two residual blocks, whose sums are computed again. */
static void
test_blocks (void)
{
  g_autoptr (FrostModel) model = graph_maker_blocks (96, 3);
  g_autoptr (Layout) layout = NULL;
  gboolean by_pixel = FALSE;
  int sum = graph_maker_find (model, "sum"), next = graph_maker_find (model, "next");

  g_assert_true (frost_surgery_freeze (model, 0, NULL));
  check (model, 0, 3);
  g_assert_true (frost_surgery_set_batch_statistics (model, 0, TRUE, NULL));
  check (model, 0, 3);
  layout = frost_training_layout_new (model, 0, 3, NULL);
  for (int i = 0; i < layout->n_stages; i++)
    by_pixel |= layout->stages[i].units > 1
                && layout->stages[i].strip < 3 * layout->stages[i].units;
  g_assert_true (by_pixel);
  g_assert_true (is_again (layout, sum - 1));
  g_assert_true (is_again (layout, next - 1));
  g_assert_cmpint (layout->kept[next].offset, !=, layout->kept[sum].offset);
}

/* Of six residual blocks one above the other: what the topmost needs is three sums and the one that is
 * kept, not all of them. */
static void
test_stack (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (8, 8, 4);
  g_autoptr (Layout) layout = NULL;
  const gboolean again[] = { TRUE, TRUE, FALSE, TRUE, TRUE, TRUE };
  int sums[6];
  int v = 0;

  for (int i = 0; i < 6; i++)
    {
      g_autofree char *conv = g_strdup_printf ("conv%d", i);
      g_autofree char *norm = g_strdup_printf ("norm%d", i);
      g_autofree char *sum = g_strdup_printf ("sum%d", i);
      g_autofree char *relu = g_strdup_printf ("relu%d", i);
      int branch = graph_maker_conv (model, conv, v, 4, 3, 1, 1, FALSE);

      branch = graph_maker_batch_norm (model, norm, branch);
      sums[i] = graph_maker_pair (model, sum, FROST_OP_ADD, branch, v);
      v = graph_maker_op (model, relu, FROST_OP_RELU, NULL, sums[i]);
    }
  v = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, v);
  graph_maker_linear (model, "head", v, 3, TRUE);
  g_assert_true (frost_surgery_freeze (model, 0, NULL));
  g_assert_true (frost_surgery_set_batch_statistics (model, 0, TRUE, NULL));
  check (model, 0, 3);
  layout = frost_training_layout_new (model, 0, 3, NULL);
  for (int i = 0; i < 6; i++)
    g_assert_cmpint (is_again (layout, sums[i] - 1), ==, again[i]);
}

/* Without batch-norms that meet, the stages still differ in how many images go through at a time. */
static void
test_divided (void)
{
  g_autoptr (FrostModel) model = graph_maker_taper (3);
  g_autoptr (Layout) layout = NULL;
  const FrostTrainingStage *last;

  g_assert_true (frost_surgery_freeze (model, 0, NULL));
  layout = frost_training_layout_new (model, 0, 8, NULL);
  g_assert_cmpint (layout->n_stages, >, 1);
  last = &layout->stages[layout->n_stages - 1];
  g_assert_cmpint (layout->stages[0].first, ==, 0);
  g_assert_cmpint (layout->stages[0].strip, ==, 1);
  g_assert_cmpint (last->end, ==, layout->n_nodes);
  g_assert_cmpint (layout->stages[1].strip, ==, 8);
  for (int i = 1; i < layout->n_stages; i++)
    g_assert_cmpint (layout->stages[i].first, ==, layout->stages[i - 1].end);
  check (model, 0, 8);
  check (model, 0, 3);
  check (model, 2, 8);
  g_assert_true (frost_surgery_set_batch_statistics (model, 0, TRUE, NULL));
  check (model, 0, 8);
}

/* With batch statistics a worker's whole share is one strip. */
static void
test_strips (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (Layout) plain = NULL, batch = NULL;

  g_assert_true (frost_surgery_freeze (model, 0, NULL));
  plain = frost_training_layout_new (model, 0, 100, NULL);
  g_assert_cmpint (plain->strip, ==, 16);
  g_assert_false (plain->batch_statistics);
  frost_graph_node (model->graph, 4)->attributes.batch_statistics = TRUE;
  g_assert_true (frost_model_infer (model, NULL));
  batch = frost_training_layout_new (model, 0, 100, NULL);
  g_assert_cmpint (batch->strip, ==, 100);
  g_assert_true (batch->batch_statistics);
}

/* What nobody reads and what lies below everything trainable has no backward. */
static void
test_no_backward (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (6, 6, 3);
  int v = graph_maker_conv (model, "a", 0, 4, 3, 1, 1, FALSE);
  g_autoptr (Layout) layout = NULL;

  graph_maker_conv (model, "dead", v, 4, 3, 1, 1, FALSE);
  v = graph_maker_conv (model, "b", v, 4, 3, 1, 1, FALSE);
  v = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, v);
  graph_maker_linear (model, "head", v, 3, TRUE);
  for (guint i = 0; i < model->parameters->len; i++)
    frost_model_parameter (model, (int) i)->trainable = i != 0;
  layout = frost_training_layout_new (model, 0, 4, NULL);
  g_assert_false (layout->nodes[0].has_backward);
  g_assert_false (layout->nodes[1].has_backward);
  g_assert_true (layout->nodes[2].has_backward);
  g_assert_cmpint (layout->nodes[2].dx[0].offset, ==, -1);
  check (model, 0, 4);
  frost_model_parameter (model, 0)->trainable = TRUE;
  check (model, 0, 4);
}

static int64_t
place_of (const Layout *layout, int value)
{
  g_assert_cmpint (value, >, 0);
  return layout->values[value].offset;
}

/* Who does not read x in backward writes over it, unless its maker reads it as y or somebody else
 * reads it too. */
static void
test_in_place (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (4, 4, 3);
  int a = graph_maker_conv (model, "a", 0, 6, 1, 1, 1, FALSE);
  int sigmoid = graph_maker_op (model, "sigmoid", FROST_OP_SIGMOID, NULL, a);
  int tanh = graph_maker_op (model, "tanh", FROST_OP_TANH, NULL, sigmoid);
  int b = graph_maker_conv (model, "b", tanh, 6, 1, 1, 1, FALSE);
  int silu = graph_maker_op (model, "silu", FROST_OP_SILU, NULL, b);
  int c = graph_maker_conv (model, "c", silu, 6, 1, 1, 1, FALSE);
  int sum = graph_maker_pair (model, "sum", FROST_OP_ADD, silu, c);
  int relu = graph_maker_op (model, "relu", FROST_OP_RELU, NULL, sum);
  int pool = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, relu);
  int scaled = graph_maker_pair (model, "scaled", FROST_OP_MUL, relu, pool);
  int repeated = graph_maker_pair (model, "repeated", FROST_OP_SUB, pool, scaled);
  int twice = graph_maker_pair (model, "twice", FROST_OP_ADD, repeated, repeated);
  int flat = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, twice);
  g_autoptr (Layout) layout = NULL;

  graph_maker_linear (model, "head", flat, 3, TRUE);
  g_assert_true (frost_surgery_freeze (model, 0, NULL));
  layout = frost_training_layout_new (model, 0, 4, NULL);
  g_assert_cmpint (place_of (layout, sigmoid), ==, place_of (layout, a));
  g_assert_cmpint (place_of (layout, tanh), !=, place_of (layout, sigmoid));
  g_assert_cmpint (place_of (layout, silu), !=, place_of (layout, b));
  g_assert_cmpint (place_of (layout, sum), ==, place_of (layout, c));
  g_assert_cmpint (place_of (layout, relu), ==, place_of (layout, sum));
  g_assert_cmpint (place_of (layout, scaled), !=, place_of (layout, relu));
  g_assert_cmpint (place_of (layout, repeated), ==, place_of (layout, scaled));
  g_assert_cmpint (place_of (layout, twice), !=, place_of (layout, repeated));
  check (model, 0, 4);
}

static void
test_refused (void)
{
  g_autoptr (FrostModel) model = graph_maker_every_op (4);
  int values[] = { -1, 5, frost_graph_n_nodes (model->graph), 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (frost_training_layout_new (model, values[i], 4, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/training-layout/replay", test_replay);
  g_test_add_func ("/engine/graph/training-layout/stages", test_stages);
  g_test_add_func ("/engine/graph/training-layout/blocks", test_blocks);
  g_test_add_func ("/engine/graph/training-layout/stack", test_stack);
  g_test_add_func ("/engine/graph/training-layout/divided", test_divided);
  g_test_add_func ("/engine/graph/training-layout/strips", test_strips);
  g_test_add_func ("/engine/graph/training-layout/no-backward", test_no_backward);
  g_test_add_func ("/engine/graph/training-layout/in-place", test_in_place);
  g_test_add_func ("/engine/graph/training-layout/refused", test_refused);
  return g_test_run ();
}
