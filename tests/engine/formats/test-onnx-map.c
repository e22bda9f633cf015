/* What each operator becomes: kinds, windows, bounds, and the forms that are refused. */
#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "tests/engine/formats/onnx-writer.h"

#include <math.h>
#include <string.h>

#define I(value) ((int64_t) (value))

/* A graph whose "a" is the input through a pool of one pixel, so that there is something before
 * the node under test. */
static Wire *
begin (int64_t size)
{
  Wire *graph = graph_begin (size, size),
       *first = onnx_node ("MaxPool", "first", "input", "a");

  onnx_attribute_ints (first, "kernel_shape", 2, I (1), I (1));
  graph_node (graph, first);
  return graph;
}

static const FrostNode *
node_at (const FrostModel *model, int index, FrostOpKind kind)
{
  g_assert_cmpint (index, <, frost_graph_n_nodes (model->graph));
  const FrostNode *node = frost_graph_node (model->graph, index);
  g_assert_cmpint (node->kind, ==, kind);
  return node;
}

static void
weight (Wire *graph, const char *name, int64_t out, int64_t in, int64_t kernel)
{
  graph_initializer (
      graph, onnx_floats (name, (int64_t[]){ out, in, kernel, kernel }, 4, -1, 0.1f));
}

static void
pads_are (const FrostNode *node, int top, int left, int bottom, int right)
{
  const FrostWindow *w = &node->attributes.window;

  g_assert_cmpint (w->pad_top, ==, top);
  g_assert_cmpint (w->pad_left, ==, left);
  g_assert_cmpint (w->pad_bottom, ==, bottom);
  g_assert_cmpint (w->pad_right, ==, right);
}

static FrostModel *
conv_with (int64_t size, void (*fill) (Wire *conv), int64_t kernel)
{
  Wire *graph = begin (size), *conv = onnx_node ("Conv", "conv", "a,w", "c");

  fill (conv);
  graph_node (graph, conv);
  weight (graph, "w", 4, 3, kernel);
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
  pads_are (node_at (upper, 1, FROST_OP_CONV), 0, 0, 1, 1);
  g_autoptr (FrostModel) lower = conv_with (8, same_lower, 3);
  pads_are (node_at (lower, 1, FROST_OP_CONV), 1, 1, 0, 0);
  g_assert_cmpint (node_at (lower, 1, FROST_OP_CONV)->inference.y.dim[0], ==, 4);
  g_autoptr (FrostModel) none = conv_with (8, valid, 3);
  pads_are (node_at (none, 1, FROST_OP_CONV), 0, 0, 0, 0);
  g_autoptr (FrostModel) wide = conv_with (8, dilated, 3);
  pads_are (node_at (wide, 1, FROST_OP_CONV), 1, 2, 3, 4);
  g_assert_cmpint (node_at (wide, 1, FROST_OP_CONV)->attributes.window.dilation_w, ==, 3);
  g_assert_cmpint (node_at (wide, 1, FROST_OP_CONV)->inference.y.dim[1], ==, 8);
}

static void
refuse_conv (const char *name, int n, const int64_t *values, int64_t out, int64_t in,
             int code, const char *text)
{
  Wire *graph = begin (8), *conv = onnx_node ("Conv", "conv", "a,w", "c");

  if (n == 1)
    onnx_attribute_int (conv, name, values[0]);
  else if (n == 2)
    onnx_attribute_ints (conv, name, 2, values[0], values[1]);
  else if (n == 4)
    onnx_attribute_ints (conv, name, 4, values[0], values[1], values[2], values[3]);
  graph_node (graph, conv);
  weight (graph, "w", out, in, 3);
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

/* PyTorch's padding: Pad (top 0, left 0, bottom 1, right 1), then a Conv without. */
static void
test_pad (void)
{
  Wire *graph = begin (8), *conv = onnx_node ("Conv", "conv", "p,w", "c");
  onnx_attribute_ints (conv, "pads", 4, I (1), I (0), I (0), I (0));
  graph_node (graph, onnx_node ("Pad", "pad", "a,pads", "p"));
  graph_initializer (graph, onnx_ints ("pads", (int64_t[]){ 0, 0, 0, 0, 0, 0, 1, 2 }, 8));
  graph_node (graph, conv);
  weight (graph, "w", 4, 3, 3);
  graph_head (graph, "c", 4);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  pads_are (node_at (model, 1, FROST_OP_CONV), 1, 0, 1, 2);

  Wire *attribute_form = begin (8), *pad = onnx_node ("Pad", "pad", "a", "p");
  onnx_attribute_ints (pad, "pads", 8, I (0), I (0), I (2), I (2), I (0), I (0), I (2),
                       I (2));
  graph_node (attribute_form, pad);
  Wire *pool = onnx_node ("AveragePool", "mean", "p", "m");
  onnx_attribute_ints (pool, "kernel_shape", 2, I (3), I (3));
  graph_node (attribute_form, pool);
  graph_head (attribute_form, "m", 3);
  g_autoptr (FrostModel) pooled = onnx_load_graph (attribute_form, 9);
  pads_are (node_at (pooled, 1, FROST_OP_AVERAGE_POOL), 2, 2, 2, 2);
  g_assert_true (
      node_at (pooled, 1, FROST_OP_AVERAGE_POOL)->attributes.count_include_pad);
}

static void
refuse_pad (const int64_t *pads, const char *mode, float value, const char *reader,
            const char *text)
{
  Wire *graph = begin (8), *pad = onnx_node ("Pad", "pad", "a,pads,value", "p"),
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

  refuse_pad (good, "constant", 0, "MaxPool", "reader: operator \"MaxPool\" after a Pad");
  refuse_pad (good, "constant", 0, "Relu", "reader: operator \"Relu\" after a Pad");
  refuse_pad (good, "constant", 1, "AveragePool",
              "pad: operator \"Pad\" with another value than 0");
  refuse_pad (good, "reflect", 0, "AveragePool", "another mode than constant");
  refuse_pad (good, "wrap", 0, "AveragePool", "attribute \"mode\" is \"wrap\"");
  refuse_pad ((int64_t[]){ 0, 1, 0, 0, 0, 0, 0, 0 }, "constant", 0, "AveragePool",
              "batch or channels");
  refuse_pad ((int64_t[]){ 0, 0, -1, 0, 0, 0, 0, 0 }, "constant", 0, "AveragePool",
              "that cuts");
  refuse_pad ((int64_t[]){ 0, 0, INT64_MAX, 0, 0, 0, 0, 0 }, "constant", 0, "AveragePool",
              "that cuts");
}

static FrostModel *
bias_after (const char *op_type, int rank, const int64_t *dims, int64_t n)
{
  Wire *graph = graph_begin (8, 8);
  gboolean conv = g_str_equal (op_type, "Conv");

  if (conv)
    {
      graph_node (graph, onnx_node ("Conv", "layer", "input,w", "c"));
      weight (graph, "w", n, 3, 1);
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
  const FrostNode *layer = node_at (linear, 2, FROST_OP_LINEAR);

  g_assert_cmpint (node_at (conv, 0, FROST_OP_CONV)->parameters[1], >=, 0);
  g_assert_cmpint (node_at (low, 0, FROST_OP_CONV)->parameters[1], >=, 0);
  g_assert_cmpint (frost_graph_n_nodes (linear->graph), ==, 3);
  g_assert_cmpfloat (
      frost_model_parameter (linear, layer->parameters[1])->tensor->data[3], ==, 8);
  /* MatMul's [in, out] is ours already. */
  g_assert_cmpfloat (
      frost_model_parameter (linear, layer->parameters[0])->tensor->data[5], ==, 5);

  /* Along the width instead of the channels; after something that has no bias; read twice. */
  Wire *graph = graph_begin (4, 4);
  graph_node (graph, onnx_node ("Conv", "layer", "input,w", "c"));
  weight (graph, "w", 4, 3, 1);
  graph_node (graph, onnx_node ("Add", "bias", "c,b", "d"));
  graph_initializer (graph, onnx_floats ("b", (int64_t[]){ 4 }, 1, 0, 1));
  graph_head (graph, "d", 4);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "bias: operator \"Add\" of a constant (float 4) is not supported");

  graph = graph_begin (4, 4);
  graph_node (graph, onnx_node ("Add", "bias", "input,b", "d"));
  graph_initializer (graph, onnx_floats ("b", (int64_t[]){ 3, 1, 1 }, 3, 0, 1));
  graph_head (graph, "d", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "bias: operator \"Add\" of a constant");

  graph = graph_begin (4, 4);
  graph_node (graph, onnx_node ("Conv", "layer", "input,w", "c"));
  weight (graph, "w", 4, 3, 1);
  graph_node (graph, onnx_node ("Identity", "alias", "c", "c2"));
  graph_node (graph, onnx_node ("Add", "bias", "c2,b", "d"));
  graph_initializer (graph, onnx_floats ("b", (int64_t[]){ 4, 1, 1 }, 3, 0, 1));
  graph_node (graph, onnx_node ("Add", "sum", "c,d", "e"));
  graph_head (graph, "e", 4);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "bias: operator \"Add\" of a constant");
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
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED, "transA");

  graph = graph_begin (2, 2);
  graph_node (graph, onnx_node ("Flatten", "flatten", "input", "f"));
  graph_node (graph, onnx_node ("Gemm", "fc", "f,w,b", "y"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 12, 2 }, 2, 0, 1));
  graph_initializer (graph, onnx_floats ("b", (int64_t[]){ 2, 1 }, 2, 0, 1));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_SHAPE, "bias is float 2x1");
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
  Wire *graph = begin (4),
       *norm = onnx_node ("BatchNormalization", "bn", "a,gamma,beta,mean,variance", "b");

  onnx_attribute_float (norm, "epsilon", 0.001f);
  onnx_attribute_float (norm, "momentum", 0.99f);
  graph_node (graph, norm);
  norm_inputs (graph, 3);
  graph_head (graph, "b", 3);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  const FrostNode *node = node_at (model, 1, FROST_OP_BATCH_NORM);
  g_assert_cmpfloat (node->attributes.epsilon, ==, 0.001f);
  g_assert_cmpfloat (node->attributes.momentum, ==, 0.99f);
  g_assert_false (frost_model_parameter (model, node->parameters[1])->statistics);
  g_assert_true (frost_model_parameter (model, node->parameters[2])->statistics);
  g_assert_cmpstr (frost_model_parameter (model, node->parameters[3])->name, ==,
                   "variance");

  graph = begin (4);
  norm = onnx_node ("BatchNormalization", "bn", "a,gamma,beta,mean,variance", "b,m,v");
  onnx_attribute_int (norm, "training_mode", 1);
  graph_node (graph, norm);
  norm_inputs (graph, 3);
  graph_head (graph, "b", 3);
  onnx_refuse_graph (graph, 15, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "bn: operator \"BatchNormalization\" in training mode");

  graph = begin (4);
  graph_node (graph,
              onnx_node ("BatchNormalization", "bn", "a,gamma,beta,mean,variance", "b"));
  norm_inputs (graph, 5);
  graph_head (graph, "b", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_SHAPE, "weight is float 5");

  graph = begin (4);
  graph_node (graph, onnx_node ("BatchNormalization", "bn", "a,gamma,beta", "b"));
  norm_inputs (graph, 3);
  graph_head (graph, "b", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT, "has no input 3");
}

static FrostModel *
clip (int64_t opset, float low, float high)
{
  Wire *graph = begin (4);
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

  g_assert_cmpfloat (node_at (six, 1, FROST_OP_CLIP)->attributes.high, ==, 6);
  g_assert_cmpfloat (node_at (old, 1, FROST_OP_CLIP)->attributes.low, ==, -1);
  node_at (half, 1, FROST_OP_RELU);
  node_at (largest, 1, FROST_OP_RELU);
  node_at (nothing, 1, FROST_OP_GLOBAL_AVERAGE_POOL);

  Wire *graph = begin (4), *node = onnx_node ("Clip", "clip", "a", "c");
  onnx_attribute_float (node, "min", 2);
  onnx_attribute_float (node, "max", 1);
  graph_node (graph, node);
  graph_head (graph, "c", 3);
  onnx_refuse_graph (graph, 9, FROST_ENGINE_ERROR_CORRUPT, "clip: the lower bound");

  graph = begin (4);
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
  Wire *graph = begin (4);

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
  const FrostNode *node = node_at (model, 1, FROST_OP_CLIP);

  g_assert_cmpstr (node->name, ==, "one");
  g_assert_cmpfloat (node->attributes.low, ==, low);
  g_assert_cmpfloat (node->attributes.high, ==, high);
  node_at (model, 2, FROST_OP_GLOBAL_AVERAGE_POOL);
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
  node_at (twice, 1, FROST_OP_RELU);
  node_at (twice, 2, FROST_OP_GLOBAL_AVERAGE_POOL);

  g_autoptr (FrostModel) shared = clamps ("a", "b,,six", TRUE);
  node_at (shared, 1, FROST_OP_RELU);
  g_assert_cmpfloat (node_at (shared, 2, FROST_OP_CLIP)->attributes.low, ==, -INFINITY);
}

static Wire *
hard_sigmoid (float alpha, float beta, float factor, const char *reader)
{
  Wire *graph = begin (4), *node = onnx_node ("HardSigmoid", "unit", "a", "h");

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
  const FrostNode *node = node_at (model, 1, FROST_OP_CLIP);

  g_assert_cmpstr (node->name, ==, "relu6");
  g_assert_cmpfloat (node->attributes.low, ==, 0);
  g_assert_cmpfloat (node->attributes.high, ==, 6);
  onnx_refuse_graph (hard_sigmoid (1 / 6.0f, 0, 5, "Mul"), 13,
                     FROST_ENGINE_ERROR_UNSUPPORTED, "relu6: operator \"Mul\"");
  onnx_refuse_graph (hard_sigmoid (0.2f, 0.5f, 5, "Mul"), 13,
                     FROST_ENGINE_ERROR_UNSUPPORTED, "unit: operator \"HardSigmoid\"");
  onnx_refuse_graph (hard_sigmoid (1 / 6.0f, 0, 6, "Relu"), 13,
                     FROST_ENGINE_ERROR_UNSUPPORTED,
                     "relu6: operator \"Relu\" after a HardSigmoid");
}

static void
test_pools (void)
{
  Wire *graph = begin (8), *pool = onnx_node ("MaxPool", "pool1", "a", "m");
  onnx_attribute_ints (pool, "kernel_shape", 2, I (3), I (2));
  onnx_attribute_ints (pool, "strides", 2, I (2), I (2));
  onnx_attribute_int (pool, "ceil_mode", 1);
  graph_node (graph, pool);
  graph_head (graph, "m", 3);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  const FrostNode *node = node_at (model, 1, FROST_OP_MAX_POOL);
  g_assert_true (node->attributes.ceil_mode);
  g_assert_cmpint (node->attributes.window.kernel_w, ==, 2);
  g_assert_cmpint (node->inference.y.dim[0], ==, 4);

  graph = begin (8);
  graph_node (graph, onnx_node ("MaxPool", "pool1", "a", "m"));
  graph_head (graph, "m", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT,
                     "\"kernel_shape\" is missing");
}

static Wire *
mean (int n, int64_t first, int64_t second, int64_t keep)
{
  Wire *graph = begin (8), *node = onnx_node ("ReduceMean", "mean", "a", "f");

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
      node_at (model, 1, FROST_OP_GLOBAL_AVERAGE_POOL);
      node_at (model, 2, FROST_OP_FLATTEN);
      node_at (model, 3, FROST_OP_LINEAR);
    }
  onnx_refuse_graph (mean (2, 1, 2, 1), 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "mean: operator \"ReduceMean\"");
  onnx_refuse_graph (mean (1, 2, 0, 1), 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "over other axes");
  onnx_refuse_graph (mean (2, 2, 2, 1), 13, FROST_ENGINE_ERROR_CORRUPT, "an axis twice");
  onnx_refuse_graph (mean (2, 2, 4, 1), 13, FROST_ENGINE_ERROR_CORRUPT, "axis is 4");
}

/* x.view (x.size (0), -1) as PyTorch before 1.0 and after writes it. */
static void
test_view (void)
{
  Wire *graph = begin (2), *concat = onnx_node ("Concat", "concat", "n1,rest", "to");

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
  g_assert_cmpstr (node_at (model, 1, FROST_OP_FLATTEN)->name, ==, "view");
}

/* The shape has n numbers; ok 0 = refused. */
static void
reshape (const int64_t *shape, int n, gboolean ok)
{
  Wire *graph = begin (2);

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
  Wire *graph = begin (4);
  graph_node (graph, onnx_node ("GlobalMaxPool", "pool", "a", "p"));
  graph_node (graph, onnx_node ("Squeeze", "squeeze", "p,axes", "f"));
  graph_initializer (graph, onnx_ints ("axes", (int64_t[]){ 3, 2 }, 2));
  graph_node (graph, onnx_node ("MatMul", "fc", "f,w", "y"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 3, 2 }, 2, 0, 1));
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  node_at (model, 1, FROST_OP_GLOBAL_MAX_POOL);
  node_at (model, 2, FROST_OP_FLATTEN);

  graph = begin (4);
  graph_node (graph, onnx_node ("Squeeze", "squeeze", "a,axes", "f"));
  graph_initializer (graph, onnx_ints ("axes", (int64_t[]){ 2, 3 }, 2));
  graph_head (graph, "f", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "squeeze: operator \"Squeeze\"");
}

static Wire *
concat (int64_t axis, const char *inputs)
{
  Wire *graph = begin (4), *node = onnx_node ("Concat", "join", inputs, "j");

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
  g_assert_cmpint (node_at (model, 1, FROST_OP_CONCAT)->inference.y.dim[2], ==, 6);
  onnx_refuse_graph (concat (2, "a,input"), 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "join: operator \"Concat\"");
  onnx_refuse_graph (concat (1, "a,k"), 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "with the constant \"k\"");
  onnx_refuse_graph (concat (4, "a,input"), 13, FROST_ENGINE_ERROR_CORRUPT, "axis is 4");
  onnx_refuse_graph (concat (1, ""), 13, FROST_ENGINE_ERROR_CORRUPT, "has no input 0");
}

static Wire *
dropout (int64_t opset, float ratio)
{
  Wire *graph = begin (4),
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

  g_assert_cmpfloat (node_at (old, 1, FROST_OP_DROPOUT)->attributes.probability, ==,
                     0.25f);
  g_assert_cmpfloat (node_at (new, 1, FROST_OP_DROPOUT)->attributes.probability, ==,
                     0.25f);
  onnx_refuse_graph (dropout (13, 1), 13, FROST_ENGINE_ERROR_CORRUPT, "drop: the ratio");
}

/* Shapes that the engine's own operators refuse come out with the node's name. */
static void
test_infer (void)
{
  Wire *graph = begin (4);
  graph_conv (graph);
  graph_node (graph, onnx_node ("Add", "sum", "a,c", "s"));
  graph_head (graph, "s", 4);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_SHAPE, "sum: ");

  graph = begin (4);
  graph_node (graph, onnx_node ("Cast", "half", "a", "h"));
  graph_head (graph, "h", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "half: operator \"Cast\"");

  graph = begin (4);
  graph_node (graph, onnx_node ("Gather", "pick", "a,input", "h"));
  graph_head (graph, "h", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "pick: operator \"Gather\" is not supported on what is computed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-map/conv", test_conv);
  g_test_add_func ("/onnx-map/conv-refused", test_conv_refused);
  g_test_add_func ("/onnx-map/pad", test_pad);
  g_test_add_func ("/onnx-map/pad-refused", test_pad_refused);
  g_test_add_func ("/onnx-map/bias", test_bias);
  g_test_add_func ("/onnx-map/gemm", test_gemm);
  g_test_add_func ("/onnx-map/batch-norm", test_batch_norm);
  g_test_add_func ("/onnx-map/clip", test_clip);
  g_test_add_func ("/onnx-map/clamps", test_clamps);
  g_test_add_func ("/onnx-map/hard-sigmoid", test_hard_sigmoid);
  g_test_add_func ("/onnx-map/pools", test_pools);
  g_test_add_func ("/onnx-map/reduce-mean", test_reduce_mean);
  g_test_add_func ("/onnx-map/view", test_view);
  g_test_add_func ("/onnx-map/reshape", test_reshape);
  g_test_add_func ("/onnx-map/squeeze", test_squeeze);
  g_test_add_func ("/onnx-map/concat", test_concat);
  g_test_add_func ("/onnx-map/dropout", test_dropout);
  g_test_add_func ("/onnx-map/infer", test_infer);
  return g_test_run ();
}
