/* flatten.c - an image becomes a vector.
 *
 * x [h, w, c] (or [features]), y [c h w]: channel by channel, the order in which every program
 * that keeps images as NCHW writes it, so that an imported linear layer finds its features where
 * it expects them. With one pixel, or a vector, it is a copy, and y may be x. Saves nothing, reads
 * nothing in backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/ops/op.h"

static gboolean
flatten_infer (const FrostOpAttributes *attributes, int n_inputs,
               const FrostShape *const *x_shape, const FrostShape *const *w_shape,
               FrostOpInference *inference, GError **error)
{
  if (x_shape[0]->rank != 3 && x_shape[0]->rank != 1)
    {
      g_autofree char *text = frost_shape_to_string (x_shape[0]);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but height x width x channels or one dimension is needed",
                   text);
      return FALSE;
    }
  *inference = (FrostOpInference){
    .y = frost_shape_vector (frost_shape_n_elements (x_shape[0])),
  };
  return TRUE;
}

/* to [n][columns, rows] from from [n][rows, columns]. */
static void
transpose (float *to, const float *from, int n, int64_t rows, int64_t columns)
{
  int64_t size = rows * columns;

  if (rows == 1 || columns == 1)
    {
      if (to != from)
        memcpy (to, from, (size_t) (n * size) * sizeof (float));
      return;
    }
  for (int i = 0; i < n; i++, to += size, from += size)
    for (int64_t r = 0; r < rows; r++)
      for (int64_t c = 0; c < columns; c++)
        to[c * rows + r] = from[r * columns + c];
}

static void
flatten_forward (const FrostOpContext *context)
{
  transpose (context->y, context->x[0], context->n,
             frost_shape_n_pixels (context->x_shape[0]),
             frost_shape_channels (context->x_shape[0]));
}

static void
flatten_backward (const FrostOpContext *context)
{
  if (context->dx[0] != NULL)
    transpose (context->dx[0], context->dy, context->n,
               frost_shape_channels (context->x_shape[0]),
               frost_shape_n_pixels (context->x_shape[0]));
}

const FrostOp frost_op_flatten = {
  .name = "flatten",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = flatten_infer,
  .forward = flatten_forward,
  .backward = flatten_backward,
};
