/* What only changes the form. */
#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "tests/engine/formats/onnx-writer.h"

/* x.view (x.size (0), -1) as PyTorch before 1.0 and after writes it. */
static void
test_view (void)
{
  Wire *graph = graph_after (2),
       *concat = onnx_node ("Concat", "concat", "n1,rest", "to");

  onnx_attribute_int (concat, "axis", 0);
  graph_node (graph, onnx_node ("Shape", "shape", "a", "s"));
  graph_initializer (graph, onnx_tensor ("zero", 7, NULL, 0, (int64_t[]){ 0 }, 8));
  graph_initializer (graph, onnx_ints ("axis", (int64_t[]){ 0 }, 1));
  graph_initializer (graph, onnx_ints ("rest", (int64_t[]){ -1 }, 1));
  graph_node (graph, onnx_node ("Gather", "gather", "s,zero", "n"));
  graph_node (graph, onnx_node ("Unsqueeze", "unsqueeze", "n,axis", "n1"));
  graph_node (graph, concat);
  graph_node (graph, onnx_node ("Reshape", "view", "a,to", "f"));
  graph_node (graph, onnx_node ("MatMul", "fc", "f,w", "y"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 12, 2 }, 2, 0, 1));
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 3);
  g_assert_cmpstr (model_node (model, 1, FROST_OP_FLATTEN)->name, ==, "view");
}

/* The shape has n numbers; ok 0 = refused. */
static void
reshape (const int64_t *shape, int n, gboolean ok)
{
  Wire *graph = graph_after (2);

  graph_node (graph, onnx_node ("Reshape", "view", "a,to", "f"));
  graph_initializer (graph, onnx_ints ("to", shape, n));
  graph_node (graph, onnx_node ("Flatten", "flatten", "f", "g"));
  graph_node (graph, onnx_node ("MatMul", "fc", "g,w", "y"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 12, 2 }, 2, 0, 1));
  if (ok)
    frost_model_free (onnx_load_graph (graph, 13));
  else
    onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                       "view: operator \"Reshape\" to another shape");
}

static void
test_reshape (void)
{
  reshape ((int64_t[]){ 0, -1 }, 2, TRUE);
  reshape ((int64_t[]){ -1, 12 }, 2, TRUE);
  reshape ((int64_t[]){ 0, 3, 2, 2 }, 4, TRUE);
  reshape ((int64_t[]){ -1, 0, 0, 0 }, 4, TRUE);
  reshape ((int64_t[]){ 1, -1 }, 2, FALSE); /* would put all images into one row */
  reshape ((int64_t[]){ -1, 6 }, 2, FALSE);
  reshape ((int64_t[]){ -1, -1 }, 2, FALSE);
  reshape ((int64_t[]){ 0, 2, 2, 3 }, 4, FALSE);
  reshape ((int64_t[]){ 0, 3, 4 }, 3, FALSE);
  reshape ((int64_t[]){ -1 }, 1, FALSE);
  reshape ((int64_t[]){ 0, 3, 2, 2, 1, 1, 1, 1, 1 }, 9, FALSE);
}

static void
test_squeeze (void)
{
  Wire *graph = graph_after (4);
  graph_node (graph, onnx_node ("GlobalMaxPool", "pool", "a", "p"));
  graph_node (graph, onnx_node ("Squeeze", "squeeze", "p,axes", "f"));
  graph_initializer (graph, onnx_ints ("axes", (int64_t[]){ 3, 2 }, 2));
  graph_node (graph, onnx_node ("MatMul", "fc", "f,w", "y"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 3, 2 }, 2, 0, 1));
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  model_node (model, 1, FROST_OP_GLOBAL_MAX_POOL);
  model_node (model, 2, FROST_OP_FLATTEN);

  graph = graph_after (4);
  graph_node (graph, onnx_node ("Squeeze", "squeeze", "a,axes", "f"));
  graph_initializer (graph, onnx_ints ("axes", (int64_t[]){ 2, 3 }, 2));
  graph_head (graph, "f", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "squeeze: operator \"Squeeze\"");
}

static Wire *
concat (int64_t axis, const char *inputs)
{
  Wire *graph = graph_after (4), *node = onnx_node ("Concat", "join", inputs, "j");

  onnx_attribute_int (node, "axis", axis);
  graph_node (graph, node);
  graph_initializer (graph, onnx_floats ("k", (int64_t[]){ 1, 3, 4, 4 }, 4, 0, 1));
  graph_head (graph, "j", 6);
  return graph;
}

static void
test_concat (void)
{
  g_autoptr (FrostModel) model = onnx_load_graph (concat (-3, "a,input"), 13);
  g_assert_cmpint (model_node (model, 1, FROST_OP_CONCAT)->inference.y.dim[2], ==, 6);
  onnx_refuse_graph (concat (2, "a,input"), 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "join: operator \"Concat\"");
  onnx_refuse_graph (concat (1, "a,k"), 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "with the constant \"k\"");
  onnx_refuse_graph (concat (4, "a,input"), 13, FROST_ENGINE_ERROR_CORRUPT, "axis is 4");
  onnx_refuse_graph (concat (1, ""), 13, FROST_ENGINE_ERROR_CORRUPT, "has no input 0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-map-shape/view", test_view);
  g_test_add_func ("/onnx-map-shape/reshape", test_reshape);
  g_test_add_func ("/onnx-map-shape/squeeze", test_squeeze);
  g_test_add_func ("/onnx-map-shape/concat", test_concat);
  return g_test_run ();
}
