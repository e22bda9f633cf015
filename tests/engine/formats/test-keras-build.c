/* What builders refuse, one layer a rule, and what becomes of a model's end. Weights come from a
 * list of shapes; their numbers are a ramp. */
#include "engine/core/error.h"
#include "engine/formats/keras-build.h"

#include <string.h>

#define MEMORY (1 << 20)
#define INPUT                                                                            \
  "{'class_name':'InputLayer','name':'in','config':{'name':'in',"                        \
  "'batch_input_shape':[null,8,6,3]},'inbound_nodes':[]}"
#define CONV                                                                             \
  "{'class_name':'Conv2D','config':{'name':'conv','filters':4,'kernel_size':3}}"
#define DENSE "{'class_name':'Dense','config':{'name':'dense','units':5}}"
#define POOL "{'class_name':'GlobalAveragePooling2D','config':{'name':'pool'}}"
#define SOFTMAX(name) "{'class_name':'Softmax','config':{'name':'" name "'}}"

static const struct
{
  const char *layer, *role;
  FrostKerasArray array;
} stored[] = {
  { "conv", "kernel", { (char *) "conv/kernel", { 4, { 3, 3, 3, 4 } } } },
  { "conv", "bias", { (char *) "conv/bias", { 1, { 4 } } } },
  { "small", "kernel", { (char *) "small/kernel", { 4, { 1, 1, 3, 4 } } } },
  { "dense", "kernel", { (char *) "dense/kernel", { 2, { 4, 5 } } } },
  { "dense", "bias", { (char *) "dense/bias", { 1, { 5 } } } },
  { "last", "kernel", { (char *) "last/kernel", { 2, { 5, 5 } } } },
  { "last", "bias", { (char *) "last/bias", { 1, { 5 } } } },
};

static const FrostKerasArray *
find_array (gpointer data, const FrostKerasLayer *layer, int weight, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (stored); i++)
    if (g_str_equal (layer->name, stored[i].layer)
        && g_str_equal (layer->weights[weight].role, stored[i].role))
      return &stored[i].array;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "there is no \"%s\"", layer->weights[weight].role);
  return NULL;
}

static gboolean
read_array (gpointer data, const FrostKerasArray *array, float *numbers, GError **error)
{
  for (int64_t i = 0; i < frost_shape_n_elements (&array->shape); i++)
    numbers[i] = 0.01f * (float) i;
  return TRUE;
}

static FrostModel *
build_json (const json_t *json, int64_t memory, GError **error)
{
  const FrostKerasWeights weights = { NULL, find_array, read_array };
  g_autoptr (FrostKerasLayer) root = frost_keras_topology_read (json, error);

  g_assert_no_error (*error);
  return frost_keras_build (root, &weights, FALSE, "test", memory, error);
}

static FrostModel *
build_text (const char *text, int64_t memory, GError **error)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  json_error_t problem;
  g_autoptr (json_t) json = json_loads (quoted, JSON_REJECT_DUPLICATES, &problem);

  if (json == NULL)
    g_error ("%s: %s", problem.text, quoted);
  return build_json (json, memory, error);
}

/* A Sequential of the input and these layers. */
static FrostModel *
build_layers (const char *layers, int64_t memory, GError **error)
{
  g_autofree char *text =
      g_strconcat ("{'class_name':'Sequential','config':{'name':'s','layers':[" INPUT ",",
                   layers, "]}}", NULL);

  return build_text (text, memory, error);
}

static FrostModel *
build (const char *layers)
{
  g_autoptr (GError) error = NULL;
  FrostModel *model = build_layers (layers, MEMORY, &error);

  g_assert_no_error (error);
  return model;
}

static void
assert_refused (FrostModel *model, GError **error, int code, const char *message)
{
  g_assert_null (model);
  g_assert_error (*error, FROST_ENGINE_ERROR, code);
  if (strstr ((*error)->message, message) == NULL)
    g_error ("\"%s\" does not say \"%s\"", (*error)->message, message);
  g_clear_error (error);
}

/* One layer on the image of 8x6x3. */
static void
refuse (const char *class_name, const char *config, int code, const char *message)
{
  g_autofree char *text =
      g_strdup_printf ("{'class_name':'%s','config':{'name':'x'%s%s}}", class_name,
                       *config != '\0' ? "," : "", config);
  g_autofree char *whole =
      g_strdup_printf ("layer \"x\" of class \"%s\": %s", class_name, message);
  g_autoptr (GError) error = NULL;

  assert_refused (build_layers (text, MEMORY, &error), &error, code, whole);
}

static void
test_conv (void)
{
  refuse ("Conv2D", "'data_format':'channels_first','kernel_size':3,'filters':4",
          FROST_ENGINE_ERROR_UNSUPPORTED,
          "its images are \"channels_first\", only channels_last");
  refuse ("Conv2D", "'padding':'causal','kernel_size':3,'filters':4",
          FROST_ENGINE_ERROR_UNSUPPORTED, "its padding is \"causal\"");
  refuse ("Conv2D", "'filters':4", FROST_ENGINE_ERROR_CORRUPT,
          "its \"kernel_size\" is not there");
  refuse ("Conv2D", "'filters':4,'kernel_size':[3,0]", FROST_ENGINE_ERROR_CORRUPT,
          "its \"kernel_size\" is not");
  refuse ("Conv2D", "'filters':4,'kernel_size':3,'strides':1000000",
          FROST_ENGINE_ERROR_CORRUPT, "its \"strides\" is not");
  refuse ("Conv2D", "'kernel_size':3", FROST_ENGINE_ERROR_CORRUPT,
          "its \"filters\" is not there");
  refuse ("Conv2D", "'kernel_size':3,'filters':4,'groups':2", FROST_ENGINE_ERROR_SHAPE,
          "input has 3 channels, which are not divided by 2");
  refuse ("Conv2D", "'kernel_size':3,'filters':4", FROST_ENGINE_ERROR_CORRUPT,
          "there is no \"kernel\"");
  refuse ("DepthwiseConv2D", "'kernel_size':3,'depth_multiplier':0",
          FROST_ENGINE_ERROR_CORRUPT, "its \"depth_multiplier\" is not");
  refuse ("Dense", "", FROST_ENGINE_ERROR_CORRUPT, "its \"units\" is not there");
}

static void
test_weights (void)
{
  g_autoptr (GError) error = NULL;

  assert_refused (
      build_layers ("{'class_name':'Conv2D','config':{'name':'small','filters':4,"
                    "'kernel_size':3}}",
                    MEMORY, &error),
      &error, FROST_ENGINE_ERROR_SHAPE,
      "layer \"small\" of class \"Conv2D\": \"small/kernel\" is 1x1x3x4, needs 3x3x3x4");
  /* 108 + 4 numbers. */
  assert_refused (build_layers (CONV, 112 * 4 - 1, &error), &error,
                  FROST_ENGINE_ERROR_MEMORY,
                  "layer \"conv\" of class \"Conv2D\": conv/bias has 16 bytes");
}

static void
test_norm (void)
{
  refuse ("BatchNormalization", "'axis':1", FROST_ENGINE_ERROR_UNSUPPORTED,
          "another \"axis\" than the last");
  refuse ("BatchNormalization", "'axis':[1,2]", FROST_ENGINE_ERROR_UNSUPPORTED,
          "another \"axis\" than the last");
  refuse ("BatchNormalization", "'epsilon':-1", FROST_ENGINE_ERROR_UNSUPPORTED,
          "an epsilon or momentum");
  refuse ("LayerNormalization", "'rms_scaling':true", FROST_ENGINE_ERROR_UNSUPPORTED,
          "\"rms_scaling\" cannot be used");
  refuse ("Normalization", "'invert':true,'mean':0,'variance':1",
          FROST_ENGINE_ERROR_UNSUPPORTED, "\"invert\" cannot be used");
  refuse ("Normalization", "'mean':[1,2],'variance':[1,2]", FROST_ENGINE_ERROR_CORRUPT,
          "a constant is not one number or 3");
  refuse ("Normalization", "'mean':1", FROST_ENGINE_ERROR_CORRUPT,
          "its \"variance\" is not there");
  refuse ("Normalization", "", FROST_ENGINE_ERROR_CORRUPT, "there is no \"mean\"");
  refuse ("Rescaling", "'scale':'half'", FROST_ENGINE_ERROR_CORRUPT, "a constant is not");
  refuse ("Rescaling", "'scale':1e300", FROST_ENGINE_ERROR_CORRUPT, "a constant is not");
}

static void
test_activations (void)
{
  refuse ("Activation", "'activation':'mine'", FROST_ENGINE_ERROR_UNSUPPORTED,
          "activation \"mine\" is not among those");
  refuse ("Activation", "'activation':{'class_name':'Mine','config':{}}",
          FROST_ENGINE_ERROR_UNSUPPORTED, "its activation is not one");
  refuse ("Activation", "'activation':7", FROST_ENGINE_ERROR_UNSUPPORTED,
          "its activation is not one");
  refuse ("ReLU", "'threshold':0.5", FROST_ENGINE_ERROR_UNSUPPORTED,
          "its threshold is 0.5");
  refuse ("ReLU", "'max_value':'six'", FROST_ENGINE_ERROR_CORRUPT, "its \"max_value\"");
  refuse ("Softmax", "'axis':1", FROST_ENGINE_ERROR_UNSUPPORTED, "another \"axis\"");
  refuse ("PReLU", "'shared_axes':[4]", FROST_ENGINE_ERROR_CORRUPT,
          "its \"shared_axes\"");
  refuse ("Dropout", "'rate':1", FROST_ENGINE_ERROR_CORRUPT, "its rate is 1");
}

static void
test_shapes (void)
{
  static const char *const targets[] = { "[7]",
                                         "[-1,-1]",
                                         "[0]",
                                         "[-2]",
                                         "[144,2]",
                                         "[1e9]",
                                         "[]",
                                         "7",
                                         "[4611686018427387904,4,2]",
                                         "[-1,5]",
                                         "[1,1,1,1,1,1,1,1,144]" };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *config = g_strconcat ("'target_shape':", targets[i], NULL);
      refuse ("Reshape", config, FROST_ENGINE_ERROR_CORRUPT,
              "its \"target_shape\" does not fit");
    }
  refuse ("Permute", "'dims':[1,2]", FROST_ENGINE_ERROR_CORRUPT, "its \"dims\"");
  refuse ("Permute", "'dims':[1,2,4]", FROST_ENGINE_ERROR_CORRUPT, "its \"dims\"");
  refuse ("Permute", "'dims':[1,2,2]", FROST_ENGINE_ERROR_SHAPE, "");
  refuse ("ZeroPadding2D", "'padding':-1", FROST_ENGINE_ERROR_CORRUPT, "its \"padding\"");
  refuse ("ZeroPadding2D", "'padding':[1,2,3]", FROST_ENGINE_ERROR_CORRUPT,
          "its \"padding\"");
  refuse ("ZeroPadding2D", "'padding':100000", FROST_ENGINE_ERROR_CORRUPT,
          "its \"padding\"");
  refuse ("Cropping2D", "'cropping':3", FROST_ENGINE_ERROR_CORRUPT, "its \"cropping\"");
  refuse ("UpSampling2D", "'interpolation':'bicubic'", FROST_ENGINE_ERROR_UNSUPPORTED,
          "its interpolation is \"bicubic\"");
  refuse ("UpSampling2D", "'size':1000", FROST_ENGINE_ERROR_CORRUPT, "its \"size\"");
  refuse ("Flatten", "'data_format':'channels_first'", FROST_ENGINE_ERROR_UNSUPPORTED,
          "its images are");
  refuse ("MaxPooling2D", "'pool_size':9", FROST_ENGINE_ERROR_SHAPE, "input is 8x6x3");
}

static void
test_merges (void)
{
  refuse ("Add", "", FROST_ENGINE_ERROR_UNSUPPORTED, "needs at least two inputs");
  refuse ("Concatenate", "'axis':0", FROST_ENGINE_ERROR_UNSUPPORTED,
          "joins images of a batch");
  refuse ("Concatenate", "'axis':9", FROST_ENGINE_ERROR_CORRUPT, "its \"axis\"");
  refuse ("TFOpLambda", "'function':'math.erf'", FROST_ENGINE_ERROR_UNSUPPORTED,
          "function \"math.erf\" is not among those");
}

/* Nothing is left of these: there is no layer with weights below them. */
static void
test_unknown (void)
{
  refuse ("Lambda", "'function':['4wEAAAA=',null,null]", FROST_ENGINE_ERROR_UNSUPPORTED,
          "runs code of its own, which is never executed");
  refuse ("MyLayer", "", FROST_ENGINE_ERROR_UNSUPPORTED,
          "is not among the layers that can be used");
  refuse ("LSTM", "'units':3", FROST_ENGINE_ERROR_UNSUPPORTED,
          "is not among the layers that can be used");
}

static void
assert_kinds (const FrostModel *model, int n, const FrostOpKind *kinds)
{
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, n);
  for (int i = 0; i < n; i++)
    g_assert_cmpint (frost_graph_node (model->graph, i)->kind, ==, kinds[i]);
}

/* What is below an unknown layer is a trunk; the layers above it are not even looked at. */
static void
test_trunk (void)
{
  static const FrostOpKind kinds[] = { FROST_OP_CONV, FROST_OP_GLOBAL_AVERAGE_POOL,
                                       FROST_OP_FLATTEN, FROST_OP_LINEAR };

  g_autoptr (FrostModel) model =
      build (CONV ",{'class_name':'Lambda','config':{'name':'mine'}}," DENSE);
  assert_kinds (model, 4, kinds);
  g_assert_cmpstr (model->truncated, ==,
                   "layer \"mine\" of class \"Lambda\": runs code of its own, which is "
                   "never executed");
  g_assert_cmpint (frost_model_n_outputs (model), ==, 2);
  g_assert_cmpstr (frost_graph_node (model->graph, 3)->name, ==, "head");
  g_assert_false (frost_model_parameter (model, 2)->fixed);
  g_assert_cmpfloat (frost_model_parameter (model, 2)->tensor->data[0], ==, 0);
}

/* An unknown layer beside the way up leaves only what is below the fork. */
static void
test_trunk_below_fork (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = build_text (
      "{'class_name':'Model','config':{'name':'m','layers':[" INPUT ","
      "{'class_name':'Conv2D','name':'conv','config':{'name':'conv','filters':4,"
      "'kernel_size':3},'inbound_nodes':[[['in',0,0,{}]]]},"
      "{'class_name':'ReLU','name':'a','config':{'name':'a'},'inbound_nodes':"
      "[[['conv',0,0,{}]]]},"
      "{'class_name':'Mine','name':'b','config':{'name':'b'},'inbound_nodes':"
      "[[['conv',0,0,{}]]]},"
      "{'class_name':'Add','name':'sum','config':{'name':'sum'},'inbound_nodes':"
      "[[['a',0,0,{}],['b',0,0,{}]]]}],"
      "'input_layers':[['in',0,0]],'output_layers':[['sum',0,0]]}}",
      MEMORY, &error);

  g_assert_no_error (error);
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 4);
  g_assert_cmpstr (frost_graph_node (model->graph, 0)->name, ==, "conv");
  g_assert_cmpstr (frost_graph_node (model->graph, 3)->name, ==, "head");
  g_assert_nonnull (strstr (model->truncated, "layer \"b\" of class \"Mine\""));
}

static void
test_without_top (void)
{
  g_autoptr (FrostModel) images = build (CONV);
  g_autoptr (FrostModel) features = build (CONV "," POOL);
  g_autoptr (FrostModel) whole = build (CONV "," POOL "," DENSE);

  g_assert_cmpstr (images->truncated, ==,
                   "it ends in images of 6x4x4 and has no layer of classes");
  g_assert_cmpstr (features->truncated, ==,
                   "it ends in 4 features and has no layer of classes");
  g_assert_cmpint (frost_model_n_outputs (images), ==, 2);
  g_assert_cmpint (frost_model_n_outputs (features), ==, 2);
  g_assert_null (whole->truncated);
  g_assert_cmpint (frost_model_n_outputs (whole), ==, 5);
}

static int
count_softmax (const char *layers)
{
  g_autoptr (FrostModel) model = build (layers);
  int n = 0;

  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    n += frost_graph_node (model->graph, i)->kind == FROST_OP_SOFTMAX;
  return n;
}

/* Only at the end, only over classes; also behind a change of shape, and twice. */
static void
test_softmax (void)
{
#define LAST "{'class_name':'Dense','config':{'name':'last','units':5}}"
  g_assert_cmpint (count_softmax (CONV "," POOL "," DENSE "," SOFTMAX ("p")), ==, 0);
  g_assert_cmpint (count_softmax (CONV "," POOL "," DENSE "," SOFTMAX ("p") "," //
                                  SOFTMAX ("q")),
                   ==, 0);
  g_assert_cmpint (count_softmax (CONV "," POOL "," DENSE "," SOFTMAX (
                       "p") ",{'class_name':'Reshape','config':{'name':'r',"
                            "'target_shape':[1,5]}},{'class_name':'Dropout','config':"
                            "{'name':'d','rate':0.5}}"),
                   ==, 0);
  g_assert_cmpint (count_softmax (CONV "," POOL "," DENSE "," SOFTMAX ("p") "," LAST), ==,
                   1);
  g_assert_cmpint (count_softmax (CONV "," SOFTMAX ("p") "," POOL "," DENSE), ==, 1);
}

static void
test_nothing (void)
{
  g_autoptr (GError) error = NULL;

  assert_refused (
      build_layers ("{'class_name':'RandomFlip','config':{'name':'x'}}", MEMORY, &error),
      &error, FROST_ENGINE_ERROR_UNSUPPORTED, "computes nothing");
}

static void
test_circle (void)
{
  g_autoptr (GError) error = NULL;

  assert_refused (
      build_text ("{'class_name':'Model','config':{'name':'m','layers':[" INPUT ","
                  "{'class_name':'ReLU','name':'a','config':{'name':'a'},'inbound_nodes':"
                  "[[['b',0,0,{}]]]},"
                  "{'class_name':'Add','name':'b','config':{'name':'b'},'inbound_nodes':"
                  "[[['in',0,0,{}],['a',0,0,{}]]]}],"
                  "'input_layers':[['in',0,0]],'output_layers':[['b',0,0]]}}",
                  MEMORY, &error),
      &error, FROST_ENGINE_ERROR_CORRUPT, "reads \"b\", which depends on it");
}

/* A model that calls a model twice, that calls a model twice, and so on: 2^20 calls of a layer
 * that does nothing. */
static void
test_doubling (void)
{
  json_t *json = json_pack ("{s:s,s:{s:s,s:s,s:[n,i,i,i]}}", "class_name", "Dropout",
                            "config", "name", "x", "note", "", "unused", 8, 6, 3);
  g_autoptr (GError) error = NULL;

  json_object_set_new (json, "class_name", json_string ("GaussianNoise"));
  for (int level = 0; level < 20; level++)
    {
      json_t *input = json_pack ("{s:s,s:s,s:{s:s,s:[n,i,i,i]},s:[]}", "class_name",
                                 "InputLayer", "name", "in", "config", "name", "in",
                                 "batch_input_shape", 8, 6, 3, "inbound_nodes");
      json_t *inner = json;

      json_object_set_new (inner, "name", json_string ("x"));
      json_object_set_new (
          inner, "inbound_nodes",
          json_pack ("[[[s,i,i]],[[s,i,i]]]", "in", 0, 0, "x", level == 0 ? 0 : 1, 0));
      json = json_pack ("{s:s,s:{s:s,s:[o,o],s:[[s,i,i]],s:[[s,i,i]]}}", "class_name",
                        "Model", "config", "name", "x", "layers", input, inner,
                        "input_layers", "in", 0, 0, "output_layers", "x",
                        level == 0 ? 1 : 2, 0);
      g_assert_nonnull (json);
    }
  assert_refused (build_json (json, MEMORY, &error), &error,
                  FROST_ENGINE_ERROR_UNSUPPORTED, "more than 131072 times");
  json_decref (json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/formats/keras-build/conv", test_conv);
  g_test_add_func ("/engine/formats/keras-build/weights", test_weights);
  g_test_add_func ("/engine/formats/keras-build/norm", test_norm);
  g_test_add_func ("/engine/formats/keras-build/activations", test_activations);
  g_test_add_func ("/engine/formats/keras-build/shapes", test_shapes);
  g_test_add_func ("/engine/formats/keras-build/merges", test_merges);
  g_test_add_func ("/engine/formats/keras-build/unknown", test_unknown);
  g_test_add_func ("/engine/formats/keras-build/trunk", test_trunk);
  g_test_add_func ("/engine/formats/keras-build/trunk-below-fork", test_trunk_below_fork);
  g_test_add_func ("/engine/formats/keras-build/without-top", test_without_top);
  g_test_add_func ("/engine/formats/keras-build/softmax", test_softmax);
  g_test_add_func ("/engine/formats/keras-build/nothing", test_nothing);
  g_test_add_func ("/engine/formats/keras-build/circle", test_circle);
  g_test_add_func ("/engine/formats/keras-build/doubling", test_doubling);
  return g_test_run ();
}
