/* reshape.c - the same numbers in the same order under another shape.
 *
 * x any shape, y [size of n_axes axes], as many numbers. A copy; y may be x, dx may be dy. Saves
 * nothing, reads nothing in backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/ops/op.h"

static gboolean
reshape_infer (const FrostOpAttributes *attributes, int n_inputs,
               const FrostShape *const *x_shape, const FrostShape *const *w_shape,
               FrostOpInference *inference, GError **error)
{
  FrostShape y = { .rank = attributes->n_axes };

  for (int d = 0; d < CLAMP (y.rank, 0, FROST_SHAPE_MAX_RANK); d++)
    y.dim[d] = attributes->size[d];
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  if (frost_shape_n_elements (&y) != frost_shape_n_elements (x_shape[0]))
    {
      g_autofree char *from = frost_shape_to_string (x_shape[0]);
      g_autofree char *to = frost_shape_to_string (&y);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but as many numbers as in %s are needed", from, to);
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = y };
  return TRUE;
}

static void
copy (float *to, const float *from, const FrostOpContext *context)
{
  int64_t n = context->n * frost_shape_n_elements (context->y_shape);

  if (to != from)
    memcpy (to, from, (size_t) n * sizeof (float));
}

static void
reshape_forward (const FrostOpContext *context)
{
  copy (context->y, context->x[0], context);
}

static void
reshape_backward (const FrostOpContext *context)
{
  if (context->dx[0] != NULL)
    copy (context->dx[0], context->dy, context);
}

const FrostOp frost_op_reshape = {
  .name = "reshape",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = reshape_infer,
  .forward = reshape_forward,
  .backward = reshape_backward,
};
