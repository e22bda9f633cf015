#include "ui/start/start-page.h"

#include <adwaita.h>

#include "ui/session/engine-data.h"
#include "ui/session/recent.h"
#include "ui/start/project-place.h"

struct _FrostStartPage
{
  GtkWidget parent_instance;
  GtkWidget *scroller;
  GtkWidget *new_button;
  GtkWidget *recent_group;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (FrostStartPage, frost_start_page, GTK_TYPE_WIDGET)

/* "today, 14:02", "yesterday", "12 March 2024" in the user's language. */
static char *
dup_day (gint64 used)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (used / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) yesterday = NULL;

  if (then == NULL)
    return g_strdup ("");
  yesterday = g_date_time_add_days (now, -1);
  if (g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now)
      && g_date_time_get_year (then) == g_date_time_get_year (now))
    return g_date_time_format (then, "today, %R");
  if (g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (yesterday)
      && g_date_time_get_year (then) == g_date_time_get_year (yesterday))
    return g_date_time_format (then, "yesterday");
  return g_date_time_format (then, "%-e %B %Y");
}

static void
remove_clicked_cb (FrostStartPage *self, GtkButton *button)
{
  const char *folder = g_object_get_data (G_OBJECT (button), "folder");
  g_autoptr (GError) error = NULL;

  if (!frost_recent_remove (folder, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.error", "s", error->message);
  frost_start_page_refresh (self);
}

static GtkWidget *
create_row (FrostStartPage *self, const FrostRecentProject *recent)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  const gboolean missing = !frost_recent_project_is_there (recent);
  g_autofree char *title = g_markup_escape_text (recent->name, -1);
  g_autofree char *parent = g_path_get_dirname (recent->folder);
  g_autofree char *place = frost_project_place_dup_display (parent);
  g_autofree char *day = missing ? g_strdup ("no longer there") : dup_day (recent->used);
  g_autofree char *line = g_strdup_printf ("%s · %s", place, day);
  g_autofree char *subtitle = g_markup_escape_text (line, -1);
  g_autofree char *remove_label =
      g_strdup_printf ("Remove %s from the list", recent->name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !missing);
  if (missing)
    gtk_widget_add_css_class (row, "dim-label");
  g_object_set_data_full (G_OBJECT (row), "folder", g_strdup (recent->folder), g_free);

  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, "Remove from the List; the Project Stays");
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  remove_label, -1);
  g_object_set_data_full (G_OBJECT (remove), "folder", g_strdup (recent->folder), g_free);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  return row;
}

void
frost_start_page_refresh (FrostStartPage *self)
{
  g_return_if_fail (FROST_IS_START_PAGE (self));

  g_autoptr (GPtrArray) recent = frost_recent_list ();
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < recent->len; i++)
    gtk_list_box_append (self->list, create_row (self, g_ptr_array_index (recent, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list), recent->len > 0);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self->recent_group),
      recent->len > 0 ? NULL : "None yet: what you make or open will be listed here.");
}

static void
row_activated_cb (FrostStartPage *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (
      GTK_WIDGET (self), "win.open-project-folder", "^ay",
      (const char *) g_object_get_data (G_OBJECT (row), "folder"));
}

/* A folder that is a project is opened; any other holds the pictures of a new one. */
static gboolean
drop_cb (FrostStartPage *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autofree char *path = files != NULL ? g_file_get_path (files->data) : NULL;
  g_autofree char *project = NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      gtk_widget_activate_action (
          GTK_WIDGET (self), "win.error", "s",
          "Drop a folder: a project is made from a folder of pictures");
      return FALSE;
    }
  project = g_build_filename (path, FROST_DATABASE_FILE, NULL);
  return gtk_widget_activate_action (GTK_WIDGET (self),
                                     g_file_test (project, G_FILE_TEST_EXISTS)
                                         ? "win.open-project-folder"
                                         : "win.new-project-from",
                                     "^ay", path);
}

static gboolean
frost_start_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (FROST_START_PAGE (widget)->new_button);
}

static void
frost_start_page_dispose (GObject *object)
{
  g_clear_pointer (&FROST_START_PAGE (object)->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (frost_start_page_parent_class)->dispose (object);
}

static void
frost_start_page_class_init (FrostStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_start_page_dispose;
  widget_class->grab_focus = frost_start_page_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "startpage");
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/start/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostStartPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, FrostStartPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, FrostStartPage, recent_group);
  gtk_widget_class_bind_template_child (widget_class, FrostStartPage, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
frost_start_page_init (FrostStartPage *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  frost_start_page_refresh (self);
}
