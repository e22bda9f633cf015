/* reduce-l2.c - the square root of the sum of squares over some axes.
 *
 * x: any shape; y: the same with the reduced axes of length 1. axes: bit d for axis d; none at all
 * gives |x|. Saves y; backward reads x and y: dx = dy x / y, and 0 where y is 0 (PyTorch's choice
 * among the slopes of the kink).
 */
#include <math.h>

#include "engine/ops/reduction.h"

static gboolean
reduce_l2_infer (const FrostOpAttributes *attributes, int n_inputs,
                 const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                 FrostOpInference *inference, GError **error)
{
  if (!frost_reduction_infer (attributes->axes, x_shape[0], inference, error))
    return FALSE;
  inference->multiply_adds = frost_shape_n_elements (x_shape[0]);
  return TRUE;
}

static void
reduce_l2_forward (const FrostOpContext *context)
{
  FrostReduction reduction =
      frost_reduction (context->attributes->axes, context->x_shape[0]);
  int64_t n_x = frost_shape_n_elements (context->x_shape[0]);
  int64_t n_y = frost_shape_n_elements (context->y_shape);

  for (int image = 0; image < context->n; image++)
    {
      const double *sum = frost_reduction_sums (&reduction, context->scratch,
                                                context->x[0] + image * n_x, n_y, TRUE);

      for (int64_t i = 0; i < n_y; i++)
        context->y[image * n_y + i] = (float) sqrt (sum[i]);
    }
}

static void
reduce_l2_backward (const FrostOpContext *context)
{
  FrostReduction reduction =
      frost_reduction (context->attributes->axes, context->x_shape[0]);
  int64_t n_x = frost_shape_n_elements (context->x_shape[0]);
  int64_t n_y = frost_shape_n_elements (context->y_shape);
  float *slope = context->scratch;

  if (context->dx[0] == NULL)
    return;
  for (int image = 0; image < context->n; image++)
    {
      const float *x = context->x[0] + image * n_x;
      const float *y = context->y + image * n_y;
      const float *dy = context->dy + image * n_y;
      float *dx = context->dx[0] + image * n_x;

      for (int64_t i = 0; i < n_y; i++)
        slope[i] = y[i] == 0 ? 0 : dy[i] / y[i];
      frost_reduction_spread (&reduction, dx, slope, 1);
      for (int64_t i = 0; i < n_x; i++)
        dx[i] *= x[i];
    }
}

const FrostOp frost_op_reduce_l2 = {
  .name = "reduce-l2",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X | FROST_OP_NEEDS_Y,
  .infer = reduce_l2_infer,
  .forward = reduce_l2_forward,
  .backward = reduce_l2_backward,
};
