/* Features that are made in the background are those that anybody computes. */
#include "engine/train/view-maker.h"

#include <string.h>

#include "tests/engine/graph/graph-maker.h"
#include "tests/engine/train/synthetic-source.h"

#define LINE 3 /* after the first layer of the chain */
#define N 23
#define BROKEN 5
#define GENERATION 3

typedef struct
{
  FrostModel *model;
  FrostWorkerPool *pools[2]; /* the maker's, and ours */
  FrostPlan *frozen;
  int64_t n_features;
  SyntheticSource *source;
  atomic_int n_copied;
  FrostSampleView wanted[N];
} Bench;

static void
set_up (Bench *bench, gconstpointer data)
{
  bench->model = graph_maker_chain (3);
  bench->pools[0] = frost_worker_pool_new (1);
  bench->pools[1] = frost_worker_pool_new (2);
  bench->frozen = frost_plan_new (bench->model, 0, LINE, bench->pools[1], NULL);
  bench->n_features = frost_shape_n_elements (frost_plan_output_shape (bench->frozen));
  bench->source = synthetic_source_new (N, 4, 3, &bench->model->graph->input, 0.3f, 9);
  bench->source->n_copied = &bench->n_copied;
  bench->source->unreadable[BROKEN] = TRUE;
  for (int i = 0; i < N; i++)
    bench->wanted[i] = (FrostSampleView){ (i * 7) % N, i % 4, GENERATION };
}

static void
tear_down (Bench *bench, gconstpointer data)
{
  frost_batch_source_free (&bench->source->base);
  frost_plan_free (bench->frozen);
  frost_worker_pool_free (bench->pools[0]);
  frost_worker_pool_free (bench->pools[1]);
  frost_model_free (bench->model);
}

static FrostViewMaker *
new_maker (Bench *bench, gboolean paused)
{
  FrostViewWork work = {
    .source = bench->source->base.copy (&bench->source->base),
    .frozen = frost_plan_new (bench->model, 0, LINE, bench->pools[0], NULL),
    .cache = frost_feature_cache_open_unnamed (NULL, bench->n_features, NULL),
    .wanted = g_memdup2 (bench->wanted, sizeof bench->wanted),
    .n_wanted = N
  };
  g_autoptr (GError) error = NULL;
  FrostViewMaker *maker = frost_view_maker_new (&work, paused, &error);

  g_assert_no_error (error);
  g_assert_null (work.source);
  return maker;
}

static void
wait_for (Bench *bench, int n)
{
  while (atomic_load (&bench->n_copied) < n)
    g_usleep (500);
}

/* Takes what was made: the first ones of those that are wanted, the broken one not, and no others. */
static void
check_made (Bench *bench, FrostFeatureCache *made, int n)
{
  g_autoptr (FrostFeatureCache) cache = made;
  g_autofree float *pixels =
      g_new (float, frost_shape_n_elements (&bench->source->shape));
  g_autofree float *expected = g_new (float, bench->n_features);
  g_autofree float *features = g_new (float, bench->n_features);
  int n_broken = 0;

  for (int i = 0; i < N; i++)
    {
      const FrostSampleView *sample = &bench->wanted[i];
      gboolean is_broken = sample->sample == BROKEN && i < n;

      n_broken += is_broken;
      g_assert_cmpint (
          frost_feature_cache_read (
              cache, bench->source->base.keys + sample->sample * FROST_SAMPLE_KEY_BYTES,
              sample->view, features),
          ==, i < n && !is_broken);
      if (i >= n || is_broken)
        continue;
      synthetic_source_draw (bench->source, sample, pixels);
      frost_plan_run (bench->frozen, pixels, 1, expected);
      g_assert_cmpmem (features, sizeof (float) * (gsize) bench->n_features, expected,
                       sizeof (float) * (gsize) bench->n_features);
    }
  g_assert_cmpint (frost_feature_cache_get_n (cache), ==, n - n_broken);
}

static void
test_all (Bench *bench, gconstpointer data)
{
  FrostViewMaker *maker = new_maker (bench, FALSE);

  wait_for (bench, N);
  check_made (bench, frost_view_maker_finish (maker), N);
}

/* Whenever it is told to end, it ends, and what it has is right. */
static void
test_ends (Bench *bench, gconstpointer data)
{
  for (int n = 0; n <= N; n += 3)
    {
      FrostViewMaker *maker;
      FrostFeatureCache *made;

      atomic_store (&bench->n_copied, 0);
      bench->source->delay_us = 1000;
      maker = new_maker (bench, FALSE);
      wait_for (bench, n);
      made = frost_view_maker_finish (maker);
      check_made (bench, made, atomic_load (&bench->n_copied));
    }
}

static void
test_pauses (Bench *bench, gconstpointer data)
{
  FrostViewMaker *maker = new_maker (bench, TRUE);
  int n;

  /* It comes to nothing while it is paused from the start, however often it is said. */
  frost_view_maker_set_paused (maker, TRUE);
  g_usleep (20000);
  g_assert_cmpint (atomic_load (&bench->n_copied), ==, 0);
  check_made (bench, frost_view_maker_finish (maker), 0);

  bench->source->delay_us = 1000;
  maker = new_maker (bench, TRUE);
  frost_view_maker_set_paused (maker, FALSE);
  wait_for (bench, 1);
  frost_view_maker_set_paused (maker, TRUE);
  g_usleep (20000);
  n = atomic_load (&bench->n_copied);
  g_usleep (20000);
  g_assert_cmpint (atomic_load (&bench->n_copied), ==, n);
  frost_view_maker_set_paused (maker, FALSE);
  wait_for (bench, N);
  check_made (bench, frost_view_maker_finish (maker), N);
}

/* Images that cannot be had are somebody else's to tell of. */
static void
test_source_fails (Bench *bench, gconstpointer data)
{
  FrostFeatureCache *made;

  bench->source->fails_after = 2;
  made = frost_view_maker_finish (new_maker (bench, FALSE));
  g_assert_cmpint (atomic_load (&bench->n_copied), <=, 8);
  check_made (bench, made, atomic_load (&bench->n_copied));

  atomic_store (&bench->n_copied, 0);
  bench->source->refuses_start = TRUE;
  check_made (bench, frost_view_maker_finish (new_maker (bench, FALSE)), 0);
}

#define ADD(name, function)                                                              \
  g_test_add ("/engine/train/view-maker/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("all", test_all);
  ADD ("ends", test_ends);
  ADD ("pauses", test_pauses);
  ADD ("source-fails", test_source_fails);
  return g_test_run ();
}
