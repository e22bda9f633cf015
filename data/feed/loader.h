/* loader.h - threads that decode images ahead of the one who learns from them.
 *
 * Batches come in the order of the items, whatever the number of threads: item i
 * is row i % batch_size of batch i / batch_size. At most FROST_LOADER_RING batches
 * are held, so memory stays bounded when the reader is slow.
 *
 * An image that cannot be read does not stop the feed: its label becomes -1, its
 * pixels 0, and it is recorded as a failure. The reader skips such rows.
 *
 * Threads: one thread calls frost_loader_next; frost_loader_cancel may be called
 * from any. frost_loader_free is called when nobody else uses the loader.
 */
#pragma once

#include "data/feed/crop-cache.h"
#include "data/image/transform.h"

G_BEGIN_DECLS

#define FROST_LOADER_RING 4

typedef struct
{
  const char *path;
  int label;    /* >= 0; handed through */
  int view;     /* [0, FROST_N_VIEWS) */
  guint64 key;  /* what views from 2 on are drawn from, see frost_sampler_key */
  guint32 crop; /* with a cache: its index there */
} FrostLoaderItem;

typedef struct
{
  guint32 index;  /* of the item */
  GError *reason; /* in FROST_DATA_ERROR */
} FrostLoaderFailure;

void frost_loader_failure_free (FrostLoaderFailure *failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostLoaderFailure, frost_loader_failure_free)

typedef struct _FrostLoader FrostLoader;

/* Starts n_threads (>= 1) threads. The items and their paths are copied.
 * crops: where plain views are kept and taken from; lent, NULL = every image is decoded.
 * min_short_side: as in decode.h, of the decoded image before the transform's resizing; 0
 * decodes exactly.
 * Errors: ARGUMENT (transform, batch_size < 1, n_threads < 1, an unknown view), MEMORY
 * (also: no thread could be started). */
FrostLoader *frost_loader_new (const FrostLoaderItem *items, guint32 n_items,
                               const FrostImageTransform *transform, int batch_size,
                               int n_threads, int min_short_side, FrostCropCache *crops,
                               GError **error);

/* Waits for the next batch and copies it out.
 * pixels: [batch_size, height, width, 3]; labels: [batch_size], -1 where the image could
 * not be read; indices: [batch_size] of the items; n: rows filled, below
 * batch_size only in the last batch, 0 when all items have been delivered.
 * Errors: CANCELLED. */
gboolean frost_loader_next (FrostLoader *loader, float *pixels, int *labels,
                            guint32 *indices, int *n, GError **error);

/* From now on frost_loader_next answers CANCELLED at once, a waiting one too. */
void frost_loader_cancel (FrostLoader *loader);

/* The failures since the last call, by index: FrostLoaderFailure, possibly none.
 * Those of a batch are there once that batch was delivered, later ones may be. */
GPtrArray *frost_loader_steal_failures (FrostLoader *loader);

/* Cancels, waits for the images being decoded, and frees. */
void frost_loader_free (FrostLoader *loader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostLoader, frost_loader_free)

G_END_DECLS
