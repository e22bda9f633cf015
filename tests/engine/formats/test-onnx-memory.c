/* A file of weights takes its own size in memory and little more: FROST_ONNX_MEGABYTES of them,
 * 150 without. The numbers are a hole in the file, so that it takes no room on the disk. */
#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "tests/engine/formats/onnx-writer.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED TRUE
#else
#define SANITIZED FALSE
#endif

#define CHANNELS 512
#define WEIGHT (9 * CHANNELS * CHANNELS)

/* What the process has taken at most so far, in bytes. */
static int64_t
peak (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  const char *line = strstr (text, "VmHWM:");
  g_assert_nonnull (line);
  return g_ascii_strtoll (line + 6, NULL, 10) * 1024;
}

/* A tensor up to where its raw data starts. */
static Wire *
tensor_head (const char *name, const int64_t *dims, int64_t size)
{
  Wire *tensor = wire_new ();

  for (int i = 0; i < 4; i++)
    wire_int (tensor, 1, dims[i]);
  wire_int (tensor, 2, 1);
  wire_text (tensor, 8, name);
  wire_tag (tensor, 9, 2);
  wire_varint (tensor, (guint64) size);
  return tensor;
}

static void
put (int fd, Wire *wire)
{
  g_assert_cmpint (write (fd, wire->data, wire->len), ==, wire->len);
  g_byte_array_unref (wire);
}

/* input → n convolutions of 3 x 3 → head. */
static void
write_file (const char *path, int n)
{
  Wire *graph = graph_begin (1, 1), *model = wire_new (), *import = wire_new ();
  g_autofree Wire **heads = g_new (Wire *, n);
  int64_t length = 0;

  for (int i = 0; i < n; i++)
    {
      const int64_t in = i == 0 ? 3 : CHANNELS, dims[4] = { CHANNELS, in, 3, 3 };
      const int64_t size = 4 * 9 * CHANNELS * in;
      g_autofree char *name = g_strdup_printf ("conv%d", i);
      g_autofree char *weight = g_strdup_printf ("conv%d.weight", i);
      g_autofree char *from = i == 0 ? g_strdup ("input") : g_strdup_printf ("v%d", i);
      g_autofree char *inputs = g_strdup_printf ("%s,%s", from, weight);
      g_autofree char *to = g_strdup_printf ("v%d", i + 1);
      Wire *conv = onnx_node ("Conv", name, inputs, to);

      onnx_attribute_ints (conv, "pads", 4, (int64_t) 1, (int64_t) 1, (int64_t) 1,
                           (int64_t) 1);
      graph_node (graph, conv);
      Wire *tensor = tensor_head (weight, dims, size);
      heads[i] = wire_new ();
      wire_tag (heads[i], 5, 2);
      wire_varint (heads[i], tensor->len + (guint64) size);
      g_byte_array_append (heads[i], tensor->data, tensor->len);
      g_byte_array_unref (tensor);
      length += heads[i]->len + size;
    }
  g_autofree char *last = g_strdup_printf ("v%d", n);
  graph_head (graph, last, CHANNELS);

  wire_int (model, 1, 7);
  wire_text (import, 1, "");
  wire_int (import, 2, 13);
  wire_message (model, 8, import);
  wire_tag (model, 7, 2);
  wire_varint (model, graph->len + (guint64) length);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  put (fd, model);
  put (fd, graph);
  for (int i = 0; i < n; i++)
    {
      put (fd, heads[i]);
      off_t end = lseek (fd, 4 * 9 * CHANNELS * (i == 0 ? 3 : CHANNELS), SEEK_CUR);
      g_assert_cmpint (ftruncate (fd, end), ==, 0);
    }
  close (fd);
}

static void
test_peak (void)
{
  const char *wanted = g_getenv ("FROST_ONNX_MEGABYTES");
  int64_t size = (wanted == NULL ? 150 : atoi (wanted)) * INT64_C (1000000);
  int n = (int) (size / (4 * WEIGHT)) + 1;
  g_autofree char *folder = g_dir_make_tmp ("frost-onnx-memory-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "large.onnx", NULL);
  g_autoptr (GError) error = NULL;

  if (SANITIZED)
    {
      g_test_skip ("a sanitizer keeps memory of its own");
      return;
    }
  write_file (path, n);
  int64_t before = peak ();
  g_autoptr (FrostModel) model = frost_onnx_load (path, &error);
  g_assert_no_error (error);
  int64_t taken = peak () - before;
  int64_t weights = frost_model_n_parameters (model) * 4;
  g_test_message ("weights %" G_GINT64_FORMAT " bytes, taken %" G_GINT64_FORMAT, weights,
                  taken);
  g_assert_cmpint (weights, >, size - 4 * WEIGHT);
  /* Beyond the tensors a piece of a weight, the graph and malloc's own. */
  g_assert_cmpint (taken, <, weights + (8 << 20));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-memory/peak", test_peak);
  return g_test_run ();
}
