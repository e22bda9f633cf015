/* What only changes the form. */
#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "engine/graph/plan.h"
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
  /* Channels first, as the file counts them; then one row. */
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 4);
  model_node (model, 1, FROST_OP_TRANSPOSE);
  g_assert_cmpstr (model_node (model, 2, FROST_OP_RESHAPE)->name, ==, "view");
  model_node (model, 3, FROST_OP_LINEAR);
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
                       "view: operator \"Reshape\" of 1x3x2x2 to");
}

static void
test_reshape (void)
{
  reshape ((int64_t[]){ 0, -1 }, 2, TRUE);
  reshape ((int64_t[]){ -1, 12 }, 2, TRUE);
  reshape ((int64_t[]){ 1, -1 }, 2, TRUE);
  reshape ((int64_t[]){ 0, 3, 2, 2 }, 4, TRUE);
  reshape ((int64_t[]){ -1, 0, 0, 0 }, 4, TRUE);
  reshape ((int64_t[]){ 0, 2, 2, 3 }, 4, TRUE);
  reshape ((int64_t[]){ 0, 3, 4 }, 3, TRUE);
  reshape ((int64_t[]){ 1, 3, 1, 2, 1, 2, 1, 1 }, 8, TRUE);
  reshape ((int64_t[]){ -1, -1 }, 2, FALSE);
  reshape ((int64_t[]){ -1, 5 }, 2, FALSE);
  reshape ((int64_t[]){ 0, 13 }, 2, FALSE);
  reshape ((int64_t[]){ 0, 3, 2, -2 }, 4, FALSE);
  reshape ((int64_t[]){ 0, INT64_MAX, INT64_MAX, 2 }, 4, FALSE);
}

/* The numbers that reach the output must be those of the file's order, whatever order the graph
 * keeps them in: numbers 0 to 11 of an input of 1 x 3 x 2 x 2 through the nodes. */
static void
order_is (Wire *graph, const float *expected, int n)
{
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  int last = frost_graph_n_values (model->graph) - 1;
  g_autoptr (FrostPlan) plan = frost_plan_new (model, 0, last, pool, NULL);
  float x[12], y[12];

  g_assert_nonnull (plan);
  g_assert_cmpint (frost_shape_n_elements (frost_plan_output_shape (plan)), ==, n);
  for (int c = 0; c < 3; c++)
    for (int p = 0; p < 4; p++)
      x[p * 3 + c] = (float) (c * 4 + p);
  frost_plan_run (plan, x, 1, y);
  for (int i = 0; i < n; i++)
    g_assert_cmpfloat (y[i], ==, expected[i]);
}

static void
add_reshape (Wire *graph, const char *from, const char *to, const int64_t *shape, int n)
{
  g_autofree char *list = g_strconcat (to, ".shape", NULL);
  g_autofree char *inputs = g_strconcat (from, ",", list, NULL);

  graph_node (graph, onnx_node ("Reshape", to, inputs, to));
  graph_initializer (graph, onnx_ints (list, shape, n));
}

static void
add_transpose (Wire *graph, const char *from, const char *to, int64_t a, int64_t b,
               int64_t c)
{
  Wire *node = onnx_node ("Transpose", to, from, to);

  onnx_attribute_ints (node, "perm", 4, (int64_t) 0, a, b, c);
  graph_node (graph, node);
}

static void
test_order (void)
{
  Wire *graph = graph_after (2);
  add_reshape (graph, "a", "y", (int64_t[]){ 1, 12 }, 2);
  order_is (graph, (float[]){ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 }, 12);

  /* Height x width x channels is how the graph has it. */
  graph = graph_after (2);
  add_transpose (graph, "a", "t", 2, 3, 1);
  add_reshape (graph, "t", "y", (int64_t[]){ 1, 12 }, 2);
  order_is (graph, (float[]){ 0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11 }, 12);

  graph = graph_after (2);
  add_reshape (graph, "a", "r", (int64_t[]){ 1, 3, 4, 1 }, 4);
  add_transpose (graph, "r", "t", 2, 1, 3);
  add_reshape (graph, "t", "q", (int64_t[]){ 2, 1, 6 }, 3);
  add_reshape (graph, "q", "y", (int64_t[]){ 1, 12 }, 2);
  order_is (graph, (float[]){ 0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11 }, 12);

  /* Across a channel's border: 2 x 6 of 3 x 4. */
  graph = graph_after (2);
  add_reshape (graph, "a", "r", (int64_t[]){ 1, 2, 6, 1 }, 4);
  add_transpose (graph, "r", "t", 2, 1, 3);
  add_reshape (graph, "t", "y", (int64_t[]){ 1, 12 }, 2);
  order_is (graph, (float[]){ 0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11 }, 12);
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
  model_node (model, 2, FROST_OP_RESHAPE);

  graph = graph_after (4);
  graph_node (graph, onnx_node ("Squeeze", "squeeze", "a,axes", "f"));
  graph_initializer (graph, onnx_ints ("axes", (int64_t[]){ 2, 3 }, 2));
  graph_head (graph, "f", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "squeeze: operator \"Squeeze\" of a dimension that is not 1");
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
  g_autoptr (FrostModel) constant = onnx_load_graph (concat (1, "a,k"), 13);
  g_assert_cmpstr (model_node (constant, 1, FROST_OP_PARAMETER)->name, ==, "k");
  g_assert_cmpint (model_node (constant, 3, FROST_OP_CONCAT)->inference.y.dim[2], ==, 6);
  onnx_refuse_graph (concat (4, "a,input"), 13, FROST_ENGINE_ERROR_CORRUPT, "axis is 4");
  onnx_refuse_graph (concat (1, ""), 13, FROST_ENGINE_ERROR_CORRUPT, "has no input 0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-map-shape/view", test_view);
  g_test_add_func ("/onnx-map-shape/reshape", test_reshape);
  g_test_add_func ("/onnx-map-shape/order", test_order);
  g_test_add_func ("/onnx-map-shape/squeeze", test_squeeze);
  g_test_add_func ("/onnx-map-shape/concat", test_concat);
  return g_test_run ();
}
