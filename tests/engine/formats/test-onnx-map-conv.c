/* Layers with weights, and what the engine itself refuses. */
#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "tests/engine/formats/onnx-writer.h"

#define I(value) ((int64_t) (value))

static FrostModel *
conv_with (int64_t size, void (*fill) (Wire *conv), int64_t kernel)
{
  Wire *graph = graph_after (size), *conv = onnx_node ("Conv", "conv", "a,w", "c");

  fill (conv);
  graph_node (graph, conv);
  graph_kernel (graph, "w", 4, 3, kernel);
  graph_head (graph, "c", 4);
  return onnx_load_graph (graph, 13);
}

static void
same_upper (Wire *conv)
{
  onnx_attribute_text (conv, "auto_pad", "SAME_UPPER");
  onnx_attribute_ints (conv, "strides", 2, I (2), I (2));
}

static void
same_lower (Wire *conv)
{
  onnx_attribute_text (conv, "auto_pad", "SAME_LOWER");
  onnx_attribute_ints (conv, "strides", 2, I (2), I (2));
}

static void
valid (Wire *conv)
{
  onnx_attribute_text (conv, "auto_pad", "VALID");
}

static void
dilated (Wire *conv)
{
  onnx_attribute_ints (conv, "dilations", 2, I (2), I (3));
  onnx_attribute_ints (conv, "pads", 4, I (1), I (2), I (3), I (4));
  onnx_attribute_ints (conv, "kernel_shape", 2, I (3), I (3));
}

static void
test_conv (void)
{
  g_autoptr (FrostModel) upper = conv_with (8, same_upper, 3);
  model_pads_are (model_node (upper, 1, FROST_OP_CONV), 0, 0, 1, 1);
  g_autoptr (FrostModel) lower = conv_with (8, same_lower, 3);
  model_pads_are (model_node (lower, 1, FROST_OP_CONV), 1, 1, 0, 0);
  g_assert_cmpint (model_node (lower, 1, FROST_OP_CONV)->inference.y.dim[0], ==, 4);
  g_autoptr (FrostModel) none = conv_with (8, valid, 3);
  model_pads_are (model_node (none, 1, FROST_OP_CONV), 0, 0, 0, 0);
  g_autoptr (FrostModel) wide = conv_with (8, dilated, 3);
  model_pads_are (model_node (wide, 1, FROST_OP_CONV), 1, 2, 3, 4);
  g_assert_cmpint (model_node (wide, 1, FROST_OP_CONV)->attributes.window.dilation_w, ==,
                   3);
  g_assert_cmpint (model_node (wide, 1, FROST_OP_CONV)->inference.y.dim[1], ==, 8);
}

static void
refuse_conv (const char *name, int n, const int64_t *values, int64_t out, int64_t in,
             int code, const char *text)
{
  Wire *graph = graph_after (8), *conv = onnx_node ("Conv", "conv", "a,w", "c");

  if (n == 1)
    onnx_attribute_int (conv, name, values[0]);
  else if (n == 2)
    onnx_attribute_ints (conv, name, 2, values[0], values[1]);
  else if (n == 4)
    onnx_attribute_ints (conv, name, 4, values[0], values[1], values[2], values[3]);
  graph_node (graph, conv);
  graph_kernel (graph, "w", out, in, 3);
  graph_head (graph, "c", out);
  onnx_refuse_graph (graph, 13, code, text);
}

static void
test_conv_refused (void)
{
  refuse_conv ("strides", 2, (int64_t[]){ 0, 1 }, 4, 3, FROST_ENGINE_ERROR_UNSUPPORTED,
               "conv: attribute \"strides\" is not 2 numbers");
  refuse_conv ("dilations", 2, (int64_t[]){ 1, INT64_MAX }, 4, 3,
               FROST_ENGINE_ERROR_UNSUPPORTED, "\"dilations\"");
  refuse_conv ("pads", 4, (int64_t[]){ 0, -1, 0, 0 }, 4, 3,
               FROST_ENGINE_ERROR_UNSUPPORTED, "\"pads\"");
  refuse_conv ("pads", 2, (int64_t[]){ 1, 1 }, 4, 3, FROST_ENGINE_ERROR_UNSUPPORTED,
               "\"pads\"");
  refuse_conv ("kernel_shape", 2, (int64_t[]){ 5, 5 }, 4, 3, FROST_ENGINE_ERROR_CORRUPT,
               "\"kernel_shape\"");
  refuse_conv ("group", 1, (int64_t[]){ 0 }, 4, 3, FROST_ENGINE_ERROR_SHAPE, "groups");
  refuse_conv ("group", 1, (int64_t[]){ INT64_MAX }, 4, 3, FROST_ENGINE_ERROR_SHAPE,
               "groups");
  refuse_conv ("group", 1, (int64_t[]){ 3 }, 4, 1, FROST_ENGINE_ERROR_SHAPE, "conv: ");
  refuse_conv (NULL, 0, NULL, 4, 5, FROST_ENGINE_ERROR_SHAPE,
               "input has 3 channels but the weight takes 5");
  refuse_conv ("dilations", 2, (int64_t[]){ 9, 9 }, 4, 3, FROST_ENGINE_ERROR_SHAPE,
               "conv: ");
}

static FrostModel *
bias_after (const char *op_type, int rank, const int64_t *dims, int64_t n)
{
  Wire *graph = graph_begin (8, 8);
  gboolean conv = g_str_equal (op_type, "Conv");

  if (conv)
    {
      graph_node (graph, onnx_node ("Conv", "layer", "input,w", "c"));
      graph_kernel (graph, "w", n, 3, 1);
    }
  else
    {
      graph_node (graph, onnx_node ("GlobalAveragePool", "pool", "input", "p"));
      graph_node (graph, onnx_node ("Flatten", "flatten", "p", "f"));
      graph_node (graph, onnx_node ("MatMul", "layer", "f,w", "c"));
      graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 3, n }, 2, 0, 1));
    }
  graph_node (graph, onnx_node ("Add", "bias", "b,c", conv ? "d" : "y"));
  graph_initializer (graph, onnx_floats ("b", dims, rank, 5, 1));
  if (conv)
    graph_head (graph, "d", n);
  return onnx_load_graph (graph, 13);
}

static void
test_bias (void)
{
  g_autoptr (FrostModel) conv = bias_after ("Conv", 4, (int64_t[]){ 1, 4, 1, 1 }, 4);
  g_autoptr (FrostModel) low = bias_after ("Conv", 3, (int64_t[]){ 4, 1, 1 }, 4);
  g_autoptr (FrostModel) linear = bias_after ("MatMul", 1, (int64_t[]){ 4 }, 4);
  const FrostNode *layer = model_node (linear, 2, FROST_OP_LINEAR);

  g_assert_cmpint (model_node (conv, 0, FROST_OP_CONV)->parameters[1], >=, 0);
  g_assert_cmpint (model_node (low, 0, FROST_OP_CONV)->parameters[1], >=, 0);
  g_assert_cmpint (frost_graph_n_nodes (linear->graph), ==, 3);
  g_assert_cmpfloat (
      frost_model_parameter (linear, layer->parameters[1])->tensor->data[3], ==, 8);
  /* MatMul's [in, out] is ours already. */
  g_assert_cmpfloat (
      frost_model_parameter (linear, layer->parameters[0])->tensor->data[5], ==, 5);

  /* Along the width instead of the channels; after something that has no bias; read twice. */
  Wire *graph = graph_begin (4, 4);
  graph_node (graph, onnx_node ("Conv", "layer", "input,w", "c"));
  graph_kernel (graph, "w", 4, 3, 1);
  graph_node (graph, onnx_node ("Add", "bias", "c,b", "d"));
  graph_initializer (graph, onnx_floats ("b", (int64_t[]){ 4 }, 1, 0, 1));
  graph_head (graph, "d", 4);
  g_autoptr (FrostModel) by_column = onnx_load_graph (graph, 13);
  model_node (by_column, 1, FROST_OP_ADD);

  graph = graph_begin (4, 4);
  graph_node (graph, onnx_node ("Add", "bias", "input,b", "d"));
  graph_initializer (graph, onnx_floats ("b", (int64_t[]){ 3, 1, 1 }, 3, 0, 1));
  graph_head (graph, "d", 3);
  g_autoptr (FrostModel) on_input = onnx_load_graph (graph, 13);
  model_node (on_input, 0, FROST_OP_ADD);

  /* Somebody else reads the convolution without its bias. */
  graph = graph_begin (4, 4);
  graph_node (graph, onnx_node ("Conv", "layer", "input,w", "c"));
  graph_kernel (graph, "w", 4, 3, 1);
  graph_node (graph, onnx_node ("Identity", "alias", "c", "c2"));
  graph_node (graph, onnx_node ("Add", "bias", "c2,b", "d"));
  graph_initializer (graph, onnx_floats ("b", (int64_t[]){ 4, 1, 1 }, 3, 0, 1));
  graph_node (graph, onnx_node ("Add", "sum", "c,d", "e"));
  graph_head (graph, "e", 4);
  g_autoptr (FrostModel) shared = onnx_load_graph (graph, 13);
  g_assert_cmpint (model_node (shared, 0, FROST_OP_CONV)->parameters[1], ==, -1);
  model_node (shared, 1, FROST_OP_ADD);
}

static void
test_gemm (void)
{
  Wire *graph = graph_begin (2, 2), *gemm = onnx_node ("Gemm", "fc", "f,w,b", "y");

  graph_node (graph, onnx_node ("Flatten", "flatten", "input", "f"));
  onnx_attribute_float (gemm, "alpha", 2);
  onnx_attribute_float (gemm, "beta", 0.5f);
  graph_node (graph, gemm);
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 12, 2 }, 2, 0, 1));
  graph_initializer (graph, onnx_floats ("b", NULL, 0, 3, 0));
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  g_assert_cmpfloat (frost_model_parameter (model, 0)->tensor->data[5], ==, 10);
  g_assert_cmpfloat (frost_model_parameter (model, 1)->tensor->data[1], ==, 1.5f);

  graph = graph_begin (2, 2);
  graph_node (graph, onnx_node ("Flatten", "flatten", "input", "f"));
  graph_node (graph, onnx_node ("Gemm", "fc", "f,w", "y"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 11, 2 }, 2, 0, 1));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_SHAPE,
                     "fc: input has 12 features but the weight takes 11");

  graph = graph_begin (2, 2);
  graph_node (graph, onnx_node ("Gemm", "fc", "input,w", "y"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 3, 2 }, 2, 0, 1));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "on an input of 4 dimensions");

  graph = graph_begin (2, 2);
  gemm = onnx_node ("Gemm", "fc", "f,w", "y");
  onnx_attribute_int (gemm, "transA", 1);
  graph_node (graph, onnx_node ("Flatten", "flatten", "input", "f"));
  graph_node (graph, gemm);
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 12, 2 }, 2, 0, 1));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_SHAPE,
                     "fc: input has 1 features but the weight takes 12");

  graph = graph_begin (2, 2);
  graph_node (graph, onnx_node ("Flatten", "flatten", "input", "f"));
  graph_node (graph, onnx_node ("Gemm", "fc", "f,w,b", "y"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 12, 2 }, 2, 0, 1));
  graph_initializer (graph, onnx_floats ("b", (int64_t[]){ 2, 1 }, 2, 0, 1));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "operator \"Gemm\" with a constant of float 2x1");
}

static void
norm_inputs (Wire *graph, int64_t n)
{
  static const char *const names[] = { "gamma", "beta", "mean", "variance" };

  for (int i = 0; i < 4; i++)
    graph_initializer (graph, onnx_floats (names[i], &n, 1, 1, 0.5f));
}

static void
test_batch_norm (void)
{
  Wire *graph = graph_after (4),
       *norm = onnx_node ("BatchNormalization", "bn", "a,gamma,beta,mean,variance", "b");

  onnx_attribute_float (norm, "epsilon", 0.001f);
  onnx_attribute_float (norm, "momentum", 0.99f);
  graph_node (graph, norm);
  norm_inputs (graph, 3);
  graph_head (graph, "b", 3);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  const FrostNode *node = model_node (model, 1, FROST_OP_BATCH_NORM);
  g_assert_cmpfloat (node->attributes.epsilon, ==, 0.001f);
  g_assert_cmpfloat (node->attributes.momentum, ==, 0.99f);
  g_assert_false (frost_model_parameter (model, node->parameters[1])->fixed);
  g_assert_true (frost_model_parameter (model, node->parameters[2])->fixed);
  g_assert_cmpstr (frost_model_parameter (model, node->parameters[3])->name, ==,
                   "variance");

  graph = graph_after (4);
  norm = onnx_node ("BatchNormalization", "bn", "a,gamma,beta,mean,variance", "b,m,v");
  onnx_attribute_int (norm, "training_mode", 1);
  graph_node (graph, norm);
  norm_inputs (graph, 3);
  graph_head (graph, "b", 3);
  onnx_refuse_graph (graph, 15, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "bn: operator \"BatchNormalization\" in training mode");

  graph = graph_after (4);
  graph_node (graph,
              onnx_node ("BatchNormalization", "bn", "a,gamma,beta,mean,variance", "b"));
  norm_inputs (graph, 5);
  graph_head (graph, "b", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_SHAPE, "weight is float 5");

  graph = graph_after (4);
  graph_node (graph, onnx_node ("BatchNormalization", "bn", "a,gamma,beta", "b"));
  norm_inputs (graph, 3);
  graph_head (graph, "b", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT, "has no input 3");
}

/* Shapes that the engine's own operators refuse come out with the node's name. */
static void
test_infer (void)
{
  Wire *graph = graph_after (4);
  graph_conv (graph);
  graph_node (graph, onnx_node ("Add", "sum", "a,c", "s"));
  graph_head (graph, "s", 4);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_SHAPE, "sum: ");

  graph = graph_after (4);
  Wire *cast = onnx_node ("Cast", "whole", "a", "h");
  onnx_attribute_int (cast, "to", 7);
  graph_node (graph, cast);
  graph_head (graph, "h", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "whole: operator \"Cast\" to data type 7");

  graph = graph_after (4);
  graph_node (graph, onnx_node ("Gather", "pick", "a,input", "h"));
  graph_head (graph, "h", 3);
  onnx_refuse_graph (
      graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
      "pick: operator \"Gather\" with an input 1 (\"input\") that is computed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-map-conv/conv", test_conv);
  g_test_add_func ("/onnx-map-conv/conv-refused", test_conv_refused);
  g_test_add_func ("/onnx-map-conv/bias", test_bias);
  g_test_add_func ("/onnx-map-conv/gemm", test_gemm);
  g_test_add_func ("/onnx-map-conv/batch-norm", test_batch_norm);
  g_test_add_func ("/onnx-map-conv/infer", test_infer);
  return g_test_run ();
}
