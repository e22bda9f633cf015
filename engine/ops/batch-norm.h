/* What batch-norm leaves for whoever keeps its running statistics. */
#pragma once

#include "engine/ops/op.h"

G_BEGIN_DECLS

/* running = momentum running + (1 - momentum) batch, ONNX's meaning of momentum (PyTorch's is one
 * minus it). Once per step, not per worker: every worker's saved holds the same numbers.
 * Shapes: saved as a forward with batch statistics left it, [3, channels]: mean, unbiased
 * variance, inverse deviation; running_… [channels]. */
void frost_batch_norm_update_statistics (const FrostOpAttributes *attributes,
                                         const float *saved, float *running_mean,
                                         float *running_var, int64_t channels);

G_END_DECLS
