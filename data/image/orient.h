/* orient.h - turning a stored picture the right way up. */
#pragma once

#include "data/image/image.h"

G_BEGIN_DECLS

/* Whether the orientation exchanges width and height. */
static inline gboolean
frost_orientation_is_turned (int orientation)
{
  return orientation >= 5;
}

/* orientation: EXIF's, 1 to 8. Gives a new image, or a reference for 1.
 * Errors: MEMORY. */
FrostImage *frost_image_orient (FrostImage *image, int orientation, GError **error);

G_END_DECLS
