#include "engine/ops/conv-backward.h"

#include <string.h>

#include "engine/ops/conv-winograd.h"
#include "engine/ops/conv-windows.h"

enum
{
  WEIGHT,
  BIAS
};

static gboolean
dw_from_windows (const FrostConvGeometry *g)
{
  return g->way == FROST_CONV_WINDOWS
         || (g->way == FROST_CONV_WINOGRAD && frost_conv_winograd_dw_scratch (g) == 0);
}

int64_t
frost_conv_backward_scratch (const FrostConvGeometry *g)
{
  int64_t n = MAX (2 * (int64_t) g->cout, /* the bias' sums in doubles */
                   frost_conv_turn_scratch (g));

  if (g->way == FROST_CONV_WINOGRAD)
    n = MAX (
        n, MAX (frost_conv_winograd_dx_scratch (g), frost_conv_winograd_dw_scratch (g)));
  if (dw_from_windows (g))
    n = MAX (n, g->strip_rows * g->k);
  return n;
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
grouped (const FrostOpContext *context, const FrostConvGeometry *g, const float *turned)
{
  const FrostKernels *kernels = frost_kernels ();
  FrostDepthwise shape = frost_conv_depthwise_shape (g);

  for (int i = 0; i < context->n; i++)
    {
      const float *dy = context->dy + i * g->out;

      if (context->dw[WEIGHT] != NULL)
        kernels->grouped_dw (context->dw[WEIGHT], dy, context->x[0] + i * g->in, &shape,
                             g->group_in);
      if (context->dx[0] != NULL)
        kernels->grouped_dx (context->dx[0] + i * g->in, dy, turned, &shape, g->group_in);
    }
}

static void
pointwise (const FrostOpContext *context, const FrostConvGeometry *g, int group,
           const float *turned)
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
    kernels->product (context->dx[0] + in, g->cin, dy, g->cout, turned, FROST_PACKED,
                      pixels, g->group_in, g->group_out, NULL);
}

static void
windows_dw (const FrostOpContext *context, const FrostConvGeometry *g, int group,
            float *windows)
{
  int64_t in = (int64_t) group * g->group_in;
  int64_t out = (int64_t) group * g->group_out;
  int64_t pixels = context->n * g->out_pixels;

  for (int64_t p = 0; p < pixels; p += g->strip_rows)
    {
      int64_t rows = MIN (g->strip_rows, pixels - p);

      frost_conv_lay_out (windows, context->x[0] + in, g, p, rows);
      frost_kernels ()->product_dw (context->dw[WEIGHT] + out, g->cout, windows, g->k,
                                    context->dy + p * g->cout + out, g->cout, rows,
                                    g->group_out, g->k);
    }
}

static void
windows_dx (const FrostOpContext *context, const FrostConvGeometry *g, int group,
            const float *turned, float *windows)
{
  int64_t in = (int64_t) group * g->group_in;
  int64_t out = (int64_t) group * g->group_out;
  int64_t pixels = context->n * g->out_pixels;

  for (int64_t p = 0; p < pixels; p += g->strip_rows)
    {
      int64_t rows = MIN (g->strip_rows, pixels - p);

      frost_kernels ()->product (windows, g->k, context->dy + p * g->cout + out, g->cout,
                                 turned, FROST_PACKED, rows, g->k, g->group_out, NULL);
      frost_conv_put_back (context->dx[0] + in, windows, g, p, rows);
    }
}

static void
bias (const FrostOpContext *context, const FrostConvGeometry *g, double *sum)
{
  memset (sum, 0, (size_t) g->cout * sizeof (double));
  frost_kernels ()->sums (sum, context->dy, context->n * g->out_pixels, g->cout);
  for (int i = 0; i < g->cout; i++)
    context->dw[BIAS][i] += (float) sum[i];
}

static void
windows (const FrostOpContext *context, const FrostConvGeometry *g, const float *turned,
         float *scratch)
{
  int64_t size = frost_conv_turned_size (g) / g->a->groups;

  if (context->dw[WEIGHT] != NULL && !dw_from_windows (g))
    frost_conv_winograd_dw (context->dw[WEIGHT], context->x[0], context->dy, g,
                            context->n, scratch);
  else if (context->dw[WEIGHT] != NULL)
    for (int group = 0; group < g->a->groups; group++)
      windows_dw (context, g, group, scratch);
  if (context->dx[0] == NULL)
    return;
  if (g->way == FROST_CONV_WINOGRAD)
    {
      frost_conv_winograd_dx (context->dx[0], context->dy, turned, g, context->n,
                              scratch);
      return;
    }
  memset (context->dx[0], 0, (size_t) (context->n * g->in) * sizeof (float));
  for (int group = 0; group < g->a->groups; group++)
    windows_dx (context, g, group, turned + group * size, scratch);
}

void
frost_conv_backward (const FrostOpContext *context)
{
  FrostConvGeometry g =
      frost_conv_geometry (context->attributes, context->x_shape[0], context->y_shape);
  const float *turned = context->prepared;
  float *scratch = context->scratch;
  int64_t size = frost_conv_turned_size (&g);

  if (turned == NULL && context->dx[0] != NULL)
    {
      scratch += size;
      frost_conv_turn (context->scratch, &g, context->w[WEIGHT], scratch);
      turned = context->scratch;
    }
  if (context->dw[BIAS] != NULL)
    bias (context, &g, (double *) (scratch));
  switch (g.way)
    {
    case FROST_CONV_DEPTHWISE:
      depthwise (context, &g);
      break;
    case FROST_CONV_GROUPED:
      grouped (context, &g, turned);
      break;
    case FROST_CONV_POINTWISE:
      for (int group = 0; group < g.a->groups; group++)
        pointwise (context, &g, group,
                   turned != NULL ? turned + group * (size / g.a->groups) : NULL);
      break;
    case FROST_CONV_WINOGRAD:
    case FROST_CONV_WINDOWS:
      windows (context, &g, turned, scratch);
      break;
    }
}
