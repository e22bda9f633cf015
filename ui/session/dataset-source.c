#include "ui/session/dataset-source.h"

#include <string.h>

/* Of decoded images in memory, for each source (training, validation): 128 MiB hold 890 of 224 x 224.
 * A run whose frost line moves down, or that trains from the pixels, need not decode them again. */
#define CROPS_LIMIT ((gsize) 128 << 20)

typedef struct
{
  FrostBatchSource base; /* first: the engine holds a pointer to it */
  FrostDataset *dataset;
  gboolean is_copy; /* the dataset is lent */
  guint64 seed;
  FrostImageTransform transform;
  FrostCropCache *crops; /* NULL = works in the background, for views that are drawn */
  int n_threads;
  FrostLoader *loader; /* NULL between deliveries */
  guint32 *indices;    /* [batch_size] of the delivery going on */
  int batch_size;
} DatasetSource;

void
frost_dataset_source_transform (const FrostPreprocessing *preprocessing,
                                FrostImageTransform *transform)
{
  transform->resize_short = preprocessing->resize_short;
  transform->width = preprocessing->width;
  transform->height = preprocessing->height;
  transform->bgr = preprocessing->bgr;
  /* The engine counts channels as the input has them, the loader always as R, G, B. */
  for (int c = 0; c < 3; c++)
    {
      const int from = preprocessing->bgr ? 2 - c : c;

      transform->mean[c] = preprocessing->mean[from];
      transform->scale[c] = preprocessing->scale[from];
    }
}

static void
source_epoch_order (FrostBatchSource *source, uint64_t seed, int epoch,
                    FrostSampleView *order)
{
  const guint32 n = (guint32) source->n_samples;
  g_autofree guint32 *samples = g_new (guint32, n);

  frost_sampler_order (samples, n, seed, (guint64) epoch);
  for (guint32 i = 0; i < n; i++)
    {
      order[i].sample = (int) samples[i];
      order[i].generation = 0;
      order[i].view =
          frost_sampler_view (seed, (guint64) epoch, samples[i], source->n_views);
    }
}

static void
source_stop (FrostBatchSource *source)
{
  DatasetSource *self = (DatasetSource *) source;

  g_clear_pointer (&self->loader, frost_loader_free);
  g_clear_pointer (&self->indices, g_free);
}

static gboolean
source_start (FrostBatchSource *source, const FrostSampleView *order, int n,
              int batch_size, GError **error)
{
  DatasetSource *self = (DatasetSource *) source;
  g_autofree FrostLoaderItem *items = NULL;

  source_stop (source);
  items = g_try_new (FrostLoaderItem, MAX (n, 1));
  if (items == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "image list: no memory for %d entries", n);
      return FALSE;
    }
  for (int i = 0; i < n; i++)
    {
      items[i].path = g_ptr_array_index (self->dataset->paths, order[i].sample);
      items[i].label = source->labels[order[i].sample];
      items[i].view = order[i].view;
      memcpy (&items[i].key, source->keys + order[i].sample * FROST_SAMPLE_KEY_BYTES,
              sizeof items[i].key);
      items[i].key =
          frost_sampler_key (items[i].key, self->seed, (guint64) order[i].generation);
      items[i].crop = (guint32) order[i].sample;
    }

  self->loader = frost_loader_new (items, (guint32) n, &self->transform, batch_size,
                                   self->n_threads, 0, self->crops, error);
  if (self->loader == NULL)
    return FALSE;
  self->indices = g_new (guint32, batch_size);
  self->batch_size = batch_size;
  return TRUE;
}

static gboolean
source_next (FrostBatchSource *source, FrostBatch *batch, GError **error)
{
  DatasetSource *self = (DatasetSource *) source;

  g_return_val_if_fail (self->loader != NULL, FALSE);
  g_return_val_if_fail (batch->capacity >= self->batch_size, FALSE);

  return frost_loader_next (self->loader, batch->pixels, batch->labels, self->indices,
                            &batch->n, error);
}

/* One thread decodes for it: it works in the background. */
static FrostBatchSource *
source_copy (FrostBatchSource *source)
{
  DatasetSource *self = (DatasetSource *) source;
  DatasetSource *other = g_new0 (DatasetSource, 1);

  other->base = self->base;
  other->dataset = self->dataset;
  other->is_copy = TRUE;
  other->seed = self->seed;
  other->transform = self->transform;
  other->n_threads = 1;
  return &other->base;
}

static void
source_free (FrostBatchSource *source)
{
  DatasetSource *self = (DatasetSource *) source;

  source_stop (source);
  g_clear_pointer (&self->crops, frost_crop_cache_free);
  if (!self->is_copy)
    frost_dataset_free (self->dataset);
  g_free (self);
}

FrostBatchSource *
frost_dataset_source_new (FrostDataset *dataset, const FrostPreprocessing *preprocessing,
                          int n_views, guint64 seed, int n_threads)
{
  DatasetSource *self = g_new0 (DatasetSource, 1);

  self->dataset = dataset;
  self->seed = seed;
  self->n_threads = n_threads > 0 ? n_threads : (int) g_get_num_processors ();
  frost_dataset_source_transform (preprocessing, &self->transform);
  self->crops = frost_crop_cache_new (frost_dataset_get_n (dataset), CROPS_LIMIT);
  self->base = (FrostBatchSource){
    .n_samples = (int) frost_dataset_get_n (dataset),
    .n_views = CLAMP (n_views, 1, FROST_N_VIEWS),
    .n_plain_views = FROST_N_PLAIN_VIEWS,
    .labels = (const int *) dataset->labels->data,
    .keys = dataset->keys->data,
    .epoch_order = source_epoch_order,
    .start = source_start,
    .next = source_next,
    .stop = source_stop,
    .copy = source_copy,
    .free = source_free,
  };
  return &self->base;
}
