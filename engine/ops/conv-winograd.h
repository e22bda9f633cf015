/* 3 x 3 convolutions of stride 1 by Winograd's F(4 x 4, 3 x 3), in blocks of tiles: inputs are
 * transformed, multiplied point by point, and the products transformed back.
 */
#pragma once

#include "engine/ops/conv-geometry.h"

G_BEGIN_DECLS

/* That it applies, whatever the size of the image. */
gboolean frost_conv_allows_winograd (const FrostConvGeometry *g);

/* That it saves enough products too: outputs of few pixels do not fill its tiles. */
gboolean frost_conv_suits_winograd (const FrostConvGeometry *g);

/* Floats of scratch of one call, the packed weights not counted. */
int64_t frost_conv_winograd_scratch (const FrostConvGeometry *g);

/* y = epilogue (x * w) for n images, whose pixels are y_step floats apart; packed as frost_conv_pack
 * makes it. */
void frost_conv_winograd (float *y, int64_t y_step, const float *x, const float *packed,
                          const FrostEpilogue *epilogue, const FrostConvGeometry *g,
                          int n, float *scratch);

int64_t frost_conv_winograd_dx_scratch (const FrostConvGeometry *g);

/* dx is written: the same convolution of dy with the kernel turned around; turned as
 * frost_conv_turn makes it. */
void frost_conv_winograd_dx (float *dx, const float *dy, const float *turned,
                             const FrostConvGeometry *g, int n, float *scratch);

/* Floats of scratch of dw, 0 = the sums of all points would take more memory than they save time. */
int64_t frost_conv_winograd_dw_scratch (const FrostConvGeometry *g);

/* dw [3, 3, cin, cout] is added to. */
void frost_conv_winograd_dw (float *dw, const float *x, const float *dy,
                             const FrostConvGeometry *g, int n, float *scratch);

G_END_DECLS
