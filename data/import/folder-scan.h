/* Which files a folder holds, and what its folders say of them. Internal to import/.
 *
 * Only names and kinds are looked at; no file is opened. */
#pragma once

#include "data/data-cancel.h"
#include "data/import/import-report.h"

G_BEGIN_DECLS

/* Folders deeper than this are not entered: no photo collection is, a loop may be. */
#define FROST_FOLDER_SCAN_DEPTH 64

typedef struct
{
  char *path;             /* absolute, in the bytes of the file system */
  char *relative;         /* to the folder scanned, as text */
  const char *class_name; /* UTF-8, interned; NULL = no label */
  FrostSplit split;       /* NONE where the folders do not say */
  gint64 file_size;       /* bytes */
  gint64 modified;        /* nanoseconds since 1970 */
} FrostScanFile;

void frost_scan_file_free (FrostScanFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostScanFile, frost_scan_file_free)

/* FrostScanFile in an order that depends on the names alone. What is passed over with
 * reason goes into the report. `folder`: absolute. Errors: IO and NOT_FOUND (the folder
 * itself; one inside it becomes a note), CANCELLED. */
GPtrArray *frost_folder_scan (const char *folder, FrostDataCancel *cancel,
                              FrostImportReport *report, GError **error);

G_END_DECLS
