/* What the output does not need goes, and the rest is numbered anew. */
#include "engine/graph/prune.h"

#include "tests/engine/graph/graph-maker.h"

static void
test_prune (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (3, 2, 5);
  int dead = graph_maker_conv (model, "dead", 0, 4, 1, 1, 1, TRUE);
  int a = graph_maker_conv (model, "a", 0, 4, 1, 1, 1, FALSE);
  int unused = graph_maker_op (model, "unused", FROST_OP_RELU, NULL, dead);
  int b = graph_maker_op (model, "b", FROST_OP_RELU, NULL, a);
  int sum = graph_maker_pair (model, "sum", FROST_OP_ADD, a, b);
  const FrostTensor *kept = frost_model_parameter (model, 2)->tensor;

  g_assert_cmpint (unused, >, 0);
  graph_maker_linear (model, "above", sum, 2, TRUE);
  frost_model_prune (model, sum);

  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 3);
  g_assert_cmpstr (frost_graph_node (model->graph, 0)->name, ==, "a");
  g_assert_cmpstr (frost_graph_node (model->graph, 1)->name, ==, "b");
  g_assert_cmpstr (frost_graph_node (model->graph, 2)->name, ==, "sum");
  g_assert_cmpint (frost_graph_node (model->graph, 2)->inputs[0], ==, 1);
  g_assert_cmpint (frost_graph_node (model->graph, 2)->inputs[1], ==, 2);
  g_assert_cmpint (model->parameters->len, ==, 1);
  g_assert_cmpstr (frost_model_parameter (model, 0)->name, ==, "a.weight");
  g_assert_true (frost_model_parameter (model, 0)->tensor == kept);
  g_assert_cmpint (frost_graph_node (model->graph, 0)->parameters[0], ==, 0);
  g_assert_true (frost_model_infer (model, NULL));
}

/* A whole model stays as it is. */
static void
test_nothing (void)
{
  g_autoptr (FrostModel) model = graph_maker_every_op (3);
  int n_nodes = frost_graph_n_nodes (model->graph);
  guint n_parameters = model->parameters->len;
  g_autofree char *before = frost_model_fingerprint (model, n_nodes);

  frost_model_prune (model, n_nodes);
  g_autofree char *after = frost_model_fingerprint (model, n_nodes);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (model->parameters->len, ==, n_parameters);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/prune/prune", test_prune);
  g_test_add_func ("/engine/graph/prune/nothing", test_nothing);
  return g_test_run ();
}
