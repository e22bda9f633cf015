/* sigmoid.c - y = 1 / (1 + e^-x), elementwise.
 *
 * x, y: any shape, the same one. Backward reads y: dx = dy y (1 - y). y may be x, dx may be dy.
 */
#include "engine/ops/unary.h"

static void
sigmoid_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_SIGMOID);
}

static void
sigmoid_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_SIGMOID, context->y);
}

const FrostOp frost_op_sigmoid = {
  .name = "sigmoid",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_Y,
  .infer = frost_unary_infer,
  .forward = sigmoid_forward,
  .backward = sigmoid_backward,
};
