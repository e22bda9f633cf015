#include "engine/formats/wire-scan.h"

#include "engine/core/error.h"

#include <stdlib.h>
#include <string.h>

/* What protobuf-c spends on one field while it unpacks: a ScannedMember of 40 bytes in slabs
 * that double, and malloc's own header. */
#define FIELD_OVERHEAD 96

typedef struct
{
  const uint8_t *start, *data, *end; /* data advances; end of the innermost message */
  const FrostWireLimits *limits;
  int64_t messages, fields, memory;
} Scan;

static gboolean
corrupt (const Scan *scan, GError **error, const char *what)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT, "byte %zu: %s",
               (size_t) (scan->data - scan->start), what);
  return FALSE;
}

static gboolean
charge (Scan *scan, int64_t fields, int64_t memory, GError **error)
{
  if (fields > scan->limits->fields - scan->fields)
    return corrupt (scan, error, "more fields than any model has");
  if (memory > scan->limits->memory - scan->memory)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "byte %zu: reading it would take more than the %" G_GINT64_FORMAT
                   " bytes that a file of this size may take",
                   (size_t) (scan->data - scan->start), scan->limits->memory);
      return FALSE;
    }
  scan->fields += fields;
  scan->memory += memory;
  return TRUE;
}

static gboolean
read_varint (Scan *scan, uint64_t *value, GError **error)
{
  uint64_t result = 0;

  for (int i = 0; i < 10; i++)
    {
      if (scan->data == scan->end)
        return corrupt (scan, error, "a number is cut off by the end of its message");
      uint8_t byte = *scan->data++;
      if (i == 9 && byte > 1)
        return corrupt (scan, error, "a number is longer than 64 bits");
      result |= (uint64_t) (byte & 0x7f) << (7 * i);
      if ((byte & 0x80) == 0)
        {
          *value = result;
          return TRUE;
        }
    }
  return corrupt (scan, error, "a number is longer than 64 bits");
}

static gboolean
skip (Scan *scan, uint64_t size, GError **error)
{
  if (size > (uint64_t) (scan->end - scan->data))
    return corrupt (scan, error, "a field is longer than what is left of its message");
  scan->data += size;
  return TRUE;
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

/* A packed field: its numbers follow each other without tags up to end. */
static gboolean
scan_packed (Scan *scan, ProtobufCWireType wire_type, const uint8_t *end, GError **error)
{
  size_t size = (size_t) (end - scan->data);
  int64_t n = 0;

  if (wire_type == PROTOBUF_C_WIRE_TYPE_VARINT)
    {
      const uint8_t *outer = scan->end;
      uint64_t ignored;

      scan->end = end;
      for (; scan->data < end; n++)
        if (!read_varint (scan, &ignored, error))
          return FALSE;
      scan->end = outer;
    }
  else
    {
      size_t width = wire_type == PROTOBUF_C_WIRE_TYPE_32BIT ? 4 : 8;
      if (size % width != 0)
        return corrupt (scan, error, "a packed field ends inside a number");
      n = (int64_t) (size / width);
      scan->data = end;
    }
  /* Numbers of fixed width take what they take in the file; only varints grow. */
  return charge (scan, wire_type == PROTOBUF_C_WIRE_TYPE_VARINT ? n : 0,
                 FIELD_OVERHEAD + n * (wire_type == PROTOBUF_C_WIRE_TYPE_32BIT ? 4 : 8),
                 error);
}

static gboolean scan_message (Scan *scan, const ProtobufCMessageDescriptor *descriptor,
                              int depth, GError **error);

static gboolean
scan_length_prefixed (Scan *scan, const ProtobufCFieldDescriptor *field, int depth,
                      GError **error)
{
  uint64_t size;

  if (!read_varint (scan, &size, error))
    return FALSE;
  if (size > (uint64_t) (scan->end - scan->data))
    return corrupt (scan, error, "a field is longer than what is left of its message");
  const uint8_t *end = scan->data + size;

  if (field == NULL || field->type == PROTOBUF_C_TYPE_BYTES)
    {
      if (!charge (scan, 1, FIELD_OVERHEAD + (int64_t) size, error))
        return FALSE;
      scan->data = end;
      return TRUE;
    }
  if (field->type == PROTOBUF_C_TYPE_STRING)
    {
      /* A NUL inside fails the check too, so that a name is what its C string says. */
      if (!g_utf8_validate_len ((const char *) scan->data, size, NULL))
        return corrupt (scan, error, "a text is not UTF-8");
      if (!charge (scan, 1, FIELD_OVERHEAD + 1 + (int64_t) size, error))
        return FALSE;
      scan->data = end;
      return TRUE;
    }
  if (field->type == PROTOBUF_C_TYPE_MESSAGE)
    {
      const uint8_t *outer = scan->end;

      scan->end = end;
      if (!scan_message (scan, field->descriptor, depth + 1, error))
        return FALSE;
      scan->end = outer;
      return TRUE;
    }
  if (field->label != PROTOBUF_C_LABEL_REPEATED)
    return corrupt (scan, error, "a field has a type that its number does not allow");
  return scan_packed (scan, wire_type_of (field->type), end, error);
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

static gboolean
scan_message (Scan *scan, const ProtobufCMessageDescriptor *descriptor, int depth,
              GError **error)
{
  uint64_t seen = 0;

  if (depth > scan->limits->depth)
    return corrupt (scan, error, "messages are nested deeper than any model needs");
  if (++scan->messages > scan->limits->messages)
    return corrupt (scan, error, "more messages than any model has");
  if (!charge (scan, 1, FIELD_OVERHEAD + (int64_t) descriptor->sizeof_message, error))
    return FALSE;

  while (scan->data < scan->end)
    {
      uint64_t tag, ignored;

      if (!read_varint (scan, &tag, error))
        return FALSE;
      uint64_t number = tag >> 3;
      ProtobufCWireType wire_type = (ProtobufCWireType) (tag & 7);
      if (number == 0 || number > (1u << 29) - 1)
        return corrupt (scan, error, "a field has an impossible number");

      const ProtobufCFieldDescriptor *field =
          protobuf_c_message_descriptor_get_field (descriptor, (unsigned) number);
      if (field != NULL && wire_type != wire_type_of (field->type)
          && wire_type != PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED)
        return corrupt (scan, error, "a field has a type that its number does not allow");
      if (!see_once (scan, descriptor, field, &seen, error))
        return FALSE;

      gboolean ok;
      switch ((int) wire_type)
        {
        case PROTOBUF_C_WIRE_TYPE_VARINT:
          ok = read_varint (scan, &ignored, error)
               && charge (scan, 1, FIELD_OVERHEAD, error);
          break;
        case PROTOBUF_C_WIRE_TYPE_64BIT:
          ok = skip (scan, 8, error) && charge (scan, 1, FIELD_OVERHEAD, error);
          break;
        case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
          ok = scan_length_prefixed (scan, field, depth, error);
          break;
        case PROTOBUF_C_WIRE_TYPE_32BIT:
          ok = skip (scan, 4, error) && charge (scan, 1, FIELD_OVERHEAD, error);
          break;
        default:
          ok = corrupt (scan, error, "a field is a group or of no known type");
          break;
        }
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

gboolean
frost_wire_scan (const uint8_t *data, size_t size,
                 const ProtobufCMessageDescriptor *descriptor,
                 const FrostWireLimits *limits, GError **error)
{
  Scan scan = { .start = data, .data = data, .end = data + size, .limits = limits };

  return scan_message (&scan, descriptor, 1, error);
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
