/* One node of the file: folded, built, or found to be beyond us. */
#pragma once

#include "engine/formats/onnx-import.h"

G_BEGIN_DECLS

/* What the results of node index are goes into import->values. A node that cannot be read makes
 * its results unknown, which is no error here. Errors: CORRUPT, MEMORY, the node's name in front. */
gboolean frost_onnx_build (FrostOnnxImport *import, size_t index, GError **error);

/* The same for a node whose inputs are all constants, by graph nodes and not by folding; the
 * results go into import->computed. Errors: any. */
gboolean frost_onnx_build_computed (FrostOnnxImport *import, size_t index,
                                    GError **error);

/* The value called name, as it is known before node reader; NULL with an error set: CORRUPT.
 * One that no supported node gives is unknown. */
FrostOnnxValue *frost_onnx_build_find_value (FrostOnnxImport *import, const char *name,
                                             size_t reader, GError **error);

gboolean frost_onnx_domain_is_onnx (const char *domain);

G_END_DECLS
