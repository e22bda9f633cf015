#include "data/feed/split.h"

#include "data/data-error.h"
#include "data/feed/sampler.h"
#include "data/store/labels.h"
#include "data/store/project-setting.h"

#include <math.h>
#include <string.h>

#define SETTING_SEED "split.seed"
#define SETTING_FRACTION "split.val-fraction"

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const FrostSplitItem *const *p = a, *const *q = b;

  if ((*p)->class_id != (*q)->class_id)
    return (*p)->class_id < (*q)->class_id ? -1 : 1;
  return strcmp ((*p)->path, (*q)->path);
}

/* items: those of one class, by path. order: [n], room for the draw. */
static void
draw_class (FrostSplitItem **items, guint32 n, double val_fraction, guint64 seed,
            guint32 *order)
{
  guint32 n_free = 0, n_train = 0, n_val = 0;

  for (guint32 i = 0; i < n; i++)
    switch (items[i]->split)
      {
      case FROST_SPLIT_NONE:
        items[n_free++] = items[i]; /* those to be drawn move to the front, in order */
        break;
      case FROST_SPLIT_TRAIN:
        n_train++;
        break;
      case FROST_SPLIT_VAL:
        n_val++;
        break;
      case FROST_SPLIT_TEST:
        break;
      }

  /* What is in val already counts, so that adding images keeps the fraction. */
  double wanted = round (val_fraction * (n_free + n_train + n_val)) - n_val;
  guint32 to_val = wanted > 0 ? MIN ((guint32) wanted, n_free) : 0;
  if (to_val == 0 && n_val == 0 && n_free + n_train >= 2 && n_free > 0)
    to_val = 1;
  if (to_val == n_free && n_train == 0 && to_val > 0)
    to_val--;

  frost_sampler_order (order, n_free, seed, 0);
  for (guint32 i = 0; i < n_free; i++)
    items[order[i]]->split = i < to_val ? FROST_SPLIT_VAL : FROST_SPLIT_TRAIN;
}

gboolean
frost_split_draw (FrostSplitItem *items, gsize n, double val_fraction, guint64 seed,
                  GArray **lonely, GError **error)
{
  if (!(val_fraction > 0.0 && val_fraction < 1.0))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "validation fraction: it is %g, needed is more than 0 and less than 1",
                   val_fraction);
      return FALSE;
    }

  g_autofree FrostSplitItem **sorted = g_try_new (FrostSplitItem *, MAX (n, 1));
  g_autofree guint32 *order = g_try_new (guint32, MAX (n, 1));
  g_autoptr (GArray) single = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (sorted == NULL || order == NULL || n > G_MAXUINT32)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "split: no memory to draw among %" G_GSIZE_FORMAT " images", n);
      return FALSE;
    }

  for (gsize i = 0; i < n; i++)
    sorted[i] = &items[i];
  qsort (sorted, n, sizeof *sorted, compare_items);

  for (gsize first = 0, end; first < n; first = end)
    {
      gint64 class_id = sorted[first]->class_id;

      for (end = first; end < n && sorted[end]->class_id == class_id; end++)
        ;
      if (end - first == 1)
        g_array_append_val (single, class_id);
      draw_class (sorted + first, (guint32) (end - first), val_fraction, seed, order);
    }

  if (lonely != NULL)
    *lonely = g_steal_pointer (&single);
  return TRUE;
}

/* ---- of a project ---- */

static gboolean
read_settings (FrostDatabase *database, const FrostSplitOptions *options,
               double *val_fraction, guint64 *seed, GError **error)
{
  g_autofree char *old_fraction = NULL, *old_seed = NULL;

  if (!frost_project_setting_dup (database, SETTING_FRACTION, &old_fraction, error)
      || !frost_project_setting_dup (database, SETTING_SEED, &old_seed, error))
    return FALSE;

  *val_fraction = options->val_fraction;
  if (*val_fraction == 0.0)
    *val_fraction = old_fraction != NULL ? g_ascii_strtod (old_fraction, NULL)
                                         : FROST_SPLIT_FRACTION_DEFAULT;
  *seed = options->seed;
  if (options->keep_seed && old_seed != NULL)
    *seed = g_ascii_strtoull (old_seed, NULL, 10);
  return TRUE;
}

static gboolean
write_settings (FrostDatabase *database, double val_fraction, guint64 seed,
                GError **error)
{
  char fraction_text[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *seed_text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);

  g_ascii_dtostr (fraction_text, sizeof fraction_text, val_fraction);
  return frost_project_setting_set (database, SETTING_FRACTION, fraction_text, error)
         && frost_project_setting_set (database, SETTING_SEED, seed_text, error);
}

/* The labelled images, and what to draw for them. */
typedef struct
{
  FrostSplitItem *items; /* [n] */
  gint64 *ids;           /* [n] */
  FrostSplit *before;    /* [n] */
  FrostSplit *splits;    /* [n], of those that changed, with their ids at the front */
  gsize n;
} Draw;

static void
draw_clear (Draw *draw)
{
  g_free (draw->items);
  g_free (draw->ids);
  g_free (draw->before);
  g_free (draw->splits);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draw, draw_clear)

static gboolean
draw_prepare (Draw *draw, const FrostImageList *images, gboolean redraw, GError **error)
{
  gsize room = MAX (images->n, 1);

  draw->items = g_try_new (FrostSplitItem, room);
  draw->ids = g_try_new (gint64, room);
  draw->before = g_try_new (FrostSplit, room);
  draw->splits = g_try_new (FrostSplit, room);
  if (draw->items == NULL || draw->ids == NULL || draw->before == NULL
      || draw->splits == NULL)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "split: no memory to draw among %" G_GSIZE_FORMAT " images",
                   images->n);
      return FALSE;
    }

  for (gsize i = 0; i < images->n; i++)
    {
      const FrostImageRecord *image = &images->items[i];
      gboolean free_to_draw = redraw && image->split != FROST_SPLIT_TEST;

      /* An image that training passes over must not be the one a class validates with. */
      if (image->class_id == 0 || image->excluded || image->status != FROST_IMAGE_OK)
        continue;
      draw->items[draw->n] = (FrostSplitItem){
        .path = image->path,
        .class_id = image->class_id,
        .split = free_to_draw ? FROST_SPLIT_NONE : image->split,
      };
      draw->before[draw->n] = image->split;
      draw->ids[draw->n++] = image->id;
    }
  return TRUE;
}

/* Moves what changed to the front of ids and splits; returns how many. */
static gsize
draw_collect_changes (Draw *draw)
{
  gsize n_changes = 0;

  for (gsize i = 0; i < draw->n; i++)
    if (draw->items[i].split != draw->before[i])
      {
        draw->ids[n_changes] = draw->ids[i];
        draw->splits[n_changes++] = draw->items[i].split;
      }
  return n_changes;
}

static gboolean
split_within (FrostDatabase *database, const FrostSplitOptions *options, int *n_changed,
              GArray **lonely, GError **error)
{
  g_autoptr (FrostImageList) images = frost_images_list (database, error);
  g_auto (Draw) draw = { NULL };
  double val_fraction;
  guint64 seed;

  if (images == NULL || !read_settings (database, options, &val_fraction, &seed, error)
      || !draw_prepare (&draw, images, options->redraw, error)
      || !frost_split_draw (draw.items, draw.n, val_fraction, seed, lonely, error))
    return FALSE;

  gsize n_changes = draw_collect_changes (&draw);
  *n_changed = (int) n_changes;
  if (n_changes > 0
      && !(options->redraw ? frost_labels_set_splits (database, draw.ids, draw.splits,
                                                      n_changes, error)
                           : frost_images_fill_splits (database, draw.ids, draw.splits,
                                                       n_changes, error)))
    return FALSE;
  return write_settings (database, val_fraction, seed, error);
}

gboolean
frost_split_project (FrostDatabase *database, const FrostSplitOptions *options,
                     int *n_changed, GArray **lonely, GError **error)
{
  g_autoptr (GArray) single = NULL;
  int n = 0;

  if (!frost_database_begin (database, error))
    return FALSE;
  if (!split_within (database, options, &n, &single, error))
    {
      frost_database_rollback (database);
      return FALSE;
    }
  if (!frost_database_commit (database, error))
    return FALSE;

  if (n_changed != NULL)
    *n_changed = n;
  if (lonely != NULL)
    *lonely = g_steal_pointer (&single);
  return TRUE;
}
