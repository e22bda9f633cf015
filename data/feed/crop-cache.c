#include "data/feed/crop-cache.h"

#include <pthread.h>

struct _FrostCropCache
{
  pthread_mutex_t mutex;
  FrostImage **crops; /* [n] */
  guint32 n;
  gsize room; /* bytes */
};

FrostCropCache *
frost_crop_cache_new (guint32 n, gsize limit)
{
  FrostCropCache *cache = g_new0 (FrostCropCache, 1);
  pthread_mutex_init (&cache->mutex, NULL);
  cache->crops = g_new0 (FrostImage *, n);
  cache->n = n;
  cache->room = limit;
  return cache;
}

void
frost_crop_cache_free (FrostCropCache *cache)
{
  for (guint32 i = 0; i < cache->n; i++)
    g_clear_pointer (&cache->crops[i], frost_image_unref);
  g_free (cache->crops);
  pthread_mutex_destroy (&cache->mutex);
  g_free (cache);
}

FrostImage *
frost_crop_cache_get (FrostCropCache *cache, guint32 index)
{
  g_return_val_if_fail (index < cache->n, NULL);

  pthread_mutex_lock (&cache->mutex);
  FrostImage *crop = cache->crops[index];
  if (crop != NULL)
    frost_image_ref (crop);
  pthread_mutex_unlock (&cache->mutex);
  return crop;
}

void
frost_crop_cache_put (FrostCropCache *cache, guint32 index, FrostImage *crop)
{
  g_return_if_fail (index < cache->n);

  gsize bytes = crop->stride * (gsize) crop->height;
  pthread_mutex_lock (&cache->mutex);
  if (cache->crops[index] == NULL && bytes <= cache->room)
    {
      cache->crops[index] = frost_image_ref (crop);
      cache->room -= bytes;
    }
  pthread_mutex_unlock (&cache->mutex);
}
