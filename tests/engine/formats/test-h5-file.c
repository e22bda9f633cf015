/* HDF5 files as Keras writes them: attributes, groups and datasets by path. */
#include "engine/core/error.h"
#include "engine/formats/h5-file.h"

#include <string.h>

#define MEMORY (1 << 20)

static FrostH5File *
open_golden (const char *folder, const char *name)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "engine", "formats", folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  /* The file keeps the bytes. */
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
  FrostH5File *file = frost_h5_file_new (bytes, MEMORY, &error);
  g_assert_no_error (error);
  return file;
}

static void
test_attributes (void)
{
  g_autoptr (FrostH5File) file = open_golden ("keras-golden", "pixels-2.h5");
  g_autofree char *version = frost_h5_file_text (file, "", "keras_version");
  g_autofree char *config = frost_h5_file_text (file, "", "model_config");
  g_auto (GStrv) layers = frost_h5_file_texts (file, "model_weights", "layer_names");
  g_auto (GStrv) weights =
      frost_h5_file_texts (file, "model_weights/learned", "weight_names");
  g_auto (GStrv) none = frost_h5_file_texts (file, "model_weights/given", "weight_names");

  g_assert_cmpstr (version, ==, "2.15.0");
  g_assert_true (g_str_has_prefix (config, "{\"class_name\": \"Functional\""));
  g_assert_cmpuint (g_strv_length (layers), ==, 8);
  g_assert_cmpstr (layers[2], ==, "learned");
  g_assert_cmpuint (g_strv_length (weights), ==, 3);
  g_assert_cmpstr (weights[2], ==, "learned/count:0");
  g_assert_nonnull (none);
  g_assert_cmpuint (g_strv_length (none), ==, 0);

  g_assert_null (frost_h5_file_text (file, "", "none"));
  g_assert_null (frost_h5_file_text (file, "none", "weight_names"));
  g_assert_null (frost_h5_file_text (file, "model_weights", "layer_names"));
  g_assert_null (frost_h5_file_texts (file, "model_weights", "none"));
}

static void
test_paths (void)
{
  g_autoptr (FrostH5File) file = open_golden ("keras-golden", "pixels-2.h5");
  g_auto (GStrv) members = frost_h5_file_members (file, "model_weights/learned/learned");
  g_auto (GStrv) root = frost_h5_file_members (file, "");

  g_assert_true (frost_h5_file_has (file, ""));
  g_assert_true (frost_h5_file_has (file, "model_weights"));
  g_assert_true (frost_h5_file_has (file, "/model_weights//learned/learned/mean:0"));
  g_assert_false (frost_h5_file_has (file, "model_weights/none/learned"));
  g_assert_false (frost_h5_file_has (file, "model_weights/learned/learned/mean:0/x"));
  g_assert_cmpuint (g_strv_length (members), ==, 3);
  g_assert_cmpstr (members[0], ==, "count:0");
  g_assert_cmpuint (g_strv_length (root), ==, 1);
  g_assert_null (frost_h5_file_members (file, "none"));
  g_assert_null (frost_h5_file_members (file, "model_weights/learned/learned/mean:0"));
}

static void
test_numbers (void)
{
  g_autoptr (FrostH5File) file = open_golden ("keras-golden", "pixels-2.h5");
  g_autoptr (GError) error = NULL;
  FrostShape shape;
  float numbers[3];

  g_assert_true (
      frost_h5_file_shape (file, "model_weights/learned/learned/count:0", &shape));
  g_assert_cmpint (shape.rank, ==, 0);
  /* An int64 becomes a float. */
  g_assert_true (frost_h5_file_read (file, "model_weights/learned/learned/count:0",
                                     numbers, &error));
  g_assert_cmpfloat (numbers[0], ==, 17);
  g_assert_true (
      frost_h5_file_shape (file, "model_weights/learned/learned/variance:0", &shape));
  g_assert_cmpint (shape.rank, ==, 1);
  g_assert_cmpint (shape.dim[0], ==, 3);
  g_assert_true (frost_h5_file_read (file, "model_weights/learned/learned/variance:0",
                                     numbers, &error));
  for (int i = 0; i < 3; i++)
    g_assert_true (numbers[i] >= 0.5f && numbers[i] <= 1.5f);

  g_assert_false (frost_h5_file_shape (file, "model_weights", &shape));
  g_assert_false (frost_h5_file_shape (file, "", &shape));
  g_assert_false (frost_h5_file_shape (file, "none", &shape));
  g_assert_false (frost_h5_file_read (file, "none", numbers, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  g_assert_cmpstr (error->message, ==, "none: its numbers cannot be read");
}

/* Deflated and shuffled chunks that do not divide the array give the same numbers. */
static void
test_packed (void)
{
  static const char path[] = "model_weights/twice/twice/kernel:0";

  g_autoptr (FrostH5File) plain = open_golden ("keras-golden", "shared-2.h5");
  g_autoptr (FrostH5File) packed = open_golden ("keras-golden", "shared-2-packed.h5");
  float a[81], b[81];

  g_assert_true (frost_h5_file_read (plain, path, a, NULL));
  g_assert_true (frost_h5_file_read (packed, path, b, NULL));
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
}

/* Lists in pieces, halves and other forms of numbers and texts. */
static void
test_forms (void)
{
  g_autoptr (FrostH5File) file = open_golden ("h5-forms", "forms.h5");
  g_auto (GStrv) pieces = frost_h5_file_texts (file, "", "names");
  g_auto (GStrv) long_texts = frost_h5_file_texts (file, "", "long");
  g_autofree char *padded = frost_h5_file_text (file, "", "padded");
  static const char *const numbers[] = { "half", "float", "double", "byte", "wide" };

  g_assert_cmpuint (g_strv_length (pieces), ==, 5);
  g_assert_cmpstr (pieces[0], ==, "a");
  g_assert_cmpstr (pieces[4], ==, "eee");
  g_assert_cmpuint (g_strv_length (long_texts), ==, 3);
  g_assert_cmpstr (long_texts[0], ==, "first");
  g_assert_cmpstr (long_texts[1], ==, "");
  g_assert_cmpstr (long_texts[2], ==, "Füchse");
  g_assert_cmpstr (padded, ==, "text");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      float found[3];

      g_assert_true (frost_h5_file_read (file, numbers[i], found, NULL));
      g_assert_cmpfloat (found[0], ==, 1);
      g_assert_cmpfloat (found[1], ==, 2);
      g_assert_cmpfloat (found[2], ==, 100);
    }
  FrostShape shape;
  g_assert_true (frost_h5_file_shape (file, "nothing", &shape));
  g_assert_cmpint (shape.dim[0], ==, 0);
  g_assert_false (frost_h5_file_shape (file, "texts", &shape));
}

/* Two files that are open at once are not taken for one. */
static void
test_two (void)
{
  g_autoptr (FrostH5File) a = open_golden ("keras-golden", "pixels-2.h5");
  g_autoptr (FrostH5File) b = open_golden ("keras-golden", "shared-2.h5");

  g_assert_true (frost_h5_file_has (a, "model_weights/learned"));
  g_assert_false (frost_h5_file_has (a, "model_weights/twice"));
  g_assert_false (frost_h5_file_has (b, "model_weights/learned"));
  g_assert_true (frost_h5_file_has (b, "model_weights/twice"));
}

static void
test_refused (void)
{
  static const char text[] = "not HDF5";

  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text);
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_h5_file_new (bytes, MEMORY, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
}

static gpointer
read_often (gpointer data)
{
  for (int i = 0; i < 20; i++)
    test_packed ();
  return NULL;
}

/* A model may be looked at while another is loaded. */
static void
test_threads (void)
{
  GThread *threads[3];

  for (int i = 0; i < 3; i++)
    threads[i] = g_thread_new ("reader", read_often, NULL);
  for (int i = 0; i < 3; i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/formats/h5-file/attributes", test_attributes);
  g_test_add_func ("/engine/formats/h5-file/paths", test_paths);
  g_test_add_func ("/engine/formats/h5-file/numbers", test_numbers);
  g_test_add_func ("/engine/formats/h5-file/packed", test_packed);
  g_test_add_func ("/engine/formats/h5-file/forms", test_forms);
  g_test_add_func ("/engine/formats/h5-file/two", test_two);
  g_test_add_func ("/engine/formats/h5-file/refused", test_refused);
  g_test_add_func ("/engine/formats/h5-file/threads", test_threads);
  return g_test_run ();
}
