/* Scenes, their surfaces, and the clutter in them. */
#include "data/sample/clutter.h"
#include "data/sample/scene.h"
#include "data/sample/surface.h"

#include <string.h>

#define SIDE 64

typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
  FrostDrawRandom random;
} Fixture;

static void
begin (Fixture *fixture, guint64 seed)
{
  fixture->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  fixture->cr = cairo_create (fixture->surface);
  cairo_scale (fixture->cr, SIDE, SIDE);
  frost_data_random_init (&fixture->random, seed, 0, 0);
}

static void
end (Fixture *fixture)
{
  cairo_destroy (fixture->cr);
  cairo_surface_destroy (fixture->surface);
}

static int
count_opaque (Fixture *fixture)
{
  int n = 0;

  g_assert_cmpint (cairo_status (fixture->cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_flush (fixture->surface);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      n += cairo_image_surface_get_data (
               fixture->surface)[y * cairo_image_surface_get_stride (fixture->surface)
                                 + 4 * x + 3]
           == 255;
  return n;
}

static void
test_scene_covers (void)
{
  int n_above = 0;

  for (guint64 seed = 0; seed < 120; seed++)
    {
      Fixture fixture;
      FrostScene scene;

      begin (&fixture, seed);
      frost_scene_draw (fixture.cr, &fixture.random, &scene);
      g_assert_cmpint (count_opaque (&fixture), ==, SIDE * SIDE);
      n_above += scene.from_above;
      if (scene.from_above)
        g_assert_cmpfloat (scene.horizon, ==, 0);
      else
        {
          g_assert_cmpfloat (scene.horizon, >, 0.4);
          g_assert_cmpfloat (scene.horizon, <, 0.85);
        }
      end (&fixture);
    }
  /* All kinds occur. */
  g_assert_cmpint (n_above, >, 20);
  g_assert_cmpint (n_above, <, 70);
}

static void
test_surface_covers (void)
{
  const FrostColor color = { 0.3, 0.6, 0.5 };

  for (guint64 seed = 0; seed < 100; seed++)
    {
      Fixture fixture;

      begin (&fixture, seed);
      if (seed % 2)
        frost_surface_draw (fixture.cr, &fixture.random, color);
      else
        frost_surface_draw_wall (fixture.cr, &fixture.random, color);
      g_assert_cmpint (count_opaque (&fixture), ==, SIDE * SIDE);
      end (&fixture);
    }
}

static void
test_clutter_place (void)
{
  for (guint64 seed = 0; seed < 120; seed++)
    {
      Fixture fixture;

      begin (&fixture, seed);
      if (seed % 2)
        frost_clutter_draw_standing (fixture.cr, &fixture.random, 0.5, 0.75, 0.2);
      else
        frost_clutter_draw_lying (fixture.cr, &fixture.random, 0.5, 0.55, 0.2);
      const int n = count_opaque (&fixture);
      const guint8 *pixels = cairo_image_surface_get_data (fixture.surface);

      /* The thinnest is a pencil: 0.4 by 0.036 of the square, 59 of 4,096 pixels, fewer whole. */
      g_assert_cmpint (n, >, 15);
      g_assert_cmpint (n, <, SIDE * SIDE / 3);
      for (int x = 0; x < SIDE; x++)
        g_assert_cmpint (pixels[4 * x + 3], ==, 0);
      end (&fixture);
    }
}

static void
test_clutter_things (void)
{
  for (int index = 0; index < frost_clutter_n (); index++)
    {
      Fixture fixture;

      begin (&fixture, (guint64) index);
      cairo_translate (fixture.cr, 0.5, 0.5);
      cairo_scale (fixture.cr, 0.4, 0.4);
      frost_clutter_draw (fixture.cr, &fixture.random, index);
      g_assert_cmpint (count_opaque (&fixture), >, 60);
      g_assert_cmpstr (frost_clutter_get_name (index), !=,
                       frost_clutter_get_name ((index + 1) % frost_clutter_n ()));
      end (&fixture);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sample/scene/covers", test_scene_covers);
  g_test_add_func ("/data/sample/surface/covers", test_surface_covers);
  g_test_add_func ("/data/sample/clutter/place", test_clutter_place);
  g_test_add_func ("/data/sample/clutter/things", test_clutter_things);
  return g_test_run ();
}
