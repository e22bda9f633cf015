#include "app/pretrain/pretrain-source.h"

#include <pthread.h>
#include <string.h>

#include "app/pretrain/pretrain-network.h"
#include "data/data.h"

#define DRAWN 144 /* pixels a side */
#define MARGIN (DRAWN - FROST_BASE_INPUT)

typedef struct
{
  FrostBatchSource source; /* first: the engine sees this */
  uint8_t *pictures;       /* [n_samples, DRAWN, DRAWN, 3] */
  int *labels;
  uint8_t *keys;
  uint64_t seed;
  gboolean augment;

  const FrostSampleView *order; /* lent by the trainer until stop */
  int n, position, batch_size;
} Source;

typedef struct
{
  Source *source;
  int first, step;
} Share;

static void *
draw_share (void *data)
{
  const Share *share = data;
  Source *source = share->source;

  for (int i = share->first; i < source->source.n_samples; i += share->step)
    if (!frost_texture_set_draw (source->labels[i],
                                 frost_rng_mix (source->seed, (uint64_t) i), DRAWN,
                                 source->pictures + (size_t) i * DRAWN * DRAWN * 3))
      source->labels[i] = -1;
  return NULL;
}

static void
epoch_order (FrostBatchSource *base, uint64_t seed, int epoch, FrostSampleView *order)
{
  Source *source = (Source *) base;
  g_autofree guint32 *indices = g_new (guint32, base->n_samples);

  frost_sampler_order (indices, (guint32) base->n_samples, seed, (guint64) epoch);
  for (int i = 0; i < base->n_samples; i++)
    order[i] = (FrostSampleView){
      (int) indices[i],
      source->augment
          ? (int) (frost_rng_mix (seed + (uint64_t) epoch, indices[i]) & 0xffffff)
          : -1,
      0
    };
}

static gboolean
start (FrostBatchSource *base, const FrostSampleView *order, int n, int batch_size,
       GError **error)
{
  Source *source = (Source *) base;

  source->order = order;
  source->n = n;
  source->position = 0;
  source->batch_size = batch_size;
  return TRUE;
}

/* The view's bits choose the crop's corner and whether it is reflected. */
static void
crop (const uint8_t *picture, int view, gboolean augment, float *pixels)
{
  int left = augment ? view % (MARGIN + 1) : MARGIN / 2;
  int top = augment ? view / 64 % (MARGIN + 1) : MARGIN / 2;
  gboolean reflect = augment && (view & 0x800000) != 0;

  for (int y = 0; y < FROST_BASE_INPUT; y++)
    for (int x = 0; x < FROST_BASE_INPUT; x++)
      {
        int from = reflect ? FROST_BASE_INPUT - 1 - x : x;
        const uint8_t *rgb = picture + ((top + y) * DRAWN + left + from) * 3;

        for (int c = 0; c < 3; c++)
          *pixels++ = rgb[c] / 127.5f - 1;
      }
}

static gboolean
next (FrostBatchSource *base, FrostBatch *batch, GError **error)
{
  Source *source = (Source *) base;

  batch->n = MIN (source->batch_size, source->n - source->position);
  for (int i = 0; i < batch->n; i++)
    {
      const FrostSampleView *sample = &source->order[source->position + i];

      crop (source->pictures + (size_t) sample->sample * DRAWN * DRAWN * 3, sample->view,
            source->augment,
            batch->pixels + (size_t) i * FROST_BASE_INPUT * FROST_BASE_INPUT * 3);
      batch->labels[i] = source->labels[sample->sample];
    }
  source->position += batch->n;
  return TRUE;
}

static void
stop (FrostBatchSource *base)
{
}

static void
free_source (FrostBatchSource *base)
{
  Source *source = (Source *) base;

  g_free (source->pictures);
  g_free (source->labels);
  g_free (source->keys);
  g_free (source);
}

FrostBatchSource *
frost_pretrain_source_new (int per_class, uint64_t seed, gboolean augment, int n_threads)
{
  Source *source = g_new0 (Source, 1);
  g_autofree pthread_t *threads = g_new (pthread_t, n_threads);
  g_autofree Share *shares = g_new (Share, n_threads);
  int n_classes = frost_texture_set_n_classes ();

  source->source = (FrostBatchSource){ .n_samples = per_class * n_classes,
                                       .n_views = 1,
                                       .epoch_order = epoch_order,
                                       .start = start,
                                       .next = next,
                                       .stop = stop,
                                       .free = free_source };
  source->seed = seed;
  source->augment = augment;
  source->pictures = g_malloc ((size_t) source->source.n_samples * DRAWN * DRAWN * 3);
  source->labels = g_new (int, source->source.n_samples);
  source->keys = g_malloc0 ((size_t) source->source.n_samples * FROST_SAMPLE_KEY_BYTES);
  for (int i = 0; i < source->source.n_samples; i++)
    {
      source->labels[i] = i % n_classes;
      memcpy (source->keys + (size_t) i * FROST_SAMPLE_KEY_BYTES, &i, sizeof i);
    }
  source->source.labels = source->labels;
  source->source.keys = source->keys;
  for (int i = 0; i < n_threads; i++)
    {
      shares[i] = (Share){ source, i, n_threads };
      pthread_create (&threads[i], NULL, draw_share, &shares[i]);
    }
  for (int i = 0; i < n_threads; i++)
    pthread_join (threads[i], NULL);
  return &source->source;
}
