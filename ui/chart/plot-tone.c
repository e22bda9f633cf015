#include "ui/chart/plot-tone.h"

#define LINE_WIDTH 2.0
#define SAMPLE_HEIGHT 10.0

GdkRGBA
frost_plot_tone_color (FrostPlotTone tone, const FrostPalette *palette)
{
  switch (tone)
    {
    case FROST_PLOT_TRAIN:
      return palette->accent;
    case FROST_PLOT_VALIDATION:
      return palette->warm;
    case FROST_PLOT_BASELINE:
    default:
      return palette->dim;
    }
}

void
frost_plot_tone_set_pen (FrostPlotTone tone, const FrostPalette *palette, cairo_t *cr)
{
  /* Round ends add a line's width to each dash. */
  static const double dashed[] = { 5.0, 5.0 };
  static const double dotted[] = { 0.1, 4.5 };
  GdkRGBA color = frost_plot_tone_color (tone, palette);

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, palette->high_contrast ? LINE_WIDTH + 0.5 : LINE_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (tone == FROST_PLOT_VALIDATION)
    cairo_set_dash (cr, dashed, G_N_ELEMENTS (dashed), 0.0);
  else if (tone == FROST_PLOT_BASELINE)
    cairo_set_dash (cr, dotted, G_N_ELEMENTS (dotted), 0.0);
  else
    cairo_set_dash (cr, NULL, 0, 0.0);
}

static void
add_outline (FrostPlotTone tone, cairo_t *cr, double x, double y, double radius)
{
  cairo_new_path (cr);
  switch (tone)
    {
    case FROST_PLOT_VALIDATION:
      cairo_rectangle (cr, x - radius * 0.9, y - radius * 0.9, radius * 1.8,
                       radius * 1.8);
      break;
    case FROST_PLOT_BASELINE:
      cairo_move_to (cr, x, y - radius * 1.2);
      cairo_line_to (cr, x + radius * 1.2, y);
      cairo_line_to (cr, x, y + radius * 1.2);
      cairo_line_to (cr, x - radius * 1.2, y);
      cairo_close_path (cr);
      break;
    case FROST_PLOT_TRAIN:
    default:
      cairo_arc (cr, x, y, radius, 0.0, 2.0 * G_PI);
      break;
    }
}

void
frost_plot_tone_draw_point (FrostPlotTone tone, const FrostPalette *palette, cairo_t *cr,
                            double x, double y, double radius)
{
  GdkRGBA color = frost_plot_tone_color (tone, palette);

  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_set_line_width (cr, 2.0);
  add_outline (tone, cr, x, y, radius);
  gdk_cairo_set_source_rgba (cr, &palette->surface);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_fill (cr);
}

void
frost_plot_tone_draw_sample (FrostPlotTone tone, const FrostPalette *palette,
                             GtkSnapshot *snapshot, double x, double y)
{
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) x, (float) (y - SAMPLE_HEIGHT / 2.0),
                                     FROST_PLOT_SAMPLE_WIDTH, SAMPLE_HEIGHT));

  frost_plot_tone_set_pen (tone, palette, cr);
  cairo_move_to (cr, x + 2.0, y);
  cairo_line_to (cr, x + FROST_PLOT_SAMPLE_WIDTH - 2.0, y);
  cairo_stroke (cr);
  frost_plot_tone_draw_point (tone, palette, cr, x + FROST_PLOT_SAMPLE_WIDTH / 2.0, y,
                              3.0);
  cairo_destroy (cr);
}
