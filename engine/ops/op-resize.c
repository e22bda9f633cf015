/* op-resize.c - an image of another size: every pixel is the nearest one of x, or a mean of four.
 *
 * x [h, w, c], y [size[0], size[1], c]. Where a pixel of y lies in x says ONNX Resize-13, and so
 * does which one is the nearest; scale is the one that the file gave, else y / x. Single
 * precision, as PyTorch and onnxruntime reckon it, because the nearest pixel may hang on it.
 * What is outside of x is its border. No antialiasing: a smaller image is sampled. With
 * align_corners a given scale counts as it does in ONNX' reference: x times the scale is the
 * length, whole or not. Saves nothing, reads nothing in backward. Scratch holds for each row and
 * column of y where it comes from.
 */
#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/ops/op.h"

/* Two pixels of x along one axis: a (1 - weight) + b weight. As large as three floats. */
typedef struct
{
  int32_t a, b;
  float weight;
} Tap;

#define FLOATS_A_TAP ((int64_t) (sizeof (Tap) / sizeof (float)))

static gboolean
resize_infer (const FrostOpAttributes *attributes, int n_inputs,
              const FrostShape *const *x_shape, const FrostShape *const *w_shape,
              FrostOpInference *inference, GError **error)
{
  FrostShape y;

  if (x_shape[0]->rank != 3)
    {
      g_autofree char *text = frost_shape_to_string (x_shape[0]);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but height x width x channels is needed", text);
      return FALSE;
    }
  y = frost_shape_image (attributes->size[0], attributes->size[1], x_shape[0]->dim[2]);
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = y };
  inference->scratch = FLOATS_A_TAP * (y.dim[0] + y.dim[1]);
  if (attributes->linear)
    inference->multiply_adds = 4 * frost_shape_n_elements (&y);
  return TRUE;
}

static float
find_coordinate (const FrostOpAttributes *attributes, int64_t i, int64_t in, int64_t out,
                 float given)
{
  gboolean is_given = isfinite (given) && given > 0;
  float scale = is_given ? given : (float) out / (float) in;
  float length = is_given ? (float) in * scale : (float) out;

  switch (attributes->coordinates)
    {
    case FROST_COORDINATES_ALIGN_CORNERS:
      return length == 1 ? 0 : (float) i * (float) (in - 1) / (length - 1);
    case FROST_COORDINATES_ASYMMETRIC:
      return (float) i / scale;
    case FROST_COORDINATES_PYTORCH_HALF_PIXEL:
      if (out == 1)
        return 0;
      break;
    case FROST_COORDINATES_HALF_PIXEL:
      break;
    }
  return ((float) i + 0.5f) / scale - 0.5f;
}

static float
round_coordinate (FrostNearest nearest, float x)
{
  switch (nearest)
    {
    case FROST_NEAREST_ROUND_PREFER_CEIL:
      return floorf (x + 0.5f);
    case FROST_NEAREST_FLOOR:
      return floorf (x);
    case FROST_NEAREST_CEIL:
      return ceilf (x);
    case FROST_NEAREST_ROUND_PREFER_FLOOR:
      break;
    }
  return ceilf (x - 0.5f);
}

static void
find_taps (const FrostOpAttributes *attributes, Tap *taps, int64_t in, int64_t out,
           float scale)
{
  for (int64_t i = 0; i < out; i++)
    {
      float x = find_coordinate (attributes, i, in, out, scale);

      if (!attributes->linear)
        x = round_coordinate (attributes->nearest, x);
      /* Before it becomes a whole number: an odd scale leads anywhere. */
      x = CLAMP (x, 0, (float) (in - 1));
      taps[i].a = (int32_t) MIN ((int64_t) x, in - 1);
      taps[i].b = (int32_t) MIN ((int64_t) taps[i].a + 1, in - 1);
      taps[i].weight = attributes->linear ? x - (float) taps[i].a : 0;
    }
}

typedef struct
{
  const Tap *rows, *columns;
  int64_t in, out, w, oh, ow, c; /* in, out: floats of an image */
} Resize;

static Resize
prepare (const FrostOpContext *context)
{
  const FrostOpAttributes *attributes = context->attributes;
  const FrostShape *x = context->x_shape[0], *y = context->y_shape;
  Tap *taps = (Tap *) (void *) context->scratch;

  find_taps (attributes, taps, x->dim[0], y->dim[0], attributes->scale_h);
  find_taps (attributes, taps + y->dim[0], x->dim[1], y->dim[1], attributes->scale_w);
  return (Resize){ .rows = taps,
                   .columns = taps + y->dim[0],
                   .in = frost_shape_n_elements (x),
                   .out = frost_shape_n_elements (y),
                   .w = x->dim[1],
                   .oh = y->dim[0],
                   .ow = y->dim[1],
                   .c = y->dim[2] };
}

static void
forward_nearest (float *y, const float *x, const Resize *resize)
{
  int64_t c = resize->c;

  for (int64_t oy = 0; oy < resize->oh; oy++)
    {
      const float *row = x + resize->rows[oy].a * resize->w * c;

      for (int64_t ox = 0; ox < resize->ow; ox++, y += c)
        memcpy (y, row + resize->columns[ox].a * c, (size_t) c * sizeof (float));
    }
}

static void
forward_linear (float *restrict y, const float *restrict x, const Resize *resize)
{
  int64_t c = resize->c;

  for (int64_t oy = 0; oy < resize->oh; oy++)
    {
      const Tap *v = &resize->rows[oy];
      const float *restrict top = x + v->a * resize->w * c;
      const float *restrict bottom = x + v->b * resize->w * c;

      for (int64_t ox = 0; ox < resize->ow; ox++, y += c)
        {
          const Tap *h = &resize->columns[ox];
          float tl = (1 - v->weight) * (1 - h->weight), tr = (1 - v->weight) * h->weight;
          float bl = v->weight * (1 - h->weight), br = v->weight * h->weight;
          int64_t a = h->a * c, b = h->b * c;

          for (int64_t i = 0; i < c; i++)
            y[i] = tl * top[a + i] + tr * top[b + i] + bl * bottom[a + i]
                   + br * bottom[b + i];
        }
    }
}

static void
backward_nearest (float *dx, const float *restrict dy, const Resize *resize)
{
  int64_t c = resize->c;

  for (int64_t oy = 0; oy < resize->oh; oy++)
    for (int64_t ox = 0; ox < resize->ow; ox++, dy += c)
      {
        float *restrict to =
            dx + (resize->rows[oy].a * resize->w + resize->columns[ox].a) * c;

        for (int64_t i = 0; i < c; i++)
          to[i] += dy[i];
      }
}

static void
add_scaled (float *restrict to, const float *restrict from, float weight, int64_t n)
{
  for (int64_t i = 0; i < n; i++)
    to[i] += weight * from[i];
}

static void
backward_linear (float *dx, const float *dy, const Resize *resize)
{
  int64_t c = resize->c;

  for (int64_t oy = 0; oy < resize->oh; oy++)
    {
      const Tap *v = &resize->rows[oy];
      float *top = dx + v->a * resize->w * c, *bottom = dx + v->b * resize->w * c;

      for (int64_t ox = 0; ox < resize->ow; ox++, dy += c)
        {
          const Tap *h = &resize->columns[ox];

          /* One after the other: at the border they are the same pixel. */
          add_scaled (top + h->a * c, dy, (1 - v->weight) * (1 - h->weight), c);
          add_scaled (top + h->b * c, dy, (1 - v->weight) * h->weight, c);
          add_scaled (bottom + h->a * c, dy, v->weight * (1 - h->weight), c);
          add_scaled (bottom + h->b * c, dy, v->weight * h->weight, c);
        }
    }
}

static void
resize_forward (const FrostOpContext *context)
{
  Resize resize = prepare (context);

  for (int i = 0; i < context->n; i++)
    {
      float *y = context->y + i * resize.out;
      const float *x = context->x[0] + i * resize.in;

      if (context->attributes->linear)
        forward_linear (y, x, &resize);
      else
        forward_nearest (y, x, &resize);
    }
}

static void
resize_backward (const FrostOpContext *context)
{
  Resize resize;

  if (context->dx[0] == NULL)
    return;
  resize = prepare (context);
  memset (context->dx[0], 0, (size_t) (context->n * resize.in) * sizeof (float));
  for (int i = 0; i < context->n; i++)
    {
      float *dx = context->dx[0] + i * resize.in;
      const float *dy = context->dy + i * resize.out;

      if (context->attributes->linear)
        backward_linear (dx, dy, &resize);
      else
        backward_nearest (dx, dy, &resize);
    }
}

const FrostOp frost_op_resize = {
  .name = "resize",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = resize_infer,
  .forward = resize_forward,
  .backward = resize_backward,
};
