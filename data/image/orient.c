#include "data/image/orient.h"

/* Squares of this side are copied at a time, so that the lines read across and the lines
 * written along both stay in the cache. */
#define BLOCK 32

/* Where the upright picture's pixel (0, 0) lies in the stored one, and how the place
 * moves with x and with y; in bytes. */
typedef struct
{
  gssize start;
  gssize x_step;
  gssize y_step;
} Walk;

/* EXIF 2.3, section 4.6.4: which stored row and column are the visual top and left. */
static Walk
walk_for (const FrostImage *image, int orientation)
{
  gssize pixel = 3, row = (gssize) image->stride;
  gssize right = pixel * (image->width - 1), bottom = row * (image->height - 1);
  switch (orientation)
    {
    case 2:
      return (Walk){ right, -pixel, row };
    case 3:
      return (Walk){ right + bottom, -pixel, -row };
    case 4:
      return (Walk){ bottom, pixel, -row };
    case 5:
      return (Walk){ 0, row, pixel };
    case 6:
      return (Walk){ bottom, -row, pixel };
    case 7:
      return (Walk){ right + bottom, -row, -pixel };
    case 8:
      return (Walk){ right, row, -pixel };
    default:
      return (Walk){ 0, pixel, row };
    }
}

static void
copy_block (FrostImage *upright, const FrostImage *image, Walk walk, int x0, int y0)
{
  int x1 = MIN (x0 + BLOCK, upright->width), y1 = MIN (y0 + BLOCK, upright->height);
  for (int y = y0; y < y1; y++)
    {
      guint8 *to = frost_image_row (upright, y) + 3 * x0;
      const guint8 *from =
          image->pixels + walk.start + x0 * walk.x_step + y * walk.y_step;
      for (int x = x0; x < x1; x++, to += 3, from += walk.x_step)
        {
          to[0] = from[0];
          to[1] = from[1];
          to[2] = from[2];
        }
    }
}

FrostImage *
frost_image_orient (FrostImage *image, int orientation, GError **error)
{
  g_return_val_if_fail (orientation >= 1 && orientation <= 8, NULL);

  if (orientation == 1)
    return frost_image_ref (image);

  gboolean turned = frost_orientation_is_turned (orientation);
  FrostImage *upright = frost_image_new (turned ? image->height : image->width,
                                         turned ? image->width : image->height, error);
  if (upright == NULL)
    return NULL;

  Walk walk = walk_for (image, orientation);
  for (int y = 0; y < upright->height; y += BLOCK)
    for (int x = 0; x < upright->width; x += BLOCK)
      copy_block (upright, image, walk, x, y);
  return upright;
}
