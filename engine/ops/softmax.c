/* softmax.c - y = e^x / sum of e^x, along the last axis.
 *
 * x, y: any shape, the same one, of at least one dimension. Saves y for backward:
 * dx = y (dy - sum of dy y). y may be x, dx may be dy.
 */
#include "engine/core/error.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

static gboolean
softmax_infer (const FrostOpAttributes *attributes, int n_inputs,
               const FrostShape *const *x_shape, const FrostShape *const *w_shape,
               FrostOpInference *inference, GError **error)
{
  if (x_shape[0]->rank < 1)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is a single number but at least one dimension is needed");
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = *x_shape[0] };
  return TRUE;
}

static void
softmax_forward (const FrostOpContext *context)
{
  const FrostShape *shape = context->y_shape;

  frost_kernels ()->softmax (context->y, context->x[0],
                             context->n * frost_shape_n_pixels (shape),
                             frost_shape_channels (shape));
}

static void
softmax_backward (const FrostOpContext *context)
{
  const FrostShape *shape = context->y_shape;

  if (context->dx[0] != NULL)
    frost_kernels ()->softmax_backward (context->dx[0], context->dy, context->y,
                                        context->n * frost_shape_n_pixels (shape),
                                        frost_shape_channels (shape));
}

const FrostOp frost_op_softmax = {
  .name = "softmax",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_Y,
  .infer = softmax_infer,
  .forward = softmax_forward,
  .backward = softmax_backward,
};
