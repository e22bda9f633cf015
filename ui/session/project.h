/* A project that is open: its images, classes and runs, and everything a person changes in it.
 *
 * Whatever changes something has committed it when it returns TRUE; live items and counts are
 * notified before it returns. Nothing has to be saved.
 *
 * Properties: "folder", "name", "read-only", "can-undo", "can-redo", "undo-description",
 * "redo-description" (notified), "busy" (an import goes on). Signals: "changed" (anything about images or classes:
 * counts, charts and checks should be looked at again).
 * Threads: main thread; the _async functions work on a thread of their own with a connection of
 * their own, and finish on the main thread. Errors: those of data/store, and FROST_SESSION_ERROR.
 */
#pragma once

#include <gio/gio.h>

#include "ui/session/progress.h"
#include "ui/session/project-classes.h"
#include "ui/session/project-images.h"
#include "ui/session/run-item.h"
#include "ui/session/session-error.h"

G_BEGIN_DECLS

#define FROST_TYPE_PROJECT (frost_project_get_type ())
G_DECLARE_FINAL_TYPE (FrostProject, frost_project, FROST, PROJECT, GObject)

/* Opening. A run that a crash left "running" is marked stopped (or failed, when it has no model)
 * by whoever may write. */
FrostProject *frost_project_create (const char *folder, GError **error);
FrostProject *frost_project_open (const char *folder, FrostDatabaseMode mode,
                                  GError **error);
void frost_project_open_async (const char *folder, FrostDatabaseMode mode,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
FrostProject *frost_project_open_finish (GAsyncResult *result, GError **error);

/* A project whose first import failed is of no use, and would be in the way of the next attempt:
 * its files go, and the folder too where it is empty then. It must be closed. */
void frost_project_remove_failed (const char *folder);

/* Makes a project of a folder of photographs: created, imported, split. When it fails or is
 * cancelled, there is no project in `folder`. split, work may be NULL; report is given. Blocks. */
FrostProject *frost_project_new_from_folder (const char *folder, const char *images,
                                             const FrostSplitOptions *split,
                                             const FrostWork *work,
                                             FrostImportReport **report, GError **error);

/* Draws the sample set into folder/images and makes a project in folder, imported and split: what
 * "Try the sample" does. seed: of the split; the pictures are the same everywhere.
 * work may be NULL. Takes a few seconds. */
FrostProject *frost_project_new_sample (const char *folder, double val_fraction,
                                        guint64 seed, const FrostWork *work,
                                        GError **error);
void frost_project_new_sample_async (const char *folder, const FrostWork *work,
                                     GAsyncReadyCallback callback, gpointer user_data);
FrostProject *frost_project_new_sample_finish (GAsyncResult *result, GError **error);

/* What is open. Strings, lists and the database are lent. */
const char *frost_project_get_folder (FrostProject *project);
const char *frost_project_get_name (FrostProject *project);
gboolean frost_project_is_read_only (FrostProject *project);
gboolean frost_project_is_busy (FrostProject *project);
FrostProjectImages *frost_project_get_images (FrostProject *project);
FrostProjectClasses *frost_project_get_classes (FrostProject *project);
FrostDatabase *frost_project_get_database (FrostProject *project);

/* FrostRunItem, newest first. */
GListModel *frost_project_get_runs (FrostProject *project);

/* id 0 = the newest that has a model. Lent. Errors: NO_RUN. */
FrostRunItem *frost_project_find_run (FrostProject *project, gint64 id, GError **error);

/* Labels: one step of the history for all ids together. class_id 0 clears. */
gboolean frost_project_label (FrostProject *project, const gint64 *ids, gsize n,
                              gint64 class_id, GError **error);
gboolean frost_project_set_excluded (FrostProject *project, const gint64 *ids, gsize n,
                                     gboolean excluded, GError **error);
gboolean frost_project_set_split (FrostProject *project, const gint64 *ids, gsize n,
                                  FrostSplit split, GError **error);

/* Classes. id may be NULL. */
gboolean frost_project_add_class (FrostProject *project, const char *name, gint64 *id,
                                  GError **error);
gboolean frost_project_rename_class (FrostProject *project, gint64 id, const char *name,
                                     GError **error);
gboolean frost_project_merge_class (FrostProject *project, gint64 from, gint64 into,
                                    GError **error);
gboolean frost_project_delete_class (FrostProject *project, gint64 id, GError **error);
gboolean frost_project_move_class (FrostProject *project, gint64 id, int position,
                                   GError **error);

/* History. description (may be NULL) says what was undone or redone. Errors: EMPTY. */
gboolean frost_project_undo (FrostProject *project, char **description, GError **error);
gboolean frost_project_redo (FrostProject *project, char **description, GError **error);
gboolean frost_project_can_undo (FrostProject *project);
gboolean frost_project_can_redo (FrostProject *project);

/* "Label 3 images as “cat”"; NULL = nothing. Lent. */
const char *frost_project_get_undo_description (FrostProject *project);
const char *frost_project_get_redo_description (FrostProject *project);

/* Gives a split to labelled images that have none. options NULL = the project's own seed and
 * fraction. A read-only project is left as it is. */
gboolean frost_project_fill_splits (FrostProject *project,
                                    const FrostSplitOptions *options, GError **error);

/* Whether it can be trained on, after filling the splits; the error says what to do. */
gboolean frost_project_check_ready (FrostProject *project, GStrv *warnings,
                                    GError **error);

/* Looks whether the images are still where and what they were (data/import/image-check.h): those
 * that are not keep their labels and are left out of training. n_changed (may be NULL): images
 * whose status changed, for better or worse. Errors: READ_ONLY, CANCELLED. */
gboolean frost_project_check_files (FrostProject *project, const FrostWork *work,
                                    guint *n_changed, GError **error);
void frost_project_check_files_async (FrostProject *project, const FrostWork *work,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean frost_project_check_files_finish (FrostProject *project, GAsyncResult *result,
                                           guint *n_changed, GError **error);

/* Adds the images of a folder (data/import/folder-import.h) and fills the splits. When it is
 * cancelled or fails nothing was added. split may be NULL; report is given.
 * Errors: BUSY while another import of this project goes on. */
gboolean frost_project_import_folder (FrostProject *project, const char *folder,
                                      const FrostSplitOptions *split,
                                      const FrostWork *work, FrostImportReport **report,
                                      GError **error);
void frost_project_import_folder_async (FrostProject *project, const char *folder,
                                        const FrostWork *work,
                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean frost_project_import_folder_finish (FrostProject *project, GAsyncResult *result,
                                             FrostImportReport **report, GError **error);

G_END_DECLS
