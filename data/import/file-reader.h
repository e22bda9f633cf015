/* Reads many files at once: what each is, and the hash of its bytes. Internal to import/. */
#pragma once

#include "data/image/hash.h"
#include "data/image/probe.h"
#include "data/import/folder-import.h"
#include "data/import/folder-scan.h"

G_BEGIN_DECLS

typedef struct
{
  GError *error; /* why it is no image that can be used; NULL = the rest is set */
  FrostImageInfo info;
  guint8 hash[FROST_HASH_SIZE];
} FrostFileReading;

/* readings: [n], zeroed; an error in one is the caller's to free. A cancel leaves the rest
 * untouched. Threads: the calling one reads too, and alone calls the progress. */
void frost_file_reader_read (const FrostScanFile *const *files, gsize n,
                             const FrostImportOptions *options,
                             FrostFileReading *readings);

G_END_DECLS
