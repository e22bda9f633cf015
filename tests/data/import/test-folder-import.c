#include "data/import/folder-import.h"
#include "tests/data/project-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  FixtureFolder *folder; /* photos/ and project/ */
  FrostDatabase *database;
  const char *photos;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = fixture_folder_new ();
  fixture->database =
      frost_database_create (fixture_path (fixture->folder, "project"), &error);
  g_assert_no_error (error);
  fixture->photos = fixture_path (fixture->folder, "photos");
  g_mkdir (fixture->photos, 0755);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  frost_database_close (fixture->database);
  fixture_folder_free (fixture->folder);
}

static FrostImportReport *
import (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  FrostImportReport *report = NULL;

  g_assert_true (
      frost_import_folder (fixture->database, fixture->photos, NULL, &report, &error));
  g_assert_no_error (error);
  return report;
}

/* "train/cat/1.jpg=JPEG 48x32 cat/train" by id. */
static char *
dup_images (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImageList) images = frost_images_list (fixture->database, &error);
  g_autoptr (GPtrArray) classes = frost_classes_list (fixture->database, &error);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < images->n; i++)
    {
      const FrostImageRecord *image = &images->items[i];
      const char *name = "-";

      for (guint j = 0; j < classes->len; j++)
        {
          const FrostClass *klass = g_ptr_array_index (classes, j);
          if (klass->id == image->class_id)
            name = klass->name;
        }
      g_assert_cmpint (image->file_size, >, 100);
      g_string_append_printf (text, "%s=%s %dx%d %s/%s\n", image->path, image->format,
                              image->width, image->height, name,
                              frost_split_get_name (image->split));
    }
  return g_string_free (text, FALSE);
}

static void
test_classes (Fixture *fixture, gconstpointer data)
{
  /* A name that lies about the content, and folders whose order is by number. */
  fixture_write_jpeg (fixture->folder, "photos/10/a.png", 1);
  fixture_write_jpeg (fixture->folder, "photos/9/b.jpg", 2);
  fixture_write_jpeg (fixture->folder, "photos/loose.jpg", 3);
  fixture_write (fixture->folder, "photos/9/notes.txt", "hello", -1);
  fixture_write (fixture->folder, "photos/9/empty.jpg", "", 0);

  g_autoptr (FrostImportReport) report = import (fixture);
  g_autofree char *images = dup_images (fixture);
  g_assert_cmpstr (images, ==,
                   "../photos/9/b.jpg=JPEG 48x32 9/none\n"
                   "../photos/10/a.png=JPEG 48x32 10/none\n"
                   "../photos/loose.jpg=JPEG 48x32 -/none\n");
  g_autofree char *names = fixture_dup_class_names (fixture->database);
  g_assert_cmpstr (names, ==, "9,10");

  g_assert_cmpint (report->n_added, ==, 3);
  g_assert_cmpuint (report->image_ids->len, ==, 3);
  g_assert_cmpuint (report->notes->len, ==, 2);
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_UNSUPPORTED], ==, 1);
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_BROKEN], ==, 1);
  g_assert_cmpuint (report->counts->len, ==, 3);
  g_assert_cmpint (g_array_index (report->counts, FrostImageCount, 0).class_id, ==, 0);
  g_assert_cmpint (g_array_index (report->counts, FrostImageCount, 2).n_usable, ==, 1);

  /* Nobody decided anything, so there is nothing to undo. */
  g_autoptr (GError) error = NULL;
  g_assert_false (frost_history_undo (fixture->database, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);

  g_autoptr (FrostImageList) list = frost_images_list (fixture->database, &error);
  g_autofree char *file = frost_images_dup_file (fixture->database, &list->items[0]);
  g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
}

static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_write_jpeg (fixture->folder, "photos/cat/1.jpg", 1);
  fixture_write_jpeg (fixture->folder, "photos/dog/2.jpg", 2);
  frost_import_report_free (import (fixture));

  /* What the user decided in between stays. */
  g_autoptr (FrostImageList) list = frost_images_list (fixture->database, &error);
  g_assert_true (frost_labels_clear (fixture->database, &list->items[0].id, 1, &error));
  fixture_write_jpeg (fixture->folder, "photos/ant/3.jpg", 3);
  fixture_write_jpeg (fixture->folder, "photos/cat/4.jpg", 4);

  g_autoptr (FrostImportReport) report = import (fixture);
  g_assert_cmpint (report->n_added, ==, 2);
  g_assert_cmpint (report->n_present, ==, 2);
  g_autofree char *names = fixture_dup_class_names (fixture->database);
  g_assert_cmpstr (names, ==, "cat,dog,ant");
  g_autofree char *images = dup_images (fixture);
  g_assert_true (g_str_has_prefix (images, "../photos/cat/1.jpg=JPEG 48x32 -/none\n"));

  g_autoptr (FrostImportReport) third = import (fixture);
  g_assert_cmpint (third->n_added, ==, 0);
  g_assert_cmpint (third->n_present, ==, 4);
  g_assert_cmpuint (third->notes->len, ==, 0);
}

static void
test_duplicates (Fixture *fixture, gconstpointer data)
{
  fixture_write_jpeg (fixture->folder, "photos/train/cat/1.jpg", 1);
  fixture_write_jpeg (fixture->folder, "photos/train/cat/2.jpg", 1); /* skipped */
  fixture_write_jpeg (fixture->folder, "photos/train/dog/3.jpg", 1); /* kept */
  fixture_write_jpeg (fixture->folder, "photos/val/cat/4.jpg", 1);   /* kept */
  fixture_write_jpeg (fixture->folder, "photos/val/cat/5.jpg", 2);

  g_autoptr (FrostImportReport) report = import (fixture);
  g_autofree char *images = dup_images (fixture);
  g_assert_cmpstr (images, ==,
                   "../photos/train/cat/1.jpg=JPEG 48x32 cat/train\n"
                   "../photos/train/dog/3.jpg=JPEG 48x32 dog/train\n"
                   "../photos/val/cat/4.jpg=JPEG 48x32 cat/val\n"
                   "../photos/val/cat/5.jpg=JPEG 48x32 cat/val\n");
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_DUPLICATE], ==, 1);
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_DUPLICATE_KEPT], ==, 2);

  const FrostImportNote *note = g_ptr_array_index (report->notes, 0);
  g_assert_cmpstr (note->path, ==, "train/cat/2.jpg");
  g_assert_nonnull (strstr (note->text, "train/cat/1.jpg"));

  /* And across imports. */
  fixture_write_jpeg (fixture->folder, "photos/val/cat/6.jpg", 2);
  g_autoptr (FrostImportReport) second = import (fixture);
  g_assert_cmpint (second->n_added, ==, 0);
  g_assert_cmpint (second->n_by_reason[FROST_IMPORT_DUPLICATE], ==, 2);
}

/* A folder that was renamed brings no new images: those of the project are found again. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_write_jpeg (fixture->folder, "photos/cat/1.jpg", 1);
  fixture_write_jpeg (fixture->folder, "photos/cat/2.jpg", 2);
  frost_import_report_free (import (fixture));
  g_autoptr (FrostImageList) before = frost_images_list (fixture->database, &error);
  g_assert_true (frost_images_set_status (fixture->database, before->items[0].id,
                                          FROST_IMAGE_MISSING, &error));
  g_mkdir (fixture_path (fixture->folder, "photos/cat/old"), 0755);
  g_assert_cmpint (g_rename (fixture_path (fixture->folder, "photos/cat/1.jpg"),
                             fixture_path (fixture->folder, "photos/cat/old/1.jpg")),
                   ==, 0);

  g_autoptr (FrostImportReport) report = import (fixture);
  g_assert_cmpint (report->n_added, ==, 0);
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_FOUND_AGAIN], ==, 1);
  g_assert_cmpuint (report->moved_ids->len, ==, 1);
  g_assert_cmpint (g_array_index (report->moved_ids, gint64, 0), ==, before->items[0].id);
  FrostImageRecord image = fixture_get_image (fixture->database, before->items[0].id);
  g_assert_cmpstr (image.path, ==, "../photos/cat/old/1.jpg");
  g_assert_cmpint (image.status, ==, FROST_IMAGE_OK);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrostImportReport *report = NULL;

  g_assert_false (frost_import_folder (
      fixture->database, fixture_path (fixture->folder, "no"), NULL, &report, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_false (
      frost_import_folder (fixture->database, fixture->photos, NULL, &report, &error));
  g_assert_nonnull (strstr (error->message, "no files"));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);

  const char *notes =
      fixture_write (fixture->folder, "photos/cat/notes.txt", "hello", -1);
  g_assert_false (frost_import_folder (fixture->database, notes, NULL, &report, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
  g_assert_false (
      frost_import_folder (fixture->database, fixture->photos, NULL, &report, &error));
  g_assert_nonnull (strstr (error->message, "none of the 1 files"));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);
  g_assert_null (report);
  g_autofree char *names = fixture_dup_class_names (fixture->database);
  g_assert_cmpstr (names, ==, "");

  g_autoptr (FrostDatabase) reader = frost_database_open (
      fixture_path (fixture->folder, "project"), FROST_DATABASE_READ, &error);
  g_assert_no_error (error);
  g_assert_false (frost_import_folder (reader, fixture->photos, NULL, &report, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_READ_ONLY);
}

static void
cancel_in_the_middle (int done, int total, gpointer user_data)
{
  if (done >= total / 2)
    frost_data_cancel_raise (user_data);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrostDataCancel cancel = { 0 };
  FrostImportOptions options = { .cancel = &cancel,
                                 .progress = cancel_in_the_middle,
                                 .user_data = &cancel };

  for (int i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("photos/cat/%d.jpg", i);
      fixture_write_jpeg (fixture->folder, name, i);
    }
  g_assert_false (
      frost_import_folder (fixture->database, fixture->photos, &options, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CANCELLED);
  g_autofree char *images = dup_images (fixture);
  g_assert_cmpstr (images, ==, "");

  g_autoptr (FrostImportReport) report = import (fixture);
  g_assert_cmpint (report->n_added, ==, 30);
}

/* Photographs as people have them, with a GIF that was left in on purpose. */
static void
test_hymenoptera (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *shared = g_getenv ("FROST_SHARED");
  g_autofree char *folder =
      g_build_filename (shared != NULL ? shared : "", "datasets", "hymenoptera", NULL);

  if (shared == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("the ants and bees of FROST_SHARED are not there");
      return;
    }
  fixture->photos = folder;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (FrostImportReport) report = import (fixture);
  g_test_message ("397 photographs: %.2f s", (g_get_monotonic_time () - start) / 1e6);
  g_autofree char *summary = frost_import_report_dup_summary (report);
  g_test_message ("%s", summary);

  g_assert_cmpint (report->n_added, ==, 397);
  g_assert_cmpint (report->n_by_reason[FROST_IMPORT_UNSUPPORTED], ==, 1);
  const FrostImportNote *note = NULL;
  for (guint i = 0; i < report->notes->len; i++)
    {
      note = g_ptr_array_index (report->notes, i);
      if (note->reason == FROST_IMPORT_UNSUPPORTED)
        break;
    }
  g_assert_true (g_str_has_suffix (note->path, "imageNotFound.gif"));
  g_assert_nonnull (strstr (note->text, "GIF"));

  static const struct
  {
    const char *name;
    FrostSplit split;
    int n;
  } expected[] = { { "ants", FROST_SPLIT_TRAIN, 123 },
                   { "ants", FROST_SPLIT_VAL, 70 },
                   { "bees", FROST_SPLIT_TRAIN, 121 },
                   { "bees", FROST_SPLIT_VAL, 83 } };
  g_autofree char *names = fixture_dup_class_names (fixture->database);
  g_assert_cmpstr (names, ==, "ants,bees");
  g_autoptr (GArray) counts = frost_images_count (fixture->database, &error);
  g_assert_cmpuint (counts->len, ==, 4);
  for (int i = 0; i < 4; i++)
    {
      FrostImageCount count = g_array_index (counts, FrostImageCount, i);

      g_assert_cmpint (count.split, ==, expected[i].split);
      g_assert_cmpint (count.n_usable, ==, expected[i].n);
      g_assert_cmpint (count.n_others, ==, 0);
    }
  g_assert_true (frost_project_check_trainable (fixture->database, NULL, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                              \
  g_test_add ("/folder-import/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("classes", test_classes);
  ADD ("again", test_again);
  ADD ("duplicates", test_duplicates);
  ADD ("moved", test_moved);
  ADD ("errors", test_errors);
  ADD ("cancel", test_cancel);
  ADD ("hymenoptera", test_hymenoptera);
  return g_test_run ();
}
