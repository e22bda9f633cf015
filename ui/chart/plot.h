/* A line chart of a few curves that grow while one looks: accuracy or loss over epochs.
 *
 * Each curve has its own dash and marker as well as its own colour. Hovering, or Left and
 * Right with the keyboard focus (PageUp, PageDown, Home, End, Escape as well), moves a
 * crosshair that reads the values; the accessible label says the same in words
 * ("Loss, epoch 12: train 0.21, validation 0.30").
 *
 * Numbers are prepared once a frame when points or the size have changed; drawing costs the
 * same for a thousand steps and for a hundred thousand.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/chart/plot-data.h"

G_BEGIN_DECLS

#define FROST_TYPE_PLOT (frost_plot_get_type ())
G_DECLARE_FINAL_TYPE (FrostPlot, frost_plot, FROST, PLOT, GtkWidget)

/* Properties, all of which a .ui file can set:
 *   title        "Accuracy"; part of the accessible label
 *   x-name       what one unit of x is, in the singular; "epoch" by default
 *   empty-text   shown while there is no point
 *   percent      values are shares: the y axis is 0..1 and reads 0 %..100 %
 *   logarithmic  the y axis is logarithmic; no effect together with percent
 *   x-max        the x axis reaches at least here (the planned epochs); 0 for no plan */
GtkWidget *frost_plot_new (const char *title);

/* Adds an empty curve; `name` stands in the legend ("train"). Returns its index, counted
 * from 0, by which points are appended. */
guint frost_plot_add_series (FrostPlot *self, const char *name, FrostPlotTone tone);

/* Appends a point; x must not decrease within one curve. Values that are not finite are
 * left out. */
void frost_plot_append (FrostPlot *self, guint series, double x, double y);

/* A vertical line with a name: what was changed there while the run went on. */
void frost_plot_add_mark (FrostPlot *self, double x, const char *name);

/* Forgets all points and marks; the curves and their names stay. */
void frost_plot_clear (FrostPlot *self);

/* Forgets the curves too. */
void frost_plot_remove_all_series (FrostPlot *self);

void frost_plot_set_title (FrostPlot *self, const char *title);
void frost_plot_set_x_name (FrostPlot *self, const char *x_name);
void frost_plot_set_empty_text (FrostPlot *self, const char *text);
void frost_plot_set_percent (FrostPlot *self, gboolean percent);
void frost_plot_set_logarithmic (FrostPlot *self, gboolean logarithmic);
gboolean frost_plot_get_logarithmic (FrostPlot *self);
void frost_plot_set_x_max (FrostPlot *self, double x_max);

/* Where the crosshair stands, in units of x; not a number when there is none. Setting it
 * snaps to the nearest point; a value that is not finite removes the crosshair. */
double frost_plot_get_readout (FrostPlot *self);
void frost_plot_set_readout (FrostPlot *self, double x);

/* The sentence a screen reader gets, up to date with every point appended so far. Free with
 * g_free. */
char *frost_plot_dup_summary (FrostPlot *self);

G_END_DECLS
