/* The textures of a grid: squares out of the middle of pictures, by content hash and size,
 * the least recently shown dropped first when they take more than a budget.
 *
 * Two tiles that show the same bytes share one decode and one texture. A picture that
 * cannot be decoded is remembered as such and not tried again.
 *
 * Threads: the main one only; decoding happens in a FrostThumbnailPool.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _FrostTextureCache FrostTextureCache;

/* texture: NULL when the picture cannot be shown. Lent for the call. */
typedef void (*FrostTextureReadyCb) (GdkTexture *texture, gpointer user_data);

/* budget: bytes of pixels. */
FrostTextureCache *frost_texture_cache_new (gsize budget);
void frost_texture_cache_free (FrostTextureCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostTextureCache, frost_texture_cache_free)

/* The side to ask for when a square of `side` pixels is to be filled: one of a few, equal or
 * larger, so that growing by a pixel does not decode everything again, and drawing shrinks
 * little: software drawing takes several times as long when it has to shrink by half. */
int frost_texture_cache_round_side (int side);

/* TRUE: it is known what to show, and *texture (borrowed) is it; NULL for a broken one. */
gboolean frost_texture_cache_lookup (FrostTextureCache *cache, const guint8 *hash,
                                     int side, GdkTexture **texture);

/* Calls back once, from the main loop. Returns what takes the request back, > 0. */
guint64 frost_texture_cache_request (FrostTextureCache *cache, const char *path,
                                     const guint8 *hash, int side,
                                     FrostTextureReadyCb ready, gpointer user_data);
void frost_texture_cache_cancel (FrostTextureCache *cache, guint64 request);

/* The same for one large picture, which is not kept. */
guint64 frost_texture_cache_request_large (FrostTextureCache *cache, const char *path,
                                           int min_short_side, FrostTextureReadyCb ready,
                                           gpointer user_data);

/* Bytes of pixels held. */
gsize frost_texture_cache_get_size (FrostTextureCache *cache);

/* Requests that were not answered yet. */
guint frost_texture_cache_get_n_pending (FrostTextureCache *cache);

/* Forgets that pictures were broken, so that they are tried again. */
void frost_texture_cache_retry_broken (FrostTextureCache *cache);

G_END_DECLS
