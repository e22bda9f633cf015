#include "ui/window/import-report-dialog.h"

#include <adwaita.h>

/* A folder of ten thousand text files is not read line by line. */
#define MAX_ROWS 500

static guint
count_skipped (const FrostImportReport *report)
{
  guint n = 0;

  for (int reason = 0; reason < FROST_N_IMPORT_REASONS; reason++)
    if (frost_import_reason_is_skipped (reason))
      n += (guint) report->n_by_reason[reason];
  return n;
}

char *
frost_import_report_dup_title (const FrostImportReport *report)
{
  GString *text = g_string_new (NULL);
  guint n_skipped = count_skipped (report);

  if (report->n_added == 0 && report->n_present > 0)
    g_string_append_printf (text, "All %'d images were in the project already",
                            report->n_present);
  else
    {
      g_string_append_printf (
          text, report->n_added == 1 ? "%'d image imported" : "%'d images imported",
          report->n_added);
      if (report->n_present > 0)
        g_string_append_printf (text, ", %'d were here already", report->n_present);
    }
  if (n_skipped > 0)
    g_string_append_printf (text, ", %'u skipped", n_skipped);
  return g_string_free (text, FALSE);
}

static GtkWidget *
note_row (const FrostImportNote *note)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *path = g_filename_display_name (note->path);
  g_autofree char *title = g_markup_escape_text (path, -1);
  g_autofree char *text = g_utf8_make_valid (note->text, -1);
  g_autofree char *named = g_strconcat (path, ": ", NULL);
  /* The title names the file already. */
  const char *reason =
      g_str_has_prefix (text, named) ? text + strlen (named) : (const char *) text;
  g_autofree char *subtitle = g_markup_escape_text (reason, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static GtkWidget *
notes_group (const FrostImportReport *report)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *summary = frost_import_report_dup_summary (report);
  guint n = MIN (report->notes->len, MAX_ROWS);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), summary);
  for (guint i = 0; i < n; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               note_row (g_ptr_array_index (report->notes, i)));
  if (report->notes->len > n)
    {
      g_autofree char *more =
          g_strdup_printf ("and %'u more files", report->notes->len - n);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), more);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  return group;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

GtkWindow *
frost_import_report_dialog_new (GtkWindow *parent, const FrostImportReport *report)
{
  GtkWidget *dialog = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_preferences_page_new ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (notes_group (report)));
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (dialog, shortcuts);

  adw_window_set_content (ADW_WINDOW (dialog), box);
  gtk_window_set_title (GTK_WINDOW (dialog), "Import Report");
  gtk_window_set_default_size (GTK_WINDOW (dialog), 560, 480);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);
  return GTK_WINDOW (dialog);
}
