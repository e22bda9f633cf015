#include "data/import/folder-scan.h"
#include "tests/data/project-fixture.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Scans and gives "relative=class/split" a line, and the notes into *report. */
static char *
scan (const FixtureFolder *folder, FrostImportReport **report)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *real = realpath (folder->path, NULL);
  GString *text = g_string_new (NULL);

  *report = frost_import_report_new ();
  g_autoptr (GPtrArray) files = frost_folder_scan (real, NULL, *report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < files->len; i++)
    {
      const FrostScanFile *file = g_ptr_array_index (files, i);

      g_assert_true (g_path_is_absolute (file->path));
      g_assert_cmpint (file->file_size, ==, 1);
      g_assert_cmpint (file->modified, >, 0);
      g_string_append_printf (text, "%s=%s/%s\n", file->relative,
                              file->class_name != NULL ? file->class_name : "-",
                              frost_split_get_name (file->split));
    }
  return g_string_free (text, FALSE);
}

static void
touch (const FixtureFolder *folder, const char *const *paths)
{
  for (int i = 0; paths[i] != NULL; i++)
    fixture_write (folder, paths[i], "x", 1);
}

static void
assert_scan (const char *const *paths, const char *expected)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostImportReport) report = NULL;
  g_autofree char *found = NULL;

  touch (folder, paths);
  found = scan (folder, &report);
  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpuint (report->notes->len, ==, 0);
}

static void
test_layouts (void)
{
  assert_scan ((const char *[]){ "b.jpg", "a10.jpg", "a9.jpg", NULL },
               "a9.jpg=-/none\na10.jpg=-/none\nb.jpg=-/none\n");
  assert_scan ((const char *[]){ "dog/1", "cat/deep/er/2", "cat/1", "loose", NULL },
               "cat/1=cat/none\ncat/deep/er/2=cat/none\ndog/1=dog/none\nloose=-/none\n");
  assert_scan ((const char *[]){ "train/cat/1", "val/cat/2", "test/cat/3", "test/4",
                                 "train/dog/in/5", NULL },
               "test/4=-/test\ntest/cat/3=cat/test\ntrain/cat/1=cat/train\n"
               "train/dog/in/5=dog/train\nval/cat/2=cat/val\n");
  assert_scan ((const char *[]){ "Train/cat/1", "validation/cat/2", NULL },
               "Train/cat/1=cat/train\nvalidation/cat/2=cat/val\n");
  /* Without val/, some of train/ will be drawn to validate. */
  assert_scan ((const char *[]){ "train/cat/1", "test/cat/2", NULL },
               "test/cat/2=cat/test\ntrain/cat/1=cat/none\n");
  /* Pictures of trains. */
  assert_scan ((const char *[]){ "train/1", "boat/2", NULL },
               "boat/2=boat/none\ntrain/1=train/none\n");
  assert_scan ((const char *[]){ NULL }, "");
}

static void
test_passed_over (void)
{
  assert_scan ((const char *[]){ ".hidden/1", "cat/.thumbs/2", "cat/.3", "cat/4", NULL },
               "cat/4=cat/none\n");
  /* A project in the middle of its photographs. */
  assert_scan ((const char *[]){ "cat/1", "project.frostline", "project.frostline-wal",
                                 "runs/1/model", NULL },
               "cat/1=cat/none\n");
  assert_scan ((const char *[]){ "runs/1", "walks/1", NULL },
               "runs/1=runs/none\nwalks/1=walks/none\n");
}

static void
test_class_names (void)
{
  g_autofree char *longest = g_strnfill (250, 'n');
  g_autofree char *path = g_strconcat (longest, "/1", NULL);
  g_autofree char *cut = g_strnfill (FROST_CLASS_NAME_MAX, 'n');
  g_autofree char *expected =
      g_strdup_printf (" space /2=space/none\n%s/1=%s/none\n", longest, cut);

  assert_scan ((const char *[]){ path, " space /2", NULL }, expected);

  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostImportReport) report = NULL;
  touch (folder, (const char *[]){ "\xff\xfe/1", "  /2", NULL });
  g_autofree char *found = scan (folder, &report);
  g_assert_true (g_utf8_validate (found, -1, NULL));
  g_assert_nonnull (strstr (found, "=_/none"));
}

static void
test_specials (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostImportReport) report = NULL;
  g_autofree char *found = NULL;

  touch (folder, (const char *[]){ "cat/1", NULL });
  g_assert_cmpint (mkfifo (fixture_path (folder, "cat/pipe.jpg"), 0644), ==, 0);
  g_assert_cmpint (symlink ("..", fixture_path (folder, "cat/up")), ==, 0);
  g_assert_cmpint (symlink ("self", fixture_path (folder, "cat/self")), ==, 0);
  g_assert_cmpint (symlink ("nowhere", fixture_path (folder, "cat/lost")), ==, 0);
  g_assert_cmpint (symlink ("1", fixture_path (folder, "cat/link")), ==, 0);
  found = scan (folder, &report);
  g_assert_cmpstr (found, ==, "cat/1=cat/none\ncat/link=cat/none\n");
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_SPECIAL], ==, 1);
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_LOOP], ==, 2);
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_UNREADABLE], ==, 1);
}

static void
test_ignored_folder (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostImportReport) report = NULL;
  g_autofree char *found = NULL;

  touch (folder, (const char *[]){ "train/cat/1", "val/cat/2", "docs/3", NULL });
  found = scan (folder, &report);
  g_assert_cmpstr (found, ==, "train/cat/1=cat/train\nval/cat/2=cat/val\n");
  g_assert_cmpuint (report->notes->len, ==, 1);

  const FrostImportNote *note = g_ptr_array_index (report->notes, 0);
  g_assert_cmpint (note->reason, ==, FROST_IMPORT_FOLDER_IGNORED);
  g_assert_cmpstr (note->path, ==, "docs");
}

static void
test_deep (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostImportReport) report = NULL;
  g_autoptr (GString) path = g_string_new ("cat");
  g_autofree char *found = NULL;

  for (int i = 0; i < FROST_FOLDER_SCAN_DEPTH + 5; i++)
    g_string_append (path, "/d");
  g_string_append (path, "/1");
  fixture_write (folder, path->str, "x", 1);
  found = scan (folder, &report);
  g_assert_cmpstr (found, ==, "");
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_LOOP], ==, 1);
}

static void
test_errors (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostImportReport) report = frost_import_report_new ();
  g_autoptr (GError) error = NULL;
  FrostDataCancel cancel = { 0 };

  g_assert_null (frost_folder_scan (fixture_path (folder, "no"), NULL, report, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);

  touch (folder, (const char *[]){ "cat/1", NULL });
  frost_data_cancel_raise (&cancel);
  g_assert_null (frost_folder_scan (folder->path, &cancel, report, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder-scan/layouts", test_layouts);
  g_test_add_func ("/folder-scan/passed-over", test_passed_over);
  g_test_add_func ("/folder-scan/class-names", test_class_names);
  g_test_add_func ("/folder-scan/specials", test_specials);
  g_test_add_func ("/folder-scan/ignored-folder", test_ignored_folder);
  g_test_add_func ("/folder-scan/deep", test_deep);
  g_test_add_func ("/folder-scan/errors", test_errors);
  return g_test_run ();
}
