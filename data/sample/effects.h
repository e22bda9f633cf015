/* effects.h - what a lens and a sensor do to a drawing: blur, light, noise.
 *
 * Threads: any; a surface belongs to one thread at a time.
 */
#pragma once

#include "data/sample/draw-random.h"

#include <cairo.h>

G_BEGIN_DECLS

/* The largest side of a surface that is blurred, in pixels. */
#define FROST_EFFECT_SIDE_MAX 2048

/* Blurs an ARGB32 or RGB24 image surface in place, nearly as a Gaussian does.
 * sigma: in pixels; below 0.05 nothing happens. Outside, the edge goes on. */
void frost_effect_blur (cairo_surface_t *surface, double sigma);

/* Makes an ARGB32 surface a shadow of what was on it: black, alpha times strength. */
void frost_effect_shadow (cairo_surface_t *surface, double strength);

typedef struct
{
  double exposure; /* factor, 1 leaves as it is */
  double contrast; /* factor about mid grey, 1 leaves as it is */
  double
      warmth; /* added to red, taken from blue; 0 to about 0.1 of the range, either sign */
  double slope_x; /* light falling off across the picture, in the range per side */
  double slope_y;
  double vignette; /* darkening of the corners, 0 to 1 */
  double noise;    /* deviation in levels of 255, the same in all three channels … */
  double chroma;   /* … and on top of it in each alone */
} FrostEffectFinish;

/* Copies an RGB24 surface of size * size, changed so, to rgb [size, size, 3]. */
void frost_effect_finish (cairo_surface_t *surface, int size,
                          const FrostEffectFinish *finish, FrostDrawRandom *random,
                          guint8 *rgb);

G_END_DECLS
