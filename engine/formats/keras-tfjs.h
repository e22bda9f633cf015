/* Layers models of TensorFlow.js: model.json and the shards of bytes that it names.
 *
 * "modelTopology" is a model of Keras; "weightsManifest" lists groups of shards, whose bytes, one
 * shard after the other, are the weights of the group. Quantized weights are made floats again:
 * value * scale + min. Beside it may lie Teachable Machine's metadata.json.
 *
 * Source: tfjs-core/src/io/types.ts and weights_loader of TensorFlow.js 4.22; what Teachable
 * Machine does to pixels: capture in utils/tf.ts of its library image 0.8.5.
 */
#pragma once

#include "engine/formats/model-folder.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

/* json: the name of model.json in the folder. Errors: IO, CORRUPT, UNSUPPORTED, SHAPE, MEMORY. */
FrostModel *frost_keras_tfjs_load (FrostModelFolder *folder, const char *json,
                                   const char *name, GError **error);

G_END_DECLS
