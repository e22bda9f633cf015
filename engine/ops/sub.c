/* sub.c - y = clamp (a - b), elementwise; an operand repeats its numbers where it has one and the
 * other more.
 *
 * Shapes and operands: broadcast.h. Parameter operand, only with one input; swapped: parameter - a.
 * Saves nothing, reads nothing in backward, which knows nothing of the clamp that only inference
 * plans set. y may be an operand of its shape. da = dy, db = -dy, summed where they repeat.
 */
#include "engine/ops/broadcast.h"

static void
sub_forward (const FrostOpContext *context)
{
  frost_broadcast_forward (context, FROST_BINARY_SUB);
}

static void
sub_backward (const FrostOpContext *context)
{
  int left = context->attributes->swapped ? 1 : 0;

  frost_broadcast_backward (context, left, FROST_BINARY_FIRST, FALSE);
  frost_broadcast_backward (context, 1 - left, FROST_BINARY_MINUS_FIRST, FALSE);
}

const FrostOp frost_op_sub = {
  .name = "sub",
  .min_inputs = 1,
  .max_inputs = 2,
  .n_parameters = 1,
  .parameter_names = { "operand" },
  .infer = frost_broadcast_infer,
  .forward = sub_forward,
  .backward = sub_backward,
};
