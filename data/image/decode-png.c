/* decode-png.c - PNG through libpng's simplified interface.
 *
 * That interface returns instead of jumping and turns every kind of PNG into 8 bits. Two
 * of its habits are turned off: it takes 16-bit files for linear light, and it mixes
 * alpha in linear light, where browsers and Pillow mix the stored values.
 */
#include "data/image/image-format.h"

#include "data/data-error.h"

#include <png.h>

static int
over_white (int value, int alpha)
{
  return (value * alpha + 255 * (255 - alpha) + 127) / 255;
}

/* R G B A to R G B in the same buffer, which only gets shorter. */
static void
flatten (guint8 *pixels, gsize n)
{
  const guint8 *from = pixels;
  for (guint8 *to = pixels; n > 0; n--, from += 4, to += 3)
    for (int c = 0; c < 3; c++)
      to[c] = (guint8) over_white (from[c], from[3]);
}

static void
set_png_error (GError **error, const char *name, const png_image *png)
{
  g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT, "%s: broken PNG, %s",
               name, png->message);
}

FrostImage *
frost_png_decode (const guint8 *data, gsize size, const char *name,
                  const FrostImageInfo *info, int min_short_side, GError **error)
{
  png_image png = { .version = PNG_IMAGE_VERSION };
  if (!png_image_begin_read_from_memory (&png, data, size))
    {
      set_png_error (error, name, &png);
      return NULL;
    }
  if ((int) png.width != info->stored_width || (int) png.height != info->stored_height)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                   "%s: broken PNG, contradicts itself about its size", name);
      png_image_free (&png);
      return NULL;
    }

  gboolean alpha = (png.format & PNG_FORMAT_FLAG_ALPHA) != 0;
  gsize n_pixels = (gsize) png.width * png.height;
  png.format = alpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;

  g_autoptr (FrostImage) image =
      frost_image_new (info->stored_width, info->stored_height, error);
  if (image != NULL && alpha)
    {
      g_free (image->pixels);
      image->pixels = g_try_malloc (4 * n_pixels);
      if (image->pixels == NULL)
        {
          g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                       "%s: no memory for %d x %d pixels", name, image->width,
                       image->height);
          g_clear_pointer (&image, frost_image_unref);
        }
    }
  if (image == NULL)
    {
      png_image_free (&png);
      return NULL;
    }

  /* Frees what png holds, also on failure. */
  if (!png_image_finish_read (&png, NULL, image->pixels, 0, NULL))
    {
      set_png_error (error, name, &png);
      return NULL;
    }
  if (alpha)
    {
      flatten (image->pixels, n_pixels);
      image->pixels = g_realloc (image->pixels, 3 * n_pixels);
    }
  return g_steal_pointer (&image);
}
