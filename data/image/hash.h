/* hash.h - the SHA-256 of a file's content, by which an image is known wherever it lies. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FROST_HASH_SIZE 32
#define FROST_HASH_HEX_SIZE (2 * FROST_HASH_SIZE + 1)

/* Errors: NOT_FOUND, IO (unreadable, or not a regular file). */
gboolean frost_hash_file (const char *path, guint8 hash[FROST_HASH_SIZE], GError **error);

void frost_hash_bytes (const guint8 *data, gsize size, guint8 hash[FROST_HASH_SIZE]);

/* Lower-case digits and a final zero. */
void frost_hash_to_hex (const guint8 hash[FROST_HASH_SIZE],
                        char hex[FROST_HASH_HEX_SIZE]);

G_END_DECLS
