#include "data/import/folder-import.h"
#include "data/import/image-check.h"
#include "tests/data/project-fixture.h"

#include <glib/gstdio.h>
#include <utime.h>

/* Checks, and fails unless exactly the given images changed; ends with 0. */
static void
check (FrostDatabase *database, const gint64 *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) changed = NULL;
  guint n = 0;

  g_assert_true (frost_images_check_files (database, NULL, &changed, &error));
  g_assert_no_error (error);
  for (; expected[n] != 0; n++)
    {
      g_assert_cmpuint (n, <, changed->len);
      g_assert_cmpint (g_array_index (changed, gint64, n), ==, expected[n]);
    }
  g_assert_cmpuint (changed->len, ==, n);
}

static void
test_mutations (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  const char *files[4];

  for (int i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("photos/cat/%d.jpg", i);
      files[i] = fixture_write_jpeg (folder, name, i);
    }
  g_assert_true (frost_import_folder (database, fixture_path (folder, "photos"), NULL,
                                      NULL, &error));
  g_autoptr (FrostImageList) list = frost_images_list (database, &error);
  g_assert_cmpuint (list->n, ==, 4);
  const gint64 a = list->items[0].id, b = list->items[1].id, c = list->items[2].id;
  const gint64 label = list->items[0].class_id;
  check (database, (gint64[]){ 0 });

  /* Gone, other bytes, touched. */
  g_assert_cmpint (g_rename (files[0], fixture_path (folder, "aside")), ==, 0);
  fixture_write_jpeg (folder, "photos/cat/1.jpg", 99);
  g_assert_cmpint (utime (files[2], &(struct utimbuf){ 1000, 1000 }), ==, 0);
  check (database, (gint64[]){ a, b, 0 });
  g_assert_cmpint (fixture_get_image (database, a).status, ==, FROST_IMAGE_MISSING);
  g_assert_cmpint (fixture_get_image (database, b).status, ==, FROST_IMAGE_CHANGED);
  g_assert_cmpint (fixture_get_image (database, c).status, ==, FROST_IMAGE_OK);
  g_assert_cmpint (fixture_get_image (database, c).modified, ==,
                   G_GINT64_CONSTANT (1000000000000));
  g_assert_cmpint (fixture_get_image (database, a).class_id, ==, label);
  check (database, (gint64[]){ 0 });

  /* And back as they were. */
  g_assert_cmpint (g_rename (fixture_path (folder, "aside"), files[0]), ==, 0);
  fixture_write_jpeg (folder, "photos/cat/1.jpg", 1);
  check (database, (gint64[]){ a, b, 0 });
  g_assert_cmpint (fixture_get_image (database, a).status, ==, FROST_IMAGE_OK);
  g_assert_cmpint (fixture_get_image (database, b).status, ==, FROST_IMAGE_OK);

  /* Broken stays broken until its bytes change. */
  g_assert_true (frost_images_set_status (database, a, FROST_IMAGE_BROKEN, &error));
  check (database, (gint64[]){ 0 });
  g_assert_cmpint (fixture_get_image (database, a).status, ==, FROST_IMAGE_BROKEN);

  /* A folder in the place of a file is no image. */
  g_unlink (files[3]);
  g_mkdir (files[3], 0755);
  check (database, (gint64[]){ list->items[3].id, 0 });
}

static void
test_errors (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  FrostDataCancel cancel = { 0 };

  fixture_add_images (database, 0, 1, 0, FROST_SPLIT_NONE, NULL);
  frost_data_cancel_raise (&cancel);
  g_assert_false (frost_images_check_files (database, &cancel, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CANCELLED);

  g_autoptr (FrostDatabase) reader =
      frost_database_open (folder->path, FROST_DATABASE_READ, &error);
  g_assert_false (frost_images_check_files (reader, NULL, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_READ_ONLY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-check/mutations", test_mutations);
  g_test_add_func ("/image-check/errors", test_errors);
  return g_test_run ();
}
