/* What an import did, file by file where something is worth saying. */
#pragma once

#include "data/store/images.h"

G_BEGIN_DECLS

typedef enum
{
  FROST_IMPORT_UNSUPPORTED,    /* skipped: no image, or one of a kind not read here */
  FROST_IMPORT_BROKEN,         /* skipped: empty, or it does not decode to its end */
  FROST_IMPORT_UNREADABLE,     /* skipped: the system refused */
  FROST_IMPORT_SPECIAL,        /* skipped: a pipe, device or socket, never opened */
  FROST_IMPORT_LOOP,           /* skipped: a folder that was reached before */
  FROST_IMPORT_FOLDER_IGNORED, /* skipped: a folder beside train/ that is no split */
  FROST_IMPORT_DUPLICATE,      /* skipped: same bytes, same class, same split */
  FROST_IMPORT_DUPLICATE_KEPT, /* imported: same bytes, but another class or split */
  FROST_IMPORT_FOUND_AGAIN, /* no new image: one whose file was missing has moved here */
} FrostImportReason;
#define FROST_N_IMPORT_REASONS 9

typedef struct
{
  FrostImportReason reason;
  char *path; /* relative to the imported folder */
  char *text; /* one line */
} FrostImportNote;

typedef struct
{
  GPtrArray *notes; /* FrostImportNote, in the order of the files */
  int n_by_reason[FROST_N_IMPORT_REASONS];
  int n_added;
  int n_present;     /* were in the project already */
  GArray *image_ids; /* gint64 of the images added */
  GArray
      *moved_ids; /* gint64 of those that were found again: they have another path now */
  GArray *counts; /* FrostImageCount of the images added */
} FrostImportReport;

FrostImportReport *frost_import_report_new (void);
void frost_import_report_free (FrostImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostImportReport, frost_import_report_free)

/* "broken", "duplicate", …: stable words for scripts. */
const char *frost_import_reason_get_name (FrostImportReason reason);

/* TRUE when the reason means that the file did not become part of the project. */
gboolean frost_import_reason_is_skipped (FrostImportReason reason);

/* `path` and `text` are copied. */
void frost_import_report_add (FrostImportReport *report, FrostImportReason reason,
                              const char *path, const char *text);

/* One line: "397 images added, 1 skipped (1 unsupported)". */
char *frost_import_report_dup_summary (const FrostImportReport *report);

G_END_DECLS
