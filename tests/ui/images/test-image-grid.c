#include "ui/images/image-grid.h"

#include "tests/ui/page-test.h"

static void
opened_cb (FrostImageGrid *grid, guint position, guint *opened)
{
  *opened = position;
}

static void
test_selection (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  FrostProject *project = session_fixture_new_project (folder, 10);
  FrostImageGrid *grid = g_object_new (FROST_TYPE_IMAGE_GRID, NULL);
  GtkWidget *window = page_test_show (GTK_WIDGET (grid));
  GtkWidget *view;
  guint opened = 0;

  frost_image_grid_set_project (grid, project);
  page_test_settle (window);
  view = page_test_find (GTK_WIDGET (grid), GTK_TYPE_GRID_VIEW);
  g_assert_cmpuint (frost_image_grid_get_n_selected (grid), ==, 0);
  g_assert_cmpuint (frost_image_grid_get_last_selected (grid), ==,
                    GTK_INVALID_LIST_POSITION);

  frost_image_grid_go_to (grid, 7);
  g_assert_cmpuint (frost_image_grid_get_last_selected (grid), ==, 7);
  /* Past the end is nothing. */
  frost_image_grid_go_to (grid, 20);
  g_assert_cmpuint (frost_image_grid_get_last_selected (grid), ==, 7);

  gtk_widget_activate_action (view, "list.select-all", NULL);
  g_assert_cmpuint (frost_image_grid_get_n_selected (grid), ==, 20);
  g_autoptr (GArray) ids = frost_image_grid_dup_selection (grid);
  g_assert_cmpuint (ids->len, ==, 20);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (g_array_index (ids, gint64, i), ==,
                     frost_project_images_get_id (frost_project_get_images (project), i));

  g_signal_connect (grid, "open", G_CALLBACK (opened_cb), &opened);
  gtk_widget_activate_action (view, "list.activate-item", "u", 3);
  g_assert_cmpuint (opened, ==, 3);

  frost_image_grid_set_project (grid, NULL);
  g_assert_cmpuint (frost_image_grid_get_n_selected (grid), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  session_fixture_finalize (project);
  session_fixture_remove (folder);
}

static void
test_size (void)
{
  FrostImageGrid *grid = g_object_new (FROST_TYPE_IMAGE_GRID, NULL);
  GtkWidget *window = page_test_show (GTK_WIDGET (grid));
  GtkGridView *view = page_test_find (GTK_WIDGET (grid), GTK_TYPE_GRID_VIEW);
  guint columns;

  page_test_settle (window);
  columns = gtk_grid_view_get_max_columns (view);
  g_assert_cmpuint (columns, ==, gtk_grid_view_get_min_columns (view));
  frost_image_grid_set_side (grid, FROST_IMAGE_GRID_SIDE_MAX + 500);
  g_assert_cmpint (frost_image_grid_get_side (grid), ==, FROST_IMAGE_GRID_SIDE_MAX);
  page_test_settle (window);
  g_assert_cmpuint (gtk_grid_view_get_max_columns (view), <, columns);
  frost_image_grid_set_side (grid, 0);
  g_assert_cmpint (frost_image_grid_get_side (grid), ==, FROST_IMAGE_GRID_SIDE_MIN);
  page_test_settle (window);
  g_assert_cmpuint (gtk_grid_view_get_max_columns (view), >, columns);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/image-grid/selection", test_selection);
  g_test_add_func ("/image-grid/size", test_size);
  return g_test_run ();
}
