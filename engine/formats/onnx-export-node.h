/* The graph part of an export: nodes and initializers. */
#pragma once

#include "engine/formats/onnx.pb-c.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

/* half: parameters as 16-bit floats, which are cast to what the nodes compute with.
 * Fills node and initializer of an empty graph; everything is allocated as protobuf-c frees it.
 * Errors: MEMORY, UNSUPPORTED (dilated average pooling, which operator set 13 has not). */
gboolean frost_onnx_export_nodes (const FrostModel *model, gboolean half,
                                  Onnx__GraphProto *graph, GError **error);

G_END_DECLS
