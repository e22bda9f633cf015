/* crop-cache.h - decoded images, cut to the size that a network takes, so that the next pass over a
 * data set need not decode them again.
 *
 * It keeps the first ones that fit: passes go through all images in ever new orders, and whatever
 * was put out for another would be missed as soon. What is kept are the 8 bits a channel before the
 * network's own scaling, so that nothing changes by it.
 *
 * Threads: any.
 */
#pragma once

#include "data/image/image.h"

G_BEGIN_DECLS

typedef struct _FrostCropCache FrostCropCache;

/* For images 0 to n - 1, of which as many are kept as limit bytes hold. */
FrostCropCache *frost_crop_cache_new (guint32 n, gsize limit);
void frost_crop_cache_free (FrostCropCache *cache);

/* A reference, or NULL. */
FrostImage *frost_crop_cache_get (FrostCropCache *cache, guint32 index);

/* Takes a reference of its own where there is room. */
void frost_crop_cache_put (FrostCropCache *cache, guint32 index, FrostImage *crop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostCropCache, frost_crop_cache_free)

G_END_DECLS
