/* BatchNorm with fixed statistics is a scale and a shift by channel, so it can be folded into
 * the weights of the convolution or linear layer before it.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* weight [rows, channels], bias [channels] of the layer before (NULL = none) to those of both
 * together. */
void frost_fold_batch_norm (const FrostModel *model, const FrostNode *batch_norm,
                            const FrostTensor *weight, const FrostTensor *bias,
                            FrostTensor *folded_weight, FrostTensor *folded_bias);

G_END_DECLS
