#include "engine/graph/memory-plan.h"

#include "engine/core/rng.h"

static gboolean
overlap (const FrostBuffer *a, const FrostBuffer *b)
{
  return a->first <= b->last && b->first <= a->last && a->offset < b->offset + b->size
         && b->offset < a->offset + a->size;
}

/* Most of what is alive at one moment: no plan can do with less. */
static int64_t
lower_bound (const FrostBuffer *buffers, int n, int moments)
{
  int64_t most = 0;

  for (int moment = 0; moment < moments; moment++)
    {
      int64_t sum = 0;

      for (int i = 0; i < n; i++)
        if (buffers[i].first <= moment && moment <= buffers[i].last)
          sum += buffers[i].size;
      most = MAX (most, sum);
    }
  return most;
}

static void
test_random (void)
{
  FrostRng rng;

  frost_rng_seed (&rng, 3);
  for (int round = 0; round < 300; round++)
    {
      int n = 1 + (int) frost_rng_below (&rng, 40), moments = 30;
      g_autofree FrostBuffer *buffers = g_new0 (FrostBuffer, n);
      g_autofree int64_t *sizes = g_new (int64_t, n);
      int64_t total, end = 0;

      for (int i = 0; i < n; i++)
        {
          buffers[i].first = (int) frost_rng_below (&rng, (uint64_t) moments);
          buffers[i].last =
              buffers[i].first
              + (int) frost_rng_below (&rng, (uint64_t) (moments - buffers[i].first));
          sizes[i] = buffers[i].size = (int64_t) frost_rng_below (&rng, 100);
        }
      total = frost_memory_plan (buffers, n);
      for (int i = 0; i < n; i++)
        {
          g_assert_cmpint (buffers[i].offset % 16, ==, 0);
          g_assert_cmpint (buffers[i].offset, >=, 0);
          g_assert_cmpint (buffers[i].size, >=, sizes[i]);
          end = MAX (end, buffers[i].offset + buffers[i].size);
          for (int j = 0; j < i; j++)
            g_assert_false (buffers[i].size > 0 && buffers[j].size > 0
                            && overlap (&buffers[i], &buffers[j]));
        }
      g_assert_cmpint (total, >=, end);
      g_assert_cmpint (total, >=, lower_bound (buffers, n, moments));
    }
}

/* A chain in which each result lives until the next one is made needs two buffers. */
static void
test_chain (void)
{
  FrostBuffer buffers[20] = { 0 };

  for (int i = 0; i < 20; i++)
    buffers[i] = (FrostBuffer){ .first = i, .last = i + 1, .size = 32 };
  g_assert_cmpint (frost_memory_plan (buffers, 20), ==, 64);
}

static void
test_empty (void)
{
  FrostBuffer nothing = { .first = 0, .last = 5, .size = 0 };

  g_assert_cmpint (frost_memory_plan (NULL, 0), ==, 0);
  g_assert_cmpint (frost_memory_plan (&nothing, 1), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/memory-plan/random", test_random);
  g_test_add_func ("/engine/graph/memory-plan/chain", test_chain);
  g_test_add_func ("/engine/graph/memory-plan/empty", test_empty);
  return g_test_run ();
}
