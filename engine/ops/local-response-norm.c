/* local-response-norm.c - y = x / s^beta with s = bias + alpha / size * (sum of x^2 over the
 * channels around), by pixel.
 *
 * x, y [h, w, c]. size[0] channels are summed: floor ((size - 1) / 2) before the channel, itself,
 * ceil ((size - 1) / 2) after it, as far as there are any. Saves s; backward reads x.
 *   dx_j = dy_j s_j^-beta - 2 alpha beta / size x_j sum (dy_i x_i s_i^(-beta - 1)),
 * over the channels i whose sum has j in it: as many after i as before it turned around.
 *
 * Source: ONNX LRN-13; Krizhevsky, Sutskever & Hinton 2012, section 3.3.
 */
#include <math.h>

#include "engine/core/error.h"
#include "engine/ops/op.h"

static gboolean
local_response_norm_infer (const FrostOpAttributes *attributes, int n_inputs,
                           const FrostShape *const *x_shape,
                           const FrostShape *const *w_shape, FrostOpInference *inference,
                           GError **error)
{
  const FrostShape *x = x_shape[0];
  g_autofree char *text = frost_shape_to_string (x);
  int64_t size = attributes->size[0];

  if (x->rank != 3)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but height x width x channels is needed", text);
      return FALSE;
    }
  if (size < 1 || size > G_MAXINT32)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "input is %s and the sum over %" G_GINT64_FORMAT
                   " channels, which must lie in 1..2^31 - 1",
                   text, (gint64) size);
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = *x };
  inference->scratch = x->dim[2];
  inference->saved_per_image = frost_shape_n_elements (x);
  inference->multiply_adds = frost_shape_n_elements (x) * MIN (size, x->dim[2]);
  return TRUE;
}

typedef struct
{
  int c;
  int before, after; /* channels */
  float share;       /* alpha / size */
} Window;

static Window
window (const FrostOpContext *context)
{
  const FrostOpAttributes *a = context->attributes;
  int c = (int) frost_shape_channels (context->y_shape);

  return (Window){ .c = c,
                   .before = (int) MIN ((a->size[0] - 1) / 2, c),
                   .after = (int) MIN (a->size[0] / 2, c),
                   .share = a->alpha / (float) a->size[0] };
}

/* y += the numbers of x around each place, tap by tap, so that the inner loop is long. */
static void
add_around (float *restrict y, const float *restrict x, int c, int before, int after)
{
  for (int tap = -before; tap <= after; tap++)
    {
      int first = MAX (0, -tap), end = MIN (c, c - tap);

      for (int i = first; i < end; i++)
        y[i] += x[i + tap];
    }
}

/* s^-beta; the exponent of nearly all networks without the slow power function. */
static void
shrink (float *restrict y, const float *restrict s, int c, float beta)
{
  if (beta == 0.75f)
    for (int i = 0; i < c; i++)
      y[i] = 1 / (sqrtf (s[i]) * sqrtf (sqrtf (s[i])));
  else
    for (int i = 0; i < c; i++)
      y[i] = powf (s[i], -beta);
}

static void
local_response_norm_forward (const FrostOpContext *context)
{
  Window w = window (context);
  int64_t rows = context->n * frost_shape_n_pixels (context->y_shape);
  float *square = context->scratch;

  for (int64_t r = 0; r < rows; r++)
    {
      const float *x = context->x[0] + r * w.c;
      float *y = context->y + r * w.c;
      float *s = context->saved != NULL ? context->saved + r * w.c : y;

      for (int i = 0; i < w.c; i++)
        {
          square[i] = x[i] * x[i];
          s[i] = 0;
        }
      add_around (s, square, w.c, w.before, w.after);
      for (int i = 0; i < w.c; i++)
        s[i] = context->attributes->bias + w.share * s[i];
      shrink (square, s, w.c, context->attributes->beta);
      for (int i = 0; i < w.c; i++)
        y[i] = x[i] * square[i];
    }
}

static void
local_response_norm_backward (const FrostOpContext *context)
{
  Window w = window (context);
  int64_t rows = context->n * frost_shape_n_pixels (context->y_shape);
  float beta = context->attributes->beta;
  float *part = context->scratch;

  if (context->dx[0] == NULL)
    return;
  for (int64_t r = 0; r < rows; r++)
    {
      const float *x = context->x[0] + r * w.c;
      const float *s = context->saved + r * w.c;
      const float *dy = context->dy + r * w.c;
      float *dx = context->dx[0] + r * w.c;

      shrink (part, s, w.c, beta);
      for (int i = 0; i < w.c; i++)
        {
          part[i] *= dy[i] * x[i] / s[i];
          dx[i] = 0;
        }
      add_around (dx, part, w.c, w.after, w.before);
      shrink (part, s, w.c, beta);
      for (int i = 0; i < w.c; i++)
        dx[i] = dy[i] * part[i] - 2 * w.share * beta * x[i] * dx[i];
    }
}

const FrostOp frost_op_local_response_norm = {
  .name = "local-response-norm",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X,
  .infer = local_response_norm_infer,
  .forward = local_response_norm_forward,
  .backward = local_response_norm_backward,
};
