/* One hostile file a rule: files that h5py made (h5-hostile), and golden ones with a byte changed. */
#include "engine/core/error.h"
#include "engine/formats/h5-scan.h"

#include <string.h>

#define MEMORY (1 << 20)

typedef struct
{
  uint8_t *data;
  gsize size;
} File;

static File
read_file (const char *folder, const char *name)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "engine", "formats", folder, name, NULL);
  g_autoptr (GError) error = NULL;
  File file;

  g_file_get_contents (path, (char **) &file.data, &file.size, &error);
  g_assert_no_error (error);
  return file;
}

static File
golden (void)
{
  return read_file ("keras-golden", "pixels-2.h5");
}

static void
refuse (const File *file, int64_t memory, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (frost_h5_scan (file->data, file->size, memory, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, message) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, message);
}

/* Takes the file. */
static void
refuse_changed (File file, int code, const char *message)
{
  refuse (&file, MEMORY, code, message);
  g_free (file.data);
}

static void
corrupt (File file, const char *message)
{
  refuse_changed (file, FROST_ENGINE_ERROR_CORRUPT, message);
}

static void
put (const File *file, gsize place, uint64_t number, int n)
{
  g_assert_cmpuint (place + (gsize) n, <=, file->size);
  for (int i = 0; i < n; i++)
    file->data[place + (gsize) i] = (uint8_t) (number >> 8 * i);
}

static uint64_t
get (const File *file, gsize place, int n)
{
  uint64_t number = 0;

  while (n-- > 0)
    number = number << 8 | file->data[place + (gsize) n];
  return number;
}

/* The place of a structure that begins with these four letters. */
static gsize
find (const File *file, const char *letters, gsize from)
{
  for (gsize i = from; i + 4 <= file->size; i += 8)
    if (memcmp (file->data + i, letters, 4) == 0)
      return i;
  g_assert_not_reached ();
}

/* The place of the first message of a type in an object header of version 1: its type. */
static gsize
find_message (const File *file, int type)
{
  for (gsize header = 96; header + 24 < file->size; header += 8)
    {
      gsize place = header + 16, end = place + get (file, header + 8, 4);
      gboolean plausible = file->data[header] == 1 && file->data[header + 1] == 0
                           && get (file, header + 4, 4) == 1 && end <= file->size
                           && get (file, header + 8, 4) % 8 == 0;

      while (plausible && place + 8 <= end)
        {
          if (get (file, place, 2) == (uint64_t) type)
            return place;
          place += 8 + get (file, place + 2, 2);
        }
    }
  g_assert_not_reached ();
}

static void
test_golden (void)
{
  static const char *const names[] = { "conv-2.h5", "pixels-2.h5", "nested-2.h5",
                                       "shared-2.h5", "shared-2-packed.h5" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      File file = read_file ("keras-golden", names[i]);
      g_autoptr (GError) error = NULL;

      g_assert_true (frost_h5_recognises (file.data, file.size));
      g_assert_true (frost_h5_scan (file.data, file.size, MEMORY, &error));
      g_assert_no_error (error);
      g_free (file.data);
    }
}

static void
test_foreign (void)
{
  static const struct
  {
    const char *name;
    int code;
    const char *message;
  } files[] = {
    { "soft-link.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "soft link" },
    { "external-link.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "with links" },
    { "external-storage.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "in other files" },
    { "virtual.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "layout of data" },
    { "lzf.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "filter 32000" },
    { "fletcher.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "filter 3," },
    { "three-filters.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "more than two ways" },
    { "big-endian.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "class 1" },
    { "opaque.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "class 5" },
    { "compound.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "class 6" },
    { "sequences.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "class 9" },
    { "reference.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "class 7" },
    { "named-type.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "neither group nor dataset" },
    { "ordered-group.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "object headers of version 2" },
    { "never-written.h5", FROST_ENGINE_ERROR_CORRUPT, "beyond the file" },
    { "missing-chunks.h5", FROST_ENGINE_ERROR_CORRUPT, "without some of its chunks" },
    { "latest.h5", FROST_ENGINE_ERROR_UNSUPPORTED, "superblock" },
    { "user-block.h5", FROST_ENGINE_ERROR_CORRUPT, "is not an HDF5 file" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    refuse_changed (read_file ("h5-hostile", files[i].name), files[i].code,
                    files[i].message);
}

static void
test_superblock (void)
{
  File file = golden ();

  put (&file, 0, 0, 1);
  corrupt (file, "is not an HDF5 file");
  file = golden ();
  put (&file, 8, 2, 1);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "superblock 2");
  file = golden ();
  put (&file, 13, 4, 1);
  corrupt (file, "form of superblock");
  file = golden ();
  put (&file, 18, 0, 2);
  corrupt (file, "trees without children");
  file = golden ();
  put (&file, 24, 512, 8);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "after other data");
  file = golden ();
  put (&file, 48, 96, 8);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "another driver");
  file = golden ();
  put (&file, 40, file.size + 1, 8);
  corrupt (file, "bytes but says");
  file = golden ();
  put (&file, 64, file.size - 8, 8);
  corrupt (file, "whose header is not at byte");
  file = golden ();
  file.size = 90;
  corrupt (file, "HDF5");
}

/* Of whatever length a file is cut off, it is refused: its superblock says how long it was. */
static void
test_truncated (void)
{
  File file = golden ();

  for (gsize size = 0; size < file.size; size += 61)
    {
      g_autofree uint8_t *part = g_memdup2 (file.data, size);
      g_autoptr (GError) error = NULL;

      g_assert_false (frost_h5_scan (part, size, MEMORY, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
    }
  g_free (file.data);
}

static void
test_headers (void)
{
  File file = golden ();

  put (&file, find_message (&file, 0x0c) + 4, 2, 1);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "shared messages");
  file = golden ();
  put (&file, find_message (&file, 0x0c) + 4, 8, 1);
  corrupt (file, "unknown flags");
  file = golden ();
  put (&file, find_message (&file, 0x0c), 0x15, 2);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "messages of type 21");
  file = golden ();
  put (&file, find_message (&file, 0x0c) + 2, 0xfff8, 2);
  corrupt (file, "cut off");
  file = golden ();
  put (&file, get (&file, 64, 8) + 2, 77, 2);
  corrupt (file, "number of messages");
  file = golden ();
  put (&file, get (&file, 64, 8) + 8, 1 << 30, 4);
  corrupt (file, "beyond the end");
  /* A continuation that goes on where it began. */
  file = golden ();
  gsize message = find_message (&file, 0x10);
  put (&file, message + 8, message, 8);
  put (&file, message + 16, 24, 8);
  corrupt (file, "two structures");
}

static void
test_groups (void)
{
  File file = golden ();
  gsize heap = find (&file, "HEAP", 0), tree = find (&file, "TREE", 0);
  gsize symbols = find (&file, "SNOD", 0);
  uint64_t names = get (&file, heap + 24, 8);

  /* A free block that is followed by itself. */
  put (&file, heap + 16, 8, 8);
  put (&file, names + 8, 8, 8);
  put (&file, names + 16, 16, 8);
  corrupt (file, "names are damaged");
  file = golden ();
  put (&file, heap + 8, (uint64_t) -1, 8);
  corrupt (file, "names reach beyond");
  file = golden ();
  put (&file, heap, 'h', 1);
  corrupt (file, "names are not at byte");
  file = golden ();
  put (&file, symbols + 8, file.size, 8);
  corrupt (file, "name that does not end");
  file = golden ();
  put (&file, symbols + 24, 2, 4);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "soft link");
  file = golden ();
  put (&file, symbols + 6, 60000, 2);
  corrupt (file, "members are not at byte");
  file = golden ();
  put (&file, tree + 6, 60000, 2);
  corrupt (file, "tree is not at byte");
  file = golden ();
  put (&file, tree + 5, 200, 1);
  corrupt (file, "tree is not at byte");
  /* A tree of two levels whose child is itself. */
  file = golden ();
  put (&file, tree + 5, 1, 1);
  put (&file, tree + 32, tree, 8);
  corrupt (file, "tree is not at byte");
  /* Two groups with the nodes of one. */
  file = golden ();
  gsize second = find (&file, "TREE", tree + 8);
  put (&file, second + 32, get (&file, tree + 32, 8), 8);
  corrupt (file, "");
}

static void
test_shapes_and_types (void)
{
  File file = golden ();
  gsize space = find_message (&file, 0x01) + 8, type = find_message (&file, 0x03) + 8;

  put (&file, space, 9, 1);
  corrupt (file, "form of shape");
  file = golden ();
  put (&file, space + 1, 9, 1);
  corrupt (file, "form of shape");
  file = golden ();
  put (&file, space + 1, 8, 1);
  corrupt (file, "damaged shape");
  file = golden ();
  put (&file, space + 8, UINT64_C (1) << 62, 8);
  corrupt (file, "more than 2^40");
  file = golden ();
  put (&file, space + 8, 1000000, 8);
  corrupt (file, "another size than it says");
  file = golden ();
  put (&file, type, 0x51, 1);
  corrupt (file, "form of type");
  file = golden ();
  put (&file, type + 4, 8, 4);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "class 1 and 8 bytes");
  file = golden ();
  put (&file, find_message (&file, 0x05) + 8, 9, 1);
  corrupt (file, "form of fill value");
}

static void
test_layouts (void)
{
  File file = golden ();
  gsize layout = find_message (&file, 0x08) + 8;

  put (&file, layout, 4, 1);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "layout");
  file = golden ();
  put (&file, layout + 1, 3, 1);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "virtual");
  file = golden ();
  put (&file, layout + 2, file.size - 4, 8);
  corrupt (file, "beyond the file");
  file = golden ();
  put (&file, layout + 2, UINT64_MAX - 2, 8);
  corrupt (file, "beyond the file");
  file = golden ();
  put (&file, layout + 10, 4, 8);
  corrupt (file, "another size than it says");
  file = golden ();
  put (&file, layout + 1, 0, 1);
  corrupt (file, "another size than it says");
}

static void
test_attributes (void)
{
  File file = golden ();
  gsize attribute = find_message (&file, 0x0c) + 8;
  gsize heap = find (&file, "GCOL", 0);

  put (&file, attribute, 7, 1);
  corrupt (file, "form of attribute");
  file = golden ();
  put (&file, attribute + 1, 1, 1);
  corrupt (file, "form of attribute");
  file = golden ();
  put (&file, attribute + 2, 60000, 2);
  corrupt (file, "cut off");
  file = golden ();
  put (&file, attribute + 2, 1, 2);
  corrupt (file, "name does not end");
  /* A text of another length than the one in the heap, which the library would copy. */
  file = golden ();
  put (&file, heap + 24, get (&file, heap + 24, 8) - 1, 8);
  corrupt (file, "another length");
  file = golden ();
  put (&file, heap + 24, UINT64_MAX, 8);
  corrupt (file, "heap of texts");
  file = golden ();
  put (&file, heap + 16, 99, 2);
  corrupt (file, "text");
  file = golden ();
  put (&file, heap + 8, 64, 8);
  corrupt (file, "text that is not at byte");
  /* An object 0 without a size would be walked forever. */
  file = golden ();
  put (&file, heap + 16, 0, 2);
  put (&file, heap + 24, 0, 8);
  corrupt (file, "heap of texts");
  /* Few texts may be many references to them. */
  file = golden ();
  refuse (&file, 100, FROST_ENGINE_ERROR_MEMORY, "more than the 100 bytes");
  g_free (file.data);
}

static File
packed (void)
{
  return read_file ("keras-golden", "shared-2-packed.h5");
}

static void
test_chunks (void)
{
  File file = packed ();
  gsize layout = 0, filters = find_message (&file, 0x0b) + 8, tree = 0;

  /* The first that is in chunks. */
  for (gsize i = 96; layout == 0; i += 8)
    if (get (&file, i, 2) == 8 && file.data[i + 8] == 3 && file.data[i + 9] == 2)
      layout = i + 8;
  tree = get (&file, layout + 3, 8);

  refuse (&file, 1500, FROST_ENGINE_ERROR_MEMORY, "more than the 1500 bytes");
  put (&file, layout + 11, 0, 4);
  corrupt (file, "empty chunks");
  file = packed ();
  put (&file, layout + 11, UINT32_MAX, 4);
  refuse_changed (file, FROST_ENGINE_ERROR_MEMORY, "memory to unpack");
  file = packed ();
  put (&file, layout + 2, 3, 1);
  corrupt (file, "damaged chunks");
  file = packed ();
  put (&file, layout + 11, get (&file, layout + 11, 4) * 2, 4);
  corrupt (file, "chunk");
  file = packed ();
  put (&file, filters + 8, 4, 2);
  refuse_changed (file, FROST_ENGINE_ERROR_UNSUPPORTED, "filter 4");
  file = packed ();
  put (&file, tree + 24 + 4, 1, 4);
  corrupt (file, "chunk that is not in the file");
  file = packed ();
  put (&file, tree + 24, 1 << 30, 4);
  corrupt (file, "chunk that is not in the file");
  /* The packed bytes themselves. */
  file = packed ();
  gsize chunk = get (&file, tree + 24 + 8 + 8 * 5, 8);
  put (&file, chunk + 4, ~get (&file, chunk + 4, 8), 8);
  corrupt (file, "does not unpack");
  file = packed ();
  put (&file, tree + 24, get (&file, tree + 24, 4) - 3, 4);
  corrupt (file, "does not unpack");
  file = packed ();
  put (&file, tree + 6, 0, 2);
  corrupt (file, "without some of its chunks");
}

/* Any changed byte: refused or not, but without a fault (the sanitizers watch). */
static void
test_changed_bytes (void)
{
  File file = packed ();
  int refused = 0;

  for (gsize i = 0; i < file.size; i += 7)
    {
      uint8_t old = file.data[i];

      file.data[i] = (uint8_t) (old ^ (1 << i % 8));
      refused += !frost_h5_scan (file.data, file.size, MEMORY, NULL);
      file.data[i] = old;
    }
  g_assert_cmpint (refused, >, 100);
  g_free (file.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/formats/h5-scan/golden", test_golden);
  g_test_add_func ("/engine/formats/h5-scan/foreign", test_foreign);
  g_test_add_func ("/engine/formats/h5-scan/superblock", test_superblock);
  g_test_add_func ("/engine/formats/h5-scan/truncated", test_truncated);
  g_test_add_func ("/engine/formats/h5-scan/headers", test_headers);
  g_test_add_func ("/engine/formats/h5-scan/groups", test_groups);
  g_test_add_func ("/engine/formats/h5-scan/shapes-and-types", test_shapes_and_types);
  g_test_add_func ("/engine/formats/h5-scan/layouts", test_layouts);
  g_test_add_func ("/engine/formats/h5-scan/attributes", test_attributes);
  g_test_add_func ("/engine/formats/h5-scan/chunks", test_chunks);
  g_test_add_func ("/engine/formats/h5-scan/changed-bytes", test_changed_bytes);
  return g_test_run ();
}
