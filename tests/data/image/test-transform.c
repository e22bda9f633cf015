#include "data/image/transform.h"

#include "data/data-error.h"
#include "data/image/resize.h"
#include "tests/data/image/image-maker.h"

#include <math.h>
#include <string.h>

static const FrostImageTransform plain = {
  .resize_short = 40,
  .width = 32,
  .height = 28,
  .mean = { 120, 110, 100 },
  .scale = { 0.01f, 0.02f, 0.03f },
};

static float *
apply_well (const FrostImage *image, const FrostImageTransform *transform, int view)
{
  g_autoptr (GError) error = NULL;
  float *pixels = g_new (float, 3 * transform->width * transform->height);
  g_assert_true (frost_image_transform_apply (image, transform, view, 0, pixels, &error));
  g_assert_no_error (error);
  return pixels;
}

/* pixels must be what the crop's bytes become, in this order and direction. */
static void
assert_pixels (const float *pixels, const FrostImage *crop,
               const FrostImageTransform *transform, gboolean flipped)
{
  for (int y = 0; y < crop->height; y++)
    for (int x = 0; x < crop->width; x++)
      for (int c = 0; c < 3; c++)
        {
          int from_x = flipped ? crop->width - 1 - x : x;
          int to = transform->bgr ? 2 - c : c;
          float byte = frost_image_row (crop, y)[3 * from_x + c];
          g_assert_cmpfloat (pixels[3 * (y * crop->width + x) + to], ==,
                             (byte - transform->mean[c]) * transform->scale[c]);
        }
}

static void
test_crop (void)
{
  g_autoptr (FrostImage) noise = maker_noise (101, 80, 20);
  FrostResizeWindow window = { 50, 40, 9, 6, 32, 28 };
  g_autoptr (FrostImage) crop = frost_image_resize_window (noise, &window, NULL);
  for (int view = 0; view <= FROST_VIEW_FLIPPED; view++)
    for (int bgr = 0; bgr < 2; bgr++)
      {
        FrostImageTransform transform = plain;
        transform.bgr = bgr;
        g_autofree float *pixels = apply_well (noise, &transform, view);
        assert_pixels (pixels, crop, &transform, view == FROST_VIEW_FLIPPED);
      }
}

static void
test_stretch (void)
{
  g_autoptr (FrostImage) noise = maker_noise (101, 80, 20);
  FrostImageTransform transform = plain;
  transform.resize_short = 0;
  g_autoptr (FrostImage) stretched = frost_image_resize (noise, 32, 28, NULL);
  g_autofree float *pixels = apply_well (noise, &transform, FROST_VIEW_PLAIN);
  assert_pixels (pixels, stretched, &transform, FALSE);
}

/* A short side that is right already: the crop's bytes are the file's. */
static void
test_no_resize (void)
{
  g_autoptr (FrostImage) noise = maker_noise (40, 61, 20);
  FrostResizeWindow window = { 40, 61, 4, 16, 32, 28 };
  g_autofree float *pixels = apply_well (noise, &plain, FROST_VIEW_PLAIN);
  g_autoptr (FrostImage) crop = frost_image_new (32, 28, NULL);
  for (int y = 0; y < 28; y++)
    memcpy (frost_image_row (crop, y), frost_image_row (noise, window.y + y) + 12, 96);
  assert_pixels (pixels, crop, &plain, FALSE);
}

static void
assert_bad (FrostImageTransform transform, const char *part_of_message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImage) noise = maker_noise (4, 4, 1);
  float pixel = 5;
  g_assert_false (frost_image_transform_check (&transform, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, part_of_message));
  g_clear_error (&error);
  g_assert_false (frost_image_transform_apply (noise, &transform, 0, 0, &pixel, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT);
  g_assert_cmpfloat (pixel, ==, 5);
}

static void
test_bad_values (void)
{
  FrostImageTransform transform = plain;
  g_assert_true (frost_image_transform_check (&plain, NULL));
  transform.width = 0;
  assert_bad (transform, "0 x 28");
  transform = plain;
  transform.height = 1 << 20;
  assert_bad (transform, "1048576");
  transform = plain;
  transform.resize_short = 31;
  assert_bad (transform, "resized to 31");
  transform = plain;
  transform.resize_short = -1;
  assert_bad (transform, "resized to -1");
  transform = plain;
  transform.scale[2] = 0;
  assert_bad (transform, "channel 2");
  transform = plain;
  transform.mean[1] = NAN;
  assert_bad (transform, "channel 1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transform/crop", test_crop);
  g_test_add_func ("/transform/stretch", test_stretch);
  g_test_add_func ("/transform/no-resize", test_no_resize);
  g_test_add_func ("/transform/bad-values", test_bad_values);
  return g_test_run ();
}
