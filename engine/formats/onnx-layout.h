/* From ONNX' weight layouts to ours; the way back is frost_onnx_layout_export in onnx.h.
 *
 * The order of a flattened image needs no care: FROST_OP_FLATTEN writes channels first, as ONNX.
 */
#pragma once

#include "engine/formats/onnx.h"

G_BEGIN_DECLS

/* onnx [out, in / groups, kernel_h, kernel_w] to w [kernel_h, kernel_w, in / groups, out], the
 * shape given. */
void frost_onnx_layout_import_conv (const float *onnx, const FrostShape *shape, float *w);

/* onnx [out, in] if transposed, else [in, out], to w [in, out], times scale. */
void frost_onnx_layout_import_linear (const float *onnx, gboolean transposed, int64_t in,
                                      int64_t out, float scale, float *w);

G_END_DECLS
