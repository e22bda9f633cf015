/* From JSON to the tree of layers: every form, and one hostile text a rule. */
#include "engine/core/error.h"
#include "engine/formats/keras-layer.h"

#include <string.h>

#define INPUT                                                                            \
  "{'class_name':'InputLayer','name':'in','config':{'name':'in',"                        \
  "'batch_input_shape':[null,8,6,3]},'inbound_nodes':[]}"
#define ENDS "'input_layers':[['in',0,0]],'output_layers':[['out',0,0]]"

static json_t *
parse (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  json_error_t problem;
  json_t *json = json_loads (quoted, JSON_REJECT_DUPLICATES, &problem);

  if (json == NULL)
    g_error ("%s: %s", problem.text, quoted);
  return json;
}

static FrostKerasLayer *
layer_at (const FrostKerasLayer *model, guint index)
{
  return g_ptr_array_index (model->layers, index);
}

static void
refuse_json (const json_t *json, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostKerasLayer) root = frost_keras_topology_read (json, &error);

  g_assert_null (root);
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, message) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, message);
}

static void
refuse (const char *text, int code, const char *message)
{
  g_autoptr (json_t) json = parse (text);

  refuse_json (json, code, message);
}

/* Layers between the input and the end of a functional model. */
static void
refuse_layers (const char *layers, int code, const char *message)
{
  g_autofree char *text =
      g_strconcat ("{'class_name':'Model','config':{'name':'m','layers':[" INPUT ",",
                   layers, "]," ENDS "}}", NULL);

  refuse (text, code, message);
}

/* The only thing that differs is the reference that the layer "out" reads. */
static void
refuse_reference (const char *reference, int code, const char *message)
{
  g_autofree char *layers =
      g_strconcat ("{'class_name':'ReLU','name':'out','config':{'name':'out'},"
                   "'inbound_nodes':[[",
                   reference, "]]}", NULL);

  refuse_layers (layers, code, message);
}

static FrostKerasLayer *
read_tree (const json_t *json)
{
  g_autoptr (GError) error = NULL;
  FrostKerasLayer *root = frost_keras_topology_read (json, &error);

  g_assert_no_error (error);
  return root;
}

static void
test_sequential (void)
{
  /* Keras 2.1 has the list of layers in the place of the configuration. */
  static const char *const texts[] = {
    "{'class_name':'Sequential','config':[{'class_name':'Conv2D','config':{'name':'a',"
    "'batch_input_shape':[null,8,6,3],'use_bias':false}},"
    "{'class_name':'BatchNormalization','config':{'name':'b','trainable':false}}]}",
    "{'class_name':'Sequential','config':{'name':'s','layers':[{'class_name':'Conv2D',"
    "'config':{'name':'a','batch_input_shape':[null,8,6,3],'use_bias':false}},"
    "{'class_name':'BatchNormalization','config':{'name':'b','trainable':false}}]}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (json_t) json = parse (texts[i]);
      g_autoptr (FrostKerasLayer) root = read_tree (json);
      g_autoptr (GError) error = NULL;
      FrostShape shape;

      g_assert_cmpuint (root->layers->len, ==, 2);
      g_assert_cmpint (layer_at (root, 0)->calls[0].operands[0].layer, ==,
                       FROST_KERAS_GIVEN);
      g_assert_cmpint (layer_at (root, 1)->calls[0].operands[0].layer, ==, 0);
      g_assert_cmpint (root->output.layer, ==, 1);
      g_assert_cmpint (layer_at (root, 0)->n_weights, ==, 1);
      g_assert_true (layer_at (root, 0)->trainable);
      g_assert_cmpint (layer_at (root, 1)->n_weights, ==, 4);
      g_assert_cmpstr (layer_at (root, 1)->weights[3].role, ==, "moving_variance");
      g_assert_false (layer_at (root, 1)->trainable);
      g_assert_true (frost_keras_topology_input (root, &shape, &error));
      g_assert_cmpint (shape.dim[0], ==, 8);
      g_assert_cmpint (shape.dim[1], ==, 6);
    }
}

static void
check_functional (const char *text)
{
  g_autoptr (json_t) json = parse (text);
  g_autoptr (FrostKerasLayer) root = read_tree (json);
  const FrostKerasLayer *sum = layer_at (root, 2);

  g_assert_cmpint (sum->n_calls, ==, 1);
  g_assert_cmpint (sum->calls[0].n_operands, ==, 3);
  g_assert_cmpint (sum->calls[0].operands[0].layer, ==, 0);
  g_assert_cmpint (sum->calls[0].operands[1].layer, ==, 1);
  g_assert_cmpint (sum->calls[0].operands[1].call, ==, 1);
  g_assert_cmpint (sum->calls[0].operands[2].layer, ==, FROST_KERAS_CONSTANT);
  g_assert_cmpfloat (json_number_value (sum->calls[0].operands[2].constant), ==, 2.5);
  g_assert_cmpint (layer_at (root, 1)->n_calls, ==, 2);
  g_assert_cmpint (root->output.layer, ==, 2);
  g_assert_cmpuint (root->inputs->len, ==, 1);
  g_assert_cmpint (g_array_index (root->inputs, int, 0), ==, 0);
}

/* Lists of Keras 2 and objects of Keras 3 say the same. */
static void
test_functional (void)
{
  check_functional (
      "{'class_name':'Model','config':{'name':'m','layers':[" INPUT ","
      "{'class_name':'ReLU','name':'r','config':{'name':'r'},'inbound_nodes':"
      "[[['in',0,0,{}]],[['r',0,0,{}]]]},"
      "{'class_name':'Add','name':'out','config':{'name':'out'},'inbound_nodes':"
      "[[['in',0,0,{}],['r',1,0,{'y':2.5,'training':false}]]]}]," ENDS "}}");
#define TENSOR(layer, call)                                                              \
  "{'class_name':'__keras_tensor__','config':{'shape':[null,8,6,3],'dtype':'float32',"   \
  "'keras_history':['" layer "'," call ",0]}}"
  check_functional (
      "{'module':'keras','class_name':'Functional','registered_name':'Functional',"
      "'config':{'name':'m','layers':[{'module':'keras.layers','class_name':'InputLayer',"
      "'name':'in','config':{'name':'in','batch_shape':[null,8,6,3]},'inbound_nodes':[]},"
      "{'module':'keras.layers','class_name':'ReLU','registered_name':null,'name':'r',"
      "'config':{'name':'r'},'inbound_nodes':[{'args':[" TENSOR (
          "in",
          "0") "],"
               "'kwargs':{}},{'args':[" TENSOR (
                   "r", "0") "],'kwargs':{}}]},"
                             "{'module':'keras.layers','class_name':'Add','name':'out','"
                             "config':{'name':'out'},"
                             "'inbound_nodes':[{'args':[[" TENSOR ("in", "0") "," TENSOR (
                                 "r", "1") "],2.5],"
                                           "'kwargs':{'training':false}}]}],"
                                           "'input_layers':['in',0,0],'output_layers':['"
                                           "out',0,0]}}");
}

static void
check_nested (const char *call)
{
  g_autofree char *text = g_strconcat (
      "{'class_name':'Model','config':{'name':'m','layers':[" INPUT ","
      "{'class_name':'Functional','name':'inner','config':{'name':'inner','layers':"
      "[" INPUT
      ",{'class_name':'ReLU','name':'out','config':{'name':'out'},'inbound_nodes':"
      "[[['in',0,0,{}]]]}]," ENDS "},'inbound_nodes':[[['in',0,0,{}]]]},"
      "{'class_name':'ReLU','name':'out','config':{'name':'out'},'inbound_nodes':"
      "[[['inner',",
      call, ",0,{}]]]}]," ENDS "}}", NULL);
  g_autoptr (json_t) json = parse (text);
  g_autoptr (FrostKerasLayer) root = read_tree (json);
  const FrostKerasLayer *inner = layer_at (root, 1);

  g_assert_true (inner->is_model);
  g_assert_cmpstr (inner->path, ==, "inner");
  g_assert_cmpstr (layer_at (inner, 1)->path, ==, "inner.out");
  g_assert_cmpint (layer_at (root, 2)->calls[0].operands[0].call, ==, 0);
}

/* Calls of a nested model are counted from 1, or from 0. */
static void
test_nested (void)
{
  check_nested ("1");
  check_nested ("0");
}

/* A class of the user's own may be called as one of Keras. */
static void
test_custom (void)
{
  static const struct
  {
    const char *origin;
    gboolean known;
  } cases[] = {
    { "'module':'keras.layers','registered_name':null", TRUE },
    { "'module':'keras.src.layers.core.dense','registered_name':'Dense'", TRUE },
    { "'module':'my.layers','registered_name':'Dense'", FALSE },
    { "'module':'keras_extras','registered_name':'Dense'", FALSE },
    { "'module':null,'registered_name':'Custom>Dense'", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (
          "{'class_name':'Sequential','config':{'name':'s','layers':[{'class_name':"
          "'Dense','config':{'name':'d'},",
          cases[i].origin, "}]}}", NULL);
      g_autoptr (json_t) json = parse (text);
      g_autoptr (FrostKerasLayer) root = read_tree (json);

      g_assert_true ((layer_at (root, 0)->kind != NULL) == cases[i].known);
    }
}

static void
check_input (const char *shape, const char *expected, const char *message)
{
  g_autofree char *text =
      g_strconcat ("{'class_name':'Sequential','config':{'name':'s','layers':["
                   "{'class_name':'InputLayer','config':{'name':'in','batch_shape':",
                   shape, "}}]}}", NULL);
  g_autoptr (json_t) json = parse (text);
  g_autoptr (FrostKerasLayer) root = read_tree (json);
  g_autoptr (GError) error = NULL;
  FrostShape found;

  if (expected != NULL)
    {
      g_assert_true (frost_keras_topology_input (root, &found, &error));
      g_autofree char *described = frost_shape_to_string (&found);
      g_assert_cmpstr (described, ==, expected);
      return;
    }
  g_assert_false (frost_keras_topology_input (root, &found, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_input (void)
{
  check_input ("[null,32,48,3]", "32x48x3", NULL);
  check_input ("[1,null,null,null]", "224x224x3", NULL);
  check_input ("null", NULL, "how large");
  check_input ("[null,3]", NULL, "shape [null,3], needs");
  check_input ("[null,32,48,1]", NULL, "not an image");
  check_input ("[null,-4,48,3]", NULL, "not an image");
  check_input ("[null,32,100000,3]", NULL, "not an image");
  check_input ("[null,32,'x',3]", NULL, "not an image");
}

static void
test_references (void)
{
  refuse_reference ("['none',0,0,{}]", FROST_ENGINE_ERROR_CORRUPT,
                    "layer \"out\" reads \"none\", a layer that the model does not have");
  refuse_reference ("['in',1,0,{}]", FROST_ENGINE_ERROR_CORRUPT, "call of \"in\"");
  refuse_reference ("['in',-1,0,{}]", FROST_ENGINE_ERROR_CORRUPT, "call of \"in\"");
  refuse_reference ("['in',99999999999,0,{}]", FROST_ENGINE_ERROR_CORRUPT,
                    "call of \"in\"");
  refuse_reference ("['in',0,1,{}]", FROST_ENGINE_ERROR_UNSUPPORTED, "first result");
  refuse_reference ("['in',0,'0',{}]", FROST_ENGINE_ERROR_CORRUPT, "call of \"in\"");
  refuse_reference ("[0,0,0,{}]", FROST_ENGINE_ERROR_CORRUPT, "not a layer");
  refuse_reference ("'in'", FROST_ENGINE_ERROR_CORRUPT, "not a layer");
  refuse_layers ("{'class_name':'ReLU','name':'out','config':{'name':'out'},"
                 "'inbound_nodes':{}}",
                 FROST_ENGINE_ERROR_CORRUPT, "\"inbound_nodes\" is not a list");
  refuse_layers ("{'class_name':'ReLU','name':'out','config':{'name':'out'},"
                 "'inbound_nodes':[{'kwargs':{}}]}",
                 FROST_ENGINE_ERROR_CORRUPT, "without \"args\"");
  refuse_layers ("{'class_name':'ReLU','name':'out','config':{'name':'out'},"
                 "'inbound_nodes':[{'args':[[[[[[[['x']]]]]]]]}]}",
                 FROST_ENGINE_ERROR_UNSUPPORTED, "nested deeper than 4");
  refuse_layers ("{'class_name':'ReLU','name':'other','config':{'name':'other'},"
                 "'inbound_nodes':[[['in',0,0,{}]]]}",
                 FROST_ENGINE_ERROR_CORRUPT, "reads \"out\"");
}

static void
test_layers (void)
{
  refuse_layers ("{'class_name':'ReLU','name':'in','config':{'name':'in'},"
                 "'inbound_nodes':[]}",
                 FROST_ENGINE_ERROR_CORRUPT, "two layers of the name \"in\"");
  refuse_layers ("{'class_name':'ReLU','config':{}}", FROST_ENGINE_ERROR_CORRUPT,
                 "of class \"ReLU\" without name");
  refuse_layers ("{'class_name':'ReLU','config':{'name':''}}", FROST_ENGINE_ERROR_CORRUPT,
                 "without name");
  refuse_layers ("{'class_name':'ReLU','config':{'name':'a\\nb'}}",
                 FROST_ENGINE_ERROR_CORRUPT, "control characters");
  refuse_layers ("{'config':{'name':'a'}}", FROST_ENGINE_ERROR_CORRUPT,
                 "without class or configuration");
  refuse_layers ("{'class_name':'ReLU','name':'a'}", FROST_ENGINE_ERROR_CORRUPT,
                 "without class or configuration");
  refuse_layers ("7", FROST_ENGINE_ERROR_CORRUPT, "without class or configuration");
  refuse ("[]", FROST_ENGINE_ERROR_CORRUPT, "without class or configuration");
  refuse ("{'class_name':'Sequential','config':{'layers':[]}}",
          FROST_ENGINE_ERROR_CORRUPT, "no list of layers");
  refuse ("{'class_name':'Sequential','config':{'layers':{}}}",
          FROST_ENGINE_ERROR_CORRUPT, "no list of layers");
  refuse ("{'class_name':'MyModel','config':{'units':3}}", FROST_ENGINE_ERROR_UNSUPPORTED,
          "class \"MyModel\", which runs code of its own");
  refuse ("{'class_name':'Functional','config':{'name':'m','layers':[" INPUT "]}}",
          FROST_ENGINE_ERROR_UNSUPPORTED, "no list of input and output");
  refuse ("{'class_name':'Functional','config':{'name':'m','layers':[" INPUT "],"
          "'input_layers':{'a':['in',0,0]},'output_layers':[['in',0,0]]}}",
          FROST_ENGINE_ERROR_UNSUPPORTED, "no list of input and output");
}

static void
test_too_many (void)
{
  g_autoptr (json_t) json =
      parse ("{'class_name':'Sequential','config':{'name':'s','layers':[]}}");
  json_t *layers = json_object_get (json_object_get (json, "config"), "layers");

  for (int i = 0; i < 20000; i++)
    json_array_append_new (layers,
                           json_pack ("{s:s, s:{s:o}}", "class_name", "ReLU", "config",
                                      "name", json_sprintf ("layer_%d", i)));
  refuse_json (json, FROST_ENGINE_ERROR_UNSUPPORTED, "more than 16384 layers");

  /* One layer that reads another very often. */
  json_t *inbound = json_array (), *call = json_array ();
  for (int i = 0; i < 70000; i++)
    json_array_append_new (call, json_pack ("[s,i,i]", "in", 0, 0));
  json_array_append_new (inbound, call);
  g_autoptr (json_t) model =
      parse ("{'class_name':'Model','config':{'name':'m','layers':[" INPUT ","
             "{'class_name':'Add','name':'out','config':{'name':'out'}}]," ENDS "}}");
  json_object_set_new (
      json_array_get (json_object_get (json_object_get (model, "config"), "layers"), 1),
      "inbound_nodes", inbound);
  refuse_json (model, FROST_ENGINE_ERROR_UNSUPPORTED, "more than the 65536 values");
}

static void
test_config (void)
{
  g_autoptr (json_t) json = parse (
      "{'name':'x','one':3,'two':[4,5],'three':[1,2,3],'real':2.0,'half':0.5,"
      "'text':'t','yes':true,'nothing':null,'large':99999,'negative':-1,"
      "'tuple':{'class_name':'__tuple__','items':[6,7]},"
      "'array':{'class_name':'__numpy__','config':{'value':0.25,'dtype':'float32'}}}");
  const FrostKerasLayer layer = { .config = json };
  g_autoptr (GError) error = NULL;
  int v = 0, h = 0;
  int64_t whole = 7;
  float number = 7;
  gboolean flag = FALSE;
  const char *text = "old";

  g_assert_true (frost_keras_config_pair (&layer, "one", 1, 9, &v, &h, &error));
  g_assert_cmpint (v, ==, 3);
  g_assert_cmpint (h, ==, 3);
  g_assert_true (frost_keras_config_pair (&layer, "two", 1, 9, &v, &h, &error));
  g_assert_cmpint (v, ==, 4);
  g_assert_cmpint (h, ==, 5);
  g_assert_true (frost_keras_config_pair (&layer, "tuple", 1, 9, &v, &h, &error));
  g_assert_cmpint (v, ==, 6);
  g_assert_true (frost_keras_config_float (&layer, "array", &number, &error));
  g_assert_cmpfloat (number, ==, 0.25f);
  g_assert_true (frost_keras_config_pair (&layer, "two", 1, 9, &v, &h, &error));
  g_assert_true (frost_keras_config_pair (&layer, "absent", 1, 9, &v, &h, &error));
  g_assert_cmpint (h, ==, 5);
  g_assert_true (frost_keras_config_int (&layer, "real", 0, 9, &whole, &error));
  g_assert_cmpint (whole, ==, 2);
  g_assert_true (frost_keras_config_int (&layer, "nothing", 0, 9, &whole, &error));
  g_assert_cmpint (whole, ==, 2);
  g_assert_true (frost_keras_config_float (&layer, "half", &number, &error));
  g_assert_cmpfloat (number, ==, 0.5f);
  g_assert_true (frost_keras_config_bool (&layer, "yes", &flag, &error));
  g_assert_true (flag);
  g_assert_true (frost_keras_config_text (&layer, "text", &text, &error));
  g_assert_cmpstr (text, ==, "t");
  g_assert_no_error (error);

  g_assert_false (frost_keras_config_pair (&layer, "three", 1, 9, &v, &h, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  g_assert_cmpstr (error->message, ==,
                   "its \"three\" is not one whole number from 1 to 9 or a list of two");
  g_assert_false (frost_keras_config_pair (&layer, "large", 1, 9, &v, &h, NULL));
  g_assert_false (frost_keras_config_int (&layer, "negative", 0, 9, &whole, NULL));
  g_assert_false (frost_keras_config_int (&layer, "half", 0, 9, &whole, NULL));
  g_assert_false (frost_keras_config_float (&layer, "text", &number, NULL));
  g_assert_false (frost_keras_config_bool (&layer, "one", &flag, NULL));
  g_assert_false (frost_keras_config_text (&layer, "one", &text, NULL));
  g_assert_cmpint (v, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/formats/keras-topology/sequential", test_sequential);
  g_test_add_func ("/engine/formats/keras-topology/functional", test_functional);
  g_test_add_func ("/engine/formats/keras-topology/nested", test_nested);
  g_test_add_func ("/engine/formats/keras-topology/custom", test_custom);
  g_test_add_func ("/engine/formats/keras-topology/input", test_input);
  g_test_add_func ("/engine/formats/keras-topology/references", test_references);
  g_test_add_func ("/engine/formats/keras-topology/layers", test_layers);
  g_test_add_func ("/engine/formats/keras-topology/too-many", test_too_many);
  g_test_add_func ("/engine/formats/keras-topology/config", test_config);
  return g_test_run ();
}
