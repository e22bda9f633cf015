/* Writes a file so that others see the old one or the whole new one, never a part.
 *
 * The text goes to a temporary file in the same folder, which is synchronised, renamed over the
 * old one, and then the folder is synchronised. An existing file's permissions are kept; a
 * symbolic link is followed, so that what it points at is replaced.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct FrostReplaceFile FrostReplaceFile;

/* Errors: IO. */
FrostReplaceFile *frost_replace_file_begin (const char *path, GError **error);

/* Buffered; a failure is kept and reported by the commit. */
void frost_replace_file_write (FrostReplaceFile *file, const void *data, size_t size);

/* Errors: IO, saying what to do; the temporary file is gone and the old file untouched. */
gboolean frost_replace_file_commit (FrostReplaceFile *file, GError **error);

/* Without a commit before it: removes the temporary file. */
void frost_replace_file_free (FrostReplaceFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostReplaceFile, frost_replace_file_free)

G_END_DECLS
