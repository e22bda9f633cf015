/* Decodes pictures on a few threads of its own, first come, first served.
 *
 * A request that nobody waits for any more can be taken back while it is still in the
 * queue, so that scrolling far leaves no work behind.
 *
 * Threads: every function on the main thread; the callback runs there too, from its loop.
 */
#pragma once

#include "data/data.h"

G_BEGIN_DECLS

typedef struct _FrostThumbnailPool FrostThumbnailPool;

/* image: NULL when it could not be decoded, and then error says why (borrowed). Both are
 * lent for the call. */
typedef void (*FrostThumbnailReadyCb) (guint64 ticket, FrostImage *image,
                                       const GError *error, gpointer user_data);

FrostThumbnailPool *frost_thumbnail_pool_new (int n_threads, FrostThumbnailReadyCb ready,
                                              gpointer user_data);

/* Waits for what is being decoded at the moment; the callback is not called any more. */
void frost_thumbnail_pool_free (FrostThumbnailPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostThumbnailPool, frost_thumbnail_pool_free)

/* A square out of the middle of the small version of the file that has the content hash, with a
 * side of `side` pixels, or less where the picture is smaller. Returns a ticket, > 0. */
guint64 frost_thumbnail_pool_request (FrostThumbnailPool *pool, const char *path,
                                      const guint8 *hash, int side);

/* The picture itself, with a short side of about min_short_side or more where the file has
 * it (data/image/decode.h). It overtakes every thumbnail: somebody looks at it. */
guint64 frost_thumbnail_pool_request_large (FrostThumbnailPool *pool, const char *path,
                                            int min_short_side);

/* TRUE: the request was still waiting and its callback never comes. */
gboolean frost_thumbnail_pool_cancel (FrostThumbnailPool *pool, guint64 ticket);

G_END_DECLS
