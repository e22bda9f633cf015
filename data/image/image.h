/* image.h - decoded pixels: 8-bit RGB, rows from top to bottom, refcounted.
 *
 * Threads: an image is filled by whoever made it and never written afterwards,
 * so any number of threads may read it; the count is atomic.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No image wider or higher than this, or of more pixels in all, is decoded: a
 * header of thirty bytes may otherwise ask for any amount of memory. The second
 * is a little above 64 million, so that 64-megapixel cameras pass. */
#define FROST_IMAGE_SIDE_MAX 32768
#define FROST_IMAGE_PIXELS_MAX (64 * 1024 * 1024)

/* What decoding one image may hold at its peak, the file's bytes included. */
#define FROST_IMAGE_MEMORY_MAX ((gsize) 512 * 1024 * 1024)

typedef struct
{
  guint8 *pixels; /* [height, stride], R G B R G B … in each row */
  int width;
  int height;
  gsize stride; /* bytes from one row to the next, 3 * width */
  gint ref_count;
} FrostImage;

/* Pixels are not initialised. Errors: ARGUMENT (a side below 1 or too large), MEMORY. */
FrostImage *frost_image_new (int width, int height, GError **error);

FrostImage *frost_image_ref (FrostImage *image);
void frost_image_unref (FrostImage *image);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostImage, frost_image_unref)

static inline guint8 *
frost_image_row (const FrostImage *image, int y)
{
  return image->pixels + (gsize) y * image->stride;
}

G_END_DECLS
