/* The graph of an entry of the zoo: a whole ONNX model whose weights have a name, a type and
 * dimensions, but no numbers.
 */
#pragma once

#include "engine/formats/onnx.pb-c.h"
#include "engine/formats/zoo.h"

G_BEGIN_DECLS

Onnx__ModelProto *frost_zoo_skeleton_new (const FrostZooEntry *entry);
void frost_zoo_skeleton_free (Onnx__ModelProto *skeleton);

/* Whether a file has to bring the initializer's numbers. */
gboolean frost_zoo_skeleton_wants (const Onnx__TensorProto *initializer);

/* The first node that reads the initializer, *input = which of its inputs that is; NULL = none. */
const Onnx__NodeProto *frost_zoo_skeleton_reader (const Onnx__ModelProto *skeleton,
                                                  const Onnx__TensorProto *initializer,
                                                  size_t *input);

/* Sets the epsilon of every norm: other programs train the same network with another one. */
void frost_zoo_skeleton_set_epsilon (Onnx__ModelProto *skeleton, float epsilon);

G_END_DECLS
