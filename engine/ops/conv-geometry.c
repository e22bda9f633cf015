#include "engine/ops/conv-geometry.h"

#include "engine/ops/conv-winograd.h"
#include "engine/ops/window.h"

/* Numbers of a strip of windows: 32 KiB, so that what was just laid out is still in the cache
 * next to the core when it is multiplied. But enough rows that each weight fetched is used often:
 * strips go on from one image to the next. */
#define STRIP 8192
#define MIN_STRIP_ROWS 256

/* Floats of a cache line. */
#define LINE 16

static FrostConvWay
choose_way (const FrostConvGeometry *g)
{
  int group = g->group_in;

  if (g->group_in == 1 && g->group_out == 1)
    return FROST_CONV_DEPTHWISE;
  if (group == g->group_out && g->a->groups > 1
      && (group == 2 || group == 4 || group == 8 || group == 16))
    return FROST_CONV_GROUPED;
  if (frost_window_is_point (&g->a->window))
    return FROST_CONV_POINTWISE;
  if (frost_conv_suits_winograd (g))
    return FROST_CONV_WINOGRAD;
  return FROST_CONV_WINDOWS;
}

FrostConvGeometry
frost_conv_geometry (const FrostOpAttributes *a, const FrostShape *x, const FrostShape *y)
{
  FrostConvGeometry g = { .a = a };

  g.h = (int) x->dim[0];
  g.w = (int) x->dim[1];
  g.cin = (int) x->dim[2];
  g.oh = (int) y->dim[0];
  g.ow = (int) y->dim[1];
  g.cout = (int) y->dim[2];
  g.group_in = g.cin / a->groups;
  g.group_out = g.cout / a->groups;
  g.k = a->window.kernel_h * a->window.kernel_w * g.group_in;
  g.in = frost_shape_n_elements (x);
  g.out = frost_shape_n_elements (y);
  g.out_pixels = frost_shape_n_pixels (y);
  g.strip_rows = MAX (STRIP / g.k, MIN_STRIP_ROWS);
  g.way = choose_way (&g);
  return g;
}

FrostDepthwise
frost_conv_depthwise_shape (const FrostConvGeometry *g)
{
  const FrostWindow *w = &g->a->window;

  return (FrostDepthwise){ .height = g->h,
                           .width = g->w,
                           .out_height = g->oh,
                           .out_width = g->ow,
                           .channels = g->cin,
                           .kernel_h = w->kernel_h,
                           .kernel_w = w->kernel_w,
                           .stride_h = w->stride_h,
                           .stride_w = w->stride_w,
                           .dilation_h = w->dilation_h,
                           .dilation_w = w->dilation_w,
                           .pad_top = w->pad_top,
                           .pad_left = w->pad_left };
}

/* Pointwise, or windows. */
static gboolean
is_product (const FrostConvGeometry *g)
{
  return g->way == FROST_CONV_POINTWISE || g->way == FROST_CONV_WINDOWS;
}

int64_t
frost_conv_winograd_plane (int n, int k)
{
  return frost_kernels ()->packed_size (n, k) + LINE;
}

int64_t
frost_conv_packed_size (const FrostConvGeometry *g)
{
  const FrostKernels *kernels = frost_kernels ();

  if (g->way == FROST_CONV_WINOGRAD)
    return FROST_WINOGRAD_POINTS * frost_conv_winograd_plane (g->cout, g->cin);
  return is_product (g) ? g->a->groups * kernels->packed_size (g->group_out, g->k) : 0;
}

void
frost_conv_pack (float *packed, const FrostConvGeometry *g, const float *weight)
{
  const FrostKernels *kernels = frost_kernels ();
  int64_t size = kernels->packed_size (g->group_out, g->k);

  if (g->way == FROST_CONV_WINOGRAD)
    kernels->winograd_weights (packed, frost_conv_winograd_plane (g->cout, g->cin),
                               weight, g->cout, g->cin, FALSE);
  for (int group = 0; is_product (g) && group < g->a->groups; group++)
    kernels->pack (packed + group * size, weight + (int64_t) group * g->group_out,
                   g->cout, g->group_out, g->k);
}

int64_t
frost_conv_turned_size (const FrostConvGeometry *g)
{
  const FrostKernels *kernels = frost_kernels ();

  if (g->way == FROST_CONV_WINOGRAD)
    return FROST_WINOGRAD_POINTS * frost_conv_winograd_plane (g->cin, g->cout);
  if (g->way == FROST_CONV_GROUPED)
    return ((int64_t) g->k * g->cout + 1) / 2 * 2; /* doubles may follow */
  return is_product (g) ? g->a->groups * kernels->packed_size (g->k, g->group_out) : 0;
}

int64_t
frost_conv_turn_scratch (const FrostConvGeometry *g)
{
  return g->way == FROST_CONV_WINOGRAD ? 9 * (int64_t) g->cin * g->cout : 0;
}

void
frost_conv_turn (float *turned, const FrostConvGeometry *g, const float *weight,
                 float *scratch)
{
  const FrostKernels *kernels = frost_kernels ();
  int64_t size = kernels->packed_size (g->k, g->group_out);

  if (g->way == FROST_CONV_WINOGRAD)
    {
      int64_t tap = (int64_t) g->cin * g->cout;

      for (int i = 0; i < 9; i++)
        kernels->transpose (scratch + i * tap, g->cin, weight + i * tap, g->cout, g->cin,
                            g->cout);
      kernels->winograd_weights (turned, frost_conv_winograd_plane (g->cin, g->cout),
                                 scratch, g->cin, g->cout, TRUE);
    }
  if (g->way == FROST_CONV_GROUPED)
    {
      FrostDepthwise shape = frost_conv_depthwise_shape (g);

      kernels->grouped_turn (turned, weight, &shape, g->group_in);
    }
  for (int group = 0; is_product (g) && group < g->a->groups; group++)
    kernels->pack_turned (turned + group * size, weight + (int64_t) group * g->group_out,
                          g->cout, g->k, g->group_out);
}
