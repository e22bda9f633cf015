#include "tests/ui/page-test.h"

#include "ui/window/main-window.h"

void
page_test_init (int *argc, char ***argv)
{
  g_autofree char *home = NULL;

  /* run-display.sh has set the XDG folders. GTest's own isolation would hide the system's
   * too, and with them the settings that libadwaita looks for. */
  g_test_init (argc, argv, NULL);
  home = session_fixture_make_folder ();
  g_setenv ("HOME", home, TRUE);
  adw_init ();
  frost_main_window_register_resources ();
}

gpointer
page_test_find (GtkWidget *root, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = page_test_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  int *frames = data;

  return ++*frames < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
page_test_settle (GtkWidget *widget)
{
  int frames = 0;

  gtk_widget_add_tick_callback (widget, tick_cb, &frames, NULL);
  page_test_until (frames >= 3);
}

GtkWidget *
page_test_show (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  page_test_settle (window);
  return window;
}
