#include "engine/formats/wire-scan.h"

#include "engine/core/error.h"

#include <stdlib.h>
#include <string.h>

/* What protobuf-c spends on one field while it unpacks: a ScannedMember of 40 bytes in slabs
 * that double, and malloc's own header. */
#define FIELD_OVERHEAD 96

/* The number of the field that says which part was left out: the largest possible one, which no
 * message of ours has. A file cannot bring it, because unknown fields are not copied. */
#define PART_FIELD ((1u << 29) - 1)

typedef struct
{
  FrostWireReader reader;
  const FrostWireLimits *limits;
  FrostWireSkeleton *skeleton;
  int64_t messages, fields, memory;
} Scan;

static gboolean
corrupt (const Scan *scan, GError **error, const char *what)
{
  return frost_wire_corrupt (scan->reader.position, error, what);
}

static gboolean
charge (Scan *scan, int64_t fields, int64_t memory, GError **error)
{
  if (fields > scan->limits->fields - scan->fields)
    return corrupt (scan, error, "more fields than any model has");
  if (memory > scan->limits->memory - scan->memory)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "byte %" G_GINT64_FORMAT ": reading it would take more than "
                   "the %" G_GINT64_FORMAT " bytes that a file of this size may take",
                   scan->reader.position, scan->limits->memory);
      return FALSE;
    }
  scan->fields += fields;
  scan->memory += memory;
  return TRUE;
}

/* Place for n more bytes of skeleton. */
static uint8_t *
append (Scan *scan, size_t n, GError **error)
{
  FrostWireSkeleton *skeleton = scan->skeleton;

  if (!charge (scan, 0, (int64_t) n, error))
    return NULL;
  if (n > skeleton->capacity - skeleton->size)
    {
      size_t capacity = skeleton->size + n + skeleton->size / 4 + FROST_WIRE_BUFFER;
      uint8_t *bytes = g_try_realloc (skeleton->bytes, capacity);
      if (bytes == NULL)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                       "there is no memory for %zu bytes of it", capacity);
          return NULL;
        }
      skeleton->bytes = bytes;
      skeleton->capacity = capacity;
    }
  skeleton->size += n;
  return skeleton->bytes + skeleton->size - n;
}

static gboolean
append_varint (Scan *scan, uint64_t value, GError **error)
{
  uint8_t bytes[10];
  size_t n = 0;

  do
    {
      bytes[n++] = (uint8_t) ((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
      value >>= 7;
    }
  while (value > 0);
  uint8_t *to = append (scan, n, error);
  if (to == NULL)
    return FALSE;
  memcpy (to, bytes, n);
  return TRUE;
}

static gboolean
append_tag (Scan *scan, unsigned number, ProtobufCWireType wire_type, GError **error)
{
  return append_varint (scan, (uint64_t) number << 3 | (uint64_t) wire_type, error);
}

/* The next n bytes of the input. */
static gboolean
append_input (Scan *scan, size_t n, GError **error)
{
  uint8_t *to = append (scan, n, error);

  return to != NULL && frost_wire_reader_bytes (&scan->reader, to, n, error);
}

static gboolean
check_length (const Scan *scan, uint64_t size, GError **error)
{
  return size <= (uint64_t) (scan->reader.end - scan->reader.position)
         || corrupt (scan, error, "a field is longer than what is left of its message");
}

static ProtobufCWireType
wire_type_of (ProtobufCType type)
{
  switch (type)
    {
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
      return PROTOBUF_C_WIRE_TYPE_32BIT;
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
      return PROTOBUF_C_WIRE_TYPE_64BIT;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
      return PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED;
    default:
      return PROTOBUF_C_WIRE_TYPE_VARINT;
    }
}

/* How many numbers the next size bytes hold: a packed field has no tags between them. Ends where
 * it started. */
static gboolean
count_packed (Scan *scan, ProtobufCWireType wire_type, int64_t size, int64_t *n,
              GError **error)
{
  int64_t start = scan->reader.position, outer = scan->reader.end;
  uint64_t ignored;

  *n = 0;
  if (wire_type != PROTOBUF_C_WIRE_TYPE_VARINT)
    {
      int64_t width = wire_type == PROTOBUF_C_WIRE_TYPE_32BIT ? 4 : 8;
      if (size % width != 0)
        return corrupt (scan, error, "a packed field ends inside a number");
      *n = size / width;
      return TRUE;
    }
  scan->reader.end = start + size;
  for (; scan->reader.position < scan->reader.end; (*n)++)
    if (!frost_wire_reader_varint (&scan->reader, &ignored, error))
      return FALSE;
  scan->reader.position = start;
  scan->reader.end = outer;
  return TRUE;
}

static gboolean
leave_out (Scan *scan, const ProtobufCFieldDescriptor *field, int64_t size, int64_t n,
           gboolean *left_out, GError **error)
{
  const FrostWirePart part = {
    .field = field->id, .position = scan->reader.position, .size = size, .n = n
  };
  uint32_t index = GUINT32_TO_LE ((uint32_t) scan->skeleton->parts->len);

  if (*left_out)
    return corrupt (scan, error, "a tensor has its numbers in more than one piece");
  if (!charge (scan, 1, 2 * FIELD_OVERHEAD, error)
      || !append_tag (scan, PART_FIELD, PROTOBUF_C_WIRE_TYPE_32BIT, error))
    return FALSE;
  uint8_t *to = append (scan, sizeof index, error);
  if (to == NULL)
    return FALSE;
  memcpy (to, &index, sizeof index);
  g_array_append_val (scan->skeleton->parts, part);
  scan->reader.position += size;
  *left_out = TRUE;
  return TRUE;
}

/* Bytes, text or packed numbers. */
static gboolean
scan_contents (Scan *scan, const ProtobufCMessageDescriptor *descriptor,
               const ProtobufCFieldDescriptor *field, int64_t size, gboolean *left_out,
               GError **error)
{
  gboolean packed =
      field->type != PROTOBUF_C_TYPE_BYTES && field->type != PROTOBUF_C_TYPE_STRING;
  ProtobufCWireType element = wire_type_of (field->type);
  int64_t n = 0, memory = FIELD_OVERHEAD + 1 + size;

  if (packed && field->label != PROTOBUF_C_LABEL_REPEATED)
    return corrupt (scan, error, "a field has a type that its number does not allow");
  if (packed && !count_packed (scan, element, size, &n, error))
    return FALSE;
  if (scan->limits->large_in == descriptor && size > scan->limits->large
      && (packed || field->type == PROTOBUF_C_TYPE_BYTES)
      && (packed || field->label != PROTOBUF_C_LABEL_REPEATED))
    return leave_out (scan, field, size, n, left_out, error);

  /* Numbers of fixed width take what they take in the file; only varints grow. */
  if (packed && element == PROTOBUF_C_WIRE_TYPE_VARINT)
    memory = FIELD_OVERHEAD + 8 * n;
  if (!charge (scan, packed && element == PROTOBUF_C_WIRE_TYPE_VARINT ? n : 1, memory,
               error)
      || !append_tag (scan, field->id, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, error)
      || !append_varint (scan, (uint64_t) size, error)
      || !append_input (scan, (size_t) size, error))
    return FALSE;
  /* A NUL inside fails the check too, so that a name is what its C string says. */
  if (field->type == PROTOBUF_C_TYPE_STRING
      && !g_utf8_validate_len ((const char *) scan->skeleton->bytes + scan->skeleton->size
                                   - size,
                               (gsize) size, NULL))
    return corrupt (scan, error, "a text is not UTF-8");
  return TRUE;
}

static gboolean scan_message (Scan *scan, const ProtobufCMessageDescriptor *descriptor,
                              int depth, GError **error);

/* Its length in the skeleton is known afterwards, so five bytes are kept free: what protobuf-c
 * reads of a length at most, with zeros in front. */
static gboolean
scan_child (Scan *scan, const ProtobufCFieldDescriptor *field, int64_t size, int depth,
            GError **error)
{
  int64_t outer = scan->reader.end;

  if (!append_tag (scan, field->id, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, error)
      || append (scan, 5, error) == NULL)
    return FALSE;
  size_t start = scan->skeleton->size;
  scan->reader.end = scan->reader.position + size;
  if (!scan_message (scan, field->descriptor, depth + 1, error))
    return FALSE;
  scan->reader.end = outer;
  uint64_t length = scan->skeleton->size - start;
  for (int i = 0; i < 5; i++)
    scan->skeleton->bytes[start - 5 + (size_t) i] =
        (uint8_t) ((length >> (7 * i) & 0x7f) | (i < 4 ? 0x80 : 0));
  return TRUE;
}

/* Every message of ONNX has fewer than 63 fields and at most one oneof, which gets bit 63. */
static gboolean
see_once (Scan *scan, const ProtobufCMessageDescriptor *descriptor,
          const ProtobufCFieldDescriptor *field, uint64_t *seen, GError **error)
{
  if (field == NULL || field->label == PROTOBUF_C_LABEL_REPEATED)
    return TRUE;
  unsigned index = (unsigned) (field - descriptor->fields);
  uint64_t bit = field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF
                     ? UINT64_C (1) << 63
                     : UINT64_C (1) << (index % 63);
  if (*seen & bit)
    return corrupt (scan, error, "a field that may occur once occurs twice");
  *seen |= bit;
  return TRUE;
}

/* A number of its own: field is NULL when it is not known, then it is passed over. */
static gboolean
scan_number (Scan *scan, const ProtobufCFieldDescriptor *field,
             ProtobufCWireType wire_type, GError **error)
{
  uint64_t value;
  size_t width = wire_type == PROTOBUF_C_WIRE_TYPE_64BIT ? 8 : 4;

  if (!charge (scan, 1, field == NULL ? 0 : FIELD_OVERHEAD, error)
      || (field != NULL && !append_tag (scan, field->id, wire_type, error)))
    return FALSE;
  if (wire_type == PROTOBUF_C_WIRE_TYPE_VARINT)
    return frost_wire_reader_varint (&scan->reader, &value, error)
           && (field == NULL || append_varint (scan, value, error));
  if (!check_length (scan, width, error))
    return FALSE;
  if (field != NULL)
    return append_input (scan, width, error);
  scan->reader.position += (int64_t) width;
  return TRUE;
}

static gboolean
scan_message (Scan *scan, const ProtobufCMessageDescriptor *descriptor, int depth,
              GError **error)
{
  uint64_t seen = 0;
  gboolean left_out = FALSE;

  if (depth > scan->limits->depth)
    return corrupt (scan, error, "messages are nested deeper than any model needs");
  if (++scan->messages > scan->limits->messages)
    return corrupt (scan, error, "more messages than any model has");
  if (!charge (scan, 1, FIELD_OVERHEAD + (int64_t) descriptor->sizeof_message, error))
    return FALSE;

  while (scan->reader.position < scan->reader.end)
    {
      uint64_t tag, size;

      if (!frost_wire_reader_varint (&scan->reader, &tag, error))
        return FALSE;
      uint64_t number = tag >> 3;
      ProtobufCWireType wire_type = (ProtobufCWireType) (tag & 7);
      if (number == 0 || number > (1u << 29) - 1)
        return corrupt (scan, error, "a field has an impossible number");

      const ProtobufCFieldDescriptor *field =
          protobuf_c_message_descriptor_get_field (descriptor, (unsigned) number);
      switch ((int) wire_type)
        {
        case PROTOBUF_C_WIRE_TYPE_VARINT:
        case PROTOBUF_C_WIRE_TYPE_64BIT:
        case PROTOBUF_C_WIRE_TYPE_32BIT:
          if (field != NULL && wire_type != wire_type_of (field->type))
            return corrupt (scan, error,
                            "a field has a type that its number does not allow");
          if (!see_once (scan, descriptor, field, &seen, error)
              || !scan_number (scan, field, wire_type, error))
            return FALSE;
          continue;
        case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
          break;
        default:
          return corrupt (scan, error, "a field is a group or of no known type");
        }

      if (!frost_wire_reader_varint (&scan->reader, &size, error)
          || !check_length (scan, size, error)
          || !see_once (scan, descriptor, field, &seen, error))
        return FALSE;
      if (field == NULL)
        {
          if (!charge (scan, 1, 0, error))
            return FALSE;
          scan->reader.position += (int64_t) size;
        }
      else if (field->type == PROTOBUF_C_TYPE_MESSAGE
                   ? !scan_child (scan, field, (int64_t) size, depth, error)
                   : !scan_contents (scan, descriptor, field, (int64_t) size, &left_out,
                                     error))
        return FALSE;
    }
  return TRUE;
}

gboolean
frost_wire_scan (const FrostWireInput *input,
                 const ProtobufCMessageDescriptor *descriptor,
                 const FrostWireLimits *limits, FrostWireSkeleton *skeleton,
                 GError **error)
{
  g_autofree Scan *scan = g_new0 (Scan, 1);

  scan->limits = limits;
  scan->skeleton = skeleton;
  skeleton->parts = g_array_new (FALSE, FALSE, sizeof (FrostWirePart));
  frost_wire_reader_init (&scan->reader, input, 0, input->size);
  return scan_message (scan, descriptor, 1, error);
}

void
frost_wire_skeleton_clear (FrostWireSkeleton *skeleton)
{
  g_clear_pointer (&skeleton->bytes, g_free);
  g_clear_pointer (&skeleton->parts, g_array_unref);
  skeleton->size = skeleton->capacity = 0;
}

const FrostWirePart *
frost_wire_skeleton_part (const FrostWireSkeleton *skeleton,
                          const ProtobufCMessage *message)
{
  uint32_t index;

  if (message->n_unknown_fields != 1)
    return NULL;
  memcpy (&index, message->unknown_fields[0].data, sizeof index);
  return &g_array_index (skeleton->parts, FrostWirePart, GUINT32_FROM_LE (index));
}

static void *
capped_alloc (void *data, size_t size)
{
  FrostWireAllocator *allocator = data;
  void *pointer = NULL;

  if (size <= (uint64_t) MAX (allocator->left, 0))
    pointer = malloc (size);
  if (pointer == NULL)
    allocator->failed = TRUE;
  else
    allocator->left -= (int64_t) size;
  return pointer;
}

static void
capped_free (void *data, void *pointer)
{
  free (pointer);
}

void
frost_wire_allocator_init (FrostWireAllocator *allocator, int64_t budget)
{
  allocator->allocator = (ProtobufCAllocator){ .alloc = capped_alloc,
                                               .free = capped_free,
                                               .allocator_data = allocator };
  allocator->left = budget;
  allocator->failed = FALSE;
}
