#include "data/image/decode.h"

#include "data/data-error.h"
#include "tests/data/image/image-maker.h"

#include <string.h>

static FrostImage *
decode (GBytes *file, int min_short_side, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  return frost_image_decode_bytes (data, size, "picture", min_short_side, error);
}

static FrostImage *
decode_well (GBytes *file, int min_short_side)
{
  g_autoptr (GError) error = NULL;
  FrostImage *image = decode (file, min_short_side, &error);
  g_assert_no_error (error);
  return image;
}

static void
test_colour_spaces (void)
{
  static const MakerJpegKind kinds[] = { MAKER_RGB, MAKER_CMYK, MAKER_PLAIN_CMYK,
                                         MAKER_YCCK };
  g_autoptr (FrostImage) picture = maker_picture (61, 47);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GBytes) file = maker_jpeg (picture, kinds[i], FALSE);
      g_autoptr (FrostImage) image = decode_well (file, 0);
      /* What quality 95 loses on a smooth picture with halved chroma. */
      g_assert_cmpint (maker_difference (image, picture), <=, 6);
    }
}

static void
test_grey (void)
{
  g_autoptr (FrostImage) picture = maker_picture (61, 47);
  g_autoptr (GBytes) file = maker_jpeg (picture, MAKER_GREY, FALSE);
  g_autoptr (FrostImage) image = decode_well (file, 0);
  for (gsize i = 0; i < image->stride * 47; i += 3)
    {
      g_assert_cmpint (ABS (image->pixels[i] - picture->pixels[i]), <=, 3);
      g_assert_cmpint (image->pixels[i], ==, image->pixels[i + 1]);
      g_assert_cmpint (image->pixels[i], ==, image->pixels[i + 2]);
    }
}

/* The same coefficients in another order: the same pixels. */
static void
test_progressive (void)
{
  g_autoptr (FrostImage) noise = maker_noise (61, 47, 1);
  static const MakerJpegKind kinds[] = { MAKER_RGB, MAKER_GREY, MAKER_YCCK };
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GBytes) plain_file = maker_jpeg (noise, kinds[i], FALSE);
      g_autoptr (GBytes) progressive_file = maker_jpeg (noise, kinds[i], TRUE);
      g_autoptr (FrostImage) plain = decode_well (plain_file, 0);
      g_autoptr (FrostImage) progressive = decode_well (progressive_file, 0);
      g_assert_cmpint (maker_difference (plain, progressive), ==, 0);
    }
}

static void
test_reduction (void)
{
  static const struct
  {
    int min_short_side;
    int width;
    int height;
  } cases[] = { { 0, 200, 101 }, { 102, 200, 101 }, { 101, 200, 101 }, { 52, 200, 101 },
                { 51, 100, 51 }, { 27, 100, 51 },   { 26, 50, 26 },    { 14, 50, 26 },
                { 13, 25, 13 },  { 1, 25, 13 } };
  g_autoptr (FrostImage) picture = maker_picture (200, 101);
  g_autoptr (GBytes) file = maker_jpeg (picture, MAKER_RGB, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FrostImage) image = decode_well (file, cases[i].min_short_side);
      g_assert_cmpint (image->width, ==, cases[i].width);
      g_assert_cmpint (image->height, ==, cases[i].height);
      g_autoptr (FrostImage) expected = maker_picture (cases[i].width, cases[i].height);
      g_assert_cmpint (maker_difference (image, expected), <=, 12);
    }
}

/* From the last scan's header to the end mark, n more times. */
static GBytes *
repeat_last_scan (GBytes *progressive, int n)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (progressive, &size);
  gsize scan = size - 2;
  while (data[scan] != 0xff || data[scan + 1] != 0xda)
    scan--;
  GByteArray *to = g_byte_array_new ();
  g_byte_array_append (to, data, (guint) (size - 2));
  for (int i = 0; i < n; i++)
    g_byte_array_append (to, data + scan, (guint) (size - 2 - scan));
  g_byte_array_append (to, data + size - 2, 2);
  return g_byte_array_free_to_bytes (to);
}

static void
test_too_many_scans (void)
{
  g_autoptr (FrostImage) picture = maker_picture (61, 47);
  g_autoptr (GBytes) progressive = maker_jpeg (picture, MAKER_RGB, TRUE);
  g_autoptr (GBytes) some = repeat_last_scan (progressive, 20);
  g_autoptr (GBytes) many = repeat_last_scan (progressive, 2000);
  g_autoptr (FrostImage) image = decode_well (some, 0);
  g_assert_nonnull (image);
  g_autoptr (GError) error = NULL;
  g_assert_null (decode (many, 0, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "too many scans"));
}

/* A small file whose frame header says another size. */
static GBytes *
with_size (GBytes *file, guint8 frame_marker, int width, int height)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  guint8 *copy = g_memdup2 (data, size);
  guint8 marker[] = { 0xff, frame_marker };
  guint8 *frame = memmem (copy, size, marker, 2);
  g_assert_nonnull (frame);
  frame[5] = (guint8) (height >> 8);
  frame[6] = (guint8) height;
  frame[7] = (guint8) (width >> 8);
  frame[8] = (guint8) width;
  return g_bytes_new_take (copy, size);
}

/* Four full planes of coefficients do not fit beside the pixels: refused before any of
 * them is touched. */
static void
test_memory_bomb (void)
{
  g_autoptr (FrostImage) picture = maker_picture (16, 16);
  g_autoptr (GBytes) small = maker_jpeg (picture, MAKER_CMYK, TRUE);
  g_autoptr (GBytes) bomb = with_size (small, 0xc2, 8000, 8000);
  g_autoptr (GError) error = NULL;
  g_assert_null (decode (bomb, 0, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY);
}

/* Ends before all pixels are there, but with an end mark: libjpeg only warns, and what
 * there is can be seen. */
static void
test_warning_is_tolerated (void)
{
  g_autoptr (FrostImage) picture = maker_picture (48, 48);
  g_autoptr (GBytes) small = maker_jpeg (picture, MAKER_RGB, FALSE);
  g_autoptr (GBytes) longer = with_size (small, 0xc0, 48, 64);
  g_autoptr (FrostImage) image = decode_well (longer, 0);
  g_assert_cmpint (image->height, ==, 64);
  /* Not to the last row: chroma is interpolated across it from the missing part. */
  image->height = picture->height = 40;
  g_assert_cmpint (maker_difference (image, picture), <=, 6);
}

static void
test_orientation (void)
{
  g_autoptr (FrostImage) picture = maker_picture (61, 47);
  g_autoptr (GBytes) plain = maker_jpeg (picture, MAKER_RGB, FALSE);
  for (int orientation = 1; orientation <= 8; orientation++)
    {
      g_autoptr (GBytes) exif = maker_exif (orientation, FALSE);
      g_autoptr (GBytes) file = maker_add_exif (plain, exif);
      g_autoptr (FrostImage) image = decode_well (file, 0);
      g_assert_cmpint (image->width, ==, orientation < 5 ? 61 : 47);
      /* Where the stored top left corner, dark red and dark green, is seen. */
      gboolean right =
          orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
      gboolean below =
          orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
      guint8 *corner = frost_image_row (image, below ? image->height - 1 : 0)
                       + 3 * (right ? image->width - 1 : 0);
      for (int c = 0; c < 3; c++)
        g_assert_cmpint (ABS (corner[c] - picture->pixels[c]), <=, 6);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decode-jpeg/colour-spaces", test_colour_spaces);
  g_test_add_func ("/decode-jpeg/grey", test_grey);
  g_test_add_func ("/decode-jpeg/progressive", test_progressive);
  g_test_add_func ("/decode-jpeg/reduction", test_reduction);
  g_test_add_func ("/decode-jpeg/too-many-scans", test_too_many_scans);
  g_test_add_func ("/decode-jpeg/memory-bomb", test_memory_bomb);
  g_test_add_func ("/decode-jpeg/warning-is-tolerated", test_warning_is_tolerated);
  g_test_add_func ("/decode-jpeg/orientation", test_orientation);
  return g_test_run ();
}
