#include "engine/graph/surgery.h"

#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/graph/cuts.h"
#include "tests/engine/graph/graph-maker.h"

static const char *const classes[] = { "ant", "bee", "cat", NULL };

static void
test_linear_head (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (10);
  g_autoptr (FrostModel) same = graph_maker_chain (10);
  g_autoptr (FrostModel) other = graph_maker_chain (10);
  g_autoptr (GError) error = NULL;
  const FrostNode *head = frost_graph_node (model->graph, 11);
  const FrostTensor *weight, *bias, *twin, *stranger;
  double most = 0;

  g_assert_true (frost_surgery_replace_head (model, classes, 7, &error));
  g_assert_no_error (error);
  g_assert_true (frost_surgery_replace_head (same, classes, 7, &error));
  g_assert_true (frost_surgery_replace_head (other, classes, 8, &error));
  g_assert_cmpint (frost_model_n_outputs (model), ==, 3);
  g_assert_cmpstr (model->classes[2], ==, "cat");

  weight = frost_model_parameter (model, head->parameters[0])->tensor;
  bias = frost_model_parameter (model, head->parameters[1])->tensor;
  twin = frost_model_parameter (same, head->parameters[0])->tensor;
  stranger = frost_model_parameter (other, head->parameters[0])->tensor;
  g_assert_cmpint (weight->n, ==, 30);
  g_assert_cmpint (bias->n, ==, 3);
  g_assert_cmpmem (weight->data, 120, twin->data, 120);
  g_assert_true (memcmp (weight->data, stranger->data, 120) != 0);
  for (int i = 0; i < 30; i++)
    most = MAX (most, fabs ((double) weight->data[i]));
  g_assert_cmpfloat (most, <=, 1 / sqrt (10));
  g_assert_cmpfloat (most, >, 0.7 / sqrt (10));
}

/* SqueezeNet's end: a 1x1 convolution without a bias here, activation and pooling. */
static void
test_conv_head (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (5, 5, 4);
  g_autoptr (GError) error = NULL;
  int v = graph_maker_conv (model, "classifier", 0, 10, 1, 1, 1, FALSE);

  v = graph_maker_op (model, "relu", FROST_OP_RELU, NULL, v);
  graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  g_assert_true (frost_surgery_replace_head (model, classes, 1, &error));
  g_assert_no_error (error);
  g_assert_cmpint (frost_model_n_outputs (model), ==, 3);
  g_assert_cmpstr (
      frost_model_parameter (model, frost_graph_node (model->graph, 0)->parameters[1])
          ->name,
      ==, "classifier.bias");
}

static void
test_refused (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (5, 5, 4);
  g_autoptr (FrostModel) bare = graph_maker_new (5, 5, 4);
  g_autoptr (GError) error = NULL;
  const char *one[] = { "ant", NULL };

  graph_maker_conv (model, "conv", 0, 4, 3, 1, 1, TRUE);
  g_assert_false (frost_surgery_replace_head (model, classes, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
  g_assert_true (g_str_has_prefix (error->message, "conv: "));
  g_clear_error (&error);
  g_assert_false (frost_surgery_replace_head (model, one, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
  g_clear_error (&error);
  graph_maker_op (bare, "relu", FROST_OP_RELU, NULL, 0);
  g_assert_false (frost_surgery_replace_head (bare, classes, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
}

static gboolean
is_trainable (const FrostModel *model, int node, int slot)
{
  int index = frost_graph_node (model->graph, node)->parameters[slot];

  return frost_model_parameter (model, index)->trainable;
}

static void
test_freeze (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (GError) error = NULL;

  for (int cut = 0; cut <= 3; cut++)
    {
      g_assert_true (frost_surgery_freeze (model, cut, &error));
      for (int layer = 0; layer < 3; layer++)
        {
          g_assert_cmpint (is_trainable (model, 3 * layer, 0), ==, layer >= cut);
          g_assert_cmpint (is_trainable (model, 3 * layer + 1, 0), ==, layer >= cut);
          g_assert_cmpint (is_trainable (model, 3 * layer + 1, 1), ==, layer >= cut);
          /* Running statistics never have a gradient. */
          g_assert_false (is_trainable (model, 3 * layer + 1, 2));
          g_assert_false (is_trainable (model, 3 * layer + 1, 3));
        }
      g_assert_true (is_trainable (model, 11, 0));
    }
  g_assert_false (frost_surgery_freeze (model, 4, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (frost_surgery_freeze (model, -1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
}

static void
test_batch_statistics (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (GError) error = NULL;
  const FrostNode *low = frost_graph_node (model->graph, 1);
  const FrostNode *high = frost_graph_node (model->graph, 4);

  g_assert_cmpint (low->kind, ==, FROST_OP_BATCH_NORM);
  g_assert_cmpint (high->kind, ==, FROST_OP_BATCH_NORM);
  g_assert_true (frost_surgery_set_batch_statistics (model, 3, TRUE, &error));
  g_assert_false (low->attributes.batch_statistics);
  g_assert_true (high->attributes.batch_statistics);
  g_assert_true (frost_surgery_set_batch_statistics (model, 0, FALSE, &error));
  g_assert_false (high->attributes.batch_statistics);
  g_assert_no_error (error);
}

/* A weight that a frozen layer shares with a trainable one is frozen. */
static void
test_shared_weight (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (5, 5, 4);
  int v = graph_maker_conv (model, "a", 0, 4, 3, 1, 1, FALSE);

  v = graph_maker_conv (model, "b", v, 4, 3, 1, 1, FALSE);
  frost_graph_node (model->graph, 1)->parameters[0] =
      frost_graph_node (model->graph, 0)->parameters[0];
  graph_maker_conv (model, "head", v, 3, 1, 1, 1, TRUE);
  g_assert_true (frost_surgery_freeze (model, 1, NULL));
  g_assert_false (is_trainable (model, 1, 0));
  g_assert_true (is_trainable (model, 2, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/surgery/linear-head", test_linear_head);
  g_test_add_func ("/engine/graph/surgery/conv-head", test_conv_head);
  g_test_add_func ("/engine/graph/surgery/refused", test_refused);
  g_test_add_func ("/engine/graph/surgery/freeze", test_freeze);
  g_test_add_func ("/engine/graph/surgery/batch-statistics", test_batch_statistics);
  g_test_add_func ("/engine/graph/surgery/shared-weight", test_shared_weight);
  return g_test_run ();
}
