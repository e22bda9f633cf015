/* The numbers of a plot's picture: axes, ticks and curves in pixels, prepared when points
 * or the size change so that drawing is only drawing. No GTK: tested without a screen.
 */
#pragma once

#include <glib.h>

#include "ui/chart/plot-data.h"

G_BEGIN_DECLS

/* What a curve covers of one pixel column. */
typedef struct
{
  double left; /* whole pixels */
  double top, bottom;
} FrostPlotColumn;

/* Pixels, from the widget's top left corner. */
typedef struct
{
  FrostScale x_scale;
  FrostScale y_scale;
  FrostTicks x_ticks;
  FrostTicks y_ticks;
  double left, top, width, height; /* the area that the curves are drawn in */
  GPtrArray *lines; /* a GArray of FrostPoint for each curve: what its pen goes through */
  GPtrArray *bands; /* a GArray of FrostPlotColumn for each curve, mostly empty */
} FrostPlotFrame;

FrostPlotFrame *frost_plot_frame_new (void);
void frost_plot_frame_free (FrostPlotFrame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostPlotFrame, frost_plot_frame_free)

/* Chooses scales and ticks for an area of about this size. The tick labels decide how much
 * of the widget is left for the area, so this comes first. */
void frost_plot_frame_set_axes (FrostPlotFrame *frame, const FrostPlotData *data,
                                double width, double height);

/* Fixes the area and lays the curves into it. A curve of few points is its own line. One with
 * so many that the eye sees a band gets that band, lowest to highest of each pixel column, and
 * as its line the moving average over a fiftieth of the axis: stroking thousands of zigzags
 * takes 60 ms, the columns and a short line 1 ms. */
void frost_plot_frame_set_area (FrostPlotFrame *frame, const FrostPlotData *data,
                                double left, double top, double width, double height);

/* Pixel of a value; not a number for one without a position (0 on a logarithmic axis). */
double frost_plot_frame_x (const FrostPlotFrame *frame, double x);
double frost_plot_frame_y (const FrostPlotFrame *frame, double y);

/* The value under a pixel, and how much of x one pixel is. */
double frost_plot_frame_x_at (const FrostPlotFrame *frame, double pixel);
double frost_plot_frame_x_per_pixel (const FrostPlotFrame *frame);

G_END_DECLS
