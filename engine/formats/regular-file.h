/* A regular file of a known size, read by position and never mapped: a file that another program
 * shortens while it is mapped kills the reader with SIGBUS; here that is an error.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct
{
  int fd;
  int64_t size; /* bytes, when it was opened */
} FrostRegularFile;

/* A pipe, a folder or a device is refused and not waited for. Errors: IO; the text starts with
 * "could not be read" or "is not", the caller puts the path in front. */
FrostRegularFile *frost_regular_file_open (const char *path, GError **error);
void frost_regular_file_free (FrostRegularFile *file);

/* Exactly n bytes. Errors: CORRUPT (past the end), IO (the system, or a file that became
 * shorter). */
gboolean frost_regular_file_read (const FrostRegularFile *file, int64_t position,
                                  void *bytes, size_t n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostRegularFile, frost_regular_file_free)

G_END_DECLS
