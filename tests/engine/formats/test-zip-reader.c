/* Archives as they should be, stored and deflated, and one a rule that is broken. */
#include "engine/core/error.h"
#include "engine/formats/zip-reader.h"
#include "tests/engine/formats/memory-file.h"
#include "tests/engine/formats/zip-maker.h"

#include <string.h>
#include <unistd.h>

#define SIZE 5000

static guint8 data[SIZE];

static void
refuse_file (MemoryFile *memory, int code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (memory->path, NULL);

  g_assert_null (frost_zip_reader_open (file, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
  memory_file_free (memory);
}

static void
refuse (const ZipMember *members, int n, int code, const char *text)
{
  refuse_file (memory_file_of_array (zip_make (members, n)), code, text);
}

static void
read_is (FrostZipReader *zip, int member, int64_t position, gsize n)
{
  g_autoptr (GError) error = NULL;
  guint8 bytes[SIZE];

  g_assert_true (frost_zip_reader_read (zip, member, position, bytes, n, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (bytes, n, data + position, n);
}

static void
test_reads (void)
{
  gsize packed_size;
  g_autofree void *packed = zip_deflate (data, SIZE, &packed_size);
  const ZipMember members[] = {
    { .name = "a/stored", .data = data, .packed_size = SIZE },
    { .name = "a/deflated",
      .data = packed,
      .packed_size = packed_size,
      .size = SIZE,
      .method = 8 },
    { .name = "a/", .data = "" },
    { .name = "ü", .data = data, .packed_size = 3 },
  };
  g_autoptr (MemoryFile) memory = memory_file_of_array (zip_make (members, 4));
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (memory->path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostZipReader) zip = frost_zip_reader_open (file, &error);
  guint8 byte;

  g_assert_no_error (error);
  g_assert_cmpint (frost_zip_reader_get_n_members (zip), ==, 4);
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (frost_zip_reader_find (zip, members[i].name), ==, i);
  g_assert_cmpint (frost_zip_reader_find (zip, "b"), ==, -1);
  g_assert_cmpint (frost_zip_reader_peek (zip, 1)->size, ==, SIZE);
  g_assert_true (frost_zip_reader_peek (zip, 1)->deflated);
  /* Forwards, backwards, again, to the end, from one to the other. */
  for (int member = 0; member < 2; member++)
    {
      read_is (zip, member, 0, SIZE);
      read_is (zip, member, 100, 50);
      read_is (zip, member, 150, 50);
      read_is (zip, member, 4999, 1);
      read_is (zip, 3, 1, 2);
      read_is (zip, member, 7, 4000);
      read_is (zip, member, SIZE, 0);
    }
  g_assert_false (frost_zip_reader_read (zip, 0, SIZE, &byte, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  g_assert_true (g_str_has_prefix (error->message, "a/stored: "));
  g_clear_error (&error);
  g_assert_false (frost_zip_reader_read (zip, 1, -1, &byte, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (frost_zip_reader_read (zip, 0, G_MAXINT64, &byte, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
}

static void
test_names (void)
{
  static const char *const names[] = { "../x",        "a/../../x", "..",   "a/..",
                                       "/etc/passwd", "a\\..\\x",  "C:\\x" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const ZipMember member = { .name = names[i], .data = data, .packed_size = 1 };
      refuse (&member, 1, FROST_ENGINE_ERROR_CORRUPT, names[i]);
    }
  refuse (&(ZipMember){ .name = "", .data = data, .packed_size = 1 }, 1,
          FROST_ENGINE_ERROR_CORRUPT, "leads out of the archive");
  refuse (&(ZipMember){ .name = "a\xff", .data = data, .packed_size = 1 }, 1,
          FROST_ENGINE_ERROR_CORRUPT, "not UTF-8");
  refuse ((ZipMember[]){ { .name = "a", .data = data, .packed_size = 1 },
                         { .name = "a", .data = data, .packed_size = 2 } },
          2, FROST_ENGINE_ERROR_CORRUPT, "has two members \"a\"");
  /* Dots that lead nowhere. */
  g_autoptr (MemoryFile) memory = memory_file_of_array (
      zip_make (&(ZipMember){ .name = "a/..b/...", .data = data, .packed_size = 1 }, 1));
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (memory->path, NULL);
  g_autoptr (FrostZipReader) zip = frost_zip_reader_open (file, NULL);
  g_assert_nonnull (zip);
}

static void
test_methods (void)
{
  refuse (&(ZipMember){ .name = "a", .data = data, .packed_size = 20, .flags = 1 }, 1,
          FROST_ENGINE_ERROR_UNSUPPORTED, "a: is encrypted");
  refuse (&(ZipMember){ .name = "a", .data = data, .packed_size = 20, .method = 14 }, 1,
          FROST_ENGINE_ERROR_UNSUPPORTED, "a: is compressed by method 14");
  refuse (&(ZipMember){ .name = "a", .data = data, .packed_size = 20, .size = 30 }, 1,
          FROST_ENGINE_ERROR_CORRUPT, "a: is stored, but 30 bytes take 20");
}

static void
test_bombs (void)
{
  gsize packed_size;
  g_autofree guint8 *zeros = g_malloc0 (1 << 20);
  g_autofree void *packed = zip_deflate (zeros, 1 << 20, &packed_size);
  ZipMember overlapping[3] = { { .name = "a", .data = data, .packed_size = SIZE } };

  /* 4 GB of a thousand bytes. */
  refuse (&(ZipMember){ .name = "a",
                        .data = packed,
                        .packed_size = packed_size,
                        .size = 4000000000,
                        .method = 8 },
          1, FROST_ENGINE_ERROR_MEMORY, "unpacks to more than");
  /* The same data for many members, by pointing at it. */
  for (int i = 1; i < 3; i++)
    overlapping[i] =
        (ZipMember){ .name = i == 1 ? "b" : "c", .data = data, .packed_size = SIZE };
  GByteArray *archive = zip_make (overlapping, 3);
  for (guint k = 0; k + 4 < archive->len; k++)
    if (memcmp (archive->data + k, "PK\1\2", 4) == 0)
      memset (archive->data + k + 42, 0, 4);
  /* Without what was pointed at before. */
  g_byte_array_remove_range (archive, 31 + SIZE, 2 * (31 + SIZE));
  guint32 start = GUINT32_TO_LE (31 + SIZE);
  memcpy (archive->data + archive->len - 6, &start, sizeof start);
  refuse_file (memory_file_of_array (archive), FROST_ENGINE_ERROR_CORRUPT, "overlap");
}

/* What is unpacked is less or more than announced, or not deflated at all. */
static void
test_lies (void)
{
  gsize packed_size;
  g_autofree void *packed = zip_deflate (data, 1000, &packed_size);
  const struct
  {
    const void *bytes;
    uint64_t size;
    gboolean readable;
  } cases[] = { { packed, 2000, FALSE }, { data, 1000, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MemoryFile) memory =
          memory_file_of_array (zip_make (&(ZipMember){ .name = "a",
                                                        .data = cases[i].bytes,
                                                        .packed_size = packed_size,
                                                        .size = cases[i].size,
                                                        .method = 8 },
                                          1));
      g_autoptr (FrostRegularFile) file = frost_regular_file_open (memory->path, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (FrostZipReader) zip = frost_zip_reader_open (file, &error);
      guint8 bytes[2000];

      g_assert_no_error (error);
      g_assert_false (frost_zip_reader_read (zip, 0, 0, bytes, cases[i].size, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
      g_assert_true (g_str_has_prefix (error->message, "a"));
      g_clear_error (&error);
      /* And again: a failed stream is not gone on with. */
      g_assert_false (frost_zip_reader_read (zip, 0, 0, bytes, cases[i].size, &error));
    }
}

static void
test_directory (void)
{
  g_autoptr (GByteArray) archive =
      zip_make (&(ZipMember){ .name = "a", .data = data, .packed_size = 40 }, 1);

  refuse_file (memory_file_new ("PK\3\4", 4, 4), FROST_ENGINE_ERROR_CORRUPT,
               "the zip archive's directory: could not be read");
  refuse_file (memory_file_new (archive->data, archive->len - 1, 0),
               FROST_ENGINE_ERROR_CORRUPT, "directory: could not be read");
  /* A local header behind the end of the file. */
  GByteArray *far = zip_make (
      &(ZipMember){ .name = "a", .data = data, .packed_size = 40, .offset = 100000 }, 1);
  g_autoptr (MemoryFile) memory = memory_file_of_array (far);
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (memory->path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostZipReader) zip = frost_zip_reader_open (file, &error);
  guint8 byte;
  if (zip != NULL)
    g_assert_false (frost_zip_reader_read (zip, 0, 0, &byte, 1, &error));
  g_assert_nonnull (error);
}

/* More members than any file has: the directory is not read to its end. */
static void
test_many (void)
{
  int n = 65000;
  g_autofree ZipMember *members = g_new0 (ZipMember, n);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < n; i++)
    {
      g_ptr_array_add (names, g_strdup_printf ("archive/data/with/a/long/name/%08d", i));
      members[i] = (ZipMember){ .name = g_ptr_array_index (names, i), .data = "" };
    }
  refuse (members, n, FROST_ENGINE_ERROR_MEMORY, "directory: takes too much memory");
  g_ptr_array_unref (names);
}

/* Another program cuts the file off. */
static void
test_shortened (void)
{
  g_autoptr (MemoryFile) memory = memory_file_of_array (
      zip_make (&(ZipMember){ .name = "a", .data = data, .packed_size = SIZE }, 1));
  g_autoptr (FrostRegularFile) file = frost_regular_file_open (memory->path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostZipReader) zip = frost_zip_reader_open (file, &error);
  guint8 bytes[SIZE];

  g_assert_no_error (error);
  g_assert_cmpint (ftruncate (memory->fd, 1000), ==, 0);
  read_is (zip, 0, 0, 900);
  g_assert_false (frost_zip_reader_read (zip, 0, 0, bytes, SIZE, &error));
  g_assert_nonnull (error);
  read_is (zip, 0, 100, 800);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 0; i < SIZE; i++)
    data[i] = (guint8) (i * i / 7 + i);
  g_test_add_func ("/zip-reader/reads", test_reads);
  g_test_add_func ("/zip-reader/names", test_names);
  g_test_add_func ("/zip-reader/methods", test_methods);
  g_test_add_func ("/zip-reader/bombs", test_bombs);
  g_test_add_func ("/zip-reader/lies", test_lies);
  g_test_add_func ("/zip-reader/directory", test_directory);
  g_test_add_func ("/zip-reader/many", test_many);
  g_test_add_func ("/zip-reader/shortened", test_shortened);
  return g_test_run ();
}
