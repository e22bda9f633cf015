/* Short texts that a widget draws itself, in the widget's own font. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  FROST_TEXT_BODY,
  FROST_TEXT_STRONG,
  FROST_TEXT_SMALL, /* captions, tick labels */
  FROST_TEXT_SMALL_STRONG,
} FrostTextStyle;

/* One line with tabular digits, so that a number that changes does not make its neighbours
 * jump. Free with g_object_unref. */
PangoLayout *frost_text_layout_new (GtkWidget *widget, const char *text,
                                    FrostTextStyle style);

/* Cuts the text off with an ellipsis at `width` pixels; nothing happens when it fits. */
void frost_text_layout_limit (PangoLayout *layout, int width);

/* Centres the text in `width` pixels, on as many lines as it takes. */
void frost_text_layout_wrap (PangoLayout *layout, int width);

int frost_text_layout_get_width (PangoLayout *layout);  /* pixels */
int frost_text_layout_get_height (PangoLayout *layout); /* pixels */

/* Draws with the top left corner at (x, y), on whole pixels so that stems stay sharp. */
void frost_text_layout_draw (PangoLayout *layout, GtkSnapshot *snapshot, double x,
                             double y, const GdkRGBA *color);

G_END_DECLS
