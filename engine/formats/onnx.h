/* ONNX model files, in and out.
 *
 * Source: onnx.proto of ONNX 1.12, operator sets 9 to 17. Everything constant at load time is
 * folded; what remains must be an operator of the map in onnx-operator-map.c.
 * A file is hostile until the pre-scan has passed (depth, counts, memory budget).
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* Errors: IO, CORRUPT, UNSUPPORTED (node name and operator), SHAPE, MEMORY. The returned model is
 * inferred. preprocessing comes from our metadata where present, else the tf preset with
 * preprocessing_known FALSE. */
FrostModel *frost_onnx_load (const char *path, GError **error);
FrostModel *frost_onnx_load_bytes (GBytes *bytes, const char *name, GError **error);

/* Operator set 13, IR 7, the batch dimension symbolic, NCHW input. metadata_props:
 * "frostline.classes" (a JSON array of names), "frostline.preprocessing" (a JSON object).
 * Written to a temporary file, synchronised and renamed: the old file or the whole new one.
 * Errors: IO, with what to do. */
gboolean frost_onnx_save (const FrostModel *model, const char *path, GError **error);

/* Parameters as ONNX has them, by name: used to compare with other programs.
 * A convolution weight becomes [out, in / groups, kernel_h, kernel_w], a linear one [out, in]. */
void frost_onnx_layout_export (const FrostModel *model, int parameter, const float *data,
                               float *onnx_data, int64_t *dims, int *rank);

G_END_DECLS
