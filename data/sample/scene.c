#include "data/sample/scene.h"
#include "data/sample/draw-path.h"
#include "data/sample/surface.h"

#include <math.h>

static const FrostColor white = { 1, 1, 1 };

static double
uniform (FrostDrawRandom *random, double low, double high)
{
  return frost_draw_random_uniform (random, low, high);
}

static void
draw_window (cairo_t *cr, FrostDrawRandom *random, double x, double y, double size)
{
  const FrostColor sky =
      frost_color_from_lch (uniform (random, 0.7, 0.9), 0.07, uniform (random, 200, 260));

  frost_path_round_box (cr, x, y, size, size * 1.2, 0.01);
  frost_color_set_gradient (cr, x, y, x, y + size * 1.2, sky, 1,
                            frost_color_shade (sky, 0.6), 1);
  cairo_fill (cr);
  for (int i = 0; i < 3; i++)
    frost_path_ellipse (cr, x + size * (0.25 + 0.12 * i),
                        y + size * (0.35 - 0.05 * (i % 2)), size * 0.1, size * 0.07);
  frost_color_set (cr, white, 0.8);
  cairo_fill (cr);
  frost_path_round_box (cr, x, y, size, size * 1.2, 0.01);
  cairo_move_to (cr, x + size / 2, y);
  cairo_line_to (cr, x + size / 2, y + size * 1.2);
  cairo_move_to (cr, x, y + size * 0.6);
  cairo_line_to (cr, x + size, y + size * 0.6);
  cairo_set_line_width (cr, 0.022);
  frost_color_set (cr, (FrostColor){ 0.95, 0.94, 0.91 }, 1);
  cairo_stroke (cr);
}

static void
draw_picture_frame (cairo_t *cr, FrostDrawRandom *random, double x, double y, double size)
{
  const FrostColor ground = frost_color_random (random);

  cairo_rectangle (cr, x, y, size, size * 1.25);
  frost_color_set (cr, frost_color_from_lch (uniform (random, 0.25, 0.7), 0.05, 60), 1);
  cairo_fill (cr);
  cairo_rectangle (cr, x + size * 0.07, y + size * 0.07, size * 0.86, size * 1.11);
  frost_color_set (cr, (FrostColor){ 0.97, 0.95, 0.91 }, 1);
  cairo_fill (cr);
  cairo_rectangle (cr, x + size * 0.18, y + size * 0.18, size * 0.64, size * 0.89);
  frost_color_set (cr, ground, 1);
  cairo_fill_preserve (cr);
  cairo_save (cr);
  cairo_clip (cr);
  frost_path_ellipse (cr, x + size * uniform (random, 0.3, 0.7), y + size * 0.45,
                      size * 0.16, size * 0.16);
  frost_color_set (cr, frost_color_random_against (random, ground), 1);
  cairo_fill (cr);
  frost_path_ellipse (cr, x + size * uniform (random, 0.2, 0.8), y + size * 1.2,
                      size * 0.5, size * 0.4);
  frost_color_set (cr, frost_color_random_against (random, ground), 1);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
draw_shelf (cairo_t *cr, FrostDrawRandom *random, double y)
{
  double x = uniform (random, 0, 0.1);

  while (x < 1)
    {
      const double width = uniform (random, 0.025, 0.06);
      const double height = uniform (random, 0.1, 0.18);

      cairo_rectangle (cr, x, y - height, width, height);
      frost_color_set (cr, frost_color_random (random), 1);
      cairo_fill (cr);
      cairo_rectangle (cr, x, y - height * 0.8, width, height * 0.1);
      frost_color_set (cr, white, 0.3);
      cairo_fill (cr);
      x += width + (frost_draw_random_chance (random, 0.15) ? 0.09 : 0.003);
    }
  cairo_rectangle (cr, 0, y, 1, 0.03);
  frost_color_set (cr, frost_color_from_lch (uniform (random, 0.4, 0.8), 0.06, 65), 1);
  cairo_fill (cr);
  cairo_rectangle (cr, 0, y + 0.03, 1, 0.02);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.15);
  cairo_fill (cr);
}

static void
draw_room (cairo_t *cr, FrostDrawRandom *random, FrostScene *scene)
{
  const double edge = uniform (random, 0.55, 0.78);
  FrostColor wall =
      frost_color_from_lch (uniform (random, 0.55, 0.95), uniform (random, 0.01, 0.09),
                            uniform (random, 0, 360));

  if (frost_draw_random_chance (random, 0.25))
    wall = frost_color_random (random);
  scene->horizon = edge;
  scene->backdrop = wall;
  frost_surface_draw_wall (cr, random, wall);
  frost_color_set_glow (cr, uniform (random, 0, 0.5), 0, 1.1, white,
                        uniform (random, 0.1, 0.35), white, 0);
  cairo_paint (cr);
  switch (frost_draw_random_below (random, 6))
    {
    case 0:
      draw_window (cr, random, uniform (random, 0, 0.7), uniform (random, -0.1, 0.1),
                   uniform (random, 0.25, 0.4));
      break;
    case 1:
      for (int i = 0; i < 2; i++)
        draw_picture_frame (cr, random, uniform (random, 0, 0.3) + 0.5 * i,
                            uniform (random, -0.05, 0.15), uniform (random, 0.14, 0.24));
      break;
    case 2:
      draw_shelf (cr, random, uniform (random, 0.15, 0.3));
      break;
    default:
      break;
    }

  cairo_save (cr);
  cairo_rectangle (cr, 0, edge, 1, 1 - edge);
  cairo_clip (cr);
  /* A table top is seen at a flat angle: the surface squeezed in height. */
  cairo_translate (cr, 0, edge);
  cairo_scale (cr, 1, 0.5);
  frost_surface_draw (cr, random, frost_color_random_against (random, wall));
  cairo_restore (cr);
  frost_color_set_gradient (cr, 0, edge, 0, 1, white, 0.2, (FrostColor){ 0, 0, 0.1 },
                            0.16);
  cairo_rectangle (cr, 0, edge, 1, 1 - edge);
  cairo_fill (cr);
  cairo_rectangle (cr, 0, edge - 0.012, 1, 0.012);
  cairo_set_source_rgba (cr, 0, 0, 0.05, 0.16);
  cairo_fill (cr);
}

static void
draw_hills (cairo_t *cr, FrostDrawRandom *random, double y, double height,
            FrostColor color)
{
  const double phase = uniform (random, 0, 6);
  const double waves = uniform (random, 4, 11);

  cairo_move_to (cr, 0, 1);
  for (int i = 0; i <= 40; i++)
    {
      const double x = i / 40.0;
      cairo_line_to (cr, x,
                     y - height * (0.5 + 0.5 * sin (phase + waves * x))
                         - height * 0.3 * sin (phase * 3 + waves * 2.3 * x));
    }
  cairo_line_to (cr, 1, 1);
  cairo_close_path (cr);
  frost_color_set (cr, color, 1);
  cairo_fill (cr);
}

static void
draw_peaks (cairo_t *cr, FrostDrawRandom *random, double y, FrostColor color)
{
  for (int i = 0; i < 4; i++)
    {
      const double x = uniform (random, 0, 1);
      const double height = uniform (random, 0.2, 0.42);
      const double half = height * uniform (random, 0.6, 1);

      cairo_move_to (cr, x - half, y);
      cairo_line_to (cr, x, y - height);
      cairo_line_to (cr, x + half, y);
      cairo_close_path (cr);
      frost_color_set_gradient (cr, x - half, 0, x + half, 0,
                                frost_color_shade (color, 0.15), 1,
                                frost_color_shade (color, -0.15), 1);
      cairo_fill (cr);
      cairo_move_to (cr, x - half * 0.28, y - height * 0.72);
      cairo_line_to (cr, x, y - height);
      cairo_line_to (cr, x + half * 0.28, y - height * 0.72);
      cairo_line_to (cr, x + half * 0.1, y - height * 0.78);
      cairo_line_to (cr, x, y - height * 0.68);
      cairo_line_to (cr, x - half * 0.12, y - height * 0.78);
      cairo_close_path (cr);
      frost_color_set (cr, white, 0.85);
      cairo_fill (cr);
    }
}

static void
draw_outdoors (cairo_t *cr, FrostDrawRandom *random, FrostScene *scene)
{
  /* Noon, dusk, haze: the hue of the sky goes all around, warm ones included. */
  const double sky_hue = frost_draw_random_chance (random, 0.6)
                             ? uniform (random, 205, 265)
                             : uniform (random, 0, 110);
  const FrostColor sky =
      frost_color_from_lch (uniform (random, 0.62, 0.88), 0.09, sky_hue);
  const FrostColor low =
      frost_color_from_lch (0.93, 0.05, sky_hue + uniform (random, -60, 60));
  const double edge = uniform (random, 0.5, 0.76);
  const double ground_hue = uniform (random, 70, 150);
  const FrostColor ground =
      frost_color_from_lch (uniform (random, 0.5, 0.85), 0.1, ground_hue);
  const double sun = uniform (random, 0.05, 0.1);

  scene->horizon = edge;
  scene->backdrop = sky;
  frost_color_set_gradient (cr, 0, 0, 0, edge, sky, 1, low, 1);
  cairo_paint (cr);
  frost_path_ellipse (cr, uniform (random, 0.1, 0.9), uniform (random, 0.08, 0.3), sun,
                      sun);
  frost_color_set (cr, frost_color_from_lch (0.95, 0.1, 95), 0.9);
  cairo_fill (cr);
  for (int i = 0; i < 3; i++)
    {
      const double x = uniform (random, 0, 1);
      const double y = uniform (random, 0.05, 0.35);

      for (int puff = 0; puff < 4; puff++)
        frost_path_ellipse (cr, x + 0.05 * puff, y - 0.02 * (puff % 2), 0.05, 0.032);
      frost_color_set (cr, white, 0.75);
      cairo_fill (cr);
    }
  switch (frost_draw_random_below (random, 3))
    {
    case 0:
      draw_peaks (cr, random, edge, frost_color_from_lch (0.6, 0.05, sky_hue));
      break;
    case 1: /* the sea */
      cairo_rectangle (cr, 0, edge - 0.14, 1, 0.2);
      frost_color_set_gradient (cr, 0, edge - 0.14, 0, edge,
                                frost_color_from_lch (0.55, 0.1, 235), 1,
                                frost_color_from_lch (0.78, 0.09, 200), 1);
      cairo_fill (cr);
      break;
    default:
      break;
    }
  if (frost_draw_random_chance (random, 0.7))
    draw_hills (cr, random, edge + 0.02, uniform (random, 0.05, 0.16),
                frost_color_shade (ground, 0.25));
  draw_hills (cr, random, edge + 0.04, 0.03, ground);
  frost_color_set_gradient (cr, 0, edge, 0, 1, white, 0, (FrostColor){ 0, 0, 0.1 }, 0.22);
  cairo_rectangle (cr, 0, edge, 1, 1 - edge);
  cairo_fill (cr);
  for (int i = 0; i < 60; i++)
    {
      /* Tufts or pebbles, larger the nearer they are. */
      const double depth = uniform (random, 0.2, 1);
      const double x = uniform (random, 0, 1);
      const double y = edge + 0.05 + (1 - edge) * depth * depth;
      const double r = 0.008 * depth;

      if (i % 2)
        frost_path_ellipse (cr, x, y, 1.6 * r, r);
      else
        frost_path_leaf (cr, x, y, 5 * r, r * 0.5, uniform (random, -2.2, -0.9));
      frost_color_set (cr, frost_color_shade (ground, i % 3 ? -0.25 : 0.35), 0.7);
      cairo_fill (cr);
    }
}

void
frost_scene_draw (cairo_t *cr, FrostDrawRandom *random, FrostScene *scene)
{
  const double kind = uniform (random, 0, 1);

  scene->from_above = kind < 0.3;
  if (scene->from_above)
    {
      scene->horizon = 0;
      scene->backdrop = frost_color_random (random);
      frost_surface_draw (cr, random, scene->backdrop);
    }
  else if (kind < 0.74)
    draw_room (cr, random, scene);
  else
    draw_outdoors (cr, random, scene);
}
