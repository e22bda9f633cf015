#include "engine/kernels/reduce.h"

#include <string.h>

/* Numbers handed over at one meeting. */
#define CHUNK 2048

typedef struct
{
  /* Two of each, used in turn: while a slow worker still reads what was handed over at one
   * meeting, a quick one may write for the next. It cannot get further than that, so one
   * barrier a meeting is enough. */
  double values[2][CHUNK];
  guint turn;
  char apart[64]; /* no two workers' turns share a cache line */
} Slot;

struct FrostReducer
{
  FrostWorkerPool *pool;
  int n_workers;
  Slot *slots; /* [n_workers] */
};

FrostReducer *
frost_reducer_new (FrostWorkerPool *pool)
{
  FrostReducer *reducer = g_new0 (FrostReducer, 1);

  reducer->pool = pool;
  reducer->n_workers = frost_worker_pool_get_n_workers (pool);
  reducer->slots = g_new0 (Slot, reducer->n_workers);
  return reducer;
}

void
frost_reducer_free (FrostReducer *reducer)
{
  if (reducer == NULL)
    return;
  g_free (reducer->slots);
  g_free (reducer);
}

static void
sum_chunk (FrostReducer *reducer, int worker, double *values, int n)
{
  Slot *slots = reducer->slots;
  guint turn = slots[worker].turn++ & 1;

  memcpy (slots[worker].values[turn], values, (size_t) n * sizeof (double));
  frost_worker_pool_barrier (reducer->pool);
  memset (values, 0, (size_t) n * sizeof (double));
  for (int k = 0; k < reducer->n_workers; k++)
    for (int i = 0; i < n; i++)
      values[i] += slots[k].values[turn][i];
}

void
frost_reducer_sum (void *reducer, int worker, double *values, int n)
{
  for (int i = 0; i < n; i += CHUNK)
    sum_chunk (reducer, worker, values + i, MIN (CHUNK, n - i));
}
