/* transform.h - an image to the numbers that a network takes. */
#pragma once

#include "data/image/image.h"

G_BEGIN_DECLS

typedef struct
{
  int resize_short; /* short side after resizing, >= width and height;
                     * 0 = stretch to width x height, no crop */
  int width;        /* of the centre crop, the network's input */
  int height;
  float mean[3];  /* R, G, B, on the 0..255 scale: y = (x - mean) * scale */
  float scale[3]; /* R, G, B */
  gboolean bgr;   /* write the channels as B, G, R; mean and scale stay R, G, B */
} FrostImageTransform;

/* How an image is seen: as it is, mirrored left to right, and cropped at random (augment.h). */
enum
{
  FROST_VIEW_PLAIN = 0,
  FROST_VIEW_FLIPPED = 1,
  FROST_N_PLAIN_VIEWS, /* into which no chance enters */
  FROST_N_VIEWS = 32   /* that there are at most */
};

/* Errors: ARGUMENT, saying which field and what it needs. */
gboolean frost_image_transform_check (const FrostImageTransform *transform,
                                      GError **error);

/* The part of the image that a view sees, width x height, not mirrored yet: the first half of
 * frost_image_transform_apply. It is the same for all plain views. NULL on error. */
FrostImage *frost_image_transform_crop (const FrostImage *image,
                                        const FrostImageTransform *transform, int view,
                                        guint64 key, GError **error);

/* The second half: to numbers, mirrored where the view is. */
void frost_image_transform_scale (const FrostImage *crop,
                                  const FrostImageTransform *transform, int view,
                                  float *pixels);

/* view: [0, FROST_N_VIEWS); key: which the crops of the views from 2 on come from, see augment.h.
 * pixels: [height, width, 3], filled on success only.
 * The rounding to 8 bits between resizing and scaling is kept: it is what the
 * recipes with which base models were trained do.
 * Errors: ARGUMENT, MEMORY. Threads: any. */
gboolean frost_image_transform_apply (const FrostImage *image,
                                      const FrostImageTransform *transform, int view,
                                      guint64 key, float *pixels, GError **error);

G_END_DECLS
