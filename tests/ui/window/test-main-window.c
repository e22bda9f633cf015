#include "ui/window/main-window.h"

#include <glib/gstdio.h>

#include "tests/ui/page-test.h"
#include "ui/session/recent.h"

typedef struct
{
  char *folder;
  char *pictures;
  FrostMainWindow *window;
  FrostWorkbench *workbench;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->folder = session_fixture_make_folder ();
  f->pictures = g_build_filename (f->folder, "pictures", NULL);
  session_fixture_write_pictures (f->pictures, 4);
  f->window = frost_main_window_new (NULL);
  f->workbench = frost_main_window_get_workbench (f->window);
  gtk_window_present (GTK_WINDOW (f->window));
  page_test_settle (GTK_WIDGET (f->window));
}

static void
teardown (Fixture *f, gconstpointer data)
{
  GtkWidget *window = g_object_ref (GTK_WIDGET (f->window));

  gtk_window_close (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
  session_fixture_remove (f->folder);
  g_free (f->pictures);
  g_free (f->folder);
}

static FrostProject *
project_of (Fixture *f)
{
  return frost_workbench_get_project (f->workbench);
}

static const char *
visible_page (Fixture *f)
{
  AdwToastOverlay *toasts =
      page_test_find (GTK_WIDGET (f->window), ADW_TYPE_TOAST_OVERLAY);

  return gtk_stack_get_visible_child_name (
      GTK_STACK (adw_toast_overlay_get_child (toasts)));
}

/* An empty project to open, made and closed. */
static char *
make_project (Fixture *f)
{
  char *folder = g_build_filename (f->folder, "project", NULL);
  g_autoptr (GError) error = NULL;
  FrostProject *project = frost_project_create (folder, &error);

  g_assert_no_error (error);
  session_fixture_finalize (project);
  return folder;
}

static void
test_open_import_close (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = make_project (f);
  FrostProjectImages *images;

  g_assert_cmpstr (visible_page (f), ==, "start");
  frost_main_window_open_folder (f->window, folder);
  g_assert_cmpstr (visible_page (f), ==, "job");
  page_test_until (project_of (f) != NULL);
  g_assert_cmpstr (visible_page (f), ==, "project");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (f->window)), ==,
                   "project – Frostline");

  images = frost_project_get_images (project_of (f));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.import-folder", "^ay",
                              f->pictures);
  g_assert_cmpstr (visible_page (f), ==, "job");
  page_test_until (frost_project_images_get_n_total (images) == 8);
  g_assert_cmpstr (visible_page (f), ==, "project");

  /* It is among the recent ones now. */
  g_autoptr (GPtrArray) recent = frost_recent_list ();
  g_assert_cmpuint (recent->len, >=, 1);
  g_assert_cmpstr (((FrostRecentProject *) recent->pdata[0])->folder, ==, folder);

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.close-project", NULL);
  g_assert_null (project_of (f));
  g_assert_cmpstr (visible_page (f), ==, "start");
}

static guint
count_missing (FrostProject *project)
{
  GListModel *images = G_LIST_MODEL (frost_project_get_images (project));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (images); i++)
    {
      g_autoptr (FrostImageItem) item = g_list_model_get_item (images, i);

      n += frost_image_item_get_status (item) == FROST_IMAGE_MISSING;
    }
  return n;
}

/* A photograph that was deleted meanwhile is noticed when the project is opened again. */
static void
test_missing_photograph (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = make_project (f);
  g_autofree char *path = NULL;

  frost_main_window_open_folder (f->window, folder);
  page_test_until (project_of (f) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.import-folder", "^ay",
                              f->pictures);
  page_test_until (
      frost_project_images_get_n_total (frost_project_get_images (project_of (f))) == 8);
  {
    g_autoptr (FrostImageItem) item = g_list_model_get_item (
        G_LIST_MODEL (frost_project_get_images (project_of (f))), 0);

    path = g_strdup (frost_image_item_get_path (item));
  }
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.close-project", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);

  frost_main_window_open_folder (f->window, folder);
  page_test_until (project_of (f) != NULL);
  page_test_until (count_missing (project_of (f)) == 1);
}

static void
test_undo (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = make_project (f);

  frost_main_window_open_folder (f->window, folder);
  page_test_until (project_of (f) != NULL);
  g_assert_true (frost_project_add_class (project_of (f), "ant & <bee>", NULL, NULL));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.toast-undo", "s",
                              "Added “ant & <bee>”");
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.undo", NULL);
  g_assert_cmpuint (
      frost_project_classes_get_n (frost_project_get_classes (project_of (f))), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.redo", NULL);
  g_assert_cmpuint (
      frost_project_classes_get_n (frost_project_get_classes (project_of (f))), ==, 1);
  page_test_settle (GTK_WIDGET (f->window));
}

/* What cannot be opened is said, and the start page is there again. */
static void
test_failure (Fixture *f, gconstpointer data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  g_autofree char *missing = g_build_filename (f->folder, "missing", NULL);
  gboolean told = FALSE;

  frost_main_window_open_folder (f->window, missing);
  page_test_until (g_strcmp0 (visible_page (f), "start") == 0);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        {
          told = TRUE;
          gtk_window_destroy (window);
          break;
        }
    }
  g_assert_true (told);
  g_assert_null (project_of (f));
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = make_project (f);
  g_autoptr (GError) error = NULL;
  FrostProject *holder = frost_project_open (folder, FROST_DATABASE_WRITE, &error);
  GtkInfoBar *bar = page_test_find (GTK_WIDGET (f->window), GTK_TYPE_INFO_BAR);

  g_assert_no_error (error);
  frost_main_window_open_folder (f->window, folder);
  page_test_until (project_of (f) != NULL);
  g_assert_true (frost_project_is_read_only (project_of (f)));
  g_assert_true (gtk_info_bar_get_revealed (bar));

  /* Try again, after the other one let go. */
  session_fixture_finalize (holder);
  gtk_info_bar_response (bar, 1);
  page_test_until (project_of (f) != NULL
                   && !frost_project_is_read_only (project_of (f)));
  g_assert_false (gtk_info_bar_get_revealed (bar));
}

static void
test_views (Fixture *f, gconstpointer data)
{
  AdwViewStack *stack = page_test_find (GTK_WIDGET (f->window), ADW_TYPE_VIEW_STACK);
  const char *const *names = frost_main_window_list_views ();
  g_autofree char *folder = make_project (f);

  g_assert_cmpstr (names[0], ==, "images");
  frost_main_window_open_folder (f->window, folder);
  page_test_until (project_of (f) != NULL);
  for (int i = 0; names[i] != NULL; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (f->window), "win.view", "s", names[i]);
      g_assert_cmpstr (adw_view_stack_get_visible_child_name (stack), ==, names[i]);
      page_test_settle (GTK_WIDGET (f->window));
    }
}

static void
test_sample (Fixture *f, gconstpointer data)
{
  frost_main_window_open_sample (f->window);
  page_test_until (project_of (f) != NULL);
  g_assert_cmpuint (
      frost_project_images_get_n_total (frost_project_get_images (project_of (f))), ==,
      240);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  ADD ("/main-window/open-import-close", test_open_import_close);
  ADD ("/main-window/missing-photograph", test_missing_photograph);
  ADD ("/main-window/undo", test_undo);
  ADD ("/main-window/failure", test_failure);
  ADD ("/main-window/read-only", test_read_only);
  ADD ("/main-window/views", test_views);
  ADD ("/main-window/sample", test_sample);
  return g_test_run ();
}
