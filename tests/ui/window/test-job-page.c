#include "ui/window/job-page.h"

#include "tests/ui/page-test.h"

static void
test_progress (void)
{
  FrostJobPage *page = g_object_new (FROST_TYPE_JOB_PAGE, NULL);
  GtkWidget *window = page_test_show (GTK_WIDGET (page));
  GtkProgressBar *bar = page_test_find (GTK_WIDGET (page), GTK_TYPE_PROGRESS_BAR);
  const FrostWork *work = frost_job_page_start (page, "Importing");

  work->progress (0.25, "Reading images: 25 of 100", work->user_data);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 0.25);
  work->progress (-1, "Looking", work->user_data);

  g_assert_false (g_cancellable_is_cancelled (work->cancellable));
  frost_job_page_cancel (page);
  g_assert_true (g_cancellable_is_cancelled (work->cancellable));
  /* What still comes in afterwards does not hide "Stopping…". */
  work->progress (0.5, "Reading images: 50 of 100", work->user_data);

  /* The next job has a flag of its own. */
  work = frost_job_page_start (page, "Importing again");
  g_assert_false (g_cancellable_is_cancelled (work->cancellable));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/job-page/progress", test_progress);
  return g_test_run ();
}
