/* Out and back; tests/oracle/weights-oracle.py lets PyTorch itself read such files. */
#include "engine/formats/regular-file.h"
#include "engine/formats/torch-write.h"
#include "engine/formats/zip-reader.h"
#include "tests/engine/formats/weights-check.h"

#include <glib/gstdio.h>
#include <string.h>

static char *path;

static void
test_round_trip (void)
{
  weights_check_round_trip (frost_torch_save, path, FALSE, "PyTorch (zip)");
  weights_check_round_trip (frost_torch_save, path, TRUE, "PyTorch (zip)");
}

/* The members that PyTorch looks for. */
static void
test_members (void)
{
  g_autoptr (GError) error = NULL;
  char text[6];

  weights_check_round_trip (frost_torch_save, path, FALSE, "PyTorch (zip)");
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (path, &error);
  g_autoptr (FrostZipReader) zip = frost_zip_reader_open (file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (frost_zip_reader_peek (zip, 0)->name, ==, "archive/data.pkl");
  int version = frost_zip_reader_find (zip, "archive/version");
  g_assert_cmpint (version, >, 0);
  g_assert_true (frost_zip_reader_read (zip, version, 0, text, 2, &error));
  g_assert_cmpmem (text, 2, "3\n", 2);
  int order = frost_zip_reader_find (zip, "archive/byteorder");
  g_assert_true (frost_zip_reader_read (zip, order, 0, text, 6, &error));
  g_assert_cmpmem (text, 6, "little", 6);
  for (int i = 0; i < frost_zip_reader_get_n_members (zip); i++)
    g_assert_false (frost_zip_reader_peek (zip, i)->deflated);
}

/* The same model twice is the same file. */
static void
test_repeatable (void)
{
  g_autofree char *first = NULL, *second = NULL;
  gsize first_size, second_size;

  weights_check_round_trip (frost_torch_save, path, FALSE, "PyTorch (zip)");
  g_assert_true (g_file_get_contents (path, &first, &first_size, NULL));
  weights_check_round_trip (frost_torch_save, path, FALSE, "PyTorch (zip)");
  g_assert_true (g_file_get_contents (path, &second, &second_size, NULL));
  g_assert_cmpmem (first, first_size, second, second_size);
}

static void
test_refused (void)
{
  weights_check_refused (frost_torch_save);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  char *folder = g_dir_make_tmp ("frost-torch-XXXXXX", NULL);
  path = g_build_filename (folder, "a.pth", NULL);
  g_test_add_func ("/torch-write/round-trip", test_round_trip);
  g_test_add_func ("/torch-write/members", test_members);
  g_test_add_func ("/torch-write/repeatable", test_repeatable);
  g_test_add_func ("/torch-write/refused", test_refused);
  int result = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return result;
}
