/* add.c - y = clamp (a + b), elementwise; an operand repeats its numbers where it has one and the
 * other more.
 *
 * Shapes and operands: broadcast.h. Parameter operand [as a; shared by the images], only with one
 * input. Saves nothing, reads nothing in backward, which knows nothing of the clamp that only
 * inference plans set. y may be an operand of its shape. da = dy, db = dy, summed where they
 * repeat.
 */
#include "engine/ops/broadcast.h"

static void
add_forward (const FrostOpContext *context)
{
  frost_broadcast_forward (context, FROST_BINARY_ADD);
}

static void
add_backward (const FrostOpContext *context)
{
  for (int i = 0; i < 2; i++)
    frost_broadcast_backward (context, i, FROST_BINARY_FIRST, FALSE);
}

const FrostOp frost_op_add = {
  .name = "add",
  .min_inputs = 1,
  .max_inputs = 2,
  .n_parameters = 1,
  .parameter_names = { "operand" },
  .infer = frost_broadcast_infer,
  .forward = add_forward,
  .backward = add_backward,
};
