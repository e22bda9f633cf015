#include "engine/ops/conv-windows.h"

#include "engine/kernels/im2col.h"

static FrostIm2col
im2col_shape (const FrostConvGeometry *g)
{
  const FrostWindow *w = &g->a->window;

  return (FrostIm2col){ .height = g->h,
                        .width = g->w,
                        .channels = g->cin,
                        .used_channels = g->group_in,
                        .out_width = g->ow,
                        .kernel_h = w->kernel_h,
                        .kernel_w = w->kernel_w,
                        .stride_h = w->stride_h,
                        .stride_w = w->stride_w,
                        .dilation_h = w->dilation_h,
                        .dilation_w = w->dilation_w,
                        .pad_top = w->pad_top,
                        .pad_left = w->pad_left };
}

void
frost_conv_lay_out (float *rows, const float *x, const FrostConvGeometry *g,
                    int64_t first, int64_t n)
{
  FrostIm2col shape = im2col_shape (g);

  for (int64_t done = 0, part; done < n; done += part)
    {
      int64_t image = (first + done) / g->out_pixels;
      int64_t pixel = (first + done) % g->out_pixels;

      part = MIN (n - done, g->out_pixels - pixel);
      frost_im2col (rows + done * g->k, x + image * g->in, &shape, pixel, part);
    }
}

void
frost_conv_put_back (float *x, const float *rows, const FrostConvGeometry *g,
                     int64_t first, int64_t n)
{
  FrostIm2col shape = im2col_shape (g);

  for (int64_t done = 0, part; done < n; done += part)
    {
      int64_t image = (first + done) / g->out_pixels;
      int64_t pixel = (first + done) % g->out_pixels;

      part = MIN (n - done, g->out_pixels - pixel);
      frost_col2im (x + image * g->in, rows + done * g->k, &shape, pixel, part);
    }
}
