/* erf.c - y = erf x, elementwise.
 *
 * x, y: any shape, the same one. Backward reads x: dx = dy 2 / sqrt (pi) e^(-x^2). y may be x when no
 * backward follows; dx may be dy.
 */
#include "engine/ops/unary.h"

static void
erf_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, FROST_UNARY_ERF);
}

static void
erf_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_ERF, context->x[0]);
}

const FrostOp frost_op_erf = {
  .name = "erf",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_unary_infer,
  .forward = erf_forward,
  .backward = erf_backward,
};
