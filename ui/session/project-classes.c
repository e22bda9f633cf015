#include "ui/session/project-classes.h"

#include "ui/session/class-item-private.h"
#include "ui/session/project-classes-private.h"

struct _FrostProjectClasses
{
  GObject parent_instance;
  GPtrArray *items;  /* FrostClassItem by position */
  GHashTable *by_id; /* gint64 in the item's memory → FrostClassItem, not owned */
};

static void frost_project_classes_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (
    FrostProjectClasses, frost_project_classes, G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, frost_project_classes_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return FROST_TYPE_CLASS_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return FROST_PROJECT_CLASSES (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  FrostProjectClasses *classes = FROST_PROJECT_CLASSES (model);

  if (position >= classes->items->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (classes->items, position));
}

static void
frost_project_classes_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
frost_project_classes_finalize (GObject *object)
{
  FrostProjectClasses *classes = FROST_PROJECT_CLASSES (object);

  g_hash_table_unref (classes->by_id);
  g_ptr_array_unref (classes->items);

  G_OBJECT_CLASS (frost_project_classes_parent_class)->finalize (object);
}

static void
frost_project_classes_class_init (FrostProjectClassesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frost_project_classes_finalize;
}

static void
frost_project_classes_init (FrostProjectClasses *classes)
{
  classes->items = g_ptr_array_new_with_free_func (g_object_unref);
  classes->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

FrostProjectClasses *
frost_project_classes_new (void)
{
  return g_object_new (FROST_TYPE_PROJECT_CLASSES, NULL);
}

static gboolean
same_items (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (g_ptr_array_index (a, i) != g_ptr_array_index (b, i))
      return FALSE;
  return TRUE;
}

void
frost_project_classes_set (FrostProjectClasses *classes, const GPtrArray *list)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&classes->items);

  classes->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < list->len; i++)
    {
      const FrostClass *klass = g_ptr_array_index (list, i);
      FrostClassItem *item = frost_project_classes_find (classes, klass->id);

      item = item != NULL ? g_object_ref (item) : frost_class_item_new (klass->id);
      frost_class_item_set (item, klass->name, i, (guint) klass->colour);
      g_ptr_array_add (classes->items, item);
    }

  g_hash_table_remove_all (classes->by_id);
  for (guint i = 0; i < classes->items->len; i++)
    {
      FrostClassItem *item = g_ptr_array_index (classes->items, i);
      gint64 id = frost_class_item_get_id (item);

      g_hash_table_insert (classes->by_id, g_memdup2 (&id, sizeof id), item);
    }

  if (!same_items (old, classes->items))
    g_list_model_items_changed (G_LIST_MODEL (classes), 0, old->len, classes->items->len);
}

void
frost_project_classes_recount (FrostProjectClasses *classes,
                               const FrostImageRecord *records, gsize n)
{
  g_autofree FrostClassCounts *counts =
      g_new0 (FrostClassCounts, classes->items->len + 1);
  const FrostClassItem *last = NULL;
  gint64 last_id = 0;
  guint position = 0;

  for (gsize i = 0; i < n; i++)
    {
      const FrostImageRecord *record = &records[i];

      if (record->class_id == 0 || record->excluded)
        continue;
      /* Images of a class mostly stand together, since they were imported together. */
      if (last == NULL || record->class_id != last_id)
        {
          FrostClassItem *item = frost_project_classes_find (classes, record->class_id);

          if (item == NULL)
            continue;
          last = item;
          last_id = record->class_id;
          position = frost_class_item_get_position (item);
        }
      counts[position].n_total++;
      counts[position].n_train += record->split == FROST_SPLIT_TRAIN;
      counts[position].n_val += record->split == FROST_SPLIT_VAL;
      counts[position].n_test += record->split == FROST_SPLIT_TEST;
    }

  for (guint i = 0; i < classes->items->len; i++)
    frost_class_item_set_counts (g_ptr_array_index (classes->items, i), &counts[i]);
}

FrostClassItem *
frost_project_classes_find (FrostProjectClasses *classes, gint64 id)
{
  return g_hash_table_lookup (classes->by_id, &id);
}

FrostClassItem *
frost_project_classes_find_key (FrostProjectClasses *classes, const char *key)
{
  if (key == NULL || *key == '\0')
    return NULL;
  for (guint i = 0; i < classes->items->len; i++)
    {
      FrostClassItem *item = g_ptr_array_index (classes->items, i);

      if (g_strcmp0 (frost_class_item_get_key (item), key) == 0)
        return item;
    }
  return NULL;
}

FrostClassItem *
frost_project_classes_find_name (FrostProjectClasses *classes, const char *name)
{
  for (guint i = 0; i < classes->items->len; i++)
    {
      FrostClassItem *item = g_ptr_array_index (classes->items, i);

      if (g_strcmp0 (frost_class_item_get_name (item), name) == 0)
        return item;
    }
  return NULL;
}

FrostClassItem *
frost_project_classes_peek (FrostProjectClasses *classes, guint position)
{
  return position < classes->items->len ? g_ptr_array_index (classes->items, position)
                                        : NULL;
}

guint
frost_project_classes_get_n (FrostProjectClasses *classes)
{
  return classes->items->len;
}

char **
frost_project_classes_dup_names (FrostProjectClasses *classes)
{
  char **names = g_new0 (char *, classes->items->len + 1);

  for (guint i = 0; i < classes->items->len; i++)
    names[i] =
        g_strdup (frost_class_item_get_name (g_ptr_array_index (classes->items, i)));
  return names;
}
