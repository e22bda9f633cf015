/* How a plot looks: prepare lays out texts and curves when points, words, the font or the
 * size change; draw only draws, as often as the screen asks.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/chart/palette.h"
#include "ui/chart/plot-frame.h"

G_BEGIN_DECLS

typedef struct _FrostPlotPicture FrostPlotPicture;

FrostPlotPicture *frost_plot_picture_new (void);
void frost_plot_picture_free (FrostPlotPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostPlotPicture, frost_plot_picture_free)

/* Lays everything out for a widget of this size, in pixels. */
void frost_plot_picture_prepare (FrostPlotPicture *picture, GtkWidget *widget,
                                 const FrostPlotData *data, int width, int height);

/* The axes and the area of the last preparation. */
const FrostPlotFrame *frost_plot_picture_peek_frame (const FrostPlotPicture *picture);

/* Draws what was prepared last, for the same data. */
void frost_plot_picture_draw (const FrostPlotPicture *picture, const FrostPlotData *data,
                              const FrostPalette *palette, GtkSnapshot *snapshot);

G_END_DECLS
