#include "data/sample/backpack-parts.h"
#include "data/sample/draw-path.h"

#include <math.h>

void
frost_backpack_path (const FrostBackpack *pack, double inset)
{
  cairo_t *cr = pack->cr;
  const double w = pack->w - inset;
  const double top = pack->top + inset;
  const double bottom = FROST_OBJECT_GROUND - inset;
  const double shoulder = top + 0.25 + 0.4 * pack->round;
  const double narrow = w * (0.97 - 0.06 * pack->round);
  const double corner = 0.16;

  cairo_new_sub_path (cr);
  cairo_move_to (cr, -w + corner, bottom);
  cairo_line_to (cr, w - corner, bottom);
  cairo_curve_to (cr, w - 0.04, bottom, w, bottom - 0.05, w, bottom - corner);
  cairo_curve_to (cr, w * 1.03, 0.2, w, 0, narrow, shoulder);
  cairo_curve_to (cr, narrow * 0.98, top + 0.06, narrow * (0.86 - 0.24 * pack->round),
                  top, 0.2, top);
  cairo_line_to (cr, -0.2, top);
  cairo_curve_to (cr, -narrow * (0.86 - 0.24 * pack->round), top, -narrow * 0.98,
                  top + 0.06, -narrow, shoulder);
  cairo_curve_to (cr, -w, 0, -w * 1.03, 0.2, -w, bottom - corner);
  cairo_curve_to (cr, -w, bottom - 0.05, -w + 0.04, bottom, -w + corner, bottom);
  cairo_close_path (cr);
}

void
frost_backpack_stitch (cairo_t *cr, FrostColor color)
{
  const double dash[2] = { 0.035, 0.028 };

  cairo_save (cr);
  cairo_set_dash (cr, dash, 2, 0);
  cairo_set_line_width (cr, 0.012);
  frost_color_set (cr, frost_color_shade (color, 0.55), 0.75);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* A band of webbing along the current path: dark edges, a lighter middle. */
void
frost_backpack_webbing (cairo_t *cr, FrostColor color, double width)
{
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, width);
  frost_color_set (cr, frost_color_shade (color, -0.35), 1);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, width * 0.72);
  frost_color_set (cr, color, 1);
  cairo_stroke (cr);
}

void
frost_backpack_zip_pull (FrostBackpack *pack, double x, double y)
{
  cairo_t *cr = pack->cr;

  frost_path_round_box (cr, x - 0.03, y - 0.025, 0.06, 0.05, 0.02);
  frost_color_set (cr, pack->metal, 1);
  cairo_fill (cr);
  frost_path_round_box (cr, x - 0.016, y + 0.02, 0.032, 0.13, 0.016);
  frost_color_set (cr, pack->colors.accent, 1);
  cairo_fill (cr);
}

void
frost_backpack_zip (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double dash[2] = { 0.018, 0.018 };

  cairo_save (cr);
  cairo_set_line_width (cr, 0.045);
  frost_color_set (cr, frost_color_shade (pack->strap, -0.25), 1);
  cairo_stroke_preserve (cr);
  cairo_set_dash (cr, dash, 2, 0);
  cairo_set_line_width (cr, 0.022);
  frost_color_set (cr, pack->metal, 0.9);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
frost_backpack_buckle (FrostBackpack *pack, double x, double y)
{
  cairo_t *cr = pack->cr;

  frost_path_round_box (cr, x - 0.075, y - 0.055, 0.15, 0.11, 0.025);
  frost_path_round_box (cr, x - 0.045, y - 0.028, 0.09, 0.056, 0.015);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  frost_color_set (cr, pack->metal, 1);
  cairo_fill (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  cairo_rectangle (cr, x - 0.01, y - 0.04, 0.02, 0.08);
  cairo_fill (cr);
}

/* A pocket of cloth with light, a seam and a line of shade beneath it. */
void
frost_backpack_pocket (FrostBackpack *pack, double x, double y, double width,
                       double height, double radius, FrostColor color)
{
  cairo_t *cr = pack->cr;

  frost_path_round_box (cr, x - 0.015, y + 0.02, width + 0.03, height + 0.02, radius);
  frost_color_set (cr, frost_color_shade (pack->colors.body, -0.6), 0.35);
  cairo_fill (cr);
  frost_path_round_box (cr, x, y, width, height, radius);
  frost_color_set_gradient (cr, x, y, x + width * 0.6, y + height,
                            frost_color_shade (color, 0.1), 1,
                            frost_color_shade (color, -0.18), 1);
  cairo_fill (cr);
  frost_path_round_box (cr, x + 0.035, y + 0.035, width - 0.07, height - 0.07,
                        radius - 0.03);
  frost_backpack_stitch (cr, color);
}

void
frost_backpack_emblem (FrostBackpack *pack, double x, double y, double r)
{
  cairo_t *cr = pack->cr;
  const FrostColor ground = pack->colors.accent;
  const FrostColor mark = frost_color_random_against (pack->random, ground);

  switch (frost_draw_random_below (pack->random, 3))
    {
    case 0:
      frost_path_round_box (cr, x - r, y - r, 2 * r, 2 * r, r * 0.35);
      break;
    case 1:
      frost_path_ellipse (cr, x, y, r, r);
      break;
    default:
      frost_path_round_box (cr, x - 1.5 * r, y - 0.7 * r, 3 * r, 1.4 * r, r * 0.2);
      break;
    }
  frost_color_set (cr, ground, 1);
  cairo_fill (cr);
  switch (frost_draw_random_below (pack->random, 5))
    {
    case 0: /* mountains */
      cairo_move_to (cr, x - 0.65 * r, y + 0.4 * r);
      cairo_line_to (cr, x - 0.15 * r, y - 0.5 * r);
      cairo_line_to (cr, x + 0.15 * r, y);
      cairo_line_to (cr, x + 0.3 * r, y - 0.2 * r);
      cairo_line_to (cr, x + 0.65 * r, y + 0.4 * r);
      cairo_close_path (cr);
      break;
    case 1:
      frost_path_heart (cr, x, y, r * 0.5);
      break;
    case 2:
      frost_path_star (cr, x, y, r * 0.6, 5, 0.45);
      break;
    case 3:
      frost_path_leaf (cr, x - 0.45 * r, y + 0.3 * r, r * 1.1, r * 0.28, -0.6);
      break;
    default:
      frost_path_round_box (cr, x - 0.5 * r, y - 0.14 * r, r, 0.28 * r, 0.1 * r);
      break;
    }
  frost_color_set (cr, mark, 1);
  cairo_fill (cr);
}
