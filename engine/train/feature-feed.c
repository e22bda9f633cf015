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
  FrostFeatureOrigin origin;
  FrostFeatureFill *fill; /* with a cache */
  int batch_size;
  int prepare_batch;            /* with a cache */
  int64_t n_pixels, n_features; /* floats of one image */
  FrostBatch batch;             /* pixels, where they are needed */
  float *features;              /* [rows of either batch, n_features] */
  int *labels;                  /* [batch_size] */
  gboolean *unreadable;         /* [samples] with a cache; found out so far */

  FrostSampleView *missing; /* [n_missing], to be computed */
  int n_missing, next_missing;
  gboolean preparing;

  const FrostSampleView *order; /* of the pass; lent */
  int n_order, position;
  gboolean delivering; /* without a cache: the source was told of the pass */
};

FrostFeatureFeed *
frost_feature_feed_new (FrostBatchSource *source, const FrostShape *pixels,
                        const FrostFeatureOrigin *origin, int batch_size, GError **error)
{
  g_autoptr (FrostFeatureFeed) feed = g_new0 (FrostFeatureFeed, 1);
  FrostPlan *frozen = origin->frozen;
  int capacity = batch_size; /* of pixels */

  feed->source = source;
  feed->origin = *origin;
  feed->batch_size = batch_size;
  feed->n_pixels = frost_shape_n_elements (pixels);
  feed->n_features = frozen != NULL
                         ? frost_shape_n_elements (frost_plan_output_shape (frozen))
                         : feed->n_pixels;
  /* With a cache, batches to train on are read from there: pixels are only prepared. */
  if (origin->cache != NULL)
    capacity = feed->prepare_batch = frost_plan_choose_batch (frozen, PREPARE_BATCH);
  feed->batch.capacity = capacity;
  feed->batch.labels = g_new0 (int, capacity);
  feed->labels = g_new0 (int, batch_size);
  feed->unreadable = g_new0 (gboolean, source->n_samples);
  feed->batch.pixels = frost_floats_new (feed->n_pixels * capacity, "mini-batch", error);
  if (feed->batch.pixels == NULL)
    return NULL;
  feed->features = frost_floats_new (feed->n_features * MAX (capacity, batch_size),
                                     "mini-batch", error);
  if (feed->features == NULL)
    return NULL;
  if (origin->cache != NULL)
    {
      feed->fill =
          frost_feature_fill_new (source, origin, feed->n_pixels, batch_size, error);
      if (feed->fill == NULL)
        return NULL;
    }
  return g_steal_pointer (&feed);
}

void
frost_feature_feed_free (FrostFeatureFeed *feed)
{
  feed->source->stop (feed->source);
  g_clear_pointer (&feed->fill, frost_feature_fill_free);
  free (feed->batch.pixels);
  free (feed->features);
  g_free (feed->batch.labels);
  g_free (feed->labels);
  g_free (feed->unreadable);
  g_free (feed->missing);
  g_free (feed);
}

static const uint8_t *
key_of (const FrostFeatureFeed *feed, const FrostSampleView *sample)
{
  return feed->source->keys + sample->sample * FROST_SAMPLE_KEY_BYTES;
}

/* NULL = features of such a view are not kept. */
static FrostFeatureCache *
cache_of (const FrostFeatureFeed *feed, const FrostSampleView *sample)
{
  return frost_feature_cache_peek_views (feed->origin.cache, sample->generation);
}

static gboolean
read_cached (const FrostFeatureFeed *feed, const FrostSampleView *sample, float *features)
{
  FrostFeatureCache *cache = cache_of (feed, sample);

  return cache != NULL
         && frost_feature_cache_read (cache, key_of (feed, sample), sample->view,
                                      features);
}

void
frost_feature_feed_find_missing (FrostFeatureFeed *feed, const FrostSampleView *order,
                                 int n)
{
  g_clear_pointer (&feed->missing, g_free);
  feed->n_missing = feed->next_missing = 0;
  if (feed->origin.cache == NULL)
    return;
  feed->missing = g_new (FrostSampleView, n);
  for (int i = 0; i < n; i++)
    if (!frost_feature_cache_contains (feed->origin.cache, key_of (feed, &order[i]),
                                       order[i].view))
      feed->missing[feed->n_missing++] = order[i];
}

int
frost_feature_feed_n_missing (const FrostFeatureFeed *feed)
{
  return feed->n_missing - feed->next_missing;
}

/* An image that could not be read stays out, and is left out by every pass. */
static gboolean
keep_prepared (FrostFeatureFeed *feed, GError **error)
{
  for (int i = 0; i < feed->batch.n; i++)
    {
      const FrostSampleView *sample = &feed->missing[feed->next_missing + i];

      if (feed->batch.labels[i] < 0)
        feed->unreadable[sample->sample] = TRUE;
      else if (!frost_feature_cache_write (feed->origin.cache, key_of (feed, sample),
                                           sample->view,
                                           feed->features + i * feed->n_features, error))
        return FALSE;
    }
  return TRUE;
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
  frost_plan_run (feed->origin.frozen, feed->batch.pixels, feed->batch.n, feed->features);
  if (!keep_prepared (feed, error))
    return FALSE;
  feed->next_missing += feed->batch.n;
  if (feed->batch.n == 0)
    feed->next_missing = feed->n_missing;
  if (feed->next_missing == feed->n_missing)
    feed->source->stop (feed->source);
  return TRUE;
}

/* Without a cache: the source delivers what is left of the pass. */
static gboolean
deliver (FrostFeatureFeed *feed, GError **error)
{
  if (!feed->source->start (feed->source, feed->order + feed->position,
                            feed->n_order - feed->position, feed->batch_size, error))
    return FALSE;
  feed->delivering = TRUE;
  return TRUE;
}

gboolean
frost_feature_feed_start (FrostFeatureFeed *feed, const FrostSampleView *order, int n,
                          GError **error)
{
  feed->order = order;
  feed->n_order = n;
  feed->position = 0;
  feed->delivering = FALSE;
  if (feed->fill == NULL)
    return deliver (feed, error);
  frost_feature_fill_stop (feed->fill);
  return TRUE;
}

/* Of the next n_taken entries, the n that could be read. */
static gboolean
next_cached (FrostFeatureFeed *feed, int *n, int *n_taken, GError **error)
{
  int taken = MIN (feed->batch_size, feed->n_order - feed->position), row = 0;

  for (int i = 0; i < taken; i++)
    {
      const FrostSampleView *sample = &feed->order[feed->position + i];
      gboolean readable = TRUE;

      if (feed->unreadable[sample->sample])
        continue;
      if (!read_cached (feed, sample, feed->features + row * feed->n_features)
          && !frost_feature_fill_add (feed->fill, sample,
                                      feed->n_order - feed->position - i,
                                      feed->unreadable, row, &readable, error))
        return FALSE;
      feed->unreadable[sample->sample] = !readable;
      feed->labels[row] = feed->source->labels[sample->sample];
      row += readable;
    }
  frost_feature_fill_run (feed->fill, feed->features);
  feed->position += taken;
  *n = row;
  *n_taken = taken;
  return TRUE;
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
  FrostPlan *frozen = feed->origin.frozen;

  if (feed->fill != NULL)
    {
      if (!next_cached (feed, n, n_taken, error))
        return FALSE;
      *x = feed->features;
      *labels = feed->labels;
      return TRUE;
    }
  /* A pass that was taken over at its end has nothing more to ask for. */
  if (!feed->delivering && feed->position < feed->n_order && !deliver (feed, error))
    return FALSE;
  feed->batch.n = 0;
  if (feed->delivering && !feed->source->next (feed->source, &feed->batch, error))
    return FALSE;
  *n = drop_unreadable (feed);
  *n_taken = feed->batch.n;
  feed->position += feed->batch.n;
  if (frozen != NULL && *n > 0)
    frost_plan_run (frozen, feed->batch.pixels, *n, feed->features);
  *x = frozen != NULL ? feed->features : feed->batch.pixels;
  *labels = feed->batch.labels;
  return TRUE;
}

void
frost_feature_feed_take_over (FrostFeatureFeed *feed, FrostFeatureFeed *other)
{
  other->source->stop (other->source);
  feed->order = other->order;
  feed->n_order = other->n_order;
  feed->position = other->position;
  feed->delivering = FALSE;
  memcpy (feed->unreadable, other->unreadable,
          sizeof *feed->unreadable * (size_t) feed->source->n_samples);
}
