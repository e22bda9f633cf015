#include "data/import/file-reader.h"
#include "tests/data/project-fixture.h"

#include <string.h>

#define N_FILES 40

static void
count_progress (int done, int total, gpointer user_data)
{
  int *last = user_data;

  g_assert_cmpint (done, >=, 1);
  g_assert_cmpint (done, <=, total);
  g_assert_cmpint (total, ==, N_FILES);
  *last = done;
}

static void
test_read (gconstpointer n_threads)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  FrostScanFile files[N_FILES] = { 0 };
  const FrostScanFile *list[N_FILES];
  FrostFileReading readings[N_FILES] = { 0 };
  int last = 0;
  FrostImportOptions options = { .progress = count_progress,
                                 .user_data = &last,
                                 .n_threads = GPOINTER_TO_INT (n_threads) };

  for (int i = 0; i < N_FILES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d.jpg", i);

      files[i].path = (char *) fixture_write_jpeg (folder, name, i);
      files[i].relative = (char *) g_intern_string (name);
      list[i] = &files[i];
    }
  /* One that breaks off behind its header, one that is something else, one that is gone. */
  g_autofree char *whole = NULL;
  gsize size;
  g_assert_true (g_file_get_contents (files[3].path, &whole, &size, NULL));
  fixture_write (folder, "3.jpg", whole, size - 200);
  fixture_write (folder, "4.jpg", "GIF89a and so on", -1);
  files[5].path = (char *) fixture_path (folder, "gone.jpg");

  frost_file_reader_read (list, N_FILES, &options, readings);
  g_assert_cmpint (last, ==, N_FILES);
  for (int i = 0; i < N_FILES; i++)
    {
      guint8 hash[FROST_HASH_SIZE];

      if (i >= 3 && i <= 5)
        continue;
      g_assert_no_error (readings[i].error);
      g_assert_cmpint (readings[i].info.width, ==, 48);
      g_assert_cmpint (readings[i].info.height, ==, 32);
      g_assert_true (frost_hash_file (files[i].path, hash, NULL));
      g_assert_cmpmem (hash, sizeof hash, readings[i].hash, sizeof readings[i].hash);
    }
  fixture_assert_error (&readings[3].error, FROST_DATA_ERROR_CORRUPT);
  fixture_assert_error (&readings[4].error, FROST_DATA_ERROR_UNSUPPORTED);
  fixture_assert_error (&readings[5].error, FROST_DATA_ERROR_NOT_FOUND);
}

static void
test_cancel (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  FrostScanFile file = { (char *) fixture_write_jpeg (folder, "a.jpg", 1),
                         (char *) "a.jpg" };
  const FrostScanFile *list[] = { &file };
  FrostFileReading reading = { 0 };
  FrostDataCancel cancel = { 0 };
  FrostImportOptions options = { .cancel = &cancel };

  frost_data_cancel_raise (&cancel);
  frost_file_reader_read (list, 1, &options, &reading);
  g_assert_no_error (reading.error);
  g_assert_cmpint (reading.info.width, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/file-reader/one-thread", GINT_TO_POINTER (1), test_read);
  g_test_add_data_func ("/file-reader/default", GINT_TO_POINTER (0), test_read);
  g_test_add_data_func ("/file-reader/many", GINT_TO_POINTER (1000), test_read);
  g_test_add_func ("/file-reader/cancel", test_cancel);
  return g_test_run ();
}
