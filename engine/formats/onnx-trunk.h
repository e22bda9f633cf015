/* A model whose upper part cannot be read is still a base: what lies below is its trunk, and a new
 * head takes the place of the rest.
 */
#pragma once

#include "engine/formats/onnx-import.h"

G_BEGIN_DECLS

/* Cuts the graph at the last value that everything known passes through, puts a head without
 * knowledge on it (the mean over pixels or tokens, a linear layer with zeros) and says so in
 * model->truncated. Errors: the first one that a node gave, if there is no such value above a layer
 * with weights. */
gboolean frost_onnx_trunk_finish (FrostOnnxImport *import, GError **error);

G_END_DECLS
