/* add.c - y = clamp (a + b), elementwise, without broadcasting.
 *
 * a, b, y: any shape, the same one. Saves nothing, reads nothing in backward, which knows nothing
 * of the clamp that only inference plans set. y may be a or b.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

static gboolean
add_infer (const FrostOpAttributes *attributes, int n_inputs,
           const FrostShape *const *x_shape, const FrostShape *const *w_shape,
           FrostOpInference *inference, GError **error)
{
  if (!frost_shape_equal (x_shape[0], x_shape[1]))
    {
      g_autofree char *a = frost_shape_to_string (x_shape[0]);
      g_autofree char *b = frost_shape_to_string (x_shape[1]);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s and %s, but only equal shapes can be added", a, b);
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = *x_shape[0] };
  return TRUE;
}

static void
add_forward (const FrostOpContext *context)
{
  int64_t n = context->n * frost_shape_n_elements (context->y_shape);

  frost_kernels ()->add (context->y, context->x[0], context->x[1], n,
                         context->attributes->low, context->attributes->high);
}

static void
add_backward (const FrostOpContext *context)
{
  int64_t n = context->n * frost_shape_n_elements (context->y_shape);

  for (int i = 0; i < 2; i++)
    if (context->dx[i] != NULL)
      memcpy (context->dx[i], context->dy, (size_t) n * sizeof (float));
}

const FrostOp frost_op_add = {
  .name = "add",
  .min_inputs = 2,
  .max_inputs = 2,
  .infer = add_infer,
  .forward = add_forward,
  .backward = add_backward,
};
