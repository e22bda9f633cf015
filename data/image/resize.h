/* resize.h - antialiased bilinear resizing and centre cropping.
 *
 * The filter is a triangle whose support grows with the reduction, as Pillow's
 * BILINEAR, which torchvision uses on PIL images; the result is within one grey
 * level of it. A size that does not change leaves the bytes untouched.
 *
 * Errors: ARGUMENT (a side below 1 or above FROST_IMAGE_SIDE_MAX), MEMORY.
 * Threads: any.
 */
#pragma once

#include "data/image/image.h"

G_BEGIN_DECLS

/* The part [y, y + height) x [x, x + width) of an image resized to full_width x
 * full_height. Only what the part needs is computed. */
typedef struct
{
  int full_width;
  int full_height;
  int x;
  int y;
  int width;
  int height;
} FrostResizeWindow;

FrostImage *frost_image_resize_window (const FrostImage *image,
                                       const FrostResizeWindow *window, GError **error);

FrostImage *frost_image_resize (const FrostImage *image, int width, int height,
                                GError **error);

/* The size that has the short side n and keeps the proportions, the long side rounded
 * down as torchvision does. */
void frost_resize_short_side (int width, int height, int n, int *new_width,
                              int *new_height);

/* Where a crop of `crop` pixels begins in a side of `side` pixels: half of what is left, a half
 * pixel rounded down. The reference logits of the ImageNet sample were made so; torchvision's
 * CenterCrop rounds half to even and lies one pixel further in every fourth size. */
int frost_crop_offset (int side, int crop);

G_END_DECLS
