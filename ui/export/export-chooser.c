#include "ui/export/export-chooser.h"

#include "ui/session/export.h"

#define FORMAT "format"
#define HALF "half"

char *
frost_export_with_ending (const char *path, const char *format)
{
  const FrostExportFormat found = frost_export_find_format (path);
  const char *ending;

  for (int i = 0; i < FROST_EXPORT_N_FORMATS; i++)
    {
      const char *wanted = frost_export_format_ending ((FrostExportFormat) i);

      if (g_strcmp0 (format, wanted + 1) != 0 || found == (FrostExportFormat) i)
        continue;
      ending = frost_export_format_ending (found);
      return g_str_has_suffix (path, ending) ? g_strdup_printf (
                 "%.*s%s", (int) (strlen (path) - strlen (ending)), path, wanted)
                                             : g_strconcat (path, wanted, NULL);
    }
  return g_strdup (path);
}

typedef struct
{
  GtkFileChooserNative *chooser;
  GWeakRef widget;
  FrostExportChosen chosen;
} Question;

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Question *question = user_data;
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&question->widget);

  if (response == GTK_RESPONSE_ACCEPT && widget != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
      g_autofree char *named = path != NULL ? frost_export_with_ending (
                                   path, gtk_file_chooser_get_choice (chooser, FORMAT))
                                            : NULL;

      question->chosen (widget, named,
                        g_strcmp0 (gtk_file_chooser_get_choice (chooser, HALF), "true")
                            == 0);
    }
  g_object_unref (question->chooser);
  g_weak_ref_clear (&question->widget);
  g_free (question);
}

static void
add_choices (GtkFileChooser *chooser)
{
  const char *options[FROST_EXPORT_N_FORMATS + 1] = { NULL };
  const char *titles[FROST_EXPORT_N_FORMATS + 1] = { NULL };

  for (int i = 0; i < FROST_EXPORT_N_FORMATS; i++)
    {
      options[i] = frost_export_format_ending ((FrostExportFormat) i) + 1;
      titles[i] = frost_export_format_title ((FrostExportFormat) i);
    }
  gtk_file_chooser_add_choice (chooser, FORMAT, "Format", options, titles);
  gtk_file_chooser_set_choice (chooser, FORMAT, options[0]);
  gtk_file_chooser_add_choice (chooser, HALF, "16-bit numbers: half the size", NULL,
                               NULL);
  gtk_file_chooser_set_choice (chooser, HALF, "false");
}

void
frost_export_choose (GtkWidget *widget, const char *folder, const char *name,
                     FrostExportChosen chosen)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  g_autoptr (GFile) place = g_file_new_for_path (folder);
  Question *question = g_new0 (Question, 1);

  question->chooser = gtk_file_chooser_native_new (
      "Export the Model", GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_SAVE, "_Export", NULL);
  question->chosen = chosen;
  g_weak_ref_init (&question->widget, widget);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (question->chooser), name);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (question->chooser), place, NULL);
  /* Without any, GTK 4 offers the choice of "(None)". */
  gtk_file_filter_set_name (all, "All Files");
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (question->chooser), all);
  add_choices (GTK_FILE_CHOOSER (question->chooser));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (question->chooser), TRUE);
  g_signal_connect (question->chooser, "response", G_CALLBACK (response_cb), question);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (question->chooser));
}
