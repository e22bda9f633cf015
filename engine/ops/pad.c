/* pad.c - more numbers at both ends of each axis: a constant, the border again, or a reflection.
 *
 * x any shape, y [before + dim + after], the same rank. A reflection does not repeat the border
 * and needs it shorter than the axis. dx adds up what each number was used for. Saves nothing,
 * reads nothing in backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/strided.h"
#include "engine/ops/op.h"

static gboolean
pad_infer (const FrostOpAttributes *attributes, int n_inputs,
           const FrostShape *const *x_shape, const FrostShape *const *w_shape,
           FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0];
  FrostShape y = *x;

  for (int d = 0; d < x->rank; d++)
    {
      int64_t before = attributes->before[d], after = attributes->after[d];
      int64_t most =
          attributes->pad_mode == FROST_PAD_REFLECT ? x->dim[d] - 1 : G_MAXINT32;

      if (before < 0 || after < 0 || before > most || after > most)
        {
          g_autofree char *text = frost_shape_to_string (x);

          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                       "input is %s, dimension %d is padded by %" G_GINT64_FORMAT
                       " and %" G_GINT64_FORMAT ", 0 to %" G_GINT64_FORMAT
                       " are possible",
                       text, d, (gint64) before, (gint64) after, (gint64) most);
          return FALSE;
        }
      y.dim[d] += before + after;
    }
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = y };
  return TRUE;
}

/* Axis d of a walk through both arrays; the last one is a run of numbers that nothing pads. */
typedef struct
{
  FrostPadMode mode;
  float value;
  gboolean add; /* backward of the other modes: x += y, else y = x */
  int n_axes;   /* that are padded, or before one that is */
  int64_t dim[FROST_SHAPE_MAX_RANK];
  int64_t before[FROST_SHAPE_MAX_RANK], after[FROST_SHAPE_MAX_RANK];
  int64_t x_step[FROST_SHAPE_MAX_RANK], y_step[FROST_SHAPE_MAX_RANK];
} Pad;

static Pad
lay_out (const FrostOpContext *context, gboolean add)
{
  const FrostOpAttributes *attributes = context->attributes;
  const FrostShape *x = context->x_shape[0];
  Pad pad = { .mode = attributes->pad_mode, .value = attributes->pad_value, .add = add };
  int64_t x_step = 1, y_step = 1;

  for (int d = x->rank - 1; d >= 0; d--)
    {
      pad.dim[d] = x->dim[d];
      pad.before[d] = attributes->before[d];
      pad.after[d] = attributes->after[d];
      pad.x_step[d] = x_step;
      pad.y_step[d] = y_step;
      x_step *= x->dim[d];
      y_step *= context->y_shape->dim[d];
      if (pad.n_axes == 0 && (pad.before[d] > 0 || pad.after[d] > 0))
        pad.n_axes = d + 1;
    }
  return pad;
}

static void
move_run (const Pad *pad, float *x, float *y, int64_t n)
{
  if (!pad->add)
    {
      memcpy (y, x, (size_t) n * sizeof (float));
      return;
    }
  for (int64_t i = 0; i < n; i++)
    x[i] += y[i];
}

static void move_axes (const Pad *pad, int d, float *x, float *y);

/* Number i of axis d, -before <= i < dim + after and not inside. */
static void
move_border (const Pad *pad, int d, float *x, float *y, int64_t i)
{
  int64_t last = pad->dim[d] - 1;
  float *place = y + (i + pad->before[d]) * pad->y_step[d];

  if (pad->mode == FROST_PAD_CONSTANT)
    {
      for (int64_t k = 0; k < pad->y_step[d]; k++)
        place[k] = pad->value;
      return;
    }
  if (pad->mode == FROST_PAD_EDGE)
    i = CLAMP (i, 0, last);
  else
    i = i < 0 ? -i : 2 * last - i;
  move_axes (pad, d + 1, x + i * pad->x_step[d], place);
}

static void
move_axes (const Pad *pad, int d, float *x, float *y)
{
  float *inside;
  int64_t dim;

  if (d >= pad->n_axes)
    {
      /* Everything from here on is one run in both. */
      move_run (pad, x, y, pad->x_step[d - 1]);
      return;
    }
  dim = pad->dim[d];
  inside = y + pad->before[d] * pad->y_step[d];
  for (int64_t i = -pad->before[d]; i < 0; i++)
    move_border (pad, d, x, y, i);
  if (d == pad->n_axes - 1)
    move_run (pad, x, inside, dim * pad->x_step[d]);
  else
    for (int64_t i = 0; i < dim; i++)
      move_axes (pad, d + 1, x + i * pad->x_step[d], inside + i * pad->y_step[d]);
  for (int64_t i = dim; i < dim + pad->after[d]; i++)
    move_border (pad, d, x, y, i);
}

static void
move_images (const FrostOpContext *context, float *x, float *y, gboolean add)
{
  int64_t in = frost_shape_n_elements (context->x_shape[0]);
  int64_t out = frost_shape_n_elements (context->y_shape);
  Pad pad = lay_out (context, add);

  if (pad.n_axes == 0)
    move_run (&pad, x, y, context->n * in);
  else
    for (int i = 0; i < context->n; i++)
      move_axes (&pad, 0, x + i * in, y + i * out);
}

static void
pad_forward (const FrostOpContext *context)
{
  /* The walk that backward shares only reads x here. */
  move_images (context, (float *) context->x[0], context->y, FALSE);
}

/* Around a constant dx is the inside of dy. */
static void
crop (const FrostOpContext *context)
{
  const FrostShape *x = context->x_shape[0];
  FrostStrided strided = { .rank = x->rank + 1, .size = { context->n } };
  int64_t first = 0;

  strided.y_step[0] = frost_shape_n_elements (x);
  strided.x_step[0] = frost_shape_n_elements (context->y_shape);
  frost_strided_steps (x, strided.y_step + 1);
  frost_strided_steps (context->y_shape, strided.x_step + 1);
  for (int d = 0; d < x->rank; d++)
    {
      strided.size[d + 1] = x->dim[d];
      first += context->attributes->before[d] * strided.x_step[d + 1];
    }
  frost_strided_copy (context->dx[0], context->dy + first, &strided);
}

static void
pad_backward (const FrostOpContext *context)
{
  int64_t n = context->n * frost_shape_n_elements (context->x_shape[0]);

  if (context->dx[0] == NULL)
    return;
  if (context->attributes->pad_mode == FROST_PAD_CONSTANT)
    {
      crop (context);
      return;
    }
  memset (context->dx[0], 0, (size_t) n * sizeof (float));
  move_images (context, context->dx[0], (float *) context->dy, TRUE);
}

const FrostOp frost_op_pad = {
  .name = "pad",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = pad_infer,
  .forward = pad_forward,
  .backward = pad_backward,
};
