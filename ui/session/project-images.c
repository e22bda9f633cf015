#include "ui/session/project-images.h"

#include "ui/session/image-filter.h"
#include "ui/session/project-images-private.h"

struct _FrostProjectImages
{
  GObject parent_instance;
  char *folder;
  GArray *records;    /* FrostImageRecord by rising id */
  GStringChunk *text; /* the texts of the records */
  GHashTable *live; /* index + 1 → FrostImageItem, not owned: an item takes itself out */
  GArray *shown;    /* guint32 indices of records; NULL = all */
};

static void frost_project_images_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (
    FrostProjectImages, frost_project_images, G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, frost_project_images_list_model_init))

static FrostImageRecord *
record_at (FrostProjectImages *images, guint index)
{
  return &g_array_index (images->records, FrostImageRecord, index);
}

static guint
n_shown (FrostProjectImages *images)
{
  return images->shown != NULL ? images->shown->len : images->records->len;
}

static guint
index_at (FrostProjectImages *images, guint position)
{
  return images->shown != NULL ? g_array_index (images->shown, guint32, position)
                               : position;
}

/* Ids rise with the index, so that no table from one to the other is needed. */
static gboolean
find_index (FrostProjectImages *images, gint64 id, guint *index)
{
  guint low = 0, high = images->records->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (record_at (images, middle)->id < id)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == images->records->len || record_at (images, low)->id != id)
    return FALSE;

  *index = low;
  return TRUE;
}

static FrostImageItem *
peek_live (FrostProjectImages *images, guint index)
{
  return g_hash_table_lookup (images->live, GUINT_TO_POINTER (index + 1));
}

static FrostImageItem *
dup_item_at (FrostProjectImages *images, guint index)
{
  FrostImageItem *item = peek_live (images, index);

  if (item != NULL)
    return g_object_ref (item);

  item = frost_image_item_new (images, index);
  g_hash_table_insert (images->live, GUINT_TO_POINTER (index + 1), item);
  return item;
}

void
frost_project_images_forget_item (FrostProjectImages *images, guint index)
{
  g_hash_table_remove (images->live, GUINT_TO_POINTER (index + 1));
}

static GType
get_item_type (GListModel *model)
{
  return FROST_TYPE_IMAGE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return n_shown (FROST_PROJECT_IMAGES (model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  FrostProjectImages *images = FROST_PROJECT_IMAGES (model);

  if (position >= n_shown (images))
    return NULL;
  return dup_item_at (images, index_at (images, position));
}

static void
frost_project_images_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
frost_project_images_finalize (GObject *object)
{
  FrostProjectImages *images = FROST_PROJECT_IMAGES (object);

  g_free (images->folder);
  g_array_unref (images->records);
  g_string_chunk_free (images->text);
  g_hash_table_unref (images->live);
  g_clear_pointer (&images->shown, g_array_unref);

  G_OBJECT_CLASS (frost_project_images_parent_class)->finalize (object);
}

static void
frost_project_images_class_init (FrostProjectImagesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frost_project_images_finalize;
}

static void
frost_project_images_init (FrostProjectImages *images)
{
  images->records = g_array_new (FALSE, FALSE, sizeof (FrostImageRecord));
  images->text = g_string_chunk_new (1 << 16);
  images->live = g_hash_table_new (NULL, NULL);
}

/* The texts of a list go with it. */
static void
keep_texts (FrostProjectImages *images, FrostImageRecord *record)
{
  record->path = g_string_chunk_insert (images->text, record->path);
  record->format = g_string_chunk_insert_const (images->text, record->format);
}

static void
add_records (FrostProjectImages *images, const FrostImageList *list)
{
  for (gsize i = 0; i < list->n; i++)
    {
      FrostImageRecord record = list->items[i];

      keep_texts (images, &record);
      g_array_append_val (images->records, record);
    }
}

FrostProjectImages *
frost_project_images_new (const char *folder, FrostImageList *list)
{
  FrostProjectImages *images = g_object_new (FROST_TYPE_PROJECT_IMAGES, NULL);

  images->folder = g_strdup (folder);
  add_records (images, list);
  frost_image_list_free (list);
  return images;
}

void
frost_project_images_append (FrostProjectImages *images, FrostImageList *list)
{
  guint first = images->records->len;
  guint position = n_shown (images);
  gsize n = list->n;

  add_records (images, list);
  frost_image_list_free (list);

  /* New images are shown whatever the filter: who has just added them wants to see them. */
  if (images->shown != NULL)
    for (guint32 i = first; i < images->records->len; i++)
      g_array_append_val (images->shown, i);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (images), position, 0, n);
}

/* Notifies the live item of what differs between the old record and the one at index. */
static void
notify_change (FrostProjectImages *images, guint index, const FrostImageRecord *old)
{
  const FrostImageRecord *record = record_at (images, index);
  FrostImageItem *item = peek_live (images, index);

  if (item == NULL)
    return;
  g_object_ref (item);
  frost_image_item_notify_label (
      item, record->class_id != old->class_id, record->split != old->split,
      record->excluded != old->excluded, record->status != old->status);
  if (record->path != old->path)
    frost_image_item_notify_moved (item);
  g_object_unref (item);
}

void
frost_project_images_update (FrostProjectImages *images, const FrostImageList *list)
{
  for (gsize i = 0; i < list->n; i++)
    {
      FrostImageRecord old, fresh = list->items[i];
      guint index;

      if (!find_index (images, fresh.id, &index))
        continue;
      old = *record_at (images, index);
      if (g_str_equal (fresh.path, old.path))
        {
          fresh.path = old.path;
          fresh.format = old.format;
        }
      else
        keep_texts (images, &fresh);
      *record_at (images, index) = fresh;
      notify_change (images, index, &old);
    }
}

void
frost_project_images_set (FrostProjectImages *images, const gint64 *ids, gsize n,
                          FrostImageField field, gint64 value)
{
  for (gsize i = 0; i < n; i++)
    {
      FrostImageRecord old, *record;
      guint index;

      if (!find_index (images, ids[i], &index))
        continue;
      record = record_at (images, index);
      old = *record;
      switch (field)
        {
        case FROST_IMAGE_FIELD_CLASS:
          record->class_id = value;
          break;
        case FROST_IMAGE_FIELD_SPLIT:
          record->split = (FrostSplit) value;
          break;
        case FROST_IMAGE_FIELD_EXCLUDED:
          record->excluded = value != 0;
          break;
        }
      notify_change (images, index, &old);
    }
}

void
frost_project_images_replace_class (FrostProjectImages *images, gint64 from, gint64 into)
{
  for (guint i = 0; i < images->records->len; i++)
    {
      FrostImageRecord old = *record_at (images, i);

      if (old.class_id != from)
        continue;
      record_at (images, i)->class_id = into;
      notify_change (images, i, &old);
    }
}

GArray *
frost_project_images_dup_unsplit (FrostProjectImages *images)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < images->records->len; i++)
    {
      const FrostImageRecord *record = record_at (images, i);

      if (record->class_id != 0 && record->split == FROST_SPLIT_NONE)
        g_array_append_val (ids, record->id);
    }
  return ids;
}

const FrostImageRecord *
frost_project_images_peek_records (FrostProjectImages *images, gsize *n)
{
  *n = images->records->len;
  return (const FrostImageRecord *) images->records->data;
}

const char *
frost_project_images_get_folder (FrostProjectImages *images)
{
  return images->folder;
}

static gboolean
shows_all (const FrostImageFilter *filter, const char *name)
{
  return filter == NULL
         || (filter->class_id == FROST_FILTER_ANY && filter->split == FROST_FILTER_ANY
             && filter->excluded == FROST_FILTER_ANY && filter->status == FROST_FILTER_ANY
             && name == NULL);
}

void
frost_project_images_set_filter (FrostProjectImages *images,
                                 const FrostImageFilter *filter)
{
  g_autofree char *name = filter != NULL ? frost_image_filter_fold (filter->name) : NULL;
  guint n_before = n_shown (images);
  gboolean was_all = images->shown == NULL;

  g_clear_pointer (&images->shown, g_array_unref);
  if (!shows_all (filter, name))
    {
      images->shown = g_array_new (FALSE, FALSE, sizeof (guint32));
      for (guint32 i = 0; i < images->records->len; i++)
        if (frost_image_filter_matches (filter, name, record_at (images, i)))
          g_array_append_val (images->shown, i);
    }

  if (was_all && images->shown == NULL)
    return;
  g_list_model_items_changed (G_LIST_MODEL (images), 0, n_before, n_shown (images));
}

gboolean
frost_project_images_is_filtered (FrostProjectImages *images)
{
  return images->shown != NULL;
}

guint
frost_project_images_count (FrostProjectImages *images, const FrostImageFilter *filter)
{
  g_autofree char *name = filter != NULL ? frost_image_filter_fold (filter->name) : NULL;
  guint n = 0;

  if (shows_all (filter, name))
    return images->records->len;
  for (guint i = 0; i < images->records->len; i++)
    n += frost_image_filter_matches (filter, name, record_at (images, i));
  return n;
}

void
frost_project_images_get_counts (FrostProjectImages *images, FrostImageCounts *counts)
{
  *counts = (FrostImageCounts){ .n_total = images->records->len };
  for (guint i = 0; i < images->records->len; i++)
    {
      const FrostImageRecord *record = record_at (images, i);

      counts->n_unusable += record->status != FROST_IMAGE_OK;
      if (record->excluded)
        {
          counts->n_excluded++;
          continue;
        }
      counts->n_unlabelled += record->class_id == 0;
      counts->n_by_split[record->split]++;
    }
}

gint64
frost_project_images_get_id (FrostProjectImages *images, guint position)
{
  if (position >= n_shown (images))
    return 0;
  return record_at (images, index_at (images, position))->id;
}

guint
frost_project_images_get_position (FrostProjectImages *images, gint64 id)
{
  guint index, low = 0, high = n_shown (images);

  if (!find_index (images, id, &index))
    return G_MAXUINT;

  /* The shown indices rise, too: the filter keeps the order. */
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (index_at (images, middle) < index)
        low = middle + 1;
      else
        high = middle;
    }
  return low < n_shown (images) && index_at (images, low) == index ? low : G_MAXUINT;
}

guint
frost_project_images_find_unlabelled (FrostProjectImages *images, guint position)
{
  guint n = n_shown (images);
  guint start = position < n ? position : n - 1;

  for (guint step = 1; step <= n; step++)
    {
      guint candidate = (guint) (((guint64) start + step) % n);
      const FrostImageRecord *record = record_at (images, index_at (images, candidate));

      if (record->class_id == 0 && !record->excluded)
        return candidate;
    }
  return G_MAXUINT;
}

FrostImageItem *
frost_project_images_dup_item (FrostProjectImages *images, gint64 id)
{
  guint index;

  return find_index (images, id, &index) ? dup_item_at (images, index) : NULL;
}

guint
frost_project_images_get_n_total (FrostProjectImages *images)
{
  return images->records->len;
}
