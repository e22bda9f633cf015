#include "engine/ops/unary.h"

#include <math.h>

#include "engine/core/error.h"

gboolean
frost_unary_infer (const FrostOpAttributes *attributes, int n_inputs,
                   const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                   FrostOpInference *inference, GError **error)
{
  if (!isfinite (attributes->alpha) || !isfinite (attributes->beta))
    {
      g_autofree char *text = frost_shape_to_string (x_shape[0]);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "input is %s with alpha %g and beta %g, which must be finite", text,
                   attributes->alpha, attributes->beta);
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = *x_shape[0], .rows = FROST_OP_ROWS_SAME };
  return TRUE;
}

int64_t
frost_unary_n (const FrostOpContext *context)
{
  return context->n * frost_shape_n_elements (context->y_shape);
}

void
frost_unary_forward (const FrostOpContext *context, FrostUnary kind)
{
  frost_kernels ()->unary (context->y, context->x[0], frost_unary_n (context), kind,
                           context->attributes->alpha, context->attributes->beta);
}

void
frost_unary_backward (const FrostOpContext *context, FrostUnary kind, const float *v)
{
  if (context->dx[0] != NULL)
    frost_kernels ()->unary_backward (context->dx[0], context->dy, v,
                                      frost_unary_n (context), kind,
                                      context->attributes->alpha);
}
