/* Mini-batches at the frost line: pixels when nothing is frozen, else what the frozen part makes
 * of them, read from the feature cache where there is one or computed batch by batch.
 *
 * Threads: belongs to one thread.
 */
#pragma once

#include "engine/graph/plan.h"
#include "engine/train/batch-source.h"
#include "engine/train/feature-cache.h"

G_BEGIN_DECLS

typedef struct FrostFeatureFeed FrostFeatureFeed;

/* All lent. pixels: the model's input; frozen: from the input to the line, NULL when nothing is
 * frozen; cache: NULL when features are not to be kept. Errors: MEMORY. */
FrostFeatureFeed *frost_feature_feed_new (FrostBatchSource *source,
                                          const FrostShape *pixels, FrostPlan *frozen,
                                          FrostFeatureCache *cache, int batch_size,
                                          GError **error);
void frost_feature_feed_free (FrostFeatureFeed *feed);

/* With a cache: views that are still to be computed, and the next batch of them. */
int frost_feature_feed_n_missing (const FrostFeatureFeed *feed);
gboolean frost_feature_feed_prepare (FrostFeatureFeed *feed, GError **error);

/* One pass in the order given, batch by batch: n_taken of its entries, 0 at its end, of which the
 * n that could be read have a row each (n may be 0 before the end). x [n, features] and labels [n]
 * are lent until the next call. */
gboolean frost_feature_feed_start (FrostFeatureFeed *feed, const FrostSampleView *order,
                                   int n, GError **error);
gboolean frost_feature_feed_next (FrostFeatureFeed *feed, const float **x,
                                  const int **labels, int *n, int *n_taken,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostFeatureFeed, frost_feature_feed_free)

G_END_DECLS
