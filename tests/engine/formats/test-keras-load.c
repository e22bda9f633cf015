/* Whole files: the golden models give PyTorch's logits, and MobileNet of every format the same. */
#include "engine/core/error.h"
#include "engine/formats/keras.h"
#include "engine/formats/onnx.h"
#include "engine/graph/plan.h"
#include "tests/engine/formats/keras-golden.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Logits are of the order of one; float against double. */
#define TOLERANCE 1e-4

static char *
golden_path (const char *file)
{
  return g_test_build_filename (G_TEST_DIST, "engine", "formats", "keras-golden", file,
                                NULL);
}

static FrostModel *
load (const char *file)
{
  g_autofree char *path = golden_path (file);
  g_autoptr (GError) error = NULL;
  FrostModel *model = frost_keras_load (path, &error);

  g_assert_no_error (error);
  g_assert_true (frost_keras_recognises (path));
  return model;
}

static float *
run (const FrostModel *model, const float *x, int n)
{
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPlan) plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, &error);
  float *y = g_new (float, n *frost_model_n_outputs (model));

  g_assert_no_error (error);
  frost_plan_run (plan, x, n, y);
  return y;
}

/* kerasmodels.py makes the same picture. */
static float *
picture (const FrostShape *shape)
{
  int64_t n = frost_shape_n_elements (shape);
  float *x = g_new (float, n);

  for (int64_t i = 0; i < n; i++)
    x[i] = (float) (i * 7919 % 256) / 64 - 2;
  return x;
}

static void
test_golden (gconstpointer data)
{
  const KerasGolden *golden = data;

  g_autoptr (FrostModel) model = load (golden->file);
  g_autofree float *x = picture (&model->graph->input);
  g_autofree float *y = run (model, x, 1);

  g_assert_cmpint (frost_model_n_outputs (model), ==, golden->n);
  for (int i = 0; i < golden->n; i++)
    g_assert_cmpfloat_with_epsilon (y[i], golden->logits[i],
                                    TOLERANCE * (1 + fabs ((double) golden->logits[i])));
}

static void
assert_names (const FrostModel *model, const char *const *names)
{
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==,
                   (int) g_strv_length ((char **) names));
  for (int i = 0; names[i] != NULL; i++)
    g_assert_cmpstr (frost_graph_node (model->graph, i)->name, ==, names[i]);
}

/* Nested models are flattened with their names, the softmax at the end is gone. */
static void
test_names (void)
{
  static const char *const names[] = { "sequential_1.model1.Conv1",
                                       "sequential_1.model1.bn_Conv1",
                                       "sequential_1.model1.Conv1_relu",
                                       "sequential_1.model1.expanded",
                                       "sequential_1.model1.expanded_bn",
                                       "sequential_1.average",
                                       "sequential_1.average.flatten",
                                       "sequential_3.dense_Dense1",
                                       "sequential_3.dense_Dense1.relu",
                                       "sequential_3.dense_Dense2",
                                       NULL };

  g_autoptr (FrostModel) model = load ("nested-2.h5");
  assert_names (model, names);
  g_assert_cmpstr (model->name, ==, "nested-2");
  g_assert_cmpstr (frost_model_parameter (model, 0)->name, ==,
                   "sequential_1.model1.Conv1.weight");
  g_assert_false (frost_model_parameter (model, 1)->fixed);
  g_assert_cmpstr (frost_model_parameter (model, 3)->name, ==,
                   "sequential_1.model1.bn_Conv1.running_mean");
  g_assert_true (frost_model_parameter (model, 3)->fixed);
}

/* A layer that is called twice has its weights once; its second node another name. */
static void
test_shared_layer (void)
{
  g_autoptr (FrostModel) model = load ("shared-3.keras");
  const FrostNode *first = frost_graph_node (model->graph, 0);
  const FrostNode *second = frost_graph_node (model->graph, 2);

  g_assert_cmpstr (first->name, ==, "twice");
  g_assert_cmpstr (second->name, ==, "twice_2");
  g_assert_cmpint (first->parameters[0], ==, second->parameters[0]);
  g_assert_cmpint (first->parameters[1], ==, second->parameters[1]);
}

/* ZeroPadding2D became the padding of the convolution after it. */
static void
test_padding (void)
{
  g_autoptr (FrostModel) model = load ("conv-2.h5");
  int found = 0;

  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);
      const FrostWindow *window = &node->attributes.window;

      g_assert_cmpint (node->kind, !=, FROST_OP_PAD);
      if (!g_str_equal (node->name, "valid_2"))
        continue;
      found++;
      g_assert_cmpint (window->pad_top, ==, 0);
      g_assert_cmpint (window->pad_bottom, ==, 1);
      g_assert_cmpint (window->pad_left, ==, 2);
      g_assert_cmpint (window->pad_right, ==, 1);
    }
  g_assert_cmpint (found, ==, 1);
}

/* What the pixels are: said by layers of the model, or by Teachable Machine, or guessed. */
static void
test_preprocessing (void)
{
  g_autoptr (FrostModel) bytes = load ("pixels-2.h5");
  g_autoptr (FrostModel) teachable = load ("nested-tfjs.zip");
  g_autoptr (FrostModel) guessed = load ("transfer-2.h5");
  g_autoptr (FrostModel) arithmetic = load ("arithmetic-2.h5");

  g_assert_true (bytes->preprocessing_known);
  g_assert_cmpfloat (bytes->preprocessing.mean[0], ==, 0);
  g_assert_cmpfloat (bytes->preprocessing.scale[2], ==, 1);
  g_assert_true (arithmetic->preprocessing_known);
  g_assert_cmpfloat (arithmetic->preprocessing.scale[1], ==, 1);

  g_assert_true (teachable->preprocessing_known);
  g_assert_cmpfloat (teachable->preprocessing.mean[1], ==, 127);
  g_assert_cmpfloat_with_epsilon (teachable->preprocessing.scale[1], 1 / 127.0, 1e-9);
  g_assert_cmpint (teachable->preprocessing.resize_short, ==, 9);

  /* Its base is called "mobile", which is no application; tf is what is taken then. */
  g_assert_false (guessed->preprocessing_known);
  g_assert_cmpint (frost_preprocessing_match_preset (&guessed->preprocessing), ==,
                   FROST_PREPROCESSING_TF);
}

static void
test_classes (void)
{
  g_autoptr (FrostModel) teachable = load ("nested-tfjs.zip");
  g_autoptr (FrostModel) nameless = load ("nested-2.h5");

  g_assert_null (nameless->classes);
  g_assert_nonnull (teachable->classes);
  g_assert_cmpint (g_strv_length (teachable->classes), ==, 3);
  g_assert_cmpstr (teachable->classes[0], ==, "ant");
  g_assert_cmpstr (teachable->classes[2], ==, "Füchse");
}

static void
test_folder (void)
{
  g_autofree char *path = golden_path ("nested-tfjs");
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = frost_keras_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (model->name, ==, "nested-tfjs");
  g_assert_true (frost_keras_recognises (path));
}

static void
refuse_contents (const char *contents, gssize size, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("keras-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, contents, size, &error);
  g_assert_no_error (error);
  g_assert_null (frost_keras_load (path, &error));
  g_remove (path);
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_refused (void)
{
  static const char zip[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
  g_autofree char *missing = golden_path ("none.h5");
  g_autoptr (GError) error = NULL;

  refuse_contents ("", 0, FROST_ENGINE_ERROR_UNSUPPORTED, "neither HDF5, zip nor JSON");
  refuse_contents ("GIF89a", 6, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "neither HDF5, zip nor JSON");
  refuse_contents (zip, sizeof zip - 1, FROST_ENGINE_ERROR_UNSUPPORTED, "neither");
  refuse_contents ("PK\3\4 and no more", -1, FROST_ENGINE_ERROR_CORRUPT, "zip");
  refuse_contents ("{", 1, FROST_ENGINE_ERROR_CORRUPT, "JSON");
  refuse_contents ("{\"a\": 1}", -1, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "no \"modelTopology\"");
  refuse_contents ("\x89HDF\r\n\x1a\n", 8, FROST_ENGINE_ERROR_CORRUPT, "HDF5");
  g_assert_null (frost_keras_load (missing, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_false (frost_keras_recognises (missing));
}

/* The same network from ONNX, HDF5 and TensorFlow.js, on pictures of waves. */
static void
test_mobilenet (void)
{
  static const char *const files[] = { "mobilenet_v1_075_224.onnx",
                                       "mobilenet_v1_075_224.h5", "tfjs/model.json" };
  enum
  {
    N_PICTURES = 4,
    N_NUMBERS = 224 * 224 * 3
  };
  const char *shared = g_getenv ("FROST_SHARED");
  g_autofree float *x = g_new (float, N_PICTURES *N_NUMBERS);
  g_autofree float *expected = NULL;

  for (int i = 0; i < N_PICTURES * N_NUMBERS; i++)
    x[i] = sinf (0.0003f * (float) (1 + i / N_NUMBERS) * (float) (i % N_NUMBERS));
  for (guint f = 0; f < G_N_ELEMENTS (files); f++)
    {
      g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "models",
                                                "mobilenet_v1_075_224", files[f], NULL);
      g_autoptr (GError) error = NULL;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_test_skip ("the MobileNet of FROST_SHARED is not there");
          return;
        }
      g_autoptr (FrostModel) model =
          f == 0 ? frost_onnx_load (path, &error) : frost_keras_load (path, &error);
      g_assert_no_error (error);
      g_autofree float *y = run (model, x, N_PICTURES);
      for (int i = 0; f > 0 && i < N_PICTURES * 1000; i++)
        g_assert_cmpfloat_with_epsilon (y[i], expected[i], TOLERANCE);
      if (f == 0)
        expected = g_steal_pointer (&y);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keras_golden); i++)
    {
      g_autofree char *name =
          g_strconcat ("/engine/formats/keras-load/golden/", keras_golden[i].file, NULL);
      g_test_add_data_func (name, &keras_golden[i], test_golden);
    }
  g_test_add_func ("/engine/formats/keras-load/names", test_names);
  g_test_add_func ("/engine/formats/keras-load/shared-layer", test_shared_layer);
  g_test_add_func ("/engine/formats/keras-load/padding", test_padding);
  g_test_add_func ("/engine/formats/keras-load/preprocessing", test_preprocessing);
  g_test_add_func ("/engine/formats/keras-load/classes", test_classes);
  g_test_add_func ("/engine/formats/keras-load/folder", test_folder);
  g_test_add_func ("/engine/formats/keras-load/refused", test_refused);
  g_test_add_func ("/engine/formats/keras-load/mobilenet", test_mobilenet);
  return g_test_run ();
}
