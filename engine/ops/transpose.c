/* transpose.c - axes in another order: axis d of y is axis order[d] of x.
 *
 * x any shape, y the same dimensions in the new order. order holds each axis of x once. Backward
 * is the same with the order turned round. Saves nothing, reads nothing in backward.
 */
#include "engine/core/error.h"
#include "engine/kernels/strided.h"
#include "engine/ops/op.h"

static gboolean
transpose_infer (const FrostOpAttributes *attributes, int n_inputs,
                 const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                 FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0];
  FrostShape y = { .rank = x->rank };
  guint seen = 0;

  for (int d = 0; d < x->rank; d++)
    {
      int axis = attributes->order[d];

      if (axis < 0 || axis >= x->rank || (seen & (1u << axis)) != 0)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                       "input has %d dimensions, the new order needs each of them once "
                       "but has %d in place %d",
                       x->rank, axis, d);
          return FALSE;
        }
      seen |= 1u << axis;
      y.dim[d] = x->dim[axis];
    }
  *inference = (FrostOpInference){ .y = y };
  return TRUE;
}

/* For each axis of y the step in y and, by the order, the one in x. */
static FrostStrided
lay_out (const FrostOpContext *context)
{
  const FrostShape *shape = context->y_shape;
  FrostStrided strided = { .rank = shape->rank + 1, .size = { context->n } };
  int64_t steps[FROST_SHAPE_MAX_RANK];

  strided.y_step[0] = strided.x_step[0] = frost_shape_n_elements (shape);
  frost_strided_steps (shape, strided.y_step + 1);
  frost_strided_steps (context->x_shape[0], steps);
  for (int d = 0; d < shape->rank; d++)
    {
      strided.size[d + 1] = shape->dim[d];
      strided.x_step[d + 1] = steps[context->attributes->order[d]];
    }
  return strided;
}

static void
transpose_forward (const FrostOpContext *context)
{
  FrostStrided strided = lay_out (context);

  frost_strided_copy (context->y, context->x[0], &strided);
}

static void
transpose_backward (const FrostOpContext *context)
{
  FrostStrided forward = lay_out (context);
  FrostStrided strided = forward;

  if (context->dx[0] == NULL)
    return;
  /* The axes in the order of x, so that dx is written from its beginning to its end. */
  for (int d = 0; d < context->y_shape->rank; d++)
    {
      int axis = context->attributes->order[d];

      strided.size[axis + 1] = forward.size[d + 1];
      strided.y_step[axis + 1] = forward.x_step[d + 1];
      strided.x_step[axis + 1] = forward.y_step[d + 1];
    }
  frost_strided_copy (context->dx[0], context->dy, &strided);
}

const FrostOp frost_op_transpose = {
  .name = "transpose",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = transpose_infer,
  .forward = transpose_forward,
  .backward = transpose_backward,
};
