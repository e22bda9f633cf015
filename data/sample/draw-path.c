#include "data/sample/draw-path.h"

#include <math.h>

void
frost_path_ellipse (cairo_t *cr, double x, double y, double rx, double ry)
{
  cairo_new_sub_path (cr);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, rx, ry);
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore (cr);
  cairo_close_path (cr);
}

void
frost_path_round_box (cairo_t *cr, double x, double y, double width, double height,
                      double radius)
{
  const double r = fmin (radius, fmin (width, height) / 2);

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI / 2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

void
frost_path_polygon (cairo_t *cr, double x, double y, double radius, int n_corners)
{
  cairo_new_sub_path (cr);
  for (int i = 0; i < n_corners; i++)
    {
      const double angle = 2 * G_PI * i / n_corners;
      cairo_line_to (cr, x + radius * sin (angle), y - radius * cos (angle));
    }
  cairo_close_path (cr);
}

void
frost_path_star (cairo_t *cr, double x, double y, double radius, int n_tips, double inner)
{
  cairo_new_sub_path (cr);
  for (int i = 0; i < 2 * n_tips; i++)
    {
      const double angle = G_PI * i / n_tips;
      const double r = i % 2 == 0 ? radius : inner * radius;
      cairo_line_to (cr, x + r * sin (angle), y - r * cos (angle));
    }
  cairo_close_path (cr);
}

void
frost_path_heart (cairo_t *cr, double x, double y, double radius)
{
  const double r = radius;

  cairo_new_sub_path (cr);
  cairo_move_to (cr, x, y + 0.95 * r);
  cairo_curve_to (cr, x - 0.5 * r, y + 0.5 * r, x - r, y + 0.2 * r, x - r, y - 0.3 * r);
  cairo_curve_to (cr, x - r, y - 0.95 * r, x - 0.2 * r, y - 0.95 * r, x, y - 0.35 * r);
  cairo_curve_to (cr, x + 0.2 * r, y - 0.95 * r, x + r, y - 0.95 * r, x + r, y - 0.3 * r);
  cairo_curve_to (cr, x + r, y + 0.2 * r, x + 0.5 * r, y + 0.5 * r, x, y + 0.95 * r);
  cairo_close_path (cr);
}

void
frost_path_leaf (cairo_t *cr, double x, double y, double length, double width,
                 double angle)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, angle);
  cairo_new_sub_path (cr);
  cairo_move_to (cr, 0, 0);
  cairo_curve_to (cr, length * 0.25, -width * 1.4, length * 0.7, -width * 1.1, length, 0);
  cairo_curve_to (cr, length * 0.7, width * 1.1, length * 0.25, width * 1.4, 0, 0);
  cairo_close_path (cr);
  cairo_restore (cr);
}

void
frost_path_smooth (cairo_t *cr, const double *points, int n_points)
{
  g_return_if_fail (n_points >= 3 && n_points <= 32);

  /* Catmull-Rom: the tangent at a point is parallel to the chord of its neighbours. */
  cairo_new_sub_path (cr);
  cairo_move_to (cr, points[0], points[1]);
  for (int i = 0; i < n_points; i++)
    {
      const double *before = points + 2 * ((i + n_points - 1) % n_points);
      const double *from = points + 2 * i;
      const double *to = points + 2 * ((i + 1) % n_points);
      const double *after = points + 2 * ((i + 2) % n_points);

      cairo_curve_to (cr, from[0] + (to[0] - before[0]) / 6,
                      from[1] + (to[1] - before[1]) / 6, to[0] - (after[0] - from[0]) / 6,
                      to[1] - (after[1] - from[1]) / 6, to[0], to[1]);
    }
  cairo_close_path (cr);
}
