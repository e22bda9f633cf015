/* How many images go through a stretch of a network together: few, so that they stay in a core's
 * second-level cache, or many, so that weights pass by less often.
 */
#pragma once

#include <glib.h>

/* In floats, of one image where nothing else is said. */
typedef struct
{
  int64_t most;        /* needed at the same time */
  int64_t activations; /* inputs and outputs of all nodes */
  int64_t weights;     /* of all images together */
} FrostStripSizes;

/* Between least and limit. traffic (may be NULL): the floats an image that have to come from beyond
 * the cache then. */
int frost_strip_choose (const FrostStripSizes *sizes, int least, int limit,
                        double *traffic);

/* A part of a stretch that is not divided itself. */
typedef struct
{
  FrostStripSizes sizes;
  int64_t handed; /* floats an image for handing over what it makes to another stretch */
  int end;        /* the caller's */
  gboolean
      is_last; /* of the parts that go through together, of which so many images at a time: */
  int strip;
} FrostStripPart;

/* Finds the stretches of parts [n], one after the other, for which least has to come from beyond the
 * cache. */
void frost_strip_divide (FrostStripPart *parts, int n, int least, int limit);
