/* encode.h - pixels to a JPEG file's bytes. */
#pragma once

#include "data/image/image.h"

G_BEGIN_DECLS

/* Baseline JPEG, quality in [1, 100]. Errors: MEMORY. Threads: any. */
GBytes *frost_image_encode_jpeg (const FrostImage *image, int quality, GError **error);

G_END_DECLS
