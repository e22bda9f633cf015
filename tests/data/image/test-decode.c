/* test-decode.c - files from disk, and files that mean harm. */
#include "data/image/decode.h"

#include "data/data-error.h"
#include "tests/data/image/image-maker.h"

#include <string.h>
#include <sys/stat.h>

#define N_FLIPS 1500

typedef struct
{
  const char *name;
  GBytes *file;
} Case;

static void
case_clear (Case *item)
{
  g_bytes_unref (item->file);
}

static void
add (GArray *corpus, const char *name, GBytes *file)
{
  Case item = { name, file };
  g_array_append_val (corpus, item);
}

static GArray *
make_corpus (void)
{
  GArray *corpus = g_array_new (FALSE, FALSE, sizeof (Case));
  g_array_set_clear_func (corpus, (GDestroyNotify) case_clear);
  g_autoptr (FrostImage) image = maker_noise (40, 24, 11);
  g_autoptr (GBytes) exif = maker_exif (6, FALSE);
  g_autoptr (GBytes) plain = maker_jpeg (image, MAKER_RGB, FALSE);
  add (corpus, "baseline", maker_jpeg (image, MAKER_RGB, FALSE));
  add (corpus, "progressive", maker_jpeg (image, MAKER_RGB, TRUE));
  add (corpus, "grey", maker_jpeg (image, MAKER_GREY, TRUE));
  add (corpus, "ycck", maker_jpeg (image, MAKER_YCCK, FALSE));
  add (corpus, "exif", maker_add_exif (plain, exif));
  add (corpus, "rgb", maker_png (image, 8, PNG_COLOR_TYPE_RGB, FALSE, 255));
  add (corpus, "interlaced", maker_png (image, 16, PNG_COLOR_TYPE_RGB_ALPHA, TRUE, 99));
  add (corpus, "palette", maker_png (image, 4, PNG_COLOR_TYPE_PALETTE, FALSE, 99));
  add (corpus, "one-bit", maker_png (image, 1, PNG_COLOR_TYPE_GRAY, TRUE, 255));
  return corpus;
}

/* Memory of exactly the size, so that the sanitizer sees any read past it. */
static FrostImage *
decode_copy (const guint8 *data, gsize size, int min_short_side, GError **error)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  return frost_image_decode_bytes (copy, size, "picture", min_short_side, error);
}

/* A file that ends early is refused, unless only its last marks are missing and every
 * pixel is right. */
static void
test_truncations (void)
{
  g_autoptr (GArray) corpus = make_corpus ();
  for (guint i = 0; i < corpus->len; i++)
    {
      const Case *item = &g_array_index (corpus, Case, i);
      gsize size;
      const guint8 *data = g_bytes_get_data (item->file, &size);
      g_autoptr (FrostImage) whole = decode_copy (data, size, 0, NULL);
      g_assert_nonnull (whole);
      for (gsize n = 0; n < size; n += n < 700 ? 1 : 3)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (FrostImage) image = decode_copy (data, n, 0, &error);
          if (image == NULL)
            {
              g_assert_nonnull (error);
              g_assert_true (error->domain == FROST_DATA_ERROR);
              continue;
            }
          g_assert_cmpuint (n + 32, >=, size);
          g_assert_cmpint (maker_difference (image, whole), ==, 0);
        }
    }
}

static void
test_bit_flips (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1234);
  g_autoptr (GArray) corpus = make_corpus ();
  for (guint i = 0; i < corpus->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_array_index (corpus, Case, i).file, &size);
      int n_refused = 0;
      for (int round = 0; round < N_FLIPS; round++)
        {
          g_autofree guint8 *copy = g_memdup2 (data, size);
          for (int flips = g_rand_int_range (random, 1, 4); flips > 0; flips--)
            copy[g_rand_int_range (random, 0, (gint32) size)] ^=
                (guint8) (1 << g_rand_int_range (random, 0, 8));
          g_autoptr (GError) error = NULL;
          g_autoptr (FrostImage) image =
              frost_image_decode_bytes (copy, size, "picture", round % 3 * 5, &error);
          g_assert_true ((image == NULL) == (error != NULL));
          n_refused += image == NULL;
        }
      g_assert_cmpint (n_refused, >, 0);
    }
}

static void
test_random_tails (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (99);
  static const char *const starts[] = { "\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n" };
  for (int round = 0; round < 3000; round++)
    {
      const char *start = starts[round % 2];
      guint8 data[300];
      for (gsize i = 0; i < sizeof data; i++)
        data[i] = (guint8) g_rand_int_range (random, 0, 256);
      memcpy (data, start, strlen (start));
      g_autoptr (GError) error = NULL;
      g_assert_null (decode_copy (data, sizeof data, 0, &error));
      g_assert_nonnull (error);
    }
}

static void
test_wrong_extension (void)
{
  g_autoptr (FrostImage) picture = maker_picture (30, 20);
  g_autoptr (GBytes) png = maker_png (picture, 8, PNG_COLOR_TYPE_RGB, FALSE, 255);
  char *folder = maker_new_folder ();
  g_autofree char *path = maker_write (folder, "picture.jpg", png);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImage) image = frost_image_decode (path, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (maker_difference (image, picture), ==, 0);
  maker_remove_folder (folder);
}

static void
assert_refused (const char *path, int code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (frost_image_decode (path, 0, &error));
  g_assert_error (error, FROST_DATA_ERROR, code);
  g_autofree char *name = g_filename_display_name (path);
  g_assert_true (g_str_has_prefix (error->message, name));
}

static void
test_no_image (void)
{
  char *folder = maker_new_folder ();
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) text = g_bytes_new_static ("not a picture", 13);
  g_autoptr (GBytes) bomb = maker_png_bomb (50000, 50000);
  g_autofree char *empty = maker_write (folder, "empty.jpg", nothing);
  g_autofree char *note = maker_write (folder, "note.png", text);
  g_autofree char *large = maker_write (folder, "large.png", bomb);
  g_autofree char *odd_name = maker_write (folder, "\xff\xfe.jpg", text);
  g_autofree char *absent = g_build_filename (folder, "absent.jpg", NULL);
  g_autofree char *below = g_build_filename (note, "inside.jpg", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo.jpg", NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_refused (empty, FROST_DATA_ERROR_EMPTY);
  assert_refused (note, FROST_DATA_ERROR_UNSUPPORTED);
  assert_refused (large, FROST_DATA_ERROR_UNSUPPORTED);
  assert_refused (odd_name, FROST_DATA_ERROR_UNSUPPORTED);
  assert_refused (absent, FROST_DATA_ERROR_NOT_FOUND);
  assert_refused (below, FROST_DATA_ERROR_NOT_FOUND);
  assert_refused (fifo, FROST_DATA_ERROR_IO);
  assert_refused (folder, FROST_DATA_ERROR_IO);
  maker_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decode/truncations", test_truncations);
  g_test_add_func ("/decode/bit-flips", test_bit_flips);
  g_test_add_func ("/decode/random-tails", test_random_tails);
  g_test_add_func ("/decode/wrong-extension", test_wrong_extension);
  g_test_add_func ("/decode/no-image", test_no_image);
  return g_test_run ();
}
