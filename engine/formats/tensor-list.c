#include "engine/formats/tensor-list.h"

#include "engine/core/error.h"

static void
free_entry (gpointer data)
{
  FrostTensorEntry *entry = data;

  g_free (entry->stored.name);
  g_free (entry);
}

void
frost_tensor_list_init (FrostTensorList *list)
{
  *list = (FrostTensorList){
    .entries = g_ptr_array_new_with_free_func (free_entry),
    .storages = g_array_new (FALSE, FALSE, sizeof (FrostTensorStorage)),
  };
}

void
frost_tensor_list_clear (FrostTensorList *list)
{
  g_clear_pointer (&list->entries, g_ptr_array_unref);
  g_clear_pointer (&list->storages, g_array_unref);
  g_clear_pointer (&list->archive, frost_zip_reader_free);
}

FrostTensorEntry *
frost_tensor_list_add (FrostTensorList *list, char *name)
{
  FrostTensorEntry *entry = g_new0 (FrostTensorEntry, 1);

  entry->stored.name = name;
  g_ptr_array_add (list->entries, entry);
  return entry;
}

gboolean
frost_tensor_entry_measure (FrostTensorEntry *entry, GError **error)
{
  FrostStoredTensor *stored = &entry->stored;
  int64_t n = 1;

  /* From the last axis on: a stride is the product of the dimensions behind it. A dimension of 0
   * hides no overflow of the others. */
  for (int i = stored->rank - 1; i >= 0; i--)
    {
      entry->stride[i] = n;
      if (stored->dim[i] < 0 || __builtin_mul_overflow (n, MAX (stored->dim[i], 1), &n))
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "its dimension %d is %" G_GINT64_FORMAT
                       ": the product is negative or beyond 2^63",
                       i, stored->dim[i]);
          return FALSE;
        }
    }
  stored->n = n;
  for (int i = 0; i < stored->rank; i++)
    if (stored->dim[i] == 0)
      stored->n = 0;
  return TRUE;
}

gboolean
frost_tensor_entry_check (const FrostTensorEntry *entry, int64_t storage_n,
                          GError **error)
{
  const FrostStoredTensor *stored = &entry->stored;
  int64_t last = entry->offset;
  gboolean inside = entry->offset >= 0 && entry->offset <= storage_n;

  for (int i = 0; i < stored->rank && stored->n > 0 && inside; i++)
    {
      int64_t reach;

      inside = entry->stride[i] >= 0
               && !__builtin_mul_overflow (stored->dim[i] - 1, entry->stride[i], &reach)
               && !__builtin_add_overflow (last, reach, &last);
    }
  if (inside && (stored->n == 0 || last < storage_n))
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "it reaches out of its storage of %" G_GINT64_FORMAT " numbers",
               storage_n);
  return FALSE;
}
