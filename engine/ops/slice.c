/* slice.c - some of the numbers along each axis: y[i] = x[start + i step], size of them.
 *
 * x any shape, y [size], the same rank. A negative step goes backwards. Every number that is taken
 * must be inside. Numbers that are not taken get no gradient. Saves nothing, reads nothing in
 * backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/strided.h"
#include "engine/ops/op.h"

static gboolean
is_inside (int64_t start, int64_t step, int64_t size, int64_t dim)
{
  if (size < 1 || size > dim || start < 0 || start >= dim)
    return FALSE;
  /* Where one number is taken its step does not matter; else a longer one leads outside, and
   * shorter ones cannot overflow. */
  if (size == 1)
    return TRUE;
  return step != 0 && step > -dim && step < dim && start + (size - 1) * step >= 0
         && start + (size - 1) * step < dim;
}

static gboolean
slice_infer (const FrostOpAttributes *attributes, int n_inputs,
             const FrostShape *const *x_shape, const FrostShape *const *w_shape,
             FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0];
  FrostShape y = { .rank = x->rank };

  for (int d = 0; d < x->rank; d++)
    {
      if (!is_inside (attributes->start[d], attributes->step[d], attributes->size[d],
                      x->dim[d]))
        {
          g_autofree char *text = frost_shape_to_string (x);

          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                       "input is %s, of dimension %d it cannot take %" G_GINT64_FORMAT
                       " from %" G_GINT64_FORMAT " in steps of %" G_GINT64_FORMAT,
                       text, d, (gint64) attributes->size[d],
                       (gint64) attributes->start[d], (gint64) attributes->step[d]);
          return FALSE;
        }
      y.dim[d] = attributes->size[d];
    }
  *inference = (FrostOpInference){ .y = y };
  return TRUE;
}

/* Steps of the whole array and of what is taken from it; returns where the first number is. */
static int64_t
lay_out (const FrostOpContext *context, FrostStrided *strided)
{
  const FrostOpAttributes *attributes = context->attributes;
  const FrostShape *shape = context->y_shape;
  int64_t first = 0;

  *strided = (FrostStrided){ .rank = shape->rank + 1, .size = { context->n } };
  strided->y_step[0] = frost_shape_n_elements (shape);
  strided->x_step[0] = frost_shape_n_elements (context->x_shape[0]);
  frost_strided_steps (shape, strided->y_step + 1);
  frost_strided_steps (context->x_shape[0], strided->x_step + 1);
  for (int d = 0; d < shape->rank; d++)
    {
      strided->size[d + 1] = shape->dim[d];
      first += attributes->start[d] * strided->x_step[d + 1];
      if (shape->dim[d] > 1)
        strided->x_step[d + 1] *= attributes->step[d];
    }
  return first;
}

static void
slice_forward (const FrostOpContext *context)
{
  FrostStrided strided;
  int64_t first = lay_out (context, &strided);

  frost_strided_copy (context->y, context->x[0] + first, &strided);
}

static void
slice_backward (const FrostOpContext *context)
{
  FrostStrided forward, strided;
  int64_t first = lay_out (context, &forward);
  int64_t n = context->n * frost_shape_n_elements (context->x_shape[0]);

  if (context->dx[0] == NULL)
    return;
  strided = forward;
  memcpy (strided.y_step, forward.x_step, sizeof strided.y_step);
  memcpy (strided.x_step, forward.y_step, sizeof strided.x_step);
  memset (context->dx[0], 0, (size_t) n * sizeof (float));
  frost_strided_copy (context->dx[0] + first, context->dy, &strided);
}

const FrostOp frost_op_slice = {
  .name = "slice",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = slice_infer,
  .forward = slice_forward,
  .backward = slice_backward,
};
