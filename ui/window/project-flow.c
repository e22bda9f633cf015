/* From a folder to an open project: opening, making a new one, the sample, importing. */
#include "ui/start/new-project-dialog.h"
#include "ui/start/project-place.h"
#include "ui/window/main-window-private.h"

/* Opening. */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrostMainWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = frost_project_open_finish (result, &error);

  /* The project first, so that the start page does not flash up in between. */
  frost_main_window_set_project (self, project);
  frost_main_window_end_job (self);
  if (project == NULL && !frost_error_is_cancelled (error))
    frost_main_window_show_error (self, "The Project Cannot Be Opened", error->message);
}

void
frost_main_window_open_folder (FrostMainWindow *self, const char *folder)
{
  g_return_if_fail (FROST_IS_MAIN_WINDOW (self));

  g_autofree char *name = g_filename_display_basename (folder);
  g_autofree char *title = g_strdup_printf ("Opening “%s”", name);

  if (frost_main_window_is_working (self))
    return;
  /* The lock of the old one is given back before the new one asks for its own. */
  frost_main_window_set_project (self, NULL);
  const FrostWork *work = frost_main_window_begin_job (self, title);
  frost_project_open_async (folder, FROST_DATABASE_WRITE_OR_READ, work->cancellable,
                            opened_cb, g_object_ref (self));
}

/* Importing: into the project that is open, or into one that was just made for it. */

typedef struct
{
  FrostMainWindow *window;
  FrostProject *project;
  gboolean is_new;
} Import;

static void
import_free (Import *import)
{
  g_object_unref (import->window);
  g_clear_object (&import->project);
  g_free (import);
}

static gboolean
discard_cb (gpointer folder)
{
  frost_project_remove_failed (folder);
  return G_SOURCE_REMOVE;
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;
  FrostMainWindow *self = import->window;
  FrostImportReport *report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok =
      frost_project_import_folder_finish (import->project, result, &report, &error);

  if (ok && import->is_new)
    frost_main_window_set_project (self, import->project);
  frost_main_window_end_job (self);
  if (ok)
    {
      frost_main_window_show_import (self, report);
    }
  else
    {
      /* Later: the finished task still holds the project, and so its lock. */
      if (import->is_new)
        g_idle_add_full (G_PRIORITY_LOW, discard_cb,
                         g_strdup (frost_project_get_folder (import->project)), g_free);
      if (!frost_error_is_cancelled (error))
        frost_main_window_show_error (self, "The Folder Cannot Be Imported",
                                      error->message);
    }
  import_free (import);
}

static void
start_import (FrostMainWindow *self, FrostProject *project, const char *images,
              gboolean is_new)
{
  Import *import = g_new0 (Import, 1);
  g_autofree char *name = g_filename_display_basename (images);
  g_autofree char *title = g_strdup_printf ("Importing “%s”", name);

  import->window = g_object_ref (self);
  import->project = g_object_ref (project);
  import->is_new = is_new;
  frost_project_import_folder_async (
      project, images, frost_main_window_begin_job (self, title), imported_cb, import);
}

static void
import_folder (FrostMainWindow *self, const char *images)
{
  FrostProject *project =
      frost_workbench_get_project (frost_main_window_get_workbench (self));

  if (project != NULL && !frost_main_window_is_working (self))
    start_import (self, project, images, FALSE);
}

static void
create_cb (FrostMainWindow *self, const char *folder, const char *images)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = NULL;

  if (frost_main_window_is_working (self))
    return;
  frost_main_window_set_project (self, NULL);
  project = frost_project_create (folder, &error);
  if (project == NULL)
    frost_main_window_show_error (self, "The Project Cannot Be Made", error->message);
  else
    start_import (self, project, images, TRUE);
}

static void
new_project_from (FrostMainWindow *self, const char *images)
{
  GtkWindow *dialog = frost_new_project_dialog_new (GTK_WINDOW (self), images);

  g_signal_connect_object (dialog, "create", G_CALLBACK (create_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* The sample. */

static void
sample_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrostMainWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = frost_project_new_sample_finish (result, &error);

  /* The project first, so that the start page does not flash up in between. */
  frost_main_window_set_project (self, project);
  frost_main_window_end_job (self);
  if (project == NULL && !frost_error_is_cancelled (error))
    frost_main_window_show_error (self, "The Sample Cannot Be Made", error->message);
}

/* The first "Sample", "Sample 2" … without a project in it: pictures that a cancelled
 * attempt has drawn there are used. */
static char *
dup_sample_folder (void)
{
  g_autofree char *place = frost_project_place_dup_default ();

  for (int i = 1;; i++)
    {
      g_autofree char *name =
          i == 1 ? g_strdup ("Sample") : g_strdup_printf ("Sample %d", i);
      g_autofree char *folder = g_build_filename (place, name, NULL);
      g_autofree char *file = g_build_filename (folder, FROST_DATABASE_FILE, NULL);

      if (!g_file_test (file, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&folder);
    }
}

void
frost_main_window_open_sample (FrostMainWindow *self)
{
  g_return_if_fail (FROST_IS_MAIN_WINDOW (self));

  g_autofree char *folder = dup_sample_folder ();

  if (frost_main_window_is_working (self))
    return;
  frost_main_window_set_project (self, NULL);
  frost_project_new_sample_async (
      folder, frost_main_window_begin_job (self, "Drawing the Sample Pictures"),
      sample_cb, g_object_ref (self));
}

/* Choosing folders. */

typedef void (*FolderCb) (FrostMainWindow *self, const char *folder);

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  FrostMainWindow *self = user_data;
  FolderCb chosen = (FolderCb) g_object_get_data (G_OBJECT (chooser), "chosen");

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        chosen (self, path);
      else
        frost_main_window_show_error (self, "The Folder Cannot Be Used",
                                      "It is not on this computer: copy it here first.");
    }
  g_object_unref (chooser);
}

static void
choose_folder (FrostMainWindow *self, const char *title, const char *accept,
               const char *start_folder, FolderCb chosen)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, accept, NULL);

  if (start_folder != NULL && g_file_test (start_folder, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GFile) folder = g_file_new_for_path (start_folder);

      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
    }
  g_object_set_data (G_OBJECT (chooser), "chosen", (gpointer) chosen);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* Actions. */

/* Another project in this window would take away a run that goes on. */
static gboolean
may_leave (FrostMainWindow *self)
{
  if (!frost_workbench_is_running (frost_main_window_get_workbench (self)))
    return TRUE;
  gtk_widget_activate_action (
      GTK_WIDGET (self), "win.error", "s",
      "Training goes on here: stop it first, or use a new window");
  return FALSE;
}

static void
new_project_action (GtkWidget *widget, const char *name, GVariant *target)
{
  if (may_leave (FROST_MAIN_WINDOW (widget)))
    choose_folder (FROST_MAIN_WINDOW (widget), "Folder of Pictures", "_Choose",
                   g_get_user_special_dir (G_USER_DIRECTORY_PICTURES), new_project_from);
}

static void
new_project_from_action (GtkWidget *widget, const char *name, GVariant *target)
{
  if (may_leave (FROST_MAIN_WINDOW (widget)))
    new_project_from (FROST_MAIN_WINDOW (widget), g_variant_get_bytestring (target));
}

static void
open_project_action (GtkWidget *widget, const char *name, GVariant *target)
{
  g_autofree char *place = frost_project_place_dup_default ();

  if (may_leave (FROST_MAIN_WINDOW (widget)))
    choose_folder (FROST_MAIN_WINDOW (widget), "Open a Project Folder", "_Open", place,
                   frost_main_window_open_folder);
}

static void
open_project_folder_action (GtkWidget *widget, const char *name, GVariant *target)
{
  if (may_leave (FROST_MAIN_WINDOW (widget)))
    frost_main_window_open_folder (FROST_MAIN_WINDOW (widget),
                                   g_variant_get_bytestring (target));
}

static void
sample_action (GtkWidget *widget, const char *name, GVariant *target)
{
  if (may_leave (FROST_MAIN_WINDOW (widget)))
    frost_main_window_open_sample (FROST_MAIN_WINDOW (widget));
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *target)
{
  choose_folder (FROST_MAIN_WINDOW (widget), "Import a Folder of Pictures", "_Import",
                 g_get_user_special_dir (G_USER_DIRECTORY_PICTURES), import_folder);
}

static void
import_folder_action (GtkWidget *widget, const char *name, GVariant *target)
{
  import_folder (FROST_MAIN_WINDOW (widget), g_variant_get_bytestring (target));
}

void
frost_project_flow_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-project", NULL,
                                   new_project_action);
  gtk_widget_class_install_action (widget_class, "win.new-project-from", "ay",
                                   new_project_from_action);
  gtk_widget_class_install_action (widget_class, "win.open-project", NULL,
                                   open_project_action);
  gtk_widget_class_install_action (widget_class, "win.open-project-folder", "ay",
                                   open_project_folder_action);
  gtk_widget_class_install_action (widget_class, "win.sample", NULL, sample_action);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "win.import-folder", "ay",
                                   import_folder_action);
}
