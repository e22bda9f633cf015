/* draw-color.h - colours that look well together.
 *
 * Components are sRGB in [0, 1]. Colours are made in OKLCH (Ottosson 2020), where equal
 * steps of lightness look equal whatever the hue, so that light and shade are a change
 * of one number and no hue comes out dirty. Threads: any.
 */
#pragma once

#include "data/sample/draw-random.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef struct
{
  double r, g, b;
} FrostColor;

/* lightness in [0, 1], chroma in [0, 0.37], hue in degrees. Clipped into sRGB. */
FrostColor frost_color_from_lch (double lightness, double chroma, double hue);

/* amount 0 gives a, 1 gives b. */
FrostColor frost_color_mix (FrostColor a, FrostColor b, double amount);

/* amount in [-1, 1]: below 0 a shade towards a cool dark, above 0 a tint towards a warm
 * white, as light and shadow do it in an illustration. */
FrostColor frost_color_shade (FrostColor color, double amount);

/* Perceived lightness in [0, 1]. */
double frost_color_get_lightness (FrostColor color);

/* Any colour a person would paint something with: vivid, pastel, dark or near grey. */
FrostColor frost_color_random (FrostDrawRandom *random);

/* The same, but at least 0.22 lighter or darker than other, so that it stands out. */
FrostColor frost_color_random_against (FrostDrawRandom *random, FrostColor other);

void frost_color_set (cairo_t *cr, FrostColor color, double alpha);

/* Makes a linear gradient from (x0, y0) to (x1, y1) the source. */
void frost_color_set_gradient (cairo_t *cr, double x0, double y0, double x1, double y1,
                               FrostColor from, double from_alpha, FrostColor to,
                               double to_alpha);

/* Makes a radial gradient the source: from in the middle, to at the radius. */
void frost_color_set_glow (cairo_t *cr, double x, double y, double radius,
                           FrostColor from, double from_alpha, FrostColor to,
                           double to_alpha);

G_END_DECLS
