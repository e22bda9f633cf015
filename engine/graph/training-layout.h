/* What the training plan keeps, where and for how long, and in which stages it is computed.
 *
 * A stage is what lies between two batch-norms that see the whole mini-batch; without such there is
 * one. Images go through a stage in strips, few enough to stay in a core's cache; what only one
 * stage needs has place for a strip, the rest for all images that a worker holds.
 *
 * A value stays until the last node that reads it, forward or backward, is done; one that is cheap
 * to compute again from what stays anyway (batch-norms, activations, products) is dropped between
 * its forward and its backward readers, as Chen et al. 2016, "Training deep nets with sublinear
 * memory cost", do.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

/* In a worker's arena. */
typedef struct
{
  int64_t offset; /* floats from the start, -1 = there is none */
  gboolean local; /* of a strip, not of all images */
} FrostTrainingPlace;

typedef struct
{
  FrostOpAttributes
      attributes;       /* the node's, with the clamp of an activation behind it */
  gboolean has_forward; /* not when the node before it does its work */
  gboolean
      has_backward; /* a parameter at or below it is trainable, and its result used */
  gboolean meets;   /* sees the whole mini-batch: begins a stage */
  FrostTrainingPlace saved, prepared, prepared_backward;
  FrostTrainingPlace *dx; /* [inputs] where backward writes */
  gboolean *aside;        /* [inputs] dx is then added to the value's gradient */
  GArray
      *again; /* of int: nodes to compute again before this one's backward, NULL = none */
} FrostTrainingNode;

/* The nodes [first, end). Where node `end` meets, forward goes on to the statistics that it wants to
 * see, and backward begins with that node, which is then no part of its own stage's; where `first`
 * does, backward ends with the statistics of its gradient. Where no node looks beyond a pixel, strips
 * are of pixels, counted through all images. */
typedef struct
{
  int first, end;
  int units; /* of an image: its pixels, or 1 */
  int strip; /* units that go through together */
} FrostTrainingStage;

typedef struct
{
  int from_value, n_nodes;
  int strip; /* images that a worker holds at once */
  gboolean
      batch_statistics; /* some batch-norm sees the whole mini-batch: strip is the share */
  FrostTrainingPlace *values; /* [n_values] in forward */
  FrostTrainingPlace *kept;   /* [n_values] in backward, none = nobody reads it there */
  FrostTrainingPlace *gradients; /* [n_values] */
  FrostTrainingNode *nodes;      /* [n_nodes] */
  FrostTrainingStage *stages;    /* [n_stages] */
  int n_stages;
  int64_t scratch; /* offset */
  int64_t arena_size;
} FrostTrainingLayout;

/* share: the most images a worker gets of a mini-batch. Errors: ARGUMENT, MEMORY. */
FrostTrainingLayout *frost_training_layout_new (const FrostModel *model, int from_value,
                                                int share, GError **error);
void frost_training_layout_free (FrostTrainingLayout *layout);

G_END_DECLS
