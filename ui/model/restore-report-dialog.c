#include "ui/model/restore-report-dialog.h"

#include <adwaita.h>

/* A list of a thousand rows is scrolled and not read; the command line prints them all. */
#define MAX_ROWS 200

/* Names are bytes of strangers. */
static char *
to_markup (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return g_markup_escape_text (valid, -1);
}

static GtkWidget *
tensor_row (const FrostRestoreRow *row)
{
  GtkWidget *widget = adw_action_row_new ();
  g_autoptr (GString) text = g_string_new (row->shape);
  g_autofree char *title = to_markup (row->name);

  if (row->stored != NULL)
    g_string_append_printf (text, ", in the file %s", row->stored);
  if (row->note != NULL)
    g_string_append_printf (text, ", %s", row->note);
  g_autofree char *subtitle = to_markup (text->str);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), subtitle);
  return widget;
}

/* NULL when no tensor had this fate. */
static GtkWidget *
fate_group (const FrostRestoreReport *report, FrostRestoreFate fate)
{
  GtkWidget *group;
  g_autofree char *title =
      g_strdup_printf ("%s (%d)", frost_restore_fate_name (fate), report->n[fate]);
  int n = 0;

  if (report->n[fate] == 0)
    return NULL;
  title[0] = g_ascii_toupper (title[0]);
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  /* Those that there is something to say about come first. */
  for (guint i = 0; i < 2 * report->rows->len && n < MAX_ROWS; i++)
    {
      const gboolean with_note = i < report->rows->len;
      const FrostRestoreRow *row =
          g_ptr_array_index (report->rows, i % report->rows->len);

      if (row->fate != fate || (row->note != NULL) != with_note)
        continue;
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), tensor_row (row));
      n++;
    }
  if (report->n[fate] > n)
    {
      g_autofree char *more = g_strdup_printf ("and %d more", report->n[fate] - n);
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
frost_restore_report_dialog_new (GtkWindow *parent, const FrostRestoreReport *report)
{
  static const FrostRestoreFate order[] = {
    FROST_RESTORE_SHAPE_DIFFERS,
    FROST_RESTORE_MADE_NEW,
    FROST_RESTORE_IGNORED,
    FROST_RESTORE_REUSED,
  };
  GtkWidget *dialog = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_preferences_page_new ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *group = fate_group (report, order[i]);

      if (group != NULL)
        adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                                  ADW_PREFERENCES_GROUP (group));
    }
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (dialog, shortcuts);

  adw_window_set_content (ADW_WINDOW (dialog), box);
  gtk_window_set_title (GTK_WINDOW (dialog), "Weights Taken Over");
  gtk_window_set_default_size (GTK_WINDOW (dialog), 560, 480);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);
  return GTK_WINDOW (dialog);
}
