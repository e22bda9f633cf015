/* isa-depthwise-dw.c - the gradient of a depthwise convolution's weights: each tap's is a sum over all
 * outputs. As many taps as there are registers for are summed up at once, over vectors of channels;
 * at the borders, where some taps lie outside, one by one.
 */
#include "engine/kernels/isa.h"

/* One tap's gradient over all outputs [oy0, oy1) x [ox0, ox1), for n channels. */
static void
tap_sum (float *dw, const float *dy, const float *x, const FrostDepthwise *s, int ky,
         int kx, int oy0, int oy1, int ox0, int ox1)
{
  int64_t c = s->channels;

  for (int oy = oy0; oy < oy1; oy++)
    for (int ox = ox0; ox < ox1; ox++)
      {
        int iy = oy * s->stride_h - s->pad_top + ky * s->dilation_h;
        int ix = ox * s->stride_w - s->pad_left + kx * s->dilation_w;
        const float *g = dy + ((int64_t) oy * s->out_width + ox) * c;
        const float *v = x + ((int64_t) iy * s->width + ix) * c;

        if (iy < 0 || iy >= s->height || ix < 0 || ix >= s->width)
          continue;
        for (int64_t i = 0; i < c; i++)
          dw[i] += g[i] * v[i];
      }
}

/* The nine taps of a 3x3 kernel at once for one vector of channels, over the outputs [ox0, ox1)
 * of a row, whose taps all lie inside. */
ALWAYS_INLINE void
nine_sums (float *dw, const float *dy, const float *x, const FrostDepthwise *s, int oy,
           int ox0, int ox1, const int part)
{
  int64_t c = s->channels;
  int64_t row = s->width * c;
  Vec sum[9];

  x += (oy * s->stride_h - s->pad_top) * row + (ox0 * s->stride_w - s->pad_left) * c;
  dy += ((int64_t) oy * s->out_width + ox0) * c;
#pragma GCC unroll 9
  for (int k = 0; k < 9; k++)
    sum[k] = vec_load_first (dw + k * c, part);
  for (int ox = ox0; ox < ox1; ox++, dy += c, x += s->stride_w * c)
    {
      Vec g = vec_load_first (dy, part);

#pragma GCC unroll 9
      for (int k = 0; k < 9; k++)
        sum[k] += g * vec_load_first (x + (k / 3) * row + (k % 3) * c, part);
    }
#pragma GCC unroll 9
  for (int k = 0; k < 9; k++)
    vec_store_first (dw + k * c, sum[k], part);
}

/* The taps of row ky of the kernel for one vector of channels, over the outputs [ox0, ox1) of a row,
 * whose taps all lie inside. */
ALWAYS_INLINE void
line_sums (float *dw, const float *dy, const float *x, const FrostDepthwise *s, int oy,
           int ky, int ox0, int ox1, const int kernel, const int part)
{
  int64_t c = s->channels;
  int64_t iy = (int64_t) oy * s->stride_h - s->pad_top + ky * s->dilation_h;
  Vec sum[7];

  x += (iy * s->width + ox0 * s->stride_w - s->pad_left) * c;
  dy += ((int64_t) oy * s->out_width + ox0) * c;
  dw += (int64_t) ky * kernel * c;
#pragma GCC unroll 7
  for (int k = 0; k < kernel; k++)
    sum[k] = vec_load_first (dw + k * c, part);
  for (int ox = ox0; ox < ox1; ox++, dy += c, x += s->stride_w * c)
    {
      Vec g = vec_load_first (dy, part);

#pragma GCC unroll 7
      for (int k = 0; k < kernel; k++)
        sum[k] += g * vec_load_first (x + k * c, part);
    }
#pragma GCC unroll 7
  for (int k = 0; k < kernel; k++)
    vec_store_first (dw + k * c, sum[k], part);
}

/* Rows of the kernel of 5 or 7 taps. */
ALWAYS_INLINE void
all_lines (float *dw, const float *dy, const float *x, const FrostDepthwise *s, int ox0,
           int ox1, const int kernel)
{
  int c = s->channels;

  for (int oy = 0; oy < s->out_height; oy++)
    for (int ky = 0; ky < s->kernel_h; ky++)
      {
        int iy = oy * s->stride_h - s->pad_top + ky * s->dilation_h;
        int i = 0;

        if (iy < 0 || iy >= s->height)
          continue;
        for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
          line_sums (dw + i, dy + i, x + i, s, oy, ky, ox0, ox1, kernel, VEC_WIDTH);
        if (i < c)
          line_sums (dw + i, dy + i, x + i, s, oy, ky, ox0, ox1, kernel, c - i);
      }
}

/* Row by row, so that x is read once from far away and for the other vectors of channels and the
 * next two rows from the cache. */
static void
all_nines (float *dw, const float *dy, const float *x, const FrostDepthwise *s, int oy0,
           int oy1, int ox0, int ox1)
{
  int c = s->channels;

  for (int oy = oy0; oy < oy1; oy++)
    {
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        nine_sums (dw + i, dy + i, x + i, s, oy, ox0, ox1, VEC_WIDTH);
      if (i < c)
        nine_sums (dw + i, dy + i, x + i, s, oy, ox0, ox1, c - i);
    }
}

/* Outputs of one axis whose taps all lie inside. */
static void
find_inner (int size, int out, int kernel, int stride, int pad, int *first, int *end)
{
  *first = MIN ((pad + stride - 1) / stride, out);
  *end = size + pad < kernel ? *first
                             : CLAMP ((size - kernel + pad) / stride + 1, *first, out);
}

void
FROST_ISA_SYMBOL (frost_isa_depthwise_dw) (float *dw, const float *dy, const float *x,
                                           const FrostDepthwise *shape)
{
  const FrostDepthwise *s = shape;
  gboolean nine =
      s->kernel_h == 3 && s->kernel_w == 3 && s->dilation_h == 1 && s->dilation_w == 1;
  gboolean lines = (s->kernel_w == 5 || s->kernel_w == 7) && s->dilation_w == 1;
  int oy0 = 0, oy1 = s->out_height, ox0 = 0, ox1 = 0;

  if (nine)
    find_inner (s->height, s->out_height, 3, s->stride_h, s->pad_top, &oy0, &oy1);
  if (nine || lines)
    find_inner (s->width, s->out_width, s->kernel_w, s->stride_w, s->pad_left, &ox0,
                &ox1);
  if (nine)
    all_nines (dw, dy, x, s, oy0, oy1, ox0, ox1);
  else if (lines && s->kernel_w == 5)
    all_lines (dw, dy, x, s, ox0, ox1, 5);
  else if (lines)
    all_lines (dw, dy, x, s, ox0, ox1, 7);
  for (int ky = 0; ky < s->kernel_h; ky++)
    for (int kx = 0; kx < s->kernel_w; kx++)
      {
        float *tap = dw + (int64_t) (ky * s->kernel_w + kx) * s->channels;

        tap_sum (tap, dy, x, s, ky, kx, 0, oy0, 0, s->out_width);
        tap_sum (tap, dy, x, s, ky, kx, oy1, s->out_height, 0, s->out_width);
        tap_sum (tap, dy, x, s, ky, kx, oy0, oy1, 0, ox0);
        tap_sum (tap, dy, x, s, ky, kx, oy0, oy1, ox1, s->out_width);
      }
}
