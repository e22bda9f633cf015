/* Where the frost line may sit: values through which everything passes.
 *
 * A cut is an articulation point of the graph that does not tear a convolution from its
 * batch-norm or activation. Cut 0 is the input (everything trainable); cut k lies after block k.
 * Blocks are what lies between two neighbouring cuts, named from the names of their nodes.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;               /* "layer1.0", "dw3 + pw3", "conv1" */
  int first_node, end_node; /* half-open range of nodes */
  int value;                /* what leaves the block */
  FrostShape shape;         /* of that value */
  int64_t parameters;       /* numbers, statistics included */
  int64_t multiply_adds;    /* of one image */
  int cut;                  /* index of the cut after this block: 1 … n */
} FrostBlock;

typedef struct
{
  FrostBlock *blocks; /* [n] bottom (input) to top */
  int n;
  int head_cut; /* the highest cut below the last node with parameters: everything frozen */
} FrostCuts;

/* The model must have passed frost_model_infer. */
FrostCuts *frost_cuts_find (const FrostModel *model);
void frost_cuts_free (FrostCuts *cuts);

/* Value at a cut in [0, n]. */
int frost_cuts_value (const FrostCuts *cuts, int cut);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostCuts, frost_cuts_free)

G_END_DECLS
