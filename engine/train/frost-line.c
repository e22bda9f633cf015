#include "engine/train/frost-line.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include "engine/core/error.h"
#include "engine/graph/surgery.h"

/* Features that take more than this, or more than there is room for, are computed again in every
 * epoch instead of being kept. */
#define CACHE_LIMIT ((int64_t) 8 << 30)

void
frost_line_ground_init (FrostLineGround *ground, FrostModel *model,
                        const FrostTrainSettings *settings, FrostWorkerPool *pool,
                        int64_t n_views)
{
  g_autofree int *values = NULL;
  int cut;

  *ground = (FrostLineGround){ .model = model,
                               .settings = settings,
                               .pool = pool,
                               .n_views = n_views,
                               .cuts = frost_cuts_find (model),
                               .lowest = G_MAXINT };
  cut = settings->cut < 0 ? ground->cuts->head_cut : settings->cut;
  /* Of every cut up to the first line, for what the last one takes; nothing is kept at the input. */
  if (cut < 1 || cut > ground->cuts->n)
    return;
  ground->n_fingerprints = cut + 1;
  values = g_new (int, ground->n_fingerprints);
  for (int i = 0; i < ground->n_fingerprints; i++)
    values[i] = frost_cuts_value (ground->cuts, i);
  ground->fingerprints =
      frost_model_fingerprint_all (model, values, ground->n_fingerprints);
}

gboolean
frost_line_ground_check_cut (const FrostLineGround *ground, int cut, GError **error)
{
  if (cut >= -1 && cut <= ground->cuts->head_cut)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
               "%s: the frost line cannot be at cut %d, 0 (everything trainable) to %d "
               "(all but the head frozen) are possible",
               ground->model->name, cut, ground->cuts->head_cut);
  return FALSE;
}

void
frost_line_ground_clear (FrostLineGround *ground)
{
  g_clear_pointer (&ground->cuts, frost_cuts_free);
  g_clear_pointer (&ground->fingerprints, g_strfreev);
}

void
frost_line_free (FrostLine *line)
{
  g_clear_pointer (&line->autograd, frost_autograd_free);
  g_clear_pointer (&line->trained, frost_plan_free);
  g_clear_pointer (&line->origin.frozen, frost_plan_free);
  g_clear_pointer (&line->origin.bridge, frost_plan_free);
  g_clear_pointer (&line->origin.cache, frost_feature_cache_unref);
  g_clear_pointer (&line->origin.lower, frost_feature_cache_unref);
  g_free (line);
}

/* Half of what is free: on the folder's disk, or without a folder in memory. */
static int64_t
room_for_features (const char *folder)
{
  struct statvfs disk;

  if (folder == NULL)
    return (int64_t) sysconf (_SC_AVPHYS_PAGES) * sysconf (_SC_PAGESIZE) / 2;
  /* Before the first run there is no folder to look at. */
  if (g_mkdir_with_parents (folder, 0700) != 0 || statvfs (folder, &disk) != 0)
    return 0;
  return (int64_t) (disk.f_bavail * disk.f_frsize / 2);
}

static char *
dup_fingerprint (const FrostLineGround *ground, const FrostLine *line)
{
  if (line->cut < ground->n_fingerprints)
    return g_strdup (ground->fingerprints[line->cut]);
  return frost_model_fingerprint (ground->model, line->value);
}

/* In the folder, else in memory, else nowhere: that features cannot be kept makes a run slow, it is
 * no reason not to train. Layers that this run has trained are nobody else's, and to take their
 * fingerprint would take time. */
static FrostFeatureCache *
open_cache (const FrostLineGround *ground, const FrostLine *line)
{
  int64_t n_floats =
      frost_shape_n_elements (frost_plan_output_shape (line->origin.frozen));
  int64_t bytes = ground->n_views * n_floats * (int64_t) sizeof (float);
  gboolean is_base = line->cut <= ground->lowest;
  const char *folder = is_base ? ground->settings->cache_folder : NULL;
  g_autofree char *fingerprint = NULL;
  FrostFeatureCache *cache = NULL;

  if (bytes > CACHE_LIMIT)
    return NULL;
  if (folder != NULL && bytes <= room_for_features (folder))
    {
      fingerprint = dup_fingerprint (ground, line);
      cache = frost_feature_cache_open (folder, fingerprint, n_floats, NULL);
    }
  if (cache == NULL && bytes <= room_for_features (NULL))
    cache = frost_feature_cache_open (NULL, "", n_floats, NULL);
  return cache;
}

FrostFeatureCache *
frost_line_open_views (const FrostLineGround *ground, const FrostLine *line, int64_t n)
{
  const char *folder = ground->settings->cache_folder;
  FrostFeatureCache *views = NULL;
  int64_t n_floats, bytes;

  if (line->origin.cache == NULL)
    return NULL;
  n_floats = frost_feature_cache_get_n_floats (line->origin.cache);
  bytes = n * n_floats * (int64_t) sizeof (float);
  if (bytes > CACHE_LIMIT)
    return NULL;
  if (folder != NULL && bytes <= room_for_features (folder))
    views = frost_feature_cache_open_unnamed (folder, n_floats, NULL);
  if (views == NULL && bytes <= room_for_features (NULL))
    views = frost_feature_cache_open_unnamed (NULL, n_floats, NULL);
  return views;
}

/* The old line's features, or those of one below it that had more of them. */
static void
choose_lower (FrostLine *line, const FrostLine *old)
{
  const FrostFeatureOrigin *origin = &old->origin;
  gboolean has_own = origin->cache != NULL && old->cut < line->cut;
  gboolean has_lower = origin->lower != NULL && old->lower_cut < line->cut;

  if (has_own && has_lower
      && frost_feature_cache_get_n (origin->cache)
             < frost_feature_cache_get_n (origin->lower))
    has_own = FALSE;
  if (has_own)
    {
      line->origin.lower = frost_feature_cache_ref (origin->cache);
      line->lower_cut = old->cut;
      line->lower_value = old->value;
    }
  else if (has_lower)
    {
      line->origin.lower = frost_feature_cache_ref (origin->lower);
      line->lower_cut = old->lower_cut;
      line->lower_value = old->lower_value;
    }
}

static gboolean
make_origin (const FrostLineGround *ground, FrostLine *line, const FrostLine *old,
             GError **error)
{
  FrostFeatureOrigin *origin = &line->origin;

  if (line->value == 0)
    return TRUE;
  origin->frozen = frost_plan_new (ground->model, 0, line->value, ground->pool, error);
  if (origin->frozen == NULL)
    return FALSE;
  /* The file is locked by whoever has it: this run, when the line comes back. */
  if (old != NULL && old->origin.lower != NULL && old->lower_cut == line->cut)
    origin->cache = frost_feature_cache_ref (old->origin.lower);
  else
    origin->cache = open_cache (ground, line);
  if (old != NULL && origin->cache != NULL)
    choose_lower (line, old);
  if (origin->lower != NULL)
    {
      origin->bridge = frost_plan_new (ground->model, line->lower_value, line->value,
                                       ground->pool, error);
      return origin->bridge != NULL;
    }
  return TRUE;
}

static gboolean
make_line (const FrostLineGround *ground, FrostLine *line, const FrostLine *old,
           GError **error)
{
  const FrostTrainSettings *settings = ground->settings;
  int output = frost_graph_n_values (ground->model->graph) - 1;

  if (!frost_surgery_freeze (ground->model, line->cut, error))
    return FALSE;
  line->value = frost_cuts_value (ground->cuts, line->cut);
  if (!frost_surgery_set_batch_statistics (ground->model, line->value,
                                           settings->batch_statistics, error)
      || !make_origin (ground, line, old, error))
    return FALSE;
  line->trained =
      frost_plan_new (ground->model, line->value, output, ground->pool, error);
  if (line->trained == NULL)
    return FALSE;
  line->autograd = frost_autograd_new (ground->model, line->value, settings->batch_size,
                                       ground->pool, error);
  return line->autograd != NULL;
}

void
frost_line_restore (FrostLineGround *ground, const FrostLine *line)
{
  /* It has been so before: it cannot fail. */
  if (!frost_surgery_freeze (ground->model, line->cut, NULL)
      || !frost_surgery_set_batch_statistics (ground->model, line->value,
                                              ground->settings->batch_statistics, NULL))
    g_assert_not_reached ();
}

FrostLine *
frost_line_new (FrostLineGround *ground, int cut, const FrostLine *old, GError **error)
{
  g_autoptr (FrostLine) line = g_new0 (FrostLine, 1);

  if (!frost_line_ground_check_cut (ground, cut, error))
    return NULL;
  line->cut = cut < 0 ? ground->cuts->head_cut : cut;
  if (!make_line (ground, line, old, error))
    {
      if (old != NULL)
        frost_line_restore (ground, old);
      return NULL;
    }
  return g_steal_pointer (&line);
}
