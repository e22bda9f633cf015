#include "engine/graph/strip-choice.h"

#include <glib.h>

/* 1 MiB of floats is what fits into the second-level caches of the last ten years. */
#define CACHE_FLOATS (256 * 1024)

int
frost_strip_choose (const FrostStripSizes *sizes, int least, int limit, double *traffic)
{
  int small =
      (int) CLAMP (CACHE_FLOATS / MAX (sizes->most, 1), least, MAX (least, limit));
  double of_small = (double) sizes->weights / small;
  double of_large = (double) sizes->weights / limit + (double) sizes->activations;

  if (traffic != NULL)
    *traffic = MIN (of_small, of_large);
  return of_small <= of_large ? MIN (small, limit) : limit;
}
