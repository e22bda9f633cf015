/* From when to when the training plan needs what. Moments are counted from 0: before each node's
 * forward, where one that meets others looks at its inputs, and that forward; the loss; each node's
 * backward, and after it, where one that meets others looks at its gradient before its own. They
 * fall into the stages, forward and then backward, between which only whole shares are handed over.
 */
#pragma once

#include "engine/graph/training-layout.h"

G_BEGIN_DECLS

typedef struct
{
  int first, last; /* moments, both inclusive; last < 0 = never */
} FrostLife;

typedef struct
{
  int root;        /* whose memory it takes the place of; else itself */
  FrostLife ahead; /* from its making to the last reader in forward, or the loss */
  FrostLife back;  /* what backward reads, the gradient's own moments not counted */
  gboolean again;  /* computed a second time at back.first; else it lives through both */
  int sum;         /* again: it is only made for this sum, and in its place; -1 = not */
} FrostValueLife;

int frost_moment_forward (const FrostTrainingLayout *layout, int node);
int frost_moment_loss (const FrostTrainingLayout *layout);
int frost_moment_backward (const FrostTrainingLayout *layout, int node);

/* The stage that a moment falls into, and its moments on the way forward or back; -1 = the loss, a
 * stage of its own. */
int frost_moment_stage (const FrostTrainingLayout *layout, int moment, FrostLife *span);

/* Decides what is fused, what is overwritten and what is computed again; fills in the attributes,
 * has_forward, has_backward and again of the layout's nodes, whose stages are known. Returns
 * [n_values]; g_free. */
FrostValueLife *frost_training_lives_new (const FrostModel *model,
                                          FrostTrainingLayout *layout);

/* The node whose backward takes the gradient of a value: the one that made it, or that did the
 * work of the one that made it. */
int frost_training_producer (const FrostModel *model, const FrostTrainingLayout *layout,
                             int value);

G_END_DECLS
