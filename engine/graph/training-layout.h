/* Where the training plan keeps what: every value until backward has read it, gradients only as
 * long as somebody needs them. Offsets are floats from the start of a worker's arena.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

typedef struct
{
  int64_t saved;   /* -1 = the op saves nothing */
  int64_t *dx;     /* [inputs] where backward writes; -1 = not wanted */
  gboolean *aside; /* [inputs] dx is then added to the value's gradient */
  gboolean
      has_backward; /* a parameter at or below it is trainable, and its result used */
} FrostTrainingNode;

typedef struct
{
  int from_value, n_nodes;
  int strip; /* images that a worker holds at once */
  gboolean
      batch_statistics; /* some batch-norm sees the whole mini-batch: strip is the share */
  int64_t *values;      /* [n_values] */
  int64_t *gradients;   /* [n_values], -1 = has none */
  FrostTrainingNode *nodes; /* [n_nodes] */
  int64_t scratch;
  int64_t arena_size;
} FrostTrainingLayout;

/* share: the most images a worker gets of a mini-batch. Errors: ARGUMENT, MEMORY. */
FrostTrainingLayout *frost_training_layout_new (const FrostModel *model, int from_value,
                                                int share, GError **error);
void frost_training_layout_free (FrostTrainingLayout *layout);

G_END_DECLS
