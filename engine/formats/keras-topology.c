/* From the JSON of a model to its tree of layers. */
#include "engine/formats/keras-layer.h"

#include "engine/core/error.h"
#include "engine/formats/keras-build.h"
#include "engine/formats/keras-calls.h"
#include "engine/formats/onnx-names.h"

#include <string.h>

/* NASNet, the largest of Keras' own, has about a thousand layers. */
#define MAX_LAYERS 16384
#define MAX_SIDE 16384
#define DEFAULT_SIDE 224

typedef struct
{
  int layers, operands; /* found so far */
} Count;

static gboolean
in_layer (const FrostKerasLayer *layer, GError **error)
{
  g_prefix_error (error, "layer \"%s\" ", layer->path);
  return FALSE;
}

void
frost_keras_layer_free (FrostKerasLayer *layer)
{
  for (int i = 0; i < layer->n_calls; i++)
    g_free (layer->calls[i].operands);
  g_free (layer->calls);
  g_free (layer->path);
  g_clear_pointer (&layer->layers, g_ptr_array_unref);
  g_clear_pointer (&layer->names, g_hash_table_unref);
  g_clear_pointer (&layer->inputs, g_array_unref);
  g_free (layer);
}

static void
add_call (FrostKerasLayer *layer, int operand)
{
  g_free (layer->calls);
  layer->calls = g_new0 (FrostKerasCall, 1);
  layer->n_calls = 1;
  layer->calls[0].operands = g_new0 (FrostKerasOperand, 1);
  layer->calls[0].operands[0].layer = operand;
  layer->calls[0].n_operands = 1;
}

static gboolean
is_class (const FrostKerasLayer *layer, const char *class_name)
{
  return g_str_equal (layer->class_name, class_name);
}

/* [["input_1", 0, 0], …], or without the outer list when there is only one. */
static gboolean
read_ends (FrostKerasLayer *model, GError **error)
{
  const json_t *inputs = json_object_get (model->config, "input_layers");
  const json_t *outputs = json_object_get (model->config, "output_layers");
  size_t n = frost_keras_is_reference (inputs) ? 1 : json_array_size (inputs);
  FrostKerasOperand input;

  for (size_t i = 0; i < n; i++)
    {
      const json_t *reference =
          frost_keras_is_reference (inputs) ? inputs : json_array_get (inputs, i);
      if (!frost_keras_find_operand (model, json_array_get (reference, 0),
                                     json_array_get (reference, 1),
                                     json_array_get (reference, 2), &input, error))
        return FALSE;
      g_array_append_val (model->inputs, input.layer);
    }
  const json_t *output =
      frost_keras_is_reference (outputs) ? outputs : json_array_get (outputs, 0);
  if (n == 0 || output == NULL)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "names no list of input and output layers");
  return frost_keras_find_operand (model, json_array_get (output, 0),
                                   json_array_get (output, 1), json_array_get (output, 2),
                                   &model->output, error);
}

static FrostKerasLayer *read_layer (const json_t *json, FrostKerasLayer *model,
                                    Count *count, GError **error);

static gboolean
read_layers (FrostKerasLayer *model, const json_t *list, Count *count, GError **error)
{
  if (!json_is_array (list) || json_array_size (list) == 0)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT, "has no list of layers");
  for (size_t i = 0; i < json_array_size (list); i++)
    {
      FrostKerasLayer *layer = read_layer (json_array_get (list, i), model, count, error);

      if (layer == NULL)
        return FALSE;
      g_ptr_array_add (model->layers, layer);
      if (g_hash_table_contains (model->names, layer->name))
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "has two layers of the name \"%s\"", layer->name);
      g_hash_table_insert (model->names, (char *) layer->name,
                           GINT_TO_POINTER ((int) i + 1));
    }
  return TRUE;
}

static void
chain_layers (FrostKerasLayer *model)
{
  int previous = FROST_KERAS_GIVEN;

  for (guint i = 0; i < model->layers->len; i++)
    {
      FrostKerasLayer *layer = g_ptr_array_index (model->layers, i);

      add_call (layer, previous);
      previous = (int) i;
    }
  model->output = (FrostKerasOperand){ .layer = previous };
}

static gboolean
read_model (FrostKerasLayer *model, Count *count, GError **error)
{
  gboolean sequential = is_class (model, "Sequential");
  /* Keras 2.1 wrote a Sequential's configuration as the list itself. */
  const json_t *list = json_is_array (model->config)
                           ? model->config
                           : json_object_get (model->config, "layers");

  model->is_model = TRUE;
  model->layers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_keras_layer_free);
  model->names = g_hash_table_new (frost_onnx_name_hash, g_str_equal);
  model->inputs = g_array_new (FALSE, FALSE, sizeof (int));
  if (!read_layers (model, list, count, error))
    return FALSE;
  if (sequential)
    {
      chain_layers (model);
      return TRUE;
    }
  for (size_t i = 0; i < json_array_size (list); i++)
    {
      FrostKerasLayer *layer = g_ptr_array_index (model->layers, i);

      if (!frost_keras_calls_read (
              layer, json_object_get (json_array_get (list, i), "inbound_nodes"),
              &count->operands, error))
        return in_layer (layer, error);
      if (is_class (layer, "InputLayer") && layer->n_calls == 0)
        add_call (layer, FROST_KERAS_GIVEN);
    }
  return read_ends (model, error) && frost_keras_calls_settle (model, error);
}

static void
find_weights (FrostKerasLayer *layer)
{
  for (int i = 0; i < FROST_KERAS_MAX_WEIGHTS && layer->kind->roles[i].name != NULL; i++)
    {
      const FrostKerasRole *role = &layer->kind->roles[i];
      gboolean wanted = TRUE;

      if (role->when != NULL)
        wanted = !json_is_false (json_object_get (layer->config, role->when));
      if (role->unless != NULL)
        wanted = wanted && frost_keras_config_get (layer, role->unless) == NULL;
      if (wanted)
        layer->weights[layer->n_weights++] = (FrostKerasWeight){
          .role = role->name,
          .synonym = role->synonym,
          .trainable = role->trainable,
          .parameter = -1,
        };
    }
}

/* Keras 3 says where a class comes from: one of the user's may have the name of one of Keras. */
static gboolean
is_custom (const json_t *json)
{
  const char *module = json_string_value (json_object_get (json, "module"));
  const char *registered = json_string_value (json_object_get (json, "registered_name"));

  if (registered != NULL && strchr (registered, '>') != NULL)
    return TRUE;
  return module != NULL && !g_str_equal (module, "keras")
         && !g_str_has_prefix (module, "keras.");
}

/* model: the one around it, NULL for the outermost. */
static FrostKerasLayer *
read_layer (const json_t *json, FrostKerasLayer *model, Count *count, GError **error)
{
  const char *class_name = json_string_value (json_object_get (json, "class_name"));
  const json_t *config = json_object_get (json, "config");
  const char *name = json_string_value (json_object_get (config, "name"));

  if (name == NULL)
    name = json_string_value (json_object_get (json, "name"));
  if (name == NULL && model == NULL)
    name = "model";
  if (class_name == NULL || !(json_is_object (config) || json_is_array (config)))
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                        "has a layer without class or configuration");
      return NULL;
    }
  if (!frost_onnx_name_check (class_name, error) || !frost_onnx_name_check (name, error))
    return NULL;
  if (name == NULL || *name == '\0')
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                        "has a layer of class \"%s\" without name", class_name);
      return NULL;
    }
  if (++count->layers > MAX_LAYERS)
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                        "has more than %d layers, at most as "
                        "many can be used",
                        MAX_LAYERS);
      return NULL;
    }

  g_autoptr (FrostKerasLayer) layer = g_new0 (FrostKerasLayer, 1);
  layer->name = name;
  layer->class_name = class_name;
  layer->config = config;
  layer->model = model;
  layer->trainable = !json_is_false (json_object_get (config, "trainable"));
  layer->path = model == NULL || model->model == NULL
                    ? g_strdup (name)
                    : g_strconcat (model->path, ".", name, NULL);
  if (is_class (layer, "Sequential") || is_class (layer, "Model")
      || is_class (layer, "Functional"))
    {
      if (!read_model (layer, count, error))
        {
          if (model != NULL)
            in_layer (layer, error);
          return NULL;
        }
      return g_steal_pointer (&layer);
    }
  layer->kind = is_custom (json) ? NULL : frost_keras_layer_map_find (class_name);
  if (layer->kind != NULL)
    find_weights (layer);
  return g_steal_pointer (&layer);
}

FrostKerasLayer *
frost_keras_topology_read (const json_t *root, GError **error)
{
  Count count = { 0 };
  g_autoptr (FrostKerasLayer) model = read_layer (root, NULL, &count, error);

  if (model != NULL && !model->is_model)
    {
      frost_error_fail (
          error, FROST_ENGINE_ERROR_UNSUPPORTED,
          "is a model of class \"%s\", which runs code of its own; Sequential and "
          "Functional can be read",
          model->class_name);
      return NULL;
    }
  return g_steal_pointer (&model);
}

/* The shape that a layer was made for: [null, 224, 224, 3]. */
static const json_t *
stated_shape (const FrostKerasLayer *layer)
{
  static const char *const keys[] = { "batch_input_shape", "batch_shape",
                                      "build_input_shape" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const json_t *shape = frost_keras_config_get (layer, keys[i]);
      if (json_is_array (shape))
        return shape;
    }
  return NULL;
}

gboolean
frost_keras_topology_input (const FrostKerasLayer *root, FrostShape *shape,
                            GError **error)
{
  const FrostKerasLayer *layer = root;
  const json_t *stated = NULL;
  const json_t *around = NULL;

  if (root->inputs->len > 1)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "model whose input is not an image: it has %u inputs",
                             root->inputs->len);
  while (layer->is_model)
    {
      around = around != NULL ? around : stated_shape (layer);
      layer = g_ptr_array_index (
          layer->layers,
          layer->inputs->len > 0 ? (guint) g_array_index (layer->inputs, int, 0) : 0);
    }
  stated = stated_shape (layer);
  stated = stated != NULL ? stated : around;
  if (stated == NULL)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "does not say how large its images are");

  int64_t size[3];
  gboolean image = json_array_size (stated) == 4;
  for (size_t i = 0; image && i < 3; i++)
    {
      const json_t *dim = json_array_get (stated, i + 1);
      size[i] =
          json_is_null (dim) ? (i < 2 ? DEFAULT_SIDE : 3) : json_integer_value (dim);
      image = size[i] >= 1 && size[i] <= MAX_SIDE;
    }
  if (image && size[2] == 3)
    {
      *shape = frost_shape_image (size[0], size[1], size[2]);
      return TRUE;
    }
  g_autofree char *text = json_dumps (stated, JSON_COMPACT | JSON_ENSURE_ASCII);
  return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                           "model whose input is not an image: it has shape %.60s, needs "
                           "[null,height,width,3]",
                           text);
}
