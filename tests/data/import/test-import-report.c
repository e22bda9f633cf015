#include "data/import/import-report.h"

#include <string.h>

static void
test_notes (void)
{
  g_autoptr (FrostImportReport) report = frost_import_report_new ();
  g_autofree char *nothing = frost_import_report_dup_summary (report);

  g_assert_cmpstr (nothing, ==, "0 images added");
  report->n_added = 1;
  g_autofree char *one = frost_import_report_dup_summary (report);
  g_assert_cmpstr (one, ==, "1 image added");

  report->n_added = 397;
  frost_import_report_add (report, FROST_IMPORT_UNSUPPORTED, "a.gif",
                           "a.gif: two\nlines");
  frost_import_report_add (report, FROST_IMPORT_BROKEN, "b.jpg", "b.jpg: broken");
  frost_import_report_add (report, FROST_IMPORT_BROKEN, "c.jpg", "c.jpg: broken");
  frost_import_report_add (report, FROST_IMPORT_DUPLICATE_KEPT, "d.jpg", "d.jpg: twice");
  g_autofree char *some = frost_import_report_dup_summary (report);
  g_assert_cmpstr (some, ==, "397 images added, 3 skipped (1 unsupported, 2 broken)");

  report->n_present = 4;
  frost_import_report_add (report, FROST_IMPORT_FOUND_AGAIN, "e.jpg", "e.jpg: moved");
  g_autofree char *all = frost_import_report_dup_summary (report);
  g_assert_cmpstr (all, ==,
                   "397 images added, 4 already there, 1 found again, 3 skipped "
                   "(1 unsupported, 2 broken)");

  const FrostImportNote *first = g_ptr_array_index (report->notes, 0);
  g_assert_cmpuint (report->notes->len, ==, 5);
  g_assert_cmpstr (first->path, ==, "a.gif");
  g_assert_cmpstr (first->text, ==, "a.gif: two lines");
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_BROKEN], ==, 2);
}

static void
test_names (void)
{
  for (int i = 0; i < FROST_N_IMPORT_REASONS; i++)
    {
      const char *name = frost_import_reason_get_name (i);

      g_assert_nonnull (name);
      for (int j = 0; j < i; j++)
        g_assert_cmpstr (name, !=, frost_import_reason_get_name (j));
    }
  g_assert_true (frost_import_reason_is_skipped (FROST_IMPORT_DUPLICATE));
  g_assert_false (frost_import_reason_is_skipped (FROST_IMPORT_DUPLICATE_KEPT));
  g_assert_false (frost_import_reason_is_skipped (FROST_IMPORT_FOUND_AGAIN));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-report/notes", test_notes);
  g_test_add_func ("/import-report/names", test_names);
  return g_test_run ();
}
