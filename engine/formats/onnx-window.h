/* The sliding window of Conv, MaxPool and AveragePool: kernel, strides, dilations and padding in
 * the ways that ONNX can say them.
 *
 * Source: ONNX Conv-11, MaxPool-12, AveragePool-11.
 */
#pragma once

#include "engine/formats/onnx-import.h"

G_BEGIN_DECLS

/* The input is h x w with pads around it, which become part of the window's. kernel_h and
 * kernel_w of a convolution come from its weight and must agree with the attribute; 0 = the
 * attribute decides. Errors: CORRUPT, UNSUPPORTED. */
gboolean frost_onnx_window_read (const Onnx__NodeProto *node, int64_t h, int64_t w,
                                 const FrostOnnxPads *pads, int64_t kernel_h,
                                 int64_t kernel_w, FrostWindow *window, GError **error);

G_END_DECLS
