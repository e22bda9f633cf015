#include "data/image/thumbnail.h"

#include "data/data-error.h"
#include "tests/data/image/image-maker.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *cache_folder;

typedef struct
{
  char *folder;
  char *path;
  char *entry;
  guint8 hash[FROST_HASH_SIZE];
} Fixture;

/* seed: the cache outlives a test, so each has content of its own. */
static void
set_up (Fixture *fixture, int width, int height, guint32 seed)
{
  g_autoptr (FrostImage) picture = maker_picture (width, height);
  picture->pixels[0] = (guint8) seed;
  g_autoptr (GBytes) png = maker_png (picture, 8, PNG_COLOR_TYPE_RGB, FALSE, 255);
  fixture->folder = maker_new_folder ();
  fixture->path = maker_write (fixture->folder, "picture.png", png);
  g_assert_true (frost_hash_file (fixture->path, fixture->hash, NULL));
  fixture->entry = frost_thumbnail_dup_path (fixture->hash);
}

static void
tear_down (Fixture *fixture)
{
  maker_remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->entry);
}

static FrostImage *
load_well (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  FrostImage *image = frost_thumbnail_load (fixture->path, fixture->hash, &error);
  g_assert_no_error (error);
  return image;
}

static void
test_made_and_kept (void)
{
  Fixture fixture;
  set_up (&fixture, 800, 600, 1);
  g_assert_true (g_str_has_prefix (fixture.entry, cache_folder));
  g_assert_false (g_file_test (fixture.entry, G_FILE_TEST_EXISTS));
  g_autoptr (FrostImage) made = load_well (&fixture);
  g_autoptr (FrostImage) expected = maker_picture (256, 192);
  g_assert_cmpint (maker_difference (made, expected), <=, 3);
  g_assert_true (g_file_test (fixture.entry, G_FILE_TEST_IS_REGULAR));

  g_unlink (fixture.path); /* from now on only the cache can answer */
  g_autoptr (FrostImage) kept = load_well (&fixture);
  g_assert_cmpint (maker_difference (kept, expected), <=, 8);
  tear_down (&fixture);
}

static void
test_sizes (void)
{
  static const int sizes[][4] = { { 100, 50, 100, 50 },
                                  { 256, 256, 256, 256 },
                                  { 300, 1000, 76, 256 },
                                  { 3000, 2, 256, 1 } };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Fixture fixture;
      set_up (&fixture, sizes[i][0], sizes[i][1], 2);
      for (int round = 0; round < 2; round++)
        {
          g_autoptr (FrostImage) image = load_well (&fixture);
          g_assert_cmpint (image->width, ==, sizes[i][2]);
          g_assert_cmpint (image->height, ==, sizes[i][3]);
        }
      tear_down (&fixture);
    }
}

static void
test_broken_entry (void)
{
  Fixture fixture;
  set_up (&fixture, 600, 800, 3);
  g_autoptr (FrostImage) made = load_well (&fixture);
  g_autofree char *whole = NULL;
  gsize size;
  g_assert_true (g_file_get_contents (fixture.entry, &whole, &size, NULL));
  for (gsize n = 0; n < size; n += size / 7 + 1)
    {
      g_assert_true (g_file_set_contents (fixture.entry, whole, (gssize) n, NULL));
      g_autoptr (FrostImage) again = load_well (&fixture);
      g_assert_cmpint (maker_difference (again, made), ==, 0);
      g_autofree char *mended = NULL;
      gsize mended_size;
      g_assert_true (g_file_get_contents (fixture.entry, &mended, &mended_size, NULL));
      g_assert_cmpmem (mended, mended_size, whole, size);
    }

  /* Another picture, too large for a thumbnail. */
  g_autoptr (FrostImage) large = maker_picture (400, 400);
  g_autoptr (GBytes) jpeg = maker_jpeg (large, MAKER_RGB, FALSE);
  g_autofree char *folder = g_path_get_dirname (fixture.entry);
  g_autofree char *name = g_path_get_basename (fixture.entry);
  g_autofree char *written = maker_write (folder, name, jpeg);
  g_autoptr (FrostImage) again = load_well (&fixture);
  g_assert_cmpint (maker_difference (again, made), ==, 0);
  tear_down (&fixture);
}

/* Shown, but not kept under the old content's name. */
static void
test_changed_file (void)
{
  Fixture fixture;
  set_up (&fixture, 500, 500, 4);
  fixture.hash[5] ^= 1;
  g_autofree char *entry = frost_thumbnail_dup_path (fixture.hash);
  g_autoptr (FrostImage) image = load_well (&fixture);
  g_assert_cmpint (image->width, ==, 256);
  g_assert_false (g_file_test (entry, G_FILE_TEST_EXISTS));
  tear_down (&fixture);
}

/* A file where the folder would be: nothing can be written there, root or not. */
static void
test_no_cache (void)
{
  Fixture fixture;
  set_up (&fixture, 500, 500, 5);
  g_autofree char *folder = g_path_get_dirname (fixture.entry);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_autoptr (FrostImage) image = load_well (&fixture);
  g_assert_cmpint (image->width, ==, 256);
  g_unlink (folder);
  tear_down (&fixture);
}

static void
test_no_image (void)
{
  Fixture fixture;
  set_up (&fixture, 500, 500, 6);
  g_assert_cmpint (truncate (fixture.path, 300), ==, 0);
  g_autoptr (GError) error = NULL;
  g_assert_null (frost_thumbnail_load (fixture.path, fixture.hash, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT);
  g_clear_error (&error);
  g_unlink (fixture.path);
  g_assert_null (frost_thumbnail_load (fixture.path, fixture.hash, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  cache_folder = maker_new_folder ();
  g_setenv ("XDG_CACHE_HOME", cache_folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thumbnail/made-and-kept", test_made_and_kept);
  g_test_add_func ("/thumbnail/sizes", test_sizes);
  g_test_add_func ("/thumbnail/broken-entry", test_broken_entry);
  g_test_add_func ("/thumbnail/changed-file", test_changed_file);
  g_test_add_func ("/thumbnail/no-cache", test_no_cache);
  g_test_add_func ("/thumbnail/no-image", test_no_image);
  int result = g_test_run ();
  maker_remove_folder (cache_folder);
  return result;
}
