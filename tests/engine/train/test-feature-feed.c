#include "engine/train/feature-feed.h"

#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "tests/engine/graph/graph-maker.h"
#include "tests/engine/train/synthetic-source.h"

#define LINE 3 /* after the first layer of the chain */
#define N 11
#define BATCH 4

typedef struct
{
  FrostModel *model;
  FrostWorkerPool *pool;
  FrostPlan *frozen;
  SyntheticSource *source;
  FrostSampleView order[N];
} Bench;

static void
set_up (Bench *bench, gconstpointer data)
{
  bench->model = graph_maker_chain (3);
  bench->pool = frost_worker_pool_new (2);
  bench->frozen = frost_plan_new (bench->model, 0, LINE, bench->pool, NULL);
  bench->source = synthetic_source_new (N, 2, 3, &bench->model->graph->input, 0.3f, 9);
  bench->source->base.epoch_order (&bench->source->base, 1, 1, bench->order);
}

static void
tear_down (Bench *bench, gconstpointer data)
{
  frost_batch_source_free (&bench->source->base);
  frost_plan_free (bench->frozen);
  frost_worker_pool_free (bench->pool);
  frost_model_free (bench->model);
}

/* What must arrive for an image: its pixels, or what the frozen part makes of them. */
static void
expect_row (const Bench *bench, gboolean frozen, const FrostSampleView *sample,
            const float *row)
{
  int64_t size = frost_shape_n_elements (&bench->source->shape);
  const FrostShape *shape = frost_plan_output_shape (bench->frozen);
  g_autofree float *pixels = g_new (float, size);
  g_autofree float *features = g_new (float, frost_shape_n_elements (shape));

  synthetic_source_draw (bench->source, sample, pixels);
  if (!frozen)
    {
      g_assert_cmpmem (row, sizeof (float) * (gsize) size, pixels,
                       sizeof (float) * (gsize) size);
      return;
    }
  frost_plan_run (bench->frozen, pixels, 1, features);
  size = frost_shape_n_elements (shape);
  g_assert_cmpmem (row, sizeof (float) * (gsize) size, features,
                   sizeof (float) * (gsize) size);
}

/* One pass: readable images in their order, in batches of BATCH entries. */
static void
check_pass (const Bench *bench, FrostFeatureFeed *feed, gboolean frozen)
{
  g_autoptr (GError) error = NULL;
  int64_t size = frozen ? frost_shape_n_elements (frost_plan_output_shape (bench->frozen))
                        : frost_shape_n_elements (&bench->source->shape);
  int position = 0;

  g_assert_true (frost_feature_feed_start (feed, bench->order, N, &error));
  for (;;)
    {
      const float *x;
      const int *labels;
      int n, n_taken, row = 0;

      g_assert_true (frost_feature_feed_next (feed, &x, &labels, &n, &n_taken, &error));
      g_assert_no_error (error);
      g_assert_cmpint (n_taken, ==, MIN (BATCH, N - position));
      if (n_taken == 0)
        break;
      for (int i = 0; i < n_taken; i++)
        {
          const FrostSampleView *sample = &bench->order[position + i];

          if (bench->source->unreadable[sample->sample])
            continue;
          g_assert_cmpint (labels[row], ==, bench->source->base.labels[sample->sample]);
          expect_row (bench, frozen, sample, x + row * size);
          row++;
        }
      g_assert_cmpint (n, ==, row);
      position += n_taken;
    }
  g_assert_cmpint (position, ==, N);
}

static FrostFeatureFeed *
new_feed (Bench *bench, gboolean frozen, FrostFeatureCache *cache)
{
  g_autoptr (GError) error = NULL;
  FrostFeatureOrigin origin = { .frozen = frozen ? bench->frozen : NULL, .cache = cache };
  FrostFeatureFeed *feed = frost_feature_feed_new (
      &bench->source->base, &bench->model->graph->input, &origin, BATCH, &error);

  g_assert_no_error (error);
  return feed;
}

static void
test_pixels (Bench *bench, gconstpointer data)
{
  g_autoptr (FrostFeatureFeed) feed = new_feed (bench, FALSE, NULL);

  g_assert_cmpint (frost_feature_feed_n_missing (feed), ==, 0);
  check_pass (bench, feed, FALSE);
  bench->source->unreadable[0] = bench->source->unreadable[N - 1] = TRUE;
  check_pass (bench, feed, FALSE);
}

static void
test_streamed (Bench *bench, gconstpointer data)
{
  g_autoptr (FrostFeatureFeed) feed = new_feed (bench, TRUE, NULL);

  check_pass (bench, feed, TRUE);
  for (int i = 0; i < N - 1; i++)
    bench->source->unreadable[i] = TRUE;
  check_pass (bench, feed, TRUE);
}

static void
find_missing (Bench *bench, FrostFeatureFeed *feed)
{
  frost_feature_feed_find_missing (feed, bench->order, N);
}

/* Views are computed once; passes ask the source for nothing. */
static void
test_cached (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostFeatureCache) cache = frost_feature_cache_open (
      NULL, "", frost_shape_n_elements (frost_plan_output_shape (bench->frozen)), &error);
  g_autoptr (FrostFeatureFeed) feed = NULL, second = NULL;

  bench->source->unreadable[4] = TRUE;
  feed = new_feed (bench, TRUE, cache);
  g_assert_cmpint (frost_feature_feed_n_missing (feed), ==, 0);
  find_missing (bench, feed);
  g_assert_cmpint (frost_feature_feed_n_missing (feed), ==, N);
  while (frost_feature_feed_n_missing (feed) > 0)
    g_assert_true (frost_feature_feed_prepare (feed, &error));
  g_assert_cmpint (atomic_load (&bench->source->n_delivered), ==, N);
  g_assert_null (bench->source->order);
  check_pass (bench, feed, TRUE);
  check_pass (bench, feed, TRUE);
  g_assert_cmpint (atomic_load (&bench->source->n_delivered), ==, N);

  /* Another feed finds all but the views that could not be read. */
  second = new_feed (bench, TRUE, cache);
  find_missing (bench, second);
  g_assert_cmpint (frost_feature_feed_n_missing (second), ==, 1);
  g_assert_true (frost_feature_feed_prepare (second, &error));
  g_assert_cmpint (frost_feature_feed_n_missing (second), ==, 0);
  check_pass (bench, second, TRUE);
}

/* Nothing is prepared: the first pass computes what the next one reads; broken images are tried
 * once. */
static void
test_filled (Bench *bench, gconstpointer data)
{
  g_autoptr (FrostFeatureCache) cache = frost_feature_cache_open (
      NULL, "", frost_shape_n_elements (frost_plan_output_shape (bench->frozen)), NULL);
  g_autoptr (FrostFeatureFeed) feed = new_feed (bench, TRUE, cache);

  bench->source->unreadable[4] = bench->source->unreadable[7] = TRUE;
  for (int pass = 0; pass < 3; pass++)
    {
      check_pass (bench, feed, TRUE);
      g_assert_cmpint (atomic_load (&bench->source->n_delivered), ==, N);
      g_assert_cmpint (frost_feature_cache_get_n (cache), ==, N - 2);
    }
}

/* Another feed goes on where the first one is: after every number of batches, from and to every
 * kind of feed. */
static void
test_take_over (Bench *bench, gconstpointer data)
{
  for (int kinds = 0; kinds < 9; kinds++)
    for (int n_before = 0; n_before <= N / BATCH + 1; n_before++)
      {
        int64_t sizes[2], seen = 0;
        FrostFeatureCache *caches[2] = { NULL };
        FrostFeatureFeed *feeds[2];
        g_autoptr (GError) error = NULL;
        const float *x;
        const int *labels;
        int n, n_taken;

        for (int i = 0; i < 2; i++)
          {
            /* Pixels, streamed, cached. */
            int kind = i == 0 ? kinds % 3 : kinds / 3;

            sizes[i] =
                frost_shape_n_elements (kind > 0 ? frost_plan_output_shape (bench->frozen)
                                                 : &bench->source->shape);
            if (kind == 2)
              caches[i] = frost_feature_cache_open (NULL, "", sizes[i], NULL);
            feeds[i] = new_feed (bench, kind > 0, caches[i]);
          }
        g_assert_true (frost_feature_feed_start (feeds[0], bench->order, N, &error));
        for (int batch = 0; batch < N; batch++)
          {
            int i = batch < n_before ? 0 : 1;

            if (batch == n_before)
              {
                frost_feature_feed_take_over (feeds[1], feeds[0]);
                frost_feature_feed_free (feeds[0]);
              }
            g_assert_true (
                frost_feature_feed_next (feeds[i], &x, &labels, &n, &n_taken, &error));
            g_assert_cmpint (n_taken, ==, MIN (BATCH, N - seen));
            for (int row = 0; row < n; row++)
              expect_row (bench, (i == 0 ? kinds % 3 : kinds / 3) > 0,
                          &bench->order[seen + row], x + row * sizes[i]);
            seen += n_taken;
          }
        g_assert_cmpint (seen, ==, N);
        frost_feature_feed_free (feeds[1]);
        for (int i = 0; i < 2; i++)
          g_clear_pointer (&caches[i], frost_feature_cache_unref);
      }
}

static void
test_errors (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostFeatureFeed) feed = new_feed (bench, TRUE, NULL);
  const float *x = NULL;
  const int *labels;
  int n = 77, n_taken;

  bench->source->refuses_start = TRUE;
  g_assert_false (frost_feature_feed_start (feed, bench->order, N, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_clear_error (&error);

  bench->source->refuses_start = FALSE;
  bench->source->fails_after = 0;
  g_assert_true (frost_feature_feed_start (feed, bench->order, N, &error));
  g_assert_false (frost_feature_feed_next (feed, &x, &labels, &n, &n_taken, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_null (x);
  g_assert_cmpint (n, ==, 77);
}

#define ADD(name, function)                                                              \
  g_test_add ("/engine/train/feature-feed/" name, Bench, NULL, set_up, function,         \
              tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("pixels", test_pixels);
  ADD ("streamed", test_streamed);
  ADD ("cached", test_cached);
  ADD ("filled", test_filled);
  ADD ("take-over", test_take_over);
  ADD ("errors", test_errors);
  return g_test_run ();
}
