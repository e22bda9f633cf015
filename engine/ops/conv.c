/* conv.c - y = clamp (x * w + b), the correlation that every framework calls convolution.
 *
 * x [h, w, cin], y [oh, ow, cout]. Parameters: weight [kernel_h, kernel_w, cin / groups, cout],
 * bias [cout] (may be absent). Group g reads the input channels [g cin/groups, …) and writes the
 * output channels [g cout/groups, …), which are columns of the weight. Saves nothing; backward
 * reads x and knows nothing of the clamp, which only inference plans set.
 *
 * Four ways: a kernel of one pixel is a product over all pixels; one channel a group goes to the
 * depthwise kernel, a few to the grouped one; the rest lays windows out as rows, in strips that
 * stay in the cache.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/gemm.h"
#include "engine/kernels/im2col.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"
#include "engine/ops/window.h"

/* Numbers of a strip of windows: 32 KiB, so that what was just laid out is still in the cache
 * next to the core when it is multiplied. But enough rows that each weight fetched is used often:
 * strips go on from one image to the next. */
#define STRIP 8192
#define MIN_STRIP_ROWS 256

enum
{
  WEIGHT,
  BIAS,
  N_PARAMETERS
};

typedef struct
{
  const FrostOpAttributes *a;
  int h, w, cin;
  int oh, ow, cout;
  int group_in, group_out;
  int k;              /* numbers of a window: kernel_h kernel_w cin / groups */
  int64_t in, out;    /* numbers of an image */
  int64_t out_pixels; /* of an image */
  int64_t strip_rows;
} Geometry;

static Geometry
geometry (const FrostOpAttributes *a, const FrostShape *x, const FrostShape *y)
{
  Geometry g = { .a = a };

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
  return g;
}

static gboolean
is_pointwise (const FrostWindow *w)
{
  return w->kernel_h == 1 && w->kernel_w == 1 && w->stride_h == 1 && w->stride_w == 1
         && w->pad_top == 0 && w->pad_left == 0 && w->pad_bottom == 0
         && w->pad_right == 0;
}

static gboolean
is_depthwise (const Geometry *g)
{
  return g->group_in == 1 && g->group_out == 1;
}

/* Few channels a group, which would leave most of a vector idle in a product. */
static gboolean
is_grouped (const Geometry *g)
{
  int group = g->group_in;

  return group == g->group_out && g->a->groups > 1
         && (group == 2 || group == 4 || group == 8 || group == 16);
}

static FrostDepthwise
depthwise_shape (const Geometry *g)
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

static FrostIm2col
im2col_shape (const Geometry *g)
{
  const FrostWindow *w = &g->a->window;

  return (FrostIm2col){ .height = g->h,
                        .width = g->w,
                        .channels = g->cin,
                        .used_channels = g->group_in,
                        .out_width = g->ow,
                        .kernel_h = w->kernel_h,
                        .kernel_w = w->kernel_w,
                        .stride_h = w->stride_h,
                        .stride_w = w->stride_w,
                        .dilation_h = w->dilation_h,
                        .dilation_w = w->dilation_w,
                        .pad_top = w->pad_top,
                        .pad_left = w->pad_left };
}

/* Windows of the output pixels [first, first + n), counted through all images; x stands at the
 * first channel of the group. */
static void
lay_out (float *rows, const float *x, const Geometry *g, int64_t first, int64_t n)
{
  FrostIm2col shape = im2col_shape (g);

  for (int64_t done = 0, part; done < n; done += part)
    {
      int64_t image = (first + done) / g->out_pixels;
      int64_t pixel = (first + done) % g->out_pixels;

      part = MIN (n - done, g->out_pixels - pixel);
      frost_im2col (rows + done * g->k, x + image * g->in, &shape, pixel, part);
    }
}

/* The transposed, which adds. */
static void
put_back (float *x, const float *rows, const Geometry *g, int64_t first, int64_t n)
{
  FrostIm2col shape = im2col_shape (g);

  for (int64_t done = 0, part; done < n; done += part)
    {
      int64_t image = (first + done) / g->out_pixels;
      int64_t pixel = (first + done) % g->out_pixels;

      part = MIN (n - done, g->out_pixels - pixel);
      frost_col2im (x + image * g->in, rows + done * g->k, &shape, pixel, part);
    }
}

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
  int64_t oh, ow;
  FrostShape y;
  Geometry g;

  if (!frost_window_check (&attributes->window, x, FALSE, &oh, &ow, error)
      || !check_parameters (attributes, x, w_shape, error))
    return FALSE;
  y = frost_shape_image (oh, ow, w_shape[WEIGHT]->dim[3]);
  if (!frost_shape_check (&y, "output", error))
    return FALSE;

  g = geometry (attributes, x, &y);
  *inference = (FrostOpInference){ .y = y };
  inference->multiply_adds = g.out * g.k;
  /* Forward: a strip of windows. Backward: the same, or the grouped kernel's weight turned around,
   * or the sums of the bias in doubles. */
  if (is_grouped (&g))
    inference->scratch = frost_shape_n_elements (w_shape[WEIGHT]);
  else if (!is_pointwise (&attributes->window) && !is_depthwise (&g))
    inference->scratch = g.strip_rows * g.k;
  inference->scratch = MAX (inference->scratch, 2 * (int64_t) g.cout);
  return TRUE;
}

static void
conv_forward (const FrostOpContext *context)
{
  const FrostKernels *kernels = frost_kernels ();
  const FrostOpAttributes *a = context->attributes;
  Geometry g = geometry (a, context->x_shape[0], context->y_shape);
  int64_t pixels = context->n * g.out_pixels;
  const float *weight = context->w[WEIGHT];
  const float *bias = context->w[BIAS];

  if (is_depthwise (&g))
    {
      FrostDepthwise depthwise = depthwise_shape (&g);

      for (int i = 0; i < context->n; i++)
        kernels->depthwise (context->y + i * g.out, context->x[0] + i * g.in, weight,
                            bias, &depthwise, a->low, a->high);
      return;
    }

  if (is_grouped (&g))
    {
      FrostDepthwise grouped = depthwise_shape (&g);

      for (int i = 0; i < context->n; i++)
        kernels->grouped (context->y + i * g.out, context->x[0] + i * g.in, weight, bias,
                          &grouped, g.group_in, a->low, a->high);
      return;
    }

  for (int group = 0; group < a->groups; group++)
    {
      const float *x = context->x[0] + (int64_t) group * g.group_in;
      const float *w = weight + (int64_t) group * g.group_out;
      const float *b = bias != NULL ? bias + (int64_t) group * g.group_out : NULL;
      float *y = context->y + (int64_t) group * g.group_out;

      if (is_pointwise (&a->window))
        {
          kernels->product (y, g.cout, x, g.cin, w, g.cout, b, pixels, g.group_out, g.k,
                            a->low, a->high);
          continue;
        }
      for (int64_t p = 0; p < pixels; p += g.strip_rows)
        {
          int64_t rows = MIN (g.strip_rows, pixels - p);

          lay_out (context->scratch, x, &g, p, rows);
          kernels->product (y + p * g.cout, g.cout, context->scratch, g.k, w, g.cout, b,
                            rows, g.group_out, g.k, a->low, a->high);
        }
    }
}

static void
backward_depthwise (const FrostOpContext *context, const Geometry *g)
{
  const FrostKernels *kernels = frost_kernels ();
  FrostDepthwise shape = depthwise_shape (g);

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
backward_grouped (const FrostOpContext *context, const Geometry *g)
{
  const FrostKernels *kernels = frost_kernels ();
  FrostDepthwise shape = depthwise_shape (g);

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
backward_pointwise (const FrostOpContext *context, const Geometry *g, int group)
{
  int64_t in = (int64_t) group * g->group_in;
  int64_t out = (int64_t) group * g->group_out;
  int64_t pixels = context->n * g->out_pixels;
  const float *dy = context->dy + out;

  if (context->dw[WEIGHT] != NULL)
    frost_gemm (TRUE, FALSE, g->group_in, g->group_out, pixels, 1, context->x[0] + in,
                g->cin, dy, g->cout, 1, context->dw[WEIGHT] + out, g->cout);
  if (context->dx[0] != NULL)
    frost_gemm (FALSE, TRUE, pixels, g->group_in, g->group_out, 1, dy, g->cout,
                context->w[WEIGHT] + out, g->cout, 0, context->dx[0] + in, g->cin);
}

static void
backward_windows (const FrostOpContext *context, const Geometry *g, int group)
{
  int64_t in = (int64_t) group * g->group_in;
  int64_t out = (int64_t) group * g->group_out;
  int64_t pixels = context->n * g->out_pixels;
  float *windows = context->scratch;

  for (int64_t p = 0; p < pixels; p += g->strip_rows)
    {
      int64_t rows = MIN (g->strip_rows, pixels - p);
      const float *dy = context->dy + p * g->cout + out;

      if (context->dw[WEIGHT] != NULL)
        {
          lay_out (windows, context->x[0] + in, g, p, rows);
          frost_gemm (TRUE, FALSE, g->k, g->group_out, rows, 1, windows, g->k, dy,
                      g->cout, 1, context->dw[WEIGHT] + out, g->cout);
        }
      if (context->dx[0] != NULL)
        {
          frost_gemm (FALSE, TRUE, rows, g->k, g->group_out, 1, dy, g->cout,
                      context->w[WEIGHT] + out, g->cout, 0, windows, g->k);
          put_back (context->dx[0] + in, windows, g, p, rows);
        }
    }
}

static void
conv_backward (const FrostOpContext *context)
{
  const FrostOpAttributes *a = context->attributes;
  Geometry g = geometry (a, context->x_shape[0], context->y_shape);

  if (context->dw[BIAS] != NULL)
    {
      double *sum = (double *) context->scratch;

      memset (sum, 0, (size_t) g.cout * sizeof (double));
      frost_kernels ()->sums (sum, context->dy, context->n * g.out_pixels, g.cout);
      for (int i = 0; i < g.cout; i++)
        context->dw[BIAS][i] += (float) sum[i];
    }
  if (is_depthwise (&g))
    {
      backward_depthwise (context, &g);
      return;
    }
  if (is_grouped (&g))
    {
      backward_grouped (context, &g);
      return;
    }
  if (is_pointwise (&a->window))
    {
      for (int group = 0; group < a->groups; group++)
        backward_pointwise (context, &g, group);
      return;
    }
  if (context->dx[0] != NULL)
    memset (context->dx[0], 0, (size_t) (context->n * g.in) * sizeof (float));
  for (int group = 0; group < a->groups; group++)
    backward_windows (context, &g, group);
}

const FrostOp frost_op_conv = {
  .name = "conv",
  .min_inputs = 1,
  .max_inputs = 1,
  .n_parameters = N_PARAMETERS,
  .parameter_names = { "weight", "bias" },
  .needs = FROST_OP_NEEDS_X,
  .infer = conv_infer,
  .forward = conv_forward,
  .backward = conv_backward,
};
