#include "data/sample/backpack-fronts.h"
#include "data/sample/draw-path.h"

static double
uniform (FrostBackpack *pack, double low, double high)
{
  return frost_draw_random_uniform (pack->random, low, high);
}

void
frost_backpack_draw_daypack_front (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double w = pack->w;
  const double py = uniform (pack, 0.12, 0.3);
  const gboolean contrast = frost_draw_random_chance (pack->random, 0.55);
  const FrostColor color = contrast ? pack->colors.second : pack->colors.body;

  /* The zip of the main compartment follows the outline and ends above the pocket. */
  cairo_save (cr);
  cairo_rectangle (cr, -1, -1.2, 2, py + 1.1);
  cairo_clip (cr);
  frost_backpack_path (pack, 0.11);
  frost_backpack_zip (pack);
  cairo_restore (cr);
  frost_backpack_zip_pull (pack, w - 0.13, py - 0.22);

  frost_backpack_pocket (pack, -w * 0.78, py, w * 1.56, 0.86 - py, 0.16, color);
  cairo_move_to (cr, -w * 0.66, py + 0.13);
  cairo_curve_to (cr, -w * 0.3, py + 0.08, w * 0.3, py + 0.08, w * 0.66, py + 0.13);
  frost_backpack_zip (pack);
  frost_backpack_zip_pull (pack, w * uniform (pack, -0.5, 0.5), py + 0.1);
  if (frost_draw_random_chance (pack->random, 0.8))
    frost_backpack_emblem (pack, 0, uniform (pack, -0.35, -0.15),
                           uniform (pack, 0.09, 0.15));
}

void
frost_backpack_draw_flap_front (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double w = pack->w;
  const double edge = uniform (pack, -0.12, 0.2);
  const FrostColor color = frost_draw_random_chance (pack->random, 0.6)
                               ? pack->colors.second
                               : pack->colors.body;
  const FrostColor leather = pack->colors.accent;
  const double bx = w * uniform (pack, 0.36, 0.55);

  frost_backpack_pocket (pack, -w * 0.72, 0.34, w * 1.44, 0.5, 0.1, pack->colors.body);

  /* The flap hangs over the top and ends in round corners. */
  cairo_move_to (cr, -w * 0.93, pack->top + 0.3);
  cairo_curve_to (cr, -w * 0.85, pack->top - 0.02, -w * 0.5, pack->top - 0.03, 0,
                  pack->top - 0.03);
  cairo_curve_to (cr, w * 0.5, pack->top - 0.03, w * 0.85, pack->top - 0.02, w * 0.93,
                  pack->top + 0.3);
  cairo_line_to (cr, w * 0.97, edge - 0.15);
  cairo_curve_to (cr, w * 0.95, edge, w * 0.8, edge, w * 0.7, edge);
  cairo_line_to (cr, -w * 0.7, edge);
  cairo_curve_to (cr, -w * 0.8, edge, -w * 0.95, edge, -w * 0.97, edge - 0.15);
  cairo_close_path (cr);
  cairo_path_t *flap = cairo_copy_path (cr);
  cairo_new_path (cr);
  cairo_save (cr);
  cairo_translate (cr, 0.015, 0.045);
  cairo_append_path (cr, flap);
  cairo_restore (cr);
  cairo_set_source_rgba (cr, 0.05, 0.04, 0.1, 0.3);
  cairo_fill (cr);
  cairo_append_path (cr, flap);
  cairo_path_destroy (flap);
  frost_color_set_gradient (cr, -w, pack->top, w, edge, frost_color_shade (color, 0.16),
                            1, frost_color_shade (color, -0.2), 1);
  cairo_fill (cr);
  cairo_move_to (cr, -w * 0.9, edge - 0.17);
  cairo_curve_to (cr, -w * 0.88, edge - 0.05, -w * 0.8, edge - 0.05, -w * 0.7,
                  edge - 0.05);
  cairo_line_to (cr, w * 0.7, edge - 0.05);
  cairo_curve_to (cr, w * 0.8, edge - 0.05, w * 0.88, edge - 0.05, w * 0.9, edge - 0.17);
  frost_backpack_stitch (cr, color);

  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, side * bx, edge - 0.3);
      cairo_line_to (cr, side * bx, edge + 0.3);
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
      cairo_set_line_width (cr, 0.1);
      frost_color_set (cr, frost_color_shade (leather, side > 0 ? -0.12 : 0), 1);
      cairo_stroke (cr);
      frost_backpack_buckle (pack, side * bx, edge + 0.1);
    }
  if (frost_draw_random_chance (pack->random, 0.4))
    frost_backpack_emblem (pack, 0, (pack->top + edge) / 2, 0.11);
}

void
frost_backpack_draw_roll_top_front (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double w = pack->w;
  const double y = pack->top;
  const FrostColor color = pack->colors.body;

  for (int fold = 0; fold < 3; fold++)
    {
      const double fy = y - 0.1 + fold * 0.085;

      frost_path_round_box (cr, -w * (1.03 - 0.03 * fold), fy, w * (2.06 - 0.06 * fold),
                            0.15, 0.07);
      frost_color_set_gradient (cr, 0, fy, 0, fy + 0.15, frost_color_shade (color, 0.2),
                                1, frost_color_shade (color, -0.3), 1);
      cairo_fill (cr);
    }
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, side * w * 0.95, y);
      cairo_line_to (cr, side * w * 0.95, y + 0.55);
      frost_backpack_webbing (cr, pack->strap, 0.07);
      frost_backpack_buckle (pack, side * w * 0.95, y + 0.3);
    }
  if (frost_draw_random_chance (pack->random, 0.6))
    {
      cairo_move_to (cr, 0, y - 0.06);
      cairo_line_to (cr, 0, y + 0.85);
      frost_backpack_webbing (cr, pack->colors.accent, 0.09);
      frost_backpack_buckle (pack, 0, y + 0.5);
    }
  frost_backpack_pocket (pack, -w * 0.74, 0.28, w * 1.48, 0.55, 0.06,
                         pack->colors.second);
  cairo_move_to (cr, -w * 0.6, 0.62);
  cairo_line_to (cr, w * 0.55, 0.4);
  frost_backpack_zip (pack);
  frost_backpack_zip_pull (pack, w * 0.5, 0.42);
}

void
frost_backpack_draw_hiking_front (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double w = pack->w;
  const double y = pack->top;
  const FrostColor lid = pack->colors.second;

  frost_backpack_pocket (pack, -w * 0.66, -0.12, w * 1.32, 0.92, 0.14, pack->colors.body);
  for (int i = 0; i < 2; i++)
    {
      cairo_move_to (cr, -w, 0.05 + i * 0.42);
      cairo_line_to (cr, w, 0.05 + i * 0.42);
      frost_backpack_webbing (cr, pack->strap, 0.055);
      frost_backpack_buckle (pack, 0, 0.05 + i * 0.42);
    }
  /* The lid, a bag of its own. */
  frost_path_round_box (cr, -w * 1.02, y - 0.08, w * 2.04, 0.42, 0.17);
  frost_color_set_gradient (cr, -w, y - 0.1, w, y + 0.35, frost_color_shade (lid, 0.18),
                            1, frost_color_shade (lid, -0.25), 1);
  cairo_fill (cr);
  cairo_move_to (cr, -w * 0.7, y + 0.12);
  cairo_line_to (cr, w * 0.7, y + 0.12);
  frost_backpack_zip (pack);
  frost_backpack_zip_pull (pack, w * 0.55, y + 0.12);
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, side * w * 0.5, y + 0.3);
      cairo_line_to (cr, side * w * 0.5, y + 0.62);
      frost_backpack_webbing (cr, pack->strap, 0.06);
      frost_backpack_buckle (pack, side * w * 0.5, y + 0.48);
    }
  if (frost_draw_random_chance (pack->random, 0.65))
    {
      /* A rolled mat strapped to the foot. */
      const FrostColor mat = pack->colors.accent;
      const double my = 0.72;

      frost_path_round_box (cr, -w * 1.12, my, w * 2.24, 0.25, 0.12);
      frost_color_set_gradient (cr, 0, my, 0, my + 0.25, frost_color_shade (mat, 0.25), 1,
                                frost_color_shade (mat, -0.35), 1);
      cairo_fill (cr);
      frost_path_ellipse (cr, w * 1.06, my + 0.125, 0.07, 0.125);
      frost_color_set (cr, frost_color_shade (mat, 0.3), 1);
      cairo_fill (cr);
      for (int ring = 2; ring >= 1; ring--)
        frost_path_ellipse (cr, w * 1.06, my + 0.125, 0.022 * ring, 0.042 * ring);
      cairo_set_line_width (cr, 0.015);
      frost_color_set (cr, frost_color_shade (mat, -0.4), 1);
      cairo_stroke (cr);
      for (int side = -1; side <= 1; side += 2)
        {
          cairo_rectangle (cr, side * w * 0.55 - 0.03, my - 0.01, 0.06, 0.27);
          frost_color_set (cr, pack->strap, 1);
          cairo_fill (cr);
        }
    }
}

void
frost_backpack_draw_animal_front (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double w = pack->w;
  const FrostColor face = frost_color_shade (pack->colors.body, 0.55);
  const FrostColor ink = { 0.13, 0.1, 0.16 };
  const double y = 0.3;

  cairo_save (cr);
  cairo_rectangle (cr, -1, -1.2, 2, 1.2);
  cairo_clip (cr);
  frost_backpack_path (pack, 0.11);
  frost_backpack_zip (pack);
  cairo_restore (cr);
  frost_backpack_pocket (pack, -w * 0.74, 0.02, w * 1.48, 0.82, 0.32,
                         pack->colors.second);
  frost_path_ellipse (cr, 0, y + 0.22, 0.22, 0.17);
  frost_color_set (cr, face, 1);
  cairo_fill (cr);
  for (int side = -1; side <= 1; side += 2)
    {
      frost_path_ellipse (cr, side * w * 0.4, y, 0.06, 0.075);
      frost_color_set (cr, ink, 1);
      cairo_fill (cr);
      frost_path_ellipse (cr, side * w * 0.4 - 0.018, y - 0.025, 0.02, 0.022);
      cairo_set_source_rgba (cr, 1, 1, 1, 0.95);
      cairo_fill (cr);
      frost_path_ellipse (cr, side * w * 0.56, y + 0.17, 0.07, 0.045);
      cairo_set_source_rgba (cr, 0.98, 0.5, 0.5, 0.55);
      cairo_fill (cr);
    }
  frost_path_ellipse (cr, 0, y + 0.16, 0.06, 0.042);
  frost_color_set (cr, ink, 1);
  cairo_fill (cr);
  cairo_set_line_width (cr, 0.022);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_arc (cr, -0.055, y + 0.22, 0.055, 0.1, G_PI * 0.9);
  cairo_stroke (cr);
  cairo_arc (cr, 0.055, y + 0.22, 0.055, 0.1 * G_PI, G_PI - 0.1);
  cairo_stroke (cr);
}

void
frost_backpack_draw_back (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double w = pack->w;
  const FrostColor pad = frost_color_shade (pack->colors.second, -0.1);

  for (int side = -1; side <= 1; side += 2)
    {
      frost_path_round_box (cr, side > 0 ? 0.04 : -w * 0.72 - 0.04, -0.35, w * 0.72, 1.05,
                            0.14);
      frost_color_set_gradient (cr, -w, -0.3, w, 0.8, frost_color_shade (pad, 0.1), 1,
                                frost_color_shade (pad, -0.3), 1);
      cairo_fill (cr);
    }
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, side * 0.17, pack->top + 0.14);
      cairo_curve_to (cr, side * 0.36, pack->top + 0.2, side * w * 1.15, -0.25,
                      side * w * 0.95, 0.12);
      frost_backpack_webbing (cr, frost_color_shade (pack->colors.accent, 0.05), 0.24);
      cairo_move_to (cr, side * w * 0.95, 0.12);
      cairo_curve_to (cr, side * w * 0.95, 0.4, side * w * 0.98, 0.6, side * w * 0.82,
                      0.86);
      frost_backpack_webbing (cr, pack->strap, 0.075);
      frost_backpack_buckle (pack, side * w * 0.95, 0.16);
    }
  if (frost_draw_random_chance (pack->random, 0.5))
    {
      cairo_move_to (cr, -w * 0.72, -0.22);
      cairo_line_to (cr, w * 0.72, -0.22);
      frost_backpack_webbing (cr, pack->strap, 0.05);
      frost_backpack_buckle (pack, 0, -0.22);
    }
}
