/* Whether the images of a project are still where and what they were. */
#include "ui/session/job.h"
#include "ui/session/project-private.h"

typedef struct
{
  FrostJob *job;
  FrostDatabase *database; /* the worker's own connection */
  GArray *changed;         /* gint64 of the images whose status changed */
} Check;

static void
check_free (Check *check)
{
  g_clear_pointer (&check->changed, g_array_unref);
  g_clear_pointer (&check->database, frost_database_close);
  g_clear_pointer (&check->job, frost_job_unref);
  g_free (check);
}

static Check *
check_new (FrostProject *project, const FrostWork *work, gboolean deferred,
           GError **error)
{
  Check *check;

  if (!frost_project_check_writable (project, error))
    return NULL;
  check = g_new0 (Check, 1);
  check->job = frost_job_new (work, deferred);
  check->database = frost_database_open_sibling (project->database, error);
  if (check->database == NULL)
    g_clear_pointer (&check, check_free);
  return check;
}

/* Main thread. */
static guint
adopt (FrostProject *project, Check *check)
{
  const guint n = check->changed->len;

  if (n > 0)
    {
      frost_project_reload_images (project, (const gint64 *) check->changed->data, n);
      frost_project_changed (project);
    }
  return n;
}

gboolean
frost_project_check_files (FrostProject *project, const FrostWork *work, guint *n_changed,
                           GError **error)
{
  Check *check = check_new (project, work, FALSE, error);
  gboolean ok;

  if (check == NULL)
    return FALSE;
  frost_job_report (check->job, -1, "Looking for the images");
  ok = frost_images_check_files (check->database, frost_job_get_cancel (check->job),
                                 &check->changed, error);
  if (ok)
    {
      const guint n = adopt (project, check);

      if (n_changed != NULL)
        *n_changed = n;
    }
  check_free (check);
  return ok;
}

static void
check_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Check *check = data;
  GError *error = NULL;

  if (frost_images_check_files (check->database, frost_job_get_cancel (check->job),
                                &check->changed, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
frost_project_check_files_async (FrostProject *project, const FrostWork *work,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task =
      g_task_new (project, work != NULL ? work->cancellable : NULL, callback, user_data);
  GError *error = NULL;
  Check *check = check_new (project, work, TRUE, &error);

  g_task_set_source_tag (task, frost_project_check_files_async);
  g_task_set_check_cancellable (task, FALSE);
  if (check == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, check, (GDestroyNotify) check_free);
  g_task_run_in_thread (task, check_thread);
}

gboolean
frost_project_check_files_finish (FrostProject *project, GAsyncResult *result,
                                  guint *n_changed, GError **error)
{
  guint n;

  g_return_val_if_fail (
      g_async_result_is_tagged (result, frost_project_check_files_async), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  n = adopt (project, g_task_get_task_data (G_TASK (result)));
  if (n_changed != NULL)
    *n_changed = n;
  return TRUE;
}
