#include "ui/session/base-cost.h"

gint64
frost_base_cost_count (FrostBaseModel *base)
{
  gint64 n = 0;

  for (int i = 0; i < frost_base_model_get_n_blocks (base); i++)
    n += frost_base_model_peek_block (base, i)->multiply_adds;
  return n;
}

/* Images that a run takes. */
static guint
count_images (FrostProject *project)
{
  FrostImageCounts counts;

  frost_project_images_get_counts (frost_project_get_images (project), &counts);
  return counts.n_by_split[FROST_SPLIT_TRAIN] + counts.n_by_split[FROST_SPLIT_VAL];
}

char *
frost_base_cost_to_text (FrostBaseModel *base, FrostProject *project, int cut)
{
  const guint n = project != NULL ? count_images (project) : 0;
  g_autofree char *each = NULL;
  g_autofree char *all = NULL;

  if (cut < 0)
    cut = frost_base_model_get_head_cut (base);
  if (cut == 0)
    return g_strdup ("Nothing: each epoch computes the whole model");
  each = g_format_size_full ((guint64) frost_base_model_get_cache_bytes (base, cut, 1),
                             G_FORMAT_SIZE_IEC_UNITS);
  all = g_format_size_full ((guint64) frost_base_model_get_cache_bytes (base, cut, n),
                            G_FORMAT_SIZE_IEC_UNITS);
  return g_strdup_printf ("Features at the line: %s × %u %s = %s", each, n,
                          n == 1 ? "image" : "images", all);
}
