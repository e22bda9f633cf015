#include "data/import/import-report.h"

static const char *const reason_names[FROST_N_IMPORT_REASONS] = {
  [FROST_IMPORT_UNSUPPORTED] = "unsupported",
  [FROST_IMPORT_BROKEN] = "broken",
  [FROST_IMPORT_UNREADABLE] = "unreadable",
  [FROST_IMPORT_SPECIAL] = "special",
  [FROST_IMPORT_LOOP] = "loop",
  [FROST_IMPORT_FOLDER_IGNORED] = "folder-ignored",
  [FROST_IMPORT_DUPLICATE] = "duplicate",
  [FROST_IMPORT_DUPLICATE_KEPT] = "duplicate-kept",
  [FROST_IMPORT_FOUND_AGAIN] = "found-again",
};

static void
note_free (gpointer data)
{
  FrostImportNote *note = data;

  g_free (note->path);
  g_free (note->text);
  g_free (note);
}

FrostImportReport *
frost_import_report_new (void)
{
  FrostImportReport *report = g_new0 (FrostImportReport, 1);

  report->notes = g_ptr_array_new_with_free_func (note_free);
  report->image_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  report->moved_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  report->counts = g_array_new (FALSE, FALSE, sizeof (FrostImageCount));
  return report;
}

void
frost_import_report_free (FrostImportReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->notes);
  g_array_unref (report->image_ids);
  g_array_unref (report->moved_ids);
  g_array_unref (report->counts);
  g_free (report);
}

const char *
frost_import_reason_get_name (FrostImportReason reason)
{
  return reason < FROST_N_IMPORT_REASONS ? reason_names[reason] : "unknown";
}

gboolean
frost_import_reason_is_skipped (FrostImportReason reason)
{
  return reason != FROST_IMPORT_DUPLICATE_KEPT && reason != FROST_IMPORT_FOUND_AGAIN;
}

void
frost_import_report_add (FrostImportReport *report, FrostImportReason reason,
                         const char *path, const char *text)
{
  FrostImportNote *note = g_new (FrostImportNote, 1);

  note->reason = reason;
  note->path = g_strdup (path);
  note->text = g_strdup (text);
  /* A file name may hold any byte; a report has one line a note all the same. */
  g_strdelimit (note->text, "\r\n", ' ');
  g_ptr_array_add (report->notes, note);
  report->n_by_reason[reason]++;
}

char *
frost_import_report_dup_summary (const FrostImportReport *report)
{
  GString *text = g_string_new (NULL);
  int n_skipped = 0;
  const char *before = " (";

  g_string_printf (text, "%d image%s added", report->n_added,
                   report->n_added == 1 ? "" : "s");
  if (report->n_present > 0)
    g_string_append_printf (text, ", %d already there", report->n_present);
  if (report->n_by_reason[FROST_IMPORT_FOUND_AGAIN] > 0)
    g_string_append_printf (text, ", %d found again",
                            report->n_by_reason[FROST_IMPORT_FOUND_AGAIN]);

  for (int i = 0; i < FROST_N_IMPORT_REASONS; i++)
    if (frost_import_reason_is_skipped (i))
      n_skipped += report->n_by_reason[i];
  if (n_skipped == 0)
    return g_string_free (text, FALSE);

  g_string_append_printf (text, ", %d skipped", n_skipped);
  for (int i = 0; i < FROST_N_IMPORT_REASONS; i++)
    if (frost_import_reason_is_skipped (i) && report->n_by_reason[i] > 0)
      {
        g_string_append_printf (text, "%s%d %s", before, report->n_by_reason[i],
                                reason_names[i]);
        before = ", ";
      }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}
