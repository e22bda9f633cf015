/* What is opened, what is refused, and reads that go too far. */
#include "engine/core/error.h"
#include "engine/formats/regular-file.h"
#include "tests/engine/formats/memory-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
refuse (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_regular_file_open (path, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_refused (void)
{
  char *folder = g_dir_make_tmp ("frost-regular-XXXXXX", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);

  refuse ("/nowhere/at/all", "could not be read");
  refuse (folder, "not a regular file");
  refuse ("/dev/zero", "not a regular file");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  refuse (fifo, "not a regular file"); /* and does not wait for a writer */
  g_unlink (fifo);
  g_rmdir (folder);
  g_free (folder);
}

static void
test_reads (void)
{
  g_autoptr (MemoryFile) memory = memory_file_new ("0123456789", 10, 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (memory->path, &error);
  char bytes[11] = "";

  g_assert_no_error (error);
  g_assert_cmpint (file->size, ==, 10);
  g_assert_true (frost_regular_file_read (file, 3, bytes, 4, &error));
  g_assert_cmpstr (bytes, ==, "3456");
  g_assert_true (frost_regular_file_read (file, 0, bytes, 10, &error));
  g_assert_cmpstr (bytes, ==, "0123456789");
  g_assert_true (frost_regular_file_read (file, 10, bytes, 0, &error));

  static const struct
  {
    int64_t position;
    gsize n;
  } beyond[] = { { 0, 11 }, { 10, 1 },        { 11, 0 },
                 { -1, 1 }, { 5, G_MAXSIZE }, { G_MAXINT64, 1 } };
  for (guint i = 0; i < G_N_ELEMENTS (beyond); i++)
    {
      g_assert_false (
          frost_regular_file_read (file, beyond[i].position, bytes, beyond[i].n, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
      g_clear_error (&error);
    }
}

static void
test_shortened (void)
{
  g_autoptr (MemoryFile) memory = memory_file_new ("0123456789", 10, 10);
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (memory->path, NULL);
  g_autoptr (GError) error = NULL;
  char bytes[10];

  g_assert_cmpint (ftruncate (memory->fd, 5), ==, 0);
  g_assert_true (frost_regular_file_read (file, 0, bytes, 5, &error));
  g_assert_false (frost_regular_file_read (file, 3, bytes, 4, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "ends at byte 5 and had 10"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/regular-file/refused", test_refused);
  g_test_add_func ("/regular-file/reads", test_reads);
  g_test_add_func ("/regular-file/shortened", test_shortened);
  return g_test_run ();
}
