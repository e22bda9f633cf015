/* Exports: the same model comes back, metadata included, and a failed one leaves no trace. */
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/formats/onnx.h"
#include "engine/formats/onnx.pb-c.h"
#include "tests/engine/formats/onnx-writer.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char *folder, *path;

static void
randomize (FrostModel *model)
{
  FrostRng rng;

  frost_rng_seed (&rng, 7);
  for (guint i = 0; i < model->parameters->len; i++)
    {
      FrostTensor *tensor = frost_model_parameter (model, (int) i)->tensor;
      for (int64_t k = 0; k < tensor->n; k++)
        tensor->data[k] = frost_rng_uniform (&rng) + 0.1f;
    }
}

/* One of every kind but dropout, with all that a window can say. */
static FrostModel *
everything (void)
{
  Wire *graph = graph_begin (19, 17), *norm, *node;

  graph_conv (graph);
  graph_initializer (graph, onnx_floats ("n", (int64_t[]){ 4 }, 1, 1, 1));
  norm = onnx_node ("BatchNormalization", "bn", "c,n,n,n,n", "b");
  onnx_attribute_float (norm, "epsilon", 0.003f);
  onnx_attribute_float (norm, "momentum", 0.97f);
  graph_node (graph, norm);
  graph_initializer (graph, onnx_floats ("low", NULL, 0, 0, 0));
  graph_initializer (graph, onnx_floats ("high", NULL, 0, 6, 0));
  graph_initializer (graph, onnx_floats ("minus", NULL, 0, -1.5f, 0));
  graph_node (graph, onnx_node ("Clip", "relu6", "b,low,high", "r"));
  node = onnx_node ("Conv", "group", "r,gw", "g");
  graph_initializer (graph, onnx_floats ("gw", (int64_t[]){ 8, 1, 2, 3 }, 4, 0, 0));
  onnx_attribute_int (node, "group", 4);
  onnx_attribute_ints (node, "strides", 2, (int64_t) 2, (int64_t) 1);
  onnx_attribute_ints (node, "dilations", 2, (int64_t) 1, (int64_t) 2);
  onnx_attribute_ints (node, "pads", 4, (int64_t) 0, (int64_t) 1, (int64_t) 2,
                       (int64_t) 3);
  graph_node (graph, node);
  graph_node (graph, onnx_node ("Relu", "relu", "g", "h"));
  graph_node (graph, onnx_node ("Clip", "both", "h,minus,high", "i"));
  graph_node (graph, onnx_node ("Clip", "below", "h,minus", "j"));
  graph_node (graph, onnx_node ("Clip", "above", "h,,high", "k"));
  graph_node (graph, onnx_node ("Add", "sum1", "i,j", "t"));
  graph_node (graph, onnx_node ("Add", "sum", "t,k", "l"));
  node = onnx_node ("MaxPool", "max", "l", "m");
  onnx_attribute_ints (node, "kernel_shape", 2, (int64_t) 3, (int64_t) 3);
  onnx_attribute_ints (node, "strides", 2, (int64_t) 2, (int64_t) 2);
  onnx_attribute_int (node, "ceil_mode", 1);
  graph_node (graph, node);
  node = onnx_node ("AveragePool", "mean", "l", "o");
  onnx_attribute_ints (node, "kernel_shape", 2, (int64_t) 3, (int64_t) 3);
  onnx_attribute_ints (node, "strides", 2, (int64_t) 2, (int64_t) 2);
  onnx_attribute_ints (node, "pads", 4, (int64_t) 1, (int64_t) 1, (int64_t) 1,
                       (int64_t) 1);
  onnx_attribute_int (node, "count_include_pad", 1);
  graph_node (graph, node);
  graph_node (graph, onnx_node ("GlobalMaxPool", "peak", "m", "p"));
  graph_node (graph, onnx_node ("GlobalAveragePool", "average", "o", "q"));
  node = onnx_node ("Concat", "join", "p,q", "s");
  onnx_attribute_int (node, "axis", 1);
  graph_node (graph, node);
  graph_head (graph, "s", 16);
  FrostModel *model = onnx_load_graph (graph, 13);
  randomize (model);
  return model;
}

static FrostModel *
round_trip (const FrostModel *model)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (frost_onnx_save (model, path, &error));
  g_assert_no_error (error);
  FrostModel *twin = frost_onnx_load (path, &error);
  g_assert_no_error (error);
  return twin;
}

static void
same (const FrostModel *a, const FrostModel *b)
{
  int last = frost_graph_n_values (a->graph) - 1;

  g_assert_cmpint (frost_graph_n_nodes (b->graph), ==, last);
  for (int i = 0; i < last; i++)
    {
      const FrostNode *x = frost_graph_node (a->graph, i),
                      *y = frost_graph_node (b->graph, i);
      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpint (x->kind, ==, y->kind);
      g_assert_cmpfloat (x->attributes.momentum, ==, y->attributes.momentum);
    }
  g_assert_cmpint (a->parameters->len, ==, b->parameters->len);
  for (int i = 0; i < (int) a->parameters->len; i++)
    {
      const FrostParameter *x = frost_model_parameter (a, i),
                           *y = frost_model_parameter (b, i);
      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpint (x->fixed, ==, y->fixed);
      g_assert_cmpmem (x->tensor->data, sizeof (float) * (size_t) x->tensor->n,
                       y->tensor->data, sizeof (float) * (size_t) y->tensor->n);
    }
  g_autofree char *one = frost_model_fingerprint (a, last);
  g_autofree char *other = frost_model_fingerprint (b, last);
  g_assert_cmpstr (one, ==, other);
}

static void
test_round_trip (void)
{
  g_autoptr (FrostModel) model = everything ();
  g_autoptr (FrostModel) twin = round_trip (model);

  same (model, twin);
  g_assert_cmpstr (twin->name, ==, "model");
  g_assert_null (twin->classes);
}

/* In a locale with decimal commas, as gtk_init may set it. */
static void
test_metadata (void)
{
  g_autoptr (FrostModel) model = everything ();
  g_autofree char *old = g_strdup (setlocale (LC_ALL, NULL));

  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    g_test_message ("de_DE.UTF-8 is not installed, the locale stays as it is");
  model->classes = g_strdupv ((char *[]){ "größe \"5\"", "back\\slash,\n", NULL });
  model->preprocessing_known = TRUE;
  frost_preprocessing_set_preset (&model->preprocessing, FROST_PREPROCESSING_TORCHVISION);
  model->preprocessing.resize_short = 23;
  g_autoptr (FrostModel) twin = round_trip (model);
  setlocale (LC_ALL, old);

  same (model, twin);
  g_assert_true (twin->preprocessing_known);
  g_assert_cmpint (twin->preprocessing.resize_short, ==, 23);
  g_assert_cmpint (twin->preprocessing.height, ==, 19);
  g_assert_cmpmem (model->preprocessing.mean, sizeof model->preprocessing.mean,
                   twin->preprocessing.mean, sizeof twin->preprocessing.mean);
  g_assert_cmpmem (model->preprocessing.scale, sizeof model->preprocessing.scale,
                   twin->preprocessing.scale, sizeof twin->preprocessing.scale);
  g_assert_cmpint ((int) g_strv_length (twin->classes), ==, 2);
  g_assert_cmpstr (twin->classes[0], ==, model->classes[0]);
  g_assert_cmpstr (twin->classes[1], ==, model->classes[1]);
}

/* What other programs read: versions, names, symbolic batch, layouts. */
static void
test_file (void)
{
  g_autoptr (FrostModel) model = everything ();
  g_autoptr (FrostModel) twin = round_trip (model);
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  Onnx__ModelProto *proto = onnx__model_proto__unpack (NULL, size, (guint8 *) data);
  Onnx__GraphProto *graph = proto->graph;
  g_assert_cmpint (proto->ir_version, ==, 7);
  g_assert_cmpstr (proto->producer_name, ==, "frostline");
  g_assert_cmpint (proto->opset_import[0]->version, ==, 13);
  g_assert_cmpstr (graph->input[0]->name, ==, "input");
  g_assert_cmpstr (graph->output[0]->name, ==, "logits");
  Onnx__TensorShapeProto *shape = graph->input[0]->type->tensor_type->shape;
  g_assert_cmpstr (shape->dim[0]->dim_param, ==, "N");
  g_assert_cmpint (shape->dim[1]->dim_value, ==, 3);
  g_assert_cmpint (shape->dim[2]->dim_value, ==, 19);
  g_assert_cmpint (shape->dim[3]->dim_value, ==, 17);
  g_assert_cmpint (graph->output[0]->type->tensor_type->shape->dim[1]->dim_value, ==, 2);

  Onnx__TensorProto *weight = NULL;
  for (size_t i = 0; i < graph->n_initializer; i++)
    if (g_str_equal (graph->initializer[i]->name, "conv.weight"))
      weight = graph->initializer[i];
  g_assert_cmpint ((int) weight->n_dims, ==, 4);
  g_assert_cmpint (weight->dims[0], ==, 4);
  g_assert_cmpint (weight->dims[1], ==, 3);
  const float *ours = frost_model_parameter (model, 0)->tensor->data;
  const float *theirs = (const float *) weight->raw_data.data;
  /* Output 3, input 1, row 2, column 0. */
  g_assert_cmpfloat (theirs[((3 * 3 + 1) * 3 + 2) * 3 + 0], ==,
                     ours[((2 * 3 + 0) * 3 + 1) * 4 + 3]);
  onnx__model_proto__free_unpacked (proto, NULL);
  g_free (data);
}

/* Dropout does nothing at inference and is left out. */
static void
test_dropout (void)
{
  Wire *graph = graph_begin (8, 8);
  graph_conv (graph);
  graph_node (graph, onnx_node ("Dropout", "drop", "c", "d"));
  graph_head (graph, "d", 4);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  g_autoptr (FrostModel) twin = round_trip (model);
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, 5);
  g_assert_cmpint (frost_graph_n_nodes (twin->graph), ==, 4);

  graph = graph_begin (8, 8);
  graph_conv (graph);
  graph_node (graph, onnx_node ("GlobalAveragePool", "pool", "c", "p"));
  graph_node (graph, onnx_node ("Flatten", "flatten", "p", "f"));
  graph_node (graph, onnx_node ("Dropout", "drop", "f", "y"));
  g_autoptr (FrostModel) last = onnx_load_graph (graph, 13);
  g_autoptr (FrostModel) trimmed = round_trip (last);
  g_assert_cmpint (frost_graph_n_nodes (trimmed->graph), ==, 3);
}

/* Names that mean something else in a file, or are there twice, still give a file that loads. */
static void
test_names (void)
{
  g_autoptr (FrostModel) model = everything ();
  static const char *const names[] = { "input", "logits", "conv", "conv" };

  for (int i = 0; i < 4; i++)
    {
      FrostNode *node = frost_graph_node (model->graph, i);
      g_free (node->name);
      node->name = g_strdup (names[i]);
      FrostParameter *parameter = frost_model_parameter (model, i);
      g_free (parameter->name);
      parameter->name = g_strdup (names[i]);
    }
  g_autoptr (FrostModel) twin = round_trip (model);
  g_assert_cmpint (frost_graph_n_nodes (twin->graph), ==,
                   frost_graph_n_nodes (model->graph));
}

static void
refuse (const FrostModel *model, const char *to, int code, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (frost_onnx_save (model, to, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
}

static int
files_in_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  int n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A limit on file size stands for a full disk: the write fails in the middle. */
static void
test_full (void)
{
  g_autoptr (FrostModel) model = everything ();
  g_autoptr (FrostModel) first = round_trip (model);
  struct rlimit before, small;
  struct stat whole, after;

  g_assert_cmpint (stat (path, &whole), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = 512;
  setrlimit (RLIMIT_FSIZE, &small);
  g_autoptr (GError) error = NULL;
  gboolean saved = frost_onnx_save (model, path, &error);
  setrlimit (RLIMIT_FSIZE, &before);

  g_assert_false (saved);
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "save in another"));
  g_assert_cmpint (stat (path, &after), ==, 0);
  g_assert_cmpint (after.st_size, ==, whole.st_size);
  g_assert_cmpint (after.st_ino, ==, whole.st_ino);
  g_assert_cmpint (files_in_folder (), ==, 1);
  g_autoptr (FrostModel) again = round_trip (model); /* works again afterwards */
}

static void
test_refused (void)
{
  g_autoptr (FrostModel) model = everything ();
  g_autofree char *nowhere = g_build_filename (folder, "no", "such", "m.onnx", NULL);

  refuse (model, nowhere, FROST_ENGINE_ERROR_IO, "choose a folder that exists");
  refuse (model, folder, FROST_ENGINE_ERROR_IO, "not a folder");
  refuse (model, "/dev/null", FROST_ENGINE_ERROR_IO, "not a regular file");

  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    if (frost_graph_node (model->graph, i)->kind == FROST_OP_AVERAGE_POOL)
      frost_graph_node (model->graph, i)->attributes.window.dilation_h = 2;
  refuse (model, path, FROST_ENGINE_ERROR_UNSUPPORTED,
          "mean: average pooling with dilation");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("frost-onnx-export-XXXXXX", NULL);
  path = g_build_filename (folder, "model.onnx", NULL);
  g_test_add_func ("/onnx-export/round-trip", test_round_trip);
  g_test_add_func ("/onnx-export/metadata", test_metadata);
  g_test_add_func ("/onnx-export/file", test_file);
  g_test_add_func ("/onnx-export/dropout", test_dropout);
  g_test_add_func ("/onnx-export/names", test_names);
  g_test_add_func ("/onnx-export/full", test_full);
  g_test_add_func ("/onnx-export/refused", test_refused);
  int result = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return result;
}
