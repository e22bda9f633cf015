/* A folder of photographs becomes the images of a project.
 *
 *   photos/train/cat/…, photos/val/cat/…   splits above classes (val, valid, validation; test)
 *   photos/cat/…, photos/dog/…             a folder a class
 *   photos/…                               no folders: images without a label
 *
 * Folders inside a class belong to it. Where there is a train/ but no val/, images of
 * train/ are left without a split, so that frost_split_project() takes some of them to
 * validate with. Hidden files are passed over, and so is what belongs to a project.
 * Files are judged by content, not by name, and decoded to their end, so that a broken one is
 * found now and not in the middle of training.
 */
#pragma once

#include "data/data-cancel.h"
#include "data/import/import-report.h"

G_BEGIN_DECLS

/* done, total: files looked at, files found. Called on the thread that imports. */
typedef void (*FrostImportProgressCb) (int done, int total, gpointer user_data);

typedef struct
{
  FrostDataCancel *cancel;        /* may be NULL */
  FrostImportProgressCb progress; /* may be NULL */
  gpointer user_data;
  int n_threads; /* that read files; 0 = 2 */
} FrostImportOptions;

/* Adds what is new in the folder: all in one transaction at the end, or nothing. Classes
 * that the project lacks are added in the order of their names.
 * Threads: blocks for long; call it on a worker with a connection of its own.
 * Errors: NOT_FOUND, IO (unreadable), EMPTY (no image found: the message says what to do),
 * CANCELLED, READ_ONLY, FULL. options may be NULL. */
gboolean frost_import_folder (FrostDatabase *database, const char *folder,
                              const FrostImportOptions *options,
                              FrostImportReport **report, GError **error);

G_END_DECLS
