/* Fills the engine's FrostBatchSource from a dataset, with the decode threads of data/feed. */
#pragma once

#include "ui/session/dataset.h"

G_BEGIN_DECLS

/* Takes the dataset, which must have images. n_views: 1, 2 = also mirrored left to right,
 * more = also cropped at random, see data/image/augment.h; seed: of the crops of later generations.
 * n_threads: that decode; 0 = one a core. An image that cannot be read gets the label -1. */
FrostBatchSource *frost_dataset_source_new (FrostDataset *dataset,
                                            const FrostPreprocessing *preprocessing,
                                            int n_views, guint64 seed, int n_threads);

/* The loader's description of a model's preprocessing. */
void frost_dataset_source_transform (const FrostPreprocessing *preprocessing,
                                     FrostImageTransform *transform);

G_END_DECLS
