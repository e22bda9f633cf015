/* thumbnail.h - small versions of images, kept on disk under XDG_CACHE_HOME.
 *
 * A thumbnail is a JPEG named by the SHA-256 of the image's content, so that it
 * stays right when files move or change. The cache may be deleted at any time; an
 * entry that is broken or has another size is made again; a cache that cannot
 * be written costs only time.
 *
 * Threads: any; two that make the same entry write the same bytes, each whole.
 */
#pragma once

#include "data/image/hash.h"
#include "data/image/image.h"

G_BEGIN_DECLS

#define FROST_THUMBNAIL_SIDE 256

/* The image that lies at path and has the content hash, its longer side at most
 * FROST_THUMBNAIL_SIDE (smaller images stay as they are). path is not touched when
 * the cache has the entry. Errors: those of decode.h. */
FrostImage *frost_thumbnail_load (const char *path, const guint8 hash[FROST_HASH_SIZE],
                                  GError **error);

/* Where the entry lies or would lie; free with g_free. */
char *frost_thumbnail_dup_path (const guint8 hash[FROST_HASH_SIZE]);

G_END_DECLS
