/* Pictures that are made up: every class has a pattern, every image its own noise on it.
 *
 * A source delivers the same pixels for the same image and view, whatever came before. Threads: as
 * FrostBatchSource; the counters may be read by another thread.
 */
#pragma once

#include <stdatomic.h>

#include "engine/core/shape.h"
#include "engine/train/batch-source.h"

typedef struct
{
  FrostBatchSource base; /* first: the engine holds a pointer to it */
  FrostShape shape;
  int n_classes;
  float noise;
  uint64_t seed;

  /* What goes wrong. */
  gboolean *unreadable; /* [n_samples] their pixels come as not-a-number */
  gboolean refuses_start;
  int fails_after; /* batches, then next fails; -1 = never */
  int delay_us;    /* before each batch */

  /* What was asked for. */
  atomic_int n_delivered; /* images */
  atomic_int n_starts;
  /* Outlive the source; may be NULL. */
  atomic_int *n_freed;
  atomic_int *n_batches;
  atomic_int *n_copied; /* images that copies delivered */

  gboolean is_copy;
  FrostSampleView *order; /* of the delivery that goes on; NULL = none */
  int n_order, position, batch_size;
} SyntheticSource;

/* noise 0 = every image of a class is the same, 1 = as strong as the pattern. */
SyntheticSource *synthetic_source_new (int n_samples, int n_views, int n_classes,
                                       const FrostShape *shape, float noise,
                                       uint64_t seed);

/* The pixels of one image and view, [shape]. */
void synthetic_source_draw (const SyntheticSource *source, const FrostSampleView *sample,
                            float *pixels);
