/* Keras 3's .keras files (Keras 2.12 to 2.15 write them too): a zip archive of config.json, the
 * model; metadata.json, which Keras wrote it; and model.weights.h5.
 *
 * Groups of the weights are called by class and number, not by the layer's name:
 * "layers/conv2d_1/vars/0". Keras 2.13 counts a layer with weights twice, so that only the order of
 * the numbers means something.
 *
 * Source: keras/src/saving/saving_lib.py of Keras 2.13, 2.15 and 3.8.
 */
#pragma once

#include "engine/formats/model-folder.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

/* file_size: of the archive. Errors: IO, CORRUPT, UNSUPPORTED, SHAPE, MEMORY. */
FrostModel *frost_keras_archive_load (FrostModelFolder *folder, int64_t file_size,
                                      const char *name, GError **error);

G_END_DECLS
