/* div.c - y = clamp (a / b), elementwise; an operand repeats its numbers where it has one and the
 * other more.
 *
 * Shapes and operands: broadcast.h. Parameter operand, only with one input; swapped: parameter / a.
 * Saves nothing; backward reads x, and knows nothing of the clamp that only inference plans set. y
 * may be an operand of its shape when no backward follows. da = dy / b, db = -dy a / b^2, summed
 * where they repeat.
 */
#include "engine/ops/broadcast.h"

static void
div_forward (const FrostOpContext *context)
{
  frost_broadcast_forward (context, FROST_BINARY_DIV);
}

static void
div_backward (const FrostOpContext *context)
{
  int left = context->attributes->swapped ? 1 : 0;

  frost_broadcast_backward (context, left, FROST_BINARY_DIV, FALSE);
  frost_broadcast_backward (context, 1 - left, FROST_BINARY_MINUS_MUL, TRUE);
}

const FrostOp frost_op_div = {
  .name = "div",
  .min_inputs = 1,
  .max_inputs = 2,
  .n_parameters = 1,
  .parameter_names = { "operand" },
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_broadcast_infer,
  .forward = div_forward,
  .backward = div_backward,
};
