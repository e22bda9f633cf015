/* Clamps and what does nothing at inference. */
#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "tests/engine/formats/onnx-writer.h"

#include <math.h>
#include <string.h>

static FrostModel *
clip (int64_t opset, float low, float high)
{
  Wire *graph = graph_after (4);
  Wire *node = onnx_node ("Clip", "clip",
                          opset < 11     ? "a"
                          : isinf (high) ? "a,low"
                                         : "a,low,high",
                          "c");

  if (opset < 11)
    {
      onnx_attribute_float (node, "min", low);
      onnx_attribute_float (node, "max", high);
    }
  graph_initializer (graph, onnx_floats ("low", NULL, 0, low, 0));
  graph_initializer (graph, onnx_floats ("high", NULL, 0, high, 0));
  graph_node (graph, node);
  graph_head (graph, "c", 3);
  return onnx_load_graph (graph, opset);
}

static void
test_clip (void)
{
  g_autoptr (FrostModel) six = clip (13, 0, 6);
  g_autoptr (FrostModel) old = clip (9, -1, 1);
  g_autoptr (FrostModel) half = clip (13, 0, INFINITY);
  g_autoptr (FrostModel) largest = clip (9, 0, G_MAXFLOAT);
  g_autoptr (FrostModel) nothing = clip (9, -G_MAXFLOAT, G_MAXFLOAT);

  g_assert_cmpfloat (model_node (six, 1, FROST_OP_CLIP)->attributes.high, ==, 6);
  g_assert_cmpfloat (model_node (old, 1, FROST_OP_CLIP)->attributes.low, ==, -1);
  model_node (half, 1, FROST_OP_RELU);
  model_node (largest, 1, FROST_OP_RELU);
  model_node (nothing, 1, FROST_OP_GLOBAL_AVERAGE_POOL);

  Wire *graph = graph_after (4), *node = onnx_node ("Clip", "clip", "a", "c");
  onnx_attribute_float (node, "min", 2);
  onnx_attribute_float (node, "max", 1);
  graph_node (graph, node);
  graph_head (graph, "c", 3);
  onnx_refuse_graph (graph, 9, FROST_ENGINE_ERROR_CORRUPT, "clip: the lower bound");

  graph = graph_after (4);
  node = onnx_node ("Clip", "clip", "a", "c");
  onnx_attribute_float (node, "min", NAN);
  graph_node (graph, node);
  graph_head (graph, "c", 3);
  onnx_refuse_graph (graph, 9, FROST_ENGINE_ERROR_CORRUPT, "clip: the lower bound");
}

/* Two clamps, one after the other; the first is read twice when shared. */
static FrostModel *
clamps (const char *first, const char *second, gboolean shared)
{
  Wire *graph = graph_after (4);

  graph_initializer (graph, onnx_floats ("minus", NULL, 0, -1, 0));
  graph_initializer (graph, onnx_floats ("six", NULL, 0, 6, 0));
  graph_initializer (graph, onnx_floats ("nine", NULL, 0, 9, 0));
  graph_node (graph,
              onnx_node (strchr (first, ',') ? "Clip" : "Relu", "one", first, "b"));
  graph_node (graph,
              onnx_node (strchr (second, ',') ? "Clip" : "Relu", "two", second, "c"));
  if (shared)
    graph_node (graph, onnx_node ("Add", "sum", "b,c", "d"));
  graph_head (graph, shared ? "d" : "c", 3);
  return onnx_load_graph (graph, 13);
}

static void
bounds_are (FrostModel *model, float low, float high)
{
  const FrostNode *node = model_node (model, 1, FROST_OP_CLIP);

  g_assert_cmpstr (node->name, ==, "one");
  g_assert_cmpfloat (node->attributes.low, ==, low);
  g_assert_cmpfloat (node->attributes.high, ==, high);
  model_node (model, 2, FROST_OP_GLOBAL_AVERAGE_POOL);
  frost_model_free (model);
}

static void
test_clamps (void)
{
  bounds_are (clamps ("a", "b,,six", FALSE), 0, 6);
  bounds_are (clamps ("a,,six", "b", FALSE), 0, 6);
  bounds_are (clamps ("a,minus,six", "b,,nine", FALSE), -1, 6);
  bounds_are (clamps ("a,minus,nine", "b,,six", FALSE), -1, 6);
  bounds_are (clamps ("a,six,nine", "b,minus,six", FALSE), 6, 6);

  g_autoptr (FrostModel) twice = clamps ("a", "b", FALSE);
  model_node (twice, 1, FROST_OP_RELU);
  model_node (twice, 2, FROST_OP_GLOBAL_AVERAGE_POOL);

  g_autoptr (FrostModel) shared = clamps ("a", "b,,six", TRUE);
  model_node (shared, 1, FROST_OP_RELU);
  g_assert_cmpfloat (model_node (shared, 2, FROST_OP_CLIP)->attributes.low, ==,
                     -INFINITY);
}

static Wire *
hard_sigmoid (float alpha, float beta, float factor, const char *reader)
{
  Wire *graph = graph_after (4), *node = onnx_node ("HardSigmoid", "unit", "a", "h");

  onnx_attribute_float (node, "alpha", alpha);
  onnx_attribute_float (node, "beta", beta);
  graph_node (graph, node);
  graph_initializer (graph, onnx_floats ("factor", NULL, 0, factor, 0));
  graph_node (graph, onnx_node (reader, "relu6",
                                g_str_equal (reader, "Mul") ? "h,factor" : "h", "c"));
  graph_head (graph, "c", 3);
  return graph;
}

static void
test_hard_sigmoid (void)
{
  g_autoptr (FrostModel) model =
      onnx_load_graph (hard_sigmoid (1 / 6.0f, 0, 6, "Mul"), 13);
  const FrostNode *node = model_node (model, 1, FROST_OP_CLIP);

  g_assert_cmpstr (node->name, ==, "relu6");
  g_assert_cmpfloat (node->attributes.low, ==, 0);
  g_assert_cmpfloat (node->attributes.high, ==, 6);

  g_autoptr (FrostModel) other =
      onnx_load_graph (hard_sigmoid (1 / 6.0f, 0, 5, "Mul"), 13);
  model_node (other, 1, FROST_OP_HARD_SIGMOID);
  model_node (other, 2, FROST_OP_MUL);
  g_autoptr (FrostModel) offset =
      onnx_load_graph (hard_sigmoid (0.2f, 0.5f, 5, "Mul"), 13);
  g_assert_cmpfloat (model_node (offset, 1, FROST_OP_HARD_SIGMOID)->attributes.beta, ==,
                     0.5f);
  g_autoptr (FrostModel) alone =
      onnx_load_graph (hard_sigmoid (1 / 6.0f, 0, 6, "Relu"), 13);
  model_node (alone, 2, FROST_OP_RELU);
}

static Wire *
dropout (int64_t opset, float ratio)
{
  Wire *graph = graph_after (4),
       *node = onnx_node ("Dropout", "drop", opset < 12 ? "a" : "a,ratio", "d,mask");

  if (opset < 12)
    onnx_attribute_float (node, "ratio", ratio);
  graph_initializer (graph, onnx_floats ("ratio", NULL, 0, ratio, 0));
  graph_node (graph, node);
  graph_head (graph, "d", 3);
  return graph;
}

static void
test_dropout (void)
{
  g_autoptr (FrostModel) old = onnx_load_graph (dropout (9, 0.25f), 9);
  g_autoptr (FrostModel) new = onnx_load_graph (dropout (13, 0.25f), 13);

  g_assert_cmpfloat (model_node (old, 1, FROST_OP_DROPOUT)->attributes.probability, ==,
                     0.25f);
  g_assert_cmpfloat (model_node (new, 1, FROST_OP_DROPOUT)->attributes.probability, ==,
                     0.25f);
  onnx_refuse_graph (dropout (13, 1), 13, FROST_ENGINE_ERROR_CORRUPT, "drop: the ratio");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-map-elementwise/clip", test_clip);
  g_test_add_func ("/onnx-map-elementwise/clamps", test_clamps);
  g_test_add_func ("/onnx-map-elementwise/hard-sigmoid", test_hard_sigmoid);
  g_test_add_func ("/onnx-map-elementwise/dropout", test_dropout);
  return g_test_run ();
}
