/* Sums small arrays over the workers of a pool, in the order of the workers, and gives each the
 * result: one thread count gives one sum, bit for bit.
 *
 * Threads: every worker of a running function calls sum the same number of times with the same n.
 */
#pragma once

#include "engine/kernels/worker-pool.h"

G_BEGIN_DECLS

typedef struct FrostReducer FrostReducer;

/* The pool must outlive it. */
FrostReducer *frost_reducer_new (FrostWorkerPool *pool);
void frost_reducer_free (FrostReducer *reducer);

/* values [n]: this worker's in, the sum of all out. reducer is a FrostReducer; the type fits the
 * function of FrostReduce. */
void frost_reducer_sum (void *reducer, int worker, double *values, int n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostReducer, frost_reducer_free)

G_END_DECLS
