/* reduce-mean.c - the mean over some axes.
 *
 * x: any shape; y: the same with the reduced axes of length 1. axes: bit d for axis d; none at all
 * leaves x as it is. Saves nothing, reads nothing in backward: dx = dy / count.
 */
#include "engine/ops/reduction.h"

static gboolean
reduce_mean_infer (const FrostOpAttributes *attributes, int n_inputs,
                   const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                   FrostOpInference *inference, GError **error)
{
  return frost_reduction_infer (attributes->axes, x_shape[0], inference, error);
}

static void
reduce_mean_forward (const FrostOpContext *context)
{
  FrostReduction reduction =
      frost_reduction (context->attributes->axes, context->x_shape[0]);
  int64_t n_x = frost_shape_n_elements (context->x_shape[0]);
  int64_t n_y = frost_shape_n_elements (context->y_shape);

  for (int image = 0; image < context->n; image++)
    {
      const double *sum = frost_reduction_sums (&reduction, context->scratch,
                                                context->x[0] + image * n_x, n_y, FALSE);

      for (int64_t i = 0; i < n_y; i++)
        context->y[image * n_y + i] = (float) (sum[i] / (double) reduction.count);
    }
}

static void
reduce_mean_backward (const FrostOpContext *context)
{
  FrostReduction reduction =
      frost_reduction (context->attributes->axes, context->x_shape[0]);
  int64_t n_x = frost_shape_n_elements (context->x_shape[0]);
  int64_t n_y = frost_shape_n_elements (context->y_shape);

  if (context->dx[0] == NULL)
    return;
  for (int image = 0; image < context->n; image++)
    frost_reduction_spread (&reduction, context->dx[0] + image * n_x,
                            context->dy + image * n_y, 1.0f / (float) reduction.count);
}

const FrostOp frost_op_reduce_mean = {
  .name = "reduce-mean",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = reduce_mean_infer,
  .forward = reduce_mean_forward,
  .backward = reduce_mean_backward,
};
