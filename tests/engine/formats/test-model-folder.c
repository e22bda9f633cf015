/* Files of a model, in a folder and in an archive. What names are refused: test-keras-tfjs.c. */
#include "engine/core/error.h"
#include "engine/formats/model-folder.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
golden_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "engine", "formats", "keras-golden", name,
                                NULL);
}

static FrostModelFolder *
open_zip (void)
{
  g_autofree char *path = golden_path ("nested-tfjs.zip");
  g_autoptr (GError) error = NULL;
  FrostRegularFile *file = frost_regular_file_open (path, &error);

  g_assert_no_error (error);
  FrostModelFolder *folder = frost_model_folder_new_zip (file, &error);
  g_assert_no_error (error);
  return folder;
}

static void
check_json (FrostModelFolder *folder)
{
  g_autoptr (GError) error = NULL;
  int64_t found;
  size_t size;
  char part[10];

  int file = frost_model_folder_open (folder, "model.json", &found, &error);
  g_assert_no_error (error);
  g_assert_true (frost_model_folder_read (folder, file, 2, part, sizeof part, &error));
  g_assert_cmpmem (part, sizeof part, "format\": \"", 10);
  g_autofree char *text =
      frost_model_folder_load (folder, "model.json", 1 << 20, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpint ((int64_t) size, ==, found);
  g_assert_cmpuint (strlen (text), ==, size);

  g_assert_false (
      frost_model_folder_read (folder, file, found - 5, part, sizeof part, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "model.json"));
  g_clear_error (&error);
  g_assert_null (frost_model_folder_load (folder, "model.json", 100, &size, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY);
  g_clear_error (&error);
  g_assert_cmpint (frost_model_folder_open (folder, "none", &found, &error), ==, -1);
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_clear_error (&error);
  g_assert_cmpint (frost_model_folder_open (folder, "../model.json", &found, &error), ==,
                   -1);
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
}

static void
test_folder (void)
{
  g_autofree char *path = golden_path ("nested-tfjs");
  g_autoptr (FrostModelFolder) folder = frost_model_folder_new (path);

  check_json (folder);
}

static void
test_zip (void)
{
  g_autoptr (FrostModelFolder) folder = open_zip ();

  check_json (folder);
}

/* Reading goes back and forth between files, of which one is open at a time. */
static void
test_turns (void)
{
  g_autofree char *path = golden_path ("conv-tfjs");
  g_autoptr (FrostModelFolder) folder = frost_model_folder_new (path);
  int files[2];
  int64_t size;
  char bytes[2][100], again[100];

  for (int i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("group1-shard%d.bin", i + 1);

      files[i] = frost_model_folder_open (folder, name, &size, NULL);
      g_assert_cmpint (size, ==, 1000);
      g_assert_true (frost_model_folder_read (folder, files[i], 7, bytes[i], 100, NULL));
    }
  for (int i = 0; i < 6; i++)
    {
      g_assert_true (frost_model_folder_read (folder, files[i % 2], 7, again, 100, NULL));
      g_assert_cmpmem (again, 100, bytes[i % 2], 100);
    }
}

static void
test_search (void)
{
  g_autoptr (FrostModelFolder) folder = open_zip ();
  int64_t size;

  g_assert_cmpstr (frost_model_folder_search (folder, "model.json"), ==, "model.json");
  g_assert_null (frost_model_folder_search (folder, "odel.json"));
  g_assert_null (frost_model_folder_search (folder, "none"));
  frost_model_folder_set_prefix (folder, "inner/");
  g_assert_cmpint (frost_model_folder_open (folder, "model.json", &size, NULL), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/formats/model-folder/folder", test_folder);
  g_test_add_func ("/engine/formats/model-folder/zip", test_zip);
  g_test_add_func ("/engine/formats/model-folder/turns", test_turns);
  g_test_add_func ("/engine/formats/model-folder/search", test_search);
  return g_test_run ();
}
