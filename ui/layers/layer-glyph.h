/* Small signs that say frozen, trainable and pixels without colour. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  FROST_GLYPH_SNOWFLAKE,
  FROST_GLYPH_FLAME,
  FROST_GLYPH_PIXELS,
  FROST_GLYPH_GRIP, /* two arrowheads, up and down: this can be dragged */
} FrostGlyph;

/* Draws the sign into the square whose top left corner is (x, y). */
void frost_glyph_draw (FrostGlyph glyph, GtkSnapshot *snapshot, double x, double y,
                       double size, const GdkRGBA *color);

G_END_DECLS
