#include "ui/images/texture-cache.h"

#include <string.h>

#include "data/data.h"
#include "ui/images/thumbnail-pool.h"

/* Decoding shares the machine with training: two threads fill a screen in a blink. */
#define N_THREADS 2

typedef struct
{
  guint8 hash[FROST_HASH_SIZE];
  int side;
} Key;

typedef struct
{
  Key key;
  GdkTexture *texture; /* NULL = broken */
  gsize size;
  GList link; /* in `recent` */
} Entry;

typedef struct
{
  guint64 request;
  FrostTextureReadyCb ready;
  gpointer user_data;
} Waiter;

typedef struct
{
  guint64 ticket;
  gboolean large;
  Key key;
  GQueue waiters; /* Waiter */
} Pending;

struct _FrostTextureCache
{
  FrostThumbnailPool *pool;
  gsize budget;
  gsize size;
  GHashTable *entries; /* Key -> Entry */
  GQueue recent;       /* Entry, the last used one first */

  guint64 last_request;
  GHashTable *by_ticket;  /* ticket -> Pending, owned here */
  GHashTable *by_key;     /* Key -> Pending, not the large ones */
  GHashTable *by_request; /* request -> Pending */
};

/* A SHA-256 is as random in its first bytes as in all of them. */
static guint
key_hash (gconstpointer pointer)
{
  const Key *key = pointer;
  guint value;

  memcpy (&value, key->hash, sizeof value);
  return value + (guint) key->side;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *x = a;
  const Key *y = b;

  return x->side == y->side && memcmp (x->hash, y->hash, sizeof x->hash) == 0;
}

static Key
key_of (const guint8 *hash, int side)
{
  Key key = { .side = side };

  memcpy (key.hash, hash, sizeof key.hash);
  return key;
}

static void
entry_free (Entry *entry)
{
  g_clear_object (&entry->texture);
  g_free (entry);
}

static void
waiter_free (Waiter *waiter)
{
  g_free (waiter);
}

static void
pending_free (Pending *pending)
{
  g_queue_clear_full (&pending->waiters, (GDestroyNotify) waiter_free);
  g_free (pending);
}

static void
drop (FrostTextureCache *cache, Entry *entry)
{
  g_queue_unlink (&cache->recent, &entry->link);
  cache->size -= entry->size;
  g_hash_table_remove (cache->entries, &entry->key);
}

static void
keep (FrostTextureCache *cache, const Key *key, GdkTexture *texture)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->key = *key;
  if (texture != NULL)
    {
      entry->texture = g_object_ref (texture);
      entry->size = (gsize) gdk_texture_get_width (texture)
                    * (gsize) gdk_texture_get_height (texture) * 3;
    }
  entry->link.data = entry;
  g_hash_table_insert (cache->entries, &entry->key, entry);
  g_queue_push_head_link (&cache->recent, &entry->link);
  cache->size += entry->size;

  while (cache->size > cache->budget && cache->recent.tail->data != entry)
    drop (cache, cache->recent.tail->data);
}

static GdkTexture *
texture_from_image (FrostImage *image)
{
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (
      image->pixels, (gsize) image->height * image->stride,
      (GDestroyNotify) frost_image_unref, frost_image_ref (image));

  return gdk_memory_texture_new (image->width, image->height, GDK_MEMORY_R8G8B8, bytes,
                                 image->stride);
}

static void
ready_cb (guint64 ticket, FrostImage *image, const GError *error, gpointer user_data)
{
  FrostTextureCache *cache = user_data;
  Pending *pending = g_hash_table_lookup (cache->by_ticket, &ticket);
  g_autoptr (GdkTexture) texture = image != NULL ? texture_from_image (image) : NULL;

  if (pending == NULL)
    return;
  g_hash_table_steal (cache->by_ticket, &ticket);
  if (!pending->large)
    {
      g_hash_table_remove (cache->by_key, &pending->key);
      keep (cache, &pending->key, texture);
    }

  Waiter *waiter;
  while ((waiter = g_queue_pop_head (&pending->waiters)) != NULL)
    {
      g_hash_table_remove (cache->by_request, &waiter->request);
      waiter->ready (texture, waiter->user_data);
      waiter_free (waiter);
    }
  pending_free (pending);
}

FrostTextureCache *
frost_texture_cache_new (gsize budget)
{
  FrostTextureCache *cache = g_new0 (FrostTextureCache, 1);

  cache->budget = budget;
  cache->entries =
      g_hash_table_new_full (key_hash, key_equal, NULL, (GDestroyNotify) entry_free);
  g_queue_init (&cache->recent);
  cache->by_ticket = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                            (GDestroyNotify) pending_free);
  cache->by_key = g_hash_table_new (key_hash, key_equal);
  cache->by_request = g_hash_table_new (g_int64_hash, g_int64_equal);
  cache->pool = frost_thumbnail_pool_new (N_THREADS, ready_cb, cache);
  return cache;
}

void
frost_texture_cache_free (FrostTextureCache *cache)
{
  frost_thumbnail_pool_free (cache->pool);
  g_hash_table_unref (cache->by_request);
  g_hash_table_unref (cache->by_key);
  g_hash_table_unref (cache->by_ticket);
  g_hash_table_unref (cache->entries);
  g_free (cache);
}

int
frost_texture_cache_round_side (int side)
{
  static const int sides[] = { 96, 128, 160, 192 };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    if (side <= sides[i])
      return sides[i];
  return FROST_THUMBNAIL_SIDE;
}

gboolean
frost_texture_cache_lookup (FrostTextureCache *cache, const guint8 *hash, int side,
                            GdkTexture **texture)
{
  const Key key = key_of (hash, side);
  Entry *entry = g_hash_table_lookup (cache->entries, &key);

  if (entry == NULL)
    return FALSE;
  g_queue_unlink (&cache->recent, &entry->link);
  g_queue_push_head_link (&cache->recent, &entry->link);
  *texture = entry->texture;
  return TRUE;
}

static guint64
wait_for (FrostTextureCache *cache, Pending *pending, FrostTextureReadyCb ready,
          gpointer user_data)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->request = ++cache->last_request;
  waiter->ready = ready;
  waiter->user_data = user_data;
  g_queue_push_tail (&pending->waiters, waiter);
  g_hash_table_insert (cache->by_request, &waiter->request, pending);
  return waiter->request;
}

guint64
frost_texture_cache_request (FrostTextureCache *cache, const char *path,
                             const guint8 *hash, int side, FrostTextureReadyCb ready,
                             gpointer user_data)
{
  const Key key = key_of (hash, side);
  Pending *pending = g_hash_table_lookup (cache->by_key, &key);

  if (pending == NULL)
    {
      pending = g_new0 (Pending, 1);
      pending->key = key;
      g_queue_init (&pending->waiters);
      pending->ticket = frost_thumbnail_pool_request (cache->pool, path, hash, side);
      g_hash_table_insert (cache->by_ticket, &pending->ticket, pending);
      g_hash_table_insert (cache->by_key, &pending->key, pending);
    }
  return wait_for (cache, pending, ready, user_data);
}

guint64
frost_texture_cache_request_large (FrostTextureCache *cache, const char *path,
                                   int min_short_side, FrostTextureReadyCb ready,
                                   gpointer user_data)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->large = TRUE;
  g_queue_init (&pending->waiters);
  pending->ticket =
      frost_thumbnail_pool_request_large (cache->pool, path, min_short_side);
  g_hash_table_insert (cache->by_ticket, &pending->ticket, pending);
  return wait_for (cache, pending, ready, user_data);
}

void
frost_texture_cache_cancel (FrostTextureCache *cache, guint64 request)
{
  Pending *pending = g_hash_table_lookup (cache->by_request, &request);

  if (pending == NULL)
    return;
  for (GList *l = pending->waiters.head; l != NULL; l = l->next)
    {
      Waiter *waiter = l->data;

      if (waiter->request != request)
        continue;
      g_hash_table_remove (cache->by_request, &request);
      g_queue_delete_link (&pending->waiters, l);
      waiter_free (waiter);
      break;
    }

  /* What is being decoded already runs to its end and is kept: the work is done. */
  if (g_queue_is_empty (&pending->waiters)
      && frost_thumbnail_pool_cancel (cache->pool, pending->ticket))
    {
      if (!pending->large)
        g_hash_table_remove (cache->by_key, &pending->key);
      g_hash_table_remove (cache->by_ticket, &pending->ticket);
    }
}

gsize
frost_texture_cache_get_size (FrostTextureCache *cache)
{
  return cache->size;
}

guint
frost_texture_cache_get_n_pending (FrostTextureCache *cache)
{
  return g_hash_table_size (cache->by_request);
}

void
frost_texture_cache_retry_broken (FrostTextureCache *cache)
{
  GList *l = cache->recent.head;

  while (l != NULL)
    {
      Entry *entry = l->data;

      l = l->next;
      if (entry->texture == NULL)
        drop (cache, entry);
    }
}
