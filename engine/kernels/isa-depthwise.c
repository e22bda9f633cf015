/* isa-depthwise.c - convolution of every channel with a kernel of its own, over vectors of
 * channels. A tile of neighbouring outputs shares the loads of weights, and where kernel and stride
 * are known to the compiler (3, 5 and 7 wide, stride 1 and 2) those of x too. Channels are taken in
 * blocks whose rows under the kernel stay in the first-level cache. Each number is b + w0 x0 + w1 x1
 * + … over the taps that lie inside, by rows, wherever its tile begins.
 */
#include "engine/kernels/isa-epilogue.h"
#include "engine/kernels/window-taps.h"

/* Outputs of a tile. */
#define TILE 4

/* Channels are gone through in blocks of so many that the rows under the kernel stay in the
 * first-level cache, 20 KiB; but not fewer than MIN_BLOCK, as short runs of memory are slow to
 * fetch, and not parts of a cache line. */
#define X_BLOCK 5120
#define MIN_BLOCK 192
#define LINE 16

/* Taps lie tap_stride floats apart, so that the gradient can walk the kernel backwards. */
typedef struct
{
  const FrostDepthwise *shape;
  const float *x, *w;
  float *y;
  int64_t tap_stride;
  const FrostEpilogue *epilogue;
} Job;

/* The outputs of a row from ox on, and the taps that lie inside: rows [ky0, ky1) for all of them;
 * columns of x, counted from the first tap of the first output, [column0, column1). */
typedef struct
{
  int oy, ox;
  int ky0, ky1;
  int column0, column1;
} Place;

static Place
place_of (const FrostDepthwise *s, int oy, int ox)
{
  int left = ox * s->stride_w - s->pad_left;
  Place place = { .oy = oy, .ox = ox, .column0 = -left, .column1 = s->width - left };

  frost_window_inside (oy * s->stride_h - s->pad_top, s->dilation_h, s->kernel_h,
                       s->height, &place.ky0, &place.ky1);
  return place;
}

/* Where the first tap of the first output falls, which may be outside. */
static const float *
x_at (const Job *job, const Place *place)
{
  const FrostDepthwise *s = job->shape;
  int64_t iy = (int64_t) place->oy * s->stride_h - s->pad_top;
  int64_t ix = (int64_t) place->ox * s->stride_w - s->pad_left;

  return job->x + (iy * s->width + ix) * s->channels;
}

static float *
y_at (const Job *job, const Place *place)
{
  const FrostDepthwise *s = job->shape;

  return job->y + ((int64_t) place->oy * s->out_width + place->ox) * s->channels;
}

/* n outputs of the channels [first, end); end is at least VEC_WIDTH. whole: all columns lie inside.
 * All that the loops need is copied first: as far as the compiler knows, a store may change it. */
ALWAYS_INLINE void
tile (const Job *job, const Place *place, int first, int end, const int n,
      const int kernel, const int stride, const gboolean whole)
{
  const int columns = (n - 1) * stride + kernel;
  const FrostDepthwise *s = job->shape;
  const int64_t c = s->channels;
  const int64_t line = (int64_t) s->dilation_h * s->width * c;
  const int64_t tap_stride = job->tap_stride;
  const int ky0 = place->ky0;
  const int rows = place->ky1 - ky0;
  const int column0 = place->column0;
  const int column1 = place->column1;
  const float *x0 = x_at (job, place) + ky0 * line;
  const float *w0 = job->w + ky0 * kernel * tap_stride;
  float *y = y_at (job, place);
  const Activation activation = activation_of (job->epilogue);

  for (int next = first; next < end; next += VEC_WIDTH)
    {
      /* The last vector of channels overlaps the one before: the same numbers twice. */
      int channel = MIN (next, end - VEC_WIDTH);
      const float *x = x0 + channel;
      const float *w = w0 + channel;
      Vec bias = bias_of (job->epilogue, channel, VEC_WIDTH);
      Vec sum[TILE];

#pragma GCC unroll 4
      for (int t = 0; t < n; t++)
        sum[t] = bias;
      for (int ky = 0; ky < rows; ky++, x += line)
        {
          Vec tap[7];

#pragma GCC unroll 7
          for (int kx = 0; kx < kernel; kx++, w += tap_stride)
            tap[kx] = vec_load (w);
#pragma GCC unroll 19
          for (int i = 0; i < columns; i++)
            {
              Vec v;

              if (!whole && (i < column0 || i >= column1))
                continue;
              v = vec_load (x + i * c);
#pragma GCC unroll 4
              for (int t = 0; t < n; t++)
                if (i >= t * stride && i < t * stride + kernel)
                  sum[t] += tap[i - t * stride] * v;
            }
        }
#pragma GCC unroll 4
      for (int t = 0; t < n; t++)
        vec_store (y + t * c + channel, vec_activate (sum[t], &activation));
    }
}

/* Functions of their own, which the compiler can keep in registers. */
#define TILE_FUNCTION(kernel, stride)                                                    \
  static __attribute__ ((noinline)) void tile_##kernel##_##stride (                      \
      const Job *job, const Place *place, int first, int end)                            \
  {                                                                                      \
    if (place->column0 <= 0 && place->column1 >= (TILE - 1) * stride + kernel)           \
      tile (job, place, first, end, TILE, kernel, stride, TRUE);                         \
    else                                                                                 \
      tile (job, place, first, end, TILE, kernel, stride, FALSE);                        \
  }

TILE_FUNCTION (3, 1)
TILE_FUNCTION (3, 2)
TILE_FUNCTION (5, 1)
TILE_FUNCTION (5, 2)
TILE_FUNCTION (7, 1)
TILE_FUNCTION (7, 2)

typedef void (*TileFunction) (const Job *job, const Place *place, int first, int end);

/* NULL = there is none for this kernel. */
static TileFunction
choose_tile (const FrostDepthwise *s)
{
  static const TileFunction tiles[3][2] = {
    { tile_3_1, tile_3_2 },
    { tile_5_1, tile_5_2 },
    { tile_7_1, tile_7_2 },
  };
  int kernel = s->kernel_w;

  if (s->dilation_w != 1 || s->stride_w > 2 || s->channels < VEC_WIDTH
      || s->out_width < TILE || kernel < 3 || kernel > 7 || kernel % 2 == 0)
    return NULL;
  return tiles[(kernel - 3) / 2][s->stride_w - 1];
}

/* n outputs, any kernel; with several of them all columns lie inside. */
ALWAYS_INLINE void
any_kernel (const Job *job, const Place *place, int first, int end, const int n)
{
  const FrostDepthwise *s = job->shape;
  const int64_t c = s->channels;
  const int64_t line = (int64_t) s->dilation_h * s->width * c;
  const int64_t tap_stride = job->tap_stride;
  const int64_t output_step = s->stride_w * c, tap_step = s->dilation_w * c;
  const int ky0 = place->ky0, ky1 = place->ky1, kernel = s->kernel_w;
  const float *x = x_at (job, place), *taps = job->w;
  float *y = y_at (job, place);
  const Activation activation = activation_of (job->epilogue);
  int kx0, kx1;

  frost_window_inside (-place->column0, s->dilation_w, kernel, s->width, &kx0, &kx1);
  for (int channel = first; channel < end; channel += VEC_WIDTH)
    {
      int part = MIN (end - channel, VEC_WIDTH);
      Vec bias = bias_of (job->epilogue, channel, part);
      Vec sum[TILE];

#pragma GCC unroll 4
      for (int t = 0; t < n; t++)
        sum[t] = bias;
      for (int ky = ky0; ky < ky1; ky++)
        {
          const float *row = x + ky * line + kx0 * tap_step + channel;
          const float *w = taps + (ky * kernel + kx0) * tap_stride + channel;

          for (int kx = kx0; kx < kx1; kx++, row += tap_step, w += tap_stride)
            {
              Vec tap = vec_load_first (w, part);

#pragma GCC unroll 4
              for (int t = 0; t < n; t++)
                sum[t] += tap * vec_load_first (row + t * output_step, part);
            }
        }
#pragma GCC unroll 4
      for (int t = 0; t < n; t++)
        vec_store_first (y + t * c + channel, vec_activate (sum[t], &activation), part);
    }
}

static __attribute__ ((noinline)) void
any_tile (const Job *job, const Place *place, int first, int end)
{
  any_kernel (job, place, first, end, TILE);
}

static __attribute__ ((noinline)) void
any_single (const Job *job, const Place *place, int first, int end)
{
  any_kernel (job, place, first, end, 1);
}

/* A row of outputs of a kernel that the compiler knows nothing of. */
static void
any_row (const Job *job, int oy, int first, int end)
{
  const FrostDepthwise *s = job->shape;
  int extent = (TILE - 1) * s->stride_w + (s->kernel_w - 1) * s->dilation_w + 1;

  for (int ox = 0; ox < s->out_width;)
    {
      Place place = place_of (s, oy, ox);

      if (place.column0 <= 0 && place.column1 >= extent && ox + TILE <= s->out_width)
        {
          any_tile (job, &place, first, end);
          ox += TILE;
        }
      else
        {
          any_single (job, &place, first, end);
          ox++;
        }
    }
}

static void
channels (const Job *job, int first, int end)
{
  const FrostDepthwise *s = job->shape;
  TileFunction tiles = choose_tile (s);

  for (int oy = 0; oy < s->out_height; oy++)
    {
      if (tiles == NULL)
        any_row (job, oy, first, end);
      for (int ox = 0; tiles != NULL && ox < s->out_width; ox += TILE)
        {
          /* The last tile of a row overlaps the one before. */
          Place place = place_of (s, oy, MIN (ox, s->out_width - TILE));

          tiles (job, &place, first, end);
        }
    }
}

static void
forward (const Job *job)
{
  const FrostDepthwise *s = job->shape;
  int block = X_BLOCK / (s->kernel_h * s->width) / LINE * LINE;

  block = MAX (block, MIN_BLOCK);
  for (int first = 0; first < s->channels; first += block)
    channels (job, first, MIN (first + block, s->channels));
}

void
FROST_ISA_SYMBOL (frost_isa_depthwise) (float *y, const float *x, const float *w,
                                        const FrostDepthwise *shape,
                                        const FrostEpilogue *epilogue)
{
  Job job = { shape, x, w, y, shape->channels, epilogue };

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

        frost_window_inside (iy, s->dilation_h, s->kernel_h, s->height, &ky0, &ky1);
        frost_window_inside (ix, s->dilation_w, s->kernel_w, s->width, &kx0, &kx1);
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
                  .tap_stride = -s->channels };

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
