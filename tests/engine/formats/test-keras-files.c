/* What .h5 files and .keras archives of Keras are refused for, beyond what their formats are. */
#include "engine/core/error.h"
#include "engine/formats/keras-archive.h"
#include "engine/formats/keras-h5.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static char *
read_golden (const char *kind, const char *name, gsize *size)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "engine", "formats", kind, name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;

  g_file_get_contents (path, &data, size, &error);
  g_assert_no_error (error);
  return data;
}

static void
check (FrostModel *model, GError **error, int code, const char *message)
{
  g_assert_null (model);
  g_assert_error (*error, FROST_ENGINE_ERROR, code);
  if (strstr ((*error)->message, message) == NULL)
    g_error ("\"%s\" does not say \"%s\"", (*error)->message, message);
  g_clear_error (error);
}

/* A golden .h5 in which a text stands instead of another of the same length. */
static void
refuse_h5 (const char *name, const char *text, const char *other, int code,
           const char *message)
{
  gsize size, n = 0;
  char *data = read_golden (
      g_str_has_prefix (name, "pixels") ? "keras-golden" : "h5-forms", name, &size);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (text), ==, strlen (other));
  for (gsize i = 0; *text != '\0' && i + strlen (text) <= size; i++)
    if (memcmp (data + i, text, strlen (text)) == 0)
      {
        memcpy (data + i, other, strlen (text));
        n++;
      }
  g_assert_true (*text == '\0' || n > 0);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
  check (frost_keras_h5_load (bytes, "test", &error), &error, code, message);
}

static void
test_h5 (void)
{
  refuse_h5 ("forms.h5", "", "", FROST_ENGINE_ERROR_UNSUPPORTED,
             "but not a Keras model: it has no \"model_config\"");
  refuse_h5 ("weights-2.h5", "", "", FROST_ENGINE_ERROR_UNSUPPORTED,
             "weights of a Keras model without its layers");
  refuse_h5 ("weights-3.h5", "", "", FROST_ENGINE_ERROR_UNSUPPORTED,
             "weights of a Keras model without its layers");
  refuse_h5 ("pixels-2.h5", "{\"class_name\": \"Functional\"",
             "{\"class_name\": \"Functional:", FROST_ENGINE_ERROR_CORRUPT,
             "\"model_config\"");
  refuse_h5 ("pixels-2.h5", "\"class_name\": \"Conv2D\"", "\"class_name\": \"Conv3D\"",
             FROST_ENGINE_ERROR_UNSUPPORTED,
             "layer \"first\" of class \"Conv3D\": is not among the layers");
  refuse_h5 ("pixels-2.h5", "weight_names", "weight_namex", FROST_ENGINE_ERROR_CORRUPT,
             "the file has no weights for it");
  refuse_h5 ("pixels-2.h5", "first/kernel:0", "none./kernel:0",
             FROST_ENGINE_ERROR_CORRUPT, "a weight 0 of it that is no dataset");
  refuse_h5 ("pixels-2.h5", "\"use_bias\": true}, \"name\": \"first\"",
             "\"use_bias\":false}, \"name\": \"first\"", FROST_ENGINE_ERROR_CORRUPT,
             "the file has 2 weights for \"first\", which needs 1");
}

static void
write_file (const char *name, const char *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) size, &error);
  g_assert_no_error (error);
}

/* The members of a golden archive, as files of a folder. */
static void
unpack (void)
{
  static const char *const members[] = { "config.json", "metadata.json",
                                         "model.weights.h5" };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "engine", "formats",
                                                 "keras-golden", "shared-3.keras", NULL);
  g_autoptr (FrostModelFolder) archive =
      frost_model_folder_new_zip (frost_regular_file_open (path, NULL), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      size_t size;
      g_autofree char *bytes =
          frost_model_folder_load (archive, members[i], 1 << 20, &size, NULL);
      write_file (members[i], bytes, size);
    }
}

static FrostModel *
load_folder (int64_t size, GError **error)
{
  g_autoptr (FrostModelFolder) files = frost_model_folder_new (folder);

  return frost_keras_archive_load (files, size, "test", error);
}

/* With another member, NULL = without it. */
static void
refuse_member (const char *member, const char *bytes, int code, const char *message)
{
  g_autofree char *path = g_build_filename (folder, member, NULL);
  g_autoptr (GError) error = NULL;

  unpack ();
  if (bytes == NULL)
    g_unlink (path);
  else
    write_file (member, bytes, strlen (bytes));
  check (load_folder (1 << 16, &error), &error, code, message);
}

static void
test_archive (void)
{
  g_autoptr (GError) error = NULL;

  unpack ();
  g_autoptr (FrostModel) model = load_folder (1 << 16, &error);
  g_assert_no_error (error);
  g_assert_cmpint (frost_model_n_outputs (model), ==, 3);

  refuse_member ("config.json", NULL, FROST_ENGINE_ERROR_IO, "config.json: ");
  refuse_member ("config.json", "{", FROST_ENGINE_ERROR_CORRUPT, "config.json: JSON");
  refuse_member ("config.json", "{}", FROST_ENGINE_ERROR_CORRUPT, "without class");
  refuse_member ("metadata.json", NULL, FROST_ENGINE_ERROR_IO, "metadata.json: ");
  refuse_member ("metadata.json", "no", FROST_ENGINE_ERROR_CORRUPT,
                 "metadata.json: JSON");
  refuse_member ("model.weights.h5", NULL, FROST_ENGINE_ERROR_IO, "model.weights.h5: ");
  refuse_member ("model.weights.h5", "npz?", FROST_ENGINE_ERROR_CORRUPT,
                 "model.weights.h5 is not an HDF5 file");
  /* A layer more than the file has weights for. */
  refuse_member ("config.json",
                 "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
                 "{\"class_name\":\"Conv2D\",\"config\":{\"name\":\"a\",\"filters\":3,"
                 "\"kernel_size\":3,\"batch_input_shape\":[null,9,9,3]}},"
                 "{\"class_name\":\"Conv2D\",\"config\":{\"name\":\"b\",\"filters\":3,"
                 "\"kernel_size\":3}}]}}",
                 FROST_ENGINE_ERROR_CORRUPT,
                 "layer \"b\" of class \"Conv2D\": model.weights.h5 has no weight 0");
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("keras-files-XXXXXX", NULL);
  g_test_add_func ("/engine/formats/keras-files/h5", test_h5);
  g_test_add_func ("/engine/formats/keras-files/archive", test_archive);
  int code = g_test_run ();
  remove_folder ();
  g_free (folder);
  return code;
}
