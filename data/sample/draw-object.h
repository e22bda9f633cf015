/* draw-object.h - the three objects of the sample set, one file each.
 *
 * Each draws one individual (form, pattern and details from random) into about the square
 * [-1, 1] x [-1, 1], y downwards, lit from the upper left, on a transparent ground and
 * without a shadow: what lies around it is the scene's work.
 *
 * from_above: as it lies on a table seen from the top, else as it stands before the viewer.
 * Standing, a backpack and a mug touch the ground at y = FROST_OBJECT_GROUND, sunglasses at
 * FROST_OBJECT_GROUND_SUNGLASSES.
 */
#pragma once

#include "data/sample/draw-color.h"

G_BEGIN_DECLS

#define FROST_OBJECT_GROUND 0.95
#define FROST_OBJECT_GROUND_SUNGLASSES 0.4

typedef struct
{
  FrostColor body;   /* the largest area */
  FrostColor second; /* panels, pattern, lining */
  FrostColor accent; /* small things that should be seen */
} FrostObjectColors;

void frost_draw_backpack (cairo_t *cr, FrostDrawRandom *random,
                          const FrostObjectColors *colors, gboolean from_above);
void frost_draw_mug (cairo_t *cr, FrostDrawRandom *random,
                     const FrostObjectColors *colors, gboolean from_above);
void frost_draw_sunglasses (cairo_t *cr, FrostDrawRandom *random,
                            const FrostObjectColors *colors, gboolean from_above);

G_END_DECLS
