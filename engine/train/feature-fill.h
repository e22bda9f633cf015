/* Features that the cache at the frost line does not have, computed for the mini-batch that wants
 * them and kept from then on: from what a line below has cached where there is such a cache, else
 * from the pixels. Images are decoded ahead, those of the whole pass.
 *
 * Threads: belongs to one thread.
 */
#pragma once

#include "engine/graph/plan.h"
#include "engine/train/batch-source.h"
#include "engine/train/feature-cache.h"

G_BEGIN_DECLS

/* What makes features and where they are kept. All lent. Both ways give the same bits: no op lets
 * a number depend on where a plan begins. */
typedef struct
{
  FrostPlan *frozen;        /* from the input to the line; NULL = nothing is frozen */
  FrostFeatureCache *cache; /* at the line; NULL = features are not kept */
  FrostFeatureCache *lower; /* at a line below; NULL = none */
  FrostPlan *bridge;        /* from there to the line */
} FrostFeatureOrigin;

typedef struct FrostFeatureFill FrostFeatureFill;

/* The origin has a cache. n_pixels: floats of an image. Errors: MEMORY. */
FrostFeatureFill *frost_feature_fill_new (FrostBatchSource *source,
                                          const FrostFeatureOrigin *origin,
                                          int64_t n_pixels, int batch_size,
                                          GError **error);
void frost_feature_fill_free (FrostFeatureFill *fill);

/* Adds a view to those of this batch: the first entry of order [n], which is what the pass has from
 * there on; its features belong into that row. unreadable [samples]: images that need not be asked
 * for again. *readable FALSE: this one is broken, and nothing comes into the row.
 * Errors: those of the source. */
gboolean frost_feature_fill_add (FrostFeatureFill *fill, const FrostSampleView *order,
                                 int n, const gboolean *unreadable, int row,
                                 gboolean *readable, GError **error);

/* Computes what was added into features [rows, floats at the line]. A disk that is full makes the
 * run slow and does not end it: from then on nothing is kept. */
void frost_feature_fill_run (FrostFeatureFill *fill, float *features);

/* Between passes: nothing more is decoded ahead. */
void frost_feature_fill_stop (FrostFeatureFill *fill);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostFeatureFill, frost_feature_fill_free)

G_END_DECLS
