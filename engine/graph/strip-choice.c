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

/* The best way to the end of a part: the first part of its last stretch, and the floats an image that
 * come from beyond the cache until there. */
typedef struct
{
  int first, strip;
  double traffic;
} Way;

/* ways [n + 1], [0] is the start. */
static void
find_ways (const FrostStripPart *parts, int n, int least, int limit, Way *ways)
{
  ways[0] = (Way){ 0 };
  for (int end = 1; end <= n; end++)
    {
      FrostStripSizes sum = { 0 };

      ways[end].traffic = G_MAXDOUBLE;
      for (int first = end - 1; first >= 0; first--)
        {
          double traffic;
          int strip;

          sum.weights += parts[first].sizes.weights;
          sum.activations += parts[first].sizes.activations;
          sum.most = MAX (sum.most, parts[first].sizes.most);
          strip = frost_strip_choose (&sum, least, limit, &traffic);
          traffic += ways[first].traffic;
          if (first > 0)
            traffic += (double) parts[first - 1].handed;
          if (traffic < ways[end].traffic)
            ways[end] = (Way){ first, strip, traffic };
        }
    }
}

void
frost_strip_divide (FrostStripPart *parts, int n, int least, int limit)
{
  g_autofree Way *ways = g_new (Way, n + 1);

  find_ways (parts, n, least, limit, ways);
  for (int i = 0; i < n; i++)
    parts[i].is_last = FALSE;
  for (int end = n; end > 0; end = ways[end].first)
    {
      parts[end - 1].is_last = TRUE;
      parts[end - 1].strip = ways[end].strip;
    }
}
