/* hard-sigmoid.c - y = min (max (alpha x + beta, 0), 1), elementwise.
 *
 * x, y: any shape, the same one. PyTorch's has alpha 1 / 6 and beta 0.5, ONNX' alpha 0.2 by default.
 * Backward reads y: dx = alpha dy where y lies strictly between 0 and 1, else 0. y may be x, dx may
 * be dy.
 */
#include "engine/ops/unary.h"

static void
hard_sigmoid_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_HARD_SIGMOID);
}

static void
hard_sigmoid_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_HARD_SIGMOID, context->y);
}

const FrostOp frost_op_hard_sigmoid = {
  .name = "hard-sigmoid",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_Y,
  .infer = frost_unary_infer,
  .forward = hard_sigmoid_forward,
  .backward = hard_sigmoid_backward,
};
