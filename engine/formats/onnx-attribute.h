/* The attributes of an ONNX node, by name and checked type.
 *
 * An absent attribute leaves the out-parameter as it was, so that it holds the default.
 * Errors: CORRUPT for a wrong type; the text starts at "attribute …".
 */
#pragma once

#include "engine/formats/onnx.pb-c.h"

#include <glib.h>

G_BEGIN_DECLS

/* No name twice, none taken from a function's arguments, not more than any operator has. */
gboolean frost_onnx_attributes_check (const Onnx__NodeProto *node, GError **error);

gboolean frost_onnx_attribute_has (const Onnx__NodeProto *node, const char *name);
gboolean frost_onnx_attribute_int (const Onnx__NodeProto *node, const char *name,
                                   int64_t *value, GError **error);
gboolean frost_onnx_attribute_float (const Onnx__NodeProto *node, const char *name,
                                     float *value, GError **error);

/* Borrowed from the node, NULL and 0 when absent. */
gboolean frost_onnx_attribute_ints (const Onnx__NodeProto *node, const char *name,
                                    const int64_t **values, size_t *n, GError **error);
gboolean frost_onnx_attribute_floats (const Onnx__NodeProto *node, const char *name,
                                      const float **values, size_t *n, GError **error);
gboolean frost_onnx_attribute_tensor (const Onnx__NodeProto *node, const char *name,
                                      const Onnx__TensorProto **tensor, GError **error);

/* The text's position in a NULL-terminated list of known ones. Errors: UNSUPPORTED too. */
gboolean frost_onnx_attribute_choice (const Onnx__NodeProto *node, const char *name,
                                      const char *const *choices, int *choice,
                                      GError **error);

G_END_DECLS
