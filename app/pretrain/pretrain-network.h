/* The built-in base model's architecture: a small network of depthwise separable convolutions
 * with residual connections, about 0.4 M parameters.
 */
#pragma once

#include "engine/engine.h"

G_BEGIN_DECLS

#define FROST_BASE_INPUT 128 /* pixels a side */

/* Random weights from the seed: He et al. 2015 by fan-out for convolutions, batch-norms at the
 * identity, the head as in frost_surgery_replace_head. Errors: MEMORY. */
FrostModel *frost_pretrain_network_new (const char *const *classes, uint64_t seed,
                                        GError **error);

G_END_DECLS
