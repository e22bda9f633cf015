/* exif.h - the one thing we want from EXIF: which way up the picture is. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* tiff: what follows "Exif\0\0" in a JPEG's APP1, or a PNG's eXIf chunk.
 * 1 to 8; 1 also when the tag is absent or the data make no sense.
 * Source: TIFF 6.0 section 2 (header, IFD), EXIF 2.3 section 4.6.4 (tag 274). */
int frost_exif_get_orientation (const guint8 *tiff, gsize size);

G_END_DECLS
