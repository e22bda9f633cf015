#include "engine/ops/conv-backward.h"

#include <math.h>
#include <string.h>

#include "engine/ops/conv-winograd.h"
#include "engine/ops/conv-windows.h"

enum
{
  WEIGHT,
  BIAS
};

int64_t
frost_conv_backward_scratch (const FrostConvGeometry *g)
{
  int64_t bias = 2 * (int64_t) g->cout; /* sums in doubles */
  int64_t windows = g->strip_rows * g->k;
  int64_t turned = frost_conv_packed_size (g, TRUE);

  switch (g->way)
    {
    case FROST_CONV_WINOGRAD:
      return MAX (MAX (windows, frost_conv_winograd_dx_scratch (g)), bias);
    case FROST_CONV_WINDOWS:
      return MAX (windows + turned, bias);
    case FROST_CONV_POINTWISE:
    case FROST_CONV_GROUPED:
    case FROST_CONV_DEPTHWISE:
    default:
      return MAX (turned, bias);
    }
}

static void
depthwise (const FrostOpContext *context, const FrostConvGeometry *g)
{
  const FrostKernels *kernels = frost_kernels ();
  FrostDepthwise shape = frost_conv_depthwise_shape (g);

  for (int i = 0; i < context->n; i++)
    {
      const float *dy = context->dy + i * g->out;

      if (context->dw[WEIGHT] != NULL)
        kernels->depthwise_dw (context->dw[WEIGHT], dy, context->x[0] + i * g->in,
                               &shape);
      if (context->dx[0] != NULL)
        kernels->depthwise_dx (context->dx[0] + i * g->in, dy, context->w[WEIGHT],
                               &shape);
    }
}

static void
grouped (const FrostOpContext *context, const FrostConvGeometry *g)
{
  const FrostKernels *kernels = frost_kernels ();
  FrostDepthwise shape = frost_conv_depthwise_shape (g);

  if (context->dx[0] != NULL)
    kernels->grouped_turn (context->scratch, context->w[WEIGHT], &shape, g->group_in);
  for (int i = 0; i < context->n; i++)
    {
      const float *dy = context->dy + i * g->out;

      if (context->dw[WEIGHT] != NULL)
        kernels->grouped_dw (context->dw[WEIGHT], dy, context->x[0] + i * g->in, &shape,
                             g->group_in);
      if (context->dx[0] != NULL)
        kernels->grouped_dx (context->dx[0] + i * g->in, dy, context->scratch, &shape,
                             g->group_in);
    }
}

static void
pointwise (const FrostOpContext *context, const FrostConvGeometry *g, int group)
{
  const FrostKernels *kernels = frost_kernels ();
  int64_t in = (int64_t) group * g->group_in;
  int64_t out = (int64_t) group * g->group_out;
  int64_t pixels = context->n * g->out_pixels;
  const float *dy = context->dy + out;

  if (context->dw[WEIGHT] != NULL)
    kernels->product_dw (context->dw[WEIGHT] + out, g->cout, context->x[0] + in, g->cin,
                         dy, g->cout, pixels, g->group_out, g->group_in);
  if (context->dx[0] != NULL)
    {
      kernels->pack_turned (context->scratch, context->w[WEIGHT] + out, g->cout,
                            g->group_in, g->group_out);
      kernels->product (context->dx[0] + in, g->cin, dy, g->cout, context->scratch,
                        FROST_PACKED, NULL, pixels, g->group_in, g->group_out, -INFINITY,
                        INFINITY);
    }
}

static void
windows_dw (const FrostOpContext *context, const FrostConvGeometry *g, int group)
{
  int64_t in = (int64_t) group * g->group_in;
  int64_t out = (int64_t) group * g->group_out;
  int64_t pixels = context->n * g->out_pixels;

  for (int64_t p = 0; p < pixels; p += g->strip_rows)
    {
      int64_t rows = MIN (g->strip_rows, pixels - p);

      frost_conv_lay_out (context->scratch, context->x[0] + in, g, p, rows);
      frost_kernels ()->product_dw (context->dw[WEIGHT] + out, g->cout, context->scratch,
                                    g->k, context->dy + p * g->cout + out, g->cout, rows,
                                    g->group_out, g->k);
    }
}

static void
windows_dx (const FrostOpContext *context, const FrostConvGeometry *g, int group)
{
  const FrostKernels *kernels = frost_kernels ();
  int64_t in = (int64_t) group * g->group_in;
  int64_t out = (int64_t) group * g->group_out;
  int64_t pixels = context->n * g->out_pixels;
  float *packed = context->scratch;
  float *windows = context->scratch + frost_conv_packed_size (g, TRUE);

  kernels->pack_turned (packed, context->w[WEIGHT] + out, g->cout, g->k, g->group_out);
  for (int64_t p = 0; p < pixels; p += g->strip_rows)
    {
      int64_t rows = MIN (g->strip_rows, pixels - p);

      kernels->product (windows, g->k, context->dy + p * g->cout + out, g->cout, packed,
                        FROST_PACKED, NULL, rows, g->k, g->group_out, -INFINITY,
                        INFINITY);
      frost_conv_put_back (context->dx[0] + in, windows, g, p, rows);
    }
}

static void
bias (const FrostOpContext *context, const FrostConvGeometry *g)
{
  double *sum = (double *) context->scratch;

  memset (sum, 0, (size_t) g->cout * sizeof (double));
  frost_kernels ()->sums (sum, context->dy, context->n * g->out_pixels, g->cout);
  for (int i = 0; i < g->cout; i++)
    context->dw[BIAS][i] += (float) sum[i];
}

static void
windows (const FrostOpContext *context, const FrostConvGeometry *g)
{
  for (int group = 0; context->dw[WEIGHT] != NULL && group < g->a->groups; group++)
    windows_dw (context, g, group);
  if (context->dx[0] == NULL)
    return;
  if (g->way == FROST_CONV_WINOGRAD)
    {
      frost_conv_winograd_dx (context->dx[0], context->dy, context->w[WEIGHT], g,
                              context->n, context->scratch);
      return;
    }
  memset (context->dx[0], 0, (size_t) (context->n * g->in) * sizeof (float));
  for (int group = 0; group < g->a->groups; group++)
    windows_dx (context, g, group);
}

void
frost_conv_backward (const FrostOpContext *context)
{
  FrostConvGeometry g =
      frost_conv_geometry (context->attributes, context->x_shape[0], context->y_shape);

  if (context->dw[BIAS] != NULL)
    bias (context, &g);
  switch (g.way)
    {
    case FROST_CONV_DEPTHWISE:
      depthwise (context, &g);
      break;
    case FROST_CONV_GROUPED:
      grouped (context, &g);
      break;
    case FROST_CONV_POINTWISE:
      for (int group = 0; group < g.a->groups; group++)
        pointwise (context, &g, group);
      break;
    case FROST_CONV_WINOGRAD:
    case FROST_CONV_WINDOWS:
      windows (context, &g);
      break;
    }
}
