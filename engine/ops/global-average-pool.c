/* global-average-pool.c - the mean of all pixels, by channel.
 *
 * x [h, w, c], y [1, 1, c]. Saves nothing, reads nothing in backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

static gboolean
global_average_pool_infer (const FrostOpAttributes *attributes, int n_inputs,
                           const FrostShape *const *x_shape,
                           const FrostShape *const *w_shape, FrostOpInference *inference,
                           GError **error)
{
  const FrostShape *x = x_shape[0];

  if (x->rank != 3)
    {
      g_autofree char *text = frost_shape_to_string (x);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but height x width x channels is needed", text);
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = frost_shape_image (1, 1, x->dim[2]) };
  inference->scratch = 2 * x->dim[2]; /* sums in doubles */
  return TRUE;
}

static void
global_average_pool_forward (const FrostOpContext *context)
{
  int64_t pixels = frost_shape_n_pixels (context->x_shape[0]);
  int64_t c = frost_shape_channels (context->x_shape[0]);
  double *sum = (double *) context->scratch;

  for (int image = 0; image < context->n; image++)
    {
      memset (sum, 0, (size_t) c * sizeof (double));
      frost_kernels ()->sums (sum, context->x[0] + image * pixels * c, pixels, (int) c);
      for (int64_t i = 0; i < c; i++)
        context->y[image * c + i] = (float) (sum[i] / (double) pixels);
    }
}

static void
global_average_pool_backward (const FrostOpContext *context)
{
  int64_t pixels = frost_shape_n_pixels (context->x_shape[0]);
  int64_t c = frost_shape_channels (context->x_shape[0]);
  float share = 1.0f / (float) pixels;

  if (context->dx[0] == NULL)
    return;
  for (int image = 0; image < context->n; image++)
    {
      const float *dy = context->dy + image * c;
      float *dx = context->dx[0] + image * pixels * c;

      for (int64_t p = 0; p < pixels; p++)
        for (int64_t i = 0; i < c; i++)
          dx[p * c + i] = share * dy[i];
    }
}

const FrostOp frost_op_global_average_pool = {
  .name = "global-average-pool",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = global_average_pool_infer,
  .forward = global_average_pool_forward,
  .backward = global_average_pool_backward,
};
