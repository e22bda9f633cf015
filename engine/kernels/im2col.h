/* The windows of a convolution laid out as rows of a matrix, and back.
 *
 * Source: Chellapilla, Puri & Simard 2006.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct
{
  int height, width; /* of the image */
  int channels;      /* of the image: distance between pixels in floats */
  int used_channels; /* of one group; the image pointer stands at its first channel */
  int out_width;
  int kernel_h, kernel_w;
  int stride_h, stride_w;
  int dilation_h, dilation_w;
  int pad_top, pad_left;
} FrostIm2col;

/* Output pixels [first, first + n), counted by rows.
 * Shapes: rows [n, kernel_h, kernel_w, used_channels]; x [height, width, channels]. */
void frost_im2col (float *rows, const float *x, const FrostIm2col *shape, int64_t first,
                   int64_t n);

/* The transposed: adds each number of rows to the pixel it came from. */
void frost_col2im (float *x, const float *rows, const FrostIm2col *shape, int64_t first,
                   int64_t n);

G_END_DECLS
