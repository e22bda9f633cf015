#include "tests/ui/widget-test.h"

static gboolean
press_in (GtkShortcutController *controller, GtkWidget *widget,
          GtkShortcutTrigger *wanted)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (controller)); i++)
    {
      g_autoptr (GtkShortcut) shortcut =
          g_list_model_get_item (G_LIST_MODEL (controller), i);

      if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
        return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut),
                                             GTK_SHORTCUT_ACTION_EXCLUSIVE, widget,
                                             gtk_shortcut_get_arguments (shortcut));
    }
  return FALSE;
}

gboolean
frost_test_press_key (GtkWidget *widget, guint key)
{
  g_autoptr (GtkShortcutTrigger) wanted = gtk_keyval_trigger_new (key, 0);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (controller)
          && press_in (GTK_SHORTCUT_CONTROLLER (controller), widget, wanted))
        return TRUE;
    }
  return FALSE;
}

static gboolean
count_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  int *frames = data;

  ++*frames;
  return G_SOURCE_CONTINUE;
}

void
frost_test_settle (GtkWidget *widget)
{
  int frames = 0;
  guint tick = gtk_widget_add_tick_callback (widget, count_frame_cb, &frames, NULL);

  while (frames < 3)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (widget, tick);
}
