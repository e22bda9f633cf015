/* The three objects: backpack (with its parts and fronts), mug (with its glaze), sunglasses. */
#include "data/sample/draw-object.h"

#include <string.h>

/* A square of [-1.5, 1.5]: there is room to see what an object draws outside of its own. */
#define SIDE 150
#define SCALE 50.0

typedef void (*DrawObject) (cairo_t *cr, FrostDrawRandom *random,
                            const FrostObjectColors *colors, gboolean from_above);

static const struct
{
  const char *name;
  DrawObject draw;
  double ground;
} objects[] = {
  { "backpack", frost_draw_backpack, FROST_OBJECT_GROUND },
  { "mug", frost_draw_mug, FROST_OBJECT_GROUND },
  { "sunglasses", frost_draw_sunglasses, FROST_OBJECT_GROUND_SUNGLASSES },
};

static cairo_surface_t *
draw (int object, guint64 seed, gboolean from_above)
{
  const FrostObjectColors colors = { { 0.8, 0.2, 0.2 },
                                     { 0.2, 0.6, 0.9 },
                                     { 0.95, 0.9, 0.2 } };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_t *cr = cairo_create (surface);
  FrostDrawRandom random;

  frost_data_random_init (&random, seed, 0, 0);
  cairo_translate (cr, SIDE / 2.0, SIDE / 2.0);
  cairo_scale (cr, SCALE, SCALE);
  objects[object].draw (cr, &random, &colors, from_above);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* The share of the surface that is covered, and the lowest row that clearly is. */
static double
measure (cairo_surface_t *surface, int *lowest)
{
  int n = 0;

  *lowest = -1;
  for (int y = 0; y < SIDE; y++)
    {
      const guint32 *row =
          (const guint32 *) (const void *) (cairo_image_surface_get_data (surface)
                                            + y
                                                  * cairo_image_surface_get_stride (
                                                      surface));
      int n_row = 0;

      for (int x = 0; x < SIDE; x++)
        n_row += row[x] >> 24 > 128;
      if (n_row > 3)
        *lowest = y;
      n += n_row;
    }
  return (double) n / (SIDE * SIDE);
}

static void
test_covers (void)
{
  for (int object = 0; object < 3; object++)
    for (guint64 seed = 0; seed < 60; seed++)
      for (int from_above = 0; from_above < 2; from_above++)
        {
          cairo_surface_t *surface = draw (object, seed, from_above);
          const guint8 *pixels = cairo_image_surface_get_data (surface);
          const int stride = cairo_image_surface_get_stride (surface);
          int lowest;
          const double covered = measure (surface, &lowest);

          /* Neither a speck nor a wall; the rim of the large square stays empty. */
          g_assert_cmpfloat (covered, >, 0.05);
          g_assert_cmpfloat (covered, <, 0.6);
          for (int i = 0; i < SIDE; i++)
            {
              g_assert_cmpint (pixels[4 * i + 3], <, 128);
              g_assert_cmpint (pixels[(SIDE - 1) * stride + 4 * i + 3], <, 128);
              g_assert_cmpint (pixels[i * stride + 3], <, 128);
              g_assert_cmpint (pixels[i * stride + 4 * (SIDE - 1) + 3], <, 128);
            }
          cairo_surface_destroy (surface);
        }
}

/* A shadow joins what stands to its ground only when it ends there: within 0.08 of it. */
static void
test_stands (void)
{
  for (int object = 0; object < 3; object++)
    for (guint64 seed = 0; seed < 60; seed++)
      {
        cairo_surface_t *surface = draw (object, seed, FALSE);
        int lowest;

        measure (surface, &lowest);
        g_assert_cmpfloat_with_epsilon ((lowest + 1 - SIDE / 2.0) / SCALE,
                                        objects[object].ground, 0.08);
        cairo_surface_destroy (surface);
      }
}

static void
test_individuals (void)
{
  for (int object = 0; object < 3; object++)
    {
      cairo_surface_t *first = draw (object, 1, FALSE);
      const gsize size = (gsize) SIDE * (gsize) cairo_image_surface_get_stride (first);

      for (guint64 seed = 1; seed < 20; seed++)
        {
          cairo_surface_t *other = draw (object, seed, FALSE);
          const gboolean equal = memcmp (cairo_image_surface_get_data (first),
                                         cairo_image_surface_get_data (other), size)
                                 == 0;

          g_assert_cmpint (equal, ==, seed == 1);
          cairo_surface_destroy (other);
        }
      cairo_surface_destroy (first);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sample/draw-object/covers", test_covers);
  g_test_add_func ("/data/sample/draw-object/stands", test_stands);
  g_test_add_func ("/data/sample/draw-object/individuals", test_individuals);
  return g_test_run ();
}
