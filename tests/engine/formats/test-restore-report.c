#include "engine/formats/restore-report.h"

static void
test_empty (void)
{
  g_autoptr (FrostRestoreReport) report = frost_restore_report_new ();

  report->title = g_strdup ("ResNet-18");
  g_autofree char *summary = frost_restore_report_summarise (report);
  g_autofree char *text = frost_restore_report_to_text (report, TRUE);
  g_assert_cmpstr (summary, ==, "ResNet-18");
  g_assert_cmpstr (text, ==, "");
}

static void
test_rows (void)
{
  g_autoptr (FrostRestoreReport) report = frost_restore_report_new ();

  report->title = g_strdup ("ViT-B/16");
  report->dialect = g_strdup ("timm");
  report->hash = FROST_RESTORE_VERIFIED;
  frost_restore_report_add (report, FROST_RESTORE_REUSED, g_strdup ("a"), NULL,
                            g_strdup ("F32 3"), NULL);
  frost_restore_report_add (report, FROST_RESTORE_REUSED, g_strdup ("b"), g_strdup ("x"),
                            g_strdup ("F16 2"), g_strdup ("2 classes"));
  frost_restore_report_add (report, FROST_RESTORE_IGNORED, g_strdup ("c"), NULL,
                            g_strdup ("I64"), NULL);
  frost_restore_report_add (report, FROST_RESTORE_MADE_NEW, g_strdup ("d"), NULL,
                            g_strdup ("5"), NULL);
  frost_restore_report_add (report, FROST_RESTORE_SHAPE_DIFFERS, g_strdup ("e"), NULL,
                            g_strdup ("F32 4"), g_strdup ("needs floats, 5"));
  g_assert_cmpint (report->n[FROST_RESTORE_REUSED], ==, 2);
  g_assert_cmpint (report->n[FROST_RESTORE_SHAPE_DIFFERS], ==, 1);
  g_assert_cmpint (report->n[FROST_RESTORE_MADE_NEW], ==, 1);
  g_assert_cmpint (report->n[FROST_RESTORE_IGNORED], ==, 1);

  g_autofree char *summary = frost_restore_report_summarise (report);
  g_assert_cmpstr (summary, ==,
                   "ViT-B/16: 2 tensors reused, 1 shape differs, 1 made new, 1 ignored; "
                   "names of timm; hash verified");
  g_autofree char *all = frost_restore_report_to_text (report, TRUE);
  g_assert_cmpstr (all, ==,
                   "shape differs  e  F32 4 (needs floats, 5)\n"
                   "made new       d  5\n"
                   "ignored        c  I64\n"
                   "reused         a  F32 3\n"
                   "reused         b <- x  F16 2 (2 classes)\n");
  g_autofree char *some = frost_restore_report_to_text (report, FALSE);
  g_assert_cmpstr (some, ==,
                   "shape differs  e  F32 4 (needs floats, 5)\n"
                   "made new       d  5\n"
                   "reused         b <- x  F16 2 (2 classes)\n");

  report->hash = FROST_RESTORE_DOES_NOT_MATCH;
  g_autofree char *damaged = frost_restore_report_summarise (report);
  g_assert_true (g_str_has_suffix (damaged, "damaged, or changed"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restore-report/empty", test_empty);
  g_test_add_func ("/restore-report/rows", test_rows);
  return g_test_run ();
}
