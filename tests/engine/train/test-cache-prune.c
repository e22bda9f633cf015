#include "engine/train/cache-prune.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTES 40960

typedef struct
{
  char *folder;
} Fixture;

static char *
path_of (const Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

/* A file of BYTES that was opened at that second. */
static void
make_file (const Fixture *fixture, const char *name, gint64 opened)
{
  g_autofree char *path = path_of (fixture, name);
  g_autofree char *bytes = g_malloc (BYTES);
  struct timespec times[2] = { { .tv_sec = opened }, { .tv_sec = opened } };

  memset (bytes, 1, BYTES);
  g_assert_true (g_file_set_contents (path, bytes, BYTES, NULL));
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static gboolean
exists (const Fixture *fixture, const char *name)
{
  g_autofree char *path = path_of (fixture, name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("frost-cache-prune-XXXXXX", NULL);
  make_file (fixture, "new.features", 3000);
  make_file (fixture, "old.features", 1000);
  make_file (fixture, "middle.features", 2000);
  make_file (fixture, "older-but-not-ours.txt", 500);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "new.features", "old.features", "middle.features",
                                       "older-but-not-ours.txt" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (fixture, names[i]);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
test_oldest_first (Fixture *fixture, gconstpointer data)
{
  frost_cache_prune (fixture->folder, 3 * BYTES);
  g_assert_true (exists (fixture, "old.features"));

  frost_cache_prune (fixture->folder, 2 * BYTES);
  g_assert_false (exists (fixture, "old.features"));
  g_assert_true (exists (fixture, "middle.features"));
  g_assert_true (exists (fixture, "new.features"));

  frost_cache_prune (fixture->folder, 0);
  g_assert_false (exists (fixture, "middle.features"));
  g_assert_false (exists (fixture, "new.features"));
  g_assert_true (exists (fixture, "older-but-not-ours.txt"));
}

static void
test_used_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, "old.features");
  int file = open (path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (flock (file, LOCK_EX | LOCK_NB), ==, 0);
  frost_cache_prune (fixture->folder, 2 * BYTES);
  g_assert_true (exists (fixture, "old.features"));
  g_assert_false (exists (fixture, "middle.features"));
  close (file);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, "missing");

  frost_cache_prune (path, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cache-prune/oldest-first", Fixture, NULL, set_up, test_oldest_first,
              tear_down);
  g_test_add ("/cache-prune/used-stays", Fixture, NULL, set_up, test_used_stays,
              tear_down);
  g_test_add ("/cache-prune/no-folder", Fixture, NULL, set_up, test_no_folder, tear_down);
  return g_test_run ();
}
