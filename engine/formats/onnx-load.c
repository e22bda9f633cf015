/* From a path or bytes to the importer: size limits, the pre-scan, unpacking. */
#include "engine/formats/onnx.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-file-source.h"
#include "engine/formats/onnx-import.h"
#include "engine/formats/regular-file.h"

#include <string.h>

/* protobuf itself ends at 2 GB. */
#define MAX_FILE_SIZE (INT64_C (2) << 30)

/* A real model nests six deep (model, graph, node, attribute, tensor, …) and has some thousands
 * of messages; weights are single fields however large they are. */
#define MAX_DEPTH 32
#define MAX_MESSAGES (1 << 20)
#define MAX_FIELDS (1 << 23)
#define BASE_MEMORY (INT64_C (64) << 20)

static gboolean
read_file (gpointer data, int64_t position, void *bytes, size_t n, GError **error)
{
  return frost_regular_file_read (data, position, bytes, n, error);
}

/* One budget for all: twice the size for what is unpacked and the tensors made of it. */
static FrostModel *
load (const FrostWireInput *input, const char *name, const FrostOnnxSource *source,
      int64_t extra, GError **error)
{
  int64_t budget = 2 * input->size + BASE_MEMORY;
  const FrostWireLimits limits = { .depth = MAX_DEPTH,
                                   .messages = MAX_MESSAGES,
                                   .fields = MAX_FIELDS,
                                   .memory = budget,
                                   .large_in = &onnx__tensor_proto__descriptor,
                                   .large = FROST_ONNX_LARGE };
  g_auto (FrostWireSkeleton) skeleton = { 0 };
  FrostOnnxFileSource file_source;
  FrostWireAllocator allocator;

  if (input->size == 0 || input->size > MAX_FILE_SIZE)
    {
      g_set_error (error, FROST_ENGINE_ERROR,
                   input->size == 0 ? FROST_ENGINE_ERROR_CORRUPT
                                    : FROST_ENGINE_ERROR_UNSUPPORTED,
                   "is not an ONNX model: it has %" G_GINT64_FORMAT
                   " bytes, needs 1 to %" G_GINT64_FORMAT,
                   input->size, MAX_FILE_SIZE);
      return NULL;
    }
  if (!frost_wire_scan (input, &onnx__model_proto__descriptor, &limits, &skeleton, error))
    {
      if (g_error_matches (*error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT))
        g_prefix_error_literal (error, "is not an ONNX model, or a damaged one: ");
      return NULL;
    }

  frost_wire_allocator_init (&allocator, budget);
  Onnx__ModelProto *proto =
      onnx__model_proto__unpack (&allocator.allocator, skeleton.size, skeleton.bytes);
  g_clear_pointer (&skeleton.bytes, g_free);
  if (proto == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR,
                   allocator.failed ? FROST_ENGINE_ERROR_MEMORY
                                    : FROST_ENGINE_ERROR_CORRUPT,
                   "is damaged or takes too much memory to read");
      return NULL;
    }
  frost_onnx_file_source_init (&file_source, input, &skeleton, source);
  FrostModel *model = frost_onnx_import (
      proto, name, allocator.left + extra,
      &(FrostOnnxImportOptions){ .source = &file_source.source }, error);
  onnx__model_proto__free_unpacked (proto, &allocator.allocator);
  return model;
}

FrostModel *
frost_onnx_load_bytes (GBytes *bytes, const char *name, GError **error)
{
  return frost_onnx_load_bytes_with_source (bytes, name, NULL, 0, error);
}

FrostModel *
frost_onnx_load_bytes_with_source (GBytes *bytes, const char *name,
                                   const FrostOnnxSource *source, int64_t budget,
                                   GError **error)
{
  const FrostWireInput input = frost_wire_input_bytes (bytes);
  g_autoptr (GError) problem = NULL;
  FrostModel *model = load (&input, name, source, budget, &problem);

  if (model == NULL)
    g_propagate_prefixed_error (error, g_steal_pointer (&problem), "%s: ", name);
  return model;
}

static FrostModel *
load_file (const char *path, GError **error)
{
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (path, error);

  if (file == NULL)
    return NULL;
  const FrostWireInput input = { .data = file, .size = file->size, .read = read_file };
  g_autofree char *name = g_path_get_basename (path);
  char *ending = strrchr (name, '.');
  if (ending != NULL && ending != name)
    *ending = '\0';
  return load (&input, name, NULL, 0, error);
}

FrostModel *
frost_onnx_load (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  FrostModel *model = load_file (path, &problem);

  if (model == NULL)
    g_propagate_prefixed_error (error, g_steal_pointer (&problem), "%s: ", path);
  return model;
}
