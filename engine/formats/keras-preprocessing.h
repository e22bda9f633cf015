/* What a Keras model expects of its pixels, as far as its graph or its name tell. Not for others. */
#pragma once

#include "engine/formats/keras-layer.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

/* Sets the preprocessing of an inferred model: none at all, and known, when its first layers take
 * pixels of 0 to 255; else the preset that keras.applications has for a model of this name, which
 * is a guess. */
void frost_keras_preprocessing_find (const FrostKerasLayer *root, FrostModel *model);

G_END_DECLS
