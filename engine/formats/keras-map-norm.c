/* BatchNormalization and LayerNormalization over the last axis; Rescaling, Normalization and
 * LayerScale, which multiply and add by channel. Statistics are those that were learned. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"

#include <math.h>
#include <string.h>

/* Keras' backend.epsilon. */
#define EPSILON 1e-7f

static gboolean
refuse (const char *what, GError **error)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "%s cannot be used", what);
  return FALSE;
}

/* "axis" is a number or a list of one; batches count as axis 0. */
static gboolean
check_axis (const FrostKerasBuild *build, GError **error)
{
  const json_t *axis = frost_keras_config_get (build->layer, "axis");
  int rank = frost_keras_shape (build, build->result)->rank;

  if (json_is_array (axis) && json_array_size (axis) == 1)
    axis = json_array_get (axis, 0);
  if (axis == NULL
      || (json_is_integer (axis)
          && (json_integer_value (axis) == -1 || json_integer_value (axis) == rank)))
    return TRUE;
  return refuse ("another \"axis\" than the last", error);
}

static gboolean
fill (FrostKerasBuild *build, FrostNode *node, int slot, const FrostShape *shape,
      float value, GError **error)
{
  FrostTensor *tensor = frost_keras_add_numbers (build, node, slot, shape, TRUE, error);

  for (int64_t i = 0; tensor != NULL && i < tensor->n; i++)
    tensor->data[i] = value;
  return tensor != NULL;
}

gboolean
frost_keras_map_batch_normalization (FrostKerasBuild *build, GError **error)
{
  static const char *const roles[] = { "gamma", "beta", "moving_mean",
                                       "moving_variance" };
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = frost_shape_vector (
      frost_shape_channels (frost_keras_shape (build, build->result)));

  attributes.epsilon = 1e-3f;
  attributes.momentum = 0.99f;
  if (!check_axis (build, error)
      || !frost_keras_config_float (build->layer, "epsilon", &attributes.epsilon, error)
      || !frost_keras_config_float (build->layer, "momentum", &attributes.momentum,
                                    error))
    return FALSE;
  if (!(attributes.epsilon >= 0 && attributes.epsilon < 1)
      || !(attributes.momentum >= 0 && attributes.momentum <= 1))
    return refuse ("an epsilon or momentum outside of 0 to 1", error);

  FrostNode *norm = frost_keras_emit (build, NULL, FROST_OP_BATCH_NORM, &attributes);
  for (int i = 0; i < 4; i++)
    {
      int weight = frost_keras_find_weight (build, roles[i]);

      /* Without "scale" or "center" the op still wants a one or a zero. */
      if (weight < 0
              ? !fill (build, norm, i, &shape, i == 0 ? 1 : 0, error)
              : !frost_keras_add_weight (build, norm, i, weight, &shape, &shape, error))
        return FALSE;
    }
  return frost_keras_finish (build, error);
}

gboolean
frost_keras_map_layer_normalization (FrostKerasBuild *build, GError **error)
{
  static const char *const roles[] = { "gamma", "beta" };
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = frost_shape_vector (
      frost_shape_channels (frost_keras_shape (build, build->result)));
  gboolean root_mean_square = FALSE;

  attributes.n_axes = 1;
  attributes.epsilon = 1e-3f;
  if (!check_axis (build, error)
      || !frost_keras_config_float (build->layer, "epsilon", &attributes.epsilon, error)
      || !frost_keras_config_bool (build->layer, "rms_scaling", &root_mean_square, error))
    return FALSE;
  if (root_mean_square)
    return refuse ("\"rms_scaling\"", error);

  FrostNode *norm = frost_keras_emit (build, NULL, FROST_OP_LAYER_NORM, &attributes);
  for (int i = 0; i < 2; i++)
    {
      int weight = frost_keras_find_weight (build, roles[i]);

      if (weight >= 0
          && !frost_keras_add_weight (build, norm, i, weight, &shape, &shape, error))
        return FALSE;
    }
  return frost_keras_finish (build, error);
}

/* [1, …, 1, n], of the result's rank. */
static FrostShape
by_channel (const FrostKerasBuild *build, int64_t n)
{
  FrostShape shape = { .rank = frost_keras_shape (build, build->result)->rank };

  for (int d = 0; d < shape.rank; d++)
    shape.dim[d] = 1;
  shape.dim[shape.rank - 1] = n;
  return shape;
}

/* result = result (op) numbers, by channel or all alike. */
static gboolean
apply (FrostKerasBuild *build, const char *suffix, FrostOpKind kind, const float *numbers,
       int64_t n, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = by_channel (build, n);
  FrostNode *node = frost_keras_emit (build, suffix, kind, &attributes);
  FrostTensor *tensor = frost_keras_add_numbers (build, node, 0, &shape, TRUE, error);

  if (tensor == NULL)
    return FALSE;
  memcpy (tensor->data, numbers, (size_t) n * sizeof (float));
  return frost_keras_finish (build, error);
}

/* Adds the numbers of a value to the list: nested lists hold those of a broadcast array. */
static gboolean
add_numbers (const json_t *value, GArray *numbers)
{
  if (json_is_number (value))
    {
      float number = (float) json_number_value (value);

      g_array_append_val (numbers, number);
      return isfinite (number);
    }
  for (size_t i = 0; i < json_array_size (value); i++)
    if (!add_numbers (json_array_get (value, i), numbers))
      return FALSE;
  return json_is_array (value);
}

gboolean
frost_keras_numbers (const FrostKerasBuild *build, const json_t *value, GArray *numbers,
                     GError **error)
{
  int64_t c = frost_shape_channels (frost_keras_shape (build, build->result));

  if (!add_numbers (value, numbers) || (numbers->len != 1 && numbers->len != c))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "a constant is not one number or %" G_GINT64_FORMAT " by channel", c);
      return FALSE;
    }
  return TRUE;
}

/* y = x * scale + offset. */
gboolean
frost_keras_map_rescaling (FrostKerasBuild *build, GError **error)
{
  static const struct
  {
    const char *key, *suffix;
    FrostOpKind kind;
    float neutral;
  } steps[] = { { "scale", "scale", FROST_OP_MUL, 1 },
                { "offset", "offset", FROST_OP_ADD, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const json_t *value = frost_keras_config_get (build->layer, steps[i].key);
      g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (float));
      gboolean neutral = TRUE;

      if (value == NULL)
        continue;
      if (!frost_keras_numbers (build, value, numbers, error))
        return FALSE;
      const float *number = (const float *) (void *) numbers->data;
      for (guint k = 0; k < numbers->len; k++)
        neutral = neutral && number[k] == steps[i].neutral;
      if (!neutral
          && !apply (build, steps[i].suffix, steps[i].kind, number, numbers->len, error))
        return FALSE;
    }
  return TRUE;
}

/* Mean or variance: in the configuration, or learned from images and stored as a weight. */
static gboolean
read_statistic (FrostKerasBuild *build, const char *role, GArray *numbers, GError **error)
{
  const json_t *value = frost_keras_config_get (build->layer, role);
  int weight = frost_keras_find_weight (build, role);
  int64_t c = frost_shape_channels (frost_keras_shape (build, build->result));

  if (value != NULL)
    return frost_keras_numbers (build, value, numbers, error);
  if (weight < 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "its \"%s\" is not there", role);
      return FALSE;
    }
  const FrostKerasArray *array =
      build->weights->find (build->weights->data, build->layer, weight, error);
  if (array == NULL)
    return FALSE;
  if (array->shape.rank > 1 || (array->shape.rank == 1 && array->shape.dim[0] != c))
    {
      g_autofree char *found = frost_shape_to_string (&array->shape);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "\"%s\" is %s, needs %" G_GINT64_FORMAT, array->name, found, c);
      return FALSE;
    }
  g_array_set_size (numbers, array->shape.rank == 0 ? 1 : (guint) c);
  return build->weights->read (build->weights->data, array,
                               (float *) (void *) numbers->data, error);
}

/* y = (x - mean) / max (sqrt (variance), epsilon). */
gboolean
frost_keras_map_normalization (FrostKerasBuild *build, GError **error)
{
  g_autoptr (GArray) mean = g_array_new (FALSE, TRUE, sizeof (float));
  g_autoptr (GArray) variance = g_array_new (FALSE, TRUE, sizeof (float));
  gboolean invert = FALSE;

  if (!check_axis (build, error)
      || !frost_keras_config_bool (build->layer, "invert", &invert, error))
    return FALSE;
  if (invert)
    return refuse ("\"invert\"", error);
  if (!read_statistic (build, "mean", mean, error)
      || !read_statistic (build, "variance", variance, error))
    return FALSE;

  float *m = (float *) (void *) mean->data, *v = (float *) (void *) variance->data;
  for (guint i = 0; i < mean->len; i++)
    m[i] = -m[i];
  for (guint i = 0; i < variance->len; i++)
    v[i] = 1 / fmaxf (sqrtf (fmaxf (v[i], 0)), EPSILON);
  return apply (build, "mean", FROST_OP_ADD, m, mean->len, error)
         && apply (build, "deviation", FROST_OP_MUL, v, variance->len, error);
}

/* ConvNeXt's: y = x * gamma, by channel. */
gboolean
frost_keras_map_layer_scale (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t c = frost_shape_channels (frost_keras_shape (build, build->result));
  FrostShape stored = frost_shape_vector (c), shape = by_channel (build, c);
  FrostNode *node = frost_keras_emit (build, NULL, FROST_OP_MUL, &attributes);

  return frost_keras_add_weight (build, node, 0, 0, &stored, &shape, error)
         && frost_keras_finish (build, error);
}
