/* silu.c - y = x sigmoid (x), elementwise; also called swish.
 *
 * x, y: any shape, the same one. Backward reads x: two of them may have one y. y may be x when no
 * backward follows; dx may be dy. Minus infinity gives not-a-number, as in PyTorch. Source: Elfwing,
 * Uchibe & Doya 2018.
 */
#include "engine/ops/unary.h"

static void
silu_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_SILU);
}

static void
silu_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_SILU, context->x[0]);
}

const FrostOp frost_op_silu = {
  .name = "silu",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_unary_infer,
  .forward = silu_forward,
  .backward = silu_backward,
};
