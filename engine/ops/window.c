#include "engine/ops/window.h"

#include "engine/core/error.h"

/* Far beyond any network, and small enough that no sum of products below overflows an int. */
#define MAX_WINDOW 4096
#define MAX_SIDE (1 << 24)

static gboolean
out_size (int64_t size, int kernel, int stride, int dilation, int before, int after,
          gboolean ceil_mode, int64_t *out)
{
  int64_t room = size + before + after - ((int64_t) (kernel - 1) * dilation + 1);

  /* Rounding up lets even the first window hang over. */
  if (ceil_mode)
    room += stride - 1;
  if (room < 0)
    return FALSE;
  *out = room / stride + 1;
  if (ceil_mode && (*out - 1) * stride >= size + before)
    (*out)--;
  return TRUE;
}

gboolean
frost_window_check (const FrostWindow *window, const FrostShape *x, gboolean ceil_mode,
                    int64_t *out_height, int64_t *out_width, GError **error)
{
  const FrostWindow *w = window;
  const int positive[] = { w->kernel_h, w->kernel_w,   w->stride_h,
                           w->stride_w, w->dilation_h, w->dilation_w };
  const int pads[] = { w->pad_top, w->pad_left, w->pad_bottom, w->pad_right };
  g_autofree char *text = frost_shape_to_string (x);
  gboolean sane = TRUE;
  int64_t h, wd;

  if (x->rank != 3)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but height x width x channels is needed", text);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (positive); i++)
    sane = sane && positive[i] >= 1 && positive[i] <= MAX_WINDOW;
  for (guint i = 0; i < G_N_ELEMENTS (pads); i++)
    sane = sane && pads[i] >= 0 && pads[i] <= MAX_WINDOW;
  if (!sane || x->dim[0] > MAX_SIDE || x->dim[1] > MAX_SIDE)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "input is %s and the window %dx%d, stride %dx%d, dilation %dx%d, padding "
          "%d %d %d %d; kernel, stride and dilation must lie in 1..%d, padding in "
          "0..%d",
          text, w->kernel_h, w->kernel_w, w->stride_h, w->stride_w, w->dilation_h,
          w->dilation_w, w->pad_top, w->pad_left, w->pad_bottom, w->pad_right, MAX_WINDOW,
          MAX_WINDOW);
      return FALSE;
    }
  if (!out_size (x->dim[0], w->kernel_h, w->stride_h, w->dilation_h, w->pad_top,
                 w->pad_bottom, ceil_mode, &h)
      || !out_size (x->dim[1], w->kernel_w, w->stride_w, w->dilation_w, w->pad_left,
                    w->pad_right, ceil_mode, &wd))
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
          "input is %s, smaller with its padding than the window of %dx%d pixels", text,
          (w->kernel_h - 1) * w->dilation_h + 1, (w->kernel_w - 1) * w->dilation_w + 1);
      return FALSE;
    }
  *out_height = h;
  *out_width = wd;
  return TRUE;
}

gboolean
frost_window_is_point (const FrostWindow *w)
{
  return w->kernel_h == 1 && w->kernel_w == 1 && w->stride_h == 1 && w->stride_w == 1
         && w->pad_top == 0 && w->pad_left == 0 && w->pad_bottom == 0
         && w->pad_right == 0;
}

int64_t
frost_window_work (const FrostWindow *window, const FrostShape *y)
{
  return frost_shape_n_elements (y) * window->kernel_h * window->kernel_w;
}
