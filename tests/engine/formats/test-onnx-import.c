/* The importer on hand-made graphs: one file a rule. What single operators become is in the
 * test-onnx-map files. */
#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "tests/engine/formats/onnx-writer.h"

#include <string.h>

static Wire *
small (void)
{
  Wire *graph = graph_begin (8, 8);

  graph_conv (graph);
  graph_head (graph, "c", 4);
  return graph;
}

static void
test_small (void)
{
  g_autoptr (FrostModel) model = onnx_load_graph (small (), 13);
  FrostNode *conv = frost_graph_node (model->graph, 0);

  g_assert_cmpstr (model->name, ==, "test");
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 4);
  g_assert_cmpstr (conv->name, ==, "conv");
  g_assert_cmpint (conv->attributes.window.pad_top, ==, 1);
  g_assert_cmpint (frost_model_n_outputs (model), ==, 2);
  g_assert_cmpint (frost_model_n_parameters (model), ==, 4 * 27 + 4 + 8 + 2);
  g_assert_cmpstr (frost_model_parameter (model, 0)->name, ==, "conv.weight");
  g_assert_cmpint (model->graph->input.dim[0], ==, 8);
  g_assert_false (model->preprocessing_known);
  g_assert_cmpint (model->preprocessing.width, ==, 8);
  g_assert_null (model->classes);

  /* OIHW [4, 3, 3, 3] to [3, 3, 3, 4]: output 2, input 1, row 0, column 2. */
  const float *w = frost_model_parameter (model, 0)->tensor->data;
  g_assert_cmpfloat_with_epsilon (w[((0 * 3 + 2) * 3 + 1) * 4 + 2],
                                  -0.5f + 0.01f * (2 * 27 + 1 * 9 + 0 * 3 + 2), 1e-6);
  /* Gemm with transB: [out, in] to [in, out]. */
  const float *fc = frost_model_parameter (model, 2)->tensor->data;
  g_assert_cmpfloat (fc[3 * 2 + 1], ==, -1 + 0.25f * (1 * 4 + 3));
}

static void
test_opset (void)
{
  g_autoptr (FrostModel) seven = onnx_load_graph (small (), 7);
  g_autoptr (FrostModel) seventeen = onnx_load_graph (small (), 17);

  onnx_refuse_graph (small (), 6, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "operator set 6, needs 7 to 17");
  onnx_refuse_graph (small (), 18, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "operator set 18, needs 7 to 17");
  onnx_refuse_graph (small (), -1, FROST_ENGINE_ERROR_UNSUPPORTED, "needs 7 to 17");

  Wire *model = onnx_model (small (), 13), *import = wire_new ();
  wire_text (import, 1, "ai.onnx");
  wire_int (import, 2, 12);
  wire_message (model, 8, import);
  onnx_refuse_model (model, FROST_ENGINE_ERROR_CORRUPT, "operator set twice");

  Wire *none = wire_new ();
  wire_int (none, 1, 7);
  wire_message (none, 7, small ());
  onnx_refuse_model (none, FROST_ENGINE_ERROR_UNSUPPORTED, "needs 7 to 17");

  Wire *empty = wire_new ();
  wire_int (empty, 1, 7);
  onnx_refuse_model (empty, FROST_ENGINE_ERROR_CORRUPT, "no graph");
}

static void
refuse_input (int n_dims, const int64_t *dims, const char *shape)
{
  Wire *graph = wire_new ();
  g_autofree char *text = g_strdup_printf (
      "model whose input is not an image: input \"x\" has shape %s, needs N x 3 x H x W",
      shape);

  graph_input (graph, onnx_value ("x", n_dims, dims));
  graph_output (graph, onnx_value ("y", 2, (int64_t[]){ 0, 2 }));
  graph_node (graph, onnx_node ("Relu", "r", "x", "y"));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED, text);
}

static void
test_input (void)
{
  refuse_input (2, (int64_t[]){ 0, 128 }, "N x 128");
  refuse_input (4, (int64_t[]){ 0, 1, 28, 28 }, "N x 1 x 28 x 28");
  refuse_input (4, (int64_t[]){ 0, 224, 224, 3 }, "N x 224 x 224 x 3");
  refuse_input (4, (int64_t[]){ 1, 3, -5, 8 }, "1 x 3 x -5 x 8");
  refuse_input (4, (int64_t[]){ 1, 3, 8, INT64_C (1) << 40 },
                "1 x 3 x 8 x 1099511627776");
  refuse_input (0, NULL, "of a single number");

  Wire *graph = wire_new (), *value = wire_new ();
  wire_text (value, 1, "x");
  graph_input (graph, value);
  graph_output (graph, onnx_value ("y", 2, (int64_t[]){ 0, 2 }));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED, "has shape unknown");

  graph = wire_new ();
  graph_output (graph, onnx_value ("y", 2, (int64_t[]){ 0, 2 }));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED, "it has no input");

  /* Height and width that the file leaves open become the usual 224. */
  graph = graph_begin (0, 0);
  graph_conv (graph);
  graph_head (graph, "c", 4);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  g_assert_cmpint (model->graph->input.dim[0], ==, 224);
}

/* Before IR 4 the initializers are listed as inputs, here even before the image. */
static void
test_old_ir (void)
{
  Wire *graph = wire_new ();

  graph_input (graph, onnx_value ("conv.weight", 4, (int64_t[]){ 4, 3, 3, 3 }));
  graph_input (graph, onnx_value ("input", 4, (int64_t[]){ 1, 3, 8, 8 }));
  graph_output (graph, onnx_value ("y", 2, (int64_t[]){ 1, 2 }));
  graph_conv (graph);
  graph_head (graph, "c", 4);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 9);
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 4);
}

/* Nothing with weights lies below, so there is no trunk either. */
static void
test_unknown_operator (void)
{
  Wire *graph = graph_after (8);
  graph_node (graph, onnx_node ("Einsum", "/features/3/foo/Einsum", "a", "e"));
  graph_head (graph, "e", 3);
  onnx_refuse_graph (
      graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
      "test: features.3.foo: operator \"Einsum\" of domain \"ai.onnx\" is not supported");

  graph = graph_after (8);
  Wire *node = onnx_node ("Relu", "mine", "a", "e");
  wire_text (node, 7, "com.example");
  graph_node (graph, node);
  graph_head (graph, "e", 3);
  onnx_refuse_graph (
      graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
      "mine: operator \"Relu\" of domain \"com.example\" is not supported");
}

static Wire *
with_unknown (const char *inputs)
{
  Wire *graph = graph_begin (8, 8);

  graph_conv (graph);
  graph_node (graph, onnx_node ("Relu", "relu", "c", "r"));
  graph_node (graph, onnx_node ("Tanh", "tanh", "r", "t"));
  graph_node (graph, onnx_node ("Einsum", "foo", inputs, "e"));
  graph_head (graph, "e", 4);
  return graph;
}

/* What lies below the unknown part stays, with a new head. */
static void
test_trunk (void)
{
  g_autoptr (FrostModel) model = onnx_load_graph (with_unknown ("t"), 13);
  g_assert_cmpstr (model->truncated, ==,
                   "foo: operator \"Einsum\" of domain \"ai.onnx\" is not supported");
  model_node (model, 0, FROST_OP_CONV);
  model_node (model, 2, FROST_OP_TANH);
  model_node (model, 3, FROST_OP_GLOBAL_AVERAGE_POOL);
  model_node (model, 5, FROST_OP_LINEAR);
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 6);
  g_assert_cmpint (frost_model_n_outputs (model), ==, 2);

  /* The unknown part reads two values: what both come from is the top of the trunk. */
  g_autoptr (FrostModel) lower = onnx_load_graph (with_unknown ("t,r"), 13);
  g_assert_cmpint (frost_graph_n_nodes (lower->graph), ==, 5);
  model_node (lower, 1, FROST_OP_RELU);
  model_node (lower, 2, FROST_OP_GLOBAL_AVERAGE_POOL);

  g_autoptr (FrostModel) whole = onnx_load_graph (small (), 13);
  g_assert_null (whole->truncated);
}

/* A value of which only the shape is used goes from below the trunk, and a dead node without any
 * result is passed over. */
static void
test_trunk_side (void)
{
  Wire *graph = graph_begin (16, 16), *mute = wire_new ();

  graph_conv (graph);
  graph_node (graph, onnx_node ("Sigmoid", "side", "c", "e"));
  graph_node (graph, onnx_node ("Shape", "shape", "e", "s"));
  graph_node (graph, onnx_node ("Reshape", "same", "c,s", "k"));
  graph_node (graph, onnx_node ("Relu", "relu", "k", "r"));
  graph_node (graph, onnx_node ("Einsum", "foo", "r", "y"));
  wire_text (mute, 1, "r");
  wire_text (mute, 4, "Relu");
  graph_node (graph, mute);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);

  g_assert_nonnull (model->truncated);
  model_node (model, 0, FROST_OP_CONV);
  model_node (model, 1, FROST_OP_RELU);
  model_node (model, 2, FROST_OP_GLOBAL_AVERAGE_POOL);
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 5);
}

/* What the output does not need is not looked at. */
static void
test_dead_nodes (void)
{
  Wire *graph = small ();

  graph_output (graph, onnx_value ("second", 2, (int64_t[]){ 0, 2 }));
  graph_node (graph, onnx_node ("Einsum", "dead", "c", "second"));
  graph_node (graph, onnx_node ("Mystery", "dead2", "second,nowhere", "third"));
  graph_initializer (graph,
                     onnx_tensor ("dead.weight", 10, (int64_t[]){ -7 }, 1, "x", 1));
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 4);
}

static void
test_sorting (void)
{
  Wire *graph = graph_begin (8, 8);
  graph_node (graph, onnx_node ("Relu", "relu", "c", "r"));
  graph_conv (graph);
  graph_head (graph, "r", 4);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT,
                     "relu: reads \"c\" before the node that gives it");

  graph = graph_begin (8, 8);
  graph_node (graph, onnx_node ("Relu", "loop", "r", "r"));
  graph_head (graph, "r", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT, "loop: reads \"r\" before");

  graph = graph_begin (8, 8);
  graph_node (graph, onnx_node ("Softmax", "a", "y2", "y"));
  graph_node (graph, onnx_node ("Softmax", "b", "y", "y2"));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT, "depends on itself");
}

static void
test_names (void)
{
  Wire *graph = small ();
  graph_node (graph, onnx_node ("Relu", "again", "c", "head.flat"));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT,
                     "the name \"head.flat\" is given twice");

  graph = small ();
  graph_node (graph, onnx_node ("Relu", "again", "c", "input"));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT,
                     "the name \"input\" is given twice");

  graph = small ();
  graph_initializer (graph, onnx_ints ("conv.bias", (int64_t[]){ 1 }, 1));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT,
                     "the name \"conv.bias\" is given twice");

  graph = small ();
  graph_initializer (graph, onnx_ints ("", (int64_t[]){ 1 }, 1));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT, "without a name");

  graph = graph_begin (8, 8);
  graph_head (graph, "nowhere", 4);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT,
                     "pool: reads \"nowhere\", which neither the input, a node nor an "
                     "initializer gives");

  graph = graph_begin (8, 8);
  graph_node (graph, onnx_node ("Dropout", "drop", "input", "d,mask"));
  graph_head (graph, "mask", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "result \"mask\" of operator \"Dropout\" is not supported");

  graph = graph_begin (8, 8);
  graph_node (graph, onnx_node ("Relu", "two\nlines", "input", "r"));
  graph_head (graph, "r", 3);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT, "two\\nlines");
}

/* Nodes may share a name and weights; here each gets its own. An Identity of weights names them. */
static void
test_shared (void)
{
  Wire *graph = graph_begin (8, 8);

  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 3, 3, 1, 1 }, 4, 0, 0.1f));
  graph_node (graph, onnx_node ("Conv", "same", "input,w", "a"));
  graph_node (graph, onnx_node ("Identity", "again", "w", "w2"));
  graph_node (graph, onnx_node ("Conv", "same", "a,w2", "b"));
  graph_head (graph, "b", 3);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  g_assert_cmpstr (frost_graph_node (model->graph, 0)->name, ==, "same");
  g_assert_cmpstr (frost_graph_node (model->graph, 1)->name, ==, "same_2");
  g_assert_cmpstr (frost_model_parameter (model, 0)->name, ==, "w");
  g_assert_cmpstr (frost_model_parameter (model, 1)->name, ==, "w2");
  g_assert_true (frost_model_parameter (model, 0)->tensor
                 != frost_model_parameter (model, 1)->tensor);
}

/* A weight that many nodes share must not become memory without end. */
static void
test_amplification (void)
{
  Wire *graph = graph_begin (1, 1);
  char from[16] = "input";

  graph_initializer (graph, onnx_floats ("a", (int64_t[]){ 1024, 3, 1, 1 }, 4, 0, 0));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 1024, 1024, 1, 1 }, 4, 0, 0));
  graph_node (graph, onnx_node ("Conv", "first", "input,a", "v0"));
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *inputs = g_strdup_printf ("v%d,w", i);
      g_snprintf (from, sizeof from, "v%d", i + 1);
      graph_node (graph, onnx_node ("Conv", "more", inputs, from));
    }
  graph_head (graph, from, 1024);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_MEMORY,
                     "more than a file of this size may take");
}

static void
refuse_weight (Wire *tensor, int code, const char *text)
{
  Wire *graph = graph_begin (8, 8);

  graph_node (graph, onnx_node ("Conv", "conv", "input,w", "c"));
  graph_initializer (graph, tensor);
  graph_head (graph, "c", 4);
  onnx_refuse_graph (graph, 13, code, text);
}

static void
test_tensors (void)
{
  static const int64_t dims[4] = { 4, 3, 1, 1 };
  float data[12] = { 0 };
  Wire *tensor;

  refuse_weight (onnx_tensor ("w", 1, dims, 4, data, 44), FROST_ENGINE_ERROR_CORRUPT,
                 "conv: initializer \"w\" has 44 bytes of data, its shape needs 48");
  refuse_weight (onnx_tensor ("w", 1, (int64_t[]){ 1 << 30, 1 << 30, 1 << 30, 1 << 30 },
                              4, data, 48),
                 FROST_ENGINE_ERROR_CORRUPT, "more than 2147483647 elements");
  refuse_weight (
      onnx_tensor ("w", 1, (int64_t[]){ INT64_C (1) << 62, 4, 1, 1 }, 4, data, 48),
      FROST_ENGINE_ERROR_CORRUPT, "has a dimension of 4611686018427387904");
  refuse_weight (onnx_tensor ("w", 1, (int64_t[]){ -4, -3, 1, 1 }, 4, data, 48),
                 FROST_ENGINE_ERROR_CORRUPT, "has a dimension of -4");
  refuse_weight (
      onnx_tensor ("w", 1, (int64_t[]){ 4, 3, 1, 1, 1, 1, 1, 1, 1 }, 9, data, 48),
      FROST_ENGINE_ERROR_UNSUPPORTED, "has 9 dimensions");
  refuse_weight (onnx_tensor ("w", 13, dims, 4, data, 24), FROST_ENGINE_ERROR_UNSUPPORTED,
                 "has data type 13");
  refuse_weight (onnx_tensor ("w", 1, (int64_t[]){ 4, 3, 1, 0 }, 4, data, 0),
                 FROST_ENGINE_ERROR_UNSUPPORTED, "is float 4x3x1x0");
  refuse_weight (
      onnx_tensor ("w", 11, (int64_t[]){ 4, 3, 1, 1 }, 4, (double[12]){ 0 }, 96),
      FROST_ENGINE_ERROR_UNSUPPORTED, "is double 4x3x1x1");
  refuse_weight (onnx_tensor ("w", 1, (int64_t[]){ 12, 1 }, 2, data, 48),
                 FROST_ENGINE_ERROR_UNSUPPORTED, "needs float with 4 dimensions");

  tensor = onnx_tensor ("w", 1, dims, 4, data, 48);
  wire_int (tensor, 14, 1);
  refuse_weight (tensor, FROST_ENGINE_ERROR_UNSUPPORTED, "data in another file");

  Wire *entry = wire_new ();
  tensor = wire_new ();
  wire_text (entry, 1, "location");
  wire_text (entry, 2, "../../../etc/passwd");
  wire_int (tensor, 2, 1);
  wire_text (tensor, 8, "w");
  wire_message (tensor, 13, entry);
  refuse_weight (tensor, FROST_ENGINE_ERROR_UNSUPPORTED, "data in another file");

  Wire *segment = wire_new ();
  tensor = onnx_tensor ("w", 1, dims, 4, data, 48);
  wire_message (tensor, 3, segment);
  refuse_weight (tensor, FROST_ENGINE_ERROR_UNSUPPORTED, "in segments");

  /* Typed data instead of raw: too short. */
  tensor = wire_new ();
  for (int i = 0; i < 4; i++)
    wire_int (tensor, 1, dims[i]);
  wire_int (tensor, 2, 1);
  wire_bytes (tensor, 4, data, 20);
  wire_text (tensor, 8, "w");
  refuse_weight (tensor, FROST_ENGINE_ERROR_CORRUPT,
                 "has 5 floats of data, its shape needs 12");
}

static void
test_typed_data (void)
{
  static const float data[12] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
  Wire *graph = graph_begin (8, 8), *tensor = wire_new ();

  for (int i = 0; i < 4; i++)
    wire_int (tensor, 1, (int[]){ 4, 3, 1, 1 }[i]);
  wire_int (tensor, 2, 1);
  wire_bytes (tensor, 4, data, sizeof data);
  wire_text (tensor, 8, "w");
  graph_initializer (graph, tensor);
  graph_node (graph, onnx_node ("Conv", "conv", "input,w", "c"));
  graph_head (graph, "c", 4);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  /* Output 2, input 1. */
  g_assert_cmpfloat (frost_model_parameter (model, 0)->tensor->data[1 * 4 + 2], ==, 7);
}

static void
test_output (void)
{
  Wire *graph = graph_begin (8, 8);
  graph_node (graph, onnx_node ("Relu", "r", "input", "y"));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "its output \"y\" is 1x3x8x8, needs one vector");

  onnx_refuse_graph (graph_begin (8, 8), 13, FROST_ENGINE_ERROR_CORRUPT,
                     "the output reads \"y\"");

  graph = wire_new ();
  graph_input (graph, onnx_value ("input", 4, (int64_t[]){ 0, 3, 8, 8 }));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT, "has no output");

  graph = graph_begin (8, 8);
  graph_node (graph, onnx_node ("Identity", "r", "input", "y"));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "not computed by a layer");

  /* The softmax goes, and so does what follows it. */
  graph = graph_begin (8, 8);
  graph_conv (graph);
  graph_head (graph, "c", 4);
  g_autoptr (GBytes) plain = onnx_bytes (graph);
  graph = wire_new ();
  graph_output (graph, onnx_value ("probability", 2, (int64_t[]){ 0, 2 }));
  g_byte_array_append (graph, g_bytes_get_data (plain, NULL),
                       (guint) g_bytes_get_size (plain));
  Wire *softmax = onnx_node ("Softmax", "softmax", "y", "s");
  onnx_attribute_int (softmax, "axis", 1);
  graph_node (graph, softmax);
  graph_node (graph, onnx_node ("Identity", "last", "s", "probability"));
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 4);

  /* N x C x 1 x 1 becomes a vector. */
  graph = graph_begin (8, 8);
  graph_node (graph, onnx_node ("GlobalAveragePool", "pool", "input", "y"));
  g_autoptr (FrostModel) pooled = onnx_load_graph (graph, 13);
  g_assert_cmpint (frost_graph_n_nodes (pooled->graph), ==, 2);
  g_assert_cmpint (frost_model_n_outputs (pooled), ==, 3);
}

static void
test_attributes (void)
{
  Wire *graph = graph_begin (8, 8);
  Wire *conv = onnx_node ("Conv", "conv", "input,w", "c");
  onnx_attribute_int (conv, "group", 1);
  onnx_attribute_int (conv, "group", 3);
  graph_node (graph, conv);
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 4, 3, 1, 1 }, 4, 0, 0));
  graph_head (graph, "c", 4);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT,
                     "attribute \"group\" is there twice");

  graph = graph_begin (8, 8);
  conv = onnx_node ("Conv", "conv", "input,w", "c");
  onnx_attribute_text (conv, "group", "one");
  graph_node (graph, conv);
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 4, 3, 1, 1 }, 4, 0, 0));
  graph_head (graph, "c", 4);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT,
                     "attribute \"group\" has type 3, needs an integer");

  graph = graph_begin (8, 8);
  conv = onnx_node ("Conv", "conv", "input,w", "c");
  for (int i = 0; i < 65; i++)
    {
      g_autofree char *name = g_strdup_printf ("a%d", i);
      onnx_attribute_int (conv, name, i);
    }
  graph_node (graph, conv);
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 4, 3, 1, 1 }, 4, 0, 0));
  graph_head (graph, "c", 4);
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_CORRUPT, "has 65 attributes");
}

static void
test_limits (void)
{
  Wire *graph = graph_begin (8, 8);

  for (int i = 0; i <= 32768; i++)
    graph_node (graph, onnx_node ("X", "", "", ""));
  onnx_refuse_graph (graph, 13, FROST_ENGINE_ERROR_UNSUPPORTED, "has 32769 nodes");
}

/* Every result of a Split is folded; a mask that nobody reads is left out by name. */
static void
test_split_constant (void)
{
  Wire *graph = graph_begin (8, 8);

  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 8, 3, 1, 1 }, 4, 0, 1));
  graph_node (graph, onnx_node ("Dropout", "drop", "w", "kept,"));
  graph_node (graph, onnx_node ("Split", "split", "kept", "w1,w2"));
  graph_node (graph, onnx_node ("Conv", "first", "input,w1", "c1"));
  graph_node (graph, onnx_node ("Conv", "second", "input,w2", "c2"));
  graph_node (graph, onnx_node ("Add", "add", "c1,c2", "sum"));
  graph_head (graph, "sum", 4);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  for (int i = 0; i < 2; i++)
    {
      const FrostNode *conv = model_node (model, i, FROST_OP_CONV);
      const FrostTensor *weight =
          frost_model_parameter (model, conv->parameters[0])->tensor;

      /* [1, 1, in, out]: number 0 is of the first image channel and the first output. */
      g_assert_cmpfloat (weight->data[0], ==, i == 0 ? 0 : 12);
      g_assert_cmpfloat (weight->data[1], ==, i == 0 ? 3 : 15);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-import/small", test_small);
  g_test_add_func ("/onnx-import/opset", test_opset);
  g_test_add_func ("/onnx-import/input", test_input);
  g_test_add_func ("/onnx-import/old-ir", test_old_ir);
  g_test_add_func ("/onnx-import/unknown-operator", test_unknown_operator);
  g_test_add_func ("/onnx-import/trunk", test_trunk);
  g_test_add_func ("/onnx-import/trunk-side", test_trunk_side);
  g_test_add_func ("/onnx-import/dead-nodes", test_dead_nodes);
  g_test_add_func ("/onnx-import/sorting", test_sorting);
  g_test_add_func ("/onnx-import/names", test_names);
  g_test_add_func ("/onnx-import/shared", test_shared);
  g_test_add_func ("/onnx-import/amplification", test_amplification);
  g_test_add_func ("/onnx-import/tensors", test_tensors);
  g_test_add_func ("/onnx-import/typed-data", test_typed_data);
  g_test_add_func ("/onnx-import/output", test_output);
  g_test_add_func ("/onnx-import/attributes", test_attributes);
  g_test_add_func ("/onnx-import/limits", test_limits);
  g_test_add_func ("/onnx-import/split-constant", test_split_constant);
  return g_test_run ();
}
