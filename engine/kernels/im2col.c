#include "engine/kernels/im2col.h"

#include <string.h>

/* memcpy of a length that the compiler knows for the few-channel images that come first in
 * every network, where a call per row of the window would cost more than the copy. */
static inline void
copy (float *to, const float *from, int n)
{
  switch (n)
    {
    case 9: /* 3 pixels of 3 channels */
      memcpy (to, from, 9 * sizeof (float));
      break;
    case 21: /* 7 of 3 */
      memcpy (to, from, 21 * sizeof (float));
      break;
    default:
      memcpy (to, from, (size_t) n * sizeof (float));
    }
}

/* One row of a window: the pixels ix, ix + dilation, … of an image row, those outside zero. */
static inline void
window_row (float *to, const float *line, const FrostIm2col *s, int ix)
{
  int c = s->used_channels;

  for (int kx = 0; kx < s->kernel_w; kx++, ix += s->dilation_w, to += c)
    if (ix < 0 || ix >= s->width)
      memset (to, 0, (size_t) c * sizeof (float));
    else
      memcpy (to, line + (int64_t) ix * s->channels, (size_t) c * sizeof (float));
}

void
frost_im2col (float *rows, const float *x, const FrostIm2col *shape, int64_t first,
              int64_t n)
{
  const FrostIm2col *s = shape;
  int run = s->kernel_w * s->used_channels;
  int64_t line_size = (int64_t) s->width * s->channels;
  gboolean contiguous = s->dilation_w == 1 && s->used_channels == s->channels;
  int oy = (int) (first / s->out_width);
  int ox = (int) (first % s->out_width);

  for (int64_t p = 0; p < n; p++)
    {
      int iy = oy * s->stride_h - s->pad_top;
      int ix = ox * s->stride_w - s->pad_left;
      gboolean whole = contiguous && ix >= 0 && ix + s->kernel_w <= s->width;
      const float *line = x + iy * line_size;

      for (int ky = 0; ky < s->kernel_h; ky++)
        {
          if (iy < 0 || iy >= s->height)
            memset (rows, 0, (size_t) run * sizeof (float));
          else if (whole)
            copy (rows, line + (int64_t) ix * s->channels, run);
          else
            window_row (rows, line, s, ix);
          iy += s->dilation_h;
          line += s->dilation_h * line_size;
          rows += run;
        }
      if (++ox == s->out_width)
        {
          ox = 0;
          oy++;
        }
    }
}

void
frost_col2im (float *x, const float *rows, const FrostIm2col *shape, int64_t first,
              int64_t n)
{
  const FrostIm2col *s = shape;
  int c = s->used_channels;

  for (int64_t p = first; p < first + n; p++)
    {
      int iy = (int) (p / s->out_width) * s->stride_h - s->pad_top;

      for (int ky = 0; ky < s->kernel_h; ky++, iy += s->dilation_h)
        {
          int ix = (int) (p % s->out_width) * s->stride_w - s->pad_left;

          for (int kx = 0; kx < s->kernel_w; kx++, ix += s->dilation_w, rows += c)
            {
              float *pixel = x + ((int64_t) iy * s->width + ix) * s->channels;

              if (iy < 0 || iy >= s->height || ix < 0 || ix >= s->width)
                continue;
              for (int i = 0; i < c; i++)
                pixel[i] += rows[i];
            }
        }
    }
}
