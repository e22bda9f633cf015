/* decode.h - a JPEG or PNG file to 8-bit RGB, upright.
 *
 * The format is taken from the first bytes and the EXIF orientation is applied.
 * CMYK and YCCK become RGB without a colour profile, 16 bits become 8, alpha is
 * laid over white. The limits of image.h hold, so that no file can take more
 * than FROST_IMAGE_MEMORY_MAX or keep a thread busy for long.
 *
 * min_short_side: 0 decodes at full size, exactly as libjpeg does. Above 0, a JPEG
 * may come out at 1/2, 1/4 or 1/8 of its size, the smallest whose short side is
 * still at least min_short_side: much faster, and slightly different pixels.
 *
 * Errors: those of probe.h, and CORRUPT (breaks off or cannot be decoded), MEMORY.
 * Threads: any.
 */
#pragma once

#include "data/image/image.h"

G_BEGIN_DECLS

FrostImage *frost_image_decode (const char *path, int min_short_side, GError **error);

/* The bytes of a whole file. name stands in the messages. */
FrostImage *frost_image_decode_bytes (const guint8 *data, gsize size, const char *name,
                                      int min_short_side, GError **error);

G_END_DECLS
