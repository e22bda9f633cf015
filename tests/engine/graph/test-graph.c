#include "engine/graph/graph.h"

#include "tests/engine/graph/graph-maker.h"

static void
test_values (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  const FrostGraph *graph = model->graph;

  g_assert_cmpint (frost_graph_n_nodes (graph), ==, 12);
  g_assert_cmpint (frost_graph_n_values (graph), ==, 13);
  g_assert_true (frost_graph_value_shape (graph, 0) == &graph->input);
  g_assert_cmpint (frost_graph_value_shape (graph, 1)->dim[0], ==, 5);
  g_assert_cmpint (frost_shape_n_elements (frost_graph_value_shape (graph, 12)), ==, 4);
  g_assert_cmpstr (frost_graph_node (graph, 0)->name, ==, "layer1.conv");
  g_assert_cmpint (frost_graph_node (graph, 2)->parameters[0], ==, -1);
}

static void
test_is_cut (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (4, 4, 2);
  int a = graph_maker_op (model, "a", FROST_OP_RELU, NULL, 0);
  int b = graph_maker_op (model, "b", FROST_OP_RELU, NULL, a);
  int c = graph_maker_op (model, "c", FROST_OP_RELU, NULL, b);
  int sum = graph_maker_pair (model, "sum", FROST_OP_ADD, a, c);
  int end = graph_maker_op (model, "end", FROST_OP_RELU, NULL, sum);

  g_assert_true (frost_graph_is_cut (model->graph, 0));
  g_assert_true (frost_graph_is_cut (model->graph, a));
  g_assert_false (frost_graph_is_cut (model->graph, b));
  g_assert_false (frost_graph_is_cut (model->graph, c));
  g_assert_true (frost_graph_is_cut (model->graph, sum));
  g_assert_true (frost_graph_is_cut (model->graph, end));
}

/* Products, windows, and each input once. */
static void
test_work (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (4, 4, 2);
  FrostOpAttributes pool = frost_op_attributes_default ();
  int v;

  pool.window.kernel_h = pool.window.kernel_w = 3;
  v = graph_maker_conv (model, "conv", 0, 5, 3, 1, 1, FALSE);
  v = graph_maker_op (model, "pool", FROST_OP_MAX_POOL, &pool, v);
  graph_maker_pair (model, "sum", FROST_OP_ADD, v, v);
  g_assert_cmpint (frost_graph_node_work (model->graph, 0), ==,
                   16 * 5 * 18 + 16 * 2 + 16 * 5);
  g_assert_cmpint (frost_graph_node_work (model->graph, 1), ==,
                   4 * 5 * 9 + 16 * 5 + 4 * 5);
  g_assert_cmpint (frost_graph_node_work (model->graph, 2), ==, 3 * 4 * 5);
}

/* A node may only read what is already there: a programmer's mistake otherwise. */
static void
test_forward_reference (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (4, 4, 2);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int later = 1;

  g_test_expect_message ("Frostline", G_LOG_LEVEL_CRITICAL, "*assertion*");
  g_assert_null (
      frost_graph_add (model->graph, "a", FROST_OP_RELU, &attributes, &later, 1));
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/graph/values", test_values);
  g_test_add_func ("/engine/graph/graph/is-cut", test_is_cut);
  g_test_add_func ("/engine/graph/graph/work", test_work);
  g_test_add_func ("/engine/graph/graph/forward-reference", test_forward_reference);
  return g_test_run ();
}
