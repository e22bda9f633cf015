#include "engine/kernels/worker-pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "engine/kernels/gemm.h"

#define MAX_WORKERS 256

/* Looks at a flag before a waiter goes to sleep: some 50 microseconds. Waking a sleeper costs
 * about as much, and steps of a small head come at that pace. */
#define SPINS 2000

/* A counter that one side raises and others wait on. */
typedef struct
{
  atomic_uint count;
  pthread_mutex_t mutex;
  pthread_cond_t raised;
} Signal;

typedef struct
{
  FrostWorkerPool *pool;
  int worker;
  pthread_t thread;
} Worker;

struct FrostWorkerPool
{
  int n_workers;
  int spins;
  Worker *workers; /* [n_workers]; the first is the caller's and has no thread */

  FrostWorkerFunc function; /* NULL = leave */
  gpointer user_data;
  Signal start;
  Signal done;
  atomic_int n_running; /* workers but the caller that have not returned */

  Signal meeting;
  atomic_int n_missing; /* workers not yet at the barrier */
};

static inline void
pause_briefly (void)
{
#if defined __x86_64__ || defined __i386__
  __builtin_ia32_pause ();
#elif defined __aarch64__
  __asm__ volatile("yield");
#endif
}

static void
signal_init (Signal *signal)
{
  atomic_init (&signal->count, 0);
  pthread_mutex_init (&signal->mutex, NULL);
  pthread_cond_init (&signal->raised, NULL);
}

static void
signal_clear (Signal *signal)
{
  pthread_cond_destroy (&signal->raised);
  pthread_mutex_destroy (&signal->mutex);
}

static unsigned int
signal_look (Signal *signal)
{
  return atomic_load_explicit (&signal->count, memory_order_acquire);
}

static void
signal_raise (Signal *signal)
{
  pthread_mutex_lock (&signal->mutex);
  atomic_fetch_add_explicit (&signal->count, 1, memory_order_release);
  pthread_cond_broadcast (&signal->raised);
  pthread_mutex_unlock (&signal->mutex);
}

/* Returns when the count is no longer what it was. */
static void
signal_wait (Signal *signal, unsigned int seen, int spins)
{
  for (int i = 0; i < spins; i++)
    {
      if (signal_look (signal) != seen)
        return;
      pause_briefly ();
    }
  pthread_mutex_lock (&signal->mutex);
  while (signal_look (signal) == seen)
    pthread_cond_wait (&signal->raised, &signal->mutex);
  pthread_mutex_unlock (&signal->mutex);
}

static gpointer
work (gpointer data)
{
  Worker *self = data;
  FrostWorkerPool *pool = self->pool;
  unsigned int seen = 0;

  for (;;)
    {
      signal_wait (&pool->start, seen++, pool->spins);
      if (pool->function == NULL)
        return NULL;
      pool->function (self->worker, pool->n_workers, pool->user_data);
      if (atomic_fetch_sub_explicit (&pool->n_running, 1, memory_order_acq_rel) == 1)
        signal_raise (&pool->done);
    }
}

static int
n_usable_cores (void)
{
  cpu_set_t set;

  if (sched_getaffinity (0, sizeof set, &set) == 0)
    return MAX (CPU_COUNT (&set), 1);
  return (int) g_get_num_processors ();
}

FrostWorkerPool *
frost_worker_pool_new (int n_threads)
{
  FrostWorkerPool *pool = g_new0 (FrostWorkerPool, 1);
  int n_cores = n_usable_cores ();
  int n = CLAMP (n_threads > 0 ? n_threads : n_cores, 1, MAX_WORKERS);

  frost_gemm_hold_one_thread ();
  pool->workers = g_new0 (Worker, n);
  /* With more workers than cores a spinning one keeps the awaited one from running. */
  pool->spins = n <= n_cores ? SPINS : 0;
  signal_init (&pool->start);
  signal_init (&pool->done);
  signal_init (&pool->meeting);

  /* A system that refuses a thread gets a smaller pool: slower, but the work is done. */
  pool->n_workers = 1;
  for (int i = 1; i < n; i++)
    {
      Worker *worker = &pool->workers[i];

      worker->pool = pool;
      worker->worker = i;
      if (pthread_create (&worker->thread, NULL, work, worker) != 0)
        break;
      pool->n_workers++;
    }
  atomic_init (&pool->n_missing, pool->n_workers);
  return pool;
}

void
frost_worker_pool_free (FrostWorkerPool *pool)
{
  if (pool == NULL)
    return;
  pool->function = NULL;
  signal_raise (&pool->start);
  for (int i = 1; i < pool->n_workers; i++)
    pthread_join (pool->workers[i].thread, NULL);
  signal_clear (&pool->start);
  signal_clear (&pool->done);
  signal_clear (&pool->meeting);
  g_free (pool->workers);
  g_free (pool);
}

int
frost_worker_pool_get_n_workers (const FrostWorkerPool *pool)
{
  return pool->n_workers;
}

void
frost_worker_pool_run (FrostWorkerPool *pool, FrostWorkerFunc function,
                       gpointer user_data)
{
  unsigned int seen = signal_look (&pool->done);

  if (pool->n_workers == 1)
    {
      function (0, 1, user_data);
      return;
    }
  pool->function = function;
  pool->user_data = user_data;
  atomic_store_explicit (&pool->n_running, pool->n_workers - 1, memory_order_relaxed);
  signal_raise (&pool->start);
  function (0, pool->n_workers, user_data);
  signal_wait (&pool->done, seen, pool->spins);
}

void
frost_worker_pool_barrier (FrostWorkerPool *pool)
{
  unsigned int seen;

  if (pool->n_workers == 1)
    return;
  seen = signal_look (&pool->meeting);
  if (atomic_fetch_sub_explicit (&pool->n_missing, 1, memory_order_acq_rel) == 1)
    {
      /* The last one: nobody comes to the next meeting before this one is over. */
      atomic_store_explicit (&pool->n_missing, pool->n_workers, memory_order_relaxed);
      signal_raise (&pool->meeting);
    }
  else
    signal_wait (&pool->meeting, seen, pool->spins);
}

void
frost_worker_share (int64_t n, int worker, int n_workers, int64_t *first, int64_t *end)
{
  int64_t each = n / n_workers;
  int64_t more = n % n_workers;

  *first = worker * each + MIN (worker, more);
  *end = *first + each + (worker < more ? 1 : 0);
}
