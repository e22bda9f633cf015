/* Calls of the layers of a functional model: "inbound_nodes". For keras-topology.c.
 *
 * Keras 2 and TensorFlow.js write a list of references, [["conv1", 0, 0, {"training": false}], …]:
 * layer, which of its calls, which of its results, further arguments. Keras 3 writes an object of
 * arguments, {"args": [tensor, …], "kwargs": {…}}, where a tensor tells its "keras_history".
 */
#pragma once

#include "engine/formats/keras-layer.h"

G_BEGIN_DECLS

/* Reads the calls of a layer; all layers of its model have their names. n_operands counts what the
 * whole file has. Errors: CORRUPT, UNSUPPORTED; the text starts at "reads …" or "is …". */
gboolean frost_keras_calls_read (FrostKerasLayer *layer, const json_t *inbound,
                                 int *n_operands, GError **error);

/* When all calls of a model and its output are read: makes numbers of calls count from 0, and
 * checks that there are such calls. Errors: CORRUPT, the layer in front. */
gboolean frost_keras_calls_settle (FrostKerasLayer *model, GError **error);

/* ["conv1", 0, 0], and the layer that it means. Errors: CORRUPT, UNSUPPORTED. */
gboolean frost_keras_is_reference (const json_t *value);
gboolean frost_keras_find_operand (const FrostKerasLayer *model, const json_t *name,
                                   const json_t *call, const json_t *result,
                                   FrostKerasOperand *operand, GError **error);

G_END_DECLS
