/* concat.c - joins its inputs along one axis, -1 = the last: channels of images, features of
 * vectors, tokens.
 *
 * x_i [outer, d_i, inner], y [outer, sum of d_i, inner]; an x that is NULL is in its place already,
 * which only inference plans do. Saves nothing, reads nothing in backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/ops/op.h"

static int
find_axis (const FrostOpAttributes *attributes, const FrostShape *x)
{
  return attributes->axis == -1 ? x->rank - 1 : attributes->axis;
}

static gboolean
fits (const FrostShape *x, const FrostShape *y, int axis)
{
  if (x->rank != y->rank)
    return FALSE;
  for (int d = 0; d < y->rank; d++)
    if (d != axis && x->dim[d] != y->dim[d])
      return FALSE;
  return TRUE;
}

static gboolean
concat_infer (const FrostOpAttributes *attributes, int n_inputs,
              const FrostShape *const *x_shape, const FrostShape *const *w_shape,
              FrostOpInference *inference, GError **error)
{
  FrostShape y = *x_shape[0];
  int axis = find_axis (attributes, &y);

  if (axis < 0 || axis >= y.rank)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input has %d dimensions, to be joined along axis %d it needs more",
                   y.rank, axis);
      return FALSE;
    }
  for (int i = 1; i < n_inputs; i++)
    {
      if (!fits (x_shape[i], &y, axis))
        {
          g_autofree char *a = frost_shape_to_string (x_shape[0]);
          g_autofree char *b = frost_shape_to_string (x_shape[i]);

          g_set_error (
              error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
              "input is %s and %s, which may differ only in dimension %d to be joined", a,
              b, axis);
          return FALSE;
        }
      y.dim[axis] += x_shape[i]->dim[axis];
    }
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = y };
  return TRUE;
}

/* Numbers that stand together: along the axis and below it. */
static int64_t
run_length (const FrostShape *shape, int axis)
{
  int64_t n = 1;

  for (int d = axis; d < shape->rank; d++)
    n *= shape->dim[d];
  return n;
}

static void
concat_forward (const FrostOpContext *context)
{
  int axis = find_axis (context->attributes, context->y_shape);
  int64_t run = run_length (context->y_shape, axis);
  int64_t outer = context->n * frost_shape_n_elements (context->y_shape) / run;
  float *y = context->y;

  for (int i = 0; i < context->n_inputs; i++)
    {
      int64_t part = run_length (context->x_shape[i], axis);

      for (int64_t p = 0; p < outer && context->x[i] != NULL; p++)
        memcpy (y + p * run, context->x[i] + p * part, (size_t) part * sizeof (float));
      y += part;
    }
}

static void
concat_backward (const FrostOpContext *context)
{
  int axis = find_axis (context->attributes, context->y_shape);
  int64_t run = run_length (context->y_shape, axis);
  int64_t outer = context->n * frost_shape_n_elements (context->y_shape) / run;
  const float *dy = context->dy;

  for (int i = 0; i < context->n_inputs; i++)
    {
      int64_t part = run_length (context->x_shape[i], axis);

      if (context->dx[i] != NULL)
        for (int64_t p = 0; p < outer; p++)
          memcpy (context->dx[i] + p * part, dy + p * run,
                  (size_t) part * sizeof (float));
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
