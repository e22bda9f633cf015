#include "engine/train/feature-feed.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/tensor.h"

/* Images decoded and run at once while features are computed: enough for every worker to have
 * several strips. A large model takes fewer, see frost_plan_choose_batch. */
#define PREPARE_BATCH 32

struct FrostFeatureFeed
{
  FrostBatchSource *source;
  FrostPlan *frozen;
  FrostFeatureCache *cache;
  int batch_size;
  int prepare_batch;            /* with a cache */
  int64_t n_pixels, n_features; /* floats of one image */
  FrostBatch batch;             /* pixels, where they are needed */
  float *features;              /* [rows of either batch, n_features] */
  int *labels;                  /* [batch_size] */

  FrostSampleView *missing; /* [n_missing], to be computed */
  int n_missing, next_missing;
  gboolean preparing;

  const FrostSampleView *order; /* of a pass over the cache; lent */
  int n_order, position;
};

static void
find_missing (FrostFeatureFeed *feed)
{
  const FrostBatchSource *source = feed->source;

  feed->missing =
      g_new (FrostSampleView, (gsize) source->n_samples * (gsize) source->n_views + 1);
  for (int i = 0; i < source->n_samples; i++)
    for (int view = 0; view < source->n_views; view++)
      if (!frost_feature_cache_contains (feed->cache,
                                         source->keys + i * FROST_SAMPLE_KEY_BYTES, view))
        feed->missing[feed->n_missing++] = (FrostSampleView){ i, view };
}

FrostFeatureFeed *
frost_feature_feed_new (FrostBatchSource *source, const FrostShape *pixels,
                        FrostPlan *frozen, FrostFeatureCache *cache, int batch_size,
                        GError **error)
{
  g_autoptr (FrostFeatureFeed) feed = g_new0 (FrostFeatureFeed, 1);
  int capacity = batch_size; /* of pixels */

  feed->source = source;
  feed->frozen = frozen;
  feed->cache = cache;
  feed->batch_size = batch_size;
  feed->n_pixels = frost_shape_n_elements (pixels);
  feed->n_features = frozen != NULL
                         ? frost_shape_n_elements (frost_plan_output_shape (frozen))
                         : feed->n_pixels;
  /* With a cache, batches to train on are read from there: pixels are only prepared. */
  if (cache != NULL)
    capacity = feed->prepare_batch = frost_plan_choose_batch (frozen, PREPARE_BATCH);
  feed->batch.capacity = capacity;
  feed->batch.labels = g_new0 (int, capacity);
  feed->labels = g_new0 (int, batch_size);
  feed->batch.pixels = frost_floats_new (feed->n_pixels * capacity, "mini-batch", error);
  if (feed->batch.pixels == NULL)
    return NULL;
  feed->features = frost_floats_new (feed->n_features * MAX (capacity, batch_size),
                                     "mini-batch", error);
  if (feed->features == NULL)
    return NULL;
  if (cache != NULL)
    find_missing (feed);
  return g_steal_pointer (&feed);
}

void
frost_feature_feed_free (FrostFeatureFeed *feed)
{
  feed->source->stop (feed->source);
  free (feed->batch.pixels);
  free (feed->features);
  g_free (feed->batch.labels);
  g_free (feed->labels);
  g_free (feed->missing);
  g_free (feed);
}

int
frost_feature_feed_n_missing (const FrostFeatureFeed *feed)
{
  return feed->n_missing - feed->next_missing;
}

gboolean
frost_feature_feed_prepare (FrostFeatureFeed *feed, GError **error)
{
  if (!feed->preparing)
    {
      if (!feed->source->start (feed->source, feed->missing, feed->n_missing,
                                feed->prepare_batch, error))
        return FALSE;
      feed->preparing = TRUE;
    }
  feed->batch.n = 0;
  if (!feed->source->next (feed->source, &feed->batch, error))
    return FALSE;
  frost_plan_run (feed->frozen, feed->batch.pixels, feed->batch.n, feed->features);
  for (int i = 0; i < feed->batch.n; i++)
    {
      const FrostSampleView *sample = &feed->missing[feed->next_missing + i];

      /* An image that could not be read stays out, and is left out by every pass. */
      if (feed->batch.labels[i] >= 0
          && !frost_feature_cache_write (
              feed->cache, feed->source->keys + sample->sample * FROST_SAMPLE_KEY_BYTES,
              sample->view, feed->features + i * feed->n_features, error))
        return FALSE;
    }
  feed->next_missing += feed->batch.n;
  if (feed->batch.n == 0)
    feed->next_missing = feed->n_missing;
  if (feed->next_missing == feed->n_missing)
    feed->source->stop (feed->source);
  return TRUE;
}

gboolean
frost_feature_feed_start (FrostFeatureFeed *feed, const FrostSampleView *order, int n,
                          GError **error)
{
  if (feed->cache == NULL)
    return feed->source->start (feed->source, order, n, feed->batch_size, error);
  feed->order = order;
  feed->n_order = n;
  feed->position = 0;
  return TRUE;
}

/* Returns how many could be read. */
static int
next_cached (FrostFeatureFeed *feed, int *n_taken)
{
  int n = 0;

  *n_taken = MIN (feed->batch_size, feed->n_order - feed->position);
  for (int i = 0; i < *n_taken; i++)
    {
      const FrostSampleView *sample = &feed->order[feed->position + i];

      feed->labels[n] = feed->source->labels[sample->sample];
      if (frost_feature_cache_read (
              feed->cache, feed->source->keys + sample->sample * FROST_SAMPLE_KEY_BYTES,
              sample->view, feed->features + n * feed->n_features))
        n++;
    }
  feed->position += *n_taken;
  return n;
}

/* Rows of images that could not be read hold anything, not-a-number even, and would take part in
 * the statistics of a batch-norm: the others move up. Returns how many those are. */
static int
drop_unreadable (FrostFeatureFeed *feed)
{
  FrostBatch *batch = &feed->batch;
  int n = 0;

  for (int i = 0; i < batch->n; i++)
    {
      if (batch->labels[i] < 0)
        continue;
      if (n < i)
        memcpy (batch->pixels + n * feed->n_pixels, batch->pixels + i * feed->n_pixels,
                sizeof (float) * (size_t) feed->n_pixels);
      batch->labels[n++] = batch->labels[i];
    }
  return n;
}

gboolean
frost_feature_feed_next (FrostFeatureFeed *feed, const float **x, const int **labels,
                         int *n, int *n_taken, GError **error)
{
  if (feed->cache != NULL)
    {
      *n = next_cached (feed, n_taken);
      *x = feed->features;
      *labels = feed->labels;
      return TRUE;
    }
  feed->batch.n = 0;
  if (!feed->source->next (feed->source, &feed->batch, error))
    return FALSE;
  *n = drop_unreadable (feed);
  *n_taken = feed->batch.n;
  if (feed->frozen != NULL && *n > 0)
    frost_plan_run (feed->frozen, feed->batch.pixels, *n, feed->features);
  *x = feed->frozen != NULL ? feed->features : feed->batch.pixels;
  *labels = feed->batch.labels;
  return TRUE;
}
