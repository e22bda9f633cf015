/* mul.c - y = clamp (a b), elementwise; an operand repeats its numbers where it has one and the
 * other more: squeeze-and-excitation multiplies [h, w, c] by [1, 1, c].
 *
 * Shapes and operands: broadcast.h. Parameter operand, only with one input. Saves nothing; backward
 * reads x, and knows nothing of the clamp that only inference plans set. y may be an operand of its
 * shape when no backward follows. da = dy b, db = dy a, summed where they repeat.
 */
#include "engine/ops/broadcast.h"

static void
mul_forward (const FrostOpContext *context)
{
  frost_broadcast_forward (context, FROST_BINARY_MUL);
}

static void
mul_backward (const FrostOpContext *context)
{
  for (int i = 0; i < 2; i++)
    frost_broadcast_backward (context, i, FROST_BINARY_MUL, FALSE);
}

const FrostOp frost_op_mul = {
  .name = "mul",
  .min_inputs = 1,
  .max_inputs = 2,
  .n_parameters = 1,
  .parameter_names = { "operand" },
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_broadcast_infer,
  .forward = mul_forward,
  .backward = mul_backward,
};
