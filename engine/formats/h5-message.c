/* Messages of object headers, and the storage of datasets. */
#include "engine/formats/h5-message.h"

#include "engine/core/error.h"

#include <string.h>
#include <zlib.h>

/* Nothing that a model needs is larger; dimensions multiply below this without overflow. */
#define MAX_ELEMENTS (UINT64_C (1) << 40)
#define MAX_TYPE_SIZE (1 << 16)
#define MAX_TREE_LEVEL 8
#define TREE_HEAD_SIZE 24

static gboolean
too_large (uint64_t memory, GError **error)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
               "would take more than the %" G_GUINT64_FORMAT
               " bytes of memory to unpack that a file of its size may take",
               memory);
  return FALSE;
}

/* Of a dataset or an attribute. */
static gboolean
read_space (const uint8_t *bytes, uint64_t size, FrostH5Object *object, GError **error)
{
  uint64_t head;
  int flags;

  if (size < 4 || (bytes[0] != 1 && bytes[0] != 2) || bytes[1] > FROST_H5_MAX_RANK)
    return frost_h5_corrupt (error, "has an unknown form of shape");
  head = bytes[0] == 1 ? 8 : 4;
  flags = bytes[2];
  object->rank = bytes[1];
  object->n = 1;
  if ((flags & ~1) != 0 || (bytes[0] == 2 && bytes[3] > 2)
      || (bytes[0] == 2 && (bytes[3] == 1) != (object->rank > 0))
      || size < head + 8 * (uint64_t) object->rank * (flags & 1 ? 2 : 1))
    return frost_h5_corrupt (error, "has a damaged shape");
  if (bytes[0] == 2 && bytes[3] == 2)
    object->n = 0;
  for (int i = 0; i < object->rank; i++)
    {
      uint64_t dim = frost_h5_number (bytes + head + 8 * i, 8);

      object->dim[i] = dim;
      if (dim > MAX_ELEMENTS || (dim > 0 && object->n > MAX_ELEMENTS / dim))
        return frost_h5_corrupt (error, "has a shape of more than 2^40 numbers");
      object->n *= dim;
    }
  return TRUE;
}

/* IEEE 754 in the order of this machine: its places of bits as the format describes them. */
static gboolean
is_float (const uint8_t *bytes, uint64_t type_size)
{
  static const struct
  {
    uint64_t size, precision;
    uint8_t sign, exponent_place, exponent_size, mantissa_size;
    uint64_t bias;
  } known[] = { { 2, 16, 15, 10, 5, 10, 15 },
                { 4, 32, 31, 23, 8, 23, 127 },
                { 8, 64, 63, 52, 11, 52, 1023 } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (type_size == known[i].size)
      return bytes[1] == 0x20 && bytes[2] == known[i].sign && bytes[3] == 0
             && frost_h5_number (bytes + 8, 2) == 0
             && frost_h5_number (bytes + 10, 2) == known[i].precision
             && bytes[12] == known[i].exponent_place
             && bytes[13] == known[i].exponent_size && bytes[14] == 0
             && bytes[15] == known[i].mantissa_size
             && frost_h5_number (bytes + 16, 4) == known[i].bias;
  return FALSE;
}

static gboolean
is_integer (const uint8_t *bytes, uint64_t type_size)
{
  return (type_size == 1 || type_size == 2 || type_size == 4 || type_size == 8)
         && (bytes[1] & ~8) == 0 && bytes[2] == 0 && bytes[3] == 0
         && frost_h5_number (bytes + 8, 2) == 0
         && frost_h5_number (bytes + 10, 2) == 8 * type_size;
}

static gboolean
is_text (const uint8_t *bytes, uint64_t type_size)
{
  /* Padding 0 to 2, ASCII or UTF-8. */
  return type_size >= 1 && type_size <= MAX_TYPE_SIZE && (bytes[1] & 15) <= 2
         && bytes[1] >> 4 <= 1 && bytes[2] == 0 && bytes[3] == 0;
}

/* A sequence of single bytes that is a text: its first eight bytes are followed by their type,
 * which h5py writes as an integer. */
static gboolean
is_long_text (const uint8_t *bytes, uint64_t size)
{
  const uint8_t *base = bytes + 8;

  if (size < 16 || (bytes[1] & 15) != 1 || bytes[1] >> 4 > 2 || bytes[2] > 1
      || bytes[3] != 0 || base[0] >> 4 < 1 || base[0] >> 4 > 3
      || frost_h5_number (base + 4, 4) != 1)
    return FALSE;
  return (base[0] & 15) == 3 ? is_text (base, 1)
                             : (base[0] & 15) == 0 && size >= 20 && is_integer (base, 1);
}

static gboolean
read_type (const uint8_t *bytes, uint64_t size, FrostH5Object *object, GError **error)
{
  int version = size < 8 ? 0 : bytes[0] >> 4;
  int class = size < 8 ? -1 : bytes[0] & 15;

  if (version < 1 || version > 3)
    return frost_h5_corrupt (error, "has an unknown form of type");
  object->type_size = frost_h5_number (bytes + 4, 4);
  if (class == 0 && size >= 12 && is_integer (bytes, object->type_size))
    object->class = FROST_H5_INTEGER;
  else if (class == 1 && size >= 20 && is_float (bytes, object->type_size))
    object->class = FROST_H5_FLOAT;
  else if (class == 3 && is_text (bytes, object->type_size))
    object->class = FROST_H5_TEXT;
  else if (class == 9 && object->type_size == 16 && is_long_text (bytes, size))
    object->class = FROST_H5_LONG_TEXT;
  else
    return frost_h5_unsupported (error,
                                 "has data of class %d and %" G_GUINT64_FORMAT
                                 " bytes, which Keras never writes",
                                 class, object->type_size);
  return TRUE;
}

/* Object number index of a heap of the whole file must have so many bytes, no more and no less:
 * the library copies all that the heap says into as much as the reference says. */
static gboolean
check_long_text (FrostH5Scan *scan, uint64_t length, uint64_t address, uint64_t index,
                 GError **error)
{
  const uint8_t *head = frost_h5_at (scan, address, 16);
  uint64_t left = head == NULL ? 0 : frost_h5_number (head + 8, 8);

  if (head == NULL || memcmp (head, "GCOL", 4) != 0 || head[4] != 1 || left < 4096
      || frost_h5_at (scan, address, left) == NULL)
    return frost_h5_corrupt (error, "has a text that is not at byte %" G_GUINT64_FORMAT,
                             address);
  const uint8_t *object = head + 16;
  gboolean found = FALSE;
  for (left -= 16; left >= 16;)
    {
      uint64_t number = frost_h5_number (object, 2),
               size = frost_h5_number (object + 8, 8);
      uint64_t need;

      if (!frost_h5_step (scan, error))
        return FALSE;
      /* Object 0 is what is free; its size counts its own head. */
      if (size > left || (number == 0 && size < 16))
        return frost_h5_corrupt (error, "has a damaged heap of texts");
      need = number == 0 ? size : 16 + (size + 7) / 8 * 8;
      if (need > left)
        return frost_h5_corrupt (error, "has a damaged heap of texts");
      if (number == index && number != 0)
        {
          if (found || size != length)
            return frost_h5_corrupt (error, "has a text of another length than it says");
          found = TRUE;
        }
      object += need;
      left -= need;
    }
  return found || frost_h5_corrupt (error, "has a text that is not in its heap");
}

static gboolean
read_attribute (FrostH5Scan *scan, const uint8_t *bytes, uint64_t size, GError **error)
{
  FrostH5Object object = { 0 };
  int version = size < 8 ? 0 : bytes[0];
  uint64_t lengths[3], place = version == 3 ? 9 : 8;
  const uint8_t *parts[3];

  if (version < 1 || version > 3 || size < place || bytes[1] != 0)
    return frost_h5_corrupt (error, "has an unknown form of attribute");
  for (int i = 0; i < 3; i++)
    {
      lengths[i] = frost_h5_number (bytes + 2 + 2 * i, 2);
      parts[i] = bytes + place;
      place += version == 1 ? (lengths[i] + 7) / 8 * 8 : lengths[i];
      if (place > size)
        return frost_h5_corrupt (error, "has an attribute that is cut off");
    }
  if (lengths[0] == 0 || parts[0][lengths[0] - 1] != 0)
    return frost_h5_corrupt (error, "has an attribute whose name does not end");
  if (!read_type (parts[1], lengths[1], &object, error)
      || !read_space (parts[2], lengths[2], &object, error))
    return FALSE;
  if (object.n > size || object.n * object.type_size > size - place)
    return frost_h5_corrupt (error, "has an attribute that is cut off");

  uint64_t total = 0;
  for (uint64_t i = 0; object.class == FROST_H5_LONG_TEXT && i < object.n; i++)
    {
      const uint8_t *reference = bytes + place + 16 * i;
      uint64_t length = frost_h5_number (reference, 4);

      total += length;
      if (total > scan->memory)
        return too_large (scan->memory, error);
      if (length > 0
          && !check_long_text (scan, length, frost_h5_number (reference + 4, 8),
                               frost_h5_number (reference + 12, 4), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_fill (const uint8_t *bytes, uint64_t size, gboolean old, FrostH5Object *object,
           GError **error)
{
  uint64_t place = 0;
  gboolean defined = TRUE;

  if (!old)
    {
      if (size < 4 || bytes[0] < 1 || bytes[0] > 3)
        return frost_h5_corrupt (error, "has an unknown form of fill value");
      place = bytes[0] == 3 ? 2 : 4;
      defined = bytes[0] == 3 ? (bytes[1] & 0x20) != 0 : bytes[3] != 0;
      /* Version 1 has a size in any case. */
      if (!defined && bytes[0] != 1)
        return TRUE;
    }
  if (size < place + 4)
    return frost_h5_corrupt (error, "has a damaged fill value");
  uint64_t length = frost_h5_number (bytes + place, 4);
  if (length == UINT32_MAX)
    return TRUE;
  if (length > size - place - 4)
    return frost_h5_corrupt (error, "has a damaged fill value");
  object->fill_size = length;
  return TRUE;
}

static gboolean
read_filters (const uint8_t *bytes, uint64_t size, FrostH5Object *object, GError **error)
{
  int version = size < 2 ? 0 : bytes[0], n = size < 2 ? 0 : bytes[1];
  uint64_t place = version == 1 ? 8 : 2;

  if ((version != 1 && version != 2) || n > 2)
    return frost_h5_unsupported (error, "has data that is packed in more than two ways");
  for (int i = 0; i < n; i++)
    {
      uint64_t id, n_values, name_length = 0;

      if (size < place + 8)
        return frost_h5_corrupt (error, "has a damaged list of filters");
      id = frost_h5_number (bytes + place, 2);
      if (id != 1 && id != 2)
        return frost_h5_unsupported (
            error,
            "has data that is packed with filter %" G_GUINT64_FORMAT
            ", only deflate (1) and shuffle (2) can be read",
            id);
      /* Filters below 256 have no name in version 2, nor room for the length of one. */
      if (version == 1)
        name_length = frost_h5_number (bytes + place + 2, 2);
      n_values = frost_h5_number (bytes + place + (version == 1 ? 6 : 4), 2);
      place += version == 1 ? 8 + (name_length + 7) / 8 * 8 : 6;
      if (n_values != 1 || place > size || size - place < 4)
        return frost_h5_corrupt (error, "has a damaged list of filters");
      if ((id == 1 && object->deflate)
          || (id == 2 && (object->shuffle || object->deflate)))
        return frost_h5_unsupported (error, "has data that is packed in an odd order");
      object->deflate |= id == 1;
      object->shuffle |= id == 2;
      if (id == 2)
        object->shuffle_size = frost_h5_number (bytes + place, 4);
      /* An odd number of values is padded in version 1. */
      place += version == 1 ? 8 : 4;
    }
  return TRUE;
}

static gboolean
once (gboolean *has, GError **error)
{
  if (*has)
    return frost_h5_corrupt (error, "has an object that says something twice");
  *has = TRUE;
  return TRUE;
}

gboolean
frost_h5_message (FrostH5Scan *scan, FrostH5Object *object, int type,
                  const uint8_t *bytes, uint64_t size, GError **error)
{
  switch (type)
    {
    case 0x00: /* nothing */
      return TRUE;
    case 0x01:
      return once (&object->has_space, error) && read_space (bytes, size, object, error);
    case 0x03:
      return once (&object->has_type, error) && read_type (bytes, size, object, error);
    case 0x04:
      return read_fill (bytes, size, TRUE, object, error);
    case 0x05:
      return once (&object->has_fill, error)
             && read_fill (bytes, size, FALSE, object, error);
    case 0x08:
      object->layout = bytes;
      object->layout_size = size;
      return once (&object->has_layout, error);
    case 0x0b:
      return once (&object->has_filters, error)
             && read_filters (bytes, size, object, error);
    case 0x0c:
      return read_attribute (scan, bytes, size, error);
    case 0x11:
      if (size < 16)
        return frost_h5_corrupt (error, "has a damaged group");
      object->tree = frost_h5_number (bytes, 8);
      object->heap = frost_h5_number (bytes + 8, 8);
      return once (&object->has_group, error);
    case 0x12: /* when it was changed */
      return (size >= 8 && bytes[0] == 1)
             || frost_h5_corrupt (error, "has a damaged time of change");
    case 0x07:
      return frost_h5_unsupported (error,
                                   "keeps data in other files, which are never opened");
    case 0x02:
    case 0x06:
    case 0x0a:
      return frost_h5_unsupported (error,
                                   "has groups of the form with links, which Keras "
                                   "never writes");
    default:
      return frost_h5_unsupported (error,
                                   "has messages of type %d, which Keras never "
                                   "writes",
                                   type);
    }
}

/* Unpacks without keeping: it must end after exactly size bytes. */
static gboolean
check_deflated (const uint8_t *packed, uint64_t packed_size, uint64_t size,
                GError **error)
{
  uint8_t buffer[16384];
  z_stream stream = { .next_in = (uint8_t *) packed, .avail_in = (uInt) packed_size };
  uint64_t n = 0;
  int status = inflateInit (&stream);

  while (status == Z_OK && n <= size)
    {
      stream.next_out = buffer;
      stream.avail_out = sizeof buffer;
      status = inflate (&stream, Z_NO_FLUSH);
      n += sizeof buffer - stream.avail_out;
    }
  inflateEnd (&stream);
  if (status == Z_STREAM_END && n == size)
    return TRUE;
  return frost_h5_corrupt (
      error, "has a chunk that does not unpack to its %" G_GUINT64_FORMAT " bytes", size);
}

typedef struct
{
  const FrostH5Object *object;
  uint64_t bytes; /* of a chunk, unpacked */
  uint64_t left;  /* chunks that have not been seen */
} Chunks;

static gboolean
check_chunk (FrostH5Scan *scan, Chunks *chunks, const uint8_t *key, uint64_t address,
             GError **error)
{
  uint64_t size = frost_h5_number (key, 4);
  const uint8_t *packed = frost_h5_at (scan, address, size);

  if (packed == NULL || chunks->left == 0 || frost_h5_number (key + 4, 4) != 0)
    return frost_h5_corrupt (error, "has a chunk that is not in the file");
  chunks->left--;
  if (!chunks->object->deflate)
    return size == chunks->bytes
           || frost_h5_corrupt (error, "has a chunk of another size than it says");
  scan->unpacked += chunks->bytes;
  if (scan->unpacked > scan->memory)
    return too_large (scan->memory, error);
  return check_deflated (packed, size, chunks->bytes, error);
}

static gboolean
read_chunk_tree (FrostH5Scan *scan, Chunks *chunks, uint64_t address, int level,
                 GError **error)
{
  uint64_t key_size = 8 + 8 * ((uint64_t) chunks->object->rank + 1);
  uint64_t children = 2 * (uint64_t) scan->chunk_k;
  const uint8_t *node =
      frost_h5_at (scan, address, TREE_HEAD_SIZE + children * (key_size + 8) + key_size);
  uint64_t n = node == NULL ? 0 : frost_h5_number (node + 6, 2);

  if (node == NULL || memcmp (node, "TREE", 4) != 0 || node[4] != 1 || n > children
      || node[5] > MAX_TREE_LEVEL || (level >= 0 && node[5] != level - 1))
    return frost_h5_corrupt (
        error, "has a dataset whose tree is not at byte %" G_GUINT64_FORMAT, address);
  if (!frost_h5_visit (scan, address, error))
    return FALSE;
  for (uint64_t i = 0; i < n; i++)
    {
      const uint8_t *key = node + TREE_HEAD_SIZE + i * (key_size + 8);
      uint64_t child = frost_h5_number (key + key_size, 8);

      if (!frost_h5_step (scan, error))
        return FALSE;
      if (node[5] == 0 ? !check_chunk (scan, chunks, key, child, error)
                       : !read_chunk_tree (scan, chunks, child, node[5], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_chunks (FrostH5Scan *scan, const FrostH5Object *object, GError **error)
{
  const uint8_t *bytes = object->layout;
  Chunks chunks = { .object = object, .bytes = object->type_size, .left = 1 };

  if (object->rank == 0 || object->layout_size < 11 + 4 * ((uint64_t) object->rank + 1)
      || bytes[2] != object->rank + 1
      || frost_h5_number (bytes + 11 + 4 * object->rank, 4) != object->type_size
      || (object->shuffle && object->shuffle_size != object->type_size))
    return frost_h5_corrupt (error, "has a dataset with damaged chunks");
  for (int i = 0; i < object->rank; i++)
    {
      uint64_t side = frost_h5_number (bytes + 11 + 4 * i, 4);

      if (side == 0)
        return frost_h5_corrupt (error, "has a dataset with empty chunks");
      if (chunks.bytes > scan->memory / side)
        return too_large (scan->memory, error);
      chunks.bytes *= side;
      chunks.left *= (object->dim[i] + side - 1) / side;
    }
  if (object->n == 0)
    return TRUE;
  return read_chunk_tree (scan, &chunks, frost_h5_number (bytes + 3, 8), -1, error)
         && (chunks.left == 0
             || frost_h5_corrupt (error, "has a dataset without some of its chunks"));
}

gboolean
frost_h5_check_storage (FrostH5Scan *scan, const FrostH5Object *object, GError **error)
{
  const uint8_t *bytes = object->layout;
  uint64_t size = object->n * object->type_size;

  if (object->layout_size < 4 || bytes[0] != 3)
    return frost_h5_unsupported (error, "has a layout of data that Keras never writes");
  if (object->class == FROST_H5_LONG_TEXT)
    return frost_h5_unsupported (error,
                                 "has a dataset of texts, which Keras never writes");
  if (object->fill_size > 0 && object->fill_size != object->type_size)
    return frost_h5_corrupt (error, "has a damaged fill value");
  if (object->has_filters && (object->deflate || object->shuffle) && bytes[1] != 2)
    return frost_h5_corrupt (error, "has packed data outside of chunks");
  switch (bytes[1])
    {
    case 0:
      return (frost_h5_number (bytes + 2, 2) == size && size <= object->layout_size - 4)
             || frost_h5_corrupt (error, "has a dataset of another size than it says");
    case 1:
      if (object->layout_size < 18
          || (size > 0 && frost_h5_number (bytes + 10, 8) != size))
        return frost_h5_corrupt (error, "has a dataset of another size than it says");
      return size == 0 || frost_h5_at (scan, frost_h5_number (bytes + 2, 8), size) != NULL
             || frost_h5_corrupt (error, "has a dataset that reaches beyond the file");
    case 2:
      return check_chunks (scan, object, error);
    default:
      return frost_h5_unsupported (error,
                                   "has a virtual dataset, which Keras never writes");
    }
}
