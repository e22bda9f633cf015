#include "ui/start/new-project-dialog.h"

#include <string.h>

#include "ui/start/project-place.h"

struct _FrostNewProjectDialog
{
  AdwWindow parent_instance;
  char *images; /* absolute, as the file system has it */
  char *parent; /* the folder in which the project's folder is made */
  GtkFileChooserNative *chooser;

  GtkWidget *create_button;
  AdwActionRow *images_row;
  GtkEditable *name_row;
  AdwActionRow *place_row;
  GtkLabel *problem;
};

enum
{
  CREATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrostNewProjectDialog, frost_new_project_dialog, ADW_TYPE_WINDOW)

static void
set_path_subtitle (AdwActionRow *row, const char *path)
{
  g_autofree char *display = frost_project_place_dup_display (path);
  g_autofree char *escaped = g_markup_escape_text (display, -1);

  adw_action_row_set_subtitle (row, escaped);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), display);
}

static char *
dup_folder (FrostNewProjectDialog *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  g_autofree char *file_name = NULL;

  if (*name == '\0' || strchr (name, G_DIR_SEPARATOR) != NULL
      || g_strcmp0 (name, ".") == 0 || g_strcmp0 (name, "..") == 0)
    return NULL;
  file_name = g_filename_from_utf8 (name, -1, NULL, NULL, NULL);
  return file_name != NULL ? g_build_filename (self->parent, file_name, NULL) : NULL;
}

static void
update_cb (FrostNewProjectDialog *self)
{
  g_autofree char *folder = dup_folder (self);
  g_autofree char *problem =
      folder != NULL ? frost_project_place_dup_problem (folder)
                     : g_strdup ("Give the project a name, without a slash in it");

  set_path_subtitle (self->place_row, folder != NULL ? folder : self->parent);
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_widget_set_sensitive (self->create_button, problem == NULL);
}

static void
set_images (FrostNewProjectDialog *self, const char *images)
{
  g_autofree char *base = g_path_get_basename (images);
  g_autofree char *folder = frost_project_place_dup_free (self->parent, base);
  g_autofree char *free_name = g_path_get_basename (folder);
  g_autofree char *name = g_filename_display_name (free_name);

  g_free (self->images);
  self->images = g_strdup (images);
  set_path_subtitle (self->images_row, images);
  gtk_editable_set_text (self->name_row, name);
  update_cb (self);
}

static void
create_cb (FrostNewProjectDialog *self)
{
  g_autofree char *folder = dup_folder (self);
  g_autofree char *problem =
      folder != NULL ? frost_project_place_dup_problem (folder) : NULL;

  if (folder == NULL || problem != NULL)
    {
      update_cb (self);
      return;
    }
  g_signal_emit (self, signals[CREATE], 0, folder, self->images);
  gtk_window_close (GTK_WINDOW (self));
}

static void
choose (FrostNewProjectDialog *self, const char *title, const char *start,
        GCallback response)
{
  g_autoptr (GFile) folder = NULL;
  g_autofree char *existing = g_strdup (start);

  while (!g_file_test (existing, G_FILE_TEST_IS_DIR))
    {
      char *parent = g_path_get_dirname (existing);

      g_free (existing);
      existing = parent;
    }
  folder = g_file_new_for_path (existing);
  g_set_object (&self->chooser, NULL);
  self->chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, "_Choose", NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  g_signal_connect_object (self->chooser, "response", response, self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static char *
chosen_path (FrostNewProjectDialog *self, int response)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT
          ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
          : NULL;

  return file != NULL ? g_file_get_path (file) : NULL;
}

static void
images_chosen_cb (FrostNewProjectDialog *self, int response)
{
  g_autofree char *path = chosen_path (self, response);

  if (path != NULL)
    set_images (self, path);
}

static void
place_chosen_cb (FrostNewProjectDialog *self, int response)
{
  g_autofree char *path = chosen_path (self, response);

  if (path == NULL)
    return;
  g_free (self->parent);
  self->parent = g_steal_pointer (&path);
  update_cb (self);
}

static void
choose_images_cb (FrostNewProjectDialog *self)
{
  choose (self, "Folder of Pictures", self->images, G_CALLBACK (images_chosen_cb));
}

static void
choose_place_cb (FrostNewProjectDialog *self)
{
  choose (self, "Where the Project Goes", self->parent, G_CALLBACK (place_chosen_cb));
}

GtkWindow *
frost_new_project_dialog_new (GtkWindow *parent, const char *images)
{
  FrostNewProjectDialog *self =
      g_object_new (FROST_TYPE_NEW_PROJECT_DIALOG, "transient-for", parent, NULL);

  set_images (self, images);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return GTK_WINDOW (self);
}

static void
frost_new_project_dialog_finalize (GObject *object)
{
  FrostNewProjectDialog *self = FROST_NEW_PROJECT_DIALOG (object);

  g_clear_object (&self->chooser);
  g_free (self->images);
  g_free (self->parent);
  G_OBJECT_CLASS (frost_new_project_dialog_parent_class)->finalize (object);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
frost_new_project_dialog_class_init (FrostNewProjectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = frost_new_project_dialog_finalize;
  signals[CREATE] =
      g_signal_new ("create", FROST_TYPE_NEW_PROJECT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/start/new-project-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostNewProjectDialog,
                                        create_button);
  gtk_widget_class_bind_template_child (widget_class, FrostNewProjectDialog, images_row);
  gtk_widget_class_bind_template_child (widget_class, FrostNewProjectDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, FrostNewProjectDialog, place_row);
  gtk_widget_class_bind_template_child (widget_class, FrostNewProjectDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_images_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_place_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
frost_new_project_dialog_init (FrostNewProjectDialog *self)
{
  self->parent = frost_project_place_dup_default ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
