/* mug-glaze.h - the form of a mug seen from the side, and what is painted on it. */
#pragma once

#include "data/sample/draw-object.h"

G_BEGIN_DECLS

/* In the square of draw-object.h. Threads: a mug belongs to one thread. */
typedef struct
{
  cairo_t *cr;
  FrostDrawRandom *random;
  FrostObjectColors colors;
  double top;    /* y of the middle of the rim */
  double bottom; /* y of the middle of the foot */
  double w_top;  /* half widths */
  double w_bottom;
  double belly; /* how far the side bulges out, may be below 0 */
  double tilt;  /* height of the rim's ellipse by its width */
} FrostMug;

/* Half the width at that height. */
double frost_mug_half_width_at (const FrostMug *mug, double y);

/* Bands, dots, a picture, a glaze that ran: over the whole square, the caller clips. */
void frost_mug_draw_glaze (FrostMug *mug);

G_END_DECLS
