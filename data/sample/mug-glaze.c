#include "data/sample/mug-glaze.h"
#include "data/sample/draw-path.h"

#include <math.h>

static double
uniform (FrostMug *mug, double low, double high)
{
  return frost_draw_random_uniform (mug->random, low, high);
}

double
frost_mug_half_width_at (const FrostMug *mug, double y)
{
  const double t = CLAMP ((y - mug->top) / (mug->bottom - mug->top), 0, 1);
  return mug->w_top + (mug->w_bottom - mug->w_top) * t + 3 * t * (1 - t) * mug->belly;
}

/* A band around the mug from y0 to y1, bent as the rim is. */
static void
band_path (const FrostMug *mug, double y0, double y1)
{
  cairo_t *cr = mug->cr;
  const double sag = mug->w_top * mug->tilt * 1.33;

  cairo_new_sub_path (cr);
  cairo_move_to (cr, -1, y0);
  cairo_curve_to (cr, -0.6, y0 + sag, 0.6, y0 + sag, 1, y0);
  cairo_line_to (cr, 1, y1);
  cairo_curve_to (cr, 0.6, y1 + sag, -0.6, y1 + sag, -1, y1);
  cairo_close_path (cr);
}

/* Where a point that lies at that angle around the mug (0 faces the viewer) is seen. */
static void
wrap (const FrostMug *mug, double angle, double y, double *x_seen, double *y_seen,
      double *squeeze)
{
  *squeeze = cos (angle);
  *x_seen = frost_mug_half_width_at (mug, y) * sin (angle);
  *y_seen = y + mug->w_top * mug->tilt * cos (angle);
}

static void
scatter (FrostMug *mug, int kind)
{
  cairo_t *cr = mug->cr;
  const double step = uniform (mug, 0.2, 0.34);
  const double r = step * uniform (mug, 0.2, 0.34);
  double x, y, squeeze;

  for (int row = 0; mug->top + (row + 0.6) * step < mug->bottom; row++)
    for (double angle = -1.5 + (row % 2) * step * 0.8; angle < 1.5; angle += step * 1.6)
      {
        wrap (mug, angle, mug->top + (row + 0.6) * step, &x, &y, &squeeze);
        cairo_save (cr);
        cairo_translate (cr, x, y);
        cairo_scale (cr, fmax (squeeze, 0.1), 1);
        switch (kind)
          {
          case 0:
            frost_path_ellipse (cr, 0, 0, r, r);
            break;
          case 1:
            frost_path_heart (cr, 0, 0, r * 1.1);
            break;
          case 2:
            frost_path_star (cr, 0, 0, r * 1.3, 5, 0.45);
            break;
          default:
            frost_path_leaf (cr, -r, r, 3 * r, 0.6 * r, -0.8);
            break;
          }
        cairo_restore (cr);
      }
  frost_color_set (cr, mug->colors.second, 1);
  cairo_fill (cr);
}

static void
motif (FrostMug *mug)
{
  cairo_t *cr = mug->cr;
  const double y = (mug->top + mug->bottom) / 2 + mug->w_top * mug->tilt * 0.6;
  const double r = uniform (mug, 0.2, 0.32);
  const double x = uniform (mug, -0.12, 0.12);
  const FrostColor color = mug->colors.second;

  switch (frost_draw_random_below (mug->random, 6))
    {
    case 0:
      frost_path_heart (cr, x, y, r);
      frost_color_set (cr, color, 1);
      cairo_fill (cr);
      break;
    case 1: /* a smile */
      for (int side = -1; side <= 1; side += 2)
        frost_path_ellipse (cr, x + side * r * 0.7, y - r * 0.2, 0.05, 0.065);
      frost_color_set (cr, frost_color_shade (color, -0.3), 1);
      cairo_fill (cr);
      cairo_arc (cr, x, y, r * 0.5, 0.15 * G_PI, 0.85 * G_PI);
      cairo_set_line_width (cr, 0.04);
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      cairo_stroke (cr);
      for (int side = -1; side <= 1; side += 2)
        frost_path_ellipse (cr, x + side * r * 1.05, y + r * 0.2, 0.07, 0.045);
      cairo_set_source_rgba (cr, 0.98, 0.45, 0.45, 0.5);
      cairo_fill (cr);
      break;
    case 2: /* mountains under a sun */
      frost_path_ellipse (cr, x, y, r * 1.15, r * 1.15);
      frost_color_set (cr, color, 1);
      cairo_fill_preserve (cr);
      cairo_save (cr);
      cairo_clip (cr);
      frost_path_ellipse (cr, x + r * 0.4, y - r * 0.4, r * 0.25, r * 0.25);
      frost_color_set (cr, mug->colors.accent, 1);
      cairo_fill (cr);
      frost_path_polygon (cr, x - r * 0.4, y + r * 0.6, r, 3);
      frost_path_polygon (cr, x + r * 0.5, y + r * 0.8, r * 0.8, 3);
      frost_color_set (cr, frost_color_shade (color, -0.5), 1);
      cairo_fill (cr);
      cairo_restore (cr);
      break;
    case 3: /* a sprig */
      cairo_move_to (cr, x, y + r);
      cairo_curve_to (cr, x + 0.05, y, x - 0.05, y - 0.1, x + 0.03, y - r);
      cairo_set_line_width (cr, 0.03);
      frost_color_set (cr, frost_color_shade (color, -0.2), 1);
      cairo_stroke (cr);
      for (int i = 0; i < 6; i++)
        frost_path_leaf (cr, x, y + r * (0.7 - 0.28 * i), r * 0.6, r * 0.14,
                         i % 2 ? -0.6 : G_PI + 0.6);
      frost_color_set (cr, color, 1);
      cairo_fill (cr);
      break;
    case 4:
      frost_path_star (cr, x, y, r * 1.1, 5, 0.45);
      frost_color_set (cr, color, 1);
      cairo_fill (cr);
      break;
    default: /* a flower */
      for (int i = 0; i < 6; i++)
        frost_path_ellipse (cr, x + r * 0.55 * cos (i * G_PI / 3),
                            y + r * 0.55 * sin (i * G_PI / 3), r * 0.33, r * 0.33);
      frost_color_set (cr, color, 1);
      cairo_fill (cr);
      frost_path_ellipse (cr, x, y, r * 0.32, r * 0.32);
      frost_color_set (cr, mug->colors.accent, 1);
      cairo_fill (cr);
      break;
    }
}

void
frost_mug_draw_glaze (FrostMug *mug)
{
  cairo_t *cr = mug->cr;
  const double height = mug->bottom - mug->top;
  const FrostColor second = mug->colors.second;
  double y, step;

  switch (frost_draw_random_below (mug->random, 9))
    {
    case 0: /* dipped */
      y = mug->top + height * uniform (mug, 0.35, 0.65);
      band_path (mug, y, 2);
      frost_color_set (cr, second, 1);
      cairo_fill (cr);
      break;
    case 1: /* rings */
      step = uniform (mug, 0.1, 0.24);
      for (y = mug->top + step * 0.7; y < mug->bottom; y += 2 * step)
        band_path (mug, y, y + step * uniform (mug, 0.5, 1));
      frost_color_set (cr, second, 1);
      cairo_fill (cr);
      break;
    case 2: /* a glaze that ran down */
      y = mug->top + height * uniform (mug, 0.15, 0.3);
      cairo_move_to (cr, -1, mug->top - 1);
      cairo_line_to (cr, -1, y);
      for (int i = 0; i < 8; i++)
        {
          const double x = -1 + i * 0.25;
          const double drop = y + uniform (mug, 0.05, 0.4);

          cairo_curve_to (cr, x + 0.02, drop, x + 0.14, drop, x + 0.16, y + 0.08);
          cairo_curve_to (cr, x + 0.17, y, x + 0.24, y, x + 0.25, y + 0.08);
        }
      cairo_line_to (cr, 1, mug->top - 1);
      frost_color_set (cr, second, 1);
      cairo_fill (cr);
      break;
    case 3: /* upright stripes */
      for (double angle = -1.5; angle < 1.5; angle += 0.36)
        {
          const double x0 = frost_mug_half_width_at (mug, mug->top) * sin (angle);
          const double x1 = frost_mug_half_width_at (mug, mug->top) * sin (angle + 0.17);
          const double narrow = mug->w_bottom / mug->w_top;

          cairo_move_to (cr, x0, mug->top - 0.3);
          cairo_line_to (cr, x1, mug->top - 0.3);
          cairo_line_to (cr, x1 * narrow, mug->bottom + 0.3);
          cairo_line_to (cr, x0 * narrow, mug->bottom + 0.3);
          cairo_close_path (cr);
        }
      frost_color_set (cr, second, 1);
      cairo_fill (cr);
      break;
    case 4: /* speckled stoneware over a raw foot */
      for (int i = 0; i < 90; i++)
        {
          const double r = uniform (mug, 0.006, 0.018);
          frost_path_ellipse (cr, uniform (mug, -0.8, 0.8), uniform (mug, -1, 1), r, r);
        }
      frost_color_set (cr, frost_color_shade (second, -0.4), 0.8);
      cairo_fill (cr);
      band_path (mug, mug->bottom - 0.2, 2);
      cairo_set_source_rgb (cr, 0.8, 0.66, 0.5);
      cairo_fill (cr);
      break;
    case 5:
    case 6:
      scatter (mug, frost_draw_random_below (mug->random, 4));
      break;
    case 7:
      motif (mug);
      break;
    default: /* plain, or with one band */
      if (frost_draw_random_chance (mug->random, 0.4))
        {
          y = mug->top + height * uniform (mug, 0.2, 0.6);
          band_path (mug, y, y + uniform (mug, 0.06, 0.2));
          frost_color_set (cr, second, 1);
          cairo_fill (cr);
        }
      break;
    }
}
