#include "engine/formats/wire-reader.h"

#include "engine/core/error.h"

#include <string.h>

static gboolean
read_memory (gpointer data, int64_t position, void *bytes, size_t n, GError **error)
{
  const uint8_t *from = g_bytes_get_data (data, NULL);

  memcpy (bytes, from + position, n);
  return TRUE;
}

FrostWireInput
frost_wire_input_bytes (GBytes *bytes)
{
  return (FrostWireInput){ .data = bytes,
                           .size = (int64_t) g_bytes_get_size (bytes),
                           .read = read_memory };
}

gboolean
frost_wire_corrupt (int64_t position, GError **error, const char *what)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "byte %" G_GINT64_FORMAT ": %s", position, what);
  return FALSE;
}

void
frost_wire_reader_init (FrostWireReader *reader, const FrostWireInput *input,
                        int64_t position, int64_t end)
{
  reader->input = input;
  reader->position = position;
  reader->end = end;
  reader->buffered = position;
  reader->n = 0;
}

/* At least one byte at the position, which is below the input's size. */
static gboolean
fill (FrostWireReader *reader, GError **error)
{
  int64_t left = reader->input->size - reader->position;

  if (reader->position >= reader->buffered
      && reader->position < reader->buffered + (int64_t) reader->n)
    return TRUE;
  reader->buffered = reader->position;
  reader->n = (size_t) MIN (left, FROST_WIRE_BUFFER);
  if (reader->input->read (reader->input->data, reader->position, reader->buffer,
                           reader->n, error))
    return TRUE;
  reader->n = 0;
  return FALSE;
}

gboolean
frost_wire_reader_varint (FrostWireReader *reader, uint64_t *value, GError **error)
{
  uint64_t result = 0;

  for (int i = 0; i < 10; i++)
    {
      if (reader->position == reader->end)
        return frost_wire_corrupt (reader->position, error,
                                   "a number is cut off by the end of its message");
      if (!fill (reader, error))
        return FALSE;
      uint8_t byte = reader->buffer[reader->position++ - reader->buffered];
      if (i == 9 && byte > 1)
        break;
      result |= (uint64_t) (byte & 0x7f) << (7 * i);
      if ((byte & 0x80) == 0)
        {
          *value = result;
          return TRUE;
        }
    }
  return frost_wire_corrupt (reader->position, error, "a number is longer than 64 bits");
}

gboolean
frost_wire_reader_bytes (FrostWireReader *reader, void *bytes, size_t n, GError **error)
{
  uint8_t *to = bytes;

  while (n > 0)
    {
      if (!fill (reader, error))
        return FALSE;
      size_t at = (size_t) (reader->position - reader->buffered);
      size_t part = MIN (n, reader->n - at);
      memcpy (to, reader->buffer + at, part);
      reader->position += (int64_t) part;
      to += part;
      n -= part;
    }
  return TRUE;
}
