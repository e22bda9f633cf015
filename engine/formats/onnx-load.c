/* From a path or bytes to the importer: size limits, the pre-scan, unpacking. */
#include "engine/formats/onnx.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-import.h"
#include "engine/formats/wire-scan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* protobuf itself ends at 2 GB. */
#define MAX_FILE_SIZE (INT64_C (2) << 30)

/* A real model nests six deep (model, graph, node, attribute, tensor, …) and has some thousands
 * of messages; weights are single fields however large they are. */
#define MAX_DEPTH 32
#define MAX_MESSAGES (1 << 20)
#define MAX_FIELDS (1 << 23)
#define BASE_MEMORY (INT64_C (64) << 20)

static GBytes *
io_error (const char *path, int code, GError **error)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
               "%s: could not be read: %s", path, g_strerror (code));
  return NULL;
}

/* Read and not mapped: a file that another program shortens while it is mapped kills the reader
 * with SIGBUS. The descriptor never blocks, so that a pipe is refused instead of waited for. */
static GBytes *
read_fd (int fd, const char *path, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    return io_error (path, errno, error);
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
                   "%s: is not a regular file", path);
      return NULL;
    }
  if (status.st_size > MAX_FILE_SIZE)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "%s: has %" G_GINT64_FORMAT
                   " bytes, an ONNX file has at most %" G_GINT64_FORMAT,
                   path, (int64_t) status.st_size, MAX_FILE_SIZE);
      return NULL;
    }

  size_t size = (size_t) status.st_size, n = 0;
  g_autofree uint8_t *data = g_try_malloc (size + 1);
  if (data == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "%s: there is no memory for its %zu bytes", path, size);
      return NULL;
    }
  while (n < size)
    {
      ssize_t got = read (fd, data + n, size - n);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return io_error (path, errno, error);
      if (got == 0)
        break;
      n += (size_t) got;
    }
  return g_bytes_new_take (g_steal_pointer (&data), n);
}

static GBytes *
read_file (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

  if (fd < 0)
    return io_error (path, errno, error);
  GBytes *bytes = read_fd (fd, path, error);
  close (fd);
  return bytes;
}

static FrostModel *
load (GBytes *bytes, const char *name, const FrostOnnxSource *source, int64_t extra,
      GError **error)
{
  size_t size;
  const uint8_t *data = g_bytes_get_data (bytes, &size);
  int64_t budget = 2 * (int64_t) size + BASE_MEMORY; /* of what the bytes hold */
  const FrostWireLimits limits = {
    .depth = MAX_DEPTH, .messages = MAX_MESSAGES, .fields = MAX_FIELDS, .memory = budget
  };
  FrostWireAllocator allocator;

  if (size == 0 || (int64_t) size > MAX_FILE_SIZE)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "is not an ONNX model: it has %zu bytes", size);
      return NULL;
    }
  if (!frost_wire_scan (data, size, &onnx__model_proto__descriptor, &limits, error))
    {
      g_prefix_error_literal (error, "is not an ONNX model, or a damaged one: ");
      return NULL;
    }

  frost_wire_allocator_init (&allocator, budget);
  Onnx__ModelProto *proto = onnx__model_proto__unpack (&allocator.allocator, size, data);
  if (proto == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR,
                   allocator.failed ? FROST_ENGINE_ERROR_MEMORY
                                    : FROST_ENGINE_ERROR_CORRUPT,
                   "is damaged or takes too much memory to read");
      return NULL;
    }
  FrostModel *model = frost_onnx_import (proto, name, budget + extra, source, error);
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
  FrostModel *model = load (bytes, name, source, budget, error);

  if (model == NULL)
    g_prefix_error (error, "%s: ", name);
  return model;
}

FrostModel *
frost_onnx_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (path, error);

  if (bytes == NULL)
    return NULL;
  g_autofree char *name = g_path_get_basename (path);
  char *ending = strrchr (name, '.');
  if (ending != NULL && ending != name)
    *ending = '\0';
  FrostModel *model = load (bytes, name, NULL, 0, error);
  if (model == NULL)
    g_prefix_error (error, "%s: ", path);
  return model;
}
