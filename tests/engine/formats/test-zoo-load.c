/* Weights into graphs: numbers against PyTorch, every fate of a tensor, every refusal. */
#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "engine/formats/zoo-load.h"
#include "engine/graph/plan.h"
#include "tests/engine/formats/weights-writer.h"
#include "tests/engine/formats/zoo-golden.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static char *folder;

static WeightsWriter *
read_golden (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".txt", NULL);
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "engine", "formats", "zoo-golden", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  WeightsWriter *writer = weights_writer_new ();

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  weights_writer_add_list (writer, text);
  return writer;
}

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static FrostModel *
load_path (const char *path, const char *architecture, FrostRestoreReport **report,
           GError **error)
{
  g_autoptr (FrostTensorFile) file = frost_tensor_file_open (path, error);

  if (file == NULL)
    return NULL;
  return frost_zoo_load (file, path, architecture, report, error);
}

static FrostModel *
load (const WeightsWriter *writer, const char *architecture, FrostRestoreReport **report,
      GError **error)
{
  g_autofree char *path = path_of ("weights.safetensors");

  weights_writer_save (writer, path);
  FrostModel *model = load_path (path, architecture, report, error);
  g_unlink (path);
  return model;
}

static void
refuse (const WeightsWriter *writer, const char *architecture, int code, const char *text)
{
  g_autofree char *path = path_of ("weights.safetensors");
  g_autoptr (GError) error = NULL;
  FrostRestoreReport *report = NULL;

  weights_writer_save_sparse (writer, path);
  g_assert_null (load_path (path, architecture, &report, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  g_assert_null (report);
  g_assert_true (g_str_has_prefix (error->message, path));
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
  g_unlink (path);
}

static float *
run (const FrostModel *model, const float *x)
{
  FrostWorkerPool *pool = frost_worker_pool_new (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPlan) plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, &error);
  float *y = g_new (float, frost_model_n_outputs (model));

  g_assert_no_error (error);
  frost_plan_run (plan, x, 1, y);
  g_clear_pointer (&plan, frost_plan_free);
  frost_worker_pool_free (pool);
  return y;
}

static const FrostParameter *
find_parameter (const FrostModel *model, const char *name)
{
  for (guint i = 0; i < model->parameters->len; i++)
    if (strcmp (frost_model_parameter (model, (int) i)->name, name) == 0)
      return frost_model_parameter (model, (int) i);
  g_error ("there is no parameter %s", name);
}

static void
test_numbers (void)
{
  g_autoptr (WeightsWriter) writer = read_golden ("squeezenet1_1");
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostRestoreReport) report = NULL;
  g_autoptr (FrostModel) model = load (writer, NULL, &report, &error);
  g_autofree float *x = g_new (float, 224 * 224 * 3);

  g_assert_no_error (error);
  g_assert_cmpstr (model->name, ==, "weights");
  g_assert_true (model->preprocessing_known);
  g_assert_cmpint (frost_preprocessing_match_preset (&model->preprocessing), ==,
                   FROST_PREPROCESSING_TORCHVISION);
  g_assert_cmpint (model->preprocessing.resize_short, ==, 256);
  g_assert_cmpstr (report->architecture, ==, "squeezenet1_1");
  g_assert_cmpstr (report->format, ==, "safetensors");
  g_assert_null (report->dialect);
  g_assert_cmpint (report->n[FROST_RESTORE_REUSED], ==, 52);
  g_assert_cmpuint (report->rows->len, ==, 52);
  g_assert_cmpint (report->hash, ==, FROST_RESTORE_NO_HASH);

  for (int64_t i = 0; i < 224 * 224 * 3; i++)
    x[i] = 16 * weights_writer_number ("input", i);
  g_autofree float *y = run (model, x);
  for (int i = 0; i < ZOO_GOLDEN_N; i++)
    g_assert_cmpfloat_with_epsilon (y[i * 83], zoo_golden_logits[i], 1e-4f * 0.16f);
}

/* The last layer has as many classes as the file; without one it is made new. */
static void
test_head (void)
{
  g_autoptr (WeightsWriter) writer = read_golden ("squeezenet1_1");
  g_autoptr (GError) error = NULL;

  weights_writer_drop (writer, "classifier.1.weight");
  weights_writer_drop (writer, "classifier.1.bias");
  {
    g_autoptr (FrostRestoreReport) report = NULL;
    g_autoptr (FrostModel) model = load (writer, NULL, &report, &error);

    g_assert_no_error (error);
    g_assert_cmpint (frost_model_n_outputs (model), ==, 1000);
    g_assert_cmpint (report->n[FROST_RESTORE_REUSED], ==, 50);
    g_assert_cmpint (report->n[FROST_RESTORE_MADE_NEW], ==, 2);

    const FrostTensor *w = find_parameter (model, "classifier.1.weight")->tensor;
    const FrostTensor *b = find_parameter (model, "classifier.1.bias")->tensor;
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < w->n; i++)
      {
        sum += (double) w->data[i];
        squares += (double) w->data[i] * (double) w->data[i];
      }
    g_assert_cmpint (w->n, ==, 512000);
    g_assert_cmpfloat (fabs (sum / 512000), <, 1e-3);
    g_assert_cmpfloat_with_epsilon (squares / 512000, 2.0 / 512, 2e-5);
    for (int64_t i = 0; i < b->n; i++)
      g_assert_cmpfloat (b->data[i], ==, 0);
  }
  weights_writer_add (writer, "classifier.1.weight", "2x512x1x1");
  weights_writer_add (writer, "classifier.1.bias", "2");
  {
    g_autoptr (FrostRestoreReport) report = NULL;
    g_autoptr (FrostModel) model = load (writer, NULL, &report, &error);

    g_assert_no_error (error);
    g_assert_cmpint (frost_model_n_outputs (model), ==, 2);
    g_assert_cmpint (report->n[FROST_RESTORE_REUSED], ==, 52);
    g_autofree char *text = frost_restore_report_to_text (report, FALSE);
    g_assert_cmpstr (text, ==,
                     "reused         classifier.1.weight  F32 2x512x1x1 (2 classes, "
                     "squeezenet1_1 has 1000)\n"
                     "reused         classifier.1.bias  F32 2 (2 classes, squeezenet1_1 "
                     "has 1000)\n");
    g_assert_cmpfloat (find_parameter (model, "classifier.1.bias")->tensor->data[1], ==,
                       weights_writer_number ("classifier.1.bias", 1));
  }
}

/* A network that is named may lack tensors: they start as a layer starts to learn. */
static void
test_named (void)
{
  g_autoptr (WeightsWriter) writer = read_golden ("resnet18");
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostRestoreReport) report = NULL;

  weights_writer_drop (writer, "layer1.0.bn1.weight");
  weights_writer_drop (writer, "layer1.0.bn1.bias");
  weights_writer_drop (writer, "layer1.0.bn1.running_mean");
  weights_writer_drop (writer, "layer1.0.bn1.running_var");
  weights_writer_drop (writer, "layer1.1.conv1.weight");
  weights_writer_add (writer, "layer1.1.conv1.weight", "64x64x5x5");
  weights_writer_add (writer, "another", "3");
  refuse (writer, NULL, FROST_ENGINE_ERROR_UNSUPPORTED,
          "nearest is resnet18, of which it has 97 of 102 tensors and 1 others");
  g_autoptr (FrostModel) model = load (writer, "resnet18", &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->n[FROST_RESTORE_REUSED], ==, 97);
  g_assert_cmpint (report->n[FROST_RESTORE_SHAPE_DIFFERS], ==, 1);
  g_assert_cmpint (report->n[FROST_RESTORE_MADE_NEW], ==, 4);
  g_assert_cmpint (report->n[FROST_RESTORE_IGNORED], ==, 21);

  static const struct
  {
    const char *name;
    float value;
  } expected[] = {
    { "layer1.0.bn1.weight", 1 },
    { "layer1.0.bn1.bias", 0 },
    { "layer1.0.bn1.running_mean", 0 },
    { "layer1.0.bn1.running_var", 1 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    for (int k = 0; k < 64; k++)
      g_assert_cmpfloat (find_parameter (model, expected[i].name)->tensor->data[k], ==,
                         expected[i].value);
  g_autofree char *text = frost_restore_report_to_text (report, FALSE);
  g_assert_nonnull (
      strstr (text, "layer1.1.conv1.weight  F32 64x64x5x5 (needs floats, 64x64x3x3)\n"));
  g_assert_nonnull (strstr (text, "ignored        another  F32 3 (resnet18 has no"));
  g_assert_null (strstr (text, "num_batches_tracked"));
}

static void
test_refused (void)
{
  g_autoptr (WeightsWriter) small = weights_writer_new ();
  g_autoptr (WeightsWriter) writer = read_golden ("squeezenet1_1");
  g_autoptr (WeightsWriter) timm = read_golden ("mobilenet_v3_small-timm");

  weights_writer_add (small, "somebody.weight", "3");
  refuse (small, NULL, FROST_ENGINE_ERROR_UNSUPPORTED, "no tensor of any of the");
  refuse (small, "resnet18", FROST_ENGINE_ERROR_SHAPE,
          "has 0 of the 102 tensors of resnet18, needs at least half of them");
  refuse (writer, "resnet18", FROST_ENGINE_ERROR_SHAPE, "of resnet18, needs");
  refuse (writer, "resnet19", FROST_ENGINE_ERROR_ARGUMENT,
          "no architecture \"resnet19\"");
  refuse (timm, NULL, FROST_ENGINE_ERROR_AMBIGUOUS,
          "may be mobilenet_v3_small or tf_mobilenetv3_small_100, which have the same");
}

/* Half of the tensors, hardly any of the numbers: VGG's last layers are most of it. */
static void
test_memory (void)
{
  static const int at[] = { 0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28 };
  static const int channels[] = { 3,   64,  64,  128, 128, 256, 256,
                                  256, 512, 512, 512, 512, 512, 512 };
  g_autoptr (WeightsWriter) writer = weights_writer_new ();

  for (gsize i = 0; i < 10; i++)
    {
      g_autofree char *text =
          g_strdup_printf ("features.%d.weight %dx%dx3x3\nfeatures.%d.bias %d", at[i],
                           channels[i + 1], channels[i], at[i], channels[i + 1]);
      weights_writer_add_list (writer, text);
    }
  refuse (writer, "vgg16", FROST_ENGINE_ERROR_MEMORY, "numbers of vgg16");
}

static void
test_hash (void)
{
  g_autoptr (WeightsWriter) writer = read_golden ("squeezenet1_1");
  g_autofree char *plain = path_of ("plain.safetensors");
  g_autofree char *wrong = path_of ("squeezenet1_1-b8a52dc0.safetensors");
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  weights_writer_save (writer, plain);
  g_assert_true (g_file_get_contents (plain, &data, &size, NULL));
  g_autofree char *digits =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, size);
  g_autofree char *name = g_strdup_printf ("w-%.8s.safetensors", digits);
  g_autofree char *right = path_of (name);
  g_assert_cmpint (g_rename (plain, right), ==, 0);
  {
    g_autoptr (FrostRestoreReport) report = NULL;
    g_autoptr (FrostModel) model = load_path (right, NULL, &report, &error);

    g_assert_no_error (error);
    g_assert_cmpint (report->hash, ==, FROST_RESTORE_VERIFIED);
    g_assert_null (report->weights); /* of nobody who has published them */
  }
  g_assert_cmpint (g_rename (right, wrong), ==, 0);
  {
    g_autoptr (FrostRestoreReport) report = NULL;
    g_autoptr (FrostModel) model = load_path (wrong, NULL, &report, &error);

    g_assert_no_error (error);
    g_assert_cmpint (report->hash, ==, FROST_RESTORE_DOES_NOT_MATCH);
    g_assert_null (report->weights);
  }
  g_unlink (wrong);
}

static void
test_report_is_optional (void)
{
  g_autoptr (WeightsWriter) writer = read_golden ("squeezenet1_1");
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = load (writer, "squeezenet1_1", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (frost_model_n_outputs (model), ==, 1000);
}

/* The same weights with and without their graph. */
static void
test_shared (void)
{
  static const char *const files[] = { "mobilenet_v1_075_224_zip.pth",
                                       "mobilenet_v1_075_224.safetensors" };
  g_autofree char *models = g_build_filename (
      g_getenv ("FROST_SHARED") != NULL ? g_getenv ("FROST_SHARED") : "", "models",
      "mobilenet_v1_075_224", NULL);
  g_autofree char *onnx_path =
      g_build_filename (models, "mobilenet_v1_075_224_unfolded.onnx", NULL);
  g_autofree float *x = g_new (float, 224 * 224 * 3);
  g_autoptr (GError) error = NULL;

  if (!g_file_test (onnx_path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no models in FROST_SHARED");
      return;
    }
  g_autoptr (FrostModel) onnx = frost_onnx_load (onnx_path, &error);
  g_assert_no_error (error);
  for (int64_t i = 0; i < 224 * 224 * 3; i++)
    x[i] = 16 * weights_writer_number ("input", i);
  g_autofree float *expected = run (onnx, x);
  for (gsize f = 0; f < G_N_ELEMENTS (files); f++)
    {
      g_autofree char *path = g_build_filename (models, files[f], NULL);
      g_autoptr (FrostRestoreReport) report = NULL;
      g_autoptr (FrostModel) model = load_path (path, NULL, &report, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (report->architecture, ==, "mobilenet_v1_075");
      g_assert_cmpint (report->n[FROST_RESTORE_REUSED], ==, 137);
      g_assert_cmpint (frost_preprocessing_match_preset (&model->preprocessing), ==,
                       FROST_PREPROCESSING_TF);
      g_autofree float *y = run (model, x);
      for (int i = 0; i < 1000; i++)
        g_assert_cmpfloat_with_epsilon (y[i], expected[i], 1e-4f);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("frost-zoo-load-XXXXXX", NULL);
  g_test_add_func ("/zoo-load/numbers", test_numbers);
  g_test_add_func ("/zoo-load/head", test_head);
  g_test_add_func ("/zoo-load/named", test_named);
  g_test_add_func ("/zoo-load/refused", test_refused);
  g_test_add_func ("/zoo-load/memory", test_memory);
  g_test_add_func ("/zoo-load/hash", test_hash);
  g_test_add_func ("/zoo-load/report-is-optional", test_report_is_optional);
  g_test_add_func ("/zoo-load/shared", test_shared);
  int code = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return code;
}
