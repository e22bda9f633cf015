#include "data/image/transform.h"

#include "data/data-error.h"
#include "data/image/augment.h"
#include "data/image/resize.h"

#include <math.h>

static gboolean
is_side (int n)
{
  return n >= 1 && n <= FROST_IMAGE_SIDE_MAX;
}

gboolean
frost_image_transform_check (const FrostImageTransform *transform, GError **error)
{
  int longer = MAX (transform->width, transform->height);
  if (!is_side (transform->width) || !is_side (transform->height)
      || (gsize) transform->width * transform->height > FROST_IMAGE_PIXELS_MAX)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "preprocessing: an input of %d x %d pixels, needs 1 to %d a side and "
                   "at most %d in all",
                   transform->width, transform->height, FROST_IMAGE_SIDE_MAX,
                   FROST_IMAGE_PIXELS_MAX);
      return FALSE;
    }
  if (transform->resize_short != 0
      && (transform->resize_short < longer || !is_side (transform->resize_short)))
    {
      g_set_error (
          error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
          "preprocessing: the short side is resized to %d, needs %d to %d for an "
          "input of %d x %d",
          transform->resize_short, longer, FROST_IMAGE_SIDE_MAX, transform->width,
          transform->height);
      return FALSE;
    }
  for (int c = 0; c < 3; c++)
    if (!isfinite (transform->mean[c]) || !isfinite (transform->scale[c])
        || transform->scale[c] == 0)
      {
        g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                     "preprocessing: mean %g and scale %g of channel %d, needs finite "
                     "numbers and a scale other than 0",
                     transform->mean[c], transform->scale[c], c);
        return FALSE;
      }
  return TRUE;
}

FrostImage *
frost_image_transform_crop (const FrostImage *image, const FrostImageTransform *transform,
                            int view, guint64 key, GError **error)
{
  g_return_val_if_fail (view >= 0 && view < FROST_N_VIEWS, NULL);

  if (!frost_image_transform_check (transform, error))
    return NULL;
  FrostResizeWindow window = frost_augment_window (image, transform, view, key);
  return frost_image_resize_window (image, &window, error);
}

void
frost_image_transform_scale (const FrostImage *crop, const FrostImageTransform *transform,
                             int view, float *pixels)
{
  gboolean flip = frost_augment_is_mirrored (view);
  int red = transform->bgr ? 2 : 0, blue = 2 - red;
  const float *mean = transform->mean, *scale = transform->scale;
  for (int y = 0; y < crop->height; y++)
    {
      const guint8 *from = frost_image_row (crop, y);
      int step = 3;
      if (flip)
        {
          from += 3 * (crop->width - 1);
          step = -3;
        }
      for (int x = 0; x < crop->width; x++, from += step, pixels += 3)
        {
          pixels[red] = ((float) from[0] - mean[0]) * scale[0];
          pixels[1] = ((float) from[1] - mean[1]) * scale[1];
          pixels[blue] = ((float) from[2] - mean[2]) * scale[2];
        }
    }
}

gboolean
frost_image_transform_apply (const FrostImage *image,
                             const FrostImageTransform *transform, int view, guint64 key,
                             float *pixels, GError **error)
{
  g_autoptr (FrostImage) crop =
      frost_image_transform_crop (image, transform, view, key, error);
  if (crop == NULL)
    return FALSE;
  frost_image_transform_scale (crop, transform, view, pixels);
  return TRUE;
}
