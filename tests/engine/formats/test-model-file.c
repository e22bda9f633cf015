/* One door for every format. */
#include "engine/core/error.h"
#include "engine/formats/model-file.h"
#include "engine/formats/zoo.h"
#include "tests/engine/formats/weights-writer.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
write_golden (const char *golden, const char *path)
{
  g_autofree char *file = g_strconcat (golden, ".txt", NULL);
  g_autofree char *from =
      g_test_build_filename (G_TEST_DIST, "engine", "formats", "zoo-golden", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WeightsWriter) writer = weights_writer_new ();

  g_file_get_contents (from, &text, NULL, &error);
  g_assert_no_error (error);
  weights_writer_add_list (writer, text);
  weights_writer_save_sparse (writer, path);
}

static void
refuse (const char *path, int code, const char *text)
{
  g_autoptr (GError) error = NULL;
  FrostRestoreReport *report = NULL;

  g_assert_null (frost_model_file_load (path, NULL, &report, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  g_assert_null (report);
  g_assert_true (g_str_has_prefix (error->message, path));
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
}

static void
refuse_content (const char *name, const char *content, gssize size, int code,
                const char *text)
{
  g_autofree char *path = path_of (name);

  g_assert_true (g_file_set_contents (path, content, size, NULL));
  refuse (path, code, text);
  g_unlink (path);
}

static void
test_not_models (void)
{
  g_autofree char *missing = path_of ("missing.pth");
  g_autofree char *fifo = path_of ("fifo");

  refuse (missing, FROST_ENGINE_ERROR_IO, "could not be read");
  refuse (folder, FROST_ENGINE_ERROR_IO, "is not");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  refuse (fifo, FROST_ENGINE_ERROR_IO, "is not"); /* and does not wait */
  g_unlink (fifo);
  refuse_content ("picture.png", "\x89PNG\r\n\x1a\n and so on", -1,
                  FROST_ENGINE_ERROR_UNSUPPORTED,
                  "is not a model file: ONNX, safetensors, PyTorch");
  refuse_content ("empty", "", 0, FROST_ENGINE_ERROR_UNSUPPORTED, "is not a model file");
}

/* A damaged file is told what is wrong with it by the reader of what it should be. */
static void
test_damaged (void)
{
  static const char onnx[] = "\x08\x07\x12\xff\xff\xff\xff\x0f";

  refuse_content ("text.onnx", "this is no model", -1, FROST_ENGINE_ERROR_CORRUPT,
                  "is not an ONNX model");
  refuse_content ("noname", onnx, sizeof onnx - 1, FROST_ENGINE_ERROR_CORRUPT,
                  "is not an ONNX model");
  refuse_content ("short.safetensors", "\x10\0\0\0\0\0\0\0{", 9,
                  FROST_ENGINE_ERROR_CORRUPT, "short.safetensors");
}

static void
test_weights (void)
{
  /* The ending does not matter where the first bytes speak. */
  g_autofree char *path = path_of ("squeezenet.onnx");
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostRestoreReport) report = NULL;

  write_golden ("squeezenet1_1", path);
  g_autoptr (FrostModel) model = frost_model_file_load (path, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report->architecture, ==, "squeezenet1_1");

  g_auto (GStrv) names = frost_model_file_list_architectures (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (names), ==, 1);
  g_assert_cmpstr (names[0], ==, "squeezenet1_1");
  g_unlink (path);
}

static void
test_ambiguous (void)
{
  g_autofree char *path = path_of ("model.safetensors");
  g_autofree char *missing = path_of ("missing");
  g_autoptr (GError) error = NULL;

  write_golden ("mobilenet_v3_small-timm", path);
  refuse (path, FROST_ENGINE_ERROR_AMBIGUOUS, "may be mobilenet_v3_small or tf_");
  g_auto (GStrv) names = frost_model_file_list_architectures (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_nonnull (frost_zoo_find (names[0]));
  g_assert_cmpstr (names[1], ==, "tf_mobilenetv3_small_100");
  g_unlink (path);

  g_assert_null (frost_model_file_list_architectures (missing, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
}

static void
test_onnx (void)
{
  g_autofree char *path = g_build_filename (
      g_getenv ("FROST_SHARED") != NULL ? g_getenv ("FROST_SHARED") : "", "models",
      "mobilenet_v1_075_224", "mobilenet_v1_075_224.onnx", NULL);
  const FrostModelFileOptions options = { .architecture = "mobilenet_v1_075" };
  g_autoptr (GError) error = NULL;
  FrostRestoreReport *report = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no models in FROST_SHARED");
      return;
    }
  g_autoptr (FrostModel) model = frost_model_file_load (path, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_null (report);
  g_assert_null (frost_model_file_load (path, &options, NULL, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
}

/* An archive may be PyTorch's or Keras', a folder TensorFlow.js'. */
static void
test_keras (void)
{
  static const char *const files[] = { "nested-2.h5", "nested-3.keras", "nested-tfjs.zip",
                                       "nested-tfjs/model.json", "nested-tfjs" };
  const FrostModelFileOptions options = { .architecture = "mobilenet_v1_075" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "engine", "formats",
                                                     "keras-golden", files[i], NULL);
      g_autoptr (GError) error = NULL;
      FrostRestoreReport *report = NULL;

      g_autoptr (FrostModel) model = frost_model_file_load (path, NULL, &report, &error);
      g_assert_no_error (error);
      g_assert_null (report);
      g_assert_cmpint (frost_model_n_outputs (model), ==, 3);
      g_assert_null (frost_model_file_load (path, &options, NULL, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
    }
}

static void
test_patterns (void)
{
  const char *const *patterns = frost_model_file_get_patterns ();

  g_assert_true (g_strv_contains (patterns, "*.onnx"));
  g_assert_true (g_strv_contains (patterns, "*.safetensors"));
  g_assert_true (g_strv_contains (patterns, "*.pth"));
  g_assert_true (g_strv_contains (patterns, "*.h5"));
  g_assert_true (g_strv_contains (patterns, "*.keras"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("frost-model-file-XXXXXX", NULL);
  g_test_add_func ("/model-file/not-models", test_not_models);
  g_test_add_func ("/model-file/damaged", test_damaged);
  g_test_add_func ("/model-file/weights", test_weights);
  g_test_add_func ("/model-file/ambiguous", test_ambiguous);
  g_test_add_func ("/model-file/onnx", test_onnx);
  g_test_add_func ("/model-file/keras", test_keras);
  g_test_add_func ("/model-file/patterns", test_patterns);
  int code = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return code;
}
