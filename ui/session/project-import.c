/* Folders of photographs into a project, off the main thread or on the command line's. */
#include <glib/gstdio.h>

#include "ui/session/job.h"
#include "ui/session/project-images-private.h"
#include "ui/session/project-private.h"

typedef struct
{
  FrostJob *job;
  FrostDatabase *database; /* the worker's own connection */
  char *folder;
  FrostSplitOptions split;
  FrostImportReport *report;
} Import;

static void
import_free (Import *import)
{
  g_clear_pointer (&import->report, frost_import_report_free);
  g_clear_pointer (&import->database, frost_database_close);
  g_clear_pointer (&import->job, frost_job_unref);
  g_free (import->folder);
  g_free (import);
}

static void
import_progress_cb (int done, int total, gpointer user_data)
{
  frost_job_report_count (user_data, "Reading images", done, total);
}

/* Worker thread. When splitting fails the images are in the project all the same, and the
 * next check for training splits them. */
static gboolean
run_import (Import *import, GError **error)
{
  const FrostImportOptions options = { .cancel = frost_job_get_cancel (import->job),
                                       .progress = import_progress_cb,
                                       .user_data = import->job };

  return frost_import_folder (import->database, import->folder, &options, &import->report,
                              error)
         && frost_split_project (import->database, &import->split, NULL, NULL, error);
}

/* Main thread: shows what the worker has written. */
static void
adopt (FrostProject *project, const FrostImportReport *report)
{
  g_autoptr (GArray) unsplit = frost_project_images_dup_unsplit (project->images);
  g_autoptr (GError) error = NULL;
  FrostImageList *added;

  frost_project_reload_classes (project);
  frost_project_reload_images (project, (const gint64 *) unsplit->data, unsplit->len);
  frost_project_reload_images (project, (const gint64 *) report->moved_ids->data,
                               report->moved_ids->len);
  added =
      frost_images_list_ids (project->database, (const gint64 *) report->image_ids->data,
                             report->image_ids->len, &error);
  if (added != NULL)
    frost_project_images_append (project->images, added);
  else
    g_warning ("%s", error->message);
  frost_project_changed (project);
}

static Import *
import_new (FrostProject *project, const char *folder, const FrostSplitOptions *split,
            const FrostWork *work, gboolean deferred, GError **error)
{
  const FrostSplitOptions own = { .keep_seed = TRUE };
  Import *import;

  if (!frost_project_check_writable (project, error))
    return NULL;
  if (project->busy)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_BUSY,
                   "%s: another import goes on: wait until it is done, or cancel it",
                   project->name);
      return NULL;
    }

  import = g_new0 (Import, 1);
  import->job = frost_job_new (work, deferred);
  import->folder = g_strdup (folder);
  import->split = split != NULL ? *split : own;
  import->database = frost_database_open_sibling (project->database, error);
  if (import->database == NULL)
    {
      import_free (import);
      return NULL;
    }
  return import;
}

gboolean
frost_project_import_folder (FrostProject *project, const char *folder,
                             const FrostSplitOptions *split, const FrostWork *work,
                             FrostImportReport **report, GError **error)
{
  Import *import = import_new (project, folder, split, work, FALSE, error);
  gboolean ok;

  if (import == NULL)
    return FALSE;
  ok = run_import (import, error);
  if (import->report != NULL)
    adopt (project, import->report);
  if (ok)
    *report = g_steal_pointer (&import->report);
  import_free (import);
  return ok;
}

static void
import_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Import *import = data;
  GError *error = NULL;

  if (run_import (import, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
frost_project_import_folder_async (FrostProject *project, const char *folder,
                                   const FrostWork *work, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task =
      g_task_new (project, work != NULL ? work->cancellable : NULL, callback, user_data);
  GError *error = NULL;
  Import *import = import_new (project, folder, NULL, work, TRUE, &error);

  g_task_set_source_tag (task, frost_project_import_folder_async);
  /* What was written before the cancel is reported, and not hidden behind "cancelled". */
  g_task_set_check_cancellable (task, FALSE);
  if (import == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  frost_project_set_busy (project, TRUE);
  g_task_set_task_data (task, import, (GDestroyNotify) import_free);
  g_task_run_in_thread (task, import_thread);
}

gboolean
frost_project_import_folder_finish (FrostProject *project, GAsyncResult *result,
                                    FrostImportReport **report, GError **error)
{
  Import *import = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (
      g_async_result_is_tagged (result, frost_project_import_folder_async), FALSE);
  if (import != NULL)
    {
      frost_project_set_busy (project, FALSE);
      if (import->report != NULL)
        adopt (project, import->report);
    }
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (report != NULL)
    *report = g_steal_pointer (&import->report);
  return TRUE;
}

void
frost_project_remove_failed (const char *folder)
{
  static const char *const names[] = { FROST_DATABASE_FILE, FROST_DATABASE_FILE "-wal",
                                       FROST_DATABASE_FILE "-shm", FROST_DATABASE_RUNS };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

FrostProject *
frost_project_new_from_folder (const char *folder, const char *images,
                               const FrostSplitOptions *split, const FrostWork *work,
                               FrostImportReport **report, GError **error)
{
  g_autoptr (FrostProject) project = NULL;

  /* Looked at before anything is made, so that a mistyped folder leaves no trace. */
  if (!g_file_test (images, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *name = g_filename_display_name (images);

      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND,
                   "%s: no such folder: name the folder that holds the images", name);
      return NULL;
    }

  project = frost_project_create (folder, error);
  if (project == NULL)
    return NULL;
  if (!frost_project_import_folder (project, images, split, work, report, error))
    {
      g_clear_object (&project);
      frost_project_remove_failed (folder);
      return NULL;
    }
  return g_steal_pointer (&project);
}

typedef struct
{
  FrostJob *job;
  char *folder;
  FrostSplitOptions split;
} Sample;

static void
sample_free (Sample *sample)
{
  frost_job_unref (sample->job);
  g_free (sample->folder);
  g_free (sample);
}

static void
sample_progress_cb (int n_done, int n_total, gpointer user_data)
{
  frost_job_report_count (user_data, "Drawing pictures", n_done, n_total);
}

static FrostProject *
make_sample (Sample *sample, GError **error)
{
  g_autofree char *file = g_build_filename (sample->folder, FROST_DATABASE_FILE, NULL);
  g_autofree char *images = g_build_filename (sample->folder, "images", NULL);
  g_autoptr (FrostImportReport) report = NULL;
  FrostWork work;

  /* A project that is there already is refused before minutes of drawing, by the store. */
  if (g_file_test (file, G_FILE_TEST_EXISTS))
    return frost_project_create (sample->folder, error);

  frost_job_to_work (sample->job, &work);
  if (!frost_sample_set_write (images, FROST_SAMPLE_SEED, FROST_SAMPLE_PER_CLASS,
                               frost_job_get_cancel (sample->job), sample_progress_cb,
                               sample->job, error))
    return NULL;
  return frost_project_new_from_folder (sample->folder, images, &sample->split, &work,
                                        &report, error);
}

FrostProject *
frost_project_new_sample (const char *folder, double val_fraction, guint64 seed,
                          const FrostWork *work, GError **error)
{
  Sample sample = { .job = frost_job_new (work, FALSE),
                    .folder = (char *) folder,
                    .split = { .val_fraction = val_fraction, .seed = seed } };
  FrostProject *project = make_sample (&sample, error);

  frost_job_unref (sample.job);
  return project;
}

static void
sample_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  /* Nobody else knows the project before the task has returned, so that the main thread
   * may take it over as if it had opened it. */
  FrostProject *project = make_sample (data, &error);

  if (project != NULL)
    g_task_return_pointer (task, project, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
frost_project_new_sample_async (const char *folder, const FrostWork *work,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task =
      g_task_new (NULL, work != NULL ? work->cancellable : NULL, callback, user_data);
  Sample *sample = g_new0 (Sample, 1);

  sample->job = frost_job_new (work, TRUE);
  sample->folder = g_strdup (folder);
  sample->split.seed = FROST_SAMPLE_SEED;
  g_task_set_source_tag (task, frost_project_new_sample_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, sample, (GDestroyNotify) sample_free);
  g_task_run_in_thread (task, sample_thread);
}

FrostProject *
frost_project_new_sample_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frost_project_new_sample_async),
                        NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
