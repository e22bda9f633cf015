#include "data/image/image.h"

#include "data/data-error.h"

FrostImage *
frost_image_new (int width, int height, GError **error)
{
  if (width < 1 || height < 1 || width > FROST_IMAGE_SIDE_MAX
      || height > FROST_IMAGE_SIDE_MAX || (gsize) width * height > FROST_IMAGE_PIXELS_MAX)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "image: %d x %d pixels, but a side is 1 to %d and all are at most %d",
                   width, height, FROST_IMAGE_SIDE_MAX, FROST_IMAGE_PIXELS_MAX);
      return NULL;
    }

  FrostImage *image = g_new0 (FrostImage, 1);
  image->width = width;
  image->height = height;
  image->stride = 3 * (gsize) width;
  image->ref_count = 1;
  image->pixels = g_try_malloc (image->stride * (gsize) height);
  if (image->pixels == NULL)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "image: no memory for %d x %d pixels", width, height);
      g_free (image);
      return NULL;
    }
  return image;
}

FrostImage *
frost_image_ref (FrostImage *image)
{
  g_return_val_if_fail (image != NULL, NULL);

  g_atomic_int_inc (&image->ref_count);
  return image;
}

void
frost_image_unref (FrostImage *image)
{
  g_return_if_fail (image != NULL);

  if (g_atomic_int_dec_and_test (&image->ref_count))
    {
      g_free (image->pixels);
      g_free (image);
    }
}
