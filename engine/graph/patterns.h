/* Operations that files spell out as several nodes, put together again: activations (silu, gelu,
 * hard-swish, clip), layer-norm, the bias of a product, neighbouring reshapes.
 *
 * The numbers stay the same but for rounding; parameters keep their names and can still be trained.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* The model must be inferred, and is again to be afterwards. */
void frost_patterns_fuse (FrostModel *model);

G_END_DECLS
