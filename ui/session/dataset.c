#include "ui/session/dataset.h"

#include "ui/session/project-images-private.h"

G_STATIC_ASSERT (FROST_SAMPLE_KEY_BYTES == FROST_IMAGE_HASH_SIZE);

FrostDataset *
frost_dataset_new (FrostProject *project, FrostSplit split)
{
  FrostDataset *dataset = g_new0 (FrostDataset, 1);
  FrostProjectClasses *classes = frost_project_get_classes (project);
  const char *folder = frost_project_get_folder (project);
  gsize n;
  const FrostImageRecord *records =
      frost_project_images_peek_records (frost_project_get_images (project), &n);

  dataset->paths = g_ptr_array_new_with_free_func (g_free);
  dataset->labels = g_array_new (FALSE, FALSE, sizeof (int));
  dataset->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  dataset->keys = g_byte_array_new ();

  for (gsize i = 0; i < n; i++)
    {
      const FrostImageRecord *record = &records[i];
      FrostClassItem *item;
      int label;

      if (record->split != split || record->excluded || record->status != FROST_IMAGE_OK
          || record->class_id == 0)
        continue;
      item = frost_project_classes_find (classes, record->class_id);
      if (item == NULL)
        continue;
      label = (int) frost_class_item_get_position (item);
      g_ptr_array_add (dataset->paths, frost_project_path_resolve (folder, record->path));
      g_array_append_val (dataset->labels, label);
      g_array_append_val (dataset->ids, record->id);
      g_byte_array_append (dataset->keys, record->hash, FROST_IMAGE_HASH_SIZE);
    }
  return dataset;
}

void
frost_dataset_free (FrostDataset *dataset)
{
  g_ptr_array_unref (dataset->paths);
  g_array_unref (dataset->labels);
  g_array_unref (dataset->ids);
  g_byte_array_unref (dataset->keys);
  g_free (dataset);
}

guint
frost_dataset_get_n (const FrostDataset *dataset)
{
  return dataset->paths->len;
}
