/* One file a rule of the format, broken; and files that use all it allows. */
#include "engine/core/error.h"
#include "engine/formats/tensor-file.h"
#include "tests/engine/formats/memory-file.h"

#include <glib/gstdio.h>
#include <string.h>

/* A header of size bytes announced as length, and data. */
static MemoryFile *
make (const char *header, gsize size, guint64 length, gsize n_data)
{
  GByteArray *bytes = g_byte_array_new ();
  guint64 little = GUINT64_TO_LE (length);

  g_byte_array_append (bytes, (const guint8 *) &little, sizeof little);
  g_byte_array_append (bytes, (const guint8 *) header, (guint) size);
  for (gsize i = 0; i < n_data; i++)
    g_byte_array_append (bytes, (const guint8[]){ (guint8) (i * 37 + 11) }, 1);
  return memory_file_of_array (bytes);
}

static void
refuse_file (MemoryFile *file, int code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strconcat (file->path, NULL);

  g_assert_null (frost_tensor_file_open (path, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
  g_assert_null (strchr (error->message, '\n'));
  memory_file_free (file);
}

static void
refuse (const char *header, gsize n_data, int code, const char *text)
{
  refuse_file (make (header, strlen (header), strlen (header), n_data), code, text);
}

/* The header is one tensor "a" of a type, a shape and offsets. */
static void
refuse_tensor (const char *type, const char *shape, const char *offsets, gsize n_data,
               int code, const char *text)
{
  g_autofree char *header = g_strdup_printf (
      "{\"a\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}}", type, shape, offsets);

  refuse (header, n_data, code, text);
}

#define CORRUPT FROST_ENGINE_ERROR_CORRUPT
#define UNSUPPORTED FROST_ENGINE_ERROR_UNSUPPORTED

static void
test_header (void)
{
  refuse_file (make ("{}", 2, 100000001, 0), CORRUPT, "at most 100000000 are allowed");
  refuse_file (make ("{}", 2, 3, 0), CORRUPT, "its header has 3 bytes, the file only 10");
  refuse_file (make ("{}", 2, (guint64) 1 << 47, 0), CORRUPT, "at most 100000000");
  refuse ("{", 0, CORRUPT, "does not end with \"}\"");
  refuse ("{}\n", 0, CORRUPT, "does not end with \"}\" and spaces");
  refuse ("{} \t", 0, CORRUPT, "does not end with \"}\" and spaces");
  refuse ("{}}", 0, CORRUPT, "JSON, line 1");
  refuse ("{}{}", 0, CORRUPT, "JSON, line 1");
  refuse ("{\"a\":1,}", 0, CORRUPT, "JSON, line 1");
  refuse ("{'a':{}}", 0, CORRUPT, "JSON, line 1");
  refuse ("{\"\xff\":{}}", 0, CORRUPT, "JSON");
  refuse ("{\"\\ud800\":{}}", 0, CORRUPT, "JSON");
  refuse ("{\"a\\u0000b\":{}}", 0, CORRUPT, "JSON");
}

/* Not recognised without a name that says what it should be. */
static void
test_start (void)
{
  static const char *const starts[] = { " {}", "[]", "\xef\xbb\xbf{}", "" };
  char *folder = g_dir_make_tmp ("frost-start-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.safetensors", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 length = GUINT64_TO_LE (strlen (starts[i]));
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      g_byte_array_append (bytes, (const guint8 *) &length, sizeof length);
      g_byte_array_append (bytes, (const guint8 *) starts[i], (guint) strlen (starts[i]));
      g_assert_true (
          g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
      g_assert_null (frost_tensor_file_open (path, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, CORRUPT);
      g_assert_nonnull (strstr (error->message, "does not begin with \"{\""));
    }
  g_unlink (path);
  g_rmdir (folder);
  g_free (folder);
}

static void
test_keys (void)
{
  refuse ("{\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]},"
          "\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}",
          1, CORRUPT, "duplicate");
  refuse (
      "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[0,1]}}",
      1, CORRUPT, "duplicate");
  refuse ("{\"a\":[]}", 0, CORRUPT, "a: is no object");
  refuse ("{\"a\":{\"shape\":[],\"data_offsets\":[0,1]}}", 1, CORRUPT,
          "a: has no \"dtype\"");
  refuse ("{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, CORRUPT,
          "a: has no \"shape\"");
  refuse ("{\"a\":{\"dtype\":\"U8\",\"shape\":[]}}", 1, CORRUPT,
          "a: has no \"data_offsets\"");
  refuse ("{\"__metadata__\":[]}", 0, CORRUPT, "__metadata__: is no object");
  refuse ("{\"__metadata__\":{\"epoch\":3}}", 0, CORRUPT,
          "the value of \"epoch\" is no text");
  refuse ("{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}", 0, CORRUPT,
          "the value of \"a\" is no text");
}

static void
test_types_and_shapes (void)
{
  refuse_tensor ("5", "[]", "[0,1]", 1, CORRUPT, "a: has no \"dtype\"");
  refuse_tensor ("\"F8_E4M3\"", "[]", "[0,1]", 1, UNSUPPORTED,
                 "a: has numbers of the type \"F8_E4M3\"");
  refuse_tensor ("\"f32\"", "[]", "[0,4]", 4, UNSUPPORTED, "\"f32\"");
  refuse_tensor ("\"U8\"", "3", "[0,3]", 3, CORRUPT, "a: has no \"shape\"");
  refuse_tensor ("\"U8\"", "[1.0]", "[0,1]", 1, CORRUPT,
                 "dimension 0 is no whole number");
  refuse_tensor ("\"U8\"", "[\"1\"]", "[0,1]", 1, CORRUPT, "dimension 0 is no whole");
  refuse_tensor ("\"U8\"", "[true]", "[0,1]", 1, CORRUPT, "dimension 0 is no whole");
  refuse_tensor ("\"U8\"", "[1,-1]", "[0,1]", 1, CORRUPT, "its dimension 1 is -1");
  refuse_tensor ("\"U8\"", "[1,1,1,1,1,1,1,1,1]", "[0,1]", 1, UNSUPPORTED,
                 "has 9 dimensions");
  /* Products that overflow: of the dimensions, of bytes, and behind a zero. */
  refuse_tensor ("\"U8\"", "[4294967296,4294967296]", "[0,0]", 0, CORRUPT, "beyond 2^63");
  refuse_tensor ("\"U8\"", "[0,4294967296,4294967296]", "[0,0]", 0, CORRUPT,
                 "beyond 2^63");
  refuse_tensor ("\"F64\"", "[2305843009213693952]", "[0,0]", 0, CORRUPT,
                 "which is not what F64 2305843009213693952 takes");
  refuse_tensor ("\"U8\"", "[18446744073709551616]", "[0,0]", 0, CORRUPT, "JSON");
}

static void
test_offsets (void)
{
  refuse_tensor ("\"U8\"", "[2]", "[0]", 2, CORRUPT, "no \"data_offsets\"");
  refuse_tensor ("\"U8\"", "[2]", "[0,1,2]", 2, CORRUPT, "no \"data_offsets\"");
  refuse_tensor ("\"U8\"", "[2]", "[0,2.0]", 2, CORRUPT, "no \"data_offsets\"");
  refuse_tensor ("\"U8\"", "[2]", "[-2,0]", 2, CORRUPT, "lie from -2 to 0");
  refuse_tensor ("\"U8\"", "[2]", "[2,0]", 2, CORRUPT, "lie from 2 to 0");
  refuse_tensor ("\"U8\"", "[3]", "[0,3]", 2, CORRUPT, "the file has 2 bytes of data");
  refuse_tensor ("\"U8\"", "[2]", "[0,1]", 2, CORRUPT, "is not what U8 2 takes");
  refuse_tensor ("\"F32\"", "[2]", "[0,2]", 2, CORRUPT, "is not what F32 2 takes");
  refuse_tensor ("\"U8\"", "[]", "[0,0]", 0, CORRUPT, "is not what U8 takes");
  refuse_tensor ("\"U8\"", "[2]", "[0,9223372036854775807]", 2, CORRUPT, "lie from 0");
}

/* Two tensors, x and y, of bytes. */
static void
refuse_pair (const char *x, int nx, const char *y, int ny, gsize n_data, const char *text)
{
  g_autofree char *header =
      g_strdup_printf ("{\"x\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":%s},"
                       "\"y\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":%s}}",
                       nx, x, ny, y);

  refuse (header, n_data, CORRUPT, text);
}

static void
test_cover (void)
{
  refuse_pair ("[0,2]", 2, "[3,5]", 2, 5,
               "y: its data begin at 3, those before end at 2: a hole");
  refuse_pair ("[0,2]", 2, "[1,3]", 2, 3,
               "y: its data begin at 1, those before end at 2: an overlap");
  refuse_pair ("[0,4]", 4, "[1,3]", 2, 4, "an overlap");
  refuse_pair ("[0,2]", 2, "[0,2]", 2, 2, "an overlap");
  refuse_pair ("[1,2]", 1, "[2,4]", 2, 4,
               "x: its data begin at 1, those before end at 0: a hole");
  refuse_pair ("[0,2]", 2, "[2,4]", 2, 5, "cover 4 of 5 bytes");
  refuse_pair ("[0,2]", 2, "[3,3]", 0, 3, "a hole");
  refuse ("{}", 1, CORRUPT, "cover 0 of 1 bytes");
}

static void
test_bounds (void)
{
  GString *deep = g_string_new ("{\"a\":");
  GString *wide = g_string_new ("{\"__metadata__\":{\"a\":\"");

  for (int i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  for (int i = 0; i < 100000; i++)
    g_string_append_c (deep, ']');
  g_string_append_c (deep, '}');
  refuse (deep->str, 0, CORRUPT, "nested deeper than 16 levels");
  g_string_free (deep, TRUE);

  /* Two bytes for 240 in memory: refused before any is taken. */
  g_string_append (wide, "\"},\"b\":[");
  for (int i = 0; i < 500000; i++)
    g_string_append (wide, "[],");
  g_string_append (wide, "[]]}");
  refuse (wide->str, 0, FROST_ENGINE_ERROR_MEMORY, "would take more than");
  g_string_free (wide, TRUE);
}

static FrostTensorFile *
open_file (const MemoryFile *memory)
{
  g_autoptr (GError) error = NULL;
  FrostTensorFile *file = frost_tensor_file_open (memory->path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (frost_tensor_file_get_format (file), ==, "safetensors");
  return file;
}

/* Spaces behind, metadata, unknown keys of a tensor, empty ones, scalars, any order of offsets,
 * any order of keys, names of any letters. */
static void
test_allowed (void)
{
  static const char header[] =
      "{\"second\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[3,5]},"
      "\"__metadata__\":{\"format\":\"pt\",\"\":\"\"},"
      "\"first\":{\"data_offsets\":[0,3],\"shape\":[3,1],\"dtype\":\"I8\",\"x\":{\"y\":["
      "1]}},"
      "\"empty\":{\"dtype\":\"F64\",\"shape\":[4,0,2],\"data_offsets\":[3,3]},"
      "\"sc\\u00e4lar \\n\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[5,6]}}    "
      " ";
  g_autoptr (MemoryFile) memory = make (header, strlen (header), strlen (header), 6);
  g_autoptr (FrostTensorFile) file = open_file (memory);
  const FrostStoredTensor *tensor;
  float numbers[3];

  g_assert_cmpint (frost_tensor_file_get_n_tensors (file), ==, 4);
  /* In the header's order. */
  tensor = frost_tensor_file_peek (file, 0);
  g_assert_cmpstr (tensor->name, ==, "second");
  g_assert_true (frost_tensor_file_read (file, tensor, numbers, NULL));
  g_assert_cmpfloat (numbers[0], ==, (3 * 37 + 11) % 256);
  g_assert_cmpfloat (numbers[1], ==, (4 * 37 + 11) % 256);
  tensor = frost_tensor_file_find (file, "first");
  g_assert_cmpint (tensor->rank, ==, 2);
  g_assert_true (frost_tensor_file_read (file, tensor, numbers, NULL));
  g_assert_cmpfloat (numbers[2], ==, 2 * 37 + 11);
  tensor = frost_tensor_file_find (file, "empty");
  g_assert_cmpint (tensor->n, ==, 0);
  g_assert_cmpint (tensor->rank, ==, 3);
  g_assert_true (frost_tensor_file_read (file, tensor, NULL, NULL));
  tensor = frost_tensor_file_find (file, "sc\xc3\xa4lar \n");
  g_assert_cmpint (tensor->rank, ==, 0);
  g_assert_true (frost_tensor_file_read (file, tensor, numbers, NULL));
  g_assert_cmpfloat (numbers[0], ==, 1);
}

static void
test_no_tensors (void)
{
  g_autoptr (MemoryFile) memory = make ("{}  ", 4, 4, 0);
  g_autoptr (FrostTensorFile) file = open_file (memory);

  g_assert_cmpint (frost_tensor_file_get_n_tensors (file), ==, 0);
}

/* What wraps a model in training loops comes off here too, if every name has it. */
static void
test_prefixes (void)
{
  static const struct
  {
    const char *a, *b, *name;
  } cases[] = {
    { "module.x", "module.y", "x" },
    { "module._orig_mod.module.x", "module._orig_mod.module.y", "x" },
    { "module.x", "y", "module.x" },
    { "module.", "module.y", "module." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *header = g_strdup_printf (
          "{\"%s\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
          "\"%s\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}",
          cases[i].a, cases[i].b);
      g_autoptr (MemoryFile) memory = make (header, strlen (header), strlen (header), 2);
      g_autoptr (FrostTensorFile) file = open_file (memory);

      g_assert_nonnull (frost_tensor_file_find (file, cases[i].name));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/header", test_header);
  g_test_add_func ("/safetensors/start", test_start);
  g_test_add_func ("/safetensors/keys", test_keys);
  g_test_add_func ("/safetensors/types-and-shapes", test_types_and_shapes);
  g_test_add_func ("/safetensors/offsets", test_offsets);
  g_test_add_func ("/safetensors/cover", test_cover);
  g_test_add_func ("/safetensors/bounds", test_bounds);
  g_test_add_func ("/safetensors/allowed", test_allowed);
  g_test_add_func ("/safetensors/no-tensors", test_no_tensors);
  g_test_add_func ("/safetensors/prefixes", test_prefixes);
  return g_test_run ();
}
