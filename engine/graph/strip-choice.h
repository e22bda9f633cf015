/* How many images go through a stretch of a network together: few, so that they stay in a core's
 * second-level cache, or many, so that weights pass by less often.
 */
#pragma once

#include <stdint.h>

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
