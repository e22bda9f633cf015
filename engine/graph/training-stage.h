/* Into which stages the training plan falls, and how much goes through each at a time. */
#pragma once

#include "engine/graph/training-layout.h"

G_BEGIN_DECLS

/* Fills in the stages, and which nodes meet. */
void frost_training_find_stages (const FrostModel *model, FrostTrainingLayout *layout);

/* Fills in units and strips of the stages, for the layout's strip of images; what is computed again
 * is known. */
void frost_training_choose_strips (const FrostModel *model, FrostTrainingLayout *layout);

G_END_DECLS
