/* isa-depthwise.c - convolution of every channel with a kernel of its own, over vectors of
 * channels. A tile of neighbouring outputs shares the loads of weights, and for a 3x3 kernel those
 * of x too; where a tile would touch the border its outputs are computed one by one over the taps
 * that lie inside.
 */
#include <math.h>

#include "engine/kernels/isa.h"

/* Outputs of a tile. */
#define TILE 4

/* Taps lie tap_stride floats apart, so that the gradient can walk the kernel backwards. */
typedef struct
{
  const FrostDepthwise *shape;
  const float *x, *w, *b;
  float *y;
  int64_t tap_stride;
  float low, high;
} Job;

static int
ceil_div (int a, int b)
{
  return a >= 0 ? (a + b - 1) / b : -(-a / b);
}

/* The taps of [0, kernel) that fall on [0, size) when the first one falls on start. */
static void
inside (int start, int dilation, int kernel, int size, int *first, int *end)
{
  *first = CLAMP (ceil_div (-start, dilation), 0, kernel);
  *end = CLAMP (ceil_div (size - start, dilation), *first, kernel);
}

/* One vector of channels from the given one on, of n outputs; x is where their first tap falls. */
ALWAYS_INLINE void
vector (const Job *job, float *y, const float *x, int64_t channel, int ky0, int ky1,
        int kx0, int kx1, const int n, const int stride, const int dilation,
        const int part)
{
  const FrostDepthwise *s = job->shape;
  int64_t c = s->channels;
  Vec low = vec_all (job->low);
  Vec high = vec_all (job->high);
  Vec bias = job->b != NULL ? vec_load_first (job->b + channel, part) : vec_all (0);
  Vec sum[TILE];

#pragma GCC unroll 4
  for (int t = 0; t < n; t++)
    sum[t] = bias;
  for (int ky = ky0; ky < ky1; ky++)
    {
      const float *row = x + (int64_t) ky * s->dilation_h * s->width * c + channel;
      const float *w = job->w + (int64_t) ky * s->kernel_w * job->tap_stride + channel;

#pragma GCC unroll 3
      for (int kx = kx0; kx < kx1; kx++)
        {
          Vec tap = vec_load_first (w + kx * job->tap_stride, part);

#pragma GCC unroll 4
          for (int t = 0; t < n; t++)
            sum[t] += tap * vec_load_first (row + (t * stride + kx * dilation) * c, part);
        }
    }
#pragma GCC unroll 4
  for (int t = 0; t < n; t++)
    vec_store_first (y + t * c + channel, vec_clamp (sum[t], low, high), part);
}

/* n outputs from ox on; the taps [ky0, ky1) x [kx0, kx1) of all of them lie inside. */
ALWAYS_INLINE void
tile (const Job *job, int oy, int ox, int ky0, int ky1, int kx0, int kx1, const int n,
      const int stride, const int dilation)
{
  const FrostDepthwise *s = job->shape;
  int64_t c = s->channels;
  int64_t iy = (int64_t) oy * s->stride_h - s->pad_top;
  int64_t ix = (int64_t) ox * stride - s->pad_left;
  const float *x = job->x + (iy * s->width + ix) * c;
  float *y = job->y + ((int64_t) oy * s->out_width + ox) * c;

  if (c < VEC_WIDTH)
    {
      vector (job, y, x, 0, ky0, ky1, kx0, kx1, n, stride, dilation, (int) c);
      return;
    }
  /* The last vector of channels overlaps the one before: the same numbers twice. */
  for (int64_t i = 0; i < c; i += VEC_WIDTH)
    {
      vector (job, y, x, MIN (i, c - VEC_WIDTH), ky0, ky1, kx0, kx1, n, stride, dilation,
              VEC_WIDTH);
    }
}

static void
forward (const Job *job)
{
  const FrostDepthwise *s = job->shape;
  int kernel = s->kernel_w;
  int stride = s->stride_w;
  int dilation = s->dilation_w;
  gboolean plain = kernel == 3 && dilation == 1;

  for (int oy = 0; oy < s->out_height; oy++)
    {
      int ky0, ky1;

      inside (oy * s->stride_h - s->pad_top, s->dilation_h, s->kernel_h, s->height, &ky0,
              &ky1);
      for (int ox = 0; ox < s->out_width;)
        {
          int left = ox * stride - s->pad_left;
          int last = left + (TILE - 1) * stride + (kernel - 1) * dilation;
          int kx0, kx1;

          if (left < 0 || last >= s->width || ox + TILE > s->out_width)
            {
              inside (left, dilation, kernel, s->width, &kx0, &kx1);
              tile (job, oy, ox, ky0, ky1, kx0, kx1, 1, stride, dilation);
              ox++;
              continue;
            }
          if (plain && stride == 1)
            tile (job, oy, ox, ky0, ky1, 0, 3, TILE, 1, 1);
          else if (plain && stride == 2)
            tile (job, oy, ox, ky0, ky1, 0, 3, TILE, 2, 1);
          else
            tile (job, oy, ox, ky0, ky1, 0, kernel, TILE, stride, dilation);
          ox += TILE;
        }
    }
}

void
FROST_ISA_SYMBOL (frost_isa_depthwise) (float *y, const float *x, const float *w,
                                        const float *b, const FrostDepthwise *shape,
                                        float low, float high)
{
  Job job = { shape, x, w, b, y, shape->channels, low, high };

  forward (&job);
}

/* Every output pixel gives to the inputs under its taps. */
static void
scatter (float *restrict dx, const float *restrict dy, const float *restrict w,
         const FrostDepthwise *s)
{
  int c = s->channels;

  memset (dx, 0, (size_t) s->height * s->width * c * sizeof (float));
  for (int oy = 0; oy < s->out_height; oy++)
    for (int ox = 0; ox < s->out_width; ox++)
      {
        const float *g = dy + ((int64_t) oy * s->out_width + ox) * c;
        int iy = oy * s->stride_h - s->pad_top;
        int ix = ox * s->stride_w - s->pad_left;
        int ky0, ky1, kx0, kx1;

        inside (iy, s->dilation_h, s->kernel_h, s->height, &ky0, &ky1);
        inside (ix, s->dilation_w, s->kernel_w, s->width, &kx0, &kx1);
        for (int ky = ky0; ky < ky1; ky++)
          for (int kx = kx0; kx < kx1; kx++)
            {
              const float *tap = w + (ky * s->kernel_w + kx) * c;
              float *d = dx
                         + ((int64_t) (iy + ky * s->dilation_h) * s->width + ix
                            + kx * s->dilation_w)
                               * c;

              for (int i = 0; i < c; i++)
                d[i] += g[i] * tap[i];
            }
      }
}

void
FROST_ISA_SYMBOL (frost_isa_depthwise_dx) (float *dx, const float *dy, const float *w,
                                           const FrostDepthwise *shape)
{
  const FrostDepthwise *s = shape;

  /* At stride 1 the gradient is itself a convolution, with the kernel turned around. */
  if (s->stride_h == 1 && s->stride_w == 1)
    {
      FrostDepthwise turned = *s;
      Job job = { .shape = &turned,
                  .x = dy,
                  .w = w + ((int64_t) s->kernel_h * s->kernel_w - 1) * s->channels,
                  .y = dx,
                  .tap_stride = -s->channels,
                  .low = -INFINITY,
                  .high = INFINITY };

      turned.height = s->out_height;
      turned.width = s->out_width;
      turned.out_height = s->height;
      turned.out_width = s->width;
      turned.pad_top = (s->kernel_h - 1) * s->dilation_h - s->pad_top;
      turned.pad_left = (s->kernel_w - 1) * s->dilation_w - s->pad_left;
      forward (&job);
      return;
    }
  scatter (dx, dy, w, s);
}
