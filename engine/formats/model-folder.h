/* The files of a model that is more than one file: a folder, or a zip archive of one.
 *
 * Names come out of the model and must stay inside: one that begins with a slash, climbs with ".."
 * or has a backslash or a control character is refused, and only regular files are opened.
 *
 * Threads: one at a time.
 */
#pragma once

#include "engine/formats/regular-file.h"

G_BEGIN_DECLS

typedef struct FrostModelFolder FrostModelFolder;

/* A folder of the file system. */
FrostModelFolder *frost_model_folder_new (const char *path);

/* A zip archive; names are below the prefix, "converted/" or "". Takes the file. Errors: those of
 * frost_zip_reader_open. */
FrostModelFolder *frost_model_folder_new_zip (FrostRegularFile *file, GError **error);
void frost_model_folder_set_prefix (FrostModelFolder *folder, const char *prefix);
void frost_model_folder_free (FrostModelFolder *folder);

/* Of an archive: the path of a member that is called so, in whatever folder; the one that lies
 * highest. NULL = there is none. Lent. */
const char *frost_model_folder_search (const FrostModelFolder *folder, const char *name);

/* Number of the file for the function below, its size; -1 on error. A missing one is IO.
 * Errors: IO, UNSUPPORTED (a name that leads out); the name in front. */
int frost_model_folder_open (FrostModelFolder *folder, const char *name, int64_t *size,
                             GError **error);

/* Exactly n bytes. Errors: IO, CORRUPT; the name in front. */
gboolean frost_model_folder_read (FrostModelFolder *folder, int file, int64_t position,
                                  void *bytes, size_t n, GError **error);

/* A whole file of at most so many bytes, a NUL after them. Errors: the same, MEMORY. */
char *frost_model_folder_load (FrostModelFolder *folder, const char *name, int64_t most,
                               size_t *size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostModelFolder, frost_model_folder_free)

G_END_DECLS
