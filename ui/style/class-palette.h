/* The colours of classes: a table to tell them apart by, in light and dark windows alike.
 *
 * A colour never stands alone: wherever it is shown, the key of the class (a digit or a
 * letter) or its name stands on it, so that nobody has to see the difference.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROST_CLASS_PALETTE_SIZE 12

/* What to fill a badge with. Any colour index is valid: the table repeats. */
GdkRGBA frost_class_palette_fill (int colour);

/* What to write on that fill: black or white, whichever contrasts more. */
GdkRGBA frost_class_palette_ink (int colour);

G_END_DECLS
