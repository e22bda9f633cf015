/* Writes a model's weights as PyTorch's state_dict. */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* A zip container that torch.load (weights_only=True) reads: parameters by their names in
 * PyTorch's layouts, float32, or half where that is asked for and no number would become infinite;
 * see weight-list.h. The old file or the whole new one.
 * Errors: IO, with what to do; UNSUPPORTED (names, 4 GiB and more), MEMORY. */
gboolean frost_torch_save (const FrostModel *model, const char *path, gboolean half,
                           GError **error);

G_END_DECLS
