/* From a path to the reader of its format. */
#include "engine/formats/keras.h"

#include "engine/core/error.h"
#include "engine/formats/h5-scan.h"
#include "engine/formats/keras-archive.h"
#include "engine/formats/keras-h5.h"
#include "engine/formats/keras-tfjs.h"
#include "engine/formats/onnx-names.h"

#include <string.h>

/* Longer ones are no models; the library would have them in memory. */
#define MAX_H5_SIZE (INT64_C (4) << 30)
#define HEAD_SIZE 64
/* What Teachable Machine calls its file of Keras in its archive. */
#define TEACHABLE_H5 "keras_model.h5"

typedef enum
{
  NOTHING,
  H5,
  ZIP,
  JSON
} Format;

static Format
recognise (const uint8_t *head, size_t n)
{
  size_t i = 0;

  if (frost_h5_recognises (head, n))
    return H5;
  if (n >= 4 && memcmp (head, "PK\3\4", 4) == 0)
    return ZIP;
  while (i < n && g_ascii_isspace (head[i]))
    i++;
  return i < n && head[i] == '{' ? JSON : NOTHING;
}

static GBytes *
read_file (const FrostRegularFile *file, GError **error)
{
  char *data =
      file->size > MAX_H5_SIZE ? NULL : g_try_malloc (MAX ((gsize) file->size, 1));

  if (data == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "there is no memory for its %" G_GINT64_FORMAT " bytes", file->size);
      return NULL;
    }
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, (gsize) file->size);
  if (!frost_regular_file_read (file, 0, data, (size_t) file->size, error))
    return NULL;
  return g_steal_pointer (&bytes);
}

static FrostModel *
load_h5 (const FrostRegularFile *file, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (file, error);

  return bytes == NULL ? NULL : frost_keras_h5_load (bytes, name, error);
}

static FrostModel *
load_h5_member (FrostModelFolder *folder, const char *member, int64_t file_size,
                const char *name, GError **error)
{
  size_t size;
  char *data =
      frost_model_folder_load (folder, member, file_size + (64 << 20), &size, error);

  if (data == NULL)
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
  return frost_keras_h5_load (bytes, name, error);
}

/* .keras, or what Teachable Machine downloads. Takes the file. */
static FrostModel *
load_zip (FrostRegularFile *file, const char *name, GError **error)
{
  int64_t size = file->size;
  g_autoptr (FrostModelFolder) folder = frost_model_folder_new_zip (file, error);

  if (folder == NULL)
    return NULL;
  if (g_strcmp0 (frost_model_folder_search (folder, "config.json"), "config.json") == 0)
    return frost_keras_archive_load (folder, size, name, error);
  const char *member = frost_model_folder_search (folder, "model.json");
  if (member != NULL)
    {
      g_autofree char *prefix =
          g_strndup (member, strlen (member) - strlen ("model.json"));

      frost_model_folder_set_prefix (folder, prefix);
      return frost_keras_tfjs_load (folder, "model.json", name, error);
    }
  member = frost_model_folder_search (folder, TEACHABLE_H5);
  if (member != NULL)
    return load_h5_member (folder, member, size, name, error);
  g_set_error (
      error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
      "is a zip archive but not a Keras model: it has no config.json, model.json "
      "or " TEACHABLE_H5);
  return NULL;
}

static FrostModel *
load_json (const char *path, const char *json, const char *name, GError **error)
{
  g_autoptr (FrostModelFolder) folder = frost_model_folder_new (path);

  return frost_keras_tfjs_load (folder, json, name, error);
}

static FrostModel *
load_file (const char *path, const char *name, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *file_name = g_path_get_basename (path);
  g_autofree char *folder_name = g_path_get_basename (folder);
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (path, error);
  uint8_t head[HEAD_SIZE];

  if (file == NULL)
    return NULL;
  size_t n = (size_t) MIN (file->size, HEAD_SIZE);
  if (!frost_regular_file_read (file, 0, head, n, error))
    return NULL;
  switch (recognise (head, n))
    {
    case H5:
      return load_h5 (file, name, error);
    case ZIP:
      return load_zip (g_steal_pointer (&file), name, error);
    case JSON:
      /* All of them are called "model": the folder's name says more. */
      return load_json (folder, file_name,
                        g_str_equal (file_name, "model.json") ? folder_name : name,
                        error);
    default:
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "is not a Keras model: it is neither HDF5, zip nor JSON");
      return NULL;
    }
}

FrostModel *
frost_keras_load (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);
  char *ending = is_folder ? NULL : strrchr (name, '.');

  if (ending != NULL && ending != name)
    *ending = '\0';
  FrostModel *model = is_folder ? load_json (path, "model.json", name, error)
                                : load_file (path, name, error);
  if (model == NULL)
    g_prefix_error (error, "%s: ", path);
  return model;
}

gboolean
frost_keras_recognises (const char *path)
{
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (path, NULL);
  uint8_t head[HEAD_SIZE];

  if (file == NULL)
    {
      g_autofree char *json = g_build_filename (path, "model.json", NULL);
      return g_file_test (json, G_FILE_TEST_IS_REGULAR);
    }
  size_t n = (size_t) MIN (file->size, HEAD_SIZE);
  if (!frost_regular_file_read (file, 0, head, n, NULL))
    return FALSE;
  Format format = recognise (head, n);
  if (format != ZIP)
    return format != NOTHING;
  g_autoptr (FrostModelFolder) folder =
      frost_model_folder_new_zip (g_steal_pointer (&file), NULL);
  return folder != NULL
         && (frost_model_folder_search (folder, "config.json") != NULL
             || frost_model_folder_search (folder, "model.json") != NULL
             || frost_model_folder_search (folder, TEACHABLE_H5) != NULL);
}
