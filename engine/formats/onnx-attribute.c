#include "engine/formats/onnx-attribute.h"

#include "engine/core/error.h"

#include <string.h>

#define MAX_ATTRIBUTES 64

static const Onnx__AttributeProto *
find (const Onnx__NodeProto *node, const char *name)
{
  for (size_t i = 0; i < node->n_attribute; i++)
    if (g_strcmp0 (node->attribute[i]->name, name) == 0)
      return node->attribute[i];
  return NULL;
}

gboolean
frost_onnx_attributes_check (const Onnx__NodeProto *node, GError **error)
{
  if (node->n_attribute > MAX_ATTRIBUTES)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "has %zu attributes, at most %d can be used", node->n_attribute,
                   MAX_ATTRIBUTES);
      return FALSE;
    }
  for (size_t i = 0; i < node->n_attribute; i++)
    {
      const Onnx__AttributeProto *attribute = node->attribute[i];

      if (attribute->name == NULL || find (node, attribute->name) != attribute)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "attribute \"%s\" is there twice or has no name",
                       attribute->name == NULL ? "" : attribute->name);
          return FALSE;
        }
      if (attribute->ref_attr_name != NULL && attribute->ref_attr_name[0] != '\0')
        {
          g_set_error (
              error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
              "attribute \"%s\" refers to a function's argument \"%s\", but stands "
              "in no function",
              attribute->name, attribute->ref_attr_name);
          return FALSE;
        }
    }
  return TRUE;
}

/* Files before IR 2 leave the type out; then the field that is there decides. */
static gboolean
check_type (const Onnx__AttributeProto *attribute,
            Onnx__AttributeProto__AttributeType type, gboolean present,
            const char *needed, GError **error)
{
  if (attribute->has_type
              && attribute->type != ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__UNDEFINED
          ? attribute->type == type
          : present)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "attribute \"%s\" has type %d, needs %s", attribute->name,
               (int) attribute->type, needed);
  return FALSE;
}

gboolean
frost_onnx_attribute_has (const Onnx__NodeProto *node, const char *name)
{
  return find (node, name) != NULL;
}

gboolean
frost_onnx_attribute_int (const Onnx__NodeProto *node, const char *name, int64_t *value,
                          GError **error)
{
  const Onnx__AttributeProto *a = find (node, name);

  if (a == NULL)
    return TRUE;
  if (!check_type (a, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT, a->has_i, "an integer",
                   error))
    return FALSE;
  *value = a->i;
  return TRUE;
}

gboolean
frost_onnx_attribute_float (const Onnx__NodeProto *node, const char *name, float *value,
                            GError **error)
{
  const Onnx__AttributeProto *a = find (node, name);

  if (a == NULL)
    return TRUE;
  if (!check_type (a, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT, a->has_f, "a number",
                   error))
    return FALSE;
  *value = a->f;
  return TRUE;
}

gboolean
frost_onnx_attribute_ints (const Onnx__NodeProto *node, const char *name,
                           const int64_t **values, size_t *n, GError **error)
{
  const Onnx__AttributeProto *a = find (node, name);

  if (a != NULL
      && !check_type (a, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS, a->n_ints > 0,
                      "a list of integers", error))
    return FALSE;
  *values = a == NULL ? NULL : a->ints;
  *n = a == NULL ? 0 : a->n_ints;
  return TRUE;
}

gboolean
frost_onnx_attribute_floats (const Onnx__NodeProto *node, const char *name,
                             const float **values, size_t *n, GError **error)
{
  const Onnx__AttributeProto *a = find (node, name);

  if (a != NULL
      && !check_type (a, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS, a->n_floats > 0,
                      "a list of numbers", error))
    return FALSE;
  *values = a == NULL ? NULL : a->floats;
  *n = a == NULL ? 0 : a->n_floats;
  return TRUE;
}

gboolean
frost_onnx_attribute_tensor (const Onnx__NodeProto *node, const char *name,
                             const Onnx__TensorProto **tensor, GError **error)
{
  const Onnx__AttributeProto *a = find (node, name);

  if (a == NULL)
    {
      *tensor = NULL;
      return TRUE;
    }
  if (!check_type (a, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR, a->t != NULL,
                   "a tensor", error))
    return FALSE;
  if (a->t == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "attribute \"%s\" says it is a tensor, but has none", name);
      return FALSE;
    }
  *tensor = a->t;
  return TRUE;
}

gboolean
frost_onnx_attribute_choice (const Onnx__NodeProto *node, const char *name,
                             const char *const *choices, int *choice, GError **error)
{
  const Onnx__AttributeProto *a = find (node, name);

  if (a == NULL)
    return TRUE;
  if (!check_type (a, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING, a->has_s, "a text",
                   error))
    return FALSE;
  for (int i = 0; choices[i] != NULL; i++)
    if (strlen (choices[i]) == a->s.len && memcmp (choices[i], a->s.data, a->s.len) == 0)
      {
        *choice = i;
        return TRUE;
      }

  g_autofree char *text = a->s.len == 0
                              ? g_strdup ("")
                              : g_strndup ((const char *) a->s.data, MIN (a->s.len, 40));
  g_autofree char *found = g_strescape (text, NULL);
  g_autofree char *needed = g_strjoinv (" or ", (char **) choices);
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "attribute \"%s\" is \"%s\", needs %s", name, found, needed);
  return FALSE;
}
