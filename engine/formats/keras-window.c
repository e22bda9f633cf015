/* Kernel, strides and padding of Conv2D, DepthwiseConv2D, SeparableConv2D and the poolings. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"

#define MAX_STEP 4096

/* TensorFlow's rule (its guide on tf.nn, "Notes on padding"): with "same" a side has as many
 * outputs as strides fit, rounded up; of an odd number of padded pixels the end gets one more. */
static void
pad_same (int64_t size, int kernel, int stride, int dilation, int *before, int *after)
{
  int64_t outputs = (size + stride - 1) / stride;
  int64_t effective = (int64_t) (kernel - 1) * dilation + 1;
  int64_t total = MAX ((outputs - 1) * stride + effective - size, 0);

  *before = (int) (total / 2);
  *after = (int) (total - total / 2);
}

gboolean
frost_keras_window (const FrostKerasBuild *build, const char *kernel, const FrostShape *x,
                    FrostWindow *window, GError **error)
{
  const FrostKerasLayer *layer = build->layer;
  const char *padding = "valid";
  FrostWindow w = { .dilation_h = 1, .dilation_w = 1 };

  if (x->rank != 3)
    {
      g_autofree char *text = frost_shape_to_string (x);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but height x width x channels is needed", text);
      return FALSE;
    }
  if (!frost_keras_config_pair (layer, kernel, 1, MAX_STEP, &w.kernel_h, &w.kernel_w,
                                error))
    return FALSE;
  if (w.kernel_h == 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "its \"%s\" is not there", kernel);
      return FALSE;
    }
  /* Poolings without strides take a step of their own size. */
  gboolean pool = g_str_equal (kernel, "pool_size");
  w.stride_h = pool ? w.kernel_h : 1;
  w.stride_w = pool ? w.kernel_w : 1;
  if (!frost_keras_config_pair (layer, "strides", 1, MAX_STEP, &w.stride_h, &w.stride_w,
                                error)
      || !frost_keras_config_pair (layer, "dilation_rate", 1, MAX_STEP, &w.dilation_h,
                                   &w.dilation_w, error)
      || !frost_keras_config_text (layer, "padding", &padding, error)
      || !frost_keras_check_data_format (build, error))
    return FALSE;
  if (g_str_equal (padding, "same"))
    {
      pad_same (x->dim[0], w.kernel_h, w.stride_h, w.dilation_h, &w.pad_top,
                &w.pad_bottom);
      pad_same (x->dim[1], w.kernel_w, w.stride_w, w.dilation_w, &w.pad_left,
                &w.pad_right);
    }
  else if (!g_str_equal (padding, "valid"))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "its padding is \"%.40s\", only \"valid\" and \"same\" can be used",
                   padding);
      return FALSE;
    }
  *window = w;
  return TRUE;
}
