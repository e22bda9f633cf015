/* Files that are no models, files that are damaged, and the two MobileNets. */
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/formats/onnx-source.h"
#include "engine/formats/onnx.h"
#include "tests/engine/formats/onnx-writer.h"

#include <errno.h>
#include <fcntl.h>
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
refuse (const char *path, int code, const char *text)
{
  g_autoptr (GError) error = NULL;
  FrostModel *model = frost_onnx_load (path, &error);

  g_assert_null (model);
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, path));
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
}

static void
test_not_files (void)
{
  g_autofree char *missing = path_of ("missing.onnx");
  g_autofree char *fifo = path_of ("fifo.onnx");
  g_autofree char *empty = path_of ("empty.onnx");
  g_autofree char *large = path_of ("large.onnx");
  g_autofree char *foreign = path_of ("foreign.onnx");

  refuse (missing, FROST_ENGINE_ERROR_IO, "could not be read");
  refuse (folder, FROST_ENGINE_ERROR_IO, "not a regular file");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  refuse (fifo, FROST_ENGINE_ERROR_IO, "not a regular file"); /* and does not hang */
  refuse ("/dev/zero", FROST_ENGINE_ERROR_IO, "not a regular file");

  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  refuse (empty, FROST_ENGINE_ERROR_CORRUPT, "it has 0 bytes");
  g_assert_true (g_file_set_contents (foreign, "\x89PNG\r\n\x1a\n and so on", -1, NULL));
  refuse (foreign, FROST_ENGINE_ERROR_CORRUPT, "byte ");

  /* Sparse: takes no room on the disk. */
  int fd = open (large, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (ftruncate (fd, (INT64_C (2) << 30) + 1), ==, 0);
  close (fd);
  refuse (large, FROST_ENGINE_ERROR_UNSUPPORTED, "needs 1 to 2147483648");
  g_unlink (large);
  g_unlink (fifo);
  g_unlink (empty);
  g_unlink (foreign);

  if (getuid () != 0)
    {
      g_autofree char *secret = path_of ("secret.onnx");
      g_assert_true (g_file_set_contents (secret, "x", 1, NULL));
      g_assert_cmpint (chmod (secret, 0), ==, 0);
      refuse (secret, FROST_ENGINE_ERROR_IO, "could not be read");
      g_unlink (secret);
    }
}

/* Something of every kind, 16 x 16 pixels. */
static GBytes *
sample_file (void)
{
  g_autofree char *path = path_of ("sample.onnx");
  Wire *graph = graph_begin (16, 16), *pool = onnx_node ("MaxPool", "pool1", "r", "m"),
       *concat = onnx_node ("Concat", "join", "m,m", "j");
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  graph_conv (graph);
  graph_node (graph, onnx_node ("BatchNormalization", "bn", "c,g,g,g,g", "b"));
  graph_initializer (graph, onnx_floats ("g", (int64_t[]){ 4 }, 1, 1, 0.5f));
  graph_initializer (graph, onnx_floats ("low", NULL, 0, 0, 0));
  graph_initializer (graph, onnx_floats ("high", NULL, 0, 6, 0));
  graph_node (graph, onnx_node ("Clip", "relu6", "b,low,high", "r"));
  onnx_attribute_ints (pool, "kernel_shape", 2, (int64_t) 2, (int64_t) 2);
  graph_node (graph, pool);
  onnx_attribute_int (concat, "axis", 1);
  graph_node (graph, concat);
  graph_head (graph, "j", 8);
  g_autoptr (FrostModel) model = onnx_load_graph (graph, 13);
  model->classes = g_strdupv ((char *[]){ "ant", "bee", NULL });
  model->preprocessing_known = TRUE;
  g_assert_true (frost_onnx_save (model, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_unlink (path);
  return g_bytes_new_take (data, size);
}

/* Cut anywhere: an error, or (between two fields of the outermost message) a model without what
 * was cut off. Never a crash; the sanitizers watch. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) whole = sample_file ();
  gsize size = g_bytes_get_size (whole);
  int n_refused = 0, n = 0;

  for (gsize length = 0; length < size; length += length < 400 ? 1 : 7, n++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (FrostModel) model = frost_onnx_load_bytes (part, "part", &error);

      g_assert_true ((model == NULL) == (error != NULL));
      n_refused += model == NULL;
    }
  g_assert_cmpint (n_refused, >=, n - 4);
}

static void
test_bit_flips (void)
{
  g_autoptr (GBytes) whole = sample_file ();
  gsize size;
  const guint8 *data = g_bytes_get_data (whole, &size);
  FrostRng rng;
  int n_refused = 0, n = g_test_thorough () ? 200000 : 20000;

  frost_rng_seed (&rng, 2025);
  for (int i = 0; i < n; i++)
    {
      guint8 *copy = g_memdup2 (data, size);
      int flips = 1 + (int) frost_rng_below (&rng, 3);
      for (int k = 0; k < flips; k++)
        copy[frost_rng_below (&rng, size)] ^= (guint8) (1u << frost_rng_below (&rng, 8));
      g_autoptr (GBytes) bytes = g_bytes_new_take (copy, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (FrostModel) model = frost_onnx_load_bytes (bytes, "flipped", &error);

      g_assert_true ((model == NULL) == (error != NULL));
      n_refused += model == NULL;
    }
  /* Most flips fall into numbers and names, which stay valid. */
  g_assert_cmpint (n_refused, >, n / 20);
  g_assert_cmpint (n_refused, <, n);
}

/* Thousands of levels of nesting, as safety.md measured them to crash protobuf-c. */
static void
test_bomb (void)
{
  GByteArray *bomb = g_byte_array_new ();
  guint8 tail[16];

  /* From the inside out: a length in front of what is there already. */
  for (int i = 0; i < 5000; i++)
    {
      /* graph, then node, attribute, graph and so on inwards. */
      static const guint8 fields[3] = { 1, 5, 6 };
      guint8 tag = (guint8) ((i == 4999 ? 7 : fields[(4998 - i) % 3]) << 3 | 2);
      GByteArray *head = g_byte_array_new ();
      guint length = bomb->len;
      guint n = 0;
      do
        {
          tail[n++] = (guint8) ((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
          length >>= 7;
        }
      while (length > 0);
      g_byte_array_append (head, &tag, 1);
      g_byte_array_append (head, tail, n);
      g_byte_array_prepend (bomb, head->data, head->len);
      g_byte_array_unref (head);
    }
  onnx_refuse_model (bomb, FROST_ENGINE_ERROR_CORRUPT, "nested deeper");
}

static gboolean
ramp_has (gpointer data, const Onnx__TensorProto *initializer)
{
  return TRUE;
}

/* The numbers of onnx_floats: from first on in steps, both by the number of dimensions. */
static gboolean
ramp_read (gpointer data, const Onnx__TensorProto *initializer, void *bytes, size_t size,
           GError **error)
{
  float first = initializer->n_dims == 4 ? -0.5f : 0;
  float step = initializer->n_dims == 4 ? 0.01f : 0.1f;

  g_ptr_array_add (data, g_strdup (initializer->name));
  for (size_t i = 0; i < size / 4; i++)
    ((float *) bytes)[i] = first + step * (float) i;
  return TRUE;
}

/* The convolution of onnx-writer, whose numbers the file has or the source. */
static GBytes *
conv_file (gboolean with_numbers)
{
  Wire *graph = graph_begin (16, 16);

  if (with_numbers)
    graph_conv (graph);
  else
    {
      static const int64_t dims[4] = { 4, 3, 3, 3 };
      Wire *conv = onnx_node ("Conv", "conv", "input,conv.weight,conv.bias", "c");

      onnx_attribute_ints (conv, "pads", 4, (int64_t) 1, (int64_t) 1, (int64_t) 1,
                           (int64_t) 1);
      graph_node (graph, conv);
      for (int i = 0; i < 2; i++)
        {
          Wire *tensor = wire_new ();
          for (int d = 0; d < (i == 0 ? 4 : 1); d++)
            wire_int (tensor, 1, dims[d]);
          wire_int (tensor, 2, 1);
          wire_text (tensor, 8, i == 0 ? "conv.weight" : "conv.bias");
          graph_initializer (graph, tensor);
        }
    }
  graph_head (graph, "c", 4);
  return onnx_bytes (onnx_model (graph, 13));
}

static void
test_source (void)
{
  g_autoptr (GBytes) whole = conv_file (TRUE), skeleton = conv_file (FALSE);
  g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);
  const FrostOnnxSource source = { .data = asked, .has = ramp_has, .read = ramp_read };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) expected = frost_onnx_load_bytes (whole, "test", &error);
  g_assert_no_error (error);
  g_autoptr (FrostModel) model =
      frost_onnx_load_bytes_with_source (skeleton, "test", &source, 1000, &error);
  g_assert_no_error (error);

  g_assert_cmpint ((int) asked->len, ==, 2); /* those with numbers are not asked for */
  g_assert_cmpstr (asked->pdata[0], ==, "conv.weight");
  g_autofree char *a = frost_model_fingerprint (expected, 4);
  g_autofree char *b = frost_model_fingerprint (model, 4);
  g_assert_cmpstr (a, ==, b);

  g_assert_null (frost_onnx_load_bytes (skeleton, "test", &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  g_assert_cmpstr (error->message, ==,
                   "test: conv: initializer \"conv.weight\" has 0 floats of data, its "
                   "shape needs 108");
}

static void
test_mobilenets (void)
{
  static const struct
  {
    const char *file;
    int n_nodes, n_tensors;
    int64_t parameters;
  } expected[] = {
    { "mobilenet_v1_075_224.onnx", 57, 56, 2577352 },
    { "mobilenet_v1_075_224_unfolded.onnx", 84, 137, 2601976 },
  };
  const char *shared = g_getenv ("FROST_SHARED");

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *path =
          g_build_filename (shared == NULL ? "" : shared, "models",
                            "mobilenet_v1_075_224", expected[i].file, NULL);
      g_autofree char *again = path_of ("again.onnx");
      g_autoptr (GError) error = NULL;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_test_skip ("the shared MobileNet is not beside the project");
          return;
        }
      g_autoptr (FrostModel) model = frost_onnx_load (path, &error);
      g_assert_no_error (error);
      const FrostGraph *graph = model->graph;
      const FrostNode *first = frost_graph_node (graph, 0);
      g_assert_cmpint (frost_graph_n_nodes (graph), ==, expected[i].n_nodes);
      g_assert_cmpint ((int) model->parameters->len, ==, expected[i].n_tensors);
      g_assert_cmpint (frost_model_n_parameters (model), ==, expected[i].parameters);
      g_assert_cmpint (frost_model_n_outputs (model), ==, 1000);
      g_assert_cmpstr (first->name, ==, "features.conv1.conv");
      g_assert_cmpstr (frost_model_parameter (model, 0)->name, ==,
                       "features.conv1.conv.weight");
      /* TensorFlow's padding, which the file computes in a dozen nodes. */
      g_assert_cmpint (first->attributes.window.pad_top, ==, 0);
      g_assert_cmpint (first->attributes.window.pad_left, ==, 0);
      g_assert_cmpint (first->attributes.window.pad_bottom, ==, 1);
      g_assert_cmpint (first->attributes.window.pad_right, ==, 1);
      g_assert_cmpint (first->inference.y.dim[0], ==, 112);

      g_assert_true (frost_onnx_save (model, again, &error));
      g_autoptr (FrostModel) twin = frost_onnx_load (again, &error);
      g_assert_no_error (error);
      int last = frost_graph_n_values (graph) - 1;
      g_autofree char *a = frost_model_fingerprint (model, last);
      g_autofree char *b = frost_model_fingerprint (twin, last);
      g_assert_cmpstr (a, ==, b);
      g_unlink (again);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("frost-onnx-load-XXXXXX", NULL);
  g_test_add_func ("/onnx-load/not-files", test_not_files);
  g_test_add_func ("/onnx-load/truncated", test_truncated);
  g_test_add_func ("/onnx-load/bit-flips", test_bit_flips);
  g_test_add_func ("/onnx-load/bomb", test_bomb);
  g_test_add_func ("/onnx-load/source", test_source);
  g_test_add_func ("/onnx-load/mobilenets", test_mobilenets);
  int result = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return result;
}
