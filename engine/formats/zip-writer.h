/* A zip archive of stored members, written in one go from front to back.
 *
 * Not by libzip: that writes files of its own name and copies every member twice, and could not
 * go through replace-file.h, nor put data where a program may map it.
 * Source: PKWARE's APPNOTE.TXT 6.3; the field "FB" for alignment is PyTorch's.
 */
#pragma once

#include "engine/formats/replace-file.h"

#include <stdint.h>

G_BEGIN_DECLS

typedef struct FrostZipWriter FrostZipWriter;

/* file must outlive the writer. */
FrostZipWriter *frost_zip_writer_new (FrostReplaceFile *file);
void frost_zip_writer_free (FrostZipWriter *writer);

/* Its data begin at a multiple of 64 bytes of the file.
 * Errors: UNSUPPORTED (4 GiB or 65,534 members are all that such an archive can have). */
gboolean frost_zip_writer_add (FrostZipWriter *writer, const char *name, const void *data,
                               size_t size, GError **error);

/* The directory; nothing can be added after it. */
void frost_zip_writer_finish (FrostZipWriter *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostZipWriter, frost_zip_writer_free)

G_END_DECLS
