#include "tests/data/project-fixture.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

FixtureFolder *
fixture_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  FixtureFolder *folder = g_new (FixtureFolder, 1);

  folder->path = g_dir_make_tmp ("frost-test-XXXXXX", &error);
  g_assert_no_error (error);
  return folder;
}

static int
remove_one (const char *path, const struct stat *info, int kind, struct FTW *where)
{
  if (kind == FTW_DNR || kind == FTW_D)
    g_chmod (path, 0700);
  return remove (path);
}

void
fixture_folder_free (FixtureFolder *folder)
{
  nftw (folder->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free (folder->path);
  g_free (folder);
}

const char *
fixture_path (const FixtureFolder *folder, const char *relative)
{
  g_autofree char *path = g_build_filename (folder->path, relative, NULL);

  return g_intern_string (path);
}

const char *
fixture_write (const FixtureFolder *folder, const char *relative, const void *bytes,
               gssize size)
{
  g_autoptr (GError) error = NULL;
  const char *path = fixture_path (folder, relative);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_file_set_contents (path, bytes, size, &error);
  g_assert_no_error (error);
  return path;
}

const char *
fixture_write_jpeg (const FixtureFolder *folder, const char *relative, guint seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImage) image = frost_image_new (48, 32, &error);

  g_assert_no_error (error);
  for (int y = 0; y < image->height; y++)
    for (int x = 0; x < image->width; x++)
      {
        guint8 *pixel = frost_image_row (image, y) + 3 * x;

        pixel[0] = (guint8) (x * 5 + seed * 37);
        pixel[1] = (guint8) (y * 7 + seed * 11);
        pixel[2] = (guint8) ((x ^ y) * 3 + (seed >> 3));
      }

  g_autoptr (GBytes) bytes = frost_image_encode_jpeg (image, 90, &error);
  g_assert_no_error (error);
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);
  return fixture_write (folder, relative, data, size);
}

FrostDatabase *
fixture_project_new (const FixtureFolder *folder)
{
  g_autoptr (GError) error = NULL;
  FrostDatabase *database = frost_database_create (folder->path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (database);
  return database;
}

FrostDatabase *
fixture_project_open (const FixtureFolder *folder)
{
  g_autoptr (GError) error = NULL;
  FrostDatabase *database =
      frost_database_open (folder->path, FROST_DATABASE_WRITE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (database);
  return database;
}

void
fixture_add_images (FrostDatabase *database, int first, int n, gint64 class_id,
                    FrostSplit split, gint64 *ids)
{
  g_autoptr (GError) error = NULL;
  g_autofree FrostImageRecord *records = g_new0 (FrostImageRecord, n);
  g_autoptr (GStringChunk) text = g_string_chunk_new (4096);

  for (int i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("photos/%06d.jpg", first + i);

      records[i].path = g_string_chunk_insert (text, path);
      records[i].format = "JPEG";
      records[i].file_size = 1000 + i;
      records[i].modified = G_GINT64_CONSTANT (1700000000000000000) + i;
      records[i].width = 640;
      records[i].height = 480;
      records[i].class_id = class_id;
      records[i].split = split;
      frost_hash_bytes ((const guint8 *) records[i].path, strlen (records[i].path),
                        records[i].hash);
    }
  g_assert_true (frost_images_add (database, records, n, &error));
  g_assert_no_error (error);
  for (int i = 0; i < n; i++)
    {
      g_assert_cmpint (records[i].id, >, 0);
      if (ids != NULL)
        ids[i] = records[i].id;
    }
}

gint64
fixture_add_class (FrostDatabase *database, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  g_assert_true (frost_classes_add (database, name, &id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

FrostImageRecord
fixture_get_image (FrostDatabase *database, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImageList) list = frost_images_list_ids (database, &id, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->n, ==, 1);

  FrostImageRecord record = list->items[0];
  record.path = g_intern_string (record.path);
  record.format = g_intern_string (record.format);
  return record;
}

char *
fixture_dup_class_names (FrostDatabase *database)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) classes = frost_classes_list (database, &error);
  GString *names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < classes->len; i++)
    {
      const FrostClass *klass = g_ptr_array_index (classes, i);

      g_assert_cmpint (klass->position, ==, i);
      g_string_append_printf (names, "%s%s", i > 0 ? "," : "", klass->name);
    }
  return g_string_free (names, FALSE);
}

void
fixture_assert_error (GError **error, FrostDataError code)
{
  g_assert_error (*error, FROST_DATA_ERROR, (int) code);
  g_assert_nonnull (strchr ((*error)->message, ':'));
  g_assert_null (strchr ((*error)->message, '\n'));
  g_test_message ("%s", (*error)->message);
  g_clear_error (error);
}
