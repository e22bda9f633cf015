/* Unpacks what make-zoo.py packed. The bytes are our own, so that what is wrong with them is a
 * mistake of the build and ends the program; the test unpacks them all. */
#include "engine/formats/zoo-skeleton.h"

#include "engine/formats/zoo-files.h"

#include <string.h>
#include <zlib.h>

/* 15 bits of window, 16 for a gzip header. */
#define GZIP_WINDOW (15 + 16)

static const FrostZooFile *
find_file (const FrostZooEntry *entry)
{
  g_autofree char *name = g_strconcat (entry->name, ".onnx.gz", NULL);

  for (int i = 0; i < frost_zoo_n_files; i++)
    if (strcmp (frost_zoo_files[i].name, name) == 0)
      return &frost_zoo_files[i];
  g_error ("zoo: there is no %s", name);
}

/* The last four bytes of a gzip file are its size unpacked, little-endian; RFC 1952, 2.3.1. */
static size_t
unpacked_size (const FrostZooFile *file)
{
  const uint8_t *tail = file->data + file->size - 4;

  return tail[0] | (size_t) tail[1] << 8 | (size_t) tail[2] << 16
         | (size_t) tail[3] << 24;
}

Onnx__ModelProto *
frost_zoo_skeleton_new (const FrostZooEntry *entry)
{
  const FrostZooFile *file = find_file (entry);
  size_t size = unpacked_size (file);
  g_autofree uint8_t *bytes = g_malloc (size);
  z_stream stream = { .next_in = (Bytef *) file->data,
                      .avail_in = (uInt) file->size,
                      .next_out = bytes,
                      .avail_out = (uInt) size };

  if (inflateInit2 (&stream, GZIP_WINDOW) != Z_OK
      || inflate (&stream, Z_FINISH) != Z_STREAM_END || stream.avail_out != 0)
    g_error ("zoo: %s cannot be unpacked", file->name);
  inflateEnd (&stream);

  Onnx__ModelProto *skeleton = onnx__model_proto__unpack (NULL, size, bytes);
  if (skeleton == NULL || skeleton->graph == NULL)
    g_error ("zoo: %s is no model", file->name);
  return skeleton;
}

void
frost_zoo_skeleton_free (Onnx__ModelProto *skeleton)
{
  onnx__model_proto__free_unpacked (skeleton, NULL);
}

gboolean
frost_zoo_skeleton_wants (const Onnx__TensorProto *initializer)
{
  return initializer->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT
         && !initializer->has_raw_data && initializer->n_float_data == 0;
}

const Onnx__NodeProto *
frost_zoo_skeleton_reader (const Onnx__ModelProto *skeleton,
                           const Onnx__TensorProto *initializer, size_t *input)
{
  for (size_t i = 0; i < skeleton->graph->n_node; i++)
    for (size_t k = 0; k < skeleton->graph->node[i]->n_input; k++)
      if (strcmp (skeleton->graph->node[i]->input[k], initializer->name) == 0)
        {
          *input = k;
          return skeleton->graph->node[i];
        }
  return NULL;
}

void
frost_zoo_skeleton_set_epsilon (Onnx__ModelProto *skeleton, float epsilon)
{
  for (size_t i = 0; i < skeleton->graph->n_node; i++)
    for (size_t k = 0; k < skeleton->graph->node[i]->n_attribute; k++)
      if (strcmp (skeleton->graph->node[i]->attribute[k]->name, "epsilon") == 0)
        skeleton->graph->node[i]->attribute[k]->f = epsilon;
}
