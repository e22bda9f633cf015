/* linear.c - y = clamp (x w + b) on the last axis.
 *
 * x [..., in], y [..., out]: every row of an image is multiplied alike. Parameters: weight [in, out], bias [out] (may be absent). Saves nothing;
 * backward reads x and knows nothing of the clamp, which only inference plans set.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/gemm.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

enum
{
  WEIGHT,
  BIAS,
  N_PARAMETERS
};

static gboolean
linear_infer (const FrostOpAttributes *attributes, int n_inputs,
              const FrostShape *const *x_shape, const FrostShape *const *w_shape,
              FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0];
  const FrostShape *weight = w_shape[WEIGHT];
  const FrostShape *bias = w_shape[BIAS];
  g_autofree char *x_text = frost_shape_to_string (x);
  FrostShape y = *x;

  if (x->rank < 1)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is a single number but at least one dimension is needed");
      return FALSE;
    }
  if (weight == NULL || weight->rank != 2)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but there is no weight of two dimensions", x_text);
      return FALSE;
    }
  if (!frost_shape_check (weight, "weight", error))
    return FALSE;
  if (weight->dim[0] != frost_shape_channels (x))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but the weight takes %" G_GINT64_FORMAT " features",
                   x_text, (gint64) weight->dim[0]);
      return FALSE;
    }
  if (bias != NULL && (bias->rank != 1 || bias->dim[0] != weight->dim[1]))
    {
      g_autofree char *w_text = frost_shape_to_string (weight);
      g_autofree char *b_text = frost_shape_to_string (bias);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s and the weight %s, but the bias is %s", x_text, w_text,
                   b_text);
      return FALSE;
    }
  y.dim[y.rank - 1] = weight->dim[1];
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = y };
  inference->multiply_adds = frost_shape_n_pixels (x) * weight->dim[0] * weight->dim[1];
  inference->scratch = 2 * weight->dim[1];
  return TRUE;
}

static void
linear_forward (const FrostOpContext *context)
{
  const FrostOpAttributes *a = context->attributes;
  int in = (int) frost_shape_channels (context->x_shape[0]);
  int out = (int) frost_shape_channels (context->y_shape);
  int64_t rows = context->n * frost_shape_n_pixels (context->y_shape);
  FrostEpilogue epilogue = { .bias = context->w[BIAS], .low = a->low, .high = a->high };

  frost_kernels ()->product (context->y, out, context->x[0], in, context->w[WEIGHT], out,
                             rows, out, in, &epilogue);
}

static void
linear_backward (const FrostOpContext *context)
{
  int64_t in = frost_shape_channels (context->x_shape[0]);
  int64_t out = frost_shape_channels (context->y_shape);
  int64_t rows = context->n * frost_shape_n_pixels (context->y_shape);

  if (context->dw[BIAS] != NULL)
    {
      double *sum = (double *) context->scratch;

      memset (sum, 0, (size_t) out * sizeof (double));
      frost_kernels ()->sums (sum, context->dy, rows, (int) out);
      for (int64_t i = 0; i < out; i++)
        context->dw[BIAS][i] += (float) sum[i];
    }
  if (context->dw[WEIGHT] != NULL)
    frost_gemm (TRUE, FALSE, in, out, rows, 1, context->x[0], in, context->dy, out, 1,
                context->dw[WEIGHT], out);
  if (context->dx[0] != NULL)
    frost_gemm (FALSE, TRUE, rows, in, out, 1, context->dy, out, context->w[WEIGHT], out,
                0, context->dx[0], in);
}

const FrostOp frost_op_linear = {
  .name = "linear",
  .min_inputs = 1,
  .max_inputs = 1,
  .n_parameters = N_PARAMETERS,
  .parameter_names = { "weight", "bias" },
  .needs = FROST_OP_NEEDS_X,
  .infer = linear_infer,
  .forward = linear_forward,
  .backward = linear_backward,
};
