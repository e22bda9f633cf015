#include "ui/images/image-tile.h"

#include "tests/ui/page-test.h"

static void
test_says_what_it_shows (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  FrostProject *project = session_fixture_new_project (folder, 2);
  FrostProjectImages *images = frost_project_get_images (project);
  FrostProjectClasses *classes = frost_project_get_classes (project);
  g_autoptr (FrostTextureCache) cache = frost_texture_cache_new (1 << 20);
  GtkWidget *tile = frost_image_tile_new (cache);
  GtkWidget *window = page_test_show (tile);
  g_autoptr (FrostImageItem) item = g_list_model_get_item (G_LIST_MODEL (images), 0);
  gint64 id = frost_image_item_get_id (item);
  g_autofree char *tooltip = NULL;

  g_assert_true (frost_project_set_split (project, &id, 1, FROST_SPLIT_TRAIN, NULL));
  frost_image_tile_set_item (FROST_IMAGE_TILE (tile), item, classes);
  gtk_test_accessible_assert_role (tile, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (tile, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "0.jpg, labelled green");

  /* A label changes the live tile by itself. */
  g_assert_true (frost_project_label (project, &id, 1, 0, NULL));
  gtk_test_accessible_assert_property (tile, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "0.jpg, unlabelled");
  g_assert_true (frost_project_set_split (project, &id, 1, FROST_SPLIT_VAL, NULL));
  g_assert_true (frost_project_set_excluded (project, &id, 1, TRUE, NULL));
  gtk_test_accessible_assert_property (tile, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "0.jpg, unlabelled, for validation, excluded");

  page_test_until (frost_image_tile_get_texture (FROST_IMAGE_TILE (tile)) != NULL);
  page_test_settle (window);

  /* Without its item it lets go of everything. */
  frost_image_tile_set_item (FROST_IMAGE_TILE (tile), NULL, NULL);
  g_assert_null (frost_image_tile_get_texture (FROST_IMAGE_TILE (tile)));
  g_assert_cmpuint (frost_texture_cache_get_n_pending (cache), ==, 0);

  gtk_window_destroy (GTK_WINDOW (window));
  g_clear_object (&item);
  session_fixture_finalize (project);
  session_fixture_remove (folder);
}

static void
test_is_square (void)
{
  g_autoptr (FrostTextureCache) cache = frost_texture_cache_new (1 << 20);
  g_autoptr (GtkWidget) tile = g_object_ref_sink (frost_image_tile_new (cache));
  int minimum, natural;

  frost_image_tile_set_side (FROST_IMAGE_TILE (tile), 120);
  gtk_widget_measure (tile, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL,
                      NULL);
  g_assert_cmpint (minimum, ==, 120);
  gtk_widget_measure (tile, GTK_ORIENTATION_VERTICAL, 150, &minimum, &natural, NULL,
                      NULL);
  g_assert_cmpint (natural, ==, 150);
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/image-tile/says-what-it-shows", test_says_what_it_shows);
  g_test_add_func ("/image-tile/is-square", test_is_square);
  return g_test_run ();
}
