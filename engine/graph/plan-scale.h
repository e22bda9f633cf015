/* Squeeze-and-excite in an inference plan: the product of an image with a number for each channel goes
 * with the convolution of one pixel behind it, whose weights take the scale. The image itself is not
 * gone through once more.
 *
 * Source: Hu et al. 2018, "Squeeze-and-excitation networks".
 */
#pragma once

#include "engine/graph/plan-step.h"

G_BEGIN_DECLS

/* Takes such products out of the steps, of FrostPlanStep; where a plan may begin they stay. */
void frost_plan_fuse_scales (GArray *steps, const FrostModel *model);

G_END_DECLS
