/* Mini-batches at the frost line: pixels when nothing is frozen, else what the frozen part makes
 * of them, read from the feature cache where there is one or computed batch by batch.
 *
 * Threads: belongs to one thread.
 */
#pragma once

#include "engine/train/feature-fill.h"

G_BEGIN_DECLS

typedef struct FrostFeatureFeed FrostFeatureFeed;

/* All lent, what the origin refers to as well. pixels: the model's input. Errors: MEMORY. */
FrostFeatureFeed *frost_feature_feed_new (FrostBatchSource *source,
                                          const FrostShape *pixels,
                                          const FrostFeatureOrigin *origin,
                                          int batch_size, GError **error);
void frost_feature_feed_free (FrostFeatureFeed *feed);

/* With a cache: what of a pass of generation 0 is still to be computed, found once, and the next batch
 * of that.
 * Nothing has to be prepared: what is missing is computed when a batch needs it, only slower. */
void frost_feature_feed_find_missing (FrostFeatureFeed *feed,
                                      const FrostSampleView *order, int n);
int frost_feature_feed_n_missing (const FrostFeatureFeed *feed);
gboolean frost_feature_feed_prepare (FrostFeatureFeed *feed, GError **error);

/* One pass in the order given, which is lent, batch by batch: n_taken of its entries, 0 at its end,
 * of which the n that could be read have a row each (n may be 0 before the end). x [n, features]
 * and labels [n] are lent until the next call. */
gboolean frost_feature_feed_start (FrostFeatureFeed *feed, const FrostSampleView *order,
                                   int n, GError **error);
gboolean frost_feature_feed_next (FrostFeatureFeed *feed, const float **x,
                                  const int **labels, int *n, int *n_taken,
                                  GError **error);

/* Goes on with the other feed's pass, of the same source, where that one is. */
void frost_feature_feed_take_over (FrostFeatureFeed *feed, FrostFeatureFeed *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostFeatureFeed, frost_feature_feed_free)

G_END_DECLS
