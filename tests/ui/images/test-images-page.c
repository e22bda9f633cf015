#include "ui/images/images-page.h"

#include "tests/ui/page-test.h"
#include "ui/images/filter-button.h"
#include "ui/images/image-grid.h"
#include "ui/images/image-viewer.h"

typedef struct
{
  char *folder;
  FrostProject *project;
  FrostWorkbench *workbench;
  GtkWidget *page;
  GtkWidget *window;
  FrostImageGrid *grid;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->folder = session_fixture_make_folder ();
  f->project = session_fixture_new_project (f->folder, 5);
  f->workbench = frost_workbench_new ();
  f->page = g_object_new (FROST_TYPE_IMAGES_PAGE, "workbench", f->workbench, NULL);
  f->window = page_test_show (f->page);
  frost_workbench_set_project (f->workbench, f->project);
  f->grid = page_test_find (f->page, FROST_TYPE_IMAGE_GRID);
  page_test_settle (f->window);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  GtkWidget *page = g_object_ref (f->page);

  gtk_window_destroy (GTK_WINDOW (f->window));
  g_assert_finalize_object (page);
  g_assert_finalize_object (f->workbench);
  session_fixture_finalize (f->project);
  session_fixture_remove (f->folder);
  g_free (f->folder);
}

static FrostImageItem *
item_at (Fixture *f, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (frost_project_get_images (f->project)),
                                position);
}

static gint64
class_at (Fixture *f, guint position)
{
  g_autoptr (FrostImageItem) item = item_at (f, position);

  return frost_image_item_get_class_id (item);
}

static gint64
class_named (Fixture *f, const char *name)
{
  return frost_class_item_get_id (
      frost_project_classes_find_name (frost_project_get_classes (f->project), name));
}

static void
set_auto_advance (Fixture *f, gboolean on)
{
  g_object_set (f->page, "auto-advance", on, NULL);
}

static void
test_label (Fixture *f, gconstpointer data)
{
  gint64 red = class_named (f, "red");
  gint64 green = class_named (f, "green");

  set_auto_advance (f, FALSE);
  frost_image_grid_go_to (f->grid, 1);
  gtk_widget_activate_action (f->page, "images.label", "x", red);
  g_assert_cmpint (class_at (f, 1), ==, red);
  g_assert_cmpuint (frost_image_grid_get_last_selected (f->grid), ==, 1);
  gtk_widget_activate_action (f->page, "images.clear", NULL);
  g_assert_cmpint (class_at (f, 1), ==, 0);
  g_assert_true (frost_project_undo (f->project, NULL, NULL));
  g_assert_true (frost_project_undo (f->project, NULL, NULL));
  g_assert_cmpint (class_at (f, 1), ==, green);
}

/* The whole selection is one step. */
static void
test_label_many (Fixture *f, gconstpointer data)
{
  gint64 red = class_named (f, "red");

  gtk_widget_activate_action (page_test_find (f->page, GTK_TYPE_GRID_VIEW),
                              "list.select-all", NULL);
  gtk_widget_activate_action (f->page, "images.label", "x", red);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (class_at (f, i), ==, red);
  g_assert_true (frost_project_undo (f->project, NULL, NULL));
  g_assert_cmpint (class_at (f, 0), !=, red);
  g_assert_false (frost_project_can_undo (f->project));
}

static void
test_exclude_toggles (Fixture *f, gconstpointer data)
{
  g_autoptr (FrostImageItem) item = item_at (f, 2);

  frost_image_grid_go_to (f->grid, 2);
  gtk_widget_activate_action (f->page, "images.exclude", NULL);
  g_assert_true (frost_image_item_get_excluded (item));
  gtk_widget_activate_action (f->page, "images.exclude", NULL);
  g_assert_false (frost_image_item_get_excluded (item));
}

/* Labelling goes to what is left to label, correcting to the next image. */
static void
test_auto_advance (Fixture *f, gconstpointer data)
{
  gint64 red = class_named (f, "red");
  gint64 ids[2] = {
    frost_project_images_get_id (frost_project_get_images (f->project), 3),
    frost_project_images_get_id (frost_project_get_images (f->project), 8)
  };

  g_assert_true (frost_project_label (f->project, ids, 2, 0, NULL));
  frost_image_grid_go_to (f->grid, 3);
  gtk_widget_activate_action (f->page, "images.label", "x", red);
  g_assert_cmpuint (frost_image_grid_get_last_selected (f->grid), ==, 8);
  frost_image_grid_go_to (f->grid, 0);
  gtk_widget_activate_action (f->page, "images.label", "x", red);
  g_assert_cmpuint (frost_image_grid_get_last_selected (f->grid), ==, 1);
  gtk_widget_activate_action (f->page, "images.next-unlabelled", NULL);
  g_assert_cmpuint (frost_image_grid_get_last_selected (f->grid), ==, 8);
}

static void
test_large (Fixture *f, gconstpointer data)
{
  FrostImageViewer *viewer = page_test_find (f->page, FROST_TYPE_IMAGE_VIEWER);
  gint64 red = class_named (f, "red");

  set_auto_advance (f, FALSE);
  frost_image_grid_go_to (f->grid, 0);
  gtk_widget_activate_action (f->page, "images.open", NULL);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (viewer)));
  g_signal_emit_by_name (viewer, "move", -1);
  g_signal_emit_by_name (viewer, "move", 1);
  gtk_widget_activate_action (f->page, "images.label", "x", red);
  g_assert_cmpint (class_at (f, 1), ==, red);
  g_assert_cmpint (class_at (f, 0), !=, red);
  gtk_widget_activate_action (f->page, "images.close", NULL);
  g_assert_null (frost_image_viewer_get_item (viewer));
  g_assert_cmpuint (frost_image_grid_get_last_selected (f->grid), ==, 1);
}

static void
test_search (Fixture *f, gconstpointer data)
{
  GtkWidget *search = page_test_find (f->page, GTK_TYPE_SEARCH_ENTRY);
  GListModel *images = G_LIST_MODEL (frost_project_get_images (f->project));

  gtk_editable_set_text (GTK_EDITABLE (search), "3.jp");
  page_test_until (g_list_model_get_n_items (images) == 2);
  gtk_editable_set_text (GTK_EDITABLE (search), "nothing is called that");
  page_test_until (g_list_model_get_n_items (images) == 0);
  gtk_widget_activate_action (f->page, "images.show-all", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (images), ==, 10);
}

static void
test_filter_button (Fixture *f, gconstpointer data)
{
  FrostFilterButton *button = page_test_find (f->page, FROST_TYPE_FILTER_BUTTON);
  GtkPopover *popover = page_test_find (GTK_WIDGET (button), GTK_TYPE_POPOVER);
  GtkListBox *list;
  FrostImageFilter filter;

  gtk_popover_popup (popover);
  page_test_settle (f->window);
  list = page_test_find (GTK_WIDGET (popover), GTK_TYPE_LIST_BOX);
  /* All, unlabelled, green, red. */
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 3));
  frost_filter_button_get_filter (button, &filter);
  g_assert_cmpint (filter.class_id, ==, class_named (f, "red"));
  g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (frost_project_get_images (f->project))), ==,
      5);
  gtk_widget_activate_action (f->page, "images.show-all", NULL);
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrostProject *second = frost_project_open (frost_project_get_folder (f->project),
                                             FROST_DATABASE_WRITE_OR_READ, &error);
  gint64 red = class_named (f, "red");

  g_assert_no_error (error);
  g_assert_true (frost_project_is_read_only (second));
  frost_workbench_set_project (f->workbench, second);
  page_test_settle (f->window);
  frost_image_grid_go_to (f->grid, 0);
  gtk_widget_activate_action (f->page, "images.label", "x", red);
  g_assert_cmpint (class_at (f, 0), !=, red);
  frost_workbench_set_project (f->workbench, NULL);
  session_fixture_finalize (second);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  ADD ("/images-page/label", test_label);
  ADD ("/images-page/label-many", test_label_many);
  ADD ("/images-page/exclude-toggles", test_exclude_toggles);
  ADD ("/images-page/auto-advance", test_auto_advance);
  ADD ("/images-page/large", test_large);
  ADD ("/images-page/search", test_search);
  ADD ("/images-page/filter-button", test_filter_button);
  ADD ("/images-page/read-only", test_read_only);
  return g_test_run ();
}
