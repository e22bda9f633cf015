#include "data/image/decode.h"

#include "data/data-error.h"
#include "tests/data/image/image-maker.h"

#include <math.h>
#include <sys/resource.h>

static FrostImage *
decode_well (GBytes *file)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  FrostImage *image = frost_image_decode_bytes (data, size, "picture", 0, &error);
  g_assert_no_error (error);
  return image;
}

/* What the value becomes when it is stored with so many bits. */
static int
at_depth (int value, int bit_depth)
{
  if (bit_depth >= 8)
    return value;
  int most = (1 << bit_depth) - 1;
  return (value >> (8 - bit_depth)) * 255 / most;
}

static int
over_white (int value, int alpha)
{
  return (int) lround ((value * alpha + 255.0 * (255 - alpha)) / 255);
}

static void
check (int bit_depth, int colour_type, gboolean interlaced, int alpha)
{
  g_autoptr (FrostImage) noise = maker_noise (43, 21, 5);
  g_autoptr (GBytes) file = maker_png (noise, bit_depth, colour_type, interlaced, alpha);
  g_autoptr (FrostImage) image = decode_well (file);
  g_autoptr (FrostImage) expected = frost_image_new (43, 21, NULL);
  gboolean grey = (colour_type & PNG_COLOR_MASK_COLOR) == 0;
  gboolean has_alpha = (colour_type & PNG_COLOR_MASK_ALPHA) != 0;
  for (gsize i = 0; i < noise->stride * 21; i++)
    {
      int value = at_depth (noise->pixels[grey ? i - i % 3 : i], bit_depth);
      expected->pixels[i] = (guint8) over_white (value, has_alpha ? alpha : 255);
    }
  g_assert_cmpint (maker_difference (image, expected), ==, 0);
}

static void
test_plain (void)
{
  for (int interlaced = 0; interlaced < 2; interlaced++)
    {
      check (8, PNG_COLOR_TYPE_RGB, interlaced, 255);
      check (16, PNG_COLOR_TYPE_RGB, interlaced, 255);
      for (int depth = 1; depth <= 16; depth *= 2)
        check (depth, PNG_COLOR_TYPE_GRAY, interlaced, 255);
    }
}

static void
test_alpha (void)
{
  static const int alphas[] = { 0, 1, 77, 128, 254, 255 };
  for (gsize i = 0; i < G_N_ELEMENTS (alphas); i++)
    for (int interlaced = 0; interlaced < 2; interlaced++)
      {
        check (8, PNG_COLOR_TYPE_RGB_ALPHA, interlaced, alphas[i]);
        check (16, PNG_COLOR_TYPE_RGB_ALPHA, interlaced, alphas[i]);
        check (8, PNG_COLOR_TYPE_GRAY_ALPHA, interlaced, alphas[i]);
        check (16, PNG_COLOR_TYPE_GRAY_ALPHA, interlaced, alphas[i]);
      }
}

static void
test_palette (void)
{
  g_autoptr (FrostImage) noise = maker_noise (43, 21, 6);
  static const int alphas[] = { 255, 90 };
  for (int depth = 4; depth <= 8; depth *= 2)
    for (gsize i = 0; i < G_N_ELEMENTS (alphas); i++)
      {
        g_autoptr (GBytes) file =
            maker_png (noise, depth, PNG_COLOR_TYPE_PALETTE, depth == 8, alphas[i]);
        g_autoptr (FrostImage) image = decode_well (file);
        g_autoptr (FrostImage) expected = frost_image_new (43, 21, NULL);
        for (gsize p = 0; p < noise->stride * 21; p += 3)
          {
            int entry = noise->pixels[p] >> 4;
            int alpha = entry % 2 == 0 ? alphas[i] : 255;
            int colour[3] = { 17 * entry, 255 - 17 * entry, 100 };
            for (int c = 0; c < 3; c++)
              expected->pixels[p + (gsize) c] = (guint8) over_white (colour[c], alpha);
          }
        g_assert_cmpint (maker_difference (image, expected), ==, 0);
      }
}

static void
test_orientation (void)
{
  g_autoptr (FrostImage) noise = maker_noise (43, 21, 7);
  g_autoptr (GBytes) plain = maker_png (noise, 8, PNG_COLOR_TYPE_RGB, FALSE, 255);
  g_autoptr (GBytes) exif = maker_exif (6, TRUE);
  g_autoptr (GBytes) file = maker_add_exif (plain, exif);
  g_autoptr (FrostImage) image = decode_well (file);
  g_assert_cmpint (image->width, ==, 21);
  g_assert_cmpint (image->height, ==, 43);
  g_assert_cmpmem (frost_image_row (image, 0) + 3 * 20, 3, noise->pixels, 3);
}

/* The header promises more than the pixels hold. */
static void
test_too_few_pixels (void)
{
  g_autoptr (GBytes) bomb = maker_png_bomb (4000, 4000);
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bomb, &size);
  g_assert_null (frost_image_decode_bytes (data, size, "picture", 0, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT);
}

static long
peak_memory (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024; /* to MB */
}

/* A few hundred kilobytes of compressed texts that would unpack to half a gigabyte. */
static void
test_texts_are_not_unpacked (void)
{
  g_autoptr (FrostImage) noise = maker_noise (43, 21, 7);
  g_autoptr (GBytes) plain = maker_png (noise, 8, PNG_COLOR_TYPE_RGB, FALSE, 255);
  g_autoptr (GBytes) file = maker_add_texts (plain, 70, 7 * 1024 * 1024);
  long before = peak_memory ();
  g_autoptr (FrostImage) image = decode_well (file);
  g_assert_cmpint (maker_difference (image, noise), ==, 0);
  g_assert_cmpint (peak_memory () - before, <, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decode-png/plain", test_plain);
  g_test_add_func ("/decode-png/alpha", test_alpha);
  g_test_add_func ("/decode-png/palette", test_palette);
  g_test_add_func ("/decode-png/orientation", test_orientation);
  g_test_add_func ("/decode-png/texts-are-not-unpacked", test_texts_are_not_unpacked);
  g_test_add_func ("/decode-png/too-few-pixels", test_too_few_pixels);
  return g_test_run ();
}
