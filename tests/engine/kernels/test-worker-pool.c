/* The pool under stress; run it under the thread sanitizer too. */
#include "engine/kernels/worker-pool.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

static void
test_share (void)
{
  for (int64_t n = 0; n < 40; n++)
    for (int n_workers = 1; n_workers < 9; n_workers++)
      {
        int64_t next = 0;

        for (int worker = 0; worker < n_workers; worker++)
          {
            int64_t first, end;

            frost_worker_share (n, worker, n_workers, &first, &end);
            g_assert_cmpint (first, ==, next);
            g_assert_cmpint (end - first, >=, n / n_workers);
            g_assert_cmpint (end - first, <=, (n + n_workers - 1) / n_workers);
            next = end;
          }
        g_assert_cmpint (next, ==, n);
      }
}

typedef struct
{
  FrostWorkerPool *pool;
  int calls[8]; /* by worker: plain, each worker writes its own */
  int round;    /* plain: written between runs, read in them */
  int values[8];
  int rounds;
} Shared;

static void
count (int worker, int n_workers, gpointer user_data)
{
  Shared *shared = user_data;

  g_assert_cmpint (n_workers, ==, frost_worker_pool_get_n_workers (shared->pool));
  g_assert_cmpint (shared->calls[worker], ==, shared->round);
  shared->calls[worker]++;
}

static void
test_run (gconstpointer data)
{
  int n = GPOINTER_TO_INT (data);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (n);
  Shared shared = { .pool = pool };

  g_assert_cmpint (frost_worker_pool_get_n_workers (pool), ==, n);
  for (shared.round = 0; shared.round < 2000; shared.round++)
    frost_worker_pool_run (pool, count, &shared);
  for (int i = 0; i < n; i++)
    g_assert_cmpint (shared.calls[i], ==, 2000);
}

/* Everybody writes, meets, reads what the others wrote, meets. */
static void
meet (int worker, int n_workers, gpointer user_data)
{
  Shared *shared = user_data;

  for (int round = 0; round < shared->rounds; round++)
    {
      shared->values[worker] = round * 10 + worker;
      frost_worker_pool_barrier (shared->pool);
      for (int i = 0; i < n_workers; i++)
        g_assert_cmpint (shared->values[i], ==, round * 10 + i);
      frost_worker_pool_barrier (shared->pool);
    }
}

static void
test_barrier (gconstpointer data)
{
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (GPOINTER_TO_INT (data));
  Shared shared = { .pool = pool, .rounds = 1000 };

  frost_worker_pool_run (pool, meet, &shared);
  shared.rounds = 1;
  for (int i = 0; i < 500; i++)
    frost_worker_pool_run (pool, meet, &shared);
}

/* Runs after the workers have gone to sleep, and pools that are never used. */
static void
test_sleep (void)
{
  g_autoptr (FrostWorkerPool) unused = frost_worker_pool_new (3);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (2);
  Shared shared = { .pool = pool };

  for (shared.round = 0; shared.round < 5; shared.round++)
    {
      g_usleep (20000);
      frost_worker_pool_run (pool, count, &shared);
    }
  for (int i = 0; i < 50; i++)
    frost_worker_pool_free (frost_worker_pool_new (4));
  frost_worker_pool_free (NULL);
}

static void
test_default (void)
{
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (0);
  cpu_set_t set;

  g_assert_cmpint (sched_getaffinity (0, sizeof set, &set), ==, 0);
  g_assert_cmpint (frost_worker_pool_get_n_workers (pool), ==,
                   MIN (CPU_COUNT (&set), 256));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/worker-pool/share", test_share);
  for (int n = 1; n <= 5; n++)
    {
      g_autofree char *run = g_strdup_printf ("/kernels/worker-pool/run/%d", n);
      g_autofree char *barrier = g_strdup_printf ("/kernels/worker-pool/barrier/%d", n);

      g_test_add_data_func (run, GINT_TO_POINTER (n), test_run);
      g_test_add_data_func (barrier, GINT_TO_POINTER (n), test_barrier);
    }
  g_test_add_func ("/kernels/worker-pool/sleep", test_sleep);
  g_test_add_func ("/kernels/worker-pool/default", test_default);
  return g_test_run ();
}
