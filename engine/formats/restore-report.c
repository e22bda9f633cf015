#include "engine/formats/restore-report.h"

static const char *const fate_names[FROST_RESTORE_N_FATES] = {
  [FROST_RESTORE_REUSED] = "reused",
  [FROST_RESTORE_SHAPE_DIFFERS] = "shape differs",
  [FROST_RESTORE_MADE_NEW] = "made new",
  [FROST_RESTORE_IGNORED] = "ignored",
};

static void
row_free (FrostRestoreRow *row)
{
  g_free (row->name);
  g_free (row->stored);
  g_free (row->shape);
  g_free (row->note);
  g_free (row);
}

FrostRestoreReport *
frost_restore_report_new (void)
{
  FrostRestoreReport *report = g_new0 (FrostRestoreReport, 1);

  report->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  return report;
}

void
frost_restore_report_free (FrostRestoreReport *report)
{
  g_free (report->architecture);
  g_free (report->title);
  g_free (report->format);
  g_free (report->dialect);
  g_free (report->weights);
  g_ptr_array_unref (report->rows);
  g_free (report);
}

void
frost_restore_report_add (FrostRestoreReport *report, FrostRestoreFate fate, char *name,
                          char *stored, char *shape, char *note)
{
  FrostRestoreRow *row = g_new0 (FrostRestoreRow, 1);

  row->fate = fate;
  row->name = name;
  row->stored = stored;
  row->shape = shape;
  row->note = note;
  report->n[fate]++;
  g_ptr_array_add (report->rows, row);
}

const char *
frost_restore_fate_name (FrostRestoreFate fate)
{
  return fate_names[fate];
}

char *
frost_restore_report_summarise (const FrostRestoreReport *report)
{
  GString *text = g_string_new (report->title);
  const char *separator = ": ";

  for (int fate = 0; fate < FROST_RESTORE_N_FATES; fate++)
    {
      if (report->n[fate] == 0)
        continue;
      g_string_append_printf (text, "%s%d%s %s", separator, report->n[fate],
                              *separator == ':' ? " tensors" : "", fate_names[fate]);
      separator = ", ";
    }
  if (report->dialect != NULL)
    g_string_append_printf (text, "; names of %s", report->dialect);
  if (report->hash == FROST_RESTORE_VERIFIED)
    g_string_append (text, "; hash verified");
  if (report->hash == FROST_RESTORE_DOES_NOT_MATCH)
    g_string_append (text, "; its hash is not the one in its name: damaged, or changed");
  return g_string_free (text, FALSE);
}

char *
frost_restore_report_to_text (const FrostRestoreReport *report, gboolean all)
{
  static const FrostRestoreFate order[FROST_RESTORE_N_FATES] = {
    FROST_RESTORE_SHAPE_DIFFERS,
    FROST_RESTORE_MADE_NEW,
    FROST_RESTORE_IGNORED,
    FROST_RESTORE_REUSED,
  };
  GString *text = g_string_new (NULL);

  for (int i = 0; i < FROST_RESTORE_N_FATES; i++)
    for (guint k = 0; k < report->rows->len; k++)
      {
        const FrostRestoreRow *row = report->rows->pdata[k];

        gboolean plain =
            row->note == NULL
            && (row->fate == FROST_RESTORE_REUSED || row->fate == FROST_RESTORE_IGNORED);

        if (row->fate != order[i] || (plain && !all))
          continue;
        g_string_append_printf (text, "%-13s  %s", fate_names[row->fate], row->name);
        if (row->stored != NULL)
          g_string_append_printf (text, " <- %s", row->stored);
        if (row->shape != NULL)
          g_string_append_printf (text, "  %s", row->shape);
        if (row->note != NULL)
          g_string_append_printf (text, " (%s)", row->note);
        g_string_append_c (text, '\n');
      }
  return g_string_free (text, FALSE);
}
