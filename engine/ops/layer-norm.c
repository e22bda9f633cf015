/* layer-norm.c - y = (x - mean) / sqrt (var + epsilon) * scale + bias over the last n_axes axes.
 *
 * x, y: any shape, the same one. Parameters: scale and bias, of the shape of x's last n_axes axes;
 * each may be absent and counts as 1 or 0 then. A row is what these axes span; mean and biased
 * variance are those of one row, in training as in use. Saves, per row, the mean and the inverse
 * deviation.
 *
 * Backward reads x. y may be x, dx may be dy.
 *
 * Source: Ba, Kiros & Hinton 2016; ONNX LayerNormalization-17.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

enum
{
  SCALE,
  BIAS,
  N_PARAMETERS
};

/* Rows whose share of the parameters' gradients is summed in float before it goes to doubles. */
#define BLOCK 32

/* Parts of scratch, each of a row's length; the first four hold two rows of doubles. */
enum
{
  SUMS = 0,
  DSCALE = 4,
  DBIAS,
  ONES,
  ZEROS,
  N_PARTS
};

static gboolean
is_tail (const FrostShape *w, const FrostShape *x, int n_axes)
{
  if (w->rank != n_axes)
    return FALSE;
  for (int i = 0; i < n_axes; i++)
    if (w->dim[i] != x->dim[x->rank - n_axes + i])
      return FALSE;
  return TRUE;
}

/* Numbers of a row. */
static int64_t
length (const FrostOpAttributes *attributes, const FrostShape *x)
{
  int64_t n = 1;

  for (int i = x->rank - attributes->n_axes; i < x->rank; i++)
    n *= x->dim[i];
  return n;
}

static gboolean
layer_norm_infer (const FrostOpAttributes *attributes, int n_inputs,
                  const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                  FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0];
  g_autofree char *x_text = frost_shape_to_string (x);
  int64_t c, rows;

  if (attributes->n_axes < 1 || attributes->n_axes > x->rank)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s, of which the last %d axes cannot be normalised", x_text,
                   attributes->n_axes);
      return FALSE;
    }
  for (int i = 0; i < N_PARAMETERS; i++)
    if (w_shape[i] != NULL && !is_tail (w_shape[i], x, attributes->n_axes))
      {
        g_autofree char *w_text = frost_shape_to_string (w_shape[i]);

        g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                     "input is %s but the %s is %s, where the last %d dimensions of the "
                     "input are needed",
                     x_text, frost_op_layer_norm.parameter_names[i], w_text,
                     attributes->n_axes);
        return FALSE;
      }
  c = length (attributes, x);
  rows = frost_shape_n_elements (x) / c;
  *inference = (FrostOpInference){ .y = *x };
  inference->scratch = N_PARTS * c;
  inference->saved_per_image = 2 * rows;
  inference->multiply_adds = frost_shape_n_elements (x);
  return TRUE;
}

/* The parameter, or a row of scratch that stands for it. */
static const float *
parameter_or (const FrostOpContext *context, int parameter, float *row, float value,
              int64_t c)
{
  if (context->w[parameter] != NULL)
    return context->w[parameter];
  for (int64_t i = 0; i < c; i++)
    row[i] = value;
  return row;
}

static void
layer_norm_forward (const FrostOpContext *context)
{
  int64_t c = length (context->attributes, context->y_shape);
  int64_t rows = context->n * (frost_shape_n_elements (context->y_shape) / c);
  const float *scale = parameter_or (context, SCALE, context->scratch + ONES * c, 1, c);
  const float *bias = parameter_or (context, BIAS, context->scratch + ZEROS * c, 0, c);

  frost_kernels ()->layer_norm (context->y, context->saved, context->x[0], scale, bias,
                                rows, c, context->attributes->epsilon);
}

static void
layer_norm_backward (const FrostOpContext *context)
{
  int64_t c = length (context->attributes, context->y_shape);
  int64_t rows = context->n * (frost_shape_n_elements (context->y_shape) / c);
  const float *scale = parameter_or (context, SCALE, context->scratch + ONES * c, 1, c);
  double *sums = (double *) (context->scratch + SUMS * c); /* of scale, then of bias */
  float *dscale = context->scratch + DSCALE * c;
  float *dbias = context->scratch + DBIAS * c;

  memset (sums, 0, 2 * (size_t) c * sizeof (double));
  for (int64_t r = 0; r < rows; r += BLOCK)
    {
      memset (dscale, 0, 2 * (size_t) c * sizeof (float));
      frost_kernels ()->layer_norm_backward (
          context->dx[0] != NULL ? context->dx[0] + r * c : NULL, dscale, dbias,
          context->dy + r * c, context->x[0] + r * c, context->saved + 2 * r, scale,
          MIN (BLOCK, rows - r), c);
      for (int64_t i = 0; i < 2 * c; i++)
        sums[i] += dscale[i];
    }
  for (int parameter = 0; parameter < N_PARAMETERS; parameter++)
    for (int64_t i = 0; context->dw[parameter] != NULL && i < c; i++)
      context->dw[parameter][i] += (float) sums[parameter * c + i];
}

const FrostOp frost_op_layer_norm = {
  .name = "layer-norm",
  .min_inputs = 1,
  .max_inputs = 1,
  .n_parameters = N_PARAMETERS,
  .parameter_names = { "scale", "bias" },
  .needs = FROST_OP_NEEDS_X,
  .infer = layer_norm_infer,
  .forward = layer_norm_forward,
  .backward = layer_norm_backward,
};
