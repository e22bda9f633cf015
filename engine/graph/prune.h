/* Takes away what a model's output does not need. */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* output becomes the last value: nodes that it does not depend on go, and so do the parameters
 * that no node has any more. Values and parameters are numbered anew. */
void frost_model_prune (FrostModel *model, int output);

G_END_DECLS
