/* The numbers of a plot's picture: axes, ticks and curves in pixels, prepared when points
 * or the size change so that drawing is only drawing. No GTK: tested without a screen.
 */
#pragma once

#include <glib.h>

#include "ui/chart/plot-data.h"

G_BEGIN_DECLS

/* Owns only `lines` and `trends`. Pixels, from the widget's top left corner. */
typedef struct
{
  FrostScale x_scale;
  FrostScale y_scale;
  FrostTicks x_ticks;
  FrostTicks y_ticks;
  double left, top, width, height; /* the area that the curves are drawn in */
  GPtrArray *lines;                /* a GArray of FrostPoint in pixels, one a curve */
  GPtrArray
      *trends; /* the same for the moving average; empty for a curve that needs none */
} FrostPlotFrame;

FrostPlotFrame *frost_plot_frame_new (void);
void frost_plot_frame_free (FrostPlotFrame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostPlotFrame, frost_plot_frame_free)

/* Chooses scales and ticks for an area of about this size. The tick labels decide how much
 * of the widget is left for the area, so this comes first. */
void frost_plot_frame_set_axes (FrostPlotFrame *frame, const FrostPlotData *data,
                                double width, double height);

/* Fixes the area and lays the curves into it, at most 4 points a pixel column. A curve with
 * more points than columns is a band to the eye, so it gets its moving average over a
 * fiftieth of the axis as well. */
void frost_plot_frame_set_area (FrostPlotFrame *frame, const FrostPlotData *data,
                                double left, double top, double width, double height);

/* Pixel of a value; not a number for one without a position (0 on a logarithmic axis). */
double frost_plot_frame_x (const FrostPlotFrame *frame, double x);
double frost_plot_frame_y (const FrostPlotFrame *frame, double y);

/* The value under a pixel, and how much of x one pixel is. */
double frost_plot_frame_x_at (const FrostPlotFrame *frame, double pixel);
double frost_plot_frame_x_per_pixel (const FrostPlotFrame *frame);

G_END_DECLS
