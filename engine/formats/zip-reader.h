/* A zip archive from outside, read in place: nothing is ever extracted, and nothing in it is
 * believed before it is checked.
 *
 * Opening refuses names that lead out of the archive or occur twice, encryption, methods other
 * than stored and deflate, members that overlap or lie outside of the file, and archives that
 * unpack to more than twice their size and 64 MB. Checksums are looked at only for deflated
 * members: PyTorch may leave them out.
 *
 * Threads: one at a time.
 */
#pragma once

#include "engine/formats/regular-file.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;        /* UTF-8, "archive/data/0" */
  int64_t size;      /* bytes, unpacked */
  gboolean deflated; /* else stored as it is */
} FrostZipMember;

typedef struct FrostZipReader FrostZipReader;

/* file must outlive the reader. Errors: CORRUPT, UNSUPPORTED, MEMORY, IO. */
FrostZipReader *frost_zip_reader_open (const FrostRegularFile *file, GError **error);
void frost_zip_reader_free (FrostZipReader *reader);

/* In the order of the archive's directory. Lent. */
int frost_zip_reader_get_n_members (const FrostZipReader *reader);
const FrostZipMember *frost_zip_reader_peek (const FrostZipReader *reader, int member);

/* -1 = there is none. */
int frost_zip_reader_find (const FrostZipReader *reader, const char *name);

/* Exactly n bytes of the unpacked member. In a deflated one, going back starts again at its
 * beginning. Errors: CORRUPT, IO; the member's name in front. */
gboolean frost_zip_reader_read (FrostZipReader *reader, int member, int64_t position,
                                void *bytes, size_t n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostZipReader, frost_zip_reader_free)

G_END_DECLS
