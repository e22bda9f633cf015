/* abs.c - y = |x|, elementwise.
 *
 * x, y: any shape, the same one. Backward reads x. y may be x when no backward follows; dx may be dy.
 * The derivative at 0 is taken as 0.
 */
#include "engine/ops/unary.h"

static void
abs_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_ABS);
}

static void
abs_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_ABS, context->x[0]);
}

const FrostOp frost_op_abs = {
  .name = "abs",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_unary_infer,
  .forward = abs_forward,
  .backward = abs_backward,
};
