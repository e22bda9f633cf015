#include "engine/graph/fold.h"

#include <math.h>

static const float *
parameter_data (const FrostModel *model, const FrostNode *node, int slot)
{
  return frost_model_parameter (model, node->parameters[slot])->tensor->data;
}

void
frost_fold_batch_norm (const FrostModel *model, const FrostNode *batch_norm,
                       const FrostTensor *weight, const FrostTensor *bias,
                       FrostTensor *folded_weight, FrostTensor *folded_bias)
{
  const float *gamma = parameter_data (model, batch_norm, 0);
  const float *beta = parameter_data (model, batch_norm, 1);
  const float *mean = parameter_data (model, batch_norm, 2);
  const float *variance = parameter_data (model, batch_norm, 3);
  int64_t channels = folded_bias->n, rows = weight->n / channels;

  for (int64_t c = 0; c < channels; c++)
    {
      /* In double: the quotient of small variances loses digits that all weights share. */
      double scale =
          gamma[c] / sqrt ((double) variance[c] + batch_norm->attributes.epsilon);
      double old_bias = bias != NULL ? bias->data[c] : 0;

      folded_bias->data[c] = (float) ((old_bias - mean[c]) * scale + beta[c]);
      for (int64_t r = 0; r < rows; r++)
        folded_weight->data[r * channels + c] =
            (float) (weight->data[r * channels + c] * scale);
    }
}
