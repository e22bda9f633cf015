#include "engine/formats/onnx-window.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"

/* Larger than any image that can be an input. */
#define MAX_LENGTH 32768

enum
{
  NOTSET,
  SAME_UPPER,
  SAME_LOWER,
  VALID,
};
static const char *const auto_pads[] = { "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID",
                                         NULL };

/* n numbers in [least, MAX_LENGTH] into values, which keep their defaults when absent. */
static gboolean
read_lengths (const Onnx__NodeProto *node, const char *name, int least, int n,
              int *values, GError **error)
{
  const int64_t *found;
  size_t n_found;

  if (!frost_onnx_attribute_ints (node, name, &found, &n_found, error))
    return FALSE;
  if (n_found == 0)
    return TRUE;
  gboolean fits = n_found == (size_t) n;
  for (int i = 0; fits && i < n; i++)
    fits = found[i] >= least && found[i] <= MAX_LENGTH;
  if (!fits)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "attribute \"%s\" is not %d numbers of %d to %d", name, n, least,
                   MAX_LENGTH);
      return FALSE;
    }
  for (int i = 0; i < n; i++)
    values[i] = (int) found[i];
  return TRUE;
}

/* SAME: as many results as there are strides in the input; what is missing is divided, the odd
 * pixel goes to the end (UPPER) or to the start (LOWER). */
static void
pad_same (int64_t length, int kernel, int stride, int dilation, gboolean upper,
          int *before, int *after)
{
  int64_t n = (length + stride - 1) / stride;
  int64_t missing = (n - 1) * stride + (int64_t) (kernel - 1) * dilation + 1 - length;
  int total = (int) CLAMP (missing, 0, INT32_MAX / 2);

  *before = upper ? total / 2 : total - total / 2;
  *after = total - *before;
}

gboolean
frost_onnx_window_read (const Onnx__NodeProto *node, int64_t h, int64_t w,
                        const FrostOnnxPads *pads, int64_t kernel_h, int64_t kernel_w,
                        FrostWindow *window, GError **error)
{
  int kernel[2] = { 0, 0 }, stride[2] = { 1, 1 }, dilation[2] = { 1, 1 }, pad[4] = { 0 };
  int auto_pad = NOTSET;

  if (!read_lengths (node, "kernel_shape", 1, 2, kernel, error)
      || !read_lengths (node, "strides", 1, 2, stride, error)
      || !read_lengths (node, "dilations", 1, 2, dilation, error)
      || !read_lengths (node, "pads", 0, 4, pad, error)
      || !frost_onnx_attribute_choice (node, "auto_pad", auto_pads, &auto_pad, error))
    return FALSE;
  if (kernel_h > MAX_LENGTH || kernel_w > MAX_LENGTH)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has a kernel of more than %d pixels", MAX_LENGTH);
      return FALSE;
    }
  if (kernel[0] == 0 && kernel_h > 0)
    {
      kernel[0] = (int) kernel_h;
      kernel[1] = (int) kernel_w;
    }
  if (kernel[0] == 0
      || (kernel_h > 0 && (kernel[0] != kernel_h || kernel[1] != kernel_w)))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "attribute \"kernel_shape\" is missing or not that of its weight");
      return FALSE;
    }

  if (auto_pad == VALID)
    pad[0] = pad[1] = pad[2] = pad[3] = 0;
  else if (auto_pad != NOTSET)
    {
      gboolean upper = auto_pad == SAME_UPPER;
      pad_same (h + pads->top + pads->bottom, kernel[0], stride[0], dilation[0], upper,
                &pad[0], &pad[2]);
      pad_same (w + pads->left + pads->right, kernel[1], stride[1], dilation[1], upper,
                &pad[1], &pad[3]);
    }
  if (pad[0] > MAX_LENGTH || pad[1] > MAX_LENGTH || pad[2] > MAX_LENGTH
      || pad[3] > MAX_LENGTH)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "needs padding of more than %d pixels", MAX_LENGTH);
      return FALSE;
    }
  *window = (FrostWindow){
    .kernel_h = kernel[0],
    .kernel_w = kernel[1],
    .stride_h = stride[0],
    .stride_w = stride[1],
    .dilation_h = dilation[0],
    .dilation_w = dilation[1],
    .pad_top = pad[0] + pads->top,
    .pad_left = pad[1] + pads->left,
    .pad_bottom = pad[2] + pads->bottom,
    .pad_right = pad[3] + pads->right,
  };
  return TRUE;
}
