/* ONNX model files, in and out.
 *
 * Source: onnx.proto of ONNX 1.12, operator sets 7 to 17. Everything constant at load time is
 * folded; what remains must be an operator of the map in onnx-operator-map.c. Only the first
 * output and what it needs is read; a Softmax at its end is dropped, so that outputs are logits.
 * A file is hostile until the pre-scan has passed (depth, counts, memory). What is unpacked of it
 * and the tensors made of it have one memory budget, twice the file and 64 MB. Weights go from the
 * file into their tensors; it is never in memory as a whole.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* The input must be an image, N x 3 x H x W; height and width left open become 224. Layers and
 * parameters are called as their modules in Python: "layer1.0.conv1.weight".
 * Errors: IO, CORRUPT, UNSUPPORTED (node name and operator), SHAPE, MEMORY; the path or name in
 * front. The returned model is inferred. preprocessing comes from our metadata where present,
 * else it is the tf preset with preprocessing_known FALSE. */
FrostModel *frost_onnx_load (const char *path, GError **error);
FrostModel *frost_onnx_load_bytes (GBytes *bytes, const char *name, GError **error);

typedef struct FrostOnnxSource FrostOnnxSource; /* onnx-source.h */

/* The same for a graph whose initializers have a type and dimensions, but no numbers: the source
 * gives them. budget: bytes that the parameters may take beyond what the graph's own size allows,
 * at least twice 4 bytes a number. */
FrostModel *frost_onnx_load_bytes_with_source (GBytes *bytes, const char *name,
                                               const FrostOnnxSource *source,
                                               int64_t budget, GError **error);

/* The model must be inferred and end in a vector. Dropout is left out, clip (0, high) is written
 * as HardSigmoid and Mul (see onnx-export-elementwise.c), all else comes back by loading bit for bit.
 * Operator set 13, IR 7, the batch dimension symbolic, NCHW input. metadata_props:
 * "frostline.classes" (a JSON array of names), "frostline.preprocessing" (a JSON object).
 * Written to a temporary file, synchronised and renamed: the old file or the whole new one.
 * Errors: IO, with what to do; MEMORY, UNSUPPORTED. */
gboolean frost_onnx_save (const FrostModel *model, const char *path, GError **error);

/* half: the parameters as 16-bit floats, half the bytes; they come back rounded to 11 bits. */
gboolean frost_onnx_save_as (const FrostModel *model, const char *path, gboolean half,
                             GError **error);

/* Parameters as ONNX has them, by name: used to compare with other programs.
 * A convolution weight becomes [out, in / groups, kernel_h, kernel_w], a linear one [out, in].
 * onnx_data has as many numbers as data, dims FROST_SHAPE_MAX_RANK places. */
void frost_onnx_layout_export (const FrostModel *model, int parameter, const float *data,
                               float *onnx_data, int64_t *dims, int *rank);

G_END_DECLS
