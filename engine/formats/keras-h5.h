/* Keras' .h5 files: the whole model as Keras 1 to 2.15 save it, and Keras 3 under that ending.
 *
 * The root's attribute "model_config" is the model as JSON; the group "model_weights" has a group
 * for each layer, whose attribute "weight_names" lists the layer's datasets. A nested model is one
 * layer there: the weights of all its layers, those that are trainable first.
 *
 * Source: keras/src/legacy/saving/legacy_h5_format.py (Keras 3.8), hdf5_format.py (Keras 2.15).
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* Errors: CORRUPT, UNSUPPORTED (weights without a model among them), SHAPE, MEMORY, IO. */
FrostModel *frost_keras_h5_load (GBytes *bytes, const char *name, GError **error);

G_END_DECLS
