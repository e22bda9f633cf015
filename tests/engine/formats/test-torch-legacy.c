/* The five pickles and the storages behind them. */
#include "engine/core/error.h"
#include "engine/formats/tensor-file.h"
#include "tests/engine/formats/memory-file.h"
#include "tests/engine/formats/pickle-maker.h"

#include <string.h>

#define CORRUPT FROST_ENGINE_ERROR_CORRUPT
#define UNSUPPORTED FROST_ENGINE_ERROR_UNSUPPORTED
#define MAGIC "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."

static void
put_head (GByteArray *to)
{
  pickle_put_bytes (to, MAGIC, sizeof MAGIC - 1);
  pickle_put_bytes (to, "\x80\x02M\xe9\x03.", 6);
  pickle_put_bytes (to, "\x80\x02}.", 4);
}

/* {"a": 3 numbers of storage "7", "b": 2 of storage "8"} */
static void
put_object (GByteArray *to)
{
  pickle_put_bytes (to, "\x80\x02}", 3);
  pickle_put_text (to, "a");
  pickle_put_vector (to, "7", 3);
  pickle_put (to, "s");
  pickle_put_text (to, "b");
  pickle_put_vector (to, "8", 2);
  pickle_put (to, "s.");
}

static void
put_keys (GByteArray *to, const char *first, const char *second)
{
  pickle_put_bytes (to, "\x80\x02](", 4);
  pickle_put_text (to, first);
  if (second != NULL)
    pickle_put_text (to, second);
  pickle_put (to, "e.");
}

static void
put_storage (GByteArray *to, int64_t n, float first, int n_written)
{
  pickle_put_bytes (to, &n, sizeof n);
  for (int i = 0; i < n_written; i++)
    {
      float number = first + (float) i;
      pickle_put_bytes (to, &number, sizeof number);
    }
}

/* Up to the storages. */
static GByteArray *
begin (const char *first, const char *second)
{
  GByteArray *bytes = g_byte_array_new ();

  put_head (bytes);
  put_object (bytes);
  put_keys (bytes, first, second);
  return bytes;
}

static void
refuse (GByteArray *bytes, int code, const char *text)
{
  g_autoptr (MemoryFile) memory = memory_file_of_array (bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_tensor_file_open (memory->path, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
}

static void
gives (GByteArray *bytes)
{
  g_autoptr (MemoryFile) memory = memory_file_of_array (bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostTensorFile) file = frost_tensor_file_open (memory->path, &error);
  float a[3], b[2];

  g_assert_no_error (error);
  g_assert_true (
      frost_tensor_file_read (file, frost_tensor_file_find (file, "a"), a, &error));
  g_assert_true (
      frost_tensor_file_read (file, frost_tensor_file_find (file, "b"), b, &error));
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (a[i], ==, 10 + i);
  for (int i = 0; i < 2; i++)
    g_assert_cmpfloat (b[i], ==, 20 + i);
}

static void
test_reads (void)
{
  GByteArray *bytes = begin ("8", "7");

  /* In the order of the keys, whatever that is; what follows is somebody else's. */
  put_storage (bytes, 2, 20, 2);
  put_storage (bytes, 3, 10, 3);
  gives (bytes);
  bytes = begin ("7", "8");
  put_storage (bytes, 3, 10, 3);
  put_storage (bytes, 2, 20, 2);
  pickle_put (bytes, "and more");
  gives (bytes);
}

static void
test_storages (void)
{
  GByteArray *bytes = begin ("7", "8");

  put_storage (bytes, 3, 10, 3);
  refuse (bytes, CORRUPT, "storage \"8\": has");
  bytes = begin ("7", "8");
  put_storage (bytes, 3, 10, 3);
  put_storage (bytes, 2, 20, 1);
  refuse (bytes, CORRUPT, "storage \"8\": needs 8 bytes, the file ends after 4");
  bytes = begin ("7", "8");
  put_storage (bytes, 4, 10, 4);
  refuse (bytes, CORRUPT, "storage \"7\": has 4 numbers where the pickle says 3");
  bytes = begin ("7", "8");
  put_storage (bytes, -3, 10, 3);
  refuse (bytes, CORRUPT, "storage \"7\": has 18446744073709551613 numbers");
  bytes = begin ("7", "7");
  put_storage (bytes, 3, 10, 3);
  put_storage (bytes, 3, 10, 3);
  refuse (bytes, CORRUPT, "storage \"7\": is there twice");
  bytes = begin ("7", NULL);
  put_storage (bytes, 3, 10, 3);
  refuse (bytes, CORRUPT, "storage \"8\": is missing");
  bytes = begin ("7", "9");
  put_storage (bytes, 3, 10, 3);
  refuse (bytes, CORRUPT, "a storage that no tensor uses");
}

static void
test_head (void)
{
  GByteArray *bytes = PICKLE_BYTES ("\x80\x02}.");

  refuse (bytes, UNSUPPORTED,
          "is a pickle of Python, but none that torch.save has written");
  bytes = PICKLE_BYTES ("\x80\x02\x8a\x0a"
                        "0123456789.");
  refuse (bytes, UNSUPPORTED, "is a pickle of Python");
  bytes = PICKLE_BYTES (MAGIC "\x80\x02K\x05.");
  refuse (bytes, UNSUPPORTED, "another protocol of PyTorch than 1001");
  bytes = PICKLE_BYTES (MAGIC);
  refuse (bytes, CORRUPT, "it ends");
  bytes = g_byte_array_new ();
  put_head (bytes);
  pickle_put_bytes (bytes,
                    "\x80\x02"
                    "cos\nsystem\nU\2lsR.",
                    18);
  refuse (bytes, UNSUPPORTED, "uses the global os.system");
  bytes = g_byte_array_new ();
  put_head (bytes);
  put_object (bytes);
  pickle_put_bytes (bytes, "\x80\x02}.", 4);
  refuse (bytes, CORRUPT, "the list of its storages is a dictionary");
  bytes = g_byte_array_new ();
  put_head (bytes);
  put_object (bytes);
  pickle_put_bytes (bytes, "\x80\x02]Na.", 6);
  refuse (bytes, CORRUPT, "the key of a storage is None");
}

/* Pickles that do not end within the first megabyte. */
static void
test_long (void)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autofree char *text = g_strnfill (3 << 20, 'x');

  put_head (bytes);
  pickle_put_bytes (bytes, "\x80\x02}", 3);
  pickle_put_text (bytes, "log");
  pickle_put_text (bytes, text);
  pickle_put (bytes, "s");
  pickle_put_text (bytes, "a");
  pickle_put_vector (bytes, "7", 3);
  pickle_put (bytes, "s");
  pickle_put_text (bytes, "b");
  pickle_put_vector (bytes, "8", 2);
  pickle_put (bytes, "s.");
  put_keys (bytes, "7", "8");
  put_storage (bytes, 3, 10, 3);
  put_storage (bytes, 2, 20, 2);
  gives (bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torch-legacy/reads", test_reads);
  g_test_add_func ("/torch-legacy/storages", test_storages);
  g_test_add_func ("/torch-legacy/head", test_head);
  g_test_add_func ("/torch-legacy/long", test_long);
  return g_test_run ();
}
