/* Typed members of a layer's configuration. */
#include "engine/formats/keras-layer.h"

#include "engine/core/error.h"

#include <math.h>

const json_t *
frost_keras_config_get (const FrostKerasLayer *layer, const char *key)
{
  const json_t *value = json_object_get (layer->config, key);
  const char *class_name = json_string_value (json_object_get (value, "class_name"));

  /* What was no list of numbers in Python is wrapped by some versions. */
  if (g_strcmp0 (class_name, "__tuple__") == 0
      || g_strcmp0 (class_name, "TensorShape") == 0)
    value = json_object_get (value, "items");
  else if (g_strcmp0 (class_name, "__numpy__") == 0)
    value = json_object_get (json_object_get (value, "config"), "value");
  return value == NULL || json_is_null (value) ? NULL : value;
}

static gboolean
refuse (const char *key, const char *needs, GError **error)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "its \"%s\" is not %s", key, needs);
  return FALSE;
}

static gboolean
whole (const json_t *value, int64_t least, int64_t most, int64_t *found)
{
  int64_t number;

  if (json_is_integer (value))
    number = json_integer_value (value);
  /* TensorFlow.js' exporters write 1.0 here and there. */
  else if (json_is_real (value) && fabs (json_real_value (value)) <= 1e9
           && json_real_value (value) == floor (json_real_value (value)))
    number = (int64_t) json_real_value (value);
  else
    return FALSE;
  if (number < least || number > most)
    return FALSE;
  *found = number;
  return TRUE;
}

gboolean
frost_keras_config_int (const FrostKerasLayer *layer, const char *key, int64_t least,
                        int64_t most, int64_t *value, GError **error)
{
  const json_t *member = frost_keras_config_get (layer, key);

  if (member == NULL || whole (member, least, most, value))
    return TRUE;
  g_autofree char *needs = g_strdup_printf (
      "a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, least, most);
  return refuse (key, needs, error);
}

gboolean
frost_keras_config_float (const FrostKerasLayer *layer, const char *key, float *value,
                          GError **error)
{
  const json_t *member = frost_keras_config_get (layer, key);

  if (member == NULL)
    return TRUE;
  if (!json_is_number (member) || !isfinite ((float) json_number_value (member)))
    return refuse (key, "a number", error);
  *value = (float) json_number_value (member);
  return TRUE;
}

gboolean
frost_keras_config_bool (const FrostKerasLayer *layer, const char *key, gboolean *value,
                         GError **error)
{
  const json_t *member = frost_keras_config_get (layer, key);

  if (member == NULL)
    return TRUE;
  if (!json_is_boolean (member))
    return refuse (key, "true or false", error);
  *value = json_is_true (member);
  return TRUE;
}

gboolean
frost_keras_config_text (const FrostKerasLayer *layer, const char *key,
                         const char **value, GError **error)
{
  const json_t *member = frost_keras_config_get (layer, key);

  if (member == NULL)
    return TRUE;
  if (!json_is_string (member))
    return refuse (key, "a text", error);
  *value = json_string_value (member);
  return TRUE;
}

gboolean
frost_keras_config_pair (const FrostKerasLayer *layer, const char *key, int least,
                         int most, int *vertical, int *horizontal, GError **error)
{
  const json_t *member = frost_keras_config_get (layer, key);
  int64_t v, h;

  if (member == NULL)
    return TRUE;
  gboolean both = json_is_array (member) && json_array_size (member) == 2;
  if (!whole (both ? json_array_get (member, 0) : member, least, most, &v)
      || !whole (both ? json_array_get (member, 1) : member, least, most, &h))
    {
      g_autofree char *needs = g_strdup_printf (
          "one whole number from %d to %d or a list of two", least, most);
      return refuse (key, needs, error);
    }
  *vertical = (int) v;
  *horizontal = (int) h;
  return TRUE;
}
