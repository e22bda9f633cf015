#include "tests/ui/pages-fixture.h"

#include "ui/train/train-page.h"
#include "ui/window/main-window-private.h"

#define WIDTH 1024
#define HEIGHT (600 - 50) /* without the header bar */

void
pages_fixture_set_up (PagesFixture *fixture, gconstpointer data)
{
  fixture->folder = session_fixture_make_folder ();
  fixture->project = session_fixture_new_project (fixture->folder, 12);
  fixture->model = session_fixture_write_model (fixture->folder, 10);
  fixture->window = frost_main_window_new (NULL);
  fixture->workbench = frost_main_window_get_workbench (fixture->window);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, 600);
  gtk_window_present (GTK_WINDOW (fixture->window));
  frost_main_window_set_project (fixture->window, fixture->project);
  page_test_settle (GTK_WIDGET (fixture->window));
}

void
pages_fixture_tear_down (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *window = g_object_ref (GTK_WIDGET (fixture->window));
  FrostRunSession *session = frost_workbench_get_run_session (fixture->workbench);

  if (session != NULL)
    frost_run_session_close (session);
  gtk_window_close (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  session_fixture_finalize (window);
  session_fixture_finalize (fixture->project);
  session_fixture_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->model);
}

void
pages_fixture_use_base (PagesFixture *fixture)
{
  GError *error = NULL;
  g_autoptr (FrostBaseModel) base =
      frost_base_model_load_file (fixture->model, NULL, &error);

  g_assert_no_error (error);
  frost_workbench_set_base_model (fixture->workbench, base);
}

GtkWidget *
pages_fixture_show (PagesFixture *fixture, const char *view, GType type)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "s", view);
  page_test_settle (GTK_WIDGET (fixture->window));
  return page_test_find (GTK_WIDGET (fixture->window), type);
}

gpointer
pages_fixture_child (gpointer widget, const char *name)
{
  gpointer child =
      gtk_widget_get_template_child (GTK_WIDGET (widget), G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (child);
  return child;
}

void
pages_fixture_activate (PagesFixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

gboolean
pages_fixture_is_enabled (PagesFixture *fixture, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window),
                                            action + strlen ("win."));
}

void
pages_fixture_train (PagesFixture *fixture, int n_epochs)
{
  GtkWidget *page = pages_fixture_show (fixture, "train", FROST_TYPE_TRAIN_PAGE);
  GtkSpinButton *epochs =
      pages_fixture_child (pages_fixture_child (page, "recipe"), "epochs_spin");

  gtk_spin_button_set_value (epochs, n_epochs);
  pages_fixture_activate (fixture, "win.train-start");
  page_test_until (!frost_workbench_is_running (fixture->workbench));
}

gboolean
pages_fixture_reads (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root)
      && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (pages_fixture_reads (child, text))
      return TRUE;
  return FALSE;
}

void
pages_fixture_assert_fits (GtkWidget *page)
{
  int minimum;

  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, WIDTH);
  gtk_widget_measure (page, GTK_ORIENTATION_VERTICAL, WIDTH, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, HEIGHT);
}
