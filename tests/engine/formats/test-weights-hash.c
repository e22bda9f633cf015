#include "engine/core/error.h"
#include "engine/formats/weights-hash.h"

#include <glib/gstdio.h>

static char *folder;

static void
expect_name (const char *path, const char *digits)
{
  g_autofree char *found = frost_weights_hash_in_name (path);

  g_assert_cmpstr (found, ==, digits);
}

static void
test_names (void)
{
  expect_name ("resnet18-f37072fd.pth", "f37072fd");
  expect_name ("/somewhere/mnasnet0.5_top1_67.823-3ffadce67e.pth", "3ffadce67e");
  expect_name ("/a-12345678.d/resnet20-12fca82f.th", "12fca82f");
  expect_name ("model.safetensors", NULL);
  expect_name ("resnet18-f37072f.pth", NULL); /* too few */
  expect_name ("resnet18-F37072FD.pth", NULL);
  expect_name ("resnet18-f37072fdx.pth", NULL);
  expect_name ("resnet18-f37072fd", NULL);
  expect_name ("resnet18-f37072fd.tar.gz", NULL); /* of what was packed */
  expect_name ("run-2023-10-12.pth", NULL);
  expect_name ("-f37072fd.pth", "f37072fd");
  expect_name ("-", NULL);
  expect_name ("", NULL);
}

/* FIPS 180-2, appendix B.1: SHA-256 of "abc" is ba7816bf 8f01cfea … */
static void
test_check (void)
{
  static const struct
  {
    const char *name;
    FrostRestoreHash result;
  } cases[] = {
    { "w-ba7816bf.pth", FROST_RESTORE_VERIFIED },
    { "w-ba7816bf8f01cfea.pth", FROST_RESTORE_VERIFIED },
    { "w-ba7816be.pth", FROST_RESTORE_DOES_NOT_MATCH },
    { "w.pth", FROST_RESTORE_NO_HASH },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (folder, cases[i].name, NULL);
      g_autoptr (GError) error = NULL;
      FrostRestoreHash result = FROST_RESTORE_NO_HASH;

      g_assert_true (g_file_set_contents (path, "abc", 3, NULL));
      g_assert_true (frost_weights_hash_check (path, &result, &error));
      g_assert_no_error (error);
      g_assert_cmpint (result, ==, cases[i].result);
      g_unlink (path);
    }
}

static void
test_missing (void)
{
  g_autofree char *path = g_build_filename (folder, "gone-ba7816bf.pth", NULL);
  g_autoptr (GError) error = NULL;
  FrostRestoreHash result = FROST_RESTORE_VERIFIED;

  g_assert_false (frost_weights_hash_check (path, &result, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_cmpint (result, ==, FROST_RESTORE_VERIFIED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("frost-weights-hash-XXXXXX", NULL);
  g_test_add_func ("/weights-hash/names", test_names);
  g_test_add_func ("/weights-hash/check", test_check);
  g_test_add_func ("/weights-hash/missing", test_missing);
  int code = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return code;
}
