#include "engine/formats/torch-legacy.h"

#include "engine/core/error.h"
#include "engine/formats/torch-pickle.h"

#include <string.h>

#define BASE_MEMORY (INT64_C (64) << 20)
/* How many bytes are read at first: the pickles of a large network have some 100,000. Where
 * they go on, everything is tried again with GROWTH times as many. */
#define FIRST_SIZE (INT64_C (1) << 20)
#define LAST_SIZE (INT64_C (64) << 20)
#define GROWTH 8

/* 0x1950a86a20f9469cfc6c, as LONG1 and as LONG have it. */
static const char magic_bytes[] = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
static const char magic_decimal[] = "119547037146038801333356";
#define PROTOCOL_VERSION 1001

gboolean
frost_torch_legacy_recognises (const uint8_t *head, size_t n, int64_t file_size)
{
  /* Protocols 2 to 5 say so in their first two bytes; 0 and 1 begin with the magic number. */
  return (n >= 2 && head[0] == 0x80 && head[1] >= 2 && head[1] <= 5)
         || (n >= 16 && head[0] == 'L' && memcmp (head + 1, magic_decimal, 15) == 0);
}

static gboolean
is_magic (const FrostPickleValue *value)
{
  if (value->kind != FROST_PICKLE_LONG)
    return FALSE;
  if (value->size == sizeof magic_bytes - 1)
    return memcmp (value->text, magic_bytes, value->size) == 0;
  return value->size == sizeof magic_decimal
         && memcmp (value->text, magic_decimal, value->size - 1) == 0
         && value->text[value->size - 1] == 'L';
}

/* The five pickles. */
static gboolean
read_pickles (FrostPickle *pickle, FrostPickleValue *root, FrostPickleValue *keys,
              GError **error)
{
  FrostPickleValue value;

  if (!frost_pickle_load (pickle, &value, error))
    return FALSE;
  if (!is_magic (&value))
    {
      g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                           "is a pickle of Python, but none that torch.save has written");
      return FALSE;
    }
  if (!frost_pickle_load (pickle, &value, error))
    return FALSE;
  if (value.kind != FROST_PICKLE_INTEGER || value.integer != PROTOCOL_VERSION)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "is written by another protocol of PyTorch than %d", PROTOCOL_VERSION);
      return FALSE;
    }
  /* The machine's word sizes and byte order; the numbers are little-endian anyway. */
  return frost_pickle_load (pickle, &value, error)
         && frost_pickle_load (pickle, root, error)
         && frost_pickle_load (pickle, keys, error);
}

/* Its count is at position, which moves behind its numbers. */
static gboolean
place_storage (const FrostRegularFile *file, const FrostTorchStorage *storage,
               FrostTensorStorage *place, int64_t *position, GError **error)
{
  uint8_t bytes[8];
  uint64_t n = 0;

  if (!frost_regular_file_read (file, *position, bytes, sizeof bytes, error))
    {
      g_prefix_error (error, "storage \"%s\": ", storage->key);
      return FALSE;
    }
  for (int i = 7; i >= 0; i--)
    n = n << 8 | bytes[i];
  if (n != (uint64_t) storage->n)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "storage \"%s\": has %" G_GUINT64_FORMAT
                             " numbers where the pickle says %" G_GINT64_FORMAT,
                             storage->key, n, storage->n);
  if (place->size >= 0)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "storage \"%s\": is there twice", storage->key);
  *position += (int64_t) sizeof bytes;
  *place = (FrostTensorStorage){ .position = *position,
                                 .size = frost_torch_storage_size (storage),
                                 .member = -1 };
  if (place->size > file->size - *position)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "storage \"%s\": needs %" G_GINT64_FORMAT
                             " bytes, the file ends after %" G_GINT64_FORMAT,
                             storage->key, place->size, file->size - *position);
  *position += place->size;
  return TRUE;
}

static gboolean
place_storages (const FrostRegularFile *file, const FrostTorchPickle *torch,
                const FrostPickleValue *keys, int64_t position, FrostTensorList *list,
                GError **error)
{
  const FrostTensorStorage nowhere = { .size = -1 };

  for (guint i = 0; i < torch->storages->len; i++)
    g_array_append_val (list->storages, nowhere);
  if (keys->kind != FROST_PICKLE_LIST)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "the list of its storages is %s",
                             frost_pickle_describe (keys));
  for (guint i = 0; i < keys->items->n; i++)
    {
      const FrostPickleValue *key = &keys->items->value[i];
      if (key->kind != FROST_PICKLE_TEXT)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "the key of a storage is %s",
                                 frost_pickle_describe (key));
      g_autofree char *text = g_strndup (key->text, key->size);
      int index = GPOINTER_TO_INT (g_tree_lookup (torch->by_key, text)) - 1;
      if (index < 0)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "it has a storage that no tensor uses");
      if (!place_storage (file, g_ptr_array_index (torch->storages, index),
                          &g_array_index (list->storages, FrostTensorStorage, index),
                          &position, error))
        return FALSE;
    }
  for (guint i = 0; i < torch->storages->len; i++)
    if (g_array_index (list->storages, FrostTensorStorage, i).size < 0)
      {
        const FrostTorchStorage *storage = g_ptr_array_index (torch->storages, i);
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "storage \"%s\": is missing", storage->key);
      }
  return TRUE;
}

/* With the file's first bytes; cut_off is set where they are too few. */
static gboolean
read_prefix (const FrostRegularFile *file, const uint8_t *bytes, size_t size,
             FrostTensorList *list, gboolean *cut_off, GError **error)
{
  g_auto (FrostTorchPickle) torch;
  FrostPickleValue root, keys;

  frost_torch_pickle_init (&torch);
  g_autoptr (FrostPickle) pickle = frost_pickle_new (
      bytes, size, 2 * file->size + BASE_MEMORY - (int64_t) size, &torch.host);
  if (!read_pickles (pickle, &root, &keys, error))
    {
      *cut_off = frost_pickle_is_cut_off (pickle);
      return FALSE;
    }
  return place_storages (file, &torch, &keys,
                         (int64_t) frost_pickle_get_position (pickle), list, error)
         && frost_torch_pickle_list (&torch, frost_pickle_peek_heap (pickle), &root, list,
                                     error);
}

gboolean
frost_torch_legacy_list (const FrostRegularFile *file, FrostTensorList *list,
                         GError **error)
{
  list->format = "PyTorch (legacy)";
  for (int64_t size = FIRST_SIZE;; size *= GROWTH)
    {
      g_autoptr (GError) problem = NULL;
      gboolean is_last = size >= MIN (file->size, LAST_SIZE), cut_off = FALSE;
      size_t n = (size_t) MIN (MIN (size, LAST_SIZE), file->size);
      g_autofree uint8_t *bytes = g_try_malloc (n + 1);

      if (bytes == NULL)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                       "there is no memory for its first %zu bytes", n);
          return FALSE;
        }
      if (!frost_regular_file_read (file, 0, bytes, n, error))
        return FALSE;
      if (read_prefix (file, bytes, n, list, &cut_off, &problem))
        return TRUE;
      if (!cut_off || is_last)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
}
