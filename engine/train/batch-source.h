/* The interface through which images arrive. The engine owns it; whoever has images fills it.
 *
 * Threads: all calls come from the engine thread; the source may use threads of its own and must
 * hand over whole batches.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* One mini-batch. The engine owns the memory; the source only fills it. */
typedef struct
{
  float *pixels; /* [capacity, height, width, 3], already normalised */
  int *
      labels; /* [capacity], class index in [0, n_classes); negative = image could not be read */
  int capacity; /* rows allocated */
  int n;        /* rows filled; 0 = end of the order, < capacity only in the last batch */
} FrostBatch;

/* One augmented version of an image. */
typedef struct
{
  int sample;     /* [0, n_samples) */
  int view;       /* [0, n_views), 0 = as it is */
  int generation; /* how often it was drawn anew; always 0 below n_plain_views */
} FrostSampleView;

#define FROST_SAMPLE_KEY_BYTES 32

/* A list of labelled images: the training split, or the validation split. */
typedef struct FrostBatchSource FrostBatchSource;
struct FrostBatchSource
{
  int n_samples;
  int n_views;
  int n_plain_views;   /* the first ones, into which no chance enters: never drawn anew */
  const int *labels;   /* [n_samples] */
  const uint8_t *keys; /* [n_samples, FROST_SAMPLE_KEY_BYTES] content hashes */

  /* The order of one epoch, n_samples entries, from the seed; generation 0. */
  void (*epoch_order) (FrostBatchSource *source, uint64_t seed, int epoch,
                       FrostSampleView *order);

  /* Begins to deliver these views in this order, batch_size at a time. Errors pass through. */
  gboolean (*start) (FrostBatchSource *source, const FrostSampleView *order, int n,
                     int batch_size, GError **error);
  gboolean (*next) (FrostBatchSource *source, FrostBatch *batch, GError **error);

  /* Ends a delivery before its end; safe to call at any time. */
  void (*stop) (FrostBatchSource *source);

  /* Another source of the same views, that may deliver to another thread while this one delivers;
   * freed before this one is. NULL = there can be none. */
  FrostBatchSource *(*copy) (FrostBatchSource *source);

  void (*free) (FrostBatchSource *source);
};

static inline void
frost_batch_source_free (FrostBatchSource *source)
{
  if (source != NULL)
    source->free (source);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostBatchSource, frost_batch_source_free)

G_END_DECLS
