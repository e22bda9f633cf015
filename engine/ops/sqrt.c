/* sqrt.c - y = the square root of x, elementwise; not-a-number below 0.
 *
 * x, y: any shape, the same one. Backward reads y: dx = dy / (2 y), infinite at 0 as in PyTorch. y may
 * be x, dx may be dy.
 */
#include "engine/ops/unary.h"

static void
sqrt_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_SQRT);
}

static void
sqrt_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_SQRT, context->y);
}

const FrostOp frost_op_sqrt = {
  .name = "sqrt",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_Y,
  .infer = frost_unary_infer,
  .forward = sqrt_forward,
  .backward = sqrt_backward,
};
