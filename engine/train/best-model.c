#include "engine/train/best-model.h"

#include <math.h>
#include <string.h>

static gboolean
is_better (const FrostEpochRecord *a, const FrostEpochRecord *b)
{
  if (isnan (a->val_accuracy) || isnan (b->val_accuracy))
    return TRUE;
  return a->val_accuracy > b->val_accuracy
         || (a->val_accuracy == b->val_accuracy && a->val_loss < b->val_loss);
}

gboolean
frost_best_model_offer (FrostBestModel *best, const FrostModel *model,
                        const FrostEpochRecord *record, GError **error)
{
  if (best->model == NULL)
    {
      best->model = frost_model_copy (model, error);
      if (best->model == NULL)
        return FALSE;
    }
  else if (!is_better (record, &best->record))
    return TRUE;
  best->record = *record;
  for (guint i = 0; i < model->parameters->len; i++)
    {
      const FrostParameter *parameter = frost_model_parameter (model, (int) i);

      /* What was frozen from the beginning is equal in both. */
      if (parameter->trainable || parameter->fixed || best->all_may_differ)
        memcpy (frost_model_parameter (best->model, (int) i)->tensor->data,
                parameter->tensor->data, sizeof (float) * (size_t) parameter->tensor->n);
    }
  return TRUE;
}

void
frost_best_model_clear (FrostBestModel *best)
{
  g_clear_pointer (&best->model, frost_model_free);
}
