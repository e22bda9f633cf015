#include "engine/train/feature-fill.h"

#include <string.h>

#include "engine/core/error.h"
#include "engine/graph/cuts.h"
#include "tests/engine/graph/graph-maker.h"
#include "tests/engine/train/synthetic-source.h"

#define N 9

/* Two cuts of a model, and caches at both. */
typedef struct
{
  FrostModel *model;
  FrostWorkerPool *pool;
  FrostPlan *to_lower, *bridge, *frozen;
  FrostFeatureCache *lower, *cache;
  SyntheticSource *source;
  FrostSampleView order[N];
  gboolean unreadable[N];
  int64_t n_pixels, n_lower, n_features;
} Bench;

static void
bench_init (Bench *bench, FrostModel *model, int lower, int upper)
{
  memset (bench, 0, sizeof *bench);
  bench->model = model;
  bench->pool = frost_worker_pool_new (2);
  bench->to_lower = frost_plan_new (model, 0, lower, bench->pool, NULL);
  bench->bridge = frost_plan_new (model, lower, upper, bench->pool, NULL);
  bench->frozen = frost_plan_new (model, 0, upper, bench->pool, NULL);
  bench->n_pixels = frost_shape_n_elements (&model->graph->input);
  bench->n_lower = frost_shape_n_elements (frost_plan_output_shape (bench->to_lower));
  bench->n_features = frost_shape_n_elements (frost_plan_output_shape (bench->frozen));
  bench->lower = frost_feature_cache_open (NULL, "", bench->n_lower, NULL);
  bench->cache = frost_feature_cache_open (NULL, "", bench->n_features, NULL);
  bench->source = synthetic_source_new (N, 2, 3, &model->graph->input, 0.5f, 4);
  for (int i = 0; i < N; i++)
    bench->order[i] = (FrostSampleView){ (4 * i) % N, i % 2, 0 };
}

static void
bench_clear (Bench *bench)
{
  frost_feature_cache_unref (bench->lower);
  frost_feature_cache_unref (bench->cache);
  frost_batch_source_free (&bench->source->base);
  frost_plan_free (bench->to_lower);
  frost_plan_free (bench->bridge);
  frost_plan_free (bench->frozen);
  frost_worker_pool_free (bench->pool);
  frost_model_free (bench->model);
}

static void
compute (const Bench *bench, FrostPlan *plan, int i, float *features)
{
  g_autofree float *pixels = g_new (float, bench->n_pixels);

  synthetic_source_draw (bench->source, &bench->order[i], pixels);
  frost_plan_run (plan, pixels, 1, features);
}

static const uint8_t *
key_of (const Bench *bench, int i)
{
  return bench->source->base.keys + bench->order[i].sample * FROST_SAMPLE_KEY_BYTES;
}

/* Every third is in the lower cache, and one image is broken: what comes out are the bits that the
 * pixels give, and they are kept. */
static void
check_bits (FrostModel *model, int lower, int upper)
{
  Bench bench;
  FrostFeatureOrigin origin;
  g_autofree float *features = NULL, *expected = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostFeatureFill) fill = NULL;
  int rows[N], row = 0;

  bench_init (&bench, model, lower, upper);
  bench.source->unreadable[bench.order[4].sample] = TRUE;
  features = g_new (float, N *bench.n_features);
  expected = g_new (float, MAX (bench.n_lower, bench.n_features));
  for (int i = 0; i < N; i += 3)
    {
      compute (&bench, bench.to_lower, i, expected);
      g_assert_true (frost_feature_cache_write (bench.lower, key_of (&bench, i),
                                                bench.order[i].view, expected, &error));
    }
  origin = (FrostFeatureOrigin){ bench.frozen, bench.cache, bench.lower, bench.bridge };
  fill = frost_feature_fill_new (&bench.source->base, &origin, bench.n_pixels, N, &error);
  for (int i = 0; i < N; i++)
    {
      gboolean readable;

      g_assert_true (frost_feature_fill_add (fill, bench.order + i, N - i,
                                             bench.unreadable, row, &readable, &error));
      g_assert_cmpint (readable, ==, i != 4);
      rows[i] = readable ? row++ : -1;
    }
  frost_feature_fill_run (fill, features);
  g_assert_cmpint (atomic_load (&bench.source->n_delivered), ==, N - N / 3);
  g_assert_cmpint (frost_feature_cache_get_n (bench.cache), ==, N - 1);
  for (int i = 0; i < N; i++)
    {
      g_autofree float *kept = g_new (float, bench.n_features);

      if (rows[i] < 0)
        continue;
      compute (&bench, bench.frozen, i, expected);
      g_assert_cmpmem (features + rows[i] * bench.n_features,
                       sizeof (float) * (gsize) bench.n_features, expected,
                       sizeof (float) * (gsize) bench.n_features);
      g_assert_true (frost_feature_cache_read (bench.cache, key_of (&bench, i),
                                               bench.order[i].view, kept));
      g_assert_cmpmem (kept, sizeof (float) * (gsize) bench.n_features, expected,
                       sizeof (float) * (gsize) bench.n_features);
    }
  frost_feature_fill_stop (fill);
  g_assert_null (bench.source->order);
  g_clear_pointer (&fill, frost_feature_fill_free);
  bench_clear (&bench);
}

/* Between all pairs of cuts. */
static void
check_model (FrostModel *(*make) (int n_classes))
{
  g_autoptr (FrostModel) model = make (3);
  g_autoptr (FrostCuts) cuts = frost_cuts_find (model);

  for (int lower = 1; lower < cuts->head_cut; lower++)
    for (int upper = lower + 1; upper <= cuts->head_cut; upper++)
      {
        graph_maker_seed (31);
        check_bits (make (3), frost_cuts_value (cuts, lower),
                    frost_cuts_value (cuts, upper));
      }
}

static void
test_bits (void)
{
  check_model (graph_maker_chain);
  check_model (graph_maker_every_op);
  check_model (graph_maker_attention);
}

static void
test_errors (void)
{
  Bench bench;
  FrostFeatureOrigin origin;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostFeatureFill) fill = NULL;
  gboolean readable = 42;

  bench_init (&bench, graph_maker_chain (3), 3, 6);
  origin = (FrostFeatureOrigin){ bench.frozen, bench.cache, NULL, NULL };
  fill = frost_feature_fill_new (&bench.source->base, &origin, bench.n_pixels, N, &error);
  bench.source->fails_after = 0;
  g_assert_false (frost_feature_fill_add (fill, bench.order, N, bench.unreadable, 0,
                                          &readable, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_cmpint (readable, ==, 42);
  g_clear_pointer (&fill, frost_feature_fill_free);
  bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/train/feature-fill/bits", test_bits);
  g_test_add_func ("/engine/train/feature-fill/errors", test_errors);
  return g_test_run ();
}
