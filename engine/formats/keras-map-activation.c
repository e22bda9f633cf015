/* Activations, as layers of their own and as the "activation" of others; Dropout and what else does
 * nothing at inference. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"

#include <math.h>
#include <string.h>

/* Klambauer et al. 2017, the constants of selu. */
#define SELU_ALPHA 1.6732632423543772f
#define SELU_SCALE 1.0507009873554805f

typedef struct
{
  const char *name;
  FrostOpKind kind;
  float alpha, beta;
  float high; /* of a clip from 0 */
} Activation;

/* What Keras 2 and 3 call the same. */
static const Activation activations[] = {
  { "relu", FROST_OP_RELU },
  { "relu6", FROST_OP_CLIP, .high = 6 },
  { "softmax", FROST_OP_SOFTMAX },
  { "sigmoid", FROST_OP_SIGMOID },
  { "tanh", FROST_OP_TANH },
  { "silu", FROST_OP_SILU },
  { "swish", FROST_OP_SILU },
  { "gelu", FROST_OP_GELU },
  { "hard_silu", FROST_OP_HARD_SWISH },
  { "hard_swish", FROST_OP_HARD_SWISH },
  { "elu", FROST_OP_ELU, .alpha = 1 },
  { "selu", FROST_OP_ELU, .alpha = SELU_ALPHA },
  { "leaky_relu", FROST_OP_LEAKY_RELU, .alpha = 0.2f },
  { "exponential", FROST_OP_EXP },
};

/* Keras 3 took over PyTorch's: relu6 (x + 3) / 6 instead of clip (x / 5 + 1 / 2). */
static const Activation hard_sigmoid_2 = { "hard_sigmoid", FROST_OP_HARD_SIGMOID, 0.2f,
                                           0.5f };
static const Activation hard_sigmoid_3 = { "hard_sigmoid", FROST_OP_HARD_SIGMOID,
                                           1 / 6.0f, 0.5f };

static const Activation *
find_activation (const FrostKerasBuild *build, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (activations); i++)
    if (g_str_equal (name, activations[i].name))
      return &activations[i];
  if (g_str_equal (name, "hard_sigmoid"))
    return build->keras_3 ? &hard_sigmoid_3 : &hard_sigmoid_2;
  return NULL;
}

/* y = x * factor, for all numbers alike. */
static gboolean
multiply (FrostKerasBuild *build, const char *suffix, float factor, GError **error)
{
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = { .rank = frost_keras_shape (build, build->result)->rank };

  for (int d = 0; d < shape.rank; d++)
    shape.dim[d] = 1;
  FrostNode *node = frost_keras_emit (build, suffix, FROST_OP_MUL, &attributes);
  FrostTensor *tensor = frost_keras_add_numbers (build, node, 0, &shape, TRUE, error);
  if (tensor == NULL)
    return FALSE;
  tensor->data[0] = factor;
  return frost_keras_finish (build, error);
}

static gboolean
append (FrostKerasBuild *build, const Activation *activation, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  attributes.alpha = activation->alpha;
  attributes.beta = activation->beta;
  if (activation->kind == FROST_OP_CLIP)
    {
      attributes.low = 0;
      attributes.high = activation->high;
    }
  return frost_keras_append (build, activation->name, activation->kind, &attributes,
                             error)
         && (!g_str_equal (activation->name, "selu")
             || multiply (build, "scale", SELU_SCALE, error));
}

/* The name in any of the forms: "relu"; {"class_name": "function", "config": "relu"} of Keras 3;
 * {"class_name": "LeakyReLU", "config": {…}}, a layer in the place of a function. */
gboolean
frost_keras_activate (FrostKerasBuild *build, const json_t *activation, GError **error)
{
  static const char *const layers[] = { "ReLU", "LeakyReLU", "ELU", "Softmax" };
  const json_t *config = json_object_get (activation, "config");
  const char *class_name = json_string_value (json_object_get (activation, "class_name"));
  const char *name = json_string_value (json_is_string (config) ? config : activation);

  if (activation == NULL || g_strcmp0 (name, "linear") == 0)
    return TRUE;
  if (name != NULL)
    {
      const Activation *found = find_activation (build, name);

      if (found != NULL)
        return append (build, found, error);
      g_autofree char *shown = g_strescape (name, NULL);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "activation \"%.60s\" is not among those that can be used", shown);
      return FALSE;
    }
  const FrostKerasKind *kind = NULL;
  for (guint i = 0; class_name != NULL && i < G_N_ELEMENTS (layers); i++)
    if (g_str_equal (class_name, layers[i]))
      kind = frost_keras_layer_map_find (class_name);
  if (kind == NULL || !json_is_object (config))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "its activation is not one that can be used");
      return FALSE;
    }
  /* The layer stands in for the moment with the configuration of its activation. */
  FrostKerasLayer *layer = build->layer;
  FrostKerasLayer stand_in = *layer;
  stand_in.config = config;
  stand_in.n_weights = 0;
  build->layer = &stand_in;
  gboolean done = kind->build (build, error);
  build->layer = layer;
  return done;
}

gboolean
frost_keras_map_activation (FrostKerasBuild *build, GError **error)
{
  return frost_keras_activate (build, frost_keras_config_get (build->layer, "activation"),
                               error);
}

/* y = x from 0 to max_value, negative_slope * x below. */
gboolean
frost_keras_map_relu (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  float high = INFINITY, slope = 0, threshold = 0;

  if (!frost_keras_config_float (build->layer, "max_value", &high, error)
      || !frost_keras_config_float (build->layer, "negative_slope", &slope, error)
      || !frost_keras_config_float (build->layer, "threshold", &threshold, error))
    return FALSE;
  if (threshold != 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "its threshold is %g, only 0 can be used", (double) threshold);
      return FALSE;
    }
  attributes.alpha = slope;
  attributes.low = slope == 0 ? 0 : -INFINITY;
  attributes.high = high;
  if (slope == 0)
    return frost_keras_append (
        build, "relu", isinf (high) ? FROST_OP_RELU : FROST_OP_CLIP, &attributes, error);
  return frost_keras_append (build, "relu", FROST_OP_LEAKY_RELU, &attributes, error)
         && (isinf (high)
             || frost_keras_append (build, "clip", FROST_OP_CLIP, &attributes, error));
}

gboolean
frost_keras_map_leaky_relu (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  attributes.alpha = 0.3f;
  /* "alpha" is Keras 2's. */
  return frost_keras_config_float (build->layer, "alpha", &attributes.alpha, error)
         && frost_keras_config_float (build->layer, "negative_slope", &attributes.alpha,
                                      error)
         && frost_keras_append (build, "leaky_relu", FROST_OP_LEAKY_RELU, &attributes,
                                error);
}

gboolean
frost_keras_map_elu (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  attributes.alpha = 1;
  return frost_keras_config_float (build->layer, "alpha", &attributes.alpha, error)
         && frost_keras_append (build, "elu", FROST_OP_ELU, &attributes, error);
}

/* A slope for each number of an image; axes that share one are 1 long. */
gboolean
frost_keras_map_prelu (FrostKerasBuild *build, GError **error)
{
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  const json_t *shared = frost_keras_config_get (build->layer, "shared_axes");
  FrostShape shape = *frost_keras_shape (build, build->result);

  for (size_t i = 0; i < json_array_size (shared); i++)
    {
      int64_t axis = json_integer_value (json_array_get (shared, i));

      if (axis < 1 || axis > shape.rank)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "its \"shared_axes\" are not axes of its input");
          return FALSE;
        }
      shape.dim[axis - 1] = 1;
    }
  FrostNode *node = frost_keras_emit (build, NULL, FROST_OP_PRELU, &attributes);
  return frost_keras_add_weight (build, node, 0, frost_keras_find_weight (build, "alpha"),
                                 &shape, &shape, error)
         && frost_keras_finish (build, error);
}

gboolean
frost_keras_map_softmax (FrostKerasBuild *build, GError **error)
{
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  int rank = frost_keras_shape (build, build->result)->rank;
  int64_t axis = -1;

  if (!frost_keras_config_int (build->layer, "axis", -1, rank, &axis, error))
    return FALSE;
  if (axis != -1 && axis != rank)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "another \"axis\" than the last cannot be used");
      return FALSE;
    }
  return frost_keras_append (build, "softmax", FROST_OP_SOFTMAX, &attributes, error);
}

gboolean
frost_keras_map_identity (FrostKerasBuild *build, GError **error)
{
  return TRUE;
}

gboolean
frost_keras_map_dropout (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  if (!frost_keras_config_float (build->layer, "rate", &attributes.probability, error))
    return FALSE;
  if (!(attributes.probability >= 0 && attributes.probability < 1))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "its rate is %g, needs 0 to 1", (double) attributes.probability);
      return FALSE;
    }
  return frost_keras_append (build, "dropout", FROST_OP_DROPOUT, &attributes, error);
}
