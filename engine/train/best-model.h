/* Keeps the model as it was at the best epoch, while the one in training goes on. */
#pragma once

#include "engine/train/trainer.h"

G_BEGIN_DECLS

typedef struct
{
  FrostModel *model; /* NULL before the first epoch has ended */
  FrostEpochRecord record;
  gboolean
      all_may_differ; /* the frost line was moved: what is frozen now was trained before */
} FrostBestModel;

/* Higher validation accuracy is better, the lower loss among equals; without a validation split
 * (NAN) the later epoch is. Errors: MEMORY. */
gboolean frost_best_model_offer (FrostBestModel *best, const FrostModel *model,
                                 const FrostEpochRecord *record, GError **error);
void frost_best_model_clear (FrostBestModel *best);

G_END_DECLS
