#include "data/sample/draw-color.h"

#include <math.h>

static void
assert_color (FrostColor color, double r, double g, double b)
{
  g_assert_cmpfloat_with_epsilon (color.r, r, 0.005);
  g_assert_cmpfloat_with_epsilon (color.g, g, 0.005);
  g_assert_cmpfloat_with_epsilon (color.b, b, 0.005);
}

static void
assert_in_range (FrostColor color)
{
  g_assert_true (color.r >= 0 && color.r <= 1);
  g_assert_true (color.g >= 0 && color.g <= 1);
  g_assert_true (color.b >= 0 && color.b <= 1);
}

/* The OKLCH coordinates of the sRGB primaries, Ottosson 2020. */
static void
test_lch (void)
{
  assert_color (frost_color_from_lch (1, 0, 0), 1, 1, 1);
  assert_color (frost_color_from_lch (0, 0, 0), 0, 0, 0);
  assert_color (frost_color_from_lch (0.62796, 0.25768, 29.234), 1, 0, 0);
  assert_color (frost_color_from_lch (0.86644, 0.29483, 142.495), 0, 1, 0);
  assert_color (frost_color_from_lch (0.45201, 0.31321, 264.052), 0, 0, 1);
  assert_in_range (frost_color_from_lch (0.9, 0.37, 200));
}

static void
test_shade (void)
{
  const FrostColor grey = { 0.5, 0.5, 0.5 };

  g_assert_cmpfloat (frost_color_get_lightness (frost_color_shade (grey, 0.3)), >,
                     frost_color_get_lightness (grey));
  g_assert_cmpfloat (frost_color_get_lightness (frost_color_shade (grey, -0.3)), <,
                     frost_color_get_lightness (grey));
  assert_color (frost_color_shade (grey, 0), 0.5, 0.5, 0.5);
  assert_color (frost_color_mix (grey, (FrostColor){ 1, 0, 0.5 }, 0.5), 0.75, 0.25, 0.5);
}

static void
test_random (void)
{
  FrostDrawRandom random;

  frost_data_random_init (&random, 3, 0, 0);
  for (int i = 0; i < 500; i++)
    {
      const FrostColor color = frost_color_random (&random);
      const FrostColor other = frost_color_random_against (&random, color);

      assert_in_range (color);
      assert_in_range (other);
      g_assert_cmpfloat (
          fabs (frost_color_get_lightness (color) - frost_color_get_lightness (other)),
          >=, 0.22);
    }
}

static void
test_sources (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 11, 1);
  cairo_t *cr = cairo_create (surface);
  const FrostColor black = { 0, 0, 0 };
  const FrostColor white = { 1, 1, 1 };

  frost_color_set (cr, black, 1);
  cairo_paint (cr);
  frost_color_set_gradient (cr, 0, 0, 11, 0, black, 1, white, 1);
  cairo_paint (cr);
  cairo_surface_flush (surface);
  const guint32 *row =
      (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  g_assert_cmpuint (row[0] & 0xff, <, 30);
  g_assert_cmpuint (row[10] & 0xff, >, 225);

  frost_color_set_glow (cr, 5.5, 0.5, 5, white, 1, black, 1);
  cairo_paint (cr);
  cairo_surface_flush (surface);
  g_assert_cmpuint (row[5] & 0xff, >, 225);
  g_assert_cmpuint (row[0] & 0xff, <, 30);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sample/draw-color/lch", test_lch);
  g_test_add_func ("/data/sample/draw-color/shade", test_shade);
  g_test_add_func ("/data/sample/draw-color/random", test_random);
  g_test_add_func ("/data/sample/draw-color/sources", test_sources);
  return g_test_run ();
}
