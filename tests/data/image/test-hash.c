#include "data/image/hash.h"

#include "data/data-error.h"
#include "tests/data/image/image-maker.h"

#include <string.h>
#include <sys/stat.h>

/* FIPS 180-4's examples. */
static const struct
{
  const char *text;
  const char *hex;
} known[] = {
  { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
};

static void
test_known (void)
{
  char *folder = maker_new_folder ();
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize size = strlen (known[i].text);
      g_autoptr (GBytes) bytes = g_bytes_new (known[i].text, size);
      g_autofree char *path = maker_write (folder, "file", bytes);
      guint8 hash[FROST_HASH_SIZE], of_file[FROST_HASH_SIZE];
      char hex[FROST_HASH_HEX_SIZE];
      frost_hash_bytes ((const guint8 *) known[i].text, size, hash);
      frost_hash_to_hex (hash, hex);
      g_assert_cmpstr (hex, ==, known[i].hex);
      g_assert_true (frost_hash_file (path, of_file, &error));
      g_assert_no_error (error);
      g_assert_cmpmem (of_file, sizeof of_file, hash, sizeof hash);
    }
  maker_remove_folder (folder);
}

/* More than one chunk of reading. */
static void
test_long_file (void)
{
  char *folder = maker_new_folder ();
  gsize size = 300001;
  guint8 *data = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * i >> 3);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
  g_autofree char *path = maker_write (folder, "file", bytes);
  guint8 hash[FROST_HASH_SIZE], of_file[FROST_HASH_SIZE];
  frost_hash_bytes (data, size, hash);
  g_assert_true (frost_hash_file (path, of_file, NULL));
  g_assert_cmpmem (of_file, sizeof of_file, hash, sizeof hash);
  maker_remove_folder (folder);
}

static void
test_no_file (void)
{
  char *folder = maker_new_folder ();
  g_autofree char *absent = g_build_filename (folder, "absent", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_autoptr (GError) error = NULL;
  guint8 hash[FROST_HASH_SIZE] = { 9 };
  g_assert_false (frost_hash_file (absent, hash, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (frost_hash_file (fifo, hash, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (frost_hash_file (folder, hash, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_IO);
  g_assert_cmpint (hash[0], ==, 9);
  maker_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hash/known", test_known);
  g_test_add_func ("/hash/long-file", test_long_file);
  g_test_add_func ("/hash/no-file", test_no_file);
  return g_test_run ();
}
