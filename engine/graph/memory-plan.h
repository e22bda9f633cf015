/* Places buffers in one piece of memory so that those alive at the same time do not overlap. */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* first and last moment of life, both inclusive; size in floats; size 0 is left out. */
typedef struct
{
  int first, last;
  int64_t size;
  int64_t offset; /* result, a multiple of 16 floats (a cache line) */
} FrostBuffer;

/* Greedy first fit in the order given, which is good when that is the order of first.
 * Returns the floats needed in all. */
int64_t frost_memory_plan (FrostBuffer *buffers, int n);

G_END_DECLS
