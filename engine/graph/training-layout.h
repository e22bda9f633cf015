/* What the training plan keeps, where and for how long. A value stays until the last node that reads
 * it, forward or backward, is done; one that is cheap to compute again from what stays anyway
 * (batch-norms, activations, products) is dropped between its forward and its backward readers.
 * Chen et al. 2016, "Training deep nets with sublinear memory cost", choose what to drop likewise.
 * Offsets are floats from the start of a worker's arena.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

typedef struct
{
  FrostOpAttributes
      attributes;       /* the node's, with the clamp of an activation behind it */
  gboolean has_forward; /* not when the node before it does its work */
  gboolean
      has_backward; /* a parameter at or below it is trainable, and its result used */
  int64_t saved;    /* -1 = the op saves nothing */
  int64_t *dx;      /* [inputs] where backward writes; -1 = not wanted */
  gboolean *aside;  /* [inputs] dx is then added to the value's gradient */
  GArray
      *again; /* of int: nodes to compute again before this one's backward, NULL = none */
} FrostTrainingNode;

typedef struct
{
  int from_value, n_nodes;
  int strip; /* images that a worker holds at once */
  gboolean
      batch_statistics; /* some batch-norm sees the whole mini-batch: strip is the share */
  int64_t *values;      /* [n_values] in forward */
  int64_t *kept;        /* [n_values] in backward, -1 = nobody reads it there */
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
