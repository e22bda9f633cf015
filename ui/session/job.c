#include "ui/session/job.h"

struct _FrostJob
{
  gatomicrefcount references;
  FrostDataCancel cancel;
  GCancellable *cancellable;
  gulong handler;
  FrostProgressCb progress;
  gpointer user_data;
  GMainContext *context; /* NULL = report on the spot */
  GMutex mutex;          /* guards the three below */
  double fraction;
  char *text;
  gboolean pending; /* a source is on its way to the main loop */
};

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  FrostJob *job = user_data;

  frost_data_cancel_raise (&job->cancel);
}

FrostJob *
frost_job_new (const FrostWork *work, gboolean deferred)
{
  FrostJob *job = g_new0 (FrostJob, 1);

  g_atomic_ref_count_init (&job->references);
  g_mutex_init (&job->mutex);
  if (work != NULL)
    {
      job->progress = work->progress;
      job->user_data = work->user_data;
      if (work->cancellable != NULL)
        {
          job->cancellable = g_object_ref (work->cancellable);
          job->handler = g_cancellable_connect (work->cancellable,
                                                G_CALLBACK (cancelled_cb), job, NULL);
        }
    }
  if (deferred)
    job->context = g_main_context_ref_thread_default ();

  return job;
}

FrostJob *
frost_job_ref (FrostJob *job)
{
  g_atomic_ref_count_inc (&job->references);
  return job;
}

void
frost_job_unref (FrostJob *job)
{
  if (!g_atomic_ref_count_dec (&job->references))
    return;

  if (job->cancellable != NULL)
    g_cancellable_disconnect (job->cancellable, job->handler);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->context, g_main_context_unref);
  g_mutex_clear (&job->mutex);
  g_free (job->text);
  g_free (job);
}

FrostDataCancel *
frost_job_get_cancel (FrostJob *job)
{
  return &job->cancel;
}

GCancellable *
frost_job_get_cancellable (FrostJob *job)
{
  return job->cancellable;
}

static void
report_cb (double fraction, const char *text, gpointer user_data)
{
  frost_job_report (user_data, fraction, text);
}

void
frost_job_to_work (FrostJob *job, FrostWork *work)
{
  work->cancellable = job->cancellable;
  work->progress = report_cb;
  work->user_data = job;
}

static gboolean
deliver_cb (gpointer user_data)
{
  FrostJob *job = user_data;
  g_autofree char *text = NULL;
  double fraction;

  g_mutex_lock (&job->mutex);
  fraction = job->fraction;
  text = g_steal_pointer (&job->text);
  job->pending = FALSE;
  g_mutex_unlock (&job->mutex);

  job->progress (fraction, text, job->user_data);
  return G_SOURCE_REMOVE;
}

void
frost_job_report (FrostJob *job, double fraction, const char *text)
{
  gboolean send;

  if (job->progress == NULL)
    return;
  if (job->context == NULL)
    {
      job->progress (fraction, text, job->user_data);
      return;
    }

  g_mutex_lock (&job->mutex);
  g_free (job->text);
  job->text = g_strdup (text);
  job->fraction = fraction;
  send = !job->pending;
  job->pending = TRUE;
  g_mutex_unlock (&job->mutex);

  if (send)
    {
      /* The same priority as a GTask's return, and attached before it: nothing is
       * reported after the end of the work. */
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, deliver_cb, frost_job_ref (job),
                             (GDestroyNotify) frost_job_unref);
      g_source_attach (source, job->context);
    }
}

void
frost_job_report_count (FrostJob *job, const char *what, gint64 done, gint64 total)
{
  g_autofree char *text = NULL;

  if (job->progress == NULL)
    return;
  text = g_strdup_printf ("%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, what, done,
                          total);
  frost_job_report (job, total > 0 ? (double) done / (double) total : -1, text);
}

gboolean
frost_job_check (FrostJob *job, GError **error)
{
  if (!frost_data_cancel_is_raised (&job->cancel))
    return TRUE;

  g_set_error_literal (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_CANCELLED,
                       "cancelled before it was done");
  return FALSE;
}
