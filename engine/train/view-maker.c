#include "engine/train/view-maker.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/core/error.h"
#include "engine/core/tensor.h"

/* As the threads that decode (data/feed/loader.c): an eighth of the time of those who train. */
#define MAKER_NICE 9

/* Images computed at once, and multiply-adds, some half a second of a core: whoever ends the maker waits
 * for them. One thread has no strips to share out, more of them are not faster. */
#define BATCH 4
#define PATIENCE ((int64_t) 20 * 1000 * 1000 * 1000)

struct FrostViewMaker
{
  FrostViewWork work;
  FrostBatch batch;
  float *features; /* [capacity of the batch, floats at the line] */
  int64_t n_features;
  int n_made; /* of what is wanted, the broken ones too */

  pthread_t thread;
  pthread_mutex_t mutex; /* of the two below */
  pthread_cond_t told;
  gboolean paused, leave;
};

static void
work_clear (FrostViewWork *work)
{
  g_clear_pointer (&work->source, frost_batch_source_free);
  g_clear_pointer (&work->frozen, frost_plan_free);
  g_clear_pointer (&work->cache, frost_feature_cache_unref);
  g_clear_pointer (&work->wanted, g_free);
}

static void
maker_free (FrostViewMaker *maker)
{
  work_clear (&maker->work);
  pthread_cond_destroy (&maker->told);
  pthread_mutex_destroy (&maker->mutex);
  free (maker->batch.pixels);
  g_free (maker->batch.labels);
  free (maker->features);
  g_free (maker);
}

/* Linux gives each thread a priority of its own; a system that refuses is only slower. */
static void
step_back (void)
{
  id_t self = (id_t) gettid ();

  setpriority (PRIO_PROCESS, self, getpriority (PRIO_PROCESS, self) + MAKER_NICE);
}

/* Waits while it is paused. */
static gboolean
may_go_on (FrostViewMaker *maker)
{
  gboolean leave;

  pthread_mutex_lock (&maker->mutex);
  while (maker->paused && !maker->leave)
    pthread_cond_wait (&maker->told, &maker->mutex);
  leave = maker->leave;
  pthread_mutex_unlock (&maker->mutex);
  return !leave;
}

/* FALSE: there is no more to do, or it cannot be done. */
static gboolean
make_batch (FrostViewMaker *maker)
{
  FrostViewWork *work = &maker->work;
  FrostBatch *batch = &maker->batch;

  batch->n = 0;
  if (!work->source->next (work->source, batch, NULL) || batch->n == 0)
    return FALSE;
  frost_plan_run (work->frozen, batch->pixels, batch->n, maker->features);
  for (int i = 0; i < batch->n; i++)
    {
      const FrostSampleView *sample = &work->wanted[maker->n_made++];

      if (batch->labels[i] >= 0
          && !frost_feature_cache_write (
              work->cache, work->source->keys + sample->sample * FROST_SAMPLE_KEY_BYTES,
              sample->view, maker->features + i * maker->n_features, NULL))
        return FALSE;
    }
  return TRUE;
}

static void *
make (void *data)
{
  FrostViewMaker *maker = data;
  FrostBatchSource *source = maker->work.source;

  /* The decode threads take their priority from this one's and step back on their own. */
  if (!source->start (source, maker->work.wanted, maker->work.n_wanted,
                      maker->batch.capacity, NULL))
    return NULL;
  step_back ();
  while (may_go_on (maker) && make_batch (maker))
    continue;
  source->stop (source);
  return NULL;
}

static gboolean
allocate (FrostViewMaker *maker, GError **error)
{
  const FrostPlan *frozen = maker->work.frozen;
  int64_t n_pixels = frost_shape_n_elements (frost_plan_input_shape (frozen));
  int64_t at_once = PATIENCE / MAX (frost_plan_multiply_adds (frozen), 1);
  int n = (int) CLAMP (at_once, 1, BATCH);

  maker->n_features = frost_shape_n_elements (frost_plan_output_shape (frozen));
  maker->batch.capacity = n;
  maker->batch.labels = g_new0 (int, n);
  maker->batch.pixels = frost_floats_new (n_pixels * n, "views", error);
  if (maker->batch.pixels == NULL)
    return FALSE;
  maker->features = frost_floats_new (maker->n_features * n, "views", error);
  return maker->features != NULL;
}

FrostViewMaker *
frost_view_maker_new (FrostViewWork *work, gboolean paused, GError **error)
{
  FrostViewMaker *maker = g_new0 (FrostViewMaker, 1);

  maker->work = *work;
  *work = (FrostViewWork){ 0 };
  maker->paused = paused;
  pthread_mutex_init (&maker->mutex, NULL);
  pthread_cond_init (&maker->told, NULL);
  if (!allocate (maker, error))
    {
      maker_free (maker);
      return NULL;
    }
  if (pthread_create (&maker->thread, NULL, make, maker) != 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "views: the system starts no thread for those of the next epochs");
      maker_free (maker);
      return NULL;
    }
  return maker;
}

FrostFeatureCache *
frost_view_maker_finish (FrostViewMaker *maker)
{
  FrostFeatureCache *cache;

  pthread_mutex_lock (&maker->mutex);
  maker->leave = TRUE;
  pthread_cond_signal (&maker->told);
  pthread_mutex_unlock (&maker->mutex);
  pthread_join (maker->thread, NULL);
  cache = g_steal_pointer (&maker->work.cache);
  maker_free (maker);
  return cache;
}

void
frost_view_maker_set_paused (FrostViewMaker *maker, gboolean paused)
{
  pthread_mutex_lock (&maker->mutex);
  maker->paused = paused;
  pthread_cond_signal (&maker->told);
  pthread_mutex_unlock (&maker->mutex);
}
