/* Files as PyTorch writes them against what PyTorch reads from them (tensor-golden.h), files that
 * change while they are open, files that are none, and the shared models. */
#include "engine/core/error.h"
#include "engine/formats/tensor-file.h"
#include "tests/engine/formats/memory-file.h"
#include "tests/engine/formats/pickle-maker.h"
#include "tests/engine/formats/tensor-golden.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static char *
golden_path (const char *file)
{
  return g_test_build_filename (G_TEST_DIST, "engine", "formats", "tensor-golden", file,
                                NULL);
}

static FrostTensorFile *
open_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  FrostTensorFile *file = frost_tensor_file_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (file);
  return file;
}

static void
check_tensor (FrostTensorFile *file, const FrostStoredTensor *tensor,
              const TensorGolden *expected)
{
  g_autoptr (GError) error = NULL;
  float numbers[25];

  g_assert_cmpstr (tensor->name, ==, expected->name);
  g_assert_cmpint (tensor->type, ==, expected->type);
  g_assert_cmpint (tensor->rank, ==, expected->rank);
  int64_t n = 1;
  for (int i = 0; i < tensor->rank; i++)
    {
      g_assert_cmpint (tensor->dim[i], ==, expected->dim[i]);
      n *= expected->dim[i];
    }
  g_assert_cmpint (tensor->n, ==, n);
  numbers[n] = 12345; /* nothing behind the last one is written */
  g_assert_true (frost_tensor_file_read (file, tensor, numbers, &error));
  g_assert_no_error (error);
  for (int64_t i = 0; i < n; i++)
    g_assert_cmpfloat (numbers[i], ==, expected->numbers[i]);
  g_assert_cmpfloat (numbers[n], ==, 12345);
  g_assert_true (frost_tensor_file_find (file, expected->name) == tensor);
}

static void
test_golden (void)
{
  for (guint first = 0, next; first < G_N_ELEMENTS (golden); first = next)
    {
      const char *name = golden[first].file;
      g_autofree char *path = golden_path (name);
      g_autoptr (FrostTensorFile) file = open_file (path);

      for (next = first; next < G_N_ELEMENTS (golden); next++)
        if (strcmp (golden[next].file, name) != 0)
          break;
      g_assert_cmpint (frost_tensor_file_get_n_tensors (file), ==, (int) (next - first));
      g_assert_cmpstr (frost_tensor_file_get_format (file), ==,
                       g_str_has_prefix (name, "zip") ? "PyTorch (zip)"
                                                      : "PyTorch (legacy)");
      for (guint i = first; i < next; i++)
        check_tensor (file, frost_tensor_file_peek (file, (int) (i - first)), &golden[i]);
      /* In any order. */
      for (guint i = next; i-- > first;)
        check_tensor (file, frost_tensor_file_peek (file, (int) (i - first)), &golden[i]);
      g_assert_null (frost_tensor_file_find (file, "nobody"));
    }
}

static void
test_recognises (void)
{
  static const char *const others[] = { "\x89HDF\r\n\x1a\n",
                                        "{\"format\": \"layers-model\"}",
                                        "\x08\x06\x12\x07pytorch\x1a\x06",
                                        "\xff\xd8\xff\xe0\0\x10JFIF",
                                        "",
                                        "{\"a\":[{{{{{{{{{{" };
  /* A zip archive of no folder: what Keras writes. */
  g_autofree char *keras =
      g_strconcat ("PK\3\4xxxxxxxxxxxxxxxxxxxxxx\x0d", "?xxmetadata.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    {
      g_autofree char *path = golden_path (golden[i].file);
      g_autofree char *data = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &data, &size, NULL));
      for (gsize n = 16; n <= 128; n *= 2)
        g_assert_true (
            frost_tensor_file_recognises ((const uint8_t *) data, n, (int64_t) size));
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (frost_tensor_file_recognises ((const uint8_t *) others[i],
                                                  strlen (others[i]), 1000));
  size_t length = strlen (keras);
  keras[27] = '\0'; /* 13 letters */
  g_assert_false (frost_tensor_file_recognises ((const uint8_t *) keras, length, 1000));
}

static void
refuse (const char *path, int code, const char *text)
{
  g_autoptr (GError) error = NULL;
  FrostTensorFile *file = frost_tensor_file_open (path, &error);

  g_assert_null (file);
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, path));
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
}

static void
test_not_files (void)
{
  g_autofree char *missing = g_build_filename (folder, "missing.pth", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo.pth", NULL);
  g_autofree char *empty = g_build_filename (folder, "empty.pth", NULL);
  g_autofree char *foreign = g_build_filename (folder, "foreign.pth", NULL);
  g_autofree char *named = g_build_filename (folder, "named.safetensors", NULL);

  refuse (missing, FROST_ENGINE_ERROR_IO, "could not be read");
  refuse (folder, FROST_ENGINE_ERROR_IO, "not a regular file");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  refuse (fifo, FROST_ENGINE_ERROR_IO, "not a regular file"); /* and does not hang */
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  refuse (empty, FROST_ENGINE_ERROR_UNSUPPORTED, "neither");
  g_assert_true (g_file_set_contents (foreign, "\x89PNG\r\n\x1a\n and so on", -1, NULL));
  refuse (foreign, FROST_ENGINE_ERROR_UNSUPPORTED, "neither");
  /* By its name it should be one: told what is wrong. */
  g_assert_true (g_file_set_contents (named, "\x89PNG", -1, NULL));
  refuse (named, FROST_ENGINE_ERROR_CORRUPT, "the length alone");
  g_unlink (fifo);
  g_unlink (empty);
  g_unlink (foreign);
  g_unlink (named);
}

/* Another program cuts the file off while it is open: an error, not SIGBUS, and what is still
 * there can be read. */
static void
test_shortened (void)
{
  static const char *const files[] = { "zip.pth", "legacy.pth" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = golden_path (files[i]);
      g_autofree char *path = g_build_filename (folder, files[i], NULL);
      g_autofree char *data = NULL;
      g_autoptr (GError) error = NULL;
      gsize size;
      float numbers[6];
      int n_refused = 0;

      g_assert_true (g_file_get_contents (from, &data, &size, NULL));
      g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
      g_autoptr (FrostTensorFile) file = open_file (path);
      g_assert_cmpint (truncate (path, 1000), ==, 0);
      for (int k = 0; k < frost_tensor_file_get_n_tensors (file); k++)
        {
          const FrostStoredTensor *tensor = frost_tensor_file_peek (file, k);
          if (frost_tensor_file_read (file, tensor, numbers, &error))
            continue;
          g_assert_true (g_str_has_prefix (error->message, tensor->name));
          n_refused++;
          g_clear_error (&error);
        }
      g_assert_cmpint (n_refused, >, 0);
      g_unlink (path);
    }
}

static FrostTensorFile *
open_bytes (const char *data, gsize size, GError **error)
{
  g_autoptr (MemoryFile) memory = memory_file_new (data, size, 0);

  return frost_tensor_file_open (memory->path, error);
}

/* Cut off anywhere a file is refused with one line, and none of its bits is worth a crash: the
 * sanitizers watch. */
static void
test_damaged (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    {
      g_autofree char *from = golden_path (golden[i].file);
      g_autofree char *data = NULL;
      gsize size;

      if (i > 0 && strcmp (golden[i].file, golden[i - 1].file) == 0)
        continue;
      g_assert_true (g_file_get_contents (from, &data, &size, NULL));
      for (gsize n = 0; n < size; n += 5)
        {
          g_autoptr (GError) error = NULL;
          g_assert_null (open_bytes (data, n, &error));
          g_assert_nonnull (error);
          g_assert_null (strchr (error->message, '\n'));
        }
      for (gsize n = 0; n < size; n += 5)
        {
          g_autoptr (GError) error = NULL;

          data[n] ^= (char) (1 << n % 8);
          g_autoptr (FrostTensorFile) file = open_bytes (data, size, &error);
          data[n] ^= (char) (1 << n % 8);
          g_assert_true ((file == NULL) == (error != NULL));
          for (int k = 0; file != NULL && k < frost_tensor_file_get_n_tensors (file); k++)
            {
              const FrostStoredTensor *tensor = frost_tensor_file_peek (file, k);
              g_autofree float *numbers = g_new (float, tensor->n + 1);
              frost_tensor_file_read (file, tensor, numbers, NULL);
            }
        }
    }
}

/* Bytes that this process has read so far. */
static int64_t
bytes_read (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/self/io", &text, NULL, NULL))
    return -1;
  return g_ascii_strtoll (strstr (text, "rchar: ") + 7, NULL, 10);
}

/* Half a gigabyte that takes no room: opening reads what describes it, one tensor reads that one.
 * head is what stands before the numbers of "w", tail what stands behind them. */
static void
check_large (const char *head, gsize head_size, const char *tail, gsize tail_size,
             int64_t n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MemoryFile) memory = memory_file_new (head, head_size, 0);
  int64_t end = (int64_t) head_size + n * 4;
  float number;

  g_assert_cmpint (ftruncate (memory->fd, end), ==, 0);
  g_assert_cmpint (pwrite (memory->fd, tail, tail_size, end), ==, (gssize) tail_size);
  int64_t before = bytes_read ();
  g_autoptr (FrostTensorFile) file = frost_tensor_file_open (memory->path, &error);
  g_assert_no_error (error);
  const FrostStoredTensor *large = frost_tensor_file_find (file, "w");
  g_assert_cmpint (large->n, ==, n);
  const FrostStoredTensor *small = frost_tensor_file_find (file, "s");
  g_assert_true (frost_tensor_file_read (file, small, &number, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (number, ==, 1.5f);
  if (before >= 0)
    g_assert_cmpint (bytes_read () - before, <, 4 << 20);
}

static void
test_large (void)
{
  static const int64_t n = 125000000;
  const float small = 1.5f;
  g_autofree char *header = g_strdup_printf (
      "{\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
      "\"w\":{\"dtype\":\"F32\",\"shape\":[5,%d],\"data_offsets\":[4,%d]}}",
      (int) (n / 5), (int) (4 + 4 * n));
  guint64 length = GUINT64_TO_LE (strlen (header));
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) legacy =
      PICKLE_BYTES ("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
                    "\x80\x02M\xe9\x03.\x80\x02}.\x80\x02}");
  guint64 count = GUINT64_TO_LE (1);

  pickle_put_bytes (plain, &length, sizeof length);
  pickle_put (plain, header);
  pickle_put_bytes (plain, &small, sizeof small);
  check_large ((const char *) plain->data, plain->len, "", 0, n);

  pickle_put_text (legacy, "w");
  pickle_put_vector (legacy, "0", n);
  pickle_put (legacy, "s");
  pickle_put_text (legacy, "s");
  pickle_put_vector (legacy, "1", 1);
  pickle_put (legacy, "s.](");
  pickle_put_text (legacy, "0");
  pickle_put_text (legacy, "1");
  pickle_put (legacy, "e.");
  g_autoptr (GByteArray) behind = g_byte_array_new ();
  pickle_put_bytes (legacy, &n, sizeof n);
  pickle_put_bytes (behind, &count, sizeof count);
  pickle_put_bytes (behind, &small, sizeof small);
  check_large ((const char *) legacy->data, legacy->len, (const char *) behind->data,
               behind->len, n);
}

static void
test_describe (void)
{
  FrostStoredTensor tensor = { .type = FROST_STORED_BF16,
                               .rank = 3,
                               .dim = { 64, 3, 7 } };
  g_autofree char *text = frost_stored_tensor_describe (&tensor);
  g_assert_cmpstr (text, ==, "BF16 64x3x7");
  tensor.rank = 0;
  g_autofree char *scalar = frost_stored_tensor_describe (&tensor);
  g_assert_cmpstr (scalar, ==, "BF16");
}

/* The same network three times: each tensor's numbers must be the same ones. */
static void
test_mobilenets (void)
{
  const char *shared = g_getenv ("FROST_SHARED");
  g_autofree char *base =
      g_build_filename (shared == NULL ? "" : shared, "models", "mobilenet_v1_075_224",
                        "mobilenet_v1_075_224", NULL);
  g_autofree char *zip_path = g_strconcat (base, "_zip.pth", NULL);
  g_autofree char *plain_path = g_strconcat (base, ".safetensors", NULL);

  if (!g_file_test (zip_path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the shared MobileNet is not beside the project");
      return;
    }
  g_autoptr (FrostTensorFile) zip = open_file (zip_path);
  g_autoptr (FrostTensorFile) plain = open_file (plain_path);
  g_assert_cmpint (frost_tensor_file_get_n_tensors (zip), ==, 164);
  g_assert_cmpint (frost_tensor_file_get_n_tensors (plain), ==, 164);
  for (int i = 0; i < 164; i++)
    {
      const FrostStoredTensor *a = frost_tensor_file_peek (zip, i);
      const FrostStoredTensor *b = frost_tensor_file_find (plain, a->name);
      g_autofree float *x = g_new (float, a->n), *y = g_new (float, a->n);
      g_autofree char *x_text = frost_stored_tensor_describe (a);

      g_assert_nonnull (b);
      g_autofree char *y_text = frost_stored_tensor_describe (b);
      g_assert_cmpstr (x_text, ==, y_text);
      g_assert_true (frost_tensor_file_read (zip, a, x, NULL));
      g_assert_true (frost_tensor_file_read (plain, b, y, NULL));
      g_assert_cmpmem (x, sizeof *x * (size_t) a->n, y, sizeof *y * (size_t) a->n);
    }
}

static void
test_resnet (void)
{
  const char *shared = g_getenv ("FROST_SHARED");
  g_autofree char *path =
      g_build_filename (shared == NULL ? "" : shared, "models", "resnet_cifar10",
                        "resnet20-12fca82f.th", NULL);
  double sum = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the shared CIFAR ResNet is not beside the project");
      return;
    }
  g_autoptr (FrostTensorFile) file = open_file (path);
  g_assert_cmpstr (frost_tensor_file_get_format (file), ==, "PyTorch (legacy)");
  g_assert_cmpint (frost_tensor_file_get_n_tensors (file), ==, 97);
  const FrostStoredTensor *weight = frost_tensor_file_find (file, "linear.weight");
  g_assert_nonnull (weight);
  g_assert_cmpint (weight->rank, ==, 2);
  g_assert_cmpint (weight->dim[0], ==, 10);
  g_assert_cmpint (weight->dim[1], ==, 64);
  float numbers[640];
  g_assert_true (frost_tensor_file_read (file, weight, numbers, NULL));
  for (int i = 0; i < 640; i++)
    sum += (double) numbers[i] * (i % 7 + 1);
  /* By PyTorch 1.13. */
  g_assert_cmpfloat (fabs (sum - (-22.757271)), <, 1e-4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("frost-tensor-file-XXXXXX", NULL);
  g_test_add_func ("/tensor-file/golden", test_golden);
  g_test_add_func ("/tensor-file/recognises", test_recognises);
  g_test_add_func ("/tensor-file/not-files", test_not_files);
  g_test_add_func ("/tensor-file/shortened", test_shortened);
  g_test_add_func ("/tensor-file/damaged", test_damaged);
  g_test_add_func ("/tensor-file/large", test_large);
  g_test_add_func ("/tensor-file/describe", test_describe);
  g_test_add_func ("/tensor-file/mobilenets", test_mobilenets);
  g_test_add_func ("/tensor-file/resnet", test_resnet);
  int result = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return result;
}
