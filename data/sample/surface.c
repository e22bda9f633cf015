#include "data/sample/surface.h"
#include "data/sample/draw-path.h"

#include <math.h>

static double
uniform (FrostDrawRandom *random, double low, double high)
{
  return frost_draw_random_uniform (random, low, high);
}

static void
fill_all (cairo_t *cr, FrostColor color)
{
  frost_color_set (cr, color, 1);
  cairo_rectangle (cr, -1, -1, 4, 4);
  cairo_fill (cr);
}

/* Turns what follows about the middle of the square. */
static void
turn (cairo_t *cr, double angle)
{
  cairo_translate (cr, 0.5, 0.5);
  cairo_rotate (cr, angle);
  cairo_translate (cr, -0.5, -0.5);
}

static void
draw_planks (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const double hue = uniform (random, 45, 85);
  const FrostColor wood = frost_draw_random_chance (random, 0.7)
                              ? frost_color_from_lch (uniform (random, 0.42, 0.84),
                                                      uniform (random, 0.03, 0.1), hue)
                              : color;
  const double step = uniform (random, 0.11, 0.26);

  turn (cr,
        frost_draw_random_below (random, 2) * G_PI / 2 + uniform (random, -0.06, 0.06));
  fill_all (cr, wood);
  for (double y = -0.3; y < 1.3; y += step)
    {
      cairo_rectangle (cr, -0.5, y, 2, step);
      frost_color_set (cr, frost_color_shade (wood, uniform (random, -0.14, 0.14)), 1);
      cairo_fill (cr);
      for (int grain = 0; grain < 5; grain++)
        {
          const double gy = y + step * uniform (random, 0.1, 0.9);
          const double bend = step * uniform (random, -0.25, 0.25);

          cairo_move_to (cr, -0.5, gy);
          cairo_curve_to (cr, 0.1, gy + bend, 0.7, gy - bend, 1.5, gy + bend * 0.5);
          cairo_set_line_width (cr, uniform (random, 0.002, 0.007));
          frost_color_set (cr, frost_color_shade (wood, -0.4), 0.3);
          cairo_stroke (cr);
        }
      cairo_rectangle (cr, -0.5, y, 2, 0.006);
      frost_color_set (cr, frost_color_shade (wood, -0.6), 0.7);
      cairo_fill (cr);
      const double joint = uniform (random, -0.2, 1.2);
      cairo_rectangle (cr, joint, y, 0.006, step);
      cairo_fill (cr);
    }
}

static void
draw_gingham (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const double step = uniform (random, 0.05, 0.13);

  turn (cr, uniform (random, -0.8, 0.8));
  fill_all (cr, (FrostColor){ 0.97, 0.96, 0.93 });
  for (int way = 0; way < 2; way++)
    {
      for (double at = -0.5; at < 1.5; at += 2 * step)
        if (way)
          cairo_rectangle (cr, -0.5, at, 2, step);
        else
          cairo_rectangle (cr, at, -0.5, step, 2);
      frost_color_set (cr, color, 0.5);
      cairo_fill (cr);
    }
}

static void
draw_stripes (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const FrostColor other = frost_draw_random_chance (random, 0.5)
                               ? frost_color_shade (color, 0.45)
                               : frost_color_random (random);
  const double step = uniform (random, 0.04, 0.18);
  const double part = uniform (random, 0.25, 0.6);

  turn (cr, uniform (random, 0, G_PI));
  fill_all (cr, color);
  for (double at = -0.5; at < 1.5; at += step)
    cairo_rectangle (cr, at, -0.5, step * part, 2);
  frost_color_set (cr, other, 0.85);
  cairo_fill (cr);
}

static void
draw_dots (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const double step = uniform (random, 0.07, 0.16);
  const double r = step * uniform (random, 0.12, 0.26);

  turn (cr, uniform (random, -0.5, 0.5));
  fill_all (cr, color);
  for (int row = 0; row * step < 2; row++)
    for (double x = -0.5 + (row % 2) * step / 2; x < 1.5; x += step)
      frost_path_ellipse (cr, x, -0.5 + row * step, r, r);
  frost_color_set (cr, frost_color_shade (color, 0.5), 0.8);
  cairo_fill (cr);
}

static void
draw_tiles (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const double step = uniform (random, 0.12, 0.3);
  const FrostColor other = frost_draw_random_chance (random, 0.4)
                               ? frost_color_random_against (random, color)
                               : frost_color_shade (color, 0.1);

  turn (cr, frost_draw_random_chance (random, 0.5) ? 0 : G_PI / 4);
  fill_all (cr, frost_color_shade (color, -0.25));
  for (int row = 0; row * step < 2; row++)
    for (int column = 0; column * step < 2; column++)
      {
        frost_path_round_box (cr, -0.5 + column * step, -0.5 + row * step, step * 0.95,
                              step * 0.95, step * 0.05);
        frost_color_set (cr,
                         frost_color_shade ((row + column) % 2 ? color : other,
                                            uniform (random, -0.06, 0.06)),
                         1);
        cairo_fill (cr);
      }
}

static void
draw_marble (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const FrostColor stone = frost_color_mix (color, (FrostColor){ 0.93, 0.92, 0.91 }, 0.7);

  fill_all (cr, stone);
  turn (cr, uniform (random, 0, G_PI));
  for (int vein = 0; vein < 9; vein++)
    {
      const double y = uniform (random, -0.4, 1.4);
      double x = -0.5;
      double at = y;

      cairo_move_to (cr, x, at);
      for (int i = 0; i < 7; i++)
        {
          const double next = at + uniform (random, -0.12, 0.12);

          cairo_curve_to (cr, x + 0.1, at + uniform (random, -0.1, 0.1), x + 0.2, next,
                          x + 0.3, next);
          x += 0.3;
          at = next;
        }
      cairo_set_line_width (cr, uniform (random, 0.003, 0.016));
      frost_color_set (cr, frost_color_shade (color, -0.3), uniform (random, 0.12, 0.35));
      cairo_stroke (cr);
    }
}

static void
draw_terrazzo (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  FrostColor chips[4];

  for (int i = 0; i < 4; i++)
    chips[i] = frost_color_random (random);
  fill_all (cr, frost_color_shade (color, 0.3));
  for (int i = 0; i < 170; i++)
    {
      const double x = uniform (random, 0, 1);
      const double y = uniform (random, 0, 1);
      double points[10];

      for (int corner = 0; corner < 5; corner++)
        {
          const double r = uniform (random, 0.006, 0.03);

          points[2 * corner] = x + r * cos (corner * 2 * G_PI / 5);
          points[2 * corner + 1] = y + r * sin (corner * 2 * G_PI / 5);
        }
      frost_path_smooth (cr, points, 5);
      frost_color_set (cr, chips[i % 4], 0.9);
      cairo_fill (cr);
    }
}

static void
draw_paper (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const double step = uniform (random, 0.035, 0.07);
  const gboolean squared = frost_draw_random_chance (random, 0.6);

  fill_all (cr, frost_color_mix (color, (FrostColor){ 0.98, 0.97, 0.94 }, 0.8));
  turn (cr, uniform (random, -0.4, 0.4));
  for (double at = -0.5; at < 1.5; at += step)
    {
      cairo_move_to (cr, -0.5, at);
      cairo_line_to (cr, 1.5, at);
      if (squared)
        {
          cairo_move_to (cr, at, -0.5);
          cairo_line_to (cr, at, 1.5);
        }
    }
  cairo_set_line_width (cr, 0.004);
  frost_color_set (cr, frost_color_from_lch (0.6, 0.1, uniform (random, 200, 280)), 0.5);
  cairo_stroke (cr);
}

static void
draw_grains (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  /* Sand, or grass from above: many small strokes of nearly one colour. */
  const gboolean grass = frost_draw_random_chance (random, 0.5);
  const FrostColor ground =
      grass ? frost_color_from_lch (uniform (random, 0.5, 0.75), 0.13, 135)
            : frost_color_from_lch (uniform (random, 0.75, 0.9), 0.06, 80);

  fill_all (cr, ground);
  for (int i = 0; i < 480; i++)
    {
      const double x = uniform (random, 0, 1);
      const double y = uniform (random, 0, 1);

      if (grass)
        frost_path_leaf (cr, x, y, uniform (random, 0.04, 0.09), 0.006,
                         uniform (random, -2.4, -0.7));
      else
        frost_path_ellipse (cr, x, y, uniform (random, 0.002, 0.006), 0.003);
      frost_color_set (cr, frost_color_shade (ground, uniform (random, -0.35, 0.35)),
                       0.6);
      cairo_fill (cr);
    }
}

static void
draw_plain (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const double angle = uniform (random, 0, 2 * G_PI);
  const double dx = 0.7 * cos (angle);
  const double dy = 0.7 * sin (angle);

  frost_color_set_gradient (cr, 0.5 - dx, 0.5 - dy, 0.5 + dx, 0.5 + dy,
                            frost_color_shade (color, uniform (random, 0, 0.3)), 1,
                            frost_color_shade (color, -uniform (random, 0, 0.3)), 1);
  cairo_rectangle (cr, -1, -1, 4, 4);
  cairo_fill (cr);
}

static void
draw_two_tone (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  fill_all (cr, color);
  turn (cr, uniform (random, 0, 2 * G_PI));
  cairo_rectangle (cr, -0.5, uniform (random, 0.3, 0.7), 2, 2);
  frost_color_set (cr, frost_color_random (random), 1);
  cairo_fill (cr);
}

typedef void (*DrawSurface) (cairo_t *cr, FrostDrawRandom *random, FrostColor color);

void
frost_surface_draw (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  static const DrawSurface surfaces[] = { draw_planks,  draw_planks, draw_gingham,
                                          draw_stripes, draw_dots,   draw_tiles,
                                          draw_marble,  draw_paper,  draw_grains,
                                          draw_plain,   draw_plain,  draw_two_tone,
                                          draw_terrazzo };

  cairo_save (cr);
  surfaces[frost_draw_random_below (random, G_N_ELEMENTS (surfaces))](cr, random, color);
  cairo_restore (cr);
}

static void
draw_bricks (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const double height = uniform (random, 0.05, 0.1);
  const double width = height * uniform (random, 1.8, 2.8);

  fill_all (cr, frost_color_shade (color, 0.35));
  for (int row = 0; row * height < 1; row++)
    for (double x = -(row % 2) * width / 2; x < 1; x += width)
      {
        frost_path_round_box (cr, x, row * height, width * 0.94, height * 0.87, 0.006);
        frost_color_set (cr, frost_color_shade (color, uniform (random, -0.16, 0.06)), 1);
        cairo_fill (cr);
      }
}

static void
draw_panels (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const double step = uniform (random, 0.12, 0.3);

  fill_all (cr, color);
  for (double x = uniform (random, -0.2, 0); x < 1; x += step)
    {
      cairo_rectangle (cr, x, 0, 0.008, 1);
      frost_color_set (cr, frost_color_shade (color, -0.3), 0.7);
      cairo_fill (cr);
      cairo_rectangle (cr, x + 0.008, 0, 0.006, 1);
      frost_color_set (cr, frost_color_shade (color, 0.5), 0.6);
      cairo_fill (cr);
    }
}

static void
draw_leafy_paper (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  const double step = uniform (random, 0.14, 0.22);
  const FrostColor print =
      frost_color_shade (color, frost_draw_random_chance (random, 0.5) ? 0.4 : -0.3);

  fill_all (cr, color);
  for (int row = 0; row * step < 1.2; row++)
    for (int column = 0; column * step < 1.2; column++)
      for (int leaf = 0; leaf < 3; leaf++)
        frost_path_leaf (cr, (column + 0.5 * (row % 2)) * step, row * step, step * 0.5,
                         step * 0.1, -G_PI / 2 + 0.7 * (leaf - 1));
  frost_color_set (cr, print, 0.7);
  cairo_fill (cr);
}

void
frost_surface_draw_wall (cairo_t *cr, FrostDrawRandom *random, FrostColor color)
{
  static const DrawSurface walls[] = { draw_plain,       draw_plain, draw_plain,
                                       draw_bricks,      draw_tiles, draw_panels,
                                       draw_leafy_paper, draw_dots,  draw_stripes };

  cairo_save (cr);
  walls[frost_draw_random_below (random, G_N_ELEMENTS (walls))](cr, random, color);
  cairo_restore (cr);
}
