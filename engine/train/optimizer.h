/* Moves the trainable parameters of a model against their gradients. */
#pragma once

#include "engine/graph/autograd.h"
#include "engine/train/train-settings.h"

G_BEGIN_DECLS

typedef struct FrostOptimizer FrostOptimizer;

/* State is kept by parameter and starts at zero. The model is lent.
 * AdamW: beta 0.9 and 0.999, epsilon 1e-8, the defaults of torch.optim.AdamW.
 * Errors: MEMORY. */
FrostOptimizer *frost_optimizer_new (FrostModel *model,
                                     const FrostTrainSettings *settings, GError **error);
void frost_optimizer_free (FrostOptimizer *optimizer);

/* Other parameters of the model are trainable now: the state of those that stay so is kept, of those
 * that thaw it starts at zero, with AdamW's count of steps, and of those that froze it is gone.
 * Errors: MEMORY, and then everything is as it was. */
gboolean frost_optimizer_follow_model (FrostOptimizer *optimizer, GError **error);

/* One step with the gradients that the plan holds. Weight decay applies to every trainable
 * parameter, as torch.optim does without parameter groups. */
void frost_optimizer_step (FrostOptimizer *optimizer, const FrostAutograd *autograd,
                           FrostWorkerPool *pool, double rate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostOptimizer, frost_optimizer_free)

G_END_DECLS
