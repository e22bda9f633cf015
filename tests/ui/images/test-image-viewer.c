#include "ui/images/image-viewer.h"

#include "tests/ui/page-test.h"

static void
test_shows (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  FrostProject *project = session_fixture_new_project (folder, 2);
  FrostTextureCache *cache = frost_texture_cache_new (1 << 20);
  FrostImageViewer *viewer = g_object_new (FROST_TYPE_IMAGE_VIEWER, NULL);
  GtkWidget *window = page_test_show (GTK_WIDGET (viewer));
  g_autoptr (FrostImageItem) item =
      g_list_model_get_item (G_LIST_MODEL (frost_project_get_images (project)), 0);

  frost_image_viewer_set_cache (viewer, cache);
  frost_image_viewer_set_item (viewer, item, frost_project_get_classes (project));
  g_assert_true (frost_image_viewer_get_item (viewer) == item);
  g_assert_cmpfloat (frost_image_viewer_get_zoom (viewer), ==, 1);
  gtk_test_accessible_assert_role (viewer, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (viewer, GTK_ACCESSIBLE_PROPERTY_LABEL, "0.jpg");
  page_test_until (frost_texture_cache_get_n_pending (cache) == 0);
  page_test_settle (window);

  /* Closed while the next picture is being read. */
  g_clear_object (&item);
  item = g_list_model_get_item (G_LIST_MODEL (frost_project_get_images (project)), 1);
  frost_image_viewer_set_item (viewer, item, frost_project_get_classes (project));
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_cmpuint (frost_texture_cache_get_n_pending (cache), ==, 0);
  frost_texture_cache_free (cache);
  g_clear_object (&item);
  session_fixture_finalize (project);
  session_fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/image-viewer/shows", test_shows);
  return g_test_run ();
}
