/* clip.c - y = min (max (x, low), high), elementwise; ReLU6 is clip from 0 to 6.
 *
 * x, y: any shape, the same one. Backward reads y (not x): y lies strictly between the bounds iff
 * x does, so y may be x in forward, and dx may be dy in backward. The derivative at a bound is
 * taken as 0, as PyTorch's hardtanh has it.
 */
#include "engine/core/error.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

static gboolean
clip_infer (const FrostOpAttributes *attributes, int n_inputs,
            const FrostShape *const *x_shape, const FrostShape *const *w_shape,
            FrostOpInference *inference, GError **error)
{
  if (!(attributes->low <= attributes->high))
    {
      g_autofree char *text = frost_shape_to_string (x_shape[0]);

      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "input is %s, to be clipped from %g to %g; the lower bound must not be "
          "above the upper one",
          text, attributes->low, attributes->high);
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = *x_shape[0], .rows = FROST_OP_ROWS_SAME };
  return TRUE;
}

static void
clip_forward (const FrostOpContext *context)
{
  int64_t n = context->n * frost_shape_n_elements (context->y_shape);

  frost_kernels ()->clip (context->y, context->x[0], n, context->attributes->low,
                          context->attributes->high);
}

static void
clip_backward (const FrostOpContext *context)
{
  int64_t n = context->n * frost_shape_n_elements (context->y_shape);

  if (context->dx[0] != NULL)
    frost_kernels ()->clip_backward (context->dx[0], context->dy, context->y, n,
                                     context->attributes->low, context->attributes->high);
}

const FrostOp frost_op_clip = {
  .name = "clip",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_Y,
  .infer = clip_infer,
  .forward = clip_forward,
  .backward = clip_backward,
};
