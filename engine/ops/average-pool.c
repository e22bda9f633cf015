/* average-pool.c - the mean of each window, by channel.
 *
 * x [h, w, c], y [oh, ow, c]. The sum is divided by the taps inside the image, or with
 * count_include_pad by those inside the image and its padding; what ceil_mode hangs over beyond
 * the padding never counts (PyTorch's rule). Saves nothing, reads nothing in backward.
 */
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
  inference->work = frost_window_work (&attributes->window, &y);
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

/* The pixels of one window of an image, and by what their sum is multiplied. */
static FrostPoolWindow
inside (const FrostOpContext *context, int64_t out, float *share)
{
  const FrostWindow *w = &context->attributes->window;
  gboolean count_padding = context->attributes->count_include_pad;
  int h = (int) context->x_shape[0]->dim[0];
  int width = (int) context->x_shape[0]->dim[1];
  int64_t out_width = context->y_shape->dim[1];
  Span rows = span ((int) (out / out_width), w->kernel_h, w->stride_h, w->dilation_h,
                    w->pad_top, w->pad_bottom, h, count_padding);
  Span columns = span ((int) (out % out_width), w->kernel_w, w->stride_w, w->dilation_w,
                       w->pad_left, w->pad_right, width, count_padding);

  *share = 1.0f / (float) MAX (rows.counted * columns.counted, 1);
  return (FrostPoolWindow){
    .first = (rows.start + rows.first * w->dilation_h) * width + columns.start
             + columns.first * w->dilation_w,
    .rows = rows.end - rows.first,
    .columns = columns.end - columns.first,
    .row_step = w->dilation_h * width,
    .column_step = w->dilation_w,
  };
}

static void
average_pool_forward (const FrostOpContext *context)
{
  const FrostKernels *kernels = frost_kernels ();
  int64_t in = frost_shape_n_elements (context->x_shape[0]);
  int64_t pixels = frost_shape_n_pixels (context->y_shape);
  int64_t c = frost_shape_channels (context->y_shape);

  for (int image = 0; image < context->n; image++)
    for (int64_t out = 0; out < pixels; out++)
      {
        float share;
        FrostPoolWindow window = inside (context, out, &share);

        kernels->window_sum (context->y + (image * pixels + out) * c,
                             context->x[0] + image * in, (int) c, &window, share);
      }
}

static void
average_pool_backward (const FrostOpContext *context)
{
  int64_t in = frost_shape_n_elements (context->x_shape[0]);
  int64_t pixels = frost_shape_n_pixels (context->y_shape);
  int64_t c = frost_shape_channels (context->y_shape);

  if (context->dx[0] == NULL)
    return;
  memset (context->dx[0], 0, (size_t) (context->n * in) * sizeof (float));
  for (int image = 0; image < context->n; image++)
    for (int64_t out = 0; out < pixels; out++)
      {
        const float *dy = context->dy + (image * pixels + out) * c;
        float *dx = context->dx[0] + image * in;
        float share;
        FrostPoolWindow w = inside (context, out, &share);

        for (int ky = 0; ky < w.rows; ky++)
          for (int kx = 0; kx < w.columns; kx++)
            {
              int64_t pixel = w.first + ky * w.row_step + kx * w.column_step;

              for (int64_t i = 0; i < c; i++)
                dx[pixel * c + i] += share * dy[i];
            }
      }
}

const FrostOp frost_op_average_pool = {
  .name = "average-pool",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = average_pool_infer,
  .forward = average_pool_forward,
  .backward = average_pool_backward,
};
