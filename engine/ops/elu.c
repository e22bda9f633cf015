/* elu.c - y = x > 0 ? x : alpha (e^x - 1), elementwise.
 *
 * x, y: any shape, the same one. Backward reads x: with an alpha below 0 the sign of y does not tell
 * that of x. y may be x when no backward follows; dx may be dy. The derivative at 0 is taken as
 * alpha. Source: Clevert, Unterthiner & Hochreiter 2016.
 */
#include "engine/ops/unary.h"

static void
elu_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_ELU);
}

static void
elu_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_ELU, context->x[0]);
}

const FrostOp frost_op_elu = {
  .name = "elu",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_unary_infer,
  .forward = elu_forward,
  .backward = elu_backward,
};
