#include "engine/ops/conv-winograd.h"

#include <string.h>

/* A block's transformed inputs and products: 1 MiB, which stay in the second-level cache; but
 * enough tiles that each weight fetched is used often. */
#define BLOCK_FLOATS (256 * 1024)
#define MIN_BLOCK 32
#define MAX_BLOCK 256

/* Both transforms cost about as much as so many products more. */
#define LEAST_CHANNELS 8

/* Pairs of channels: transformed weights take four times the memory, 300 MiB at the most. */
#define MOST_PAIRS (2 * 1024 * 1024)

typedef struct
{
  FrostWinograd shape;
  int cin, cout;
  int64_t n_tiles; /* of an image */
  int block;
  int64_t in_plane, out_plane;
} Tiling;

static int
n_tiles (int pixels)
{
  return (pixels + FROST_WINOGRAD_OUT - 1) / FROST_WINOGRAD_OUT;
}

static Tiling
tiling (const FrostWinograd *shape, int cin, int cout)
{
  Tiling t = { .shape = *shape, .cin = cin, .cout = cout };
  int64_t a_tile = (int64_t) FROST_WINOGRAD_POINTS * (cin + cout);

  t.n_tiles = (int64_t) n_tiles (shape->out_height) * n_tiles (shape->out_width);
  t.block = (int) CLAMP (BLOCK_FLOATS / a_tile / 8 * 8, MIN_BLOCK, MAX_BLOCK);
  /* One cache line apart from a power of two, which would all fall into the same set. */
  t.in_plane = (int64_t) t.block * cin + 16;
  t.out_plane = (int64_t) t.block * cout + 16;
  return t;
}

static int64_t
tiling_scratch (const Tiling *t)
{
  return FROST_WINOGRAD_POINTS * (t->in_plane + t->out_plane);
}

static Tiling
forward_tiling (const FrostConvGeometry *g)
{
  const FrostWindow *w = &g->a->window;
  FrostWinograd shape = { .height = g->h,
                          .width = g->w,
                          .out_height = g->oh,
                          .out_width = g->ow,
                          .pad_top = w->pad_top,
                          .pad_left = w->pad_left };

  return tiling (&shape, g->cin, g->cout);
}

static Tiling
dx_tiling (const FrostConvGeometry *g)
{
  const FrostWindow *w = &g->a->window;
  FrostWinograd shape = { .height = g->oh,
                          .width = g->ow,
                          .out_height = g->h,
                          .out_width = g->w,
                          .pad_top = w->kernel_h - 1 - w->pad_top,
                          .pad_left = w->kernel_w - 1 - w->pad_left };

  return tiling (&shape, g->cout, g->cin);
}

gboolean
frost_conv_allows_winograd (const FrostConvGeometry *g)
{
  const FrostWindow *w = &g->a->window;

  return w->kernel_h == 3 && w->kernel_w == 3 && w->stride_h == 1 && w->stride_w == 1
         && w->dilation_h == 1 && w->dilation_w == 1 && g->a->groups == 1
         && w->pad_top <= 2 && w->pad_left <= 2 && g->cin >= LEAST_CHANNELS
         && g->cout >= LEAST_CHANNELS && (int64_t) g->cin * g->cout <= MOST_PAIRS;
}

gboolean
frost_conv_suits_winograd (const FrostConvGeometry *g)
{
  int64_t products = (int64_t) n_tiles (g->oh) * n_tiles (g->ow) * FROST_WINOGRAD_POINTS;

  return frost_conv_allows_winograd (g) && 3 * products <= 2 * 9 * g->out_pixels;
}

int64_t
frost_conv_winograd_scratch (const FrostConvGeometry *g)
{
  Tiling t = forward_tiling (g);

  return tiling_scratch (&t);
}

static void
convolve (float *y, const float *x, const float *packed, const FrostEpilogue *epilogue,
          const Tiling *t, int n, float *scratch)
{
  const FrostKernels *kernels = frost_kernels ();
  int64_t plane = frost_conv_winograd_plane (t->cout, t->cin);
  float *v = scratch;
  float *m = scratch + FROST_WINOGRAD_POINTS * t->in_plane;

  for (int64_t first = 0; first < n * t->n_tiles; first += t->block)
    {
      int tiles = (int) MIN (t->block, n * t->n_tiles - first);

      kernels->winograd_in (v, x, &t->shape, t->cin, first, tiles, t->in_plane);
      for (int point = 0; point < FROST_WINOGRAD_POINTS; point++)
        kernels->product (m + point * t->out_plane, t->cout, v + point * t->in_plane,
                          t->cin, packed + point * plane, FROST_PACKED, tiles, t->cout,
                          t->cin, NULL);
      kernels->winograd_out (y, m, &t->shape, t->cout, first, tiles, t->out_plane,
                             epilogue);
    }
}

void
frost_conv_winograd (float *y, int64_t y_step, const float *x, const float *packed,
                     const FrostEpilogue *epilogue, const FrostConvGeometry *g, int n,
                     float *scratch)
{
  Tiling t = forward_tiling (g);

  t.shape.out_step = (int) y_step;
  convolve (y, x, packed, epilogue, &t, n, scratch);
}

int64_t
frost_conv_winograd_dx_scratch (const FrostConvGeometry *g)
{
  Tiling t = dx_tiling (g);

  return tiling_scratch (&t);
}

void
frost_conv_winograd_dx (float *dx, const float *dy, const float *turned,
                        const FrostConvGeometry *g, int n, float *scratch)
{
  Tiling t = dx_tiling (g);

  convolve (dx, dy, turned, NULL, &t, n, scratch);
}

/* Sums of 16 MiB for each worker. */
#define MOST_SUMS (4 * 1024 * 1024)
/* Transformed inputs and gradients, 4 MiB: the sums are gone through once for each block. */
#define DW_BLOCK_FLOATS (1024 * 1024)

static Tiling
dw_tiling (const FrostConvGeometry *g)
{
  Tiling t = forward_tiling (g);
  int64_t a_tile = (int64_t) FROST_WINOGRAD_POINTS * (g->cin + g->cout);

  t.block = (int) CLAMP (DW_BLOCK_FLOATS / a_tile / 8 * 8, MIN_BLOCK, MAX_BLOCK);
  t.in_plane = (int64_t) t.block * g->cin + 16;
  t.out_plane = (int64_t) t.block * g->cout + 16;
  return t;
}

static int64_t
sums_plane (const FrostConvGeometry *g)
{
  return (int64_t) g->cin * g->cout + 16;
}

int64_t
frost_conv_winograd_dw_scratch (const FrostConvGeometry *g)
{
  Tiling t = dw_tiling (g);
  int64_t sums = FROST_WINOGRAD_POINTS * sums_plane (g);

  return sums <= MOST_SUMS ? tiling_scratch (&t) + sums : 0;
}

void
frost_conv_winograd_dw (float *dw, const float *x, const float *dy,
                        const FrostConvGeometry *g, int n, float *scratch)
{
  const FrostKernels *kernels = frost_kernels ();
  Tiling t = dw_tiling (g);
  int64_t plane = sums_plane (g);
  float *sums = scratch;
  float *v = sums + FROST_WINOGRAD_POINTS * plane;
  float *gradients = v + FROST_WINOGRAD_POINTS * t.in_plane;

  memset (sums, 0, (size_t) (FROST_WINOGRAD_POINTS * plane) * sizeof (float));
  for (int64_t first = 0; first < n * t.n_tiles; first += t.block)
    {
      int tiles = (int) MIN (t.block, n * t.n_tiles - first);

      kernels->winograd_in (v, x, &t.shape, g->cin, first, tiles, t.in_plane);
      kernels->winograd_dy (gradients, dy, &t.shape, g->cout, first, tiles, t.out_plane);
      for (int point = 0; point < FROST_WINOGRAD_POINTS; point++)
        kernels->product_dw (sums + point * plane, g->cout, v + point * t.in_plane,
                             g->cin, gradients + point * t.out_plane, g->cout, tiles,
                             g->cout, g->cin);
    }
  kernels->winograd_dw (dw, sums, (int64_t) g->cin * g->cout, plane);
}
