/* Into which stages the training plan falls, and how much goes through each at a time. */
#pragma once

#include "engine/graph/training-layout.h"

G_BEGIN_DECLS

/* Fills in which nodes meet. */
void frost_training_find_meetings (const FrostModel *model, FrostTrainingLayout *layout);

/* Fills in the stages for the layout's strip of images; what is computed again is known. */
void frost_training_choose_stages (const FrostModel *model, FrostTrainingLayout *layout);

G_END_DECLS
