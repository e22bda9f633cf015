#include "ui/model/restore-report-dialog.h"

#include "tests/ui/page-test.h"

static guint
count_rows (GtkWidget *root)
{
  guint n = ADW_IS_ACTION_ROW (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static guint
count_groups (GtkWidget *root)
{
  guint n = ADW_IS_PREFERENCES_GROUP (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_groups (child);
  return n;
}

/* Names are bytes of strangers: markup and what is not UTF-8 are shown as they are; of very many
 * rows the rest is counted. */
static void
test_rows (void)
{
  g_autoptr (FrostRestoreReport) report = frost_restore_report_new ();
  GtkWidget *parent = page_test_show (gtk_label_new (""));
  GtkWindow *dialog;

  report->title = g_strdup ("ResNet-18");
  for (int i = 0; i < 300; i++)
    frost_restore_report_add (report, FROST_RESTORE_REUSED, g_strdup_printf ("a%d", i),
                              NULL, g_strdup ("F32 3"), NULL);
  frost_restore_report_add (report, FROST_RESTORE_IGNORED, g_strdup ("<b> & \xff"), NULL,
                            g_strdup ("I64"), NULL);
  frost_restore_report_add (report, FROST_RESTORE_SHAPE_DIFFERS, g_strdup ("w"),
                            g_strdup ("<x>"), g_strdup ("F32 4"), g_strdup ("needs 5"));
  dialog = frost_restore_report_dialog_new (GTK_WINDOW (parent), report);
  g_clear_pointer (&report, frost_restore_report_free);
  gtk_window_present (dialog);
  page_test_settle (GTK_WIDGET (dialog));
  g_assert_cmpuint (count_groups (GTK_WIDGET (dialog)), ==, 3);
  g_assert_cmpuint (count_rows (GTK_WIDGET (dialog)), ==, 200 + 1 + 1 + 1);
  gtk_window_destroy (dialog);
  gtk_window_destroy (GTK_WINDOW (parent));
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/model/restore-report-dialog/rows", test_rows);
  return g_test_run ();
}
