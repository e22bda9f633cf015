/* draw-backpack.c - a backpack from the front: daypack, satchel with a flap, roll-top, hiking
 * pack, a child's animal pack; or its back with the shoulder straps. */
#include "data/sample/draw-object.h"
#include "data/sample/backpack-fronts.h"
#include "data/sample/backpack-parts.h"
#include "data/sample/draw-path.h"

#include <math.h>

typedef enum
{
  STYLE_DAYPACK,
  STYLE_FLAP,
  STYLE_ROLL_TOP,
  STYLE_HIKING,
  STYLE_ANIMAL,
  STYLE_BACK,
  N_STYLES
} Style;

static double
uniform (FrostBackpack *pack, double low, double high)
{
  return frost_draw_random_uniform (pack->random, low, high);
}

static void
shoulder_straps_behind (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double out = uniform (pack, 0.1, 0.24);

  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, side * 0.3, pack->top + 0.12);
      cairo_curve_to (cr, side * (pack->w + out * 0.6), pack->top + 0.1,
                      side * (pack->w + out * 1.3), 0.25, side * (pack->w - 0.06), 0.78);
      frost_backpack_webbing (cr, pack->strap, 0.13);
    }
}

static void
grab_handle (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double half = uniform (pack, 0.13, 0.2);
  const double rise = uniform (pack, 0.1, 0.18);

  cairo_move_to (cr, -half, pack->top + 0.05);
  cairo_curve_to (cr, -half, pack->top - rise, half, pack->top - rise, half,
                  pack->top + 0.05);
  frost_backpack_webbing (cr, pack->strap, 0.085);
}

static void
side_pockets (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const gboolean bottle = frost_draw_random_chance (pack->random, 0.35);
  const int bottle_side = frost_draw_random_chance (pack->random, 0.5) ? -1 : 1;

  for (int side = -1; side <= 1; side += 2)
    {
      const double x = side * (pack->w + 0.02);

      if (bottle && side == bottle_side)
        {
          frost_path_round_box (cr, x - 0.095, 0.05, 0.19, 0.7, 0.06);
          frost_color_set_gradient (cr, x - 0.1, 0, x + 0.1, 0,
                                    frost_color_shade (pack->colors.accent, 0.4), 1,
                                    frost_color_shade (pack->colors.accent, -0.25), 1);
          cairo_fill (cr);
          frost_path_round_box (cr, x - 0.06, -0.05, 0.12, 0.12, 0.03);
          frost_color_set (cr, pack->metal, 1);
          cairo_fill (cr);
        }
      frost_path_round_box (cr, x - 0.13, 0.36, 0.26, 0.55, 0.1);
      frost_color_set_gradient (cr, 0, 0.36, 0, 0.9,
                                frost_color_shade (pack->colors.body, -0.12), 1,
                                frost_color_shade (pack->colors.body, -0.4), 1);
      cairo_fill (cr);
      cairo_move_to (cr, x - 0.12, 0.42);
      cairo_line_to (cr, x + 0.12, 0.42);
      cairo_set_line_width (cr, 0.035);
      frost_color_set (cr, pack->strap, 1);
      cairo_stroke (cr);
    }
}

/* Something printed or woven, inside the body's outline. */
static void
cloth_pattern (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const FrostColor color = pack->colors.second;
  const int kind = frost_draw_random_below (pack->random, 9);
  const double step = uniform (pack, 0.16, 0.3);

  switch (kind)
    {
    case 0: /* a panel at the foot */
      cairo_rectangle (cr, -1, uniform (pack, 0.35, 0.6), 2, 1);
      frost_color_set (cr, color, 1);
      cairo_fill (cr);
      break;
    case 1: /* broad bands */
      for (double y = -1 + step; y < 1; y += 2 * step)
        cairo_rectangle (cr, -1, y, 2, step * 0.6);
      frost_color_set (cr, color, 1);
      cairo_fill (cr);
      break;
    case 2: /* dots */
      for (int row = 0; row * step < 2; row++)
        for (double x = -1 + (row % 2) * step / 2; x < 1; x += step)
          frost_path_ellipse (cr, x, -1 + row * step, step * 0.18, step * 0.18);
      frost_color_set (cr, color, 0.9);
      cairo_fill (cr);
      break;
    case 3: /* two slanting bands */
      for (int i = 0; i < 2; i++)
        {
          cairo_move_to (cr, -1, 0.1 + i * 0.26);
          cairo_line_to (cr, 1, -0.5 + i * 0.26);
        }
      cairo_set_line_width (cr, 0.12);
      frost_color_set (cr, color, 1);
      cairo_stroke (cr);
      break;
    case 4: /* confetti */
      for (int i = 0; i < 46; i++)
        {
          const double x = uniform (pack, -0.8, 0.8);
          const double y = uniform (pack, -1, 1);
          const double r = uniform (pack, 0.02, 0.05);

          frost_path_polygon (cr, x, y, r, 3 + frost_draw_random_below (pack->random, 2));
          frost_color_set (cr, i % 3 ? color : pack->colors.accent, 0.9);
          cairo_fill (cr);
        }
      break;
    case 5: /* a pointed yoke */
      cairo_move_to (cr, -1, -1.2);
      cairo_line_to (cr, 1, -1.2);
      cairo_line_to (cr, 1, -0.35);
      cairo_line_to (cr, 0, 0.05);
      cairo_line_to (cr, -1, -0.35);
      frost_color_set (cr, color, 1);
      cairo_fill (cr);
      break;
    default: /* plain */
      break;
    }
}

static void
fill_body (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const FrostColor body = pack->colors.body;
  const FrostColor dark = { 0.06, 0.05, 0.14 };
  const FrostColor light = { 1, 0.98, 0.93 };

  cairo_save (cr);
  frost_backpack_path (pack, 0);
  cairo_clip (cr);
  frost_color_set_gradient (cr, -0.5, -0.9, 0.5, 1, frost_color_shade (body, 0.12), 1,
                            frost_color_shade (body, -0.12), 1);
  cairo_paint (cr);
  cloth_pattern (pack);
  /* The sides turn away from the light, the right one more. */
  frost_color_set_gradient (cr, pack->w, 0, pack->w * 0.35, 0, dark, 0.4, dark, 0);
  cairo_paint (cr);
  frost_color_set_gradient (cr, -pack->w, 0, -pack->w * 0.6, 0, dark, 0.2, dark, 0);
  cairo_paint (cr);
  frost_color_set_gradient (cr, 0, FROST_OBJECT_GROUND, 0, 0.6, dark, 0.32, dark, 0);
  cairo_paint (cr);
  frost_color_set_glow (cr, -pack->w * 0.45, pack->top + 0.3, 0.75, light, 0.26, light,
                        0);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
draw_ears (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const gboolean pointed = frost_draw_random_chance (pack->random, 0.5);

  for (int side = -1; side <= 1; side += 2)
    {
      const double x = side * pack->w * 0.62;
      const double y = pack->top + 0.1;

      for (int inner = 0; inner < 2; inner++)
        {
          const double r = inner ? 0.1 : 0.19;

          if (pointed)
            frost_path_polygon (cr, x, y - 0.02 + inner * 0.03, r * 1.4, 3);
          else
            frost_path_ellipse (cr, x, y, r, r);
          frost_color_set (cr, inner ? pack->colors.second : pack->colors.body, 1);
          cairo_fill (cr);
        }
    }
}

/* A badge or a small charm on a cord: people hang things on their packs. */
static void
draw_charm (FrostBackpack *pack)
{
  cairo_t *cr = pack->cr;
  const double x = pack->w * uniform (pack, -0.8, 0.8);
  const double y = uniform (pack, 0.0, 0.25);
  const FrostColor color = frost_color_random (pack->random);

  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + 0.03, y + 0.16);
  cairo_set_line_width (cr, 0.02);
  frost_color_set (cr, pack->metal, 1);
  cairo_stroke (cr);
  if (frost_draw_random_chance (pack->random, 0.5))
    frost_path_star (cr, x + 0.03, y + 0.22, 0.09, 5, 0.5);
  else
    frost_path_ellipse (cr, x + 0.03, y + 0.22, 0.07, 0.07);
  frost_color_set (cr, color, 1);
  cairo_fill (cr);
}

/* Seen a little from the side: the body drawn again and again, further back and darker. */
static void
draw_depth (FrostBackpack *pack, double depth)
{
  cairo_t *cr = pack->cr;

  for (int i = 8; i > 0; i--)
    {
      cairo_save (cr);
      cairo_translate (cr, depth * i / 8, -0.05 * i / 8);
      frost_backpack_path (pack, 0.004 * i);
      frost_color_set (cr, frost_color_shade (pack->colors.body, -0.38 - 0.015 * i), 1);
      cairo_fill (cr);
      cairo_restore (cr);
    }
}

void
frost_draw_backpack (cairo_t *cr, FrostDrawRandom *random,
                     const FrostObjectColors *colors, gboolean from_above)
{
  /* A pack lies on its back: from above it shows what standing it shows in front. */
  const Style style = (Style) frost_draw_random_below (random, N_STYLES);
  FrostBackpack pack = { cr, random, *colors };
  const double depth = frost_draw_random_uniform (random, -0.2, 0.2);

  pack.w = frost_draw_random_uniform (random, 0.54, 0.7);
  pack.top = frost_draw_random_uniform (random, -0.88, -0.7);
  pack.round = frost_draw_random_uniform (random, 0.1, 1);
  if (style == STYLE_ROLL_TOP || style == STYLE_HIKING)
    pack.round = 0;
  pack.strap = frost_draw_random_chance (random, 0.6)
                   ? frost_color_shade (colors->body, -0.55)
                   : frost_color_shade (colors->second, -0.3);
  pack.metal = frost_draw_random_chance (random, 0.5) ? (FrostColor){ 0.86, 0.85, 0.82 }
                                                      : (FrostColor){ 0.83, 0.68, 0.4 };

  cairo_save (cr);
  if (style != STYLE_BACK)
    shoulder_straps_behind (&pack);
  grab_handle (&pack);
  if (style == STYLE_ANIMAL)
    draw_ears (&pack);
  if (fabs (depth) > 0.06 && !from_above)
    draw_depth (&pack, depth);
  if (style == STYLE_HIKING || frost_draw_random_chance (random, 0.5))
    side_pockets (&pack);
  fill_body (&pack);
  switch (style)
    {
    case STYLE_DAYPACK:
      frost_backpack_draw_daypack_front (&pack);
      break;
    case STYLE_FLAP:
      frost_backpack_draw_flap_front (&pack);
      break;
    case STYLE_ROLL_TOP:
      frost_backpack_draw_roll_top_front (&pack);
      break;
    case STYLE_HIKING:
      frost_backpack_draw_hiking_front (&pack);
      break;
    case STYLE_ANIMAL:
      frost_backpack_draw_animal_front (&pack);
      break;
    case STYLE_BACK:
    case N_STYLES:
      frost_backpack_draw_back (&pack);
      break;
    }
  if (style != STYLE_BACK && frost_draw_random_chance (random, 0.3))
    draw_charm (&pack);
  cairo_restore (cr);
}