/* Looks through serialized protobuf before protobuf-c may unpack it, and leaves out what is large.
 *
 * protobuf-c 1.4.1 recurses once for every nested message and allocates about 70 bytes for an
 * empty one, so 30 kB of nesting overflows its stack and a small file can take gigabytes. The
 * scan follows the same descriptors and refuses what unpacking could not bear. It is also stricter
 * than protobuf about what no writer produces: groups, a field that may occur once occurring
 * twice, text that is not UTF-8.
 *
 * What it passes is written into a skeleton: the same message without fields that the descriptors
 * do not know, and without the large fields of numbers. Where those lie is kept in a list, so that
 * a file of gigabytes is never in memory.
 *
 * Source: protobuf encoding guide (wire types), protobuf-c 1.4.1 protobuf-c.c (sizes).
 */
#pragma once

#include "engine/formats/wire-reader.h"

#include <protobuf-c/protobuf-c.h>

G_BEGIN_DECLS

typedef struct
{
  int depth;        /* messages within messages, the outermost counts 1 */
  int64_t messages; /* of all kinds together */
  int64_t fields;   /* scalars of packed fields that are kept included */
  int64_t
      memory; /* bytes that the skeleton and unpacking it may take, estimated upwards */
  /* A field of bytes or packed numbers of this message that is longer than this is left out of
   * the skeleton; only one a message may be. NULL = none is. */
  const ProtobufCMessageDescriptor *large_in;
  int64_t large;
} FrostWireLimits;

/* A field that was left out. */
typedef struct
{
  unsigned field;         /* its number */
  int64_t position, size; /* of its contents in the input */
  int64_t n;              /* packed: how many numbers it holds */
} FrostWirePart;

typedef struct
{
  uint8_t *bytes; /* [size], a message to unpack */
  size_t size, capacity;
  GArray *parts; /* of FrostWirePart */
} FrostWireSkeleton;

/* Fills the skeleton, which starts as zeros. Errors: CORRUPT with the byte's position; MEMORY when
 * the memory limit is passed; those of the input. */
gboolean frost_wire_scan (const FrostWireInput *input,
                          const ProtobufCMessageDescriptor *descriptor,
                          const FrostWireLimits *limits, FrostWireSkeleton *skeleton,
                          GError **error);
void frost_wire_skeleton_clear (FrostWireSkeleton *skeleton);

/* The part that was left out of a message unpacked from the skeleton; NULL = none was. */
const FrostWirePart *frost_wire_skeleton_part (const FrostWireSkeleton *skeleton,
                                               const ProtobufCMessage *message);

/* An allocator for protobuf-c that gives out at most so many bytes in all; what is freed is not
 * given out again. It must outlive what was unpacked with it. */
typedef struct
{
  ProtobufCAllocator allocator;
  int64_t left;
  gboolean failed; /* it refused something, or memory is full */
} FrostWireAllocator;

void frost_wire_allocator_init (FrostWireAllocator *allocator, int64_t budget);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostWireSkeleton, frost_wire_skeleton_clear)

G_END_DECLS
