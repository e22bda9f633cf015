/* The container: what is asked of an archive beside its pickle. */
#include "engine/core/error.h"
#include "engine/formats/tensor-file.h"
#include "tests/engine/formats/memory-file.h"
#include "tests/engine/formats/pickle-maker.h"
#include "tests/engine/formats/zip-maker.h"

#include <string.h>

#define CORRUPT FROST_ENGINE_ERROR_CORRUPT
#define UNSUPPORTED FROST_ENGINE_ERROR_UNSUPPORTED
#define N 1000

static float numbers[N];

/* "w": a vector of N numbers of storage "0". */
static GByteArray *
make_pickle (void)
{
  GByteArray *pickle = pickle_new ();

  pickle_put (pickle, "}");
  pickle_put_text (pickle, "w");
  pickle_put_vector (pickle, "0", N);
  pickle_put (pickle, "s.");
  return pickle;
}

/* An archive of the pickle, and of up to three more members. */
static MemoryFile *
make (const ZipMember *members, int n)
{
  g_autoptr (GByteArray) pickle = make_pickle ();
  ZipMember all[4] = {
    { .name = "archive/data.pkl", .data = pickle->data, .packed_size = pickle->len },
  };

  for (int i = 0; i < n; i++)
    all[i + 1] = members[i];
  return memory_file_of_array (zip_make (all, n + 1));
}

static const ZipMember storage = { .name = "archive/data/0",
                                   .data = numbers,
                                   .packed_size = sizeof numbers };

static void
gives (MemoryFile *memory)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostTensorFile) file = frost_tensor_file_open (memory->path, &error);
  float read[N];

  g_assert_no_error (error);
  g_assert_cmpstr (frost_tensor_file_get_format (file), ==, "PyTorch (zip)");
  g_assert_true (
      frost_tensor_file_read (file, frost_tensor_file_find (file, "w"), read, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (read, sizeof read, numbers, sizeof numbers);
  memory_file_free (memory);
}

static void
refuse (MemoryFile *memory, int code, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_tensor_file_open (memory->path, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
  memory_file_free (memory);
}

static ZipMember
text_member (const char *name, const char *text)
{
  return (ZipMember){ .name = name, .data = text, .packed_size = strlen (text) };
}

static void
test_reads (void)
{
  gsize packed_size;
  g_autofree void *packed = zip_deflate (numbers, sizeof numbers, &packed_size);
  ZipMember longer = storage;

  gives (make (&storage, 1));
  gives (make ((ZipMember[]){ storage, text_member ("archive/version", "3\n"),
                              text_member ("archive/byteorder", "little") },
               3));
  /* Put together again by hand, with compression. */
  gives (make (&(ZipMember){ .name = "archive/data/0",
                             .data = packed,
                             .packed_size = packed_size,
                             .size = sizeof numbers,
                             .method = 8 },
               1));
  /* A storage may have more than is looked at. */
  g_autofree float *more = g_new0 (float, N + 3);
  memcpy (more, numbers, sizeof numbers);
  longer.data = more;
  longer.packed_size += 12;
  gives (make (&longer, 1));
}

static void
test_kinds (void)
{
  const ZipMember other = text_member ("folder/readme.txt", "hello");
  const ZipMember alone = text_member ("data.pkl", "hello");

  refuse (make ((ZipMember[]){ storage, text_member ("archive/constants.pkl", "x") }, 2),
          UNSUPPORTED, "is a TorchScript program; export the model as ONNX");
  refuse (
      make ((ZipMember[]){ storage, text_member ("archive/code/__torch__.py", "x") }, 2),
      UNSUPPORTED, "is a TorchScript program");
  refuse (make ((ZipMember[]){ storage, text_member ("archive/byteorder", "big") }, 2),
          UNSUPPORTED, "little-endian");
  refuse (make ((ZipMember[]){ storage, text_member ("archive/byteorder", "middle") }, 2),
          UNSUPPORTED, "little-endian");
  refuse (memory_file_of_array (zip_make (&other, 1)), UNSUPPORTED,
          "zip archive without data.pkl");
  refuse (memory_file_of_array (zip_make (&alone, 1)), UNSUPPORTED, "neither");
}

static void
test_storages (void)
{
  ZipMember shorter = storage;
  gsize packed_size;
  g_autofree void *packed = zip_deflate (numbers, sizeof numbers, &packed_size);

  refuse (make (NULL, 0), CORRUPT, "archive/data/0: is missing from the archive");
  shorter.packed_size--;
  refuse (make (&shorter, 1), CORRUPT,
          "archive/data/0: has 3999 bytes, its 1000 numbers need 4000");
  refuse (make (&(ZipMember){ .name = "archive/data/0",
                              .data = packed,
                              .packed_size = packed_size,
                              .size = 3999,
                              .method = 8 },
                1),
          CORRUPT, "has 3999 bytes");
  refuse (make ((ZipMember[]){ storage, text_member ("archive/../../x", "x") }, 2),
          CORRUPT, "leads out of the archive");
  /* Its local header lies so late that its numbers would reach out of the file. */
  ZipMember late[] = { storage, text_member ("archive/version", "3\n") };
  g_autoptr (MemoryFile) memory = make (late, 2);
  g_autofree char *bytes = NULL;
  gsize size;
  g_assert_true (g_file_get_contents (memory->path, &bytes, &size, NULL));
  guint32 at = 0;
  for (gsize i = 0; i + 46 < size; i++)
    if (memcmp (bytes + i, "PK\3\4", 4) == 0)
      at = (guint32) i; /* the last one, of "version" */
  for (gsize i = 0; i + 46 < size; i++)
    if (memcmp (bytes + i, "PK\1\2", 4) == 0
        && memcmp (bytes + i + 46, "archive/data/0", 14) == 0)
      memcpy (bytes + i + 42, &at, 4);
  refuse (memory_file_new (bytes, size, 0), CORRUPT, "archive/data/0: ");
}

/* A thousand tensors of one member that unpacks to 32 MB each time. */
static void
test_effort (void)
{
  int n = 8 << 20;
  gsize packed_size;
  g_autofree float *zeros = g_new0 (float, n);
  g_autofree void *packed = zip_deflate (zeros, sizeof *zeros * (gsize) n, &packed_size);
  g_autoptr (GByteArray) pickle = pickle_new ();

  pickle_put (pickle, "}");
  for (int i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("w%d", i);
      pickle_put_text (pickle, name);
      pickle_put_tensor (pickle, "FloatStorage", "0", n, n - 1, (int64_t[]){ 1, -1 },
                         (int64_t[]){ 1, -1 });
      pickle_put (pickle, "s");
    }
  pickle_put (pickle, ".");
  const ZipMember members[] = {
    { .name = "archive/data.pkl", .data = pickle->data, .packed_size = pickle->len },
    { .name = "archive/data/0",
      .data = packed,
      .packed_size = packed_size,
      .size = sizeof *zeros * (uint64_t) n,
      .method = 8 },
  };
  refuse (memory_file_of_array (zip_make (members, 2)), UNSUPPORTED,
          "archive/data/0: is compressed and shared by too many tensors");
}

/* A pickle's refusal comes through, the path in front. */
static void
test_pickle (void)
{
  static const char evil[] = "\x80\x02"
                             "cos\nsystem\nU\2lsR.";
  const ZipMember member = text_member ("archive/data.pkl", evil);
  const ZipMember empty = { .name = "archive/data.pkl", .data = "" };

  refuse (memory_file_of_array (zip_make (&member, 1)), UNSUPPORTED,
          ": uses the global os.system, which is not allowed");
  refuse (memory_file_of_array (zip_make (&empty, 1)), CORRUPT,
          "pickle, byte 0: it ends");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 0; i < N; i++)
    numbers[i] = (float) (i * i % 101) / 7;
  g_test_add_func ("/torch-zip/reads", test_reads);
  g_test_add_func ("/torch-zip/kinds", test_kinds);
  g_test_add_func ("/torch-zip/storages", test_storages);
  g_test_add_func ("/torch-zip/effort", test_effort);
  g_test_add_func ("/torch-zip/pickle", test_pickle);
  return g_test_run ();
}
