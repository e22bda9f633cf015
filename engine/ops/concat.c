/* concat.c - joins its inputs along the last dimension: channels of images, features of vectors.
 *
 * x_i [h, w, c_i], y [h, w, sum of c_i]. Saves nothing, reads nothing in backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/ops/op.h"

static gboolean
concat_infer (const FrostOpAttributes *attributes, int n_inputs,
              const FrostShape *const *x_shape, const FrostShape *const *w_shape,
              FrostOpInference *inference, GError **error)
{
  FrostShape y = *x_shape[0];
  int last = y.rank - 1;

  for (int i = 0; i < n_inputs; i++)
    {
      gboolean fits = x_shape[i]->rank == y.rank && y.rank > 0;

      for (int d = 0; fits && d < last; d++)
        fits = x_shape[i]->dim[d] == y.dim[d];
      if (!fits)
        {
          g_autofree char *a = frost_shape_to_string (x_shape[0]);
          g_autofree char *b = frost_shape_to_string (x_shape[i]);

          g_set_error (
              error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
              "input is %s and %s, which may differ only in the last dimension to "
              "be joined",
              a, b);
          return FALSE;
        }
      if (i > 0)
        y.dim[last] += x_shape[i]->dim[last];
    }
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = y };
  return TRUE;
}

static void
concat_forward (const FrostOpContext *context)
{
  int64_t pixels = context->n * frost_shape_n_pixels (context->y_shape);
  int64_t c = frost_shape_channels (context->y_shape);
  float *y = context->y;

  for (int i = 0; i < context->n_inputs; i++)
    {
      int64_t part = frost_shape_channels (context->x_shape[i]);

      for (int64_t p = 0; p < pixels; p++)
        memcpy (y + p * c, context->x[i] + p * part, (size_t) part * sizeof (float));
      y += part;
    }
}

static void
concat_backward (const FrostOpContext *context)
{
  int64_t pixels = context->n * frost_shape_n_pixels (context->y_shape);
  int64_t c = frost_shape_channels (context->y_shape);
  const float *dy = context->dy;

  for (int i = 0; i < context->n_inputs; i++)
    {
      int64_t part = frost_shape_channels (context->x_shape[i]);

      if (context->dx[i] != NULL)
        for (int64_t p = 0; p < pixels; p++)
          memcpy (context->dx[i] + p * part, dy + p * c, (size_t) part * sizeof (float));
      dy += part;
    }
}

const FrostOp frost_op_concat = {
  .name = "concat",
  .min_inputs = 1,
  .max_inputs = -1,
  .infer = concat_infer,
  .forward = concat_forward,
  .backward = concat_backward,
};
