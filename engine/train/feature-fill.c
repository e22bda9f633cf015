#include "engine/train/feature-fill.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/tensor.h"
#include "engine/train/pixel-rows.h"

/* Rows of one batch that are computed in the same way. */
typedef struct
{
  FrostPlan *plan;
  int64_t n_floats;         /* of one input */
  float *inputs;            /* [batch_size, n_floats] */
  int *rows;                /* [batch_size] of the batch */
  FrostSampleView *samples; /* [batch_size] */
  int n;
} Way;

struct FrostFeatureFill
{
  FrostBatchSource *source;
  FrostFeatureOrigin origin;
  Way from_pixels, from_lower;
  FrostPixelRows *pixels;
  int64_t n_features;
  float *computed; /* [batch_size, n_features] */
  gboolean full;   /* no room for more */
};

static gboolean
way_init (Way *way, FrostPlan *plan, int64_t n_floats, int batch_size, GError **error)
{
  way->plan = plan;
  way->n_floats = n_floats;
  way->rows = g_new (int, batch_size);
  way->samples = g_new (FrostSampleView, batch_size);
  way->inputs = frost_floats_new (n_floats * batch_size, "mini-batch", error);
  return way->inputs != NULL;
}

static void
way_clear (Way *way)
{
  free (way->inputs);
  g_free (way->rows);
  g_free (way->samples);
}

static float *
way_next_input (const Way *way)
{
  return way->inputs + way->n * way->n_floats;
}

static void
way_add (Way *way, const FrostSampleView *sample, int row)
{
  way->rows[way->n] = row;
  way->samples[way->n] = *sample;
  way->n++;
}

FrostFeatureFill *
frost_feature_fill_new (FrostBatchSource *source, const FrostFeatureOrigin *origin,
                        int64_t n_pixels, int batch_size, GError **error)
{
  g_autoptr (FrostFeatureFill) fill = g_new0 (FrostFeatureFill, 1);

  fill->source = source;
  fill->origin = *origin;
  fill->n_features = frost_feature_cache_get_n_floats (origin->cache);
  if (!way_init (&fill->from_pixels, origin->frozen, n_pixels, batch_size, error))
    return NULL;
  if (origin->lower != NULL
      && !way_init (&fill->from_lower, origin->bridge,
                    frost_feature_cache_get_n_floats (origin->lower), batch_size, error))
    return NULL;
  fill->pixels = frost_pixel_rows_new (source, n_pixels, batch_size, error);
  if (fill->pixels == NULL)
    return NULL;
  fill->computed = frost_floats_new (fill->n_features * batch_size, "mini-batch", error);
  if (fill->computed == NULL)
    return NULL;
  return g_steal_pointer (&fill);
}

void
frost_feature_fill_free (FrostFeatureFill *fill)
{
  way_clear (&fill->from_pixels);
  way_clear (&fill->from_lower);
  g_clear_pointer (&fill->pixels, frost_pixel_rows_free);
  free (fill->computed);
  g_free (fill);
}

static const uint8_t *
key_of (const FrostFeatureFill *fill, const FrostSampleView *sample)
{
  return fill->source->keys + sample->sample * FROST_SAMPLE_KEY_BYTES;
}

/* Where a view is kept at one of the lines, NULL = nowhere: there is no such cache, or it is not told
 * to keep views of that generation. */
static FrostFeatureCache *
cache_of (FrostFeatureCache *cache, const FrostSampleView *sample)
{
  return cache != NULL ? frost_feature_cache_peek_views (cache, sample->generation)
                       : NULL;
}

static gboolean
is_cached (const FrostFeatureFill *fill, const FrostSampleView *sample)
{
  FrostFeatureCache *caches[] = { cache_of (fill->origin.cache, sample),
                                  cache_of (fill->origin.lower, sample) };

  for (gsize i = 0; i < G_N_ELEMENTS (caches); i++)
    if (caches[i] != NULL
        && frost_feature_cache_expects (caches[i], key_of (fill, sample), sample->view))
      return TRUE;
  return FALSE;
}

/* Asks for everything that the rest of the pass needs, so that it is decoded while others are
 * trained on. The first is needed whatever a cache, which may be damaged, says of it. */
static gboolean
ask_for_pixels (FrostFeatureFill *fill, const FrostSampleView *order, int n,
                const gboolean *unreadable, GError **error)
{
  FrostSampleView *wanted = g_new (FrostSampleView, n);
  int n_wanted = 0;

  for (int i = 0; i < n; i++)
    if (i == 0 || (!unreadable[order[i].sample] && !is_cached (fill, &order[i])))
      wanted[n_wanted++] = order[i];
  return frost_pixel_rows_start (fill->pixels, wanted, n_wanted, error);
}

gboolean
frost_feature_fill_add (FrostFeatureFill *fill, const FrostSampleView *order, int n,
                        const gboolean *unreadable, int row, gboolean *readable,
                        GError **error)
{
  FrostFeatureCache *lower = cache_of (fill->origin.lower, order);

  if (lower != NULL
      && frost_feature_cache_read (lower, key_of (fill, order), order->view,
                                   way_next_input (&fill->from_lower)))
    {
      way_add (&fill->from_lower, order, row);
      *readable = TRUE;
      return TRUE;
    }
  if (!frost_pixel_rows_is_next (fill->pixels, order)
      && !ask_for_pixels (fill, order, n, unreadable, error))
    return FALSE;
  if (!frost_pixel_rows_take (fill->pixels, way_next_input (&fill->from_pixels), readable,
                              error))
    return FALSE;
  if (*readable)
    way_add (&fill->from_pixels, order, row);
  return TRUE;
}

static void
run_way (FrostFeatureFill *fill, Way *way, float *features)
{
  if (way->n == 0)
    return;
  frost_plan_run (way->plan, way->inputs, way->n, fill->computed);
  for (int i = 0; i < way->n; i++)
    {
      const FrostSampleView *sample = &way->samples[i];
      FrostFeatureCache *cache = cache_of (fill->origin.cache, sample);
      const float *computed = fill->computed + i * fill->n_features;

      memcpy (features + way->rows[i] * fill->n_features, computed,
              sizeof (float) * (size_t) fill->n_features);
      if (!fill->full && cache != NULL)
        fill->full = !frost_feature_cache_write (cache, key_of (fill, sample),
                                                 sample->view, computed, NULL);
    }
  way->n = 0;
}

void
frost_feature_fill_run (FrostFeatureFill *fill, float *features)
{
  run_way (fill, &fill->from_lower, features);
  run_way (fill, &fill->from_pixels, features);
}

void
frost_feature_fill_stop (FrostFeatureFill *fill)
{
  frost_pixel_rows_stop (fill->pixels);
}
