/* How each kind of curve is drawn: colour, dash and the shape of its points, so that colour
 * never carries the difference alone. */
#pragma once

#include <gtk/gtk.h>

#include "ui/chart/palette.h"
#include "ui/chart/plot-data.h"

G_BEGIN_DECLS

/* Width in pixels of a piece of curve in a legend. */
#define FROST_PLOT_SAMPLE_WIDTH 26

GdkRGBA frost_plot_tone_color (FrostPlotTone tone, const FrostPalette *palette);

/* Sets the pen: colour, width, dash, round ends. */
void frost_plot_tone_set_pen (FrostPlotTone tone, const FrostPalette *palette,
                              cairo_t *cr);

/* One point, on a ring of the background so that it stands out from the line. */
void frost_plot_tone_draw_point (FrostPlotTone tone, const FrostPalette *palette,
                                 cairo_t *cr, double x, double y, double radius);

/* A piece of curve for a legend, from (x, y) to the right, y its middle. */
void frost_plot_tone_draw_sample (FrostPlotTone tone, const FrostPalette *palette,
                                  GtkSnapshot *snapshot, double x, double y);

G_END_DECLS
