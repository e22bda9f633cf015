#include "data/sample/effects.h"

#include <math.h>
#include <string.h>

#define SIDE 65

static cairo_surface_t *
make_point (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_t *cr = cairo_create (surface);

  cairo_rectangle (cr, SIDE / 2, SIDE / 2, 1, 1);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static int
alpha_at (cairo_surface_t *surface, int x, int y)
{
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  const guint32 *row =
      (const guint32 *) (const void *) (pixels
                                        + y * cairo_image_surface_get_stride (surface));
  return (int) (row[x] >> 24);
}

/* An edge blurred becomes a slope whose deviation is sigma. The rounding to bytes and the
 * window of 65 pixels leave it within a tenth. */
static void
test_blur_sigma (void)
{
  static const double sigmas[] = { 0.5, 0.9, 1.4, 2, 3.3, 6 };

  for (gsize i = 0; i < G_N_ELEMENTS (sigmas); i++)
    {
      cairo_surface_t *surface =
          cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
      cairo_t *cr = cairo_create (surface);
      double mean = 0;
      double variance = 0;
      double total = 0;

      cairo_rectangle (cr, 0, 0, SIDE / 2, SIDE);
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_fill (cr);
      cairo_destroy (cr);
      frost_effect_blur (surface, sigmas[i]);
      for (int x = 1; x < SIDE; x++)
        {
          const double drop = alpha_at (surface, x - 1, 30) - alpha_at (surface, x, 30);

          g_assert_cmpfloat (drop, >=, 0);
          mean += drop * x;
          variance += drop * x * x;
          total += drop;
        }
      mean /= total;
      g_assert_cmpfloat_with_epsilon (mean, SIDE / 2, 0.1);
      g_assert_cmpfloat_with_epsilon (sqrt (variance / total - mean * mean), sigmas[i],
                                      0.1 * sigmas[i]);
      cairo_surface_destroy (surface);
    }
}

static void
test_blur_edges (void)
{
  cairo_surface_t *surface = make_point ();
  const int before = alpha_at (surface, SIDE / 2, SIDE / 2);

  frost_effect_blur (surface, 0);
  g_assert_cmpint (alpha_at (surface, SIDE / 2, SIDE / 2), ==, before);
  /* A radius beyond the surface is cut, not read. */
  frost_effect_blur (surface, 500);
  g_assert_cmpint (alpha_at (surface, SIDE / 2, SIDE / 2), <, 10);
  cairo_surface_destroy (surface);

  /* A flat surface stays flat up to its edge. */
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 9, 5);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_destroy (cr);
  frost_effect_blur (surface, 3);
  for (int y = 0; y < 5; y++)
    for (int x = 0; x < 9; x++)
      g_assert_cmpint (alpha_at (surface, x, y), ==, 255);
  cairo_surface_destroy (surface);
}

static void
test_shadow (void)
{
  cairo_surface_t *surface = make_point ();

  frost_effect_shadow (surface, 0.5);
  g_assert_cmpint (ABS (alpha_at (surface, SIDE / 2, SIDE / 2) - 128), <=, 1);
  g_assert_cmpint (alpha_at (surface, 0, 0), ==, 0);
  cairo_surface_destroy (surface);
}

static void
make_finished (const FrostEffectFinish *finish, guint64 seed, guint8 *rgb)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIDE, SIDE);
  cairo_t *cr = cairo_create (surface);
  FrostDrawRandom random;

  cairo_set_source_rgb (cr, 200 / 255.0, 100 / 255.0, 50 / 255.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  frost_data_random_init (&random, seed, 0, 0);
  frost_effect_finish (surface, SIDE, finish, &random, rgb);
  cairo_surface_destroy (surface);
}

static void
test_finish (void)
{
  guint8 rgb[3 * SIDE * SIDE];
  guint8 again[3 * SIDE * SIDE];
  FrostEffectFinish finish = { .exposure = 1, .contrast = 1 };

  make_finished (&finish, 1, rgb);
  for (int i = 0; i < SIDE * SIDE; i++)
    {
      g_assert_cmpint (rgb[3 * i], ==, 200);
      g_assert_cmpint (rgb[3 * i + 1], ==, 100);
      g_assert_cmpint (rgb[3 * i + 2], ==, 50);
    }

  finish.exposure = 4;
  make_finished (&finish, 1, rgb);
  g_assert_cmpint (rgb[0], ==, 255);
  g_assert_cmpint (rgb[2], ==, 200);

  finish = (FrostEffectFinish){
    .exposure = 1, .contrast = 1, .vignette = 0.5, .slope_x = 0.2
  };
  make_finished (&finish, 1, rgb);
  const guint8 *middle = rgb + 3 * (SIDE / 2 * SIDE + SIDE / 2);
  const guint8 *right = rgb + 3 * (SIDE / 2 * SIDE + SIDE - 1);
  const guint8 *left = rgb + 3 * (SIDE / 2 * SIDE);
  g_assert_cmpint (middle[0], ==, 200);
  g_assert_cmpint (rgb[0], <, left[0]);
  g_assert_cmpint (left[0], <, right[0]);

  finish = (FrostEffectFinish){ .exposure = 1, .contrast = 1, .noise = 8 };
  make_finished (&finish, 1, rgb);
  make_finished (&finish, 1, again);
  g_assert_cmpmem (rgb, sizeof rgb, again, sizeof again);
  make_finished (&finish, 2, again);
  g_assert_cmpint (memcmp (rgb, again, sizeof rgb), !=, 0);
  double squares = 0;
  for (int i = 0; i < SIDE * SIDE; i++)
    {
      squares += (rgb[3 * i] - 200) * (rgb[3 * i] - 200);
      g_assert_cmpint (rgb[3 * i] - 200, ==, rgb[3 * i + 1] - 100);
    }
  g_assert_cmpfloat_with_epsilon (sqrt (squares / (SIDE * SIDE)), 8, 0.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sample/effects/blur-sigma", test_blur_sigma);
  g_test_add_func ("/data/sample/effects/blur-edges", test_blur_edges);
  g_test_add_func ("/data/sample/effects/shadow", test_shadow);
  g_test_add_func ("/data/sample/effects/finish", test_finish);
  return g_test_run ();
}
