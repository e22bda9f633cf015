/* Looks through serialized protobuf before protobuf-c may unpack it.
 *
 * protobuf-c 1.4.1 recurses once for every nested message and allocates about 70 bytes for an
 * empty one, so 30 kB of nesting overflows its stack and a small file can take gigabytes. The
 * scan follows the same descriptors, allocates nothing and refuses what unpacking could not
 * bear. It is also stricter than protobuf about what no writer produces: groups, a field that
 * may occur once occurring twice, text that is not UTF-8.
 *
 * Source: protobuf encoding guide (wire types), protobuf-c 1.4.1 protobuf-c.c (sizes).
 */
#pragma once

#include <glib.h>
#include <protobuf-c/protobuf-c.h>

G_BEGIN_DECLS

typedef struct
{
  int depth;        /* messages within messages, the outermost counts 1 */
  int64_t messages; /* of all kinds together */
  int64_t fields;   /* scalars of packed fields included */
  int64_t memory;   /* bytes that unpacking may allocate, estimated upwards */
} FrostWireLimits;

/* Errors: CORRUPT with the byte's position; MEMORY when the memory limit is passed. */
gboolean frost_wire_scan (const uint8_t *data, size_t size,
                          const ProtobufCMessageDescriptor *descriptor,
                          const FrostWireLimits *limits, GError **error);

/* An allocator for protobuf-c that gives out at most so many bytes in all; what is freed is not
 * given out again. It must outlive what was unpacked with it. */
typedef struct
{
  ProtobufCAllocator allocator;
  int64_t left;
  gboolean failed; /* it refused something, or memory is full */
} FrostWireAllocator;

void frost_wire_allocator_init (FrostWireAllocator *allocator, int64_t budget);

G_END_DECLS
