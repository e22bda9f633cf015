#include "data/image/augment.h"

#include <math.h>

#include "data/data-random.h"

/* Of the streams: nothing else is drawn from this one. */
#define STREAM_CROP 3

/* torchvision's RandomResizedCrop takes from 8 % of an image on, which suits a million of them; of
 * a few hundred photographs the thing itself should stay in the picture. */
#define ZOOM_LEAST 0.75
#define ZOOM_MOST (1 / ZOOM_LEAST)
#define ASPECT_MOST 1.15

static double
uniform (FrostDataRandom *random)
{
  return (double) (frost_data_random_next (random) >> 11) * 0x1p-53;
}

/* Every ratio as likely as its inverse. */
static double
ratio (FrostDataRandom *random, double least, double most)
{
  return least * pow (most / least, uniform (random));
}

static FrostResizeWindow
centre_window (const FrostImage *image, const FrostImageTransform *transform)
{
  FrostResizeWindow window = { .width = transform->width, .height = transform->height };

  if (transform->resize_short == 0)
    {
      window.full_width = transform->width;
      window.full_height = transform->height;
      return window;
    }
  frost_resize_short_side (image->width, image->height, transform->resize_short,
                           &window.full_width, &window.full_height);
  window.x = frost_crop_offset (window.full_width, window.width);
  window.y = frost_crop_offset (window.full_height, window.height);
  return window;
}

/* At least the crop's side, so that it lies inside of the image. */
static int
scaled (int side, double factor, int least)
{
  return CLAMP ((int) (side * factor + 0.5), least, MAX (least, FROST_IMAGE_SIDE_MAX));
}

FrostResizeWindow
frost_augment_window (const FrostImage *image, const FrostImageTransform *transform,
                      int view, guint64 key)
{
  FrostResizeWindow window = centre_window (image, transform);
  FrostDataRandom random;
  double zoom, aspect;

  if (view < FROST_N_PLAIN_VIEWS)
    return window;
  frost_data_random_init (&random, STREAM_CROP, key, (guint64) view);
  zoom = ratio (&random, ZOOM_LEAST, ZOOM_MOST);
  aspect = ratio (&random, 1 / ASPECT_MOST, ASPECT_MOST);
  window.full_width = scaled (window.full_width, zoom * sqrt (aspect), window.width);
  window.full_height = scaled (window.full_height, zoom / sqrt (aspect), window.height);
  window.x = (int) (uniform (&random) * (window.full_width - window.width + 1));
  window.y = (int) (uniform (&random) * (window.full_height - window.height + 1));
  return window;
}

gboolean
frost_augment_is_mirrored (int view)
{
  return view % 2 == 1;
}
