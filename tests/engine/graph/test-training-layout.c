#include "engine/graph/training-layout.h"

#include <string.h>

#include "engine/core/error.h"
#include "engine/graph/surgery.h"
#include "tests/engine/graph/graph-maker.h"

typedef FrostTrainingLayout Layout;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Layout, frost_training_layout_free)

static int64_t
size_of (const FrostModel *model, const FrostTrainingLayout *layout, int value)
{
  return layout->strip
         * frost_shape_n_elements (frost_graph_value_shape (model->graph, value));
}

/* Runs the order of events on a map of the arena: every place is marked with what was last
 * written there, and whatever is read must still be what was meant. Values are 1 + v, saved ones
 * 1000 + node, gradients 2000 + v, those aside 3000. */
typedef struct
{
  const FrostModel *model;
  const FrostTrainingLayout *layout;
  int *owner; /* [arena_size] */
} Map;

static void
mark (Map *map, int64_t offset, int64_t n, int owner)
{
  g_assert_cmpint (offset, >=, 0);
  g_assert_cmpint (offset + n, <=, map->layout->scratch);
  for (int64_t i = offset; i < offset + n; i++)
    map->owner[i] = owner;
}

static void
expect (const Map *map, int64_t offset, int64_t n, int owner)
{
  for (int64_t i = offset; i < offset + n; i++)
    g_assert_cmpint (map->owner[i], ==, owner);
}

static void
replay_forward (Map *map)
{
  const FrostTrainingLayout *layout = map->layout;

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (map->model->graph, i);
      int64_t saved = node->inference.saved_per_image * layout->strip
                      + node->inference.saved_per_call;

      for (int j = 0; j < node->n_inputs; j++)
        if (node->inputs[j] > layout->from_value)
          expect (map, layout->values[node->inputs[j]],
                  size_of (map->model, layout, node->inputs[j]), 1 + node->inputs[j]);
      mark (map, layout->values[i + 1], size_of (map->model, layout, i + 1), 1 + i + 1);
      if (saved > 0)
        mark (map, layout->nodes[i].saved, saved, 1000 + i);
    }
}

static void
replay_backward (Map *map)
{
  const FrostTrainingLayout *layout = map->layout;
  g_autofree gboolean *written = g_new0 (gboolean, layout->n_nodes + 1);

  mark (map, layout->gradients[layout->n_nodes],
        size_of (map->model, layout, layout->n_nodes), 2000 + layout->n_nodes);
  written[layout->n_nodes] = TRUE;
  for (int i = layout->n_nodes - 1; i >= layout->from_value; i--)
    {
      const FrostNode *node = frost_graph_node (map->model->graph, i);
      const FrostTrainingNode *place = &layout->nodes[i];
      guint needs = frost_op_get (node->kind)->needs;

      if (!place->has_backward)
        continue;
      g_assert_true (written[i + 1]);
      expect (map, layout->gradients[i + 1], size_of (map->model, layout, i + 1),
              2000 + i + 1);
      if (needs & FROST_OP_NEEDS_Y)
        expect (map, layout->values[i + 1], size_of (map->model, layout, i + 1),
                1 + i + 1);
      if (place->saved >= 0)
        g_assert_cmpint (map->owner[place->saved], ==, 1000 + i);
      for (int j = 0; j < node->n_inputs; j++)
        {
          int v = node->inputs[j];

          if ((needs & FROST_OP_NEEDS_X) && v > layout->from_value)
            expect (map, layout->values[v], size_of (map->model, layout, v), 1 + v);
          if (place->dx[j] < 0)
            continue;
          g_assert_cmpint (place->aside[j], ==, written[v]);
          if (place->aside[j])
            expect (map, layout->gradients[v], size_of (map->model, layout, v), 2000 + v);
          mark (map, place->dx[j], size_of (map->model, layout, v),
                place->aside[j] ? 3000 : 2000 + v);
          written[v] = TRUE;
        }
      /* All of the node's own gradients are still there when it is done. */
      for (int j = 0; j < node->n_inputs; j++)
        if (place->dx[j] >= 0 && !place->aside[j])
          expect (map, place->dx[j], size_of (map->model, layout, node->inputs[j]),
                  2000 + node->inputs[j]);
      expect (map, layout->gradients[i + 1], size_of (map->model, layout, i + 1),
              2000 + i + 1);
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
  map.owner = g_new0 (int, layout->arena_size);
  replay_forward (&map);
  replay_backward (&map);
  g_free (map.owner);
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
  g_assert_cmpint (layout->nodes[2].dx[0], ==, -1);
  check (model, 0, 4);
  frost_model_parameter (model, 0)->trainable = TRUE;
  check (model, 0, 4);
}

static int64_t
place_of (const Layout *layout, int value)
{
  g_assert_cmpint (value, >, 0);
  return layout->values[value];
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
  g_test_add_func ("/engine/graph/training-layout/strips", test_strips);
  g_test_add_func ("/engine/graph/training-layout/no-backward", test_no_backward);
  g_test_add_func ("/engine/graph/training-layout/in-place", test_in_place);
  g_test_add_func ("/engine/graph/training-layout/refused", test_refused);
  return g_test_run ();
}
