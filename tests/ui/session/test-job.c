#include "ui/session/job.h"

#include "session-fixture.h"

typedef struct
{
  int n_calls;
  double fraction;
  char text[64];
} Seen;

static void
progress_cb (double fraction, const char *text, gpointer user_data)
{
  Seen *seen = user_data;

  seen->n_calls++;
  seen->fraction = fraction;
  g_strlcpy (seen->text, text, sizeof seen->text);
}

static void
test_synchronous (void)
{
  Seen seen = { 0 };
  const FrostWork work = { .progress = progress_cb, .user_data = &seen };
  g_autoptr (FrostJob) job = frost_job_new (&work, FALSE);

  frost_job_report_count (job, "Reading", 3, 12);
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_cmpfloat (seen.fraction, ==, 0.25);
  g_assert_cmpstr (seen.text, ==, "Reading: 3 of 12");
  frost_job_report_count (job, "Reading", 0, 0);
  g_assert_cmpfloat (seen.fraction, ==, -1);
}

static gpointer
report_thread (gpointer data)
{
  for (int i = 1; i <= 1000; i++)
    frost_job_report_count (data, "Reading", i, 1000);
  return NULL;
}

static void
test_deferred_is_latest_only (void)
{
  Seen seen = { 0 };
  const FrostWork work = { .progress = progress_cb, .user_data = &seen };
  g_autoptr (FrostJob) job = frost_job_new (&work, TRUE);

  g_thread_join (g_thread_new ("report", report_thread, job));
  g_assert_cmpint (seen.n_calls, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* A thousand reports while the loop was busy elsewhere are one, the last. */
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_cmpfloat (seen.fraction, ==, 1);
  g_assert_cmpstr (seen.text, ==, "Reading: 1000 of 1000");
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const FrostWork work = { .cancellable = cancellable };
  g_autoptr (FrostJob) job = frost_job_new (&work, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_true (frost_job_check (job, &error));
  g_assert_false (frost_data_cancel_is_raised (frost_job_get_cancel (job)));
  g_cancellable_cancel (cancellable);
  g_assert_true (frost_data_cancel_is_raised (frost_job_get_cancel (job)));
  g_assert_false (frost_job_check (job, &error));
  g_assert_true (frost_error_is_cancelled (error));
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const FrostWork work = { .cancellable = cancellable };
  g_autoptr (FrostJob) job = NULL;

  g_cancellable_cancel (cancellable);
  job = frost_job_new (&work, TRUE);
  g_assert_true (frost_data_cancel_is_raised (frost_job_get_cancel (job)));
}

static void
test_without_work (void)
{
  g_autoptr (FrostJob) job = frost_job_new (NULL, FALSE);

  frost_job_report (job, 0.5, "to nobody");
  g_assert_true (frost_job_check (job, NULL));
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/job/synchronous", test_synchronous);
  g_test_add_func ("/session/job/deferred", test_deferred_is_latest_only);
  g_test_add_func ("/session/job/cancel", test_cancel);
  g_test_add_func ("/session/job/cancelled-before", test_cancelled_before);
  g_test_add_func ("/session/job/without-work", test_without_work);
  return g_test_run ();
}
