/* Numbers for a weight that a file does not have. */
#pragma once

#include "engine/formats/onnx.pb-c.h"

#include <glib.h>

G_BEGIN_DECLS

/* numbers [n]: 1 for the scale of a norm and for a variance, 0 for what is added, else random as
 * a layer starts to learn from; the same at every call. */
void frost_zoo_initial_numbers (const Onnx__ModelProto *skeleton,
                                const Onnx__TensorProto *initializer, float *numbers,
                                int64_t n);

G_END_DECLS
