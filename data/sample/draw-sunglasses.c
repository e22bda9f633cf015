/* draw-sunglasses.c - sunglasses: eight outlines of lenses, thick or wire frames, dark, tinted
 * or mirrored glass; temples folded behind the lenses or going back. */
#include "data/sample/draw-object.h"
#include "data/sample/draw-path.h"

#include <math.h>

typedef enum
{
  LENS_WAYFARER,
  LENS_ROUND,
  LENS_AVIATOR,
  LENS_CAT_EYE,
  LENS_SQUARE,
  LENS_HEXAGON,
  LENS_HEART,
  LENS_SHIELD, /* one glass across both eyes */
  N_LENSES
} Lens;

typedef struct
{
  cairo_t *cr;
  FrostDrawRandom *random;
  FrostObjectColors colors;
  Lens lens;
  double x;  /* of a lens's middle, on either side */
  double rx; /* half its width and height */
  double ry;
  double frame; /* width of the rim; below 0.05 it is wire */
  FrostColor frame_color;
  FrostColor glass_top;
  FrostColor glass_bottom;
  double alpha; /* of the glass */
} Glasses;

static const FrostColor white = { 1, 1, 1 };

static double
uniform (Glasses *glasses, double low, double high)
{
  return frost_draw_random_uniform (glasses->random, low, high);
}

/* One lens around the origin, its outer side at +x, larger by grow. */
static void
lens_path (const Glasses *glasses, double grow)
{
  cairo_t *cr = glasses->cr;
  const double a = glasses->rx + grow;
  const double b = glasses->ry + grow;

  switch (glasses->lens)
    {
    case LENS_ROUND:
      frost_path_ellipse (cr, 0, 0, (a + b) / 2, (a + b) / 2);
      break;
    case LENS_WAYFARER:
      {
        const double points[] = { -a,       -b * 0.6,  -a * 0.7,  -b * 0.95, 0,
                                  -b,       a * 0.85,  -b * 0.98, a * 1.03,  -b * 0.6,
                                  a * 0.85, b * 0.4,   a * 0.5,   b * 0.95,  -a * 0.3,
                                  b,        -a * 0.85, b * 0.5 };
        frost_path_smooth (cr, points, 9);
        break;
      }
    case LENS_AVIATOR:
      {
        const double points[] = { -a * 0.9, -b * 0.75, 0,         -b * 0.98,
                                  a * 0.85, -b * 0.8,  a * 1.02,  -b * 0.1,
                                  a * 0.72, b * 0.75,  a * 0.15,  b * 1.08,
                                  -a * 0.5, b * 0.72,  -a * 0.95, -b * 0.15 };
        frost_path_smooth (cr, points, 8);
        break;
      }
    case LENS_CAT_EYE:
      {
        const double points[] = { -a,       -b * 0.2,  -a * 0.75, -b * 0.75,
                                  0.1 * a,  -b * 0.85, a * 1.18,  -b * 1.3,
                                  a * 1.05, -b * 0.2,  a * 0.6,   b * 0.75,
                                  -a * 0.2, b * 0.95,  -a * 0.8,  b * 0.6 };
        frost_path_smooth (cr, points, 8);
        break;
      }
    case LENS_HEXAGON:
      cairo_new_sub_path (cr);
      cairo_move_to (cr, -a, 0);
      cairo_line_to (cr, -a * 0.55, -b);
      cairo_line_to (cr, a * 0.55, -b);
      cairo_line_to (cr, a, -b * 0.05);
      cairo_line_to (cr, a * 0.55, b);
      cairo_line_to (cr, -a * 0.55, b);
      cairo_close_path (cr);
      break;
    case LENS_HEART:
      cairo_save (cr);
      cairo_scale (cr, a, b * 1.1);
      frost_path_heart (cr, 0, 0, 1);
      cairo_restore (cr);
      break;
    case LENS_SQUARE:
    case LENS_SHIELD:
    case N_LENSES:
      frost_path_round_box (cr, -a, -b, 2 * a, 2 * b, b * 0.42);
      break;
    }
}

/* Both lenses, or the shield. */
static void
lenses_path (const Glasses *glasses, double grow)
{
  cairo_t *cr = glasses->cr;

  if (glasses->lens == LENS_SHIELD)
    {
      const double a = glasses->x + glasses->rx + grow;
      const double b = glasses->ry + grow;
      const double points[] = { -a,        -b * 0.5, -a * 0.6, -b,       0,
                                -b * 0.92, a * 0.6,  -b,       a,        -b * 0.5,
                                a * 0.9,   b * 0.5,  a * 0.55, b,        a * 0.2,
                                b * 0.55,  0,        b * 0.2,  -a * 0.2, b * 0.55,
                                -a * 0.55, b,        -a * 0.9, b * 0.5 };
      frost_path_smooth (cr, points, 12);
      return;
    }
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_save (cr);
      cairo_translate (cr, side * glasses->x, 0);
      cairo_scale (cr, side, 1);
      lens_path (glasses, grow);
      cairo_restore (cr);
    }
}

/* A rod with a lit upper edge along the current path. */
static void
rod (Glasses *glasses, double width, double darker)
{
  cairo_t *cr = glasses->cr;

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, width);
  frost_color_set (cr, frost_color_shade (glasses->frame_color, darker - 0.2), 1);
  cairo_stroke_preserve (cr);
  cairo_save (cr);
  cairo_translate (cr, -0.004, -width * 0.12);
  cairo_set_line_width (cr, width * 0.5);
  frost_color_set (cr, frost_color_shade (glasses->frame_color, darker + 0.08), 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_temples_back (Glasses *glasses, double rise, double sway)
{
  cairo_t *cr = glasses->cr;
  const double x = glasses->x + glasses->rx + glasses->frame;
  const double y = -glasses->ry * 0.55;
  const double width = fmax (glasses->frame * 0.95, 0.045);

  for (int side = -1; side <= 1; side += 2)
    {
      /* Going away from the viewer they draw together, then bend down behind the ear. */
      const double ex = side * x * 0.8 + sway;

      cairo_move_to (cr, side * x, y);
      cairo_line_to (cr, ex, y - rise);
      cairo_curve_to (cr, ex - side * 0.03, y - rise - 0.08, ex - side * 0.07,
                      y - rise - 0.1, ex - side * 0.13, y - rise - 0.02);
      rod (glasses, width, -0.12);
    }
}

static void
draw_temples_folded (Glasses *glasses)
{
  cairo_t *cr = glasses->cr;
  const double x = glasses->x + glasses->rx + glasses->frame * 0.6;
  const double width = fmax (glasses->frame, 0.05);

  for (int side = -1; side <= 1; side += 2)
    {
      const double y = -glasses->ry * 0.35 + (side > 0 ? 0.05 : 0);

      cairo_move_to (cr, side * x, y - 0.06);
      cairo_line_to (cr, -side * x * 0.62, y + 0.03);
      cairo_curve_to (cr, -side * x * 0.8, y + 0.05, -side * x * 0.86, y + 0.12,
                      -side * x * 0.88, y + 0.26);
      rod (glasses, width, -0.25);
    }
}

static void
draw_mirror_scene (Glasses *glasses)
{
  cairo_t *cr = glasses->cr;
  const double horizon = uniform (glasses, 0, 0.4) * glasses->ry;
  const FrostColor dark = frost_color_shade (glasses->glass_top, -0.6);

  /* What stands opposite: land below a sun, once in each glass. */
  for (int side = -1; side <= 1; side += 2)
    {
      const double x = side * glasses->x;

      frost_path_ellipse (cr, x + 0.08, horizon, 0.13, 0.13);
      frost_color_set (cr, frost_color_shade (glasses->glass_bottom, 0.7), 0.9);
      cairo_fill (cr);
      cairo_rectangle (cr, x - 0.6, horizon, 1.2, 1);
      frost_color_set (cr, dark, 0.85);
      cairo_fill (cr);
      cairo_move_to (cr, x - 0.5, horizon);
      cairo_curve_to (cr, x - 0.3, horizon - 0.16, x - 0.15, horizon - 0.14, x, horizon);
      frost_color_set (cr, dark, 0.6);
      cairo_fill (cr);
    }
}

static void
draw_glass (Glasses *glasses)
{
  cairo_t *cr = glasses->cr;
  const double ry = glasses->ry;

  cairo_save (cr);
  lenses_path (glasses, 0);
  cairo_clip (cr);
  frost_color_set_gradient (cr, 0.1, -ry, -0.1, ry, glasses->glass_top, glasses->alpha,
                            glasses->glass_bottom, glasses->alpha);
  cairo_paint (cr);
  if (frost_draw_random_chance (glasses->random, 0.2))
    draw_mirror_scene (glasses);
  if (frost_draw_random_chance (glasses->random, 0.85))
    {
      /* Two slanting glints, the same in both glasses. */
      const double lean = uniform (glasses, 0.12, 0.3);
      const double place = uniform (glasses, -0.25, 0.1);
      const double strength = uniform (glasses, 0.2, 0.5);

      for (int side = -1; side <= 1; side += 2)
        for (int band = 0; band < 2; band++)
          {
            const double x = side * glasses->x + place + band * 0.19;
            const double width = band ? 0.05 : 0.12;

            cairo_move_to (cr, x - lean, ry * 1.2);
            cairo_line_to (cr, x + lean, -ry * 1.4);
            cairo_line_to (cr, x + lean + width, -ry * 1.4);
            cairo_line_to (cr, x - lean + width, ry * 1.2);
            cairo_close_path (cr);
          }
      frost_color_set_gradient (cr, 0, -ry, 0, ry, white, strength, white,
                                strength * 0.2);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

static void
draw_rims (Glasses *glasses)
{
  cairo_t *cr = glasses->cr;
  const FrostColor color = glasses->frame_color;
  const double half = glasses->frame / 2;

  if (glasses->frame < 0.05)
    {
      lenses_path (glasses, half);
      rod (glasses, glasses->frame, 0);
      return;
    }
  cairo_save (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  lenses_path (glasses, glasses->frame);
  lenses_path (glasses, 0);
  frost_color_set_gradient (cr, -0.5, -glasses->ry, 0.5, glasses->ry,
                            frost_color_shade (color, 0.15), 1,
                            frost_color_shade (color, -0.2), 1);
  cairo_fill (cr);
  cairo_restore (cr);
  if (frost_draw_random_chance (glasses->random, 0.3))
    {
      /* Tortoise-shell: blots inside the rim. */
      cairo_save (cr);
      cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
      lenses_path (glasses, glasses->frame);
      lenses_path (glasses, 0);
      cairo_clip (cr);
      for (int i = 0; i < 40; i++)
        frost_path_ellipse (cr, uniform (glasses, -1, 1), uniform (glasses, -0.6, 0.6),
                            uniform (glasses, 0.02, 0.07), uniform (glasses, 0.02, 0.05));
      cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
      frost_color_set (cr, frost_color_shade (glasses->colors.second, -0.3), 0.7);
      cairo_fill (cr);
      cairo_restore (cr);
    }
  /* Light along the upper edge. */
  cairo_save (cr);
  cairo_rectangle (cr, -2, -2, 4, 2 - glasses->ry * 0.3);
  cairo_clip (cr);
  lenses_path (glasses, glasses->frame * 0.72);
  cairo_set_line_width (cr, glasses->frame * 0.14);
  frost_color_set (cr, white, 0.45);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_bridge (Glasses *glasses)
{
  cairo_t *cr = glasses->cr;
  const double inner = glasses->x - glasses->rx;
  const double y = -glasses->ry * (glasses->lens == LENS_HEART ? 0.25 : 0.42);
  const double width = fmax (glasses->frame * 1.05, 0.045);

  if (glasses->lens == LENS_SHIELD)
    return;
  cairo_move_to (cr, -inner - 0.03, y);
  cairo_curve_to (cr, -inner * 0.4, y - 0.1, inner * 0.4, y - 0.1, inner + 0.03, y);
  rod (glasses, width, 0);
  if (glasses->lens == LENS_AVIATOR
      || (glasses->frame < 0.05 && frost_draw_random_chance (glasses->random, 0.3)))
    {
      /* The second bar of an aviator. */
      cairo_move_to (cr, -inner - 0.14, -glasses->ry * 0.95);
      cairo_line_to (cr, inner + 0.14, -glasses->ry * 0.95);
      rod (glasses, width * 0.9, 0);
    }
  if (glasses->frame < 0.05)
    for (int side = -1; side <= 1; side += 2)
      {
        frost_path_ellipse (cr, side * (inner - 0.035), y + 0.2, 0.03, 0.06);
        frost_color_set (cr, white, 0.6);
        cairo_fill (cr);
      }
}

static void
draw_hinges (Glasses *glasses)
{
  cairo_t *cr = glasses->cr;
  const double x = glasses->x + glasses->rx + glasses->frame * 0.7;
  const double y = -glasses->ry * 0.55;
  const double half = fmax (glasses->frame * 0.6, 0.03);

  for (int side = -1; side <= 1; side += 2)
    {
      frost_path_round_box (cr, side * x - half, y - half, 2 * half, 2 * half,
                            half * 0.5);
      frost_color_set (cr, frost_color_shade (glasses->frame_color, -0.08), 1);
      cairo_fill (cr);
      if (glasses->frame >= 0.07)
        {
          frost_path_ellipse (cr, side * (x - 0.02), y, 0.016, 0.016);
          cairo_set_source_rgb (cr, 0.93, 0.9, 0.8);
          cairo_fill (cr);
        }
    }
}

static void
choose_glass (Glasses *glasses)
{
  FrostDrawRandom *random = glasses->random;
  const double hue = uniform (glasses, 0, 360);

  switch (frost_draw_random_below (random, 4))
    {
    case 0: /* dark */
    case 1:
      glasses->glass_top = frost_color_from_lch (0.2, 0.03, hue);
      glasses->glass_bottom =
          frost_color_from_lch (uniform (glasses, 0.3, 0.5), 0.05, hue);
      glasses->alpha = uniform (glasses, 0.86, 0.97);
      break;
    case 2: /* tinted, what is behind shows */
      glasses->glass_top = frost_color_from_lch (0.45, 0.13, hue);
      glasses->glass_bottom = frost_color_from_lch (0.72, 0.12, hue + 25);
      glasses->alpha = uniform (glasses, 0.66, 0.85);
      break;
    default: /* mirrored */
      glasses->glass_top = frost_color_from_lch (0.55, 0.18, hue);
      glasses->glass_bottom =
          frost_color_from_lch (0.82, 0.14, hue + uniform (glasses, 50, 130));
      glasses->alpha = 1;
      break;
    }
}

void
frost_draw_sunglasses (cairo_t *cr, FrostDrawRandom *random,
                       const FrostObjectColors *colors, gboolean from_above)
{
  Glasses glasses = { cr, random, *colors };
  const double turn = frost_draw_random_uniform (random, -0.12, 0.12);

  glasses.lens = (Lens) frost_draw_random_below (random, N_LENSES);
  glasses.rx = frost_draw_random_uniform (random, 0.35, 0.42);
  glasses.ry = glasses.rx * frost_draw_random_uniform (random, 0.72, 0.95);
  if (glasses.lens == LENS_SHIELD)
    glasses.ry *= 0.8;
  glasses.x = glasses.rx + frost_draw_random_uniform (random, 0.08, 0.13);
  glasses.frame = frost_draw_random_chance (random, 0.3)
                      ? frost_draw_random_uniform (random, 0.03, 0.045)
                      : frost_draw_random_uniform (random, 0.06, 0.11);
  if (glasses.lens == LENS_AVIATOR && frost_draw_random_chance (random, 0.7))
    glasses.frame = 0.04;
  glasses.frame_color = glasses.frame < 0.05 && frost_draw_random_chance (random, 0.6)
                            ? (FrostColor){ 0.84, 0.7, 0.38 }
                            : colors->body;
  choose_glass (&glasses);

  cairo_save (cr);
  /* Turned to one side, the far half is narrower; a shear says the same in a drawing. What
   * stands must do so on both feet. */
  cairo_transform (cr, &(cairo_matrix_t){ 1 - fabs (turn) * 0.7,
                                          from_above ? turn : turn * 0.2, 0, 1, 0, 0 });
  if (!from_above)
    {
      double x0, y0, x1, y1;

      lenses_path (&glasses, glasses.frame);
      cairo_path_extents (cr, &x0, &y0, &x1, &y1);
      cairo_new_path (cr);
      cairo_translate (cr, 0, FROST_OBJECT_GROUND_SUNGLASSES - y1);
    }
  if (from_above && frost_draw_random_chance (random, 0.55))
    {
      cairo_translate (cr, 0, 0.35);
      draw_temples_back (&glasses, frost_draw_random_uniform (random, 0.6, 0.95),
                         frost_draw_random_uniform (random, -0.08, 0.08));
    }
  else if (from_above || frost_draw_random_chance (random, 0.4))
    draw_temples_folded (&glasses);
  else
    draw_temples_back (&glasses, frost_draw_random_uniform (random, 0.08, 0.34),
                       frost_draw_random_uniform (random, -0.2, 0.2));
  draw_glass (&glasses);
  draw_rims (&glasses);
  draw_bridge (&glasses);
  draw_hinges (&glasses);
  cairo_restore (cr);
}
