#include "ui/export/export-result.h"

#include <adwaita.h>

struct _FrostExportResult
{
  GtkWidget parent_instance;
  GtkWidget *group;
  AdwActionRow *file_row;
  GtkImage *file_icon;
  GtkWidget *show_button;
  AdwActionRow *proof_row;
  GtkImage *proof_icon;
};

G_DEFINE_FINAL_TYPE (FrostExportResult, frost_export_result, GTK_TYPE_WIDGET)

/* A row's texts are markup, a file's name is not. */
static void
set_row (AdwActionRow *row, const char *title, const char *subtitle)
{
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (row, subtitle_markup);
}

static void
set_icon (GtkImage *image, gboolean good)
{
  GtkWidget *widget = GTK_WIDGET (image);

  gtk_image_set_from_icon_name (image,
                                good ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (widget, good ? "warning" : "success");
  gtk_widget_add_css_class (widget, good ? "success" : "warning");
}

void
frost_export_result_show_file (FrostExportResult *self, const char *path)
{
  g_return_if_fail (FROST_IS_EXPORT_RESULT (self) && path != NULL);

  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *folder_name = g_filename_display_name (folder);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, NULL);
  g_autofree char *bytes =
      g_format_size (info != NULL ? (guint64) g_file_info_get_size (info) : 0);
  g_autofree char *text = g_strdup_printf ("%s in %s", bytes, folder_name);

  set_icon (self->file_icon, TRUE);
  set_row (self->file_row, name, text);
  gtk_widget_set_visible (self->show_button, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->proof_row), FALSE);
}

void
frost_export_result_show_failure (FrostExportResult *self, const char *message)
{
  g_return_if_fail (FROST_IS_EXPORT_RESULT (self) && message != NULL);

  set_icon (self->file_icon, FALSE);
  set_row (self->file_row, "Nothing was written", message);
  gtk_widget_set_visible (self->show_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->proof_row), FALSE);
}

void
frost_export_result_show_proof (FrostExportResult *self, const FrostExportProof *proof,
                                gboolean half, const GError *error)
{
  g_return_if_fail (FROST_IS_EXPORT_RESULT (self));
  g_return_if_fail (proof != NULL || error != NULL);

  const gboolean holds = proof != NULL && frost_export_proof_holds (proof, half);
  g_autofree char *text =
      proof != NULL ? frost_export_proof_to_text (proof) : g_strdup (error->message);

  set_icon (self->proof_icon, holds);
  set_row (self->proof_row,
           holds && half   ? "The file computes the same, as near as 16 bits can"
           : holds         ? "The file computes the same"
           : proof != NULL ? "The file computes something else: do not use it"
                           : "The file could not be checked",
           text);
  gtk_widget_set_visible (GTK_WIDGET (self->proof_row), TRUE);
}

static void
frost_export_result_dispose (GObject *object)
{
  g_clear_pointer (&FROST_EXPORT_RESULT (object)->group, gtk_widget_unparent);
  G_OBJECT_CLASS (frost_export_result_parent_class)->dispose (object);
}

static void
frost_export_result_class_init (FrostExportResultClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_export_result_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/export/export-result.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostExportResult, group);
  gtk_widget_class_bind_template_child (widget_class, FrostExportResult, file_row);
  gtk_widget_class_bind_template_child (widget_class, FrostExportResult, file_icon);
  gtk_widget_class_bind_template_child (widget_class, FrostExportResult, show_button);
  gtk_widget_class_bind_template_child (widget_class, FrostExportResult, proof_row);
  gtk_widget_class_bind_template_child (widget_class, FrostExportResult, proof_icon);
}

static void
frost_export_result_init (FrostExportResult *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
