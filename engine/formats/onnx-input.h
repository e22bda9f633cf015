/* Whether a model's input is an image, and of which size. */
#pragma once

#include "engine/core/shape.h"
#include "engine/formats/onnx-value.h"
#include "engine/formats/onnx.pb-c.h"

G_BEGIN_DECLS

/* N x 3 x H x W of floats; height and width that the file leaves open become 224. *batch is the
 * number of images that the file is made for, 0 = any. The name must have been checked.
 * Errors: UNSUPPORTED, saying what shape the input has. */
gboolean frost_onnx_input_read (const Onnx__ValueInfoProto *info, FrostShape *shape,
                                int64_t *batch, GError **error);

/* Floats of any shape, what the file leaves open being 1. Errors: UNSUPPORTED. */
gboolean frost_onnx_input_read_any (const Onnx__ValueInfoProto *info, FrostShape *shape,
                                    FrostOnnxValue *value, GError **error);

G_END_DECLS
