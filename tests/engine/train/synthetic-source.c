#include "tests/engine/train/synthetic-source.h"

#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/core/rng.h"

void
synthetic_source_draw (const SyntheticSource *source, const FrostSampleView *sample,
                       float *pixels)
{
  FrostRng pattern, noise;

  frost_rng_seed (&pattern, (uint64_t) source->base.labels[sample->sample]);
  frost_rng_seed (
      &noise,
      frost_rng_mix (frost_rng_mix (source->seed, (uint64_t) sample->sample),
                     (uint64_t) sample->view + 1000 * (uint64_t) sample->generation));
  for (int64_t i = 0; i < frost_shape_n_elements (&source->shape); i++)
    pixels[i] = 2 * frost_rng_uniform (&pattern) - 1
                + source->noise * (2 * frost_rng_uniform (&noise) - 1);
}

static void
epoch_order (FrostBatchSource *base, uint64_t seed, int epoch, FrostSampleView *order)
{
  FrostRng rng;

  frost_rng_seed (&rng, frost_rng_mix (seed, (uint64_t) epoch));
  for (int i = 0; i < base->n_samples; i++)
    {
      int j = (int) frost_rng_below (&rng, (uint64_t) i + 1);

      order[i] = order[j];
      order[j] =
          (FrostSampleView){ i, (int) frost_rng_below (&rng, (uint64_t) base->n_views),
                             0 };
    }
}

static void
stop (FrostBatchSource *base)
{
  g_clear_pointer (&((SyntheticSource *) base)->order, g_free);
}

static gboolean
start (FrostBatchSource *base, const FrostSampleView *order, int n, int batch_size,
       GError **error)
{
  SyntheticSource *source = (SyntheticSource *) base;

  if (source->refuses_start)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
                   "images: cannot be read, permission is needed");
      return FALSE;
    }
  stop (base);
  source->order = g_memdup2 (order, sizeof *order * (gsize) n);
  source->n_order = n;
  source->position = 0;
  source->batch_size = batch_size;
  atomic_fetch_add (&source->n_starts, 1);
  return TRUE;
}

static gboolean
next (FrostBatchSource *base, FrostBatch *batch, GError **error)
{
  SyntheticSource *source = (SyntheticSource *) base;
  int64_t size = frost_shape_n_elements (&source->shape);

  g_assert_nonnull (source->order);
  g_assert_cmpint (batch->capacity, >=, source->batch_size);
  if (source->n_batches != NULL)
    atomic_fetch_add (source->n_batches, 1);
  if (source->delay_us > 0)
    g_usleep ((gulong) source->delay_us);
  if (source->fails_after == 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
                   "images: the disk went away");
      return FALSE;
    }
  source->fails_after -= source->fails_after > 0;
  batch->n = MIN (source->batch_size, source->n_order - source->position);
  for (int i = 0; i < batch->n; i++)
    {
      const FrostSampleView *sample = &source->order[source->position + i];
      float *pixels = batch->pixels + i * size;

      batch->labels[i] = base->labels[sample->sample];
      synthetic_source_draw (source, sample, pixels);
      if (!source->unreadable[sample->sample])
        continue;
      batch->labels[i] = -1;
      for (int64_t k = 0; k < size; k++)
        pixels[k] = NAN;
    }
  source->position += batch->n;
  atomic_fetch_add (&source->n_delivered, batch->n);
  if (source->is_copy && source->n_copied != NULL)
    atomic_fetch_add (source->n_copied, batch->n);
  return TRUE;
}

/* Lends everything but the delivery. */
static void
copy_free (FrostBatchSource *base)
{
  SyntheticSource *source = (SyntheticSource *) base;

  stop (base);
  g_free (source);
}

static FrostBatchSource *
copy (FrostBatchSource *base)
{
  SyntheticSource *source = (SyntheticSource *) base, *other;

  other = g_new0 (SyntheticSource, 1);
  other->base = *base;
  other->base.free = copy_free;
  other->is_copy = TRUE;
  other->shape = source->shape;
  other->n_classes = source->n_classes;
  other->noise = source->noise;
  other->seed = source->seed;
  other->unreadable = source->unreadable;
  other->refuses_start = source->refuses_start;
  other->fails_after = source->fails_after;
  other->delay_us = source->delay_us;
  other->n_batches = source->n_batches;
  other->n_copied = source->n_copied;
  return &other->base;
}

static void
source_free (FrostBatchSource *base)
{
  SyntheticSource *source = (SyntheticSource *) base;

  stop (base);
  if (source->n_freed != NULL)
    atomic_fetch_add (source->n_freed, 1);
  g_free ((int *) base->labels);
  g_free ((uint8_t *) base->keys);
  g_free (source->unreadable);
  g_free (source);
}

SyntheticSource *
synthetic_source_new (int n_samples, int n_views, int n_classes, const FrostShape *shape,
                      float noise, uint64_t seed)
{
  SyntheticSource *source = g_new0 (SyntheticSource, 1);
  int *labels = g_new (int, n_samples);
  uint8_t *keys = g_new (uint8_t, n_samples * FROST_SAMPLE_KEY_BYTES);
  FrostRng rng;

  frost_rng_seed (&rng, seed + 1000);
  for (int i = 0; i < n_samples; i++)
    {
      labels[i] = i % n_classes;
      for (int k = 0; k < FROST_SAMPLE_KEY_BYTES; k++)
        keys[i * FROST_SAMPLE_KEY_BYTES + k] = (uint8_t) frost_rng_next (&rng);
    }
  source->base = (FrostBatchSource){ .n_samples = n_samples,
                                     .n_views = n_views,
                                     .labels = labels,
                                     .keys = keys,
                                     .epoch_order = epoch_order,
                                     .start = start,
                                     .next = next,
                                     .stop = stop,
                                     .copy = copy,
                                     .free = source_free };
  source->shape = *shape;
  source->n_classes = n_classes;
  source->noise = noise;
  source->seed = seed;
  source->unreadable = g_new0 (gboolean, n_samples);
  source->fails_after = -1;
  return source;
}
