/* The drawn pre-training corpus as a batch source: every picture is drawn once, a little larger
 * than the network's input, and kept; each epoch shows another crop and reflection of it.
 */
#pragma once

#include "engine/engine.h"

G_BEGIN_DECLS

/* per_class pictures of every class of the texture set, from the seed. Draws on n_threads
 * threads before it returns. augment FALSE: always the centre crop, not reflected. */
FrostBatchSource *frost_pretrain_source_new (int per_class, uint64_t seed,
                                             gboolean augment, int n_threads);

G_END_DECLS
