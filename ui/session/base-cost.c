#include "ui/session/base-cost.h"

#include "ui/session/run-text.h"

gint64
frost_base_cost_count (FrostBaseModel *base)
{
  gint64 n = 0;

  for (int i = 0; i < frost_base_model_get_n_blocks (base); i++)
    n += frost_base_model_peek_block (base, i)->multiply_adds;
  return n;
}

/* Multiply-adds of a core in a second: MobileNet v1 0.75 makes features of 300 photographs a second
 * on two cores, decoding included. Machines differ by a factor of two; it says "about". */
#define SPEED 50e9

/* Of the images, on one core. */
static double
seconds_below (FrostBaseModel *base, int cut, gint64 n_images)
{
  gint64 multiply_adds = 0;

  for (int i = 0; i < cut; i++)
    multiply_adds += frost_base_model_peek_block (base, i)->multiply_adds;
  return (double) multiply_adds * (double) n_images / SPEED;
}

void
frost_base_cost_estimate (FrostBaseModel *base, FrostProject *project, int cut,
                          int n_views, FrostBaseCost *cost)
{
  FrostImageCounts counts = { 0 };

  *cost = (FrostBaseCost){ .n_views = n_views };
  if (cut < 0)
    cut = frost_base_model_get_head_cut (base);
  if (cut == 0)
    return;
  if (project != NULL)
    frost_project_images_get_counts (frost_project_get_images (project), &counts);
  cost->n_train = counts.n_by_split[FROST_SPLIT_TRAIN];
  cost->n_val = counts.n_by_split[FROST_SPLIT_VAL];
  cost->n_rows = cost->n_train * n_views + cost->n_val;
  cost->row_bytes = frost_base_model_get_cache_bytes (base, cut, 1);
  cost->bytes = frost_base_model_get_cache_bytes (base, cut, cost->n_rows);
  cost->seconds =
      seconds_below (base, cut, cost->n_rows) / (double) g_get_num_processors ();
}

char *
frost_base_cost_to_text (FrostBaseModel *base, FrostProject *project, int cut,
                         int n_views)
{
  FrostBaseCost cost;
  g_autofree char *each = NULL;
  g_autofree char *all = NULL;
  g_autofree char *time = NULL;
  g_autofree char *rows = NULL;

  frost_base_cost_estimate (base, project, cut, n_views, &cost);
  if (cost.row_bytes == 0)
    return g_strdup ("Nothing: each epoch computes the whole model");
  each = g_format_size_full ((guint64) cost.row_bytes, G_FORMAT_SIZE_IEC_UNITS);
  all = g_format_size_full ((guint64) cost.bytes, G_FORMAT_SIZE_IEC_UNITS);
  time = frost_seconds_to_text (cost.seconds);
  if (n_views > 1)
    rows = g_strdup_printf ("(%d views × %" G_GINT64_FORMAT " + %" G_GINT64_FORMAT
                            " images)",
                            n_views, cost.n_train, cost.n_val);
  else
    rows = g_strdup_printf ("%" G_GINT64_FORMAT " %s", cost.n_rows,
                            cost.n_rows == 1 ? "image" : "images");
  return g_strdup_printf ("Features at the line: %s × %s = %s, about %s", each, rows, all,
                          time);
}

char *
frost_base_cost_to_short_text (FrostBaseModel *base, FrostProject *project, int cut,
                               int n_views)
{
  FrostBaseCost cost;
  g_autofree char *all = NULL;
  g_autofree char *time = NULL;

  frost_base_cost_estimate (base, project, cut, n_views, &cost);
  if (cost.row_bytes == 0)
    return g_strdup ("Not cached: everything is trainable");
  all = g_format_size_full ((guint64) cost.bytes, G_FORMAT_SIZE_IEC_UNITS);
  time = frost_seconds_to_text (cost.seconds);
  return g_strdup_printf ("%s cached, about %s", all, time);
}

/* How often views are drawn anew. */
static int
count_refreshes (const FrostTrainSettings *settings, int n_views)
{
  if (settings->refresh <= 0 || n_views <= FROST_N_PLAIN_VIEWS)
    return 0;
  return (settings->epochs - 1) / settings->refresh;
}

void
frost_base_cost_estimate_refresh (FrostBaseModel *base, FrostProject *project, int cut,
                                  int n_views, const FrostTrainSettings *settings,
                                  FrostRefreshCost *cost)
{
  const int n_refreshes = count_refreshes (settings, n_views);
  FrostBaseCost first;

  *cost = (FrostRefreshCost){ 0 };
  if (cut < 0)
    cut = frost_base_model_get_head_cut (base);
  frost_base_cost_estimate (base, project, cut, n_views, &first);
  if (n_refreshes == 0 || first.row_bytes == 0)
    return;
  /* An epoch sees one view of an image. */
  cost->n_rows = first.n_train * MIN (n_views - FROST_N_PLAIN_VIEWS, settings->refresh);
  cost->bytes =
      frost_base_model_get_cache_bytes (base, cut, cost->n_rows * MIN (n_refreshes, 2));
  cost->seconds = seconds_below (base, cut, cost->n_rows);
}

char *
frost_base_cost_to_refresh_text (FrostBaseModel *base, FrostProject *project, int cut,
                                 int n_views, const FrostTrainSettings *settings)
{
  FrostRefreshCost cost;
  g_autofree char *bytes = NULL;
  g_autofree char *time = NULL;

  if (settings->refresh <= 0)
    return g_strdup ("Views stay as they are");
  if (n_views <= FROST_N_PLAIN_VIEWS)
    return g_strdup ("Only the third view and further ones are drawn");
  if (settings->refresh >= settings->epochs)
    return g_strdup_printf ("Not reached in %d %s", settings->epochs,
                            settings->epochs == 1 ? "epoch" : "epochs");
  frost_base_cost_estimate_refresh (base, project, cut, n_views, settings, &cost);
  if (cost.n_rows == 0)
    return g_strdup ("Nothing cached: drawn in each epoch");
  bytes = g_format_size_full ((guint64) cost.bytes, G_FORMAT_SIZE_IEC_UNITS);
  time = frost_seconds_to_text (cost.seconds);
  if (settings->refresh == 1)
    return g_strdup_printf ("%s more, about %s each epoch", bytes, time);
  return g_strdup_printf ("%s more, about %s every %d epochs", bytes, time,
                          settings->refresh);
}
