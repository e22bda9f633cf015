/* An HDF5 file of Keras: attributes of texts and datasets of numbers, by path.
 *
 * The bytes pass the scan of h5-scan.h first. HDF5's library then reads them where they are, as a
 * file in memory: it never opens a path, and a file that another program changes meanwhile stays
 * the one that was scanned. It loads no plug-ins and prints no errors.
 *
 * Threads: one at a time for a file; Debian's library locks itself, so that several files may be
 * open at once.
 */
#pragma once

#include "engine/core/shape.h"

G_BEGIN_DECLS

typedef struct FrostH5File FrostH5File;

/* memory: bytes that the library may take beyond the file's own. Errors: CORRUPT, UNSUPPORTED,
 * MEMORY; the text starts at "is …" or "has …". */
FrostH5File *frost_h5_file_new (GBytes *bytes, int64_t memory, GError **error);
void frost_h5_file_free (FrostH5File *file);

/* Whether there is a group or dataset of this path, "model_weights/conv1". */
gboolean frost_h5_file_has (const FrostH5File *file, const char *path);

/* An attribute that is one text, NULL when there is none. */
char *frost_h5_file_text (const FrostH5File *file, const char *path,
                          const char *attribute);

/* An attribute that is a list of texts, NULL when there is none. Keras cuts a list too long for one
 * attribute in pieces called "name0", "name1" …. Free with g_strfreev. */
char **frost_h5_file_texts (const FrostH5File *file, const char *path,
                            const char *attribute);

/* Names of a group's members, sorted; NULL when it is no group. Free with g_strfreev. */
char **frost_h5_file_members (const FrostH5File *file, const char *path);

/* Whether the path is a dataset of numbers, and its shape. */
gboolean frost_h5_file_shape (const FrostH5File *file, const char *path,
                              FrostShape *shape);

/* All numbers of a dataset as float32, row-major. numbers [product of its shape].
 * Errors: CORRUPT, the path in front. */
gboolean frost_h5_file_read (const FrostH5File *file, const char *path, float *numbers,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostH5File, frost_h5_file_free)

G_END_DECLS
