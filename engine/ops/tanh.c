/* tanh.c - y = tanh x, elementwise.
 *
 * x, y: any shape, the same one. Backward reads y: dx = dy (1 - y) (1 + y). y may be x, dx may be dy.
 */
#include "engine/ops/unary.h"

static void
tanh_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_TANH);
}

static void
tanh_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_TANH, context->y);
}

const FrostOp frost_op_tanh = {
  .name = "tanh",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_Y,
  .infer = frost_unary_infer,
  .forward = tanh_forward,
  .backward = tanh_backward,
};
