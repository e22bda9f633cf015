/* isa-grouped.c - convolution in groups of few channels, as many out as in. A vector of output
 * channels is computed at once: where several groups lie in it, the numbers that each of them
 * multiplies are brought to its lanes by a shuffle; where it lies within one group, all lanes
 * multiply the same number. A product over the windows of one group would leave most lanes idle.
 *
 * A tile of neighbouring outputs shares the loads of weights, and for a 3x3 kernel the shuffles
 * too; where a tile would touch the border its outputs are computed one by one over the taps that
 * lie inside.
 */
#include "engine/kernels/isa-epilogue.h"
#include "engine/kernels/window-taps.h"

/* Outputs of a tile. */
#define TILE 4

typedef int32_t LaneVec __attribute__ ((vector_size (VEC_WIDTH * 4)));

/* Taps lie tap_stride floats apart, so that the gradient can walk the kernel backwards. */
typedef struct
{
  const FrostDepthwise *shape;
  const float *x, *w;
  float *y;
  int64_t tap_stride;
  const FrostEpilogue *epilogue;
} Job;

/* For each lane the number i of its group; the lanes are those of the channels from channel on,
 * part of them there are, pixel is where channel 0 is. */
ALWAYS_INLINE Vec
of_group (const float *pixel, int64_t channel, int i, const int group, const int part)
{
  LaneVec lanes;

  if (group >= VEC_WIDTH)
    return vec_all (pixel[channel / group * group + i]);
  for (int lane = 0; lane < VEC_WIDTH; lane++)
    lanes[lane] = lane / group * group + i;
  return __builtin_shuffle (vec_load_first (pixel + channel, part), lanes);
}

/* One vector of channels of n outputs; x is where their first tap falls. */
ALWAYS_INLINE void
vector (const Job *job, float *y, const float *x, int64_t channel, int ky0, int ky1,
        int kx0, int kx1, const int n, const int stride, const int dilation,
        const int group, const int part)
{
  const FrostDepthwise *s = job->shape;
  int64_t c = s->channels;
  const Activation activation = activation_of (job->epilogue);
  Vec bias = bias_of (job->epilogue, channel, part);
  Vec sum[TILE];

#pragma GCC unroll 4
  for (int t = 0; t < n; t++)
    sum[t] = bias;
  for (int ky = ky0; ky < ky1; ky++)
    {
      const float *row = x + (int64_t) ky * s->dilation_h * s->width * c;
      const float *w = job->w + (int64_t) ky * s->kernel_w * job->tap_stride + channel;

#pragma GCC unroll 8
      for (int i = 0; i < group; i++)
#pragma GCC unroll 3
        for (int kx = kx0; kx < kx1; kx++)
          {
            Vec tap = vec_load_first (w + kx * job->tap_stride + i * c, part);

#pragma GCC unroll 4
            for (int t = 0; t < n; t++)
              sum[t] += tap
                        * of_group (row + (t * stride + kx * dilation) * c, channel, i,
                                    group, part);
          }
    }
#pragma GCC unroll 4
  for (int t = 0; t < n; t++)
    vec_store_first (y + t * c + channel, vec_activate (sum[t], &activation), part);
}

/* n outputs from ox on; the taps [ky0, ky1) x [kx0, kx1) of all of them lie inside. */
ALWAYS_INLINE void
tile (const Job *job, int oy, int ox, int ky0, int ky1, int kx0, int kx1, const int n,
      const int stride, const int dilation, const int group)
{
  const FrostDepthwise *s = job->shape;
  int64_t c = s->channels;
  int64_t iy = (int64_t) oy * s->stride_h - s->pad_top;
  int64_t ix = (int64_t) ox * stride - s->pad_left;
  const float *x = job->x + (iy * s->width + ix) * c;
  float *y = job->y + ((int64_t) oy * s->out_width + ox) * c;

  if (c < VEC_WIDTH)
    {
      vector (job, y, x, 0, ky0, ky1, kx0, kx1, n, stride, dilation, group, (int) c);
      return;
    }
  /* The last vector of channels overlaps the one before: the same numbers twice. */
  for (int64_t i = 0; i < c; i += VEC_WIDTH)
    vector (job, y, x, MIN (i, c - VEC_WIDTH), ky0, ky1, kx0, kx1, n, stride, dilation,
            group, VEC_WIDTH);
}

ALWAYS_INLINE void
forward (const Job *job, const int group)
{
  const FrostDepthwise *s = job->shape;
  int kernel = s->kernel_w;
  int stride = s->stride_w;
  int dilation = s->dilation_w;
  gboolean plain = kernel == 3 && dilation == 1;

  for (int oy = 0; oy < s->out_height; oy++)
    {
      int ky0, ky1;

      frost_window_inside (oy * s->stride_h - s->pad_top, s->dilation_h, s->kernel_h,
                           s->height, &ky0, &ky1);
      for (int ox = 0; ox < s->out_width;)
        {
          int left = ox * stride - s->pad_left;
          int last = left + (TILE - 1) * stride + (kernel - 1) * dilation;
          int kx0, kx1;

          if (left < 0 || last >= s->width || ox + TILE > s->out_width)
            {
              frost_window_inside (left, dilation, kernel, s->width, &kx0, &kx1);
              tile (job, oy, ox, ky0, ky1, kx0, kx1, 1, stride, dilation, group);
              ox++;
              continue;
            }
          if (plain && stride == 1)
            tile (job, oy, ox, ky0, ky1, 0, 3, TILE, 1, 1, group);
          else
            tile (job, oy, ox, ky0, ky1, 0, kernel, TILE, stride, dilation, group);
          ox += TILE;
        }
    }
}

static void
forward_by_group (const Job *job, int group)
{
  if (group == 2)
    forward (job, 2);
  else if (group == 4)
    forward (job, 4);
  else if (group == 8)
    forward (job, 8);
  else
    forward (job, 16);
}

void
FROST_ISA_SYMBOL (frost_isa_grouped) (float *y, const float *x, const float *w,
                                      const FrostDepthwise *shape, int group,
                                      const FrostEpilogue *epilogue)
{
  Job job = { shape, x, w, y, (int64_t) group * shape->channels, epilogue };

  forward_by_group (&job, group);
}

void
FROST_ISA_SYMBOL (frost_isa_grouped_turn) (float *turned, const float *w,
                                           const FrostDepthwise *shape, int group)
{
  int64_t c = shape->channels;
  int64_t taps = (int64_t) shape->kernel_h * shape->kernel_w;

  for (int64_t tap = 0; tap < taps; tap++, w += group * c, turned += group * c)
    for (int i = 0; i < group; i++)
      for (int64_t k = 0; k < c; k++)
        turned[(k % group) * c + k / group * group + i] = w[i * c + k];
}

/* Every output pixel gives to the inputs under its taps, one vector of channels at a time. */
ALWAYS_INLINE void
scatter (float *dx, const float *dy, const float *w, const FrostDepthwise *s, int oy,
         int ox, int64_t channel, const int group, const int part)
{
  int64_t c = s->channels;
  int iy = oy * s->stride_h - s->pad_top;
  int ix = ox * s->stride_w - s->pad_left;
  int ky0, ky1, kx0, kx1;

  dy += ((int64_t) oy * s->out_width + ox) * c;
  frost_window_inside (iy, s->dilation_h, s->kernel_h, s->height, &ky0, &ky1);
  frost_window_inside (ix, s->dilation_w, s->kernel_w, s->width, &kx0, &kx1);
  for (int ky = ky0; ky < ky1; ky++)
    for (int kx = kx0; kx < kx1; kx++)
      {
        const float *tap = w + (ky * s->kernel_w + kx) * group * c + channel;
        int64_t pixel =
            (int64_t) (iy + ky * s->dilation_h) * s->width + ix + kx * s->dilation_w;
        Vec sum = vec_load_first (dx + pixel * c + channel, part);

#pragma GCC unroll 8
        for (int i = 0; i < group; i++)
          sum +=
              of_group (dy, channel, i, group, part) * vec_load_first (tap + i * c, part);
        vec_store_first (dx + pixel * c + channel, sum, part);
      }
}

ALWAYS_INLINE void
scatter_all (float *dx, const float *dy, const float *w, const FrostDepthwise *s,
             const int group)
{
  int c = s->channels;

  memset (dx, 0, (size_t) s->height * s->width * c * sizeof (float));
  for (int oy = 0; oy < s->out_height; oy++)
    for (int ox = 0; ox < s->out_width; ox++)
      {
        int i = 0;

        for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
          scatter (dx, dy, w, s, oy, ox, i, group, VEC_WIDTH);
        if (i < c)
          scatter (dx, dy, w, s, oy, ox, i, group, c - i);
      }
}

void
FROST_ISA_SYMBOL (frost_isa_grouped_dx) (float *dx, const float *dy, const float *turned,
                                         const FrostDepthwise *shape, int group)
{
  const FrostDepthwise *s = shape;
  int64_t tap = (int64_t) group * s->channels;

  /* At stride 1 the gradient is itself a convolution, with the kernel turned around. */
  if (s->stride_h == 1 && s->stride_w == 1)
    {
      FrostDepthwise mirror = *s;
      Job job = { .shape = &mirror,
                  .x = dy,
                  .w = turned + ((int64_t) s->kernel_h * s->kernel_w - 1) * tap,
                  .y = dx,
                  .tap_stride = -tap };

      mirror.height = s->out_height;
      mirror.width = s->out_width;
      mirror.out_height = s->height;
      mirror.out_width = s->width;
      mirror.pad_top = (s->kernel_h - 1) * s->dilation_h - s->pad_top;
      mirror.pad_left = (s->kernel_w - 1) * s->dilation_w - s->pad_left;
      forward_by_group (&job, group);
    }
  else if (group == 2)
    scatter_all (dx, dy, turned, s, 2);
  else if (group == 4)
    scatter_all (dx, dy, turned, s, 4);
  else if (group == 8)
    scatter_all (dx, dy, turned, s, 8);
  else
    scatter_all (dx, dy, turned, s, 16);
}

/* One tap's gradient for a vector of channels, over the outputs [ox0, ox1) of a row; row is that
 * of x, from is that of dy. */
ALWAYS_INLINE void
tap_sums (float *dw, const float *from, const float *row, int64_t c, int stride, int left,
          int ox0, int ox1, int64_t channel, const int group, const int part)
{
  Vec sum[16];

  dw += channel;
  from += channel;
#pragma GCC unroll 16
  for (int i = 0; i < group; i++)
    sum[i] = vec_load_first (dw + i * c, part);
  for (int ox = ox0; ox < ox1; ox++)
    {
      Vec g = vec_load_first (from + ox * c, part);

#pragma GCC unroll 16
      for (int i = 0; i < group; i++)
        sum[i] += g * of_group (row + (ox * stride + left) * c, channel, i, group, part);
    }
#pragma GCC unroll 16
  for (int i = 0; i < group; i++)
    vec_store_first (dw + i * c, sum[i], part);
}

/* Row by row, so that x and dy are read once from far away and then from the cache. */
ALWAYS_INLINE void
all_taps (float *dw, const float *dy, const float *x, const FrostDepthwise *s,
          const int group)
{
  int64_t c = s->channels;

  for (int oy = 0; oy < s->out_height; oy++)
    for (int ky = 0; ky < s->kernel_h; ky++)
      {
        int iy = oy * s->stride_h - s->pad_top + ky * s->dilation_h;
        const float *row = x + (int64_t) iy * s->width * c;
        const float *from = dy + (int64_t) oy * s->out_width * c;

        if (iy < 0 || iy >= s->height)
          continue;
        for (int kx = 0; kx < s->kernel_w; kx++)
          {
            float *tap = dw + (int64_t) (ky * s->kernel_w + kx) * group * c;
            int left = kx * s->dilation_w - s->pad_left;
            int ox0, ox1, i = 0;

            /* The outputs under which the tap lies inside: as taps of a window, a stride apart. */
            frost_window_inside (left, s->stride_w, s->out_width, s->width, &ox0, &ox1);
            for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
              tap_sums (tap, from, row, c, s->stride_w, left, ox0, ox1, i, group,
                        VEC_WIDTH);
            if (i < c)
              tap_sums (tap, from, row, c, s->stride_w, left, ox0, ox1, i, group,
                        (int) c - i);
          }
      }
}

void
FROST_ISA_SYMBOL (frost_isa_grouped_dw) (float *dw, const float *dy, const float *x,
                                         const FrostDepthwise *shape, int group)
{
  if (group == 2)
    all_taps (dw, dy, x, shape, 2);
  else if (group == 4)
    all_taps (dw, dy, x, shape, 4);
  else if (group == 8)
    all_taps (dw, dy, x, shape, 8);
  else
    all_taps (dw, dy, x, shape, 16);
}
