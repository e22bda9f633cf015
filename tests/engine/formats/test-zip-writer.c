/* What is written against libzip, which reads it with its checksums, and its place in the file. */
#include "engine/core/error.h"
#include "engine/formats/zip-writer.h"

#include <glib/gstdio.h>
#include <string.h>
#include <zip.h>

static char *path;

static void
test_members (void)
{
  static const struct
  {
    const char *name;
    int size;
  } members[] = {
    { "a", 1 }, { "folder/empty", 0 }, { "folder/three", 300 }, { "ü", 64 }
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostReplaceFile) file = frost_replace_file_begin (path, &error);
  g_autoptr (FrostZipWriter) writer = frost_zip_writer_new (file);
  guint8 data[300];

  for (int i = 0; i < 300; i++)
    data[i] = (guint8) (i * 7 + 1);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (frost_zip_writer_add (writer, members[i].name, data,
                                         (size_t) members[i].size, &error));
  frost_zip_writer_finish (writer);
  g_assert_true (frost_replace_file_commit (file, &error));
  g_assert_no_error (error);

  zip_t *zip = zip_open (path, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
  g_assert_nonnull (zip);
  g_assert_cmpint (zip_get_num_entries (zip, 0), ==, G_N_ELEMENTS (members));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      guint8 read[301];
      zip_file_t *member = zip_fopen (zip, members[i].name, 0);

      g_assert_nonnull (member);
      /* One more than there is: libzip holds the checksum against it at the end. */
      g_assert_cmpint (zip_fread (member, read, sizeof read), ==, members[i].size);
      g_assert_cmpint (zip_fread (member, read, 1), ==, 0);
      g_assert_cmpmem (read, (size_t) members[i].size, data, (size_t) members[i].size);
      zip_fclose (member);
    }
  zip_discard (zip);
}

/* Every length of a name leaves another gap to fill. */
static void
test_alignment (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostReplaceFile) file = frost_replace_file_begin (path, &error);
  g_autoptr (FrostZipWriter) writer = frost_zip_writer_new (file);
  g_autofree char *bytes = NULL;
  gsize size;
  static const char mark[] = "this is what the member holds";
  const char *at;
  int n = 0;

  for (int length = 1; length <= 70; length++)
    {
      g_autofree char *name = g_strnfill ((gsize) length, 'n');
      g_assert_true (frost_zip_writer_add (writer, name, mark, strlen (mark), &error));
    }
  frost_zip_writer_finish (writer);
  g_assert_true (frost_replace_file_commit (file, &error));
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (gsize i = 0; (at = memmem (bytes + i, size - i, mark, strlen (mark))) != NULL; n++)
    {
      i = (gsize) (at - bytes) + 1;
      g_assert_cmpint ((at - bytes) % 64, ==, 0);
    }
  g_assert_cmpint (n, ==, 70);
}

static void
test_too_many (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostReplaceFile) file = frost_replace_file_begin (path, &error);
  g_autoptr (FrostZipWriter) writer = frost_zip_writer_new (file);

  for (int i = 0; i < 65534; i++)
    g_assert_true (frost_zip_writer_add (writer, "n", "", 0, &error));
  g_assert_false (frost_zip_writer_add (writer, "one more", "", 0, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostReplaceFile) file = frost_replace_file_begin (path, &error);
  g_autoptr (FrostZipWriter) writer = frost_zip_writer_new (file);
  g_autofree char *name = g_strnfill (70000, 'n');

  g_assert_false (frost_zip_writer_add (writer, name, "", 0, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  char *folder = g_dir_make_tmp ("frost-zip-XXXXXX", NULL);
  path = g_build_filename (folder, "a.zip", NULL);
  g_test_add_func ("/zip-writer/members", test_members);
  g_test_add_func ("/zip-writer/alignment", test_alignment);
  g_test_add_func ("/zip-writer/too-many", test_too_many);
  g_test_add_func ("/zip-writer/too-large", test_too_large);
  int result = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return result;
}
