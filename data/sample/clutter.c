#include "data/sample/clutter.h"
#include "data/sample/draw-path.h"

#include <math.h>

static double
uniform (FrostDrawRandom *random, double low, double high)
{
  return frost_draw_random_uniform (random, low, high);
}

/* A fill lit from the left, between x0 and x1. */
static void
set_round (cairo_t *cr, FrostColor color, double x0, double x1)
{
  frost_color_set_gradient (cr, x0, 0, x1, 0, frost_color_shade (color, 0.18), 1,
                            frost_color_shade (color, -0.3), 1);
}

/* The things that stand are drawn in [-1, 1] with their foot at y = 1. */

static void
draw_books (cairo_t *cr, FrostDrawRandom *random)
{
  const int n = 2 + frost_draw_random_below (random, 4);
  double y = 1;

  for (int i = 0; i < n; i++)
    {
      const FrostColor color = frost_color_random (random);
      const double height = uniform (random, 0.18, 0.32);
      const double half = uniform (random, 0.65, 0.95);
      const double x = uniform (random, -0.08, 0.08);

      y -= height;
      frost_path_round_box (cr, x - half, y, 2 * half, height, 0.04);
      set_round (cr, color, x - half, x + half);
      cairo_fill (cr);
      cairo_rectangle (cr, x + half * 0.75, y + height * 0.16, half * 0.25,
                       height * 0.68);
      cairo_set_source_rgb (cr, 0.96, 0.94, 0.88);
      cairo_fill (cr);
      cairo_rectangle (cr, x - half * 0.7, y, half * 0.16, height);
      frost_color_set (cr, frost_color_shade (color, 0.5), 0.7);
      cairo_fill (cr);
    }
}

static void
draw_plant (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor leaf = frost_color_from_lch (uniform (random, 0.42, 0.7), 0.12,
                                                uniform (random, 120, 165));
  const FrostColor pot = frost_color_random (random);
  const int n = 7 + frost_draw_random_below (random, 5);

  for (int i = 0; i < n; i++)
    {
      const double angle = -G_PI / 2 + 2.2 * ((double) i / (n - 1) - 0.5);

      frost_path_leaf (cr, 0, 0.3, uniform (random, 0.9, 1.25), 0.13, angle);
      frost_color_set (cr, frost_color_shade (leaf, i % 2 ? -0.22 : 0.1), 1);
      cairo_fill (cr);
    }
  cairo_move_to (cr, -0.42, 0.2);
  cairo_line_to (cr, 0.42, 0.2);
  cairo_line_to (cr, 0.31, 1);
  cairo_line_to (cr, -0.31, 1);
  cairo_close_path (cr);
  set_round (cr, pot, -0.42, 0.42);
  cairo_fill (cr);
  cairo_rectangle (cr, -0.47, 0.14, 0.94, 0.16);
  set_round (cr, frost_color_shade (pot, 0.12), -0.47, 0.47);
  cairo_fill (cr);
}

static void
draw_cactus (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor green = frost_color_from_lch (uniform (random, 0.5, 0.65), 0.11, 150);
  const FrostColor pot = frost_color_random (random);

  frost_path_round_box (cr, -0.22, -0.9, 0.44, 1.5, 0.22);
  set_round (cr, green, -0.22, 0.22);
  cairo_fill (cr);
  cairo_set_line_width (cr, 0.2);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (int side = -1; side <= 1; side += 2)
    {
      const double y = uniform (random, -0.3, 0.1);

      cairo_move_to (cr, side * 0.2, y);
      cairo_curve_to (cr, side * 0.55, y, side * 0.55, y, side * 0.55, y - 0.4);
      frost_color_set (cr, frost_color_shade (green, side < 0 ? 0.08 : -0.16), 1);
      cairo_stroke (cr);
    }
  frost_path_round_box (cr, -0.4, 0.42, 0.8, 0.58, 0.08);
  set_round (cr, pot, -0.4, 0.4);
  cairo_fill (cr);
}

static void
draw_fruit (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor skin =
      frost_color_from_lch (uniform (random, 0.55, 0.8), 0.17, uniform (random, 15, 130));

  frost_path_ellipse (cr, 0, 0.25, 0.75, 0.75);
  frost_color_set_glow (cr, -0.25, 0, 1.1, frost_color_shade (skin, 0.3), 1,
                        frost_color_shade (skin, -0.25), 1);
  cairo_fill (cr);
  cairo_move_to (cr, 0, -0.4);
  cairo_curve_to (cr, 0, -0.6, 0.05, -0.65, 0.1, -0.75);
  cairo_set_line_width (cr, 0.08);
  cairo_set_source_rgb (cr, 0.36, 0.24, 0.14);
  cairo_stroke (cr);
  frost_path_leaf (cr, 0.05, -0.55, 0.5, 0.1, -0.3);
  cairo_set_source_rgb (cr, 0.36, 0.62, 0.3);
  cairo_fill (cr);
}

static void
draw_bottle (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor glass = frost_color_random (random);

  frost_path_round_box (cr, -0.34, -0.25, 0.68, 1.25, 0.12);
  frost_path_round_box (cr, -0.13, -0.95, 0.26, 0.9, 0.05);
  set_round (cr, glass, -0.34, 0.34);
  cairo_fill (cr);
  cairo_rectangle (cr, -0.15, -1, 0.3, 0.16);
  frost_color_set (cr, frost_color_random (random), 1);
  cairo_fill (cr);
  cairo_rectangle (cr, -0.34, 0.1, 0.68, 0.5);
  cairo_set_source_rgba (cr, 0.97, 0.95, 0.9, 0.9);
  cairo_fill (cr);
  frost_path_ellipse (cr, 0, 0.35, 0.16, 0.16);
  frost_color_set (cr, frost_color_random (random), 1);
  cairo_fill (cr);
}

static void
draw_ball (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor color = frost_color_random (random);
  const FrostColor band = frost_color_random_against (random, color);
  const double y = 0.2;

  cairo_save (cr);
  frost_path_ellipse (cr, 0, y, 0.8, 0.8);
  cairo_clip (cr);
  frost_color_set (cr, color, 1);
  cairo_paint (cr);
  cairo_rotate (cr, uniform (random, 0, 3));
  frost_path_ellipse (cr, 0, 0, 0.3, 1.2);
  frost_color_set (cr, band, 1);
  cairo_fill (cr);
  frost_path_ellipse (cr, 1, 0, 0.4, 1.2);
  cairo_fill (cr);
  cairo_restore (cr);
  frost_path_ellipse (cr, 0, y, 0.8, 0.8);
  frost_color_set_glow (cr, -0.3, y - 0.3, 1.2, (FrostColor){ 1, 1, 1 }, 0.35,
                        (FrostColor){ 0, 0, 0.1 }, 0.35);
  cairo_fill (cr);
}

static void
draw_lamp (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor shade = frost_color_random (random);

  cairo_rectangle (cr, -0.05, -0.2, 0.1, 1.15);
  frost_path_round_box (cr, -0.4, 0.9, 0.8, 0.1, 0.05);
  frost_color_set (cr, frost_color_shade (shade, -0.55), 1);
  cairo_fill (cr);
  cairo_move_to (cr, -0.3, -1);
  cairo_line_to (cr, 0.3, -1);
  cairo_line_to (cr, 0.65, -0.1);
  cairo_line_to (cr, -0.65, -0.1);
  cairo_close_path (cr);
  set_round (cr, frost_color_shade (shade, 0.2), -0.65, 0.65);
  cairo_fill (cr);
}

static void
draw_box (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor color = frost_color_random (random);
  const FrostColor ribbon = frost_color_random_against (random, color);
  const double top = uniform (random, -0.6, 0.1);

  cairo_rectangle (cr, -0.75, top, 1.5, 1 - top);
  set_round (cr, color, -0.75, 0.75);
  cairo_fill (cr);
  cairo_rectangle (cr, -0.82, top - 0.02, 1.64, 0.25);
  set_round (cr, frost_color_shade (color, 0.15), -0.82, 0.82);
  cairo_fill (cr);
  cairo_rectangle (cr, -0.12, top - 0.02, 0.24, 1.02 - top);
  frost_color_set (cr, ribbon, 1);
  cairo_fill (cr);
  frost_path_leaf (cr, 0, top, 0.5, 0.16, -0.5);
  frost_path_leaf (cr, 0, top, 0.5, 0.16, G_PI + 0.5);
  cairo_fill (cr);
}

static void
draw_vase (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor color = frost_color_random (random);

  for (int i = 0; i < 3; i++)
    {
      const double x = (i - 1) * 0.4;
      const double y = -0.75 + 0.15 * (i % 2);

      cairo_move_to (cr, 0, 0.1);
      cairo_line_to (cr, x, y);
      cairo_set_line_width (cr, 0.05);
      cairo_set_source_rgb (cr, 0.35, 0.55, 0.3);
      cairo_stroke (cr);
      for (int petal = 0; petal < 6; petal++)
        frost_path_ellipse (cr, x + 0.14 * cos (petal * G_PI / 3),
                            y + 0.14 * sin (petal * G_PI / 3), 0.1, 0.1);
      frost_color_set (cr, frost_color_random (random), 1);
      cairo_fill (cr);
      frost_path_ellipse (cr, x, y, 0.08, 0.08);
      cairo_set_source_rgb (cr, 0.98, 0.85, 0.4);
      cairo_fill (cr);
    }
  const double points[] = { -0.18, 0.0,  0.18, 0.0,  0.2,   0.2,  0.45, 0.55,
                            0.3,   0.97, -0.3, 0.97, -0.45, 0.55, -0.2, 0.2 };
  frost_path_smooth (cr, points, 8);
  set_round (cr, color, -0.45, 0.45);
  cairo_fill (cr);
}

static void
draw_clock (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor color = frost_color_random (random);
  const double hour = uniform (random, 0, 2 * G_PI);

  for (int side = -1; side <= 1; side += 2)
    {
      cairo_rectangle (cr, side * 0.45 - 0.06, 0.75, 0.12, 0.25);
      frost_path_ellipse (cr, side * 0.45, -0.6, 0.2, 0.16);
    }
  frost_color_set (cr, frost_color_shade (color, -0.4), 1);
  cairo_fill (cr);
  frost_path_ellipse (cr, 0, 0.15, 0.76, 0.76);
  set_round (cr, color, -0.76, 0.76);
  cairo_fill (cr);
  frost_path_ellipse (cr, 0, 0.15, 0.6, 0.6);
  cairo_set_source_rgb (cr, 0.98, 0.97, 0.93);
  cairo_fill (cr);
  cairo_move_to (cr, 0.3 * cos (hour), 0.15 + 0.3 * sin (hour));
  cairo_line_to (cr, 0, 0.15);
  cairo_line_to (cr, 0.46 * cos (5 * hour), 0.15 + 0.46 * sin (5 * hour));
  cairo_set_line_width (cr, 0.06);
  cairo_set_source_rgb (cr, 0.2, 0.18, 0.24);
  cairo_stroke (cr);
}

/* The things that lie are drawn in [-1, 1] as seen from above. */

static void
draw_pencil (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor color = frost_color_random (random);

  cairo_rectangle (cr, -0.8, -0.09, 1.4, 0.18);
  frost_color_set_gradient (cr, 0, -0.09, 0, 0.09, frost_color_shade (color, 0.3), 1,
                            frost_color_shade (color, -0.3), 1);
  cairo_fill (cr);
  cairo_rectangle (cr, -1, -0.09, 0.2, 0.18);
  cairo_set_source_rgb (cr, 0.94, 0.62, 0.62);
  cairo_fill (cr);
  cairo_move_to (cr, 0.6, -0.09);
  cairo_line_to (cr, 1, 0);
  cairo_line_to (cr, 0.6, 0.09);
  cairo_set_source_rgb (cr, 0.93, 0.78, 0.56);
  cairo_fill (cr);
  cairo_move_to (cr, 0.87, -0.03);
  cairo_line_to (cr, 1, 0);
  cairo_line_to (cr, 0.87, 0.03);
  frost_color_set (cr, frost_color_shade (color, -0.4), 1);
  cairo_fill (cr);
}

static void
draw_note (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor paper = frost_color_shade (frost_color_random (random), 0.7);

  cairo_rectangle (cr, -0.7, -0.9, 1.4, 1.8);
  frost_color_set (cr, paper, 1);
  cairo_fill (cr);
  for (int i = 0; i < 7; i++)
    {
      cairo_move_to (cr, -0.5, -0.65 + 0.2 * i);
      cairo_line_to (cr, uniform (random, 0, 0.5), -0.65 + 0.2 * i);
    }
  cairo_set_line_width (cr, 0.05);
  frost_color_set (cr, frost_color_shade (paper, -0.6), 0.5);
  cairo_stroke (cr);
}

static void
draw_leaf_branch (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor green =
      frost_color_from_lch (uniform (random, 0.45, 0.7), 0.11, uniform (random, 90, 165));

  cairo_move_to (cr, -1, 0.1);
  cairo_curve_to (cr, -0.3, -0.1, 0.3, 0.1, 0.9, 0);
  cairo_set_line_width (cr, 0.05);
  frost_color_set (cr, frost_color_shade (green, -0.4), 1);
  cairo_stroke (cr);
  for (int i = 0; i < 8; i++)
    {
      frost_path_leaf (cr, -0.8 + 0.22 * i, 0.02, 0.55, 0.12, i % 2 ? -0.8 : 0.8);
      frost_color_set (cr, frost_color_shade (green, i % 2 ? 0.12 : -0.14), 1);
      cairo_fill (cr);
    }
}

static void
draw_phone (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor screen = frost_color_random (random);

  frost_path_round_box (cr, -0.5, -1, 1, 2, 0.14);
  cairo_set_source_rgb (cr, 0.13, 0.13, 0.16);
  cairo_fill (cr);
  frost_path_round_box (cr, -0.44, -0.92, 0.88, 1.84, 0.1);
  frost_color_set_gradient (cr, -0.4, -0.9, 0.4, 0.9, frost_color_shade (screen, 0.3), 1,
                            frost_color_shade (screen, -0.3), 1);
  cairo_fill (cr);
  for (int i = 0; i < 8; i++)
    frost_path_round_box (cr, -0.34 + 0.36 * (i % 2), -0.7 + 0.36 * (i / 2), 0.24, 0.24,
                          0.06);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.75);
  cairo_fill (cr);
}

static void
draw_cover (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor color = frost_color_random (random);

  frost_path_round_box (cr, -0.7, -0.95, 1.4, 1.9, 0.06);
  frost_color_set_gradient (cr, -0.7, -0.9, 0.7, 0.9, frost_color_shade (color, 0.1), 1,
                            frost_color_shade (color, -0.15), 1);
  cairo_fill (cr);
  cairo_rectangle (cr, -0.62, -0.95, 0.1, 1.9);
  frost_color_set (cr, frost_color_shade (color, -0.4), 0.7);
  cairo_fill (cr);
  frost_path_star (cr, 0.08, 0, uniform (random, 0.2, 0.4),
                   4 + frost_draw_random_below (random, 5), 0.5);
  frost_color_set (cr, frost_color_random_against (random, color), 1);
  cairo_fill (cr);
}

static void
draw_coins (cairo_t *cr, FrostDrawRandom *random)
{
  const int n = 2 + frost_draw_random_below (random, 3);

  for (int i = 0; i < n; i++)
    {
      const FrostColor metal =
          i % 2 ? (FrostColor){ 0.85, 0.7, 0.36 } : (FrostColor){ 0.75, 0.77, 0.8 };
      const double x = uniform (random, -0.6, 0.6);
      const double y = uniform (random, -0.6, 0.6);

      frost_path_ellipse (cr, x, y, 0.36, 0.36);
      frost_color_set_gradient (cr, x - 0.3, y - 0.3, x + 0.3, y + 0.3,
                                frost_color_shade (metal, 0.4), 1,
                                frost_color_shade (metal, -0.3), 1);
      cairo_fill (cr);
      frost_path_ellipse (cr, x, y, 0.27, 0.27);
      cairo_set_line_width (cr, 0.04);
      frost_color_set (cr, frost_color_shade (metal, -0.35), 0.7);
      cairo_stroke (cr);
    }
}

static void
draw_blossom (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor petal = frost_color_random (random);
  const int n = 5 + frost_draw_random_below (random, 4);

  for (int i = 0; i < n; i++)
    {
      frost_path_leaf (cr, 0, 0, 0.95, 0.26, i * 2 * G_PI / n);
      frost_color_set (cr, frost_color_shade (petal, i % 2 ? 0.12 : -0.05), 1);
      cairo_fill (cr);
    }
  frost_path_ellipse (cr, 0, 0, 0.24, 0.24);
  cairo_set_source_rgb (cr, 0.98, 0.8, 0.3);
  cairo_fill (cr);
}

static void
draw_key (cairo_t *cr, FrostDrawRandom *random)
{
  const FrostColor metal = frost_draw_random_chance (random, 0.5)
                               ? (FrostColor){ 0.82, 0.68, 0.38 }
                               : (FrostColor){ 0.7, 0.72, 0.76 };

  frost_color_set (cr, metal, 1);
  cairo_set_line_width (cr, 0.14);
  frost_path_ellipse (cr, -0.6, 0, 0.3, 0.3);
  cairo_move_to (cr, -0.3, 0);
  cairo_line_to (cr, 0.95, 0);
  cairo_move_to (cr, 0.6, 0);
  cairo_line_to (cr, 0.6, 0.25);
  cairo_move_to (cr, 0.85, 0);
  cairo_line_to (cr, 0.85, 0.3);
  cairo_stroke (cr);
}

static const struct
{
  const char *name;
  void (*draw) (cairo_t *cr, FrostDrawRandom *random);
} things[] = {
  { "books", draw_books },        { "plant", draw_plant },     { "cactus", draw_cactus },
  { "fruit", draw_fruit },        { "bottle", draw_bottle },   { "ball", draw_ball },
  { "lamp", draw_lamp },          { "box", draw_box },         { "vase", draw_vase },
  { "clock", draw_clock },        { "pencil", draw_pencil },   { "note", draw_note },
  { "branch", draw_leaf_branch }, { "phone", draw_phone },     { "cover", draw_cover },
  { "coins", draw_coins },        { "blossom", draw_blossom }, { "key", draw_key },
};

/* The first of the table stand, the others lie. */
#define N_STANDING 10

int
frost_clutter_n (void)
{
  return G_N_ELEMENTS (things);
}

const char *
frost_clutter_get_name (int index)
{
  g_return_val_if_fail (index >= 0 && index < (int) G_N_ELEMENTS (things), NULL);
  return things[index].name;
}

void
frost_clutter_draw (cairo_t *cr, FrostDrawRandom *random, int index)
{
  g_return_if_fail (index >= 0 && index < (int) G_N_ELEMENTS (things));
  cairo_save (cr);
  cairo_new_path (cr);
  things[index].draw (cr, random);
  cairo_restore (cr);
}

void
frost_clutter_draw_standing (cairo_t *cr, FrostDrawRandom *random, double x, double y,
                             double size)
{
  const FrostColor dark = { 0.04, 0.03, 0.1 };

  cairo_save (cr);
  cairo_translate (cr, x, y - size);
  cairo_scale (cr, size, size);
  cairo_save (cr);
  cairo_translate (cr, 0.15, 1);
  cairo_scale (cr, 1.1, 0.16);
  frost_color_set_glow (cr, 0, 0, 1, dark, 0.5, dark, 0);
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
  frost_clutter_draw (cr, random, frost_draw_random_below (random, N_STANDING));
  cairo_restore (cr);
}

void
frost_clutter_draw_lying (cairo_t *cr, FrostDrawRandom *random, double x, double y,
                          double size)
{
  cairo_push_group (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, uniform (random, 0, 2 * G_PI));
  cairo_scale (cr, size, size);
  frost_clutter_draw (
      cr, random,
      N_STANDING + frost_draw_random_below (random, frost_clutter_n () - N_STANDING));
  cairo_pattern_t *thing = cairo_pop_group (cr);

  cairo_save (cr);
  cairo_translate (cr, 0.014, 0.018);
  cairo_set_source_rgba (cr, 0.04, 0.03, 0.1, 0.28);
  cairo_mask (cr, thing);
  cairo_restore (cr);
  cairo_set_source (cr, thing);
  cairo_paint (cr);
  cairo_pattern_destroy (thing);
}
