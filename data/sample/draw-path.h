/* draw-path.h - outlines that the drawings share.
 *
 * Each adds one or more closed sub-paths to the current path, nothing is painted.
 * Coordinates are those of the caller, y downwards. Threads: one cairo_t, one thread.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

void frost_path_ellipse (cairo_t *cr, double x, double y, double rx, double ry);

/* A rectangle from (x, y) with corners of that radius, at most half the shorter side. */
void frost_path_round_box (cairo_t *cr, double x, double y, double width, double height,
                           double radius);

/* A regular polygon, one corner straight up. */
void frost_path_polygon (cairo_t *cr, double x, double y, double radius, int n_corners);

/* A star: the tips lie at radius, the corners between them at inner times radius. */
void frost_path_star (cairo_t *cr, double x, double y, double radius, int n_tips,
                      double inner);

/* A heart about 2 * radius wide, tip down. */
void frost_path_heart (cairo_t *cr, double x, double y, double radius);

/* A leaf from (x, y) along the angle, pointed at both ends; width of its half. */
void frost_path_leaf (cairo_t *cr, double x, double y, double length, double width,
                      double angle);

/* A closed smooth curve through n_points (3 to 32) points, x and y alternating. */
void frost_path_smooth (cairo_t *cr, const double *points, int n_points);

G_END_DECLS
