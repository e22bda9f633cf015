/* The forms of texture-outline.c, texture-figure.c and texture-arrangement.c. */
#include "data/sample/texture-shape.h"

#include <math.h>
#include <string.h>

#define SIDE 128

/* Shapes lie in [-1, 1]; half of the surface is that square, so that what leaves it shows. */
typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
} Canvas;

static Canvas
begin (void)
{
  Canvas canvas;

  canvas.surface = cairo_image_surface_create (CAIRO_FORMAT_A8, SIDE, SIDE);
  canvas.cr = cairo_create (canvas.surface);
  cairo_translate (canvas.cr, SIDE / 2.0, SIDE / 2.0);
  cairo_scale (canvas.cr, SIDE / 4.0, SIDE / 4.0);
  return canvas;
}

/* Ends the canvas. covered: of the square [-1, 1]; reach: how far from the middle along an axis. */
static void
finish (Canvas *canvas, double *covered, double *reach)
{
  const guint8 *pixels;
  int n = 0;
  int far = 0;

  g_assert_cmpint (cairo_status (canvas->cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_flush (canvas->surface);
  pixels = cairo_image_surface_get_data (canvas->surface);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      if (pixels[y * cairo_image_surface_get_stride (canvas->surface) + x] > 127)
        {
          n++;
          far = MAX (far, MAX (ABS (x - SIDE / 2), ABS (y - SIDE / 2)));
        }
  *covered = n / (SIDE * SIDE / 4.0);
  *reach = far / (SIDE / 4.0);
  cairo_destroy (canvas->cr);
  cairo_surface_destroy (canvas->surface);
}

static void
assert_fits (const char *name, double covered, double reach)
{
  if (covered < 0.08 || covered > 1.01)
    g_error ("%s covers %g of its square", name, covered);
  if (reach < 0.6 || reach > 1.3)
    g_error ("%s reaches to %g", name, reach);
}

static void
test_outlines (void)
{
  FrostDrawRandom random;

  frost_data_random_init (&random, 1, 0, 0);
  for (int index = 0; index < frost_texture_outline_n (); index++)
    for (int i = 0; i < 10; i++)
      {
        const FrostTextureOutline *outline = frost_texture_outline_get (index);
        Canvas canvas = begin ();
        double covered, reach;

        outline->path (canvas.cr, &random);
        cairo_fill (canvas.cr);
        finish (&canvas, &covered, &reach);
        assert_fits (outline->name, covered, reach);
      }
}

static void
test_figures (void)
{
  FrostDrawRandom random;

  frost_data_random_init (&random, 2, 0, 0);
  for (int index = 0; index < frost_texture_figure_n (); index++)
    for (int i = 0; i < 10; i++)
      {
        const FrostTextureFigure *figure = frost_texture_figure_get (index);
        Canvas canvas = begin ();
        double covered, reach;

        g_assert_true ((figure->strokes != NULL) != (figure->path != NULL));
        frost_texture_figure_path (figure, canvas.cr, &random);
        cairo_set_line_width (canvas.cr, 0.2);
        cairo_stroke (canvas.cr);
        finish (&canvas, &covered, &reach);
        assert_fits (figure->name, covered, reach);
      }
}

/* The strokes of "t": a bar from corner to corner above, a stem down from its middle. */
static void
test_figure_strokes (void)
{
  FrostDrawRandom random;
  Canvas canvas = begin ();
  double covered, reach;

  frost_data_random_init (&random, 3, 0, 0);
  for (int index = 0; index < frost_texture_figure_n (); index++)
    if (strcmp (frost_texture_figure_get (index)->name, "t") == 0)
      frost_texture_figure_path (frost_texture_figure_get (index), canvas.cr, &random);
  cairo_set_line_width (canvas.cr, 0.2);
  g_assert_true (cairo_in_stroke (canvas.cr, -0.5, -0.84));
  g_assert_true (cairo_in_stroke (canvas.cr, 0.5, -0.84));
  g_assert_true (cairo_in_stroke (canvas.cr, 0, 0.5));
  g_assert_false (cairo_in_stroke (canvas.cr, -0.5, 0.5));
  /* The pen was lifted between them. */
  g_assert_false (cairo_in_stroke (canvas.cr, 0.5, -0.5));
  finish (&canvas, &covered, &reach);
}

static void
test_arrangements (void)
{
  for (int index = 0; index < frost_texture_arrangement_n (); index++)
    {
      const FrostTextureArrangement *arrangement = frost_texture_arrangement_get (index);
      Canvas canvas = begin ();
      double covered, reach;
      int n = 0;

      while (arrangement->parts[n].kind != FROST_TEXTURE_PART_END)
        {
          const FrostTexturePart *part = &arrangement->parts[n];

          g_assert_cmpint (part->layer, >=, 0);
          g_assert_cmpint (part->layer, <, 3);
          frost_texture_part_path (part, 0.12, canvas.cr);
          cairo_fill (canvas.cr);
          n++;
          g_assert_cmpint (n, <=, FROST_TEXTURE_PARTS_MAX);
        }
      g_assert_cmpint (n, >=, 2);
      finish (&canvas, &covered, &reach);
      assert_fits (arrangement->name, covered, reach);
    }
}

static void
test_hoops (void)
{
  const FrostTexturePart ring = { FROST_TEXTURE_PART_RING, 0, 0, 0.8f, 0.8f, 0, 0 };
  FrostTexturePart bow = { FROST_TEXTURE_PART_BOW, 0, 0, 0.8f, 0.8f, 0, 0 };
  Canvas canvas = begin ();
  double covered, reach;

  frost_texture_part_path (&ring, 0.2, canvas.cr);
  g_assert_true (cairo_in_fill (canvas.cr, 0.7, 0));
  g_assert_false (cairo_in_fill (canvas.cr, 0, 0));
  cairo_new_path (canvas.cr);
  frost_texture_part_path (&bow, 0.2, canvas.cr);
  g_assert_true (cairo_in_fill (canvas.cr, 0, -0.7));
  g_assert_false (cairo_in_fill (canvas.cr, 0, -0.3));
  g_assert_false (cairo_in_fill (canvas.cr, 0, 0.7));
  cairo_new_path (canvas.cr);
  /* One quarter clockwise: it bulges to the right. */
  bow.quarters = 1;
  frost_texture_part_path (&bow, 0.2, canvas.cr);
  g_assert_true (cairo_in_fill (canvas.cr, 0.7, 0));
  g_assert_false (cairo_in_fill (canvas.cr, -0.7, 0));
  cairo_new_path (canvas.cr);
  finish (&canvas, &covered, &reach);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sample/texture-shape/outlines", test_outlines);
  g_test_add_func ("/data/sample/texture-shape/figures", test_figures);
  g_test_add_func ("/data/sample/texture-shape/figure-strokes", test_figure_strokes);
  g_test_add_func ("/data/sample/texture-shape/arrangements", test_arrangements);
  g_test_add_func ("/data/sample/texture-shape/hoops", test_hoops);
  return g_test_run ();
}
