#include "engine/formats/onnx-metadata.h"

#include "engine/core/error.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SIDE 16384
/* jansson makes some 100 bytes of an empty list: this holds a hostile text to some 150 MB. */
#define MAX_TEXT (4 << 20)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static gboolean
corrupt (GError **error, const char *key, const char *what)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "metadata \"%s\" %s", key, what);
  return FALSE;
}

/* *root is NULL when the file has no such key. */
static gboolean
find (const Onnx__ModelProto *proto, const char *key, json_t **root, GError **error)
{
  const char *text = NULL;
  json_error_t problem;

  *root = NULL;
  for (size_t i = 0; i < proto->n_metadata_props; i++)
    if (g_strcmp0 (proto->metadata_props[i]->key, key) == 0)
      {
        if (text != NULL)
          return corrupt (error, key, "is there twice");
        text = proto->metadata_props[i]->value;
        if (text == NULL || strlen (text) > MAX_TEXT)
          return corrupt (error, key, "has no value or one of more than 4 MB");
      }
  if (text == NULL)
    return TRUE;
  *root = json_loads (text, JSON_REJECT_DUPLICATES, &problem);
  if (*root != NULL)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "metadata \"%s\" is not JSON at byte %d", key, problem.position);
  return FALSE;
}

static gboolean
read_classes (const Onnx__ModelProto *proto, FrostModel *model, GError **error)
{
  static const char *const key = FROST_ONNX_KEY_CLASSES;
  g_autoptr (json_t) root = NULL;

  if (!find (proto, key, &root, error))
    return FALSE;
  if (root == NULL)
    return TRUE;
  if (!json_is_array (root))
    return corrupt (error, key, "is not a list of names");

  size_t n = json_array_size (root);
  if (n != (size_t) frost_model_n_outputs (model))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "metadata \"%s\" names %zu classes, the model has %d outputs", key, n,
                   frost_model_n_outputs (model));
      return FALSE;
    }
  g_auto (GStrv) classes = g_new0 (char *, n + 1);
  for (size_t i = 0; i < n; i++)
    {
      const char *name = json_string_value (json_array_get (root, i));
      if (name == NULL)
        return corrupt (error, key, "is not a list of names");
      classes[i] = g_strdup (name);
    }
  model->classes = g_steal_pointer (&classes);
  return TRUE;
}

static gboolean
read_integer (const json_t *root, const char *name, int *value)
{
  const json_t *member = json_object_get (root, name);

  if (!json_is_integer (member) || json_integer_value (member) < 1
      || json_integer_value (member) > MAX_SIDE)
    return FALSE;
  *value = (int) json_integer_value (member);
  return TRUE;
}

static gboolean
read_numbers (const json_t *root, const char *name, double least, double most,
              float *values)
{
  const json_t *list = json_object_get (root, name);

  if (!json_is_array (list) || json_array_size (list) != 3)
    return FALSE;
  for (size_t i = 0; i < 3; i++)
    {
      const json_t *member = json_array_get (list, i);
      double value = json_number_value (member);
      if (!json_is_number (member) || !(fabs (value) >= least && fabs (value) <= most))
        return FALSE;
      values[i] = (float) value;
    }
  return TRUE;
}

static gboolean
read_preprocessing (const Onnx__ModelProto *proto, FrostModel *model, GError **error)
{
  static const char *const key = FROST_ONNX_KEY_PREPROCESSING;
  const FrostShape *input = &model->graph->input;
  FrostPreprocessing p = { 0 };
  g_autoptr (json_t) root = NULL;

  if (!find (proto, key, &root, error))
    return FALSE;
  if (root == NULL)
    return TRUE;
  if (!json_is_object (root))
    return corrupt (error, key, "is not an object");
  if (!read_integer (root, "width", &p.width) || !read_integer (root, "height", &p.height)
      || !read_integer (root, "resize_short", &p.resize_short))
    return corrupt (error, key,
                    "needs width, height and resize_short of 1 to 16384 pixels");
  if (p.height != input->dim[0] || p.width != input->dim[1])
    {
      g_autofree char *shape = frost_shape_to_string (input);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "metadata \"%s\" is for %d x %d pixels, the model's input is %s", key,
                   p.height, p.width, shape);
      return FALSE;
    }
  if (p.resize_short < MIN (p.width, p.height))
    return corrupt (error, key, "has a resize_short below the size of the input");
  if (!read_numbers (root, "mean", 0, 1e4, p.mean)
      || !read_numbers (root, "scale", 1e-6, 1e6, p.scale))
    return corrupt (error, key,
                    "needs mean and scale of three numbers up to 10000 and 1000000");
  if (!json_is_boolean (json_object_get (root, "bgr")))
    return corrupt (error, key, "needs bgr to be true or false");
  p.bgr = json_is_true (json_object_get (root, "bgr"));
  model->preprocessing = p;
  model->preprocessing_known = TRUE;
  return TRUE;
}

gboolean
frost_onnx_metadata_read (const Onnx__ModelProto *proto, FrostModel *model,
                          GError **error)
{
  return read_classes (proto, model, error) && read_preprocessing (proto, model, error);
}

/* Takes root. jansson allocates with malloc, the caller frees with g_free, which is the same
 * since GLib 2.46; a copy keeps it true whatever jansson is told to use. */
static char *
dump (json_t *root)
{
  /* Nine digits carry every float there and back; jansson writes a point in every locale. */
  char *text = json_dumps (root, JSON_REAL_PRECISION (9) | JSON_COMPACT);
  char *copy = g_strdup (text);

  free (text);
  json_decref (root);
  return copy;
}

char *
frost_onnx_metadata_classes (const FrostModel *model)
{
  if (model->classes == NULL)
    return NULL;
  json_t *root = json_array ();
  for (char **name = model->classes; *name != NULL; name++)
    json_array_append_new (root, json_string (*name));
  return dump (root);
}

char *
frost_onnx_metadata_preprocessing (const FrostModel *model)
{
  const FrostPreprocessing *p = &model->preprocessing;
  json_t *root = json_object ();
  json_t *mean = json_array (), *scale = json_array ();

  for (int i = 0; i < 3; i++)
    {
      json_array_append_new (mean, json_real ((double) p->mean[i]));
      json_array_append_new (scale, json_real ((double) p->scale[i]));
    }
  json_object_set_new (root, "width", json_integer (p->width));
  json_object_set_new (root, "height", json_integer (p->height));
  json_object_set_new (root, "resize_short", json_integer (p->resize_short));
  json_object_set_new (root, "mean", mean);
  json_object_set_new (root, "scale", scale);
  json_object_set_new (root, "bgr", json_boolean (p->bgr));
  return dump (root);
}
