#include "data/sample/draw-path.h"

typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 8, 8);
  fixture->cr = cairo_create (fixture->surface);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  cairo_destroy (fixture->cr);
  cairo_surface_destroy (fixture->surface);
}

/* Looks at the path and clears it. */
static void
assert_extents (cairo_t *cr, double x0, double y0, double x1, double y1, double epsilon)
{
  double at[4];

  cairo_fill_extents (cr, &at[0], &at[1], &at[2], &at[3]);
  g_assert_cmpfloat_with_epsilon (at[0], x0, epsilon);
  g_assert_cmpfloat_with_epsilon (at[1], y0, epsilon);
  g_assert_cmpfloat_with_epsilon (at[2], x1, epsilon);
  g_assert_cmpfloat_with_epsilon (at[3], y1, epsilon);
  cairo_new_path (cr);
}

static void
test_extents (Fixture *fixture, gconstpointer data)
{
  cairo_t *cr = fixture->cr;
  const double square[] = { -10, -10, 10, -10, 10, 10, -10, 10 };

  frost_path_ellipse (cr, 50, 40, 30, 10);
  assert_extents (cr, 20, 30, 80, 50, 0.5);
  frost_path_round_box (cr, 10, 20, 30, 40, 99);
  assert_extents (cr, 10, 20, 40, 60, 0.5);
  frost_path_polygon (cr, 0, 0, 100, 4);
  assert_extents (cr, -100, -100, 100, 100, 0.5);
  frost_path_star (cr, 0, 0, 100, 4, 0.4);
  assert_extents (cr, -100, -100, 100, 100, 0.5);
  frost_path_heart (cr, 0, 0, 100);
  assert_extents (cr, -100, -80, 100, 95, 6);
  frost_path_leaf (cr, 10, 0, 100, 20, 0);
  assert_extents (cr, 10, -19, 110, 19, 2);
  /* A curve through the corners of a square swings out beyond its sides. */
  frost_path_smooth (cr, square, 4);
  assert_extents (cr, -12.5, -12.5, 12.5, 12.5, 0.7);
}

static void
test_inside (Fixture *fixture, gconstpointer data)
{
  cairo_t *cr = fixture->cr;

  frost_path_star (cr, 0, 0, 100, 5, 0.4);
  g_assert_true (cairo_in_fill (cr, 0, -95));
  g_assert_false (cairo_in_fill (cr, 0, 95));
  cairo_new_path (cr);
  frost_path_heart (cr, 0, 0, 100);
  g_assert_true (cairo_in_fill (cr, 0, 85));
  g_assert_false (cairo_in_fill (cr, 0, -60));
  cairo_new_path (cr);
  frost_path_round_box (cr, 0, 0, 100, 100, 40);
  g_assert_true (cairo_in_fill (cr, 50, 1));
  g_assert_false (cairo_in_fill (cr, 2, 2));
}

/* Two in a row are two sub-paths: no line joins them. */
static void
test_separate (Fixture *fixture, gconstpointer data)
{
  cairo_t *cr = fixture->cr;

  cairo_move_to (cr, -500, -500);
  frost_path_ellipse (cr, 0, 0, 10, 10);
  frost_path_ellipse (cr, 100, 0, 10, 10);
  cairo_set_line_width (cr, 2);
  g_assert_false (cairo_in_stroke (cr, 50, 0));
  g_assert_false (cairo_in_stroke (cr, -250, -250));
  g_assert_true (cairo_in_stroke (cr, 90, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/data/sample/draw-path/extents", Fixture, NULL, set_up, test_extents,
              tear_down);
  g_test_add ("/data/sample/draw-path/inside", Fixture, NULL, set_up, test_inside,
              tear_down);
  g_test_add ("/data/sample/draw-path/separate", Fixture, NULL, set_up, test_separate,
              tear_down);
  return g_test_run ();
}
