/* image-file.h - opening and reading files that may be anything at all. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A larger file is not an image that we read; it keeps the file's bytes and the decoded
 * pixels together below FROST_IMAGE_MEMORY_MAX. */
#define FROST_IMAGE_FILE_MAX ((gsize) 128 * 1024 * 1024)

/* A descriptor for reading, at offset 0, or -1; size gets the file's size in bytes.
 * Errors: NOT_FOUND, IO (no permission; a folder, FIFO, socket or device, none of
 * which is waited for). */
int frost_image_file_open (const char *path, gsize *size, GError **error);

/* The first bytes of the file, at most size of them, which is also the most that gets
 * allocated. read gets how many there were. NULL with an error: IO, MEMORY. */
guint8 *frost_image_file_read_start (int fd, gsize size, const char *path, gsize *n_read,
                                     GError **error);

/* All bytes; free with g_free.
 * Errors: NOT_FOUND, IO, EMPTY, UNSUPPORTED (above FROST_IMAGE_FILE_MAX), MEMORY. */
guint8 *frost_image_file_read (const char *path, gsize *size, GError **error);

G_END_DECLS
