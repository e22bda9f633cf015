/* One thread a core that run the same function, each on its share of the images.
 *
 * Threads: run is called by one thread at a time (the engine thread), which works as worker 0.
 * OpenBLAS is held at one thread while a pool exists: parallel over images, not inside products.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct FrostWorkerPool FrostWorkerPool;

typedef void (*FrostWorkerFunc) (int worker, int n_workers, gpointer user_data);

/* n_threads 0 = one for each core this process may use. */
FrostWorkerPool *frost_worker_pool_new (int n_threads);
void frost_worker_pool_free (FrostWorkerPool *pool);
int frost_worker_pool_get_n_workers (const FrostWorkerPool *pool);

/* Returns when every worker has returned. */
void frost_worker_pool_run (FrostWorkerPool *pool, FrostWorkerFunc function,
                            gpointer user_data);

/* All workers of a running function meet here; each returns when the last one came. */
void frost_worker_pool_barrier (FrostWorkerPool *pool);

/* The half-open share [first, end) of n items that falls to a worker: contiguous, sizes differ
 * by at most one, the same for the same numbers. */
void frost_worker_share (int64_t n, int worker, int n_workers, int64_t *first,
                         int64_t *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostWorkerPool, frost_worker_pool_free)

G_END_DECLS
