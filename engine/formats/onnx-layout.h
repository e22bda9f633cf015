/* From ONNX' weight layouts to ours; the way back is frost_onnx_layout_export in onnx.h.
 *
 * The order of a flattened image needs no care: FROST_OP_FLATTEN writes channels first, as ONNX.
 */
#pragma once

#include "engine/formats/onnx-tensor.h"
#include "engine/formats/onnx.h"

G_BEGIN_DECLS

/* onnx [out, in / groups, kernel_h, kernel_w], FLOAT, to w [kernel_h, kernel_w, in / groups, out],
 * the shape given. It is read by pieces. Errors: as frost_onnx_constant_read has them; MEMORY. */
gboolean frost_onnx_layout_import_conv (FrostOnnxConstant *onnx, const FrostShape *shape,
                                        float *w, GError **error);

/* onnx [out, in] if transposed, else [in, out], to w [in, out], times scale. */
gboolean frost_onnx_layout_import_linear (FrostOnnxConstant *onnx, gboolean transposed,
                                          int64_t in, int64_t out, float scale, float *w,
                                          GError **error);

G_END_DECLS
