#include "ui/start/start-page.h"

#include "tests/ui/page-test.h"
#include "ui/session/recent.h"

static guint
count_rows (GtkListBox *list)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (list, (int) n) != NULL)
    n++;
  return n;
}

static void
test_recent (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  FrostProject *project = session_fixture_new_project (folder, 1);
  FrostStartPage *page = g_object_new (FROST_TYPE_START_PAGE, NULL);
  GtkWidget *window = page_test_show (GTK_WIDGET (page));
  GtkListBox *list = GTK_LIST_BOX (
      gtk_widget_get_template_child (GTK_WIDGET (page), FROST_TYPE_START_PAGE, "list"));
  GtkWidget *remove;

  g_assert_cmpuint (count_rows (list), ==, 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (list)));

  g_assert_true (frost_recent_add (frost_project_get_folder (project), NULL));
  frost_start_page_refresh (page);
  g_assert_cmpuint (count_rows (list), ==, 1);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (list)));

  remove = page_test_find (GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0)),
                           GTK_TYPE_BUTTON);
  gtk_test_accessible_assert_property (remove, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Remove project from the list");
  g_signal_emit_by_name (remove, "clicked");
  g_assert_cmpuint (count_rows (list), ==, 0);
  /* The list forgot it; the project is still there. */
  g_assert_true (g_file_test (frost_project_get_folder (project), G_FILE_TEST_IS_DIR));

  /* One that is gone cannot be opened, and can be removed. */
  g_assert_true (frost_recent_add ("/nowhere/at/all", NULL));
  frost_start_page_refresh (page);
  g_assert_cmpuint (count_rows (list), ==, 1);
  g_assert_false (
      gtk_list_box_row_get_activatable (gtk_list_box_get_row_at_index (list, 0)));
  remove = page_test_find (GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0)),
                           GTK_TYPE_BUTTON);
  g_signal_emit_by_name (remove, "clicked");
  g_assert_cmpuint (count_rows (list), ==, 0);

  gtk_window_destroy (GTK_WINDOW (window));
  session_fixture_finalize (project);
  session_fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/start-page/recent", test_recent);
  return g_test_run ();
}
