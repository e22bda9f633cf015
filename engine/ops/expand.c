/* expand.c - axes of one index are repeated.
 *
 * x any shape, y [size of n_axes axes], the same rank; where they differ x has 1. dx is the sum
 * over the repetitions of dy. Saves nothing, reads nothing in backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/strided.h"
#include "engine/ops/op.h"

static gboolean
expand_infer (const FrostOpAttributes *attributes, int n_inputs,
              const FrostShape *const *x_shape, const FrostShape *const *w_shape,
              FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0];
  FrostShape y = { .rank = attributes->n_axes };
  gboolean fits = x->rank == y.rank;

  for (int d = 0; d < CLAMP (y.rank, 0, FROST_SHAPE_MAX_RANK); d++)
    {
      y.dim[d] = attributes->size[d];
      fits = fits && (x->dim[d] == y.dim[d] || x->dim[d] == 1);
    }
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  if (!fits)
    {
      g_autofree char *from = frost_shape_to_string (x);
      g_autofree char *to = frost_shape_to_string (&y);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s, which cannot be repeated to %s: each dimension needs to "
                   "be the same or 1",
                   from, to);
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = y };
  return TRUE;
}

/* steps of x are 0 along what is repeated. */
static void
lay_out (const FrostOpContext *context, FrostStrided *strided, int64_t *y_step,
         int64_t *x_step)
{
  const FrostShape *y = context->y_shape, *x = context->x_shape[0];

  *strided = (FrostStrided){ .rank = y->rank + 1, .size = { context->n } };
  y_step[0] = frost_shape_n_elements (y);
  x_step[0] = frost_shape_n_elements (x);
  frost_strided_steps (y, y_step + 1);
  frost_strided_steps (x, x_step + 1);
  for (int d = 0; d < y->rank; d++)
    {
      strided->size[d + 1] = y->dim[d];
      if (x->dim[d] == 1)
        x_step[d + 1] = 0;
    }
}

static void
expand_forward (const FrostOpContext *context)
{
  FrostStrided strided;

  lay_out (context, &strided, strided.y_step, strided.x_step);
  frost_strided_copy (context->y, context->x[0], &strided);
}

static void
expand_backward (const FrostOpContext *context)
{
  FrostStrided strided;
  int64_t n = context->n * frost_shape_n_elements (context->x_shape[0]);

  if (context->dx[0] == NULL)
    return;
  lay_out (context, &strided, strided.x_step, strided.y_step);
  memset (context->dx[0], 0, (size_t) n * sizeof (float));
  frost_strided_add (context->dx[0], context->dy, &strided);
}

const FrostOp frost_op_expand = {
  .name = "expand",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = expand_infer,
  .forward = expand_forward,
  .backward = expand_backward,
};
