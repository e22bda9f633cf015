/* parameter.c - a value that does not come from the picture: y = w for each of the n images.
 *
 * No inputs. w, y: any shape, the same one. Class tokens, tables of positions. dw is the sum over
 * the images of dy. Saves nothing, reads nothing in backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/ops/op.h"

static gboolean
parameter_infer (const FrostOpAttributes *attributes, int n_inputs,
                 const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                 FrostOpInference *inference, GError **error)
{
  if (w_shape[0] == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "has no value, a parameter needs one");
      return FALSE;
    }
  if (!frost_shape_check (w_shape[0], "value", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = *w_shape[0] };
  return TRUE;
}

static void
parameter_forward (const FrostOpContext *context)
{
  int64_t size = frost_shape_n_elements (context->y_shape);

  for (int i = 0; i < context->n; i++)
    memcpy (context->y + i * size, context->w[0], (size_t) size * sizeof (float));
}

static void
parameter_backward (const FrostOpContext *context)
{
  int64_t size = frost_shape_n_elements (context->y_shape);
  float *restrict dw = context->dw[0];

  if (dw == NULL)
    return;
  for (int i = 0; i < context->n; i++)
    {
      const float *restrict dy = context->dy + i * size;

      for (int64_t k = 0; k < size; k++)
        dw[k] += dy[k];
    }
}

const FrostOp frost_op_parameter = {
  .name = "parameter",
  .min_inputs = 0,
  .max_inputs = 0,
  .n_parameters = 1,
  .parameter_names = { "value" },
  .infer = parameter_infer,
  .forward = parameter_forward,
  .backward = parameter_backward,
};
