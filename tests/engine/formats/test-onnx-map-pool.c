/* Windows, means and padding. */
#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "tests/engine/formats/onnx-writer.h"

#define I(value) ((int64_t) (value))

/* PyTorch's padding: Pad (top 0, left 0, bottom 1, right 1), then a Conv without. */
static void
test_pad (void)
{
  Wire *graph = graph_after (8), *conv = onnx_node ("Conv", "conv", "p,w", "c");
  onnx_attribute_ints (conv, "pads", 4, I (1), I (0), I (0), I (0));
  graph_node (graph, onnx_node ("Pad", "pad", "a,pads", "p"));
  graph_initializer (graph, onnx_ints ("pads", (int64_t[]){ 0, 0, 0, 0, 0, 0, 1, 2 }, 8));
  graph_node (graph, conv);
  graph_kernel (graph, "w", 4, 3, 3);
  graph_head (graph, "c", 4);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  model_pads_are (model_node (model, 1, FROST_OP_CONV), 1, 0, 1, 2);

  Wire *attribute_form = graph_after (8), *pad = onnx_node ("Pad", "pad", "a", "p");
  onnx_attribute_ints (pad, "pads", 8, I (0), I (0), I (2), I (2), I (0), I (0), I (2),
                       I (2));
  graph_node (attribute_form, pad);
  Wire *pool = onnx_node ("AveragePool", "mean", "p", "m");
  onnx_attribute_ints (pool, "kernel_shape", 2, I (3), I (3));
  graph_node (attribute_form, pool);
  graph_head (attribute_form, "m", 3);
  g_autoptr (FrostModel) pooled = onnx_load_graph (attribute_form, 9);
  model_pads_are (model_node (pooled, 1, FROST_OP_AVERAGE_POOL), 2, 2, 2, 2);
  g_assert_true (
      model_node (pooled, 1, FROST_OP_AVERAGE_POOL)->attributes.count_include_pad);
}

static void
refuse_pad (const int64_t *pads, const char *mode, float value, const char *reader,
            const char *text)
{
  Wire *graph = graph_after (8), *pad = onnx_node ("Pad", "pad", "a,pads,value", "p"),
       *node = onnx_node (reader, "reader", "p", "c");

  onnx_attribute_text (pad, "mode", mode);
  graph_node (graph, pad);
  graph_initializer (graph, onnx_ints ("pads", pads, 8));
  graph_initializer (graph, onnx_floats ("value", NULL, 0, value, 0));
  onnx_attribute_ints (node, "kernel_shape", 2, I (2), I (2));
  graph_node (graph, node);
  graph_head (graph, "c", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED, text);
}

static void
test_pad_refused (void)
{
  static const int64_t good[8] = { 0, 0, 1, 1, 0, 0, 1, 1 };

  refuse_pad (good, "wrap", 0, "AveragePool", "attribute \"mode\" is \"wrap\"");
  refuse_pad ((int64_t[]){ 0, 0, -8, 0, 0, 0, 0, 0 }, "constant", 0, "AveragePool",
              "that leaves nothing");
  refuse_pad ((int64_t[]){ 0, 0, INT64_MAX, 0, 0, 0, 0, 0 }, "constant", 0, "AveragePool",
              "of so many numbers");
}

/* What no window can add becomes a node of its own. */
static void
pad_is_node (const int64_t *pads, const char *mode, float value, const char *reader,
             int64_t height, int64_t channels)
{
  Wire *graph = graph_after (8), *pad = onnx_node ("Pad", "pad", "a,pads,value", "p"),
       *node = onnx_node (reader, "reader", "p", "c");

  onnx_attribute_text (pad, "mode", mode);
  graph_node (graph, pad);
  graph_initializer (graph, onnx_ints ("pads", pads, 8));
  graph_initializer (graph, onnx_floats ("value", NULL, 0, value, 0));
  if (g_str_has_suffix (reader, "Pool"))
    onnx_attribute_ints (node, "kernel_shape", 2, I (2), I (2));
  graph_node (graph, node);
  graph_head (graph, "c", channels);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  const FrostNode *made = model_node (model, 1, FROST_OP_PAD);
  g_assert_cmpint (made->inference.y.dim[0], ==, height);
  g_assert_cmpint (made->inference.y.dim[2], ==, channels);
}

static void
test_pad_node (void)
{
  static const int64_t good[8] = { 0, 0, 1, 1, 0, 0, 1, 1 };

  pad_is_node (good, "constant", 0, "MaxPool", 10, 3);
  pad_is_node (good, "constant", 0, "Relu", 10, 3);
  pad_is_node (good, "constant", 1, "AveragePool", 10, 3);
  pad_is_node (good, "reflect", 0, "AveragePool", 10, 3);
  pad_is_node (good, "edge", 0, "Relu", 10, 3);
  pad_is_node ((int64_t[]){ 0, 1, 0, 0, 0, 2, 0, 0 }, "constant", 0, "Relu", 8, 6);
}

static void
test_pools (void)
{
  Wire *graph = graph_after (8), *pool = onnx_node ("MaxPool", "pool1", "a", "m");
  onnx_attribute_ints (pool, "kernel_shape", 2, I (3), I (2));
  onnx_attribute_ints (pool, "strides", 2, I (2), I (2));
  onnx_attribute_int (pool, "ceil_mode", 1);
  graph_node (graph, pool);
  graph_head (graph, "m", 3);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  const FrostNode *node = model_node (model, 1, FROST_OP_MAX_POOL);
  g_assert_true (node->attributes.ceil_mode);
  g_assert_cmpint (node->attributes.window.kernel_w, ==, 2);
  g_assert_cmpint (node->inference.y.dim[0], ==, 4);

  graph = graph_after (8);
  graph_node (graph, onnx_node ("MaxPool", "pool1", "a", "m"));
  graph_head (graph, "m", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT,
                     "\"kernel_shape\" is missing");
}

static Wire *
mean (int n, int64_t first, int64_t second, int64_t keep)
{
  Wire *graph = graph_after (8), *node = onnx_node ("ReduceMean", "mean", "a", "f");

  if (n == 2)
    onnx_attribute_ints (node, "axes", 2, first, second);
  else
    onnx_attribute_ints (node, "axes", 1, first);
  onnx_attribute_int (node, "keepdims", keep);
  graph_node (graph, node);
  graph_node (graph, onnx_node (keep ? "Flatten" : "Identity", "next", "f", "g"));
  graph_node (graph, onnx_node ("MatMul", "fc", "g,w", "y"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 3, 2 }, 2, 0, 1));
  return graph;
}

static void
test_reduce_mean (void)
{
  for (int keep = 0; keep < 2; keep++)
    {
      g_autoptr (FrostModel) model = onnx_load_graph (mean (2, -1, 2, keep), 13);
      model_node (model, 1, FROST_OP_GLOBAL_AVERAGE_POOL);
      model_node (model, 2, FROST_OP_RESHAPE);
      model_node (model, 3, FROST_OP_LINEAR);
    }
  onnx_refuse_graph (mean (2, 2, 2, 1), 13, FROST_ENGINE_ERROR_CORRUPT, "an axis twice");
  onnx_refuse_graph (mean (2, 2, 4, 1), 13, FROST_ENGINE_ERROR_CORRUPT, "axis is 4");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-map-pool/pad", test_pad);
  g_test_add_func ("/onnx-map-pool/pad-refused", test_pad_refused);
  g_test_add_func ("/onnx-map-pool/pad-node", test_pad_node);
  g_test_add_func ("/onnx-map-pool/pools", test_pools);
  g_test_add_func ("/onnx-map-pool/reduce-mean", test_reduce_mean);
  return g_test_run ();
}
