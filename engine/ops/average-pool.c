/* average-pool.c - the mean of each window, by channel.
 *
 * x [h, w, c], y [oh, ow, c]. The sum is divided by the taps inside the image, or with
 * count_include_pad by those inside the image and its padding; what ceil_mode hangs over beyond
 * the padding never counts (PyTorch's rule). Saves nothing, reads nothing in backward.
 */
#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"
#include "engine/ops/window.h"

static gboolean
average_pool_infer (const FrostOpAttributes *attributes, int n_inputs,
                    const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                    FrostOpInference *inference, GError **error)
{
  int64_t oh, ow;
  FrostShape y;

  if (!frost_window_check (&attributes->window, x_shape[0], attributes->ceil_mode, &oh,
                           &ow, error))
    return FALSE;
  y = frost_shape_image (oh, ow, x_shape[0]->dim[2]);
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = y };
  return TRUE;
}

/* Taps of one direction that are inside, and how many count. */
typedef struct
{
  int start, first, end, counted;
} Span;

static Span
span (int out, int kernel, int stride, int dilation, int before, int after, int size,
      gboolean count_padding)
{
  Span span = { .start = out * stride - before };
  int first, end;

  frost_window_inside (span.start, dilation, kernel, size, &span.first, &span.end);
  span.counted = span.end - span.first;
  if (count_padding)
    {
      frost_window_inside (span.start + before, dilation, kernel, before + size + after,
                           &first, &end);
      span.counted = end - first;
    }
  return span;
}

/* One window: its pixels are summed into y, or dy is spread over them. */
static void
each_window (const FrostOpContext *context, gboolean backward)
{
  const FrostKernels *kernels = frost_kernels ();
  const FrostWindow *w = &context->attributes->window;
  gboolean count_padding = context->attributes->count_include_pad;
  const FrostShape *shape = context->x_shape[0];
  int h = (int) shape->dim[0];
  int width = (int) shape->dim[1];
  int64_t c = shape->dim[2];
  int oh = (int) context->y_shape->dim[0];
  int ow = (int) context->y_shape->dim[1];

  for (int64_t out = 0; out < (int64_t) context->n * oh * ow; out++)
    {
      int64_t image = out / ((int64_t) oh * ow);
      Span rows = span ((int) (out / ow % oh), w->kernel_h, w->stride_h, w->dilation_h,
                        w->pad_top, w->pad_bottom, h, count_padding);
      Span columns = span ((int) (out % ow), w->kernel_w, w->stride_w, w->dilation_w,
                           w->pad_left, w->pad_right, width, count_padding);
      float share = 1.0f / (float) MAX (rows.counted * columns.counted, 1);
      float *y = context->y + out * c;

      if (!backward)
        memset (y, 0, (size_t) c * sizeof (float));
      for (int ky = rows.first; ky < rows.end; ky++)
        for (int kx = columns.first; kx < columns.end; kx++)
          {
            int64_t pixel = (image * h + rows.start + ky * w->dilation_h) * width
                            + columns.start + kx * w->dilation_w;

            if (!backward)
              kernels->add (y, y, context->x[0] + pixel * c, c, -INFINITY, INFINITY);
            else
              for (int64_t i = 0; i < c; i++)
                context->dx[0][pixel * c + i] += share * context->dy[out * c + i];
          }
      if (!backward)
        kernels->scale (y, c, share);
    }
}

static void
average_pool_forward (const FrostOpContext *context)
{
  each_window (context, FALSE);
}

static void
average_pool_backward (const FrostOpContext *context)
{
  int64_t n = context->n * frost_shape_n_elements (context->x_shape[0]);

  if (context->dx[0] == NULL)
    return;
  memset (context->dx[0], 0, (size_t) n * sizeof (float));
  each_window (context, TRUE);
}

const FrostOp frost_op_average_pool = {
  .name = "average-pool",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = average_pool_infer,
  .forward = average_pool_forward,
  .backward = average_pool_backward,
};
