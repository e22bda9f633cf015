#include "engine/core/error.h"
#include "engine/formats/replace-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static char *
write_text (const char *name, const char *text, gboolean commit)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostReplaceFile) file = frost_replace_file_begin (path, &error);
  char *found = NULL;

  g_assert_no_error (error);
  frost_replace_file_write (file, text, strlen (text));
  if (commit)
    g_assert_true (frost_replace_file_commit (file, &error));
  g_assert_no_error (error);
  g_file_get_contents (path, &found, NULL, NULL);
  return found;
}

static int
count (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  int n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_replaces (void)
{
  g_autofree char *first = write_text ("a", "one", TRUE);
  g_autofree char *left = write_text ("a", "two", FALSE);
  g_assert_cmpstr (first, ==, "one");
  g_assert_cmpstr (left, ==, "one");
  g_assert_cmpint (count (), ==, 1);
  g_autofree char *second = write_text ("a", "two", TRUE);
  g_assert_cmpstr (second, ==, "two");
  g_assert_cmpint (count (), ==, 1);
}

/* More than the buffer, in pieces of every size. */
static void
test_large (void)
{
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autoptr (FrostReplaceFile) file = frost_replace_file_begin (path, NULL);
  g_autofree guint8 *data = g_malloc (500000);
  g_autofree char *found = NULL;
  gsize size, at = 0;

  for (int i = 0; i < 500000; i++)
    data[i] = (guint8) (i * 7 + i / 251);
  for (gsize piece = 0; at < 500000; piece += 1009)
    {
      gsize n = MIN (piece, 500000 - at);
      frost_replace_file_write (file, data + at, n);
      at += n;
    }
  g_assert_true (frost_replace_file_commit (file, NULL));
  g_assert_true (g_file_get_contents (path, &found, &size, NULL));
  g_assert_cmpmem (found, size, data, 500000);
}

static void
test_keeps_mode_and_links (void)
{
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autofree char *link_path = g_build_filename (folder, "link", NULL);
  struct stat status;

  g_free (write_text ("a", "one", TRUE));
  g_assert_cmpint (chmod (path, 0640), ==, 0);
  g_assert_cmpint (symlink ("a", link_path), ==, 0);
  g_autofree char *found = write_text ("link", "two", TRUE);
  g_assert_cmpstr (found, ==, "two");
  g_assert_cmpint (lstat (link_path, &status), ==, 0);
  g_assert_true (S_ISLNK (status.st_mode));
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0640);
  g_unlink (link_path);
}

static void
refuse (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  FrostReplaceFile *file = frost_replace_file_begin (path, &error);

  g_assert_null (file);
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_refused (void)
{
  g_autofree char *nowhere = g_build_filename (folder, "no", "file", NULL);

  refuse (nowhere, "choose a folder that exists");
  refuse (folder, "choose a file name");
  refuse ("/dev/null", "not a regular file");
  if (getuid () != 0)
    {
      g_autofree char *path = g_build_filename (folder, "b", NULL);
      g_assert_cmpint (chmod (folder, 0500), ==, 0);
      refuse (path, "choose a folder that you may write to");
      g_assert_cmpint (chmod (folder, 0700), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("frost-replace-XXXXXX", NULL);
  g_test_add_func ("/replace-file/replaces", test_replaces);
  g_test_add_func ("/replace-file/large", test_large);
  g_test_add_func ("/replace-file/keeps-mode-and-links", test_keeps_mode_and_links);
  g_test_add_func ("/replace-file/refused", test_refused);
  int result = g_test_run ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_unlink (path);
  g_rmdir (folder);
  g_free (folder);
  return result;
}
