/* hard-swish.c - y = x min (max (x / 6 + 0.5, 0), 1), elementwise.
 *
 * x, y: any shape, the same one. Backward reads x: two of them may have one y. y may be x when no
 * backward follows; dx may be dy. The derivative is taken as 0 at -3 and as 1 at 3. Source: Howard
 * et al. 2019 (MobileNet v3).
 */
#include "engine/ops/unary.h"

static void
hard_swish_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_HARD_SWISH);
}

static void
hard_swish_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_HARD_SWISH, context->x[0]);
}

const FrostOp frost_op_hard_swish = {
  .name = "hard-swish",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_unary_infer,
  .forward = hard_swish_forward,
  .backward = hard_swish_backward,
};
