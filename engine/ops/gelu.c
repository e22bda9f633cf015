/* gelu.c - y = x times the share of a standard normal distribution that lies below x, elementwise:
 * x (1 + erf (x / sqrt 2)) / 2, or x (1 + tanh (sqrt (2 / pi) (x + 0.044715 x^3))) / 2 where
 * attributes->approximate says so (ONNX Gelu-20).
 *
 * x, y: any shape, the same one. Backward reads x: two of them may have one y. y may be x when no
 * backward follows; dx may be dy. Minus infinity gives not-a-number, as in PyTorch. Source: Hendrycks &
 * Gimpel 2016.
 */
#include "engine/ops/unary.h"

static FrostUnary
kind_of (const FrostOpContext *context)
{
  return context->attributes->approximate ? FROST_UNARY_GELU_TANH : FROST_UNARY_GELU;
}

static void
gelu_forward (const FrostOpContext *context)
{
  frost_unary_forward (context, kind_of (context));
}

static void
gelu_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, kind_of (context), context->x[0]);
}

const FrostOp frost_op_gelu = {
  .name = "gelu",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_unary_infer,
  .forward = gelu_forward,
  .backward = gelu_backward,
};
