#include "engine/train/view-refresh.h"

#include "engine/train/view-maker.h"

struct FrostViewRefresh
{
  FrostBatchSource *source;
  const FrostTrainSettings *settings;
  int every;      /* epochs, 0 = there is one generation */
  int n_drawn;    /* views of an image that are drawn */
  int generation; /* of the epoch that goes on */
  gboolean paused;
  FrostWorkerPool *pool; /* of the maker, whose thread is its only worker */
  FrostViewMaker *maker; /* of the next generation; NULL = none */
};

FrostViewRefresh *
frost_view_refresh_new (FrostBatchSource *source, const FrostTrainSettings *settings)
{
  FrostViewRefresh *refresh = g_new0 (FrostViewRefresh, 1);

  refresh->source = source;
  refresh->settings = settings;
  refresh->n_drawn = MAX (source->n_views - source->n_plain_views, 0);
  refresh->every = refresh->n_drawn > 0 ? settings->refresh : 0;
  return refresh;
}

static void
drop_maker (FrostViewRefresh *refresh)
{
  if (refresh->maker != NULL)
    frost_feature_cache_unref (
        frost_view_maker_finish (g_steal_pointer (&refresh->maker)));
}

void
frost_view_refresh_free (FrostViewRefresh *refresh)
{
  drop_maker (refresh);
  g_clear_pointer (&refresh->pool, frost_worker_pool_free);
  g_free (refresh);
}

static int
generation_of (const FrostViewRefresh *refresh, int epoch)
{
  return refresh->every > 0 ? (epoch - 1) / refresh->every : 0;
}

void
frost_view_refresh_order (const FrostViewRefresh *refresh, int epoch,
                          FrostSampleView *order)
{
  FrostBatchSource *source = refresh->source;
  const int generation = generation_of (refresh, epoch);

  source->epoch_order (source, refresh->settings->seed, epoch, order);
  for (int i = 0; i < source->n_samples; i++)
    order[i].generation = order[i].view >= source->n_plain_views ? generation : 0;
}

/* Views of a generation: an image is seen once an epoch. */
static int64_t
count_views (const FrostViewRefresh *refresh)
{
  return (int64_t) refresh->source->n_samples * MIN (refresh->n_drawn, refresh->every);
}

/* The cache at the line keeps views of this generation. made: what there is of them, taken; NULL =
 * nothing. */
static void
keep_generation (FrostViewRefresh *refresh, const FrostLineGround *ground,
                 FrostLine *line, FrostFeatureCache *made)
{
  if (made == NULL)
    made = frost_line_open_views (ground, line, count_views (refresh));
  if (made != NULL)
    frost_feature_cache_set_views (line->origin.cache, refresh->generation, made);
}

void
frost_view_refresh_reach_epoch (FrostViewRefresh *refresh, const FrostLineGround *ground,
                                FrostLine *line, int epoch)
{
  FrostFeatureCache *made = NULL;

  if (generation_of (refresh, epoch) == refresh->generation)
    return;
  refresh->generation = generation_of (refresh, epoch);
  /* Room for the new ones first. */
  if (line->origin.lower != NULL)
    frost_feature_cache_set_views (line->origin.lower, 0, NULL);
  if (line->origin.cache != NULL)
    frost_feature_cache_set_views (line->origin.cache, 0, NULL);
  if (refresh->maker != NULL)
    made = frost_view_maker_finish (g_steal_pointer (&refresh->maker));
  keep_generation (refresh, ground, line, made);
}

/* In the order of their first use, each once. Who trains for one epoch of a generation does not make
 * what it never sees. */
static int
list_wanted (const FrostViewRefresh *refresh, int generation, FrostSampleView *wanted)
{
  const FrostBatchSource *source = refresh->source;
  const int first = generation * refresh->every + 1;
  const int last =
      (int) MIN ((int64_t) first + refresh->every - 1, refresh->settings->epochs);
  const int64_t all = count_views (refresh);
  g_autofree FrostSampleView *order = g_new (FrostSampleView, source->n_samples);
  g_autofree guint8 *listed =
      g_new0 (guint8, (gsize) source->n_samples * (gsize) source->n_views);
  int n = 0;

  for (int epoch = first; epoch <= last && n < all; epoch++)
    {
      frost_view_refresh_order (refresh, epoch, order);
      for (int i = 0; i < source->n_samples && n < all; i++)
        {
          guint8 *is_listed =
              &listed[(gsize) order[i].sample * (gsize) source->n_views + order[i].view];

          if (order[i].generation == generation && !*is_listed)
            wanted[n++] = order[i];
          *is_listed = TRUE;
        }
    }
  return n;
}

void
frost_view_refresh_make_next (FrostViewRefresh *refresh, const FrostLineGround *ground,
                              const FrostLine *line)
{
  const int next = refresh->generation + 1;
  const int64_t n = count_views (refresh);
  FrostViewWork work = { 0 };

  if (refresh->every == 0 || refresh->maker != NULL || refresh->source->copy == NULL
      || (int64_t) next * refresh->every >= refresh->settings->epochs)
    return;
  work.cache = frost_line_open_views (ground, line, n);
  if (work.cache == NULL)
    return;
  if (refresh->pool == NULL)
    refresh->pool = frost_worker_pool_new (1);
  /* Not the plan that the run itself fills gaps with: that one runs in this thread meanwhile. */
  work.frozen = frost_plan_new (ground->model, 0, line->value, refresh->pool, NULL);
  if (work.frozen == NULL)
    {
      frost_feature_cache_unref (work.cache);
      return;
    }
  work.source = refresh->source->copy (refresh->source);
  work.wanted = g_new (FrostSampleView, n);
  work.n_wanted = list_wanted (refresh, next, work.wanted);
  /* Without one the run computes everything itself. */
  refresh->maker = frost_view_maker_new (&work, refresh->paused, NULL);
}

void
frost_view_refresh_follow_line (FrostViewRefresh *refresh, const FrostLineGround *ground,
                                FrostLine *line)
{
  drop_maker (refresh);
  if (refresh->generation > 0 && line->origin.cache != NULL
      && frost_feature_cache_peek_views (line->origin.cache, refresh->generation) == NULL)
    keep_generation (refresh, ground, line, NULL);
}

void
frost_view_refresh_set_paused (FrostViewRefresh *refresh, gboolean paused)
{
  refresh->paused = paused;
  if (refresh->maker != NULL)
    frost_view_maker_set_paused (refresh->maker, paused);
}
