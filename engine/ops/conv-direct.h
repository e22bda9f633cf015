/* Convolutions of few channels, as the first one of every network is: windows are read where they
 * are in the image, not laid out, since a row of a window is one run of neighbours.
 */
#pragma once

#include "engine/ops/conv-geometry.h"

G_BEGIN_DECLS

/* That it applies, and that windows are so small that the weights of a panel stay in the cache. */
gboolean frost_conv_suits_direct (const FrostConvGeometry *g);

/* y = epilogue (x * w) for n images, whose pixels are y_step floats apart; packed as frost_conv_pack
 * makes it. */
void frost_conv_direct (float *y, int64_t y_step, const float *x, const float *packed,
                        const FrostEpilogue *epilogue, const FrostConvGeometry *g, int n);

G_END_DECLS
