#include "ui/images/thumbnail-pool.h"

#include <pthread.h>
#include <string.h>

/* More at once would upload more textures in one frame than fit into it. */
#define RESULTS_PER_DISPATCH 12

typedef struct
{
  guint64 ticket;
  char *path;
  guint8 hash[FROST_HASH_SIZE];
  int side;           /* of the square */
  int min_short_side; /* 0 = a thumbnail */
  FrostImage *image;
  GError *error;
} Job;

struct _FrostThumbnailPool
{
  FrostThumbnailReadyCb ready;
  gpointer user_data;
  guint64 last_ticket;
  GHashTable *waiting; /* ticket -> link in queue */

  pthread_t *threads;
  int n_threads;
  GMainContext *context;

  /* All below under the lock; `waiting` changes together with the queue. */
  pthread_mutex_t lock;
  pthread_cond_t more;
  GQueue queue;
  GQueue done;
  GSource *dispatch; /* set while one is attached */
  gboolean closing;
};

static void
job_free (Job *job)
{
  g_free (job->path);
  g_clear_pointer (&job->image, frost_image_unref);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
dispatch_cb (gpointer data)
{
  FrostThumbnailPool *pool = data;

  for (int i = 0; i < RESULTS_PER_DISPATCH; i++)
    {
      pthread_mutex_lock (&pool->lock);
      Job *job = g_queue_pop_head (&pool->done);
      if (job == NULL)
        g_clear_pointer (&pool->dispatch, g_source_unref);
      pthread_mutex_unlock (&pool->lock);

      if (job == NULL)
        return G_SOURCE_REMOVE;
      pool->ready (job->ticket, job->image, job->error, pool->user_data);
      job_free (job);
    }
  return G_SOURCE_CONTINUE;
}

/* Called with the lock held. */
static void
ensure_dispatch (FrostThumbnailPool *pool)
{
  if (pool->dispatch != NULL || pool->closing)
    return;
  pool->dispatch = g_idle_source_new ();
  g_source_set_priority (pool->dispatch, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (pool->dispatch, dispatch_cb, pool, NULL);
  g_source_attach (pool->dispatch, pool->context);
}

static FrostImage *
load_square (Job *job)
{
  g_autoptr (FrostImage) image = frost_thumbnail_load (job->path, job->hash, &job->error);
  FrostResizeWindow window;

  if (image == NULL)
    return NULL;
  window.width = window.height = MIN (job->side, MIN (image->width, image->height));
  frost_resize_short_side (image->width, image->height, window.width, &window.full_width,
                           &window.full_height);
  window.x = frost_crop_offset (window.full_width, window.width);
  window.y = frost_crop_offset (window.full_height, window.height);
  return frost_image_resize_window (image, &window, &job->error);
}

static void *
work (void *data)
{
  FrostThumbnailPool *pool = data;

  pthread_mutex_lock (&pool->lock);
  for (;;)
    {
      while (!pool->closing && g_queue_is_empty (&pool->queue))
        pthread_cond_wait (&pool->more, &pool->lock);
      if (pool->closing)
        break;
      Job *job = g_queue_pop_head (&pool->queue);
      g_hash_table_remove (pool->waiting, &job->ticket);
      pthread_mutex_unlock (&pool->lock);

      if (job->min_short_side > 0)
        job->image = frost_image_decode (job->path, job->min_short_side, &job->error);
      else
        job->image = load_square (job);

      pthread_mutex_lock (&pool->lock);
      g_queue_push_tail (&pool->done, job);
      ensure_dispatch (pool);
    }
  pthread_mutex_unlock (&pool->lock);
  return NULL;
}

FrostThumbnailPool *
frost_thumbnail_pool_new (int n_threads, FrostThumbnailReadyCb ready, gpointer user_data)
{
  FrostThumbnailPool *pool = g_new0 (FrostThumbnailPool, 1);

  pool->ready = ready;
  pool->user_data = user_data;
  pool->waiting = g_hash_table_new (g_int64_hash, g_int64_equal);
  pool->context = g_main_context_ref_thread_default ();
  pthread_mutex_init (&pool->lock, NULL);
  pthread_cond_init (&pool->more, NULL);
  g_queue_init (&pool->queue);
  g_queue_init (&pool->done);

  pool->threads = g_new0 (pthread_t, n_threads);
  for (int i = 0; i < n_threads; i++)
    if (pthread_create (&pool->threads[pool->n_threads], NULL, work, pool) == 0)
      pool->n_threads++;
  return pool;
}

void
frost_thumbnail_pool_free (FrostThumbnailPool *pool)
{
  pthread_mutex_lock (&pool->lock);
  pool->closing = TRUE;
  pthread_cond_broadcast (&pool->more);
  pthread_mutex_unlock (&pool->lock);
  for (int i = 0; i < pool->n_threads; i++)
    pthread_join (pool->threads[i], NULL);

  if (pool->dispatch != NULL)
    {
      g_source_destroy (pool->dispatch);
      g_source_unref (pool->dispatch);
    }
  g_hash_table_unref (pool->waiting);
  g_queue_clear_full (&pool->queue, (GDestroyNotify) job_free);
  g_queue_clear_full (&pool->done, (GDestroyNotify) job_free);
  pthread_cond_destroy (&pool->more);
  pthread_mutex_destroy (&pool->lock);
  g_main_context_unref (pool->context);
  g_free (pool->threads);
  g_free (pool);
}

static guint64
push (FrostThumbnailPool *pool, Job *job, gboolean first)
{
  guint64 ticket = job->ticket = ++pool->last_ticket;

  pthread_mutex_lock (&pool->lock);
  if (first)
    g_queue_push_head (&pool->queue, job);
  else
    g_queue_push_tail (&pool->queue, job);
  g_hash_table_insert (pool->waiting, &job->ticket,
                       first ? pool->queue.head : pool->queue.tail);
  pthread_cond_signal (&pool->more);
  pthread_mutex_unlock (&pool->lock);
  return ticket;
}

guint64
frost_thumbnail_pool_request (FrostThumbnailPool *pool, const char *path,
                              const guint8 *hash, int side)
{
  Job *job = g_new0 (Job, 1);

  job->path = g_strdup (path);
  memcpy (job->hash, hash, sizeof job->hash);
  job->side = MAX (side, 1);
  return push (pool, job, FALSE);
}

guint64
frost_thumbnail_pool_request_large (FrostThumbnailPool *pool, const char *path,
                                    int min_short_side)
{
  Job *job = g_new0 (Job, 1);

  job->path = g_strdup (path);
  job->min_short_side = MAX (min_short_side, 1);
  return push (pool, job, TRUE);
}

gboolean
frost_thumbnail_pool_cancel (FrostThumbnailPool *pool, guint64 ticket)
{
  Job *job = NULL;

  pthread_mutex_lock (&pool->lock);
  GList *link = g_hash_table_lookup (pool->waiting, &ticket);
  if (link != NULL)
    {
      job = link->data;
      g_hash_table_remove (pool->waiting, &ticket);
      g_queue_delete_link (&pool->queue, link);
    }
  pthread_mutex_unlock (&pool->lock);

  g_clear_pointer (&job, job_free);
  return link != NULL;
}
