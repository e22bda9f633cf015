/* relu.c - y = max (x, 0), elementwise.
 *
 * x, y: any shape, the same one. Backward reads y (not x): y > 0 iff x > 0, so y may be x in
 * forward, and dx may be dy in backward. The derivative at 0 is taken as 0.
 */
#include <math.h>

#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

static gboolean
relu_infer (const FrostOpAttributes *attributes, int n_inputs,
            const FrostShape *const *x_shape, const FrostShape *const *w_shape,
            FrostOpInference *inference, GError **error)
{
  *inference = (FrostOpInference){ .y = *x_shape[0], .rows = FROST_OP_ROWS_SAME };
  return TRUE;
}

static void
relu_forward (const FrostOpContext *context)
{
  int64_t n = context->n * frost_shape_n_elements (context->y_shape);

  frost_kernels ()->clip (context->y, context->x[0], n, 0, INFINITY);
}

static void
relu_backward (const FrostOpContext *context)
{
  int64_t n = context->n * frost_shape_n_elements (context->y_shape);

  if (context->dx[0] != NULL)
    frost_kernels ()->clip_backward (context->dx[0], context->dy, context->y, n, 0,
                                     INFINITY);
}

const FrostOp frost_op_relu = {
  .name = "relu",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_Y,
  .infer = relu_infer,
  .forward = relu_forward,
  .backward = relu_backward,
};
