/* Weights that are vectors, by channel or by feature. */
#pragma once

#include "engine/formats/onnx-import.h"

G_BEGIN_DECLS

/* The constant as the node's parameter of n numbers, times scale; a single number is repeated.
 * Errors: SHAPE, MEMORY. */
gboolean frost_onnx_parameter_vector (FrostOnnxNode *node, FrostNode *graph_node,
                                      int slot, const FrostOnnxValue *source, int64_t n,
                                      float scale, GError **error);

G_END_DECLS
