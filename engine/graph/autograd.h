/* The training plan: forward, loss and backward of everything above the frost line.
 *
 * Each worker runs its share of the mini-batch in strips of a few images, forward and back, so
 * that activations are kept for a strip and not for the batch. Gradients are summed per worker
 * and then over workers in a fixed order: one seed and one thread count give the same bits.
 * With batch statistics (FrostOpAttributes) a strip is a worker's whole share, and workers meet
 * at every such batch-norm.
 *
 * Threads: one step at a time; the pool's workers take part in it.
 */
#pragma once

#include "engine/graph/model.h"
#include "engine/graph/profile.h"
#include "engine/kernels/worker-pool.h"

G_BEGIN_DECLS

typedef struct FrostAutograd FrostAutograd;

typedef struct
{
  double loss;   /* sum over the rows counted, natural logarithm */
  int n_correct; /* rows whose best class is the label */
  int n_counted; /* rows with a label */
} FrostStepResult;

/* Backward stops at from_value, a cut below the output. Parameters to be trained are those marked trainable; max_batch is
 * the largest n of a step. The plan keeps a reference to the model, whose parameters it reads.
 * Errors: MEMORY, ARGUMENT. */
FrostAutograd *frost_autograd_new (FrostModel *model, int from_value, int max_batch,
                                   FrostWorkerPool *pool, GError **error);
void frost_autograd_free (FrostAutograd *autograd);

/* x [n, shape of from_value], n in [1, max_batch]; labels [n], negative = left out of the loss
 * (its pixels must be finite all the same); seeds [n] for dropout, NULL = no dropout.
 * Leaves the gradient of the mean loss in frost_autograd_gradient, and updates the running
 * statistics of batch-norms with batch statistics. */
void frost_autograd_step (FrostAutograd *autograd, const float *x, const int *labels,
                          const uint64_t *seeds, int n, FrostStepResult *result);

/* Steps from now on are added to it; NULL = no longer. Lent. */
void frost_autograd_set_profile (FrostAutograd *autograd, FrostProfile *profile);

/* Gradient of a parameter after a step, in the parameter's layout; NULL when it is frozen. */
const float *frost_autograd_gradient (const FrostAutograd *autograd, int parameter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostAutograd, frost_autograd_free)

G_END_DECLS
