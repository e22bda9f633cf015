/* loader.c - a ring of batches, filled an image at a time.
 *
 * One mutex guards everything but the pixels. A thread takes the next item, works without
 * the mutex on a row that nobody else touches, and then counts the row as done. Work
 * is handed out by image and not by batch, so that the batch that is waited for is
 * the one that all threads work on.
 */
#include "data/feed/loader.h"

#include "data/data-error.h"
#include "data/image/decode.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define DECODE_NICE 9 /* an eighth of the time of those who compute */

typedef struct
{
  float *pixels;   /* [batch_size, height, width, 3] */
  int *labels;     /* [batch_size] */
  guint32 batch;   /* which one it holds */
  int n_remaining; /* rows that are not filled yet */
  gboolean used;   /* batch and n_remaining mean something */
} Slot;

struct _FrostLoader
{
  FrostLoaderItem *items; /* [n_items] */
  GStringChunk *paths;
  guint32 n_items;
  guint32 n_batches;
  FrostImageTransform transform;
  int batch_size;
  int min_short_side;
  FrostCropCache *crops; /* lent, or NULL */
  gsize row_size;        /* floats of one image */

  pthread_mutex_t mutex;
  pthread_cond_t room;  /* a slot was emptied, or cancelled */
  pthread_cond_t ready; /* a batch is complete, or cancelled */
  Slot slots[FROST_LOADER_RING];
  guint32 next_item;   /* the first that no thread has taken */
  guint32 n_delivered; /* batches */
  GPtrArray *failures; /* of FrostLoaderFailure */
  gboolean cancelled;

  pthread_t *threads;
  int n_threads;
};

void
frost_loader_failure_free (FrostLoaderFailure *failure)
{
  g_clear_error (&failure->reason);
  g_free (failure);
}

static int
rows_in_batch (const FrostLoader *loader, guint32 batch)
{
  guint64 start = (guint64) batch * (guint64) loader->batch_size;
  return (int) MIN (loader->n_items - start, (guint64) loader->batch_size);
}

/* Under the mutex. The slot that item i belongs to, or NULL while the reader has not
 * emptied it yet. */
static Slot *
peek_slot (FrostLoader *loader, guint32 i)
{
  guint32 batch = i / (guint32) loader->batch_size;
  if (batch >= loader->n_delivered + FROST_LOADER_RING)
    return NULL;
  Slot *slot = &loader->slots[batch % FROST_LOADER_RING];
  if (!slot->used || slot->batch != batch)
    {
      slot->used = TRUE;
      slot->batch = batch;
      slot->n_remaining = rows_in_batch (loader, batch);
    }
  return slot;
}

/* Without the mutex. The part of the item's image that its view sees, or NULL. */
static FrostImage *
make_crop (const FrostLoader *loader, const FrostLoaderItem *item, GError **error)
{
  gboolean is_kept = loader->crops != NULL && item->view < FROST_N_PLAIN_VIEWS;
  FrostImage *crop = is_kept ? frost_crop_cache_get (loader->crops, item->crop) : NULL;
  if (crop != NULL)
    return crop;
  g_autoptr (FrostImage) image =
      frost_image_decode (item->path, loader->min_short_side, error);
  if (image == NULL)
    return NULL;
  crop = frost_image_transform_crop (image, &loader->transform, item->view, item->key,
                                     error);
  if (crop != NULL && is_kept)
    frost_crop_cache_put (loader->crops, item->crop, crop);
  return crop;
}

/* Without the mutex. NULL or why the row could not be filled. */
static GError *
fill_row (const FrostLoader *loader, const FrostLoaderItem *item, float *pixels)
{
  GError *error = NULL;
  g_autoptr (FrostImage) crop = make_crop (loader, item, &error);
  if (crop != NULL)
    frost_image_transform_scale (crop, &loader->transform, item->view, pixels);
  else
    memset (pixels, 0, loader->row_size * sizeof *pixels);
  return error;
}

/* What is decoded ahead must not take the cores from those who compute with what is there already.
 * The first step at a frost line that moved came 6 to 13 % earlier for it on two idle cores, 18 to
 * 47 % on busy ones. Linux gives each thread a priority of its own; a system that refuses is only
 * slower. */
static void
step_back (void)
{
  id_t self = (id_t) gettid ();

  setpriority (PRIO_PROCESS, self, getpriority (PRIO_PROCESS, self) + DECODE_NICE);
}

static void *
run_thread (void *data)
{
  FrostLoader *loader = data;
  step_back ();
  pthread_mutex_lock (&loader->mutex);
  for (;;)
    {
      Slot *slot = NULL;
      while (!loader->cancelled && loader->next_item < loader->n_items
             && (slot = peek_slot (loader, loader->next_item)) == NULL)
        pthread_cond_wait (&loader->room, &loader->mutex);
      if (loader->cancelled || loader->next_item >= loader->n_items)
        break;

      guint32 i = loader->next_item++;
      const FrostLoaderItem *item = &loader->items[i];
      guint32 row = i % (guint32) loader->batch_size;
      pthread_mutex_unlock (&loader->mutex);

      GError *reason = fill_row (loader, item, slot->pixels + row * loader->row_size);
      slot->labels[row] = reason == NULL ? item->label : -1;

      pthread_mutex_lock (&loader->mutex);
      if (reason != NULL)
        {
          FrostLoaderFailure *failure = g_new (FrostLoaderFailure, 1);
          *failure = (FrostLoaderFailure){ i, reason };
          g_ptr_array_add (loader->failures, failure);
        }
      if (--slot->n_remaining == 0)
        pthread_cond_signal (&loader->ready);
    }
  pthread_mutex_unlock (&loader->mutex);
  return NULL;
}

/* Signals are for the main thread: the new threads are born with all of them blocked. */
static void
start_threads (FrostLoader *loader, int n_threads)
{
  sigset_t all, before;
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  loader->threads = g_new0 (pthread_t, n_threads);
  while (loader->n_threads < n_threads
         && pthread_create (&loader->threads[loader->n_threads], NULL, run_thread, loader)
                == 0)
    loader->n_threads++;
  pthread_sigmask (SIG_SETMASK, &before, NULL);
}

static gboolean
check_arguments (const FrostLoaderItem *items, guint32 n_items,
                 const FrostImageTransform *transform, int batch_size, int n_threads,
                 GError **error)
{
  if (!frost_image_transform_check (transform, error))
    return FALSE;
  if (batch_size < 1 || n_threads < 1)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "loader: a batch of %d and %d threads, needs at least 1 of each",
                   batch_size, n_threads);
      return FALSE;
    }
  for (guint32 i = 0; i < n_items; i++)
    if (items[i].view < 0 || items[i].view >= FROST_N_VIEWS)
      {
        g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                     "loader: item %u has view %d, needs 0 to %d", i, items[i].view,
                     FROST_N_VIEWS - 1);
        return FALSE;
      }
  return TRUE;
}

static gboolean
allocate_slots (FrostLoader *loader)
{
  gsize rows = MIN ((gsize) loader->batch_size, loader->n_items);
  guint32 n = MIN (loader->n_batches, FROST_LOADER_RING);
  for (guint32 i = 0; i < n; i++)
    {
      Slot *slot = &loader->slots[i];
      slot->pixels = g_try_malloc_n (rows, loader->row_size * sizeof (float));
      slot->labels = g_try_new (int, rows);
      if (slot->pixels == NULL || slot->labels == NULL)
        return FALSE;
    }
  return TRUE;
}

FrostLoader *
frost_loader_new (const FrostLoaderItem *items, guint32 n_items,
                  const FrostImageTransform *transform, int batch_size, int n_threads,
                  int min_short_side, FrostCropCache *crops, GError **error)
{
  g_return_val_if_fail (min_short_side >= 0, NULL);

  if (!check_arguments (items, n_items, transform, batch_size, n_threads, error))
    return NULL;

  g_autoptr (FrostLoader) loader = g_new0 (FrostLoader, 1);
  pthread_mutex_init (&loader->mutex, NULL);
  pthread_cond_init (&loader->room, NULL);
  pthread_cond_init (&loader->ready, NULL);
  loader->failures =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_loader_failure_free);
  loader->paths = g_string_chunk_new (4096);
  loader->n_items = n_items;
  loader->n_batches =
      (guint32) (((guint64) n_items + (guint64) batch_size - 1) / (guint64) batch_size);
  loader->transform = *transform;
  loader->batch_size = batch_size;
  loader->min_short_side = min_short_side;
  loader->crops = crops;
  loader->row_size = 3 * (gsize) transform->width * (gsize) transform->height;
  loader->items = g_try_new (FrostLoaderItem, n_items);
  if ((n_items > 0 && loader->items == NULL) || !allocate_slots (loader))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "loader: no memory for %d batches of %d images of %d x %d",
                   FROST_LOADER_RING, batch_size, transform->width, transform->height);
      return NULL;
    }
  for (guint32 i = 0; i < n_items; i++)
    {
      loader->items[i] = items[i];
      loader->items[i].path = g_string_chunk_insert (loader->paths, items[i].path);
    }

  start_threads (loader, n_threads);
  if (loader->n_threads == 0)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "loader: the system starts no thread");
      return NULL;
    }
  return g_steal_pointer (&loader);
}

gboolean
frost_loader_next (FrostLoader *loader, float *pixels, int *labels, guint32 *indices,
                   int *n, GError **error)
{
  pthread_mutex_lock (&loader->mutex);
  guint32 batch = loader->n_delivered;
  Slot *slot = &loader->slots[batch % FROST_LOADER_RING];
  gboolean ended = batch == loader->n_batches;
  while (!ended && !loader->cancelled
         && (!slot->used || slot->batch != batch || slot->n_remaining > 0))
    pthread_cond_wait (&loader->ready, &loader->mutex);
  gboolean cancelled = loader->cancelled;
  pthread_mutex_unlock (&loader->mutex);

  if (cancelled)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CANCELLED,
                   "loader: cancelled before batch %u of %u", batch + 1,
                   loader->n_batches);
      return FALSE;
    }
  if (ended)
    {
      *n = 0;
      return TRUE;
    }

  /* Nobody writes to a complete batch until it counts as delivered. */
  int n_rows = rows_in_batch (loader, batch);
  memcpy (pixels, slot->pixels, (gsize) n_rows * loader->row_size * sizeof *pixels);
  memcpy (labels, slot->labels, (gsize) n_rows * sizeof *labels);
  for (int row = 0; row < n_rows; row++)
    indices[row] = batch * (guint32) loader->batch_size + (guint32) row;
  *n = n_rows;

  pthread_mutex_lock (&loader->mutex);
  loader->n_delivered++;
  pthread_cond_broadcast (&loader->room);
  pthread_mutex_unlock (&loader->mutex);
  return TRUE;
}

void
frost_loader_cancel (FrostLoader *loader)
{
  pthread_mutex_lock (&loader->mutex);
  loader->cancelled = TRUE;
  pthread_cond_broadcast (&loader->room);
  pthread_cond_broadcast (&loader->ready);
  pthread_mutex_unlock (&loader->mutex);
}

static int
compare_failures_cb (gconstpointer a, gconstpointer b)
{
  const FrostLoaderFailure *first = *(FrostLoaderFailure *const *) a;
  const FrostLoaderFailure *second = *(FrostLoaderFailure *const *) b;
  return first->index < second->index ? -1 : first->index > second->index;
}

GPtrArray *
frost_loader_steal_failures (FrostLoader *loader)
{
  GPtrArray *fresh =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_loader_failure_free);
  pthread_mutex_lock (&loader->mutex);
  GPtrArray *failures = loader->failures;
  loader->failures = fresh;
  pthread_mutex_unlock (&loader->mutex);
  g_ptr_array_sort (failures, compare_failures_cb);
  return failures;
}

void
frost_loader_free (FrostLoader *loader)
{
  frost_loader_cancel (loader);
  for (int i = 0; i < loader->n_threads; i++)
    pthread_join (loader->threads[i], NULL);
  g_free (loader->threads);
  for (int i = 0; i < FROST_LOADER_RING; i++)
    {
      g_free (loader->slots[i].pixels);
      g_free (loader->slots[i].labels);
    }
  g_ptr_array_unref (loader->failures);
  g_free (loader->items);
  g_clear_pointer (&loader->paths, g_string_chunk_free);
  pthread_cond_destroy (&loader->ready);
  pthread_cond_destroy (&loader->room);
  pthread_mutex_destroy (&loader->mutex);
  g_free (loader);
}
