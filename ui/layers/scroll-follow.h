/* Keeping a part of a tall widget in view of the scrolled window around it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Scrolls as little as needed to show [top, bottom] of the widget, in its own coordinates,
 * with `margin` pixels around. Nothing happens without a scrolled window. */
void frost_scroll_follow (GtkWidget *widget, double top, double bottom, double margin);

/* How a view should move while something is held at `y` of the widget: pixels a second,
 * upwards below 0, more the nearer to the view's edge or the further beyond it; 0 inside. */
double frost_scroll_edge_speed (GtkWidget *widget, double y);

/* Moves the view; returns by how many pixels it really moved. */
double frost_scroll_by (GtkWidget *widget, double pixels);

G_END_DECLS
