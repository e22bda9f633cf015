/* prelu.c - y = x > 0 ? x : slope x, elementwise.
 *
 * x, y: any shape, the same one. Parameter slope of the rank of x, its dimensions those of x or 1; or of
 * rank 1, [1] or [c] along the last axis. Saves nothing; backward reads x: dx = dy or slope dy,
 * dslope = sum of dy x where x <= 0. y may be x when no backward follows. The derivative at 0 is
 * taken as slope. Source: He et al. 2015.
 */
#include <math.h>

#include "engine/core/error.h"
#include "engine/ops/broadcast.h"

static gboolean
fits (const FrostShape *x, const FrostShape *slope)
{
  int missing = x->rank - slope->rank;

  if (slope->rank != x->rank && !(slope->rank == 1 && x->rank > 1))
    return FALSE;
  for (int d = 0; d < slope->rank; d++)
    if (slope->dim[d] != 1 && slope->dim[d] != x->dim[missing + d])
      return FALSE;
  return TRUE;
}

static gboolean
prelu_infer (const FrostOpAttributes *attributes, int n_inputs,
             const FrostShape *const *x_shape, const FrostShape *const *w_shape,
             FrostOpInference *inference, GError **error)
{
  const FrostShape *slope = w_shape[0];

  if (slope == NULL || !fits (x_shape[0], slope))
    {
      g_autofree char *x_text = frost_shape_to_string (x_shape[0]);
      g_autofree char *text = slope != NULL ? frost_shape_to_string (slope) : NULL;

      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
          "input is %s and the slope %s; one number, one a channel or the input's "
          "own dimensions are needed",
          x_text, text != NULL ? text : "absent");
      return FALSE;
    }
  *inference =
      (FrostOpInference){ .y = *x_shape[0], .scratch = frost_broadcast_scratch (slope) };
  return TRUE;
}

static void
prelu_forward (const FrostOpContext *context)
{
  frost_broadcast_forward (context, FROST_BINARY_PRELU);
}

static void
prelu_backward (const FrostOpContext *context)
{
  FrostOperand x = frost_broadcast_operand (context, 0);
  FrostOperand slope = frost_broadcast_operand (context, 1);
  FrostOperand gradient = { .data = context->dy, .shape = context->y_shape };
  FrostOperand factor = { .data = context->dx[0], .shape = context->y_shape };

  frost_broadcast_backward (context, 1, FROST_BINARY_PRELU_SUM, FALSE);
  if (context->dx[0] == NULL)
    return;
  frost_broadcast_map (context->dx[0], context->y_shape, context->n, &x, &slope,
                       FROST_BINARY_PRELU_SLOPE, -INFINITY, INFINITY);
  frost_broadcast_map (context->dx[0], context->y_shape, context->n, &factor, &gradient,
                       FROST_BINARY_MUL, -INFINITY, INFINITY);
}

const FrostOp frost_op_prelu = {
  .name = "prelu",
  .min_inputs = 1,
  .max_inputs = 1,
  .n_parameters = 1,
  .parameter_names = { "slope" },
  .needs = FROST_OP_NEEDS_X,
  .infer = prelu_infer,
  .forward = prelu_forward,
  .backward = prelu_backward,
};
