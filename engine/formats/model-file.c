#include "engine/formats/model-file.h"

#include "engine/core/error.h"
#include "engine/formats/keras.h"
#include "engine/formats/onnx.h"
#include "engine/formats/regular-file.h"
#include "engine/formats/tensor-file.h"
#include "engine/formats/zoo-load.h"
#include "engine/formats/zoo-match.h"

#include <string.h>

/* As much as any of the formats looks at. */
#define HEAD_SIZE 512

typedef enum
{
  FORMAT_UNKNOWN,
  FORMAT_ONNX,
  FORMAT_TENSORS,
  FORMAT_KERAS,
} Format;

/* How a file is called, for one whose first bytes are damaged or say little. */
static const struct
{
  const char *pattern;
  Format format;
} endings[] = {
  { "*.onnx", FORMAT_ONNX },   { "*.safetensors", FORMAT_TENSORS },
  { "*.pth", FORMAT_TENSORS }, { "*.pt", FORMAT_TENSORS },
  { "*.th", FORMAT_TENSORS },  { "*.bin", FORMAT_TENSORS },
  { "*.h5", FORMAT_KERAS },    { "*.hdf5", FORMAT_KERAS },
  { "*.keras", FORMAT_KERAS }, { "*.json", FORMAT_KERAS },
  { "*.zip", FORMAT_KERAS },
};

const char *
frost_model_file_get_formats (void)
{
  return "ONNX, safetensors, PyTorch (.pth, .pt, .th, .bin), Keras (.h5, .keras) and "
         "TensorFlow.js (model.json)";
}

const char *const *
frost_model_file_get_patterns (void)
{
  static const char *patterns[G_N_ELEMENTS (endings) + 1];
  static gsize done;

  if (g_once_init_enter (&done))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
        patterns[i] = endings[i].pattern;
      g_once_init_leave (&done, 1);
    }
  return patterns;
}

/* onnx.proto, ModelProto: the file starts with the tag of one of its fields, most with that of the
 * first. */
static gboolean
may_be_onnx (const uint8_t *head, size_t n)
{
  static const uint8_t tags[] = { 0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72 };

  for (size_t i = 0; n >= 2 && i < G_N_ELEMENTS (tags); i++)
    if (head[0] == tags[i])
      return TRUE;
  return FALSE;
}

static Format
recognise (const char *path, const uint8_t *head, size_t n, int64_t size)
{
  gboolean zip = n >= 4 && memcmp (head, "PK\3\4", 4) == 0;

  /* PyTorch's archives are zip too: what lies in one decides. A safetensors file may begin with the
   * byte that begins JSON. */
  if (zip && frost_keras_recognises (path))
    return FORMAT_KERAS;
  if (frost_tensor_file_recognises (head, n, size))
    return FORMAT_TENSORS;
  if (frost_keras_recognises (path))
    return FORMAT_KERAS;
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (path, endings[i].pattern + 1))
      return endings[i].format;
  return may_be_onnx (head, n) ? FORMAT_ONNX : FORMAT_UNKNOWN;
}

static gboolean
find_format (const char *path, Format *format, GError **error)
{
  uint8_t head[HEAD_SIZE] = { 0 };

  /* A folder with a model.json is one too. */
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && frost_keras_recognises (path))
    {
      *format = FORMAT_KERAS;
      return TRUE;
    }
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (path, error);
  size_t n = file != NULL ? (size_t) MIN (file->size, HEAD_SIZE) : 0;

  if (file == NULL || !frost_regular_file_read (file, 0, head, n, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  *format = recognise (path, head, n, file->size);
  if (*format != FORMAT_UNKNOWN)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "%s: is not a model file: %s can be read", path,
               frost_model_file_get_formats ());
  return FALSE;
}

static FrostModel *
load_tensors (const char *path, const char *architecture, FrostRestoreReport **report,
              GError **error)
{
  g_autoptr (FrostTensorFile) file = frost_tensor_file_open (path, error);

  if (file == NULL)
    return NULL;
  return frost_zoo_load (file, path, architecture, report, error);
}

FrostModel *
frost_model_file_load (const char *path, const FrostModelFileOptions *options,
                       FrostRestoreReport **report, GError **error)
{
  const char *architecture = options != NULL ? options->architecture : NULL;
  Format format;

  if (!find_format (path, &format, error))
    return NULL;
  if (format == FORMAT_TENSORS)
    return load_tensors (path, architecture, report, error);
  if (architecture != NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
                   "%s: has a graph of its own, the architecture cannot be named", path);
      return NULL;
    }

  FrostModel *model = format == FORMAT_KERAS ? frost_keras_load (path, error)
                                             : frost_onnx_load (path, error);
  if (model != NULL && report != NULL)
    *report = NULL;
  return model;
}

char **
frost_model_file_list_architectures (const char *path, GError **error)
{
  g_autoptr (FrostTensorFile) file = frost_tensor_file_open (path, error);

  if (file == NULL)
    return NULL;
  g_autoptr (FrostZooMatches) matches = frost_zoo_match (file);
  char **names = g_new0 (char *, matches->n_best + 1);
  for (int i = 0; i < matches->n_best; i++)
    names[i] = g_strdup (matches->matches[i].entry->name);
  return names;
}
