/* A convolution's windows as rows of a matrix, and back. */
#pragma once

#include "engine/ops/conv-geometry.h"

G_BEGIN_DECLS

/* rows [n, k]: windows of the output pixels [first, first + n), counted through all images; x
 * stands at the first channel of the group. */
void frost_conv_lay_out (float *rows, const float *x, const FrostConvGeometry *g,
                         int64_t first, int64_t n);

/* The transposed, which adds. */
void frost_conv_put_back (float *x, const float *rows, const FrostConvGeometry *g,
                          int64_t first, int64_t n);

G_END_DECLS
