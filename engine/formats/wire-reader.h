/* Serialized protobuf read front to back from memory or a file, a small piece of it at a time.
 *
 * Source: protobuf encoding guide (varints).
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Bytes that can be read at any position. */
typedef struct
{
  gpointer data;
  int64_t size;
  /* Exactly n bytes, all of them below size. Errors: IO, CORRUPT. */
  gboolean (*read) (gpointer data, int64_t position, void *bytes, size_t n,
                    GError **error);
} FrostWireInput;

#define FROST_WIRE_BUFFER (32 << 10)

typedef struct
{
  const FrostWireInput *input;
  int64_t position; /* of the next byte */
  int64_t end;      /* nothing is read from here on: end of the innermost message */
  int64_t buffered; /* position of buffer[0] */
  size_t n;         /* bytes in the buffer */
  uint8_t buffer[FROST_WIRE_BUFFER];
} FrostWireReader;

/* Bytes in memory, which must outlive it. */
FrostWireInput frost_wire_input_bytes (GBytes *bytes);

/* From a position up to an end, which is not beyond the input's. */
void frost_wire_reader_init (FrostWireReader *reader, const FrostWireInput *input,
                             int64_t position, int64_t end);

/* Errors: CORRUPT when it passes the end or 64 bits, those of the input. */
gboolean frost_wire_reader_varint (FrostWireReader *reader, uint64_t *value,
                                   GError **error);

/* The next n bytes; they must not pass the end. Errors: those of the input. */
gboolean frost_wire_reader_bytes (FrostWireReader *reader, void *bytes, size_t n,
                                  GError **error);

/* Sets CORRUPT, "byte 17: …", and returns FALSE. */
gboolean frost_wire_corrupt (int64_t position, GError **error, const char *what);

G_END_DECLS
