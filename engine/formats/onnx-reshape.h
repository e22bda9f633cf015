/* Reshaping an activation with as little moving of numbers as can be. */
#pragma once

#include "engine/formats/onnx-import.h"

G_BEGIN_DECLS

/* Makes x of the form to [rank], whose product is that of x, the node's result. Errors:
 * UNSUPPORTED, MEMORY. */
gboolean frost_onnx_reshape (FrostOnnxNode *node, const FrostOnnxValue *x,
                             const int64_t *to, int rank, GError **error);

G_END_DECLS
