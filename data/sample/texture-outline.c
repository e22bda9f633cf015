#include "data/sample/texture-shape.h"
#include "data/sample/draw-path.h"

#include <math.h>

static double
uniform (FrostDrawRandom *random, double low, double high)
{
  return frost_draw_random_uniform (random, low, high);
}

/* A closed polygon from x and y in turn. */
static void
corners (cairo_t *cr, const double *points, int n_points)
{
  cairo_new_sub_path (cr);
  for (int i = 0; i < n_points; i++)
    cairo_line_to (cr, points[2 * i], points[2 * i + 1]);
  cairo_close_path (cr);
}

/* A closed curve whose radius is a function of the angle. */
static void
polar (cairo_t *cr, double base, double depth, int n_waves, double sharp)
{
  cairo_new_sub_path (cr);
  for (int i = 0; i < 96; i++)
    {
      const double angle = 2 * G_PI * i / 96;
      const double wave = tanh (sharp * cos (n_waves * angle)) / tanh (sharp);
      const double r = base + depth * wave;

      cairo_line_to (cr, r * sin (angle), -r * cos (angle));
    }
  cairo_close_path (cr);
}

static void
triangle (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_polygon (cr, 0, 0.2, 1, 3);
}

static void
square (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_round_box (cr, -0.8, -0.8, 1.6, 1.6, uniform (random, 0, 0.2));
}

static void
rectangle (cairo_t *cr, FrostDrawRandom *random)
{
  const double half = uniform (random, 0.3, 0.5);
  frost_path_round_box (cr, -1, -half, 2, 2 * half, uniform (random, 0, 0.12));
}

static void
pentagon (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_polygon (cr, 0, 0, 0.95, 5);
}

static void
hexagon (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_polygon (cr, 0, 0, 0.95, 6);
}

static void
octagon (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_polygon (cr, 0, 0, 0.95, 8);
}

static void
disc (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_ellipse (cr, 0, 0, 0.9, 0.9);
}

static void
ellipse (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_ellipse (cr, 0, 0, 1, uniform (random, 0.4, 0.6));
}

static void
half_disc (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, 0.45, 0.95, G_PI, 2 * G_PI);
  cairo_close_path (cr);
}

static void
quarter_disc (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_new_sub_path (cr);
  cairo_move_to (cr, -0.7, 0.7);
  cairo_arc (cr, -0.7, 0.7, 1.5, -G_PI / 2, 0);
  cairo_close_path (cr);
}

static void
crescent (cairo_t *cr, FrostDrawRandom *random)
{
  const double bite = uniform (random, 0.35, 0.6);
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, 0, 0.95, 0.25 * G_PI, 1.75 * G_PI);
  cairo_curve_to (cr, bite - 0.6, -0.45, bite - 0.6, 0.45, 0.67, 0.67);
  cairo_close_path (cr);
}

static void
ring (cairo_t *cr, FrostDrawRandom *random)
{
  const double hole = uniform (random, 0.45, 0.7);
  frost_path_ellipse (cr, 0, 0, 0.95, 0.95);
  cairo_new_sub_path (cr);
  cairo_arc_negative (cr, 0, 0, hole, 2 * G_PI, 0);
  cairo_close_path (cr);
}

static void
open_ring (cairo_t *cr, FrostDrawRandom *random)
{
  const double gap = uniform (random, 0.4, 0.75);
  const double hole = uniform (random, 0.45, 0.65);
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, 0, 0.95, gap, 2 * G_PI - gap);
  cairo_arc_negative (cr, 0, 0, hole, 2 * G_PI - gap, gap);
  cairo_close_path (cr);
}

static void
star_4 (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_star (cr, 0, 0, 1, 4, uniform (random, 0.28, 0.42));
}

static void
star_5 (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_star (cr, 0, 0.05, 1, 5, uniform (random, 0.36, 0.5));
}

static void
star_6 (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_star (cr, 0, 0, 1, 6, uniform (random, 0.45, 0.6));
}

static void
burst (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_star (cr, 0, 0, 1, 11 + frost_draw_random_below (random, 6),
                   uniform (random, 0.6, 0.78));
}

static void
plus (cairo_t *cr, FrostDrawRandom *random)
{
  const double a = uniform (random, 0.22, 0.36);
  const double points[] = { -a, -1, a,  -1, a,  -a, 1,  -a, 1,  a,  a,  a,
                            a,  1,  -a, 1,  -a, a,  -1, a,  -1, -a, -a, -a };
  corners (cr, points, 12);
}

static void
heart (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_heart (cr, 0, 0, 0.95);
}

static void
drop (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_new_sub_path (cr);
  cairo_move_to (cr, 0, -1);
  cairo_curve_to (cr, 0.2, -0.5, 0.65, -0.1, 0.65, 0.35);
  cairo_arc (cr, 0, 0.35, 0.65, 0, G_PI);
  cairo_curve_to (cr, -0.65, -0.1, -0.2, -0.5, 0, -1);
  cairo_close_path (cr);
}

static void
leaf (cairo_t *cr, FrostDrawRandom *random)
{
  frost_path_leaf (cr, -1, 0, 2, uniform (random, 0.35, 0.5), 0);
}

static void
gear (cairo_t *cr, FrostDrawRandom *random)
{
  polar (cr, 0.82, 0.14, 8 + frost_draw_random_below (random, 5), 4);
  cairo_new_sub_path (cr);
  cairo_arc_negative (cr, 0, 0, uniform (random, 0.2, 0.4), 2 * G_PI, 0);
  cairo_close_path (cr);
}

static void
flower (cairo_t *cr, FrostDrawRandom *random)
{
  polar (cr, 0.66, 0.3, 5 + frost_draw_random_below (random, 3), 0.6);
}

static void
trefoil (cairo_t *cr, FrostDrawRandom *random)
{
  polar (cr, 0.62, 0.36, 3, 0.8);
}

static void
cloud (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, -0.6, 0.25, 0.36, G_PI / 2, 1.45 * G_PI);
  cairo_arc (cr, -0.15, -0.15, 0.46, 1.05 * G_PI, 1.85 * G_PI);
  cairo_arc (cr, 0.5, 0.15, 0.46, 1.4 * G_PI, 2.5 * G_PI);
  cairo_close_path (cr);
}

static void
house (cairo_t *cr, FrostDrawRandom *random)
{
  const double eave = uniform (random, -0.2, 0.1);
  const double points[] = { 0,   -1,   0.95, eave, 0.7,  eave,  0.7,
                            0.9, -0.7, 0.9,  -0.7, eave, -0.95, eave };
  corners (cr, points, 7);
}

static void
arrow (cairo_t *cr, FrostDrawRandom *random)
{
  const double a = uniform (random, 0.14, 0.3);
  const double neck = uniform (random, 0.05, 0.35);
  const double points[] = {
    -1, -a, neck, -a, neck, -0.7, 1, 0, neck, 0.7, neck, a, -1, a
  };
  corners (cr, points, 7);
}

static void
double_arrow (cairo_t *cr, FrostDrawRandom *random)
{
  const double a = uniform (random, 0.12, 0.24);
  const double points[] = { -1, 0, -0.4, -0.6, -0.4, -a, 0.4,  -a, 0.4,  -0.6,
                            1,  0, 0.4,  0.6,  0.4,  a,  -0.4, a,  -0.4, 0.6 };
  corners (cr, points, 10);
}

static void
chevron (cairo_t *cr, FrostDrawRandom *random)
{
  const double a = uniform (random, 0.35, 0.6);
  const double points[] = { -0.6,     -0.9, -0.6 + a, -0.9, 0.8,     0,
                            -0.6 + a, 0.9,  -0.6,     0.9,  0.8 - a, 0 };
  corners (cr, points, 6);
}

static void
lightning (cairo_t *cr, FrostDrawRandom *random)
{
  const double points[] = { 0.15, -1,  -0.6,  0.15, -0.08, 0.15, -0.3,
                            1,    0.6, -0.25, 0.1,  -0.25, 0.5,  -1 };
  corners (cr, points, 7);
}

static void
kite (cairo_t *cr, FrostDrawRandom *random)
{
  const double points[] = { 0, -1, 0.6, -0.3, 0, 1, -0.6, -0.3 };
  corners (cr, points, 4);
}

static void
trapezoid (cairo_t *cr, FrostDrawRandom *random)
{
  const double top = uniform (random, 0.35, 0.55);
  const double points[] = { -top, -0.6, top, -0.6, 1, 0.6, -1, 0.6 };
  corners (cr, points, 4);
}

static void
parallelogram (cairo_t *cr, FrostDrawRandom *random)
{
  const double lean = uniform (random, 0.35, 0.55);
  const double points[] = { -1 + lean, -0.5, 1, -0.5, 1 - lean, 0.5, -1, 0.5 };
  corners (cr, points, 4);
}

static void
hourglass (cairo_t *cr, FrostDrawRandom *random)
{
  const double waist = uniform (random, 0.04, 0.18);
  const double points[] = { -0.7, -0.95, 0.7,  -0.95, waist,  0,
                            0.7,  0.95,  -0.7, 0.95,  -waist, 0 };
  corners (cr, points, 6);
}

static void
egg (cairo_t *cr, FrostDrawRandom *random)
{
  const double points[] = { 0, -1,   0.5,   -0.45, 0.72,  0.25, 0.45, 0.8,
                            0, 0.95, -0.45, 0.8,   -0.72, 0.25, -0.5, -0.45 };
  frost_path_smooth (cr, points, 8);
}

static void
shield (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_new_sub_path (cr);
  cairo_move_to (cr, -0.8, -0.85);
  cairo_curve_to (cr, -0.4, -0.7, -0.1, -0.85, 0, -1);
  cairo_curve_to (cr, 0.1, -0.85, 0.4, -0.7, 0.8, -0.85);
  cairo_curve_to (cr, 0.9, 0.1, 0.6, 0.7, 0, 1);
  cairo_curve_to (cr, -0.6, 0.7, -0.9, 0.1, -0.8, -0.85);
  cairo_close_path (cr);
}

static void
map_pin (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_new_sub_path (cr);
  cairo_move_to (cr, 0, 1);
  cairo_curve_to (cr, -0.15, 0.5, -0.62, 0.1, -0.62, -0.36);
  cairo_arc (cr, 0, -0.36, 0.62, G_PI, 2 * G_PI);
  cairo_curve_to (cr, 0.62, 0.1, 0.15, 0.5, 0, 1);
  cairo_close_path (cr);
  cairo_new_sub_path (cr);
  cairo_arc_negative (cr, 0, -0.36, uniform (random, 0.2, 0.3), 2 * G_PI, 0);
  cairo_close_path (cr);
}

static void
bell (cairo_t *cr, FrostDrawRandom *random)
{
  const double points[] = { 0, -0.95, 0.35,  -0.75, 0.5,   0,   0.85, 0.6, 0.25,  0.66,
                            0, 0.95,  -0.25, 0.66,  -0.85, 0.6, -0.5, 0,   -0.35, -0.75 };
  frost_path_smooth (cr, points, 10);
}

static void
mushroom (cairo_t *cr, FrostDrawRandom *random)
{
  const double stem = uniform (random, 0.2, 0.35);
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, 0.05, 0.95, G_PI, 2 * G_PI);
  cairo_line_to (cr, stem, 0.05);
  cairo_line_to (cr, stem * 1.2, 0.95);
  cairo_line_to (cr, -stem * 1.2, 0.95);
  cairo_line_to (cr, -stem, 0.05);
  cairo_close_path (cr);
}

static void
fish (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_new_sub_path (cr);
  cairo_move_to (cr, -0.95, 0);
  cairo_curve_to (cr, -0.5, -0.65, 0.1, -0.65, 0.5, -0.08);
  cairo_line_to (cr, 0.98, -0.5);
  cairo_line_to (cr, 0.88, 0);
  cairo_line_to (cr, 0.98, 0.5);
  cairo_line_to (cr, 0.5, 0.08);
  cairo_curve_to (cr, 0.1, 0.65, -0.5, 0.65, -0.95, 0);
  cairo_close_path (cr);
}

static void
fir_tree (cairo_t *cr, FrostDrawRandom *random)
{
  const double points[] = {
    0,    -1,  0.45,  -0.4, 0.25,  -0.4, 0.65,  0.15, 0.35,  0.15,
    0.8,  0.7, 0.15,  0.7,  0.15,  1,    -0.15, 1,    -0.15, 0.7,
    -0.8, 0.7, -0.35, 0.15, -0.65, 0.15, -0.25, -0.4, -0.45, -0.4
  };
  corners (cr, points, 15);
}

static void
propeller (cairo_t *cr, FrostDrawRandom *random)
{
  for (int i = 0; i < 3; i++)
    frost_path_leaf (cr, 0, 0, 1, 0.26, i * 2 * G_PI / 3 - G_PI / 2);
}

static void
butterfly (cairo_t *cr, FrostDrawRandom *random)
{
  const double spread = uniform (random, 0.5, 0.75);
  for (int side = -1; side <= 1; side += 2)
    {
      const double out = side > 0 ? 0 : G_PI;
      frost_path_leaf (cr, 0, 0, 1.1, 0.34, out - side * spread);
      frost_path_leaf (cr, 0, 0, 0.8, 0.28, out + side * spread);
    }
}

static void
stairs (cairo_t *cr, FrostDrawRandom *random)
{
  const int n = 3 + frost_draw_random_below (random, 2);
  cairo_new_sub_path (cr);
  cairo_move_to (cr, -0.9, 0.9);
  for (int i = 0; i < n; i++)
    {
      cairo_line_to (cr, -0.9 + 1.8 * i / n, 0.9 - 1.8 * (i + 1) / n);
      cairo_line_to (cr, -0.9 + 1.8 * (i + 1) / n, 0.9 - 1.8 * (i + 1) / n);
    }
  cairo_line_to (cr, 0.9, 0.9);
  cairo_close_path (cr);
}

static void
blob (cairo_t *cr, FrostDrawRandom *random)
{
  double points[18];
  for (int i = 0; i < 9; i++)
    {
      const double r = uniform (random, 0.45, 1);
      points[2 * i] = r * cos (i * 2 * G_PI / 9);
      points[2 * i + 1] = r * sin (i * 2 * G_PI / 9);
    }
  frost_path_smooth (cr, points, 9);
}

static void
shard (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_new_sub_path (cr);
  for (int i = 0; i < 9; i++)
    {
      const double r = uniform (random, 0.4, 1);
      cairo_line_to (cr, r * cos (i * 2 * G_PI / 9), r * sin (i * 2 * G_PI / 9));
    }
  cairo_close_path (cr);
}

static const FrostTextureOutline outlines[] = {
  { "triangle", triangle },
  { "square", square },
  { "rectangle", rectangle },
  { "pentagon", pentagon },
  { "hexagon", hexagon },
  { "octagon", octagon },
  { "disc", disc },
  { "ellipse", ellipse },
  { "half-disc", half_disc },
  { "quarter-disc", quarter_disc },
  { "crescent", crescent },
  { "ring", ring },
  { "open-ring", open_ring },
  { "star-4", star_4 },
  { "star-5", star_5 },
  { "star-6", star_6 },
  { "burst", burst },
  { "plus", plus },
  { "heart", heart },
  { "drop", drop },
  { "leaf", leaf },
  { "gear", gear },
  { "flower", flower },
  { "trefoil", trefoil },
  { "cloud", cloud },
  { "house", house },
  { "arrow", arrow },
  { "double-arrow", double_arrow },
  { "chevron", chevron },
  { "lightning", lightning },
  { "kite", kite },
  { "trapezoid", trapezoid },
  { "parallelogram", parallelogram },
  { "hourglass", hourglass },
  { "egg", egg },
  { "shield", shield },
  { "map-pin", map_pin },
  { "bell", bell },
  { "mushroom", mushroom },
  { "fish", fish },
  { "fir-tree", fir_tree },
  { "propeller", propeller },
  { "butterfly", butterfly },
  { "stairs", stairs },
  { "blob", blob },
  { "shard", shard },
};

int
frost_texture_outline_n (void)
{
  return G_N_ELEMENTS (outlines);
}

const FrostTextureOutline *
frost_texture_outline_get (int index)
{
  g_return_val_if_fail (index >= 0 && index < (int) G_N_ELEMENTS (outlines), NULL);
  return &outlines[index];
}
