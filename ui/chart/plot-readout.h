/* The crosshair of a plot and the box beside it that reads the values. */
#pragma once

#include <gtk/gtk.h>

#include "ui/chart/palette.h"
#include "ui/chart/plot-frame.h"

G_BEGIN_DECLS

typedef struct _FrostPlotReadout FrostPlotReadout;

FrostPlotReadout *frost_plot_readout_new (void);
void frost_plot_readout_free (FrostPlotReadout *readout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostPlotReadout, frost_plot_readout_free)

/* Lays the box out for the values at `x`, in a frame prepared for the same data; hides it
 * when x is not a number. */
void frost_plot_readout_prepare (FrostPlotReadout *readout, GtkWidget *widget,
                                 const FrostPlotData *data, const FrostPlotFrame *frame,
                                 double x);

/* Draws what was prepared last; nothing when it is hidden. */
void frost_plot_readout_draw (const FrostPlotReadout *readout, const FrostPlotData *data,
                              const FrostPlotFrame *frame, const FrostPalette *palette,
                              GtkSnapshot *snapshot);

G_END_DECLS
