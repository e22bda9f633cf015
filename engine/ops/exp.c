/* exp.c - y = e^x, elementwise.
 *
 * x, y: any shape, the same one. Backward reads y: dx = dy y. y may be x, dx may be dy. Below the
 * smallest normal number y is 0.
 */
#include "engine/ops/unary.h"

static void
exp_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_EXP);
}

static void
exp_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_EXP, context->y);
}

const FrostOp frost_op_exp = {
  .name = "exp",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_Y,
  .infer = frost_unary_infer,
  .forward = exp_forward,
  .backward = exp_backward,
};
