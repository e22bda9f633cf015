#include "data/image/resize.h"

#include "data/data-error.h"
#include "tests/data/image/image-maker.h"
#include "tests/data/image/resize-golden.h"

#include <math.h>
#include <string.h>

/* As in make-resize-golden.py. */
static FrostImage *
make_pattern (int width, int height)
{
  FrostImage *image = frost_image_new (width, height, NULL);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        frost_image_row (image, y)[3 * x + c] =
            (guint8) (x * x * 7 + y * 13 + x * y * 3 + c * 85);
  return image;
}

static FrostImage *
resize_well (const FrostImage *image, int width, int height)
{
  g_autoptr (GError) error = NULL;
  FrostImage *out = frost_image_resize (image, width, height, &error);
  g_assert_no_error (error);
  return out;
}

static void
test_as_pillow (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (golden_cases); i++)
    {
      g_autoptr (FrostImage) pattern =
          make_pattern (golden_cases[i].width, golden_cases[i].height);
      g_autoptr (FrostImage) out =
          resize_well (pattern, golden_cases[i].to_width, golden_cases[i].to_height);
      gsize n = out->stride * (gsize) out->height, n_different = 0;
      for (gsize k = 0; k < n; k++)
        {
          int difference = ABS (out->pixels[k] - golden_cases[i].pixels[k]);
          g_assert_cmpint (difference, <=, 1);
          n_different += difference != 0;
        }
      /* Rounding alone, not another filter: most values are the same. */
      g_assert_cmpuint (10 * n_different, <=, 3 * n);
    }
}

static double
triangle (double distance, double support)
{
  return MAX (0, 1 - fabs (distance) / support);
}

/* The filter's definition in double precision, one output value at a time. */
static double
naive (const FrostImage *image, int width, int height, int x, int y, int c)
{
  double x_scale = (double) image->width / width;
  double y_scale = (double) image->height / height;
  double sum = 0, total = 0;
  for (int j = 0; j < image->height; j++)
    for (int i = 0; i < image->width; i++)
      {
        double weight = triangle (i + 0.5 - (x + 0.5) * x_scale, MAX (x_scale, 1))
                        * triangle (j + 0.5 - (y + 0.5) * y_scale, MAX (y_scale, 1));
        sum += weight * frost_image_row (image, j)[3 * i + c];
        total += weight;
      }
  return sum / total;
}

static void
test_as_definition (void)
{
  static const int sizes[][4] = { { 31, 23, 17, 11 }, { 9, 14, 20, 5 }, { 1, 1, 4, 3 },
                                  { 40, 3, 7, 9 },    { 5, 5, 5, 4 },   { 64, 2, 3, 2 },
                                  { 13, 17, 13, 34 }, { 100, 80, 1, 1 } };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const int *s = sizes[i];
      g_autoptr (FrostImage) noise = maker_noise (s[0], s[1], 17);
      g_autoptr (FrostImage) out = resize_well (noise, s[2], s[3]);
      for (int y = 0; y < out->height; y++)
        for (int x = 0; x < out->width; x++)
          for (int c = 0; c < 3; c++)
            {
              double expected = naive (noise, out->width, out->height, x, y, c);
              /* Half a level of rounding, and float sums. */
              g_assert_cmpfloat_with_epsilon (frost_image_row (out, y)[3 * x + c],
                                              expected, 0.502);
            }
    }
}

static void
test_window (void)
{
  static const FrostResizeWindow windows[] = { { 30, 20, 0, 0, 30, 20 },
                                               { 30, 20, 7, 3, 11, 9 },
                                               { 30, 20, 29, 19, 1, 1 },
                                               { 80, 90, 13, 60, 50, 30 },
                                               { 53, 37, 5, 6, 40, 20 } };
  g_autoptr (FrostImage) noise = maker_noise (53, 37, 8);
  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      const FrostResizeWindow *w = &windows[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (FrostImage) whole = resize_well (noise, w->full_width, w->full_height);
      g_autoptr (FrostImage) part = frost_image_resize_window (noise, w, &error);
      g_assert_no_error (error);
      for (int y = 0; y < w->height; y++)
        g_assert_cmpmem (frost_image_row (part, y), part->stride,
                         frost_image_row (whole, w->y + y) + 3 * w->x, part->stride);
    }
}

static void
test_same_size_is_untouched (void)
{
  g_autoptr (FrostImage) noise = maker_noise (53, 37, 9);
  g_autoptr (FrostImage) out = resize_well (noise, 53, 37);
  g_assert_cmpint (maker_difference (out, noise), ==, 0);
}

/* Flat stays flat: weights that do not sum to 1 would show. */
static void
test_extremes_stay (void)
{
  for (int value = 0; value <= 255; value += 51)
    {
      g_autoptr (FrostImage) flat = frost_image_new (301, 7, NULL);
      memset (flat->pixels, value, flat->stride * 7);
      g_autoptr (FrostImage) out = resize_well (flat, 23, 40);
      for (gsize i = 0; i < out->stride * 40; i++)
        g_assert_cmpint (out->pixels[i], ==, value);
    }
}

/* The longest strip there is; the part that is wanted is small, and so is the work. */
static void
test_long_strip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImage) strip = maker_noise (FROST_IMAGE_SIDE_MAX, 1, 4);
  FrostResizeWindow window = { .width = 224, .height = 224 };
  frost_resize_short_side (strip->width, 1, 256, &window.full_width, &window.full_height);
  g_assert_cmpint (window.full_width, ==, 256 * FROST_IMAGE_SIDE_MAX);
  window.x = frost_crop_offset (window.full_width, 224);
  window.y = 16;
  g_autoptr (FrostImage) out = frost_image_resize_window (strip, &window, &error);
  g_assert_no_error (error);
  g_assert_cmpint (out->width, ==, 224);
}

static void
test_bad_windows (void)
{
  static const FrostResizeWindow windows[] = {
    { 0, 4, 0, 0, 1, 1 }, { 4, -4, 0, 0, 1, 1 },      { 4, 4, -1, 0, 1, 1 },
    { 4, 4, 0, 4, 1, 1 }, { 4, 4, 2, 0, 3, 1 },       { 4, 4, 0, 0, 0, 1 },
    { 4, 4, 0, 0, 1, 5 }, { 4, 4, G_MAXINT, 0, 1, 1 }
  };
  g_autoptr (FrostImage) noise = maker_noise (6, 6, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (frost_image_resize_window (noise, &windows[i], &error));
      g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT);
    }
}

static void
test_short_side (void)
{
  static const int cases[][5] = {
    { 500, 375, 256, 341, 256 }, { 375, 500, 256, 256, 341 }, { 256, 256, 256, 256, 256 },
    { 300, 256, 256, 300, 256 }, { 3, 2, 256, 384, 256 },     { 768, 512, 256, 384, 256 }
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int width, height;
      frost_resize_short_side (cases[i][0], cases[i][1], cases[i][2], &width, &height);
      g_assert_cmpint (width, ==, cases[i][3]);
      g_assert_cmpint (height, ==, cases[i][4]);
    }
}

/* Python: int(round((side - crop) / 2.0)), with halves to even. */
static void
test_crop_offset (void)
{
  static const int cases[][3] = { { 224, 224, 0 },  { 225, 224, 0 }, { 226, 224, 1 },
                                  { 227, 224, 1 },  { 229, 224, 2 }, { 231, 224, 3 },
                                  { 341, 224, 58 }, { 256, 224, 16 } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (frost_crop_offset (cases[i][0], cases[i][1]), ==, cases[i][2]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resize/as-pillow", test_as_pillow);
  g_test_add_func ("/resize/as-definition", test_as_definition);
  g_test_add_func ("/resize/window", test_window);
  g_test_add_func ("/resize/same-size-is-untouched", test_same_size_is_untouched);
  g_test_add_func ("/resize/extremes-stay", test_extremes_stay);
  g_test_add_func ("/resize/long-strip", test_long_strip);
  g_test_add_func ("/resize/bad-windows", test_bad_windows);
  g_test_add_func ("/resize/short-side", test_short_side);
  g_test_add_func ("/resize/crop-offset", test_crop_offset);
  return g_test_run ();
}
