/* conv.c - y = act (x * w + b + residual), the correlation that every framework calls convolution.
 *
 * x [h, w, cin], y [oh, ow, cout]. Parameters: weight [kernel_h, kernel_w, cin / groups, cout],
 * bias [cout] (may be absent). Group g reads the input channels [g cin/groups, …) and writes the
 * output channels [g cout/groups, …), which are columns of the weight. Saves nothing; backward
 * (conv-backward.c) reads x and knows nothing of the activation (a clamp, or hard-swish) and of the
 * residual, a second input of y's shape, which only inference plans set.
 *
 * conv-geometry.h lists the ways in which it is computed. Prepared parameters are the weight packed
 * for the product, or transformed for Winograd's; the bias stays where it is.
 */
#include "engine/core/error.h"
#include "engine/ops/conv-backward.h"
#include "engine/ops/conv-direct.h"
#include "engine/ops/conv-winograd.h"
#include "engine/ops/conv-windows.h"
#include "engine/ops/window.h"

enum
{
  WEIGHT,
  BIAS,
  N_PARAMETERS
};

/* Fewer rows than this pass by a weight once: nothing is gained by packing it first. */
#define LEAST_ROWS 512

static gboolean
check_parameters (const FrostOpAttributes *a, const FrostShape *x,
                  const FrostShape *const *w_shape, GError **error)
{
  const FrostShape *weight = w_shape[WEIGHT];
  const FrostShape *bias = w_shape[BIAS];
  g_autofree char *x_text = frost_shape_to_string (x);
  g_autofree char *w_text = NULL;

  if (weight == NULL || weight->rank != 4)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but there is no weight of four dimensions", x_text);
      return FALSE;
    }
  if (!frost_shape_check (weight, "weight", error))
    return FALSE;
  w_text = frost_shape_to_string (weight);
  if (a->groups < 1 || x->dim[2] % a->groups != 0 || weight->dim[3] % a->groups != 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s and the weight %s, whose channels do not divide into %d "
                   "groups",
                   x_text, w_text, a->groups);
      return FALSE;
    }
  if (weight->dim[2] * a->groups != x->dim[2])
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but the weight takes %" G_GINT64_FORMAT " channels",
                   x_text, (gint64) (weight->dim[2] * a->groups));
      return FALSE;
    }
  if (weight->dim[0] != a->window.kernel_h || weight->dim[1] != a->window.kernel_w)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s and the weight %s, but the kernel is said to be %dx%d",
                   x_text, w_text, a->window.kernel_h, a->window.kernel_w);
      return FALSE;
    }
  if (bias != NULL && (bias->rank != 1 || bias->dim[0] != weight->dim[3]))
    {
      g_autofree char *b_text = frost_shape_to_string (bias);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s and the weight %s, but the bias is %s", x_text, w_text,
                   b_text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
conv_infer (const FrostOpAttributes *attributes, int n_inputs,
            const FrostShape *const *x_shape, const FrostShape *const *w_shape,
            FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0];
  int64_t oh, ow, windows = 0;
  FrostShape y;
  FrostConvGeometry g;

  if (!frost_window_check (&attributes->window, x, FALSE, &oh, &ow, error)
      || !check_parameters (attributes, x, w_shape, error))
    return FALSE;
  y = frost_shape_image (oh, ow, w_shape[WEIGHT]->dim[3]);
  if (!frost_shape_check (&y, "output", error))
    return FALSE;

  g = frost_conv_geometry (attributes, x, &y);
  *inference = (FrostOpInference){ .y = y };
  /* A few rows could be computed in another way than all of them, with other prepared weights. */
  inference->rows =
      frost_conv_allows_winograd (&g) ? FROST_OP_ROWS_ALL : FROST_OP_ROWS_WINDOW;
  inference->steps_y = g.way != FROST_CONV_DEPTHWISE && g.way != FROST_CONV_GROUPED;
  inference->adds_residual = inference->steps_y;
  inference->multiply_adds = g.out * g.k;
  inference->prepared = frost_conv_packed_size (&g);
  inference->prepared_backward = frost_conv_turned_size (&g);
  inference->takes_scale = g.way == FROST_CONV_POINTWISE && attributes->groups == 1;
  if (g.way == FROST_CONV_WINOGRAD)
    windows = frost_conv_winograd_scratch (&g);
  else if (inference->takes_scale)
    windows = inference->prepared;
  else if (g.way == FROST_CONV_WINDOWS && !frost_conv_suits_direct (&g))
    windows = g.strip_rows * g.k;
  inference->scratch_prepared = MAX (windows, frost_conv_backward_scratch (&g));
  inference->scratch =
      MAX (inference->prepared + windows,
           inference->prepared_backward + frost_conv_backward_scratch (&g));
  return TRUE;
}

static void
conv_prepare (const FrostOpContext *context, float *prepared)
{
  FrostConvGeometry g =
      frost_conv_geometry (context->attributes, context->x_shape[0], context->y_shape);

  frost_conv_pack (prepared, &g, context->w[WEIGHT]);
}

static void
conv_prepare_backward (const FrostOpContext *context, float *prepared)
{
  FrostConvGeometry g =
      frost_conv_geometry (context->attributes, context->x_shape[0], context->y_shape);

  frost_conv_turn (prepared, &g, context->w[WEIGHT], context->scratch);
}

/* A second input that is no scale is a residual; only inference plans give either. */
static FrostEpilogue
epilogue_of (const FrostOpContext *context, const FrostConvGeometry *g)
{
  gboolean has_residual = context->n_inputs - (g->a->scaled ? 1 : 0) > 1;

  return (FrostEpilogue){ .bias = context->w[BIAS],
                          .residual = has_residual ? context->x[1] : NULL,
                          .residual_step = g->cout,
                          .hard_swish = g->a->hard_swish,
                          .low = g->a->low,
                          .high = g->a->high };
}

static void
forward_each (const FrostOpContext *context, const FrostConvGeometry *g,
              const FrostEpilogue *epilogue)
{
  const FrostKernels *kernels = frost_kernels ();
  FrostDepthwise shape = frost_conv_depthwise_shape (g);

  for (int i = 0; i < context->n; i++)
    {
      float *y = context->y + i * g->out;
      const float *x = context->x[0] + i * g->in;

      if (g->way == FROST_CONV_DEPTHWISE)
        kernels->depthwise (y, x, context->w[WEIGHT], &shape, epilogue);
      else
        kernels->grouped (y, x, context->w[WEIGHT], &shape, g->group_in, epilogue);
    }
}

/* The epilogue of a group's channels, of the pixels from `pixel` on. */
static FrostEpilogue
epilogue_at (const FrostEpilogue *epilogue, int64_t channel, int64_t pixel)
{
  FrostEpilogue at = *epilogue;

  if (at.bias != NULL)
    at.bias += channel;
  if (at.residual != NULL)
    at.residual += pixel * at.residual_step + channel;
  return at;
}

/* A product of all pixels, or of strips of windows; w and ldw as the product takes them. */
static void
forward_group (const FrostOpContext *context, const FrostConvGeometry *g, int group,
               const float *w, int64_t ldw, int64_t y_step, const FrostEpilogue *epilogue,
               float *windows)
{
  const FrostKernels *kernels = frost_kernels ();
  int64_t pixels = context->n * g->out_pixels;
  int64_t channel = (int64_t) group * g->group_out;
  const float *x = context->x[0] + (int64_t) group * g->group_in;
  float *y = context->y + channel;

  if (g->way == FROST_CONV_POINTWISE)
    {
      FrostEpilogue all = epilogue_at (epilogue, channel, 0);

      kernels->product (y, y_step, x, g->cin, w, ldw, pixels, g->group_out, g->k, &all);
      return;
    }
  for (int64_t p = 0; p < pixels; p += g->strip_rows)
    {
      int64_t rows = MIN (g->strip_rows, pixels - p);
      FrostEpilogue part = epilogue_at (epilogue, channel, p);

      frost_conv_lay_out (windows, x, g, p, rows);
      kernels->product (y + p * y_step, y_step, windows, g->k, w, ldw, rows, g->group_out,
                        g->k, &part);
    }
}

/* A kernel of one pixel on images whose channels are scaled, each in its own way: the weights take
 * the scale, of which there are fewer than numbers of the image. */
static void
forward_scaled (const FrostOpContext *context, const FrostConvGeometry *g,
                const float *packed, int64_t y_step, const FrostEpilogue *epilogue,
                float *scaled)
{
  const FrostKernels *kernels = frost_kernels ();
  const float *scale = context->x[context->n_inputs - 1];

  for (int i = 0; i < context->n; i++)
    {
      int64_t pixel = i * g->out_pixels;
      FrostEpilogue of_image = epilogue_at (epilogue, 0, pixel);

      kernels->scale_packed (scaled, packed, scale + (int64_t) i * g->cin, g->cout, g->k);
      kernels->product (context->y + pixel * y_step, y_step, context->x[0] + i * g->in,
                        g->cin, scaled, FROST_PACKED, g->out_pixels, g->cout, g->k,
                        &of_image);
    }
}

static void
conv_forward (const FrostOpContext *context)
{
  FrostConvGeometry g =
      frost_conv_geometry (context->attributes, context->x_shape[0], context->y_shape);
  const float *packed = context->prepared;
  float *scratch = context->scratch;
  int64_t size = frost_conv_packed_size (&g);
  gboolean direct = frost_conv_suits_direct (&g);
  int64_t y_step = context->y_step > 0 ? context->y_step : g.cout;
  FrostEpilogue epilogue = epilogue_of (context, &g);

  if (g.way == FROST_CONV_DEPTHWISE || g.way == FROST_CONV_GROUPED)
    {
      forward_each (context, &g, &epilogue);
      return;
    }
  if (packed == NULL
      && (g.way == FROST_CONV_WINOGRAD || direct || g.a->scaled
          || context->n * g.out_pixels >= LEAST_ROWS))
    {
      frost_conv_pack (scratch, &g, context->w[WEIGHT]);
      packed = scratch;
      scratch += size;
    }
  if (g.way == FROST_CONV_WINOGRAD)
    {
      frost_conv_winograd (context->y, y_step, context->x[0], packed, &epilogue, &g,
                           context->n, scratch);
      return;
    }
  if (direct)
    {
      frost_conv_direct (context->y, y_step, context->x[0], packed, &epilogue, &g,
                         context->n);
      return;
    }
  if (g.a->scaled)
    {
      forward_scaled (context, &g, packed, y_step, &epilogue, scratch);
      return;
    }
  for (int group = 0; group < g.a->groups; group++)
    if (packed != NULL)
      forward_group (context, &g, group, packed + group * (size / g.a->groups),
                     FROST_PACKED, y_step, &epilogue, scratch);
    else
      forward_group (context, &g, group,
                     context->w[WEIGHT] + (int64_t) group * g.group_out, g.cout, y_step,
                     &epilogue, scratch);
}

const FrostOp frost_op_conv = {
  .name = "conv",
  .min_inputs = 1,
  .max_inputs = 1,
  .n_parameters = N_PARAMETERS,
  .parameter_names = { "weight", "bias" },
  .needs = FROST_OP_NEEDS_X,
  .infer = conv_infer,
  .prepare = conv_prepare,
  .prepare_backward = conv_prepare_backward,
  .forward = conv_forward,
  .backward = frost_conv_backward,
};
