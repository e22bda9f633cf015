/* leaky-relu.c - y = x > 0 ? x : alpha x, elementwise.
 *
 * x, y: any shape, the same one. Backward reads y (not x): y > 0 iff x > 0, so y may be x, and dx may
 * be dy. Only where alpha is below 0, which hides the sign of x, forward saves x. The derivative
 * at 0 is taken as alpha.
 */
#include <string.h>

#include "engine/ops/unary.h"

static gboolean
leaky_relu_infer (const FrostOpAttributes *attributes, int n_inputs,
                  const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                  FrostOpInference *inference, GError **error)
{
  if (!frost_unary_infer (attributes, n_inputs, x_shape, w_shape, inference, error))
    return FALSE;
  if (attributes->alpha < 0)
    inference->saved_per_image = frost_shape_n_elements (x_shape[0]);
  return TRUE;
}

static void
leaky_relu_forward (const FrostOpContext *context)
{
  if (context->attributes->alpha < 0 && context->saved != NULL)
    memcpy (context->saved, context->x[0],
            (size_t) frost_unary_n (context) * sizeof (float));
  frost_unary_forward (context, FROST_UNARY_LEAKY_RELU);
}

static void
leaky_relu_backward (const FrostOpContext *context)
{
  frost_unary_backward (context, FROST_UNARY_LEAKY_RELU,
                        context->attributes->alpha < 0 ? context->saved : context->y);
}

const FrostOp frost_op_leaky_relu = {
  .name = "leaky-relu",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_Y,
  .infer = leaky_relu_infer,
  .forward = leaky_relu_forward,
  .backward = leaky_relu_backward,
};
