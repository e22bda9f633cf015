/* Keras models: .h5 of Keras 2 (and of Keras 3 under that ending), .keras of Keras 3, and the
 * model.json of TensorFlow.js, which is what Teachable Machine exports.
 *
 * Sequential and functional models, nested ones flattened: "base.conv1" is the layer conv1 of the
 * model base. Only the first output and what it needs is built. A Softmax at its end is dropped, so
 * that outputs are logits. A layer that is not in the map of keras-layer-map.c is not known, by name
 * and class; nothing in a file is ever executed. What lies below it is a trunk with a new head if it
 * is enough for one, and so is a base "without its top"; the model's "truncated" tells.
 *
 * A file is hostile until it is checked. JSON is bounded in depth and memory before it is parsed,
 * HDF5 is scanned from end to end before its library sees it (h5-scan.h), shards are only opened
 * inside the folder of their model.json. What a file makes the reader take is bounded by twice its
 * size and 64 MB.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* Which of the formats it is, its first bytes say; a folder or a zip archive with a model.json will
 * do for TensorFlow.js. The returned model is inferred. Class names come from the metadata.json that
 * Teachable Machine puts beside its model. preprocessing_known is set where the file tells: by
 * Teachable Machine, or by first layers that take pixels of 0 to 255; else the preset is a guess
 * from the application's name, or tf.
 * Errors: IO, CORRUPT, UNSUPPORTED (layer and class), SHAPE, MEMORY; the path in front. */
FrostModel *frost_keras_load (const char *path, GError **error);

/* Whether the file, or the folder, may be one of them: by its first bytes, and of an archive by
 * what it has inside. */
gboolean frost_keras_recognises (const char *path);

G_END_DECLS
