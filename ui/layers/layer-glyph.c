#include "ui/layers/layer-glyph.h"

#include <math.h>

/* All are drawn in a square from -1 to 1. */

static void
draw_snowflake (cairo_t *cr)
{
  cairo_set_line_width (cr, 0.2);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (int arm = 0; arm < 6; arm++)
    {
      cairo_save (cr);
      cairo_rotate (cr, arm * G_PI / 3.0);
      cairo_move_to (cr, 0.0, 0.0);
      cairo_line_to (cr, 0.0, -0.9);
      cairo_move_to (cr, -0.26, -0.8);
      cairo_line_to (cr, 0.0, -0.54);
      cairo_line_to (cr, 0.26, -0.8);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
}

static void
draw_flame (cairo_t *cr)
{
  cairo_move_to (cr, 0.08, -0.95);
  cairo_curve_to (cr, 0.16, -0.45, 0.72, -0.25, 0.72, 0.3);
  cairo_curve_to (cr, 0.72, 0.68, 0.4, 0.95, 0.0, 0.95);
  cairo_curve_to (cr, -0.4, 0.95, -0.72, 0.68, -0.72, 0.3);
  cairo_curve_to (cr, -0.72, 0.0, -0.58, -0.2, -0.42, -0.36);
  cairo_curve_to (cr, -0.36, -0.16, -0.26, -0.08, -0.14, -0.06);
  cairo_curve_to (cr, -0.26, -0.4, -0.14, -0.76, 0.08, -0.95);
  cairo_close_path (cr);
  /* The hollow heart of the flame, so that it reads as one at 14 pixels. */
  cairo_move_to (cr, 0.05, 0.14);
  cairo_curve_to (cr, 0.22, 0.3, 0.34, 0.38, 0.34, 0.54);
  cairo_curve_to (cr, 0.34, 0.72, 0.2, 0.8, 0.02, 0.8);
  cairo_curve_to (cr, -0.18, 0.8, -0.32, 0.7, -0.32, 0.52);
  cairo_curve_to (cr, -0.32, 0.38, -0.02, 0.34, 0.05, 0.14);
  cairo_close_path (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill (cr);
}

static void
draw_pixels (cairo_t *cr)
{
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 3; column++)
      if ((row + column) % 2 == 0)
        cairo_rectangle (cr, -0.85 + column * 0.6, -0.85 + row * 0.6, 0.5, 0.5);
  cairo_fill (cr);
}

static void
draw_grip (cairo_t *cr)
{
  cairo_set_line_width (cr, 0.26);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, -0.5, side * 0.3);
      cairo_line_to (cr, 0.0, side * 0.8);
      cairo_line_to (cr, 0.5, side * 0.3);
    }
  cairo_stroke (cr);
}

void
frost_glyph_draw (FrostGlyph glyph, GtkSnapshot *snapshot, double x, double y,
                  double size, const GdkRGBA *color)
{
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) size, (float) size));

  gdk_cairo_set_source_rgba (cr, color);
  cairo_translate (cr, x + size / 2.0, y + size / 2.0);
  cairo_scale (cr, size / 2.0, size / 2.0);
  switch (glyph)
    {
    case FROST_GLYPH_SNOWFLAKE:
      draw_snowflake (cr);
      break;
    case FROST_GLYPH_FLAME:
      draw_flame (cr);
      break;
    case FROST_GLYPH_PIXELS:
      draw_pixels (cr);
      break;
    case FROST_GLYPH_GRIP:
      draw_grip (cr);
      break;
    default:
      g_assert_not_reached ();
    }
  cairo_destroy (cr);
}
