#include "engine/formats/onnx-file-source.h"

#include "engine/core/error.h"

#include <string.h>

/* TensorProto's fields of numbers. */
enum
{
  FLOAT_DATA = 4,
  INT32_DATA = 5,
  INT64_DATA = 7,
  RAW_DATA = 9,
  DOUBLE_DATA = 10,
  UINT64_DATA = 11,
};

static gboolean
corrupt (GError **error, const char *what)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT, "has %s", what);
  return FALSE;
}

/* Where numbers of a type are that are not raw, and how many bytes one of them is. */
static unsigned
typed_field (int data_type, int *width)
{
  *width = 4;
  switch (data_type)
    {
    case ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT:
      return FLOAT_DATA;
    case ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE:
      *width = 8;
      return DOUBLE_DATA;
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT64:
      *width = 8;
      return INT64_DATA;
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT32:
      return UINT64_DATA;
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT32:
      return INT32_DATA;
    case ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16:
    case ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16:
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT16:
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT16:
      *width = 2;
      return INT32_DATA;
    default:
      *width = 1;
      return INT32_DATA;
    }
}

/* Varints, one a number: the low bytes of each are the number. A truth value is one bit of it. */
static gboolean
read_varints (const FrostOnnxFileSource *file, const FrostWirePart *part, int width,
              gboolean truth, uint8_t *to, GError **error)
{
  g_autofree FrostWireReader *reader = g_new (FrostWireReader, 1);

  frost_wire_reader_init (reader, file->input, part->position,
                          part->position + part->size);
  for (int64_t i = 0; i < part->n; i++)
    {
      uint64_t value;

      if (!frost_wire_reader_varint (reader, &value, error))
        return FALSE;
      if (truth)
        value = value != 0;
      for (int b = 0; b < width; b++)
        *to++ = (uint8_t) (value >> (8 * b));
    }
  return TRUE;
}

static gboolean
file_has (gpointer data, const Onnx__TensorProto *initializer)
{
  const FrostOnnxFileSource *file = data;

  return frost_wire_skeleton_part (file->skeleton, &initializer->base) != NULL
         || (file->next != NULL && file->next->has (file->next->data, initializer));
}

/* Whether the part holds size bytes of elements; *packed: as they are in memory. */
static gboolean
check_part (const FrostWirePart *part, const Onnx__TensorProto *initializer, size_t size,
            gboolean *packed, int *width, GError **error)
{
  unsigned field = typed_field (initializer->data_type, width);

  if (part->field != RAW_DATA && part->field != field)
    return corrupt (error, "its numbers in a field for another type");
  int64_t found = part->field == RAW_DATA ? part->size : part->n * *width;
  if (found != (int64_t) size)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "has %" G_GINT64_FORMAT " bytes of data, its shape needs %zu", found,
                   size);
      return FALSE;
    }
  *packed = part->field == RAW_DATA || field == FLOAT_DATA || field == DOUBLE_DATA;
  return TRUE;
}

static gboolean
file_read (gpointer data, const Onnx__TensorProto *initializer, void *bytes, size_t size,
           GError **error)
{
  const FrostOnnxFileSource *file = data;
  const FrostWirePart *part =
      frost_wire_skeleton_part (file->skeleton, &initializer->base);
  gboolean packed;
  int width;

  if (part == NULL)
    return file->next->read (file->next->data, initializer, bytes, size, error);
  if (!check_part (part, initializer, size, &packed, &width, error))
    return FALSE;
  if (packed)
    return file->input->read (file->input->data, part->position, bytes, size, error);
  return read_varints (file, part, width,
                       initializer->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__BOOL,
                       bytes, error);
}

static gboolean
file_has_pieces (gpointer data, const Onnx__TensorProto *initializer)
{
  const FrostOnnxFileSource *file = data;
  const FrostWirePart *part =
      frost_wire_skeleton_part (file->skeleton, &initializer->base);

  if (part != NULL)
    return part->field == RAW_DATA || part->field == FLOAT_DATA
           || part->field == DOUBLE_DATA;
  return file->next != NULL && file->next->has_pieces != NULL
         && file->next->has_pieces (file->next->data, initializer);
}

static gboolean
file_read_piece (gpointer data, const Onnx__TensorProto *initializer, size_t whole,
                 size_t offset, void *bytes, size_t size, GError **error)
{
  const FrostOnnxFileSource *file = data;
  const FrostWirePart *part =
      frost_wire_skeleton_part (file->skeleton, &initializer->base);
  gboolean packed;
  int width;

  if (part == NULL)
    return file->next->read_piece (file->next->data, initializer, whole, offset, bytes,
                                   size, error);
  return check_part (part, initializer, whole, &packed, &width, error)
         && file->input->read (file->input->data, part->position + (int64_t) offset,
                               bytes, size, error);
}

void
frost_onnx_file_source_init (FrostOnnxFileSource *source, const FrostWireInput *input,
                             const FrostWireSkeleton *skeleton,
                             const FrostOnnxSource *next)
{
  *source = (FrostOnnxFileSource){
    .source = { .data = source,
                .has = file_has,
                .read = file_read,
                .has_pieces = file_has_pieces,
                .read_piece = file_read_piece },
    .input = input,
    .skeleton = skeleton,
    .next = next,
  };
}
