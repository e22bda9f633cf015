/* Writes a model's weights as safetensors. */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* Parameters by their names in PyTorch's layouts, F32, or F16 where half is asked for and no number
 * would become infinite; see weight-list.h. The old file or the whole new one.
 * Errors: IO, with what to do; UNSUPPORTED (names), MEMORY. */
gboolean frost_safetensors_save (const FrostModel *model, const char *path, gboolean half,
                                 GError **error);

G_END_DECLS
