#include "ui/window/import-report-dialog.h"

#include "tests/ui/page-test.h"

static void
assert_title (FrostImportReport *report, const char *expected)
{
  g_autofree char *title = frost_import_report_dup_title (report);

  g_assert_cmpstr (title, ==, expected);
}

static void
test_title (void)
{
  g_autoptr (FrostImportReport) report = frost_import_report_new ();

  report->n_added = 1;
  assert_title (report, "1 image imported");
  report->n_added = 398;
  assert_title (report, "398 images imported");
  frost_import_report_add (report, FROST_IMPORT_UNSUPPORTED, "a.gif", "is a GIF");
  assert_title (report, "398 images imported, 1 skipped");
  report->n_present = 3;
  assert_title (report, "398 images imported, 3 were here already, 1 skipped");
  report->n_added = 0;
  assert_title (report, "All 3 images were in the project already, 1 skipped");
}

static guint
count_rows (GtkWidget *root)
{
  guint n = ADW_IS_ACTION_ROW (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

/* Names are bytes of strangers: markup and what is not UTF-8 are shown as they are. */
static void
test_rows (void)
{
  g_autoptr (FrostImportReport) report = frost_import_report_new ();
  GtkWidget *parent = page_test_show (gtk_label_new (""));
  GtkWindow *dialog;

  frost_import_report_add (report, FROST_IMPORT_BROKEN, "a <b> & c.jpg", "breaks off");
  frost_import_report_add (report, FROST_IMPORT_BROKEN, "\xff.jpg", "\xff breaks off");
  dialog = frost_import_report_dialog_new (GTK_WINDOW (parent), report);
  g_clear_pointer (&report, frost_import_report_free);
  gtk_window_present (dialog);
  page_test_settle (GTK_WIDGET (dialog));
  g_assert_cmpuint (count_rows (GTK_WIDGET (dialog)), ==, 2);
  gtk_window_destroy (dialog);
  gtk_window_destroy (GTK_WINDOW (parent));
}

static void
test_many (void)
{
  g_autoptr (FrostImportReport) report = frost_import_report_new ();
  GtkWidget *parent = page_test_show (gtk_label_new (""));
  GtkWindow *dialog;

  for (int i = 0; i < 2000; i++)
    frost_import_report_add (report, FROST_IMPORT_UNSUPPORTED, "a.txt", "not an image");
  dialog = frost_import_report_dialog_new (GTK_WINDOW (parent), report);
  g_assert_cmpuint (count_rows (GTK_WIDGET (dialog)), ==, 501);
  gtk_window_destroy (dialog);
  gtk_window_destroy (GTK_WINDOW (parent));
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/import-report-dialog/title", test_title);
  g_test_add_func ("/import-report-dialog/rows", test_rows);
  g_test_add_func ("/import-report-dialog/many", test_many);
  return g_test_run ();
}
