/* max-pool.c - the greatest number of each window, by channel.
 *
 * x [h, w, c], y [oh, ow, c]. Padding is never the greatest. ceil_mode as PyTorch has it. Saves
 * where each number came from: the pixel's index in its image, one int32 (kept in a float's bits)
 * a number of y. Of equal numbers the first by rows gets the gradient. Backward reads neither x
 * nor y. global_max_pool is the same with one window over the whole image, y [1, 1, c].
 */
#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"
#include "engine/ops/window.h"

static gboolean
max_pool_infer (const FrostOpAttributes *attributes, int n_inputs,
                const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                FrostOpInference *inference, GError **error)
{
  const FrostWindow *w = &attributes->window;
  int64_t oh, ow;
  FrostShape y;

  if (!frost_window_check (w, x_shape[0], attributes->ceil_mode, &oh, &ow, error))
    return FALSE;
  y = frost_shape_image (oh, ow, x_shape[0]->dim[2]);
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = y, .rows = FROST_OP_ROWS_WINDOW };
  inference->saved_per_image = frost_shape_n_elements (&y);
  inference->work = frost_window_work (w, &y);
  return TRUE;
}

/* The pixels inside of the window that begins at (top, left). */
static FrostPoolWindow
inside (const FrostWindow *w, const FrostShape *shape, int top, int left)
{
  int width = (int) shape->dim[1];
  int ky0, ky1, kx0, kx1;

  frost_window_inside (top, w->dilation_h, w->kernel_h, (int) shape->dim[0], &ky0, &ky1);
  frost_window_inside (left, w->dilation_w, w->kernel_w, width, &kx0, &kx1);
  return (FrostPoolWindow){
    .first = (top + ky0 * w->dilation_h) * width + left + kx0 * w->dilation_w,
    .rows = ky1 - ky0,
    .columns = kx1 - kx0,
    .row_step = w->dilation_h * width,
    .column_step = w->dilation_w,
  };
}

static void
max_pool (const FrostOpContext *context, const FrostWindow *w)
{
  const FrostKernels *kernels = frost_kernels ();
  const FrostShape *shape = context->x_shape[0];
  int64_t in = frost_shape_n_elements (shape);
  int oh = (int) context->y_shape->dim[0];
  int ow = (int) context->y_shape->dim[1];
  int64_t c = shape->dim[2];
  float *y = context->y;
  int32_t *index = (int32_t *) context->saved;

  for (int i = 0; i < context->n; i++)
    for (int oy = 0; oy < oh; oy++)
      for (int ox = 0; ox < ow; ox++)
        {
          FrostPoolWindow window = inside (w, shape, oy * w->stride_h - w->pad_top,
                                           ox * w->stride_w - w->pad_left);

          kernels->window_max (y, index, context->x[0] + i * in, (int) c, &window);
          y += c;
          if (index != NULL)
            index += c;
        }
}

static void
max_pool_forward (const FrostOpContext *context)
{
  max_pool (context, &context->attributes->window);
}

static void
max_pool_backward (const FrostOpContext *context)
{
  int64_t in = frost_shape_n_elements (context->x_shape[0]);
  int64_t out = frost_shape_n_elements (context->y_shape);
  int64_t c = frost_shape_channels (context->y_shape);
  const int32_t *index = (const int32_t *) context->saved;

  if (context->dx[0] == NULL)
    return;
  memset (context->dx[0], 0, (size_t) (context->n * in) * sizeof (float));
  for (int image = 0; image < context->n; image++, index += out)
    {
      const float *dy = context->dy + image * out;
      float *dx = context->dx[0] + image * in;

      for (int64_t p = 0; p < out; p += c)
        for (int64_t i = 0; i < c; i++)
          if (index[p + i] >= 0)
            dx[index[p + i] * c + i] += dy[p + i];
    }
}

static gboolean
global_max_pool_infer (const FrostOpAttributes *attributes, int n_inputs,
                       const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                       FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0];

  if (x->rank != 3)
    {
      g_autofree char *text = frost_shape_to_string (x);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but height x width x channels is needed", text);
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = frost_shape_image (1, 1, x->dim[2]) };
  inference->saved_per_image = x->dim[2];
  return TRUE;
}

static void
global_max_pool_forward (const FrostOpContext *context)
{
  FrostWindow whole = { .kernel_h = (int) context->x_shape[0]->dim[0],
                        .kernel_w = (int) context->x_shape[0]->dim[1],
                        .stride_h = 1,
                        .stride_w = 1,
                        .dilation_h = 1,
                        .dilation_w = 1 };

  max_pool (context, &whole);
}

const FrostOp frost_op_max_pool = {
  .name = "max-pool",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = max_pool_infer,
  .forward = max_pool_forward,
  .backward = max_pool_backward,
};

const FrostOp frost_op_global_max_pool = {
  .name = "global-max-pool",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = global_max_pool_infer,
  .forward = global_max_pool_forward,
  .backward = max_pool_backward,
};
