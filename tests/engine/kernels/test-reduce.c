/* Sums over workers: right, the same on each, the same bits each time, longer than a chunk. */
#include "engine/kernels/reduce.h"

#include <string.h>

#define MAX_WORKERS 5
#define N 5000

typedef struct
{
  FrostReducer *reducer;
  double result[MAX_WORKERS][N];
  int rounds;
} Shared;

static double
value (int worker, int i, int round)
{
  return 1.0 / (1 + worker + 3 * i + 7 * round); /* no two orders of summation agree */
}

static void
sum (int worker, int n_workers, gpointer user_data)
{
  Shared *shared = user_data;
  double *values = shared->result[worker];

  for (int round = 0; round < shared->rounds; round++)
    {
      int n = round % 2 == 0 ? N : 1 + round % 7;

      for (int i = 0; i < n; i++)
        values[i] = value (worker, i, round);
      frost_reducer_sum (shared->reducer, worker, values, n);
      for (int i = 0; i < n; i += 97)
        {
          double expected = 0;

          for (int k = 0; k < n_workers; k++)
            expected += value (k, i, round);
          g_assert_cmpfloat (values[i], ==, expected);
        }
    }
}

static void
test_sum (gconstpointer data)
{
  int n = GPOINTER_TO_INT (data);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (n);
  g_autoptr (FrostReducer) reducer = frost_reducer_new (pool);
  g_autofree Shared *shared = g_new0 (Shared, 1);

  shared->reducer = reducer;
  shared->rounds = 101;
  for (int i = 0; i < 3; i++)
    frost_worker_pool_run (pool, sum, shared);
  for (int worker = 1; worker < n; worker++)
    g_assert_cmpmem (shared->result[worker], sizeof shared->result[0], shared->result[0],
                     sizeof shared->result[0]);
}

static void
short_sums (int worker, int n_workers, gpointer user_data)
{
  for (int round = 0; round < 3000; round++)
    {
      double one = worker + round;

      frost_reducer_sum (user_data, worker, &one, 1);
      g_assert_cmpfloat (one, ==, n_workers * (n_workers - 1) / 2 + n_workers * round);
    }
}

static void
test_short (gconstpointer data)
{
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (GPOINTER_TO_INT (data));
  g_autoptr (FrostReducer) reducer = frost_reducer_new (pool);

  frost_worker_pool_run (pool, short_sums, reducer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int n = 1; n <= MAX_WORKERS; n++)
    {
      g_autofree char *path = g_strdup_printf ("/kernels/reduce/sum/%d", n);
      g_autofree char *brief = g_strdup_printf ("/kernels/reduce/short/%d", n);

      g_test_add_data_func (path, GINT_TO_POINTER (n), test_sum);
      g_test_add_data_func (brief, GINT_TO_POINTER (n), test_short);
    }
  return g_test_run ();
}
