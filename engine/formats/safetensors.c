#include "engine/formats/safetensors.h"

#include "engine/core/error.h"
#include "engine/formats/json-reader.h"
#include "engine/formats/stored-number.h"

#include <string.h>

#define LENGTH_SIZE 8
#define MAX_HEADER_SIZE 100000000
#define BASE_MEMORY (INT64_C (64) << 20)
/* Header, tensor, list: anything deeper belongs to a key that is not known. */
#define MAX_DEPTH 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static uint64_t
read_length (const uint8_t *bytes)
{
  uint64_t length = 0;

  for (int i = LENGTH_SIZE - 1; i >= 0; i--)
    length = length << 8 | bytes[i];
  return length;
}

/* A length beyond the file is still recognised, so that it can be told what is wrong; one of
 * eight letters is text. */
gboolean
frost_safetensors_recognises (const uint8_t *head, size_t n, int64_t file_size)
{
  return n > LENGTH_SIZE && head[LENGTH_SIZE] == '{' && read_length (head) >> 48 == 0;
}

/* The header, size bytes without the spaces that may follow it. end: where the data begins. */
static char *
read_header (const FrostRegularFile *file, size_t *size, int64_t *end, GError **error)
{
  uint8_t bytes[LENGTH_SIZE];

  if (file->size < LENGTH_SIZE)
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                        "has %" G_GINT64_FORMAT " bytes, the length alone takes %d",
                        file->size, LENGTH_SIZE);
      return NULL;
    }
  if (!frost_regular_file_read (file, 0, bytes, LENGTH_SIZE, error))
    return NULL;
  uint64_t length = read_length (bytes);
  if (length > MAX_HEADER_SIZE)
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                        "its header has %" G_GUINT64_FORMAT
                        " bytes, at most %d are allowed",
                        length, MAX_HEADER_SIZE);
      return NULL;
    }
  if (length > (uint64_t) (file->size - LENGTH_SIZE))
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                        "its header has %" G_GUINT64_FORMAT
                        " bytes, the file only %" G_GINT64_FORMAT,
                        length, file->size);
      return NULL;
    }

  g_autofree char *header = g_try_malloc (length + 1);
  if (header == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "there is no memory for its header of %" G_GUINT64_FORMAT " bytes",
                   length);
      return NULL;
    }
  if (!frost_regular_file_read (file, LENGTH_SIZE, header, length, error))
    return NULL;
  if (length == 0 || header[0] != '{')
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                        "its header does not begin with \"{\"");
      return NULL;
    }
  *end = LENGTH_SIZE + (int64_t) length;
  while (length > 0 && header[length - 1] == ' ')
    length--;
  if (header[length - 1] != '}')
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                        "its header does not end with \"}\" and spaces");
      return NULL;
    }
  *size = length;
  return g_steal_pointer (&header);
}

static gboolean
check_metadata (json_t *metadata, GError **error)
{
  const char *key;
  json_t *value;

  if (!json_is_object (metadata))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "__metadata__: is no object");
  json_object_foreach (metadata, key, value) if (
      !json_is_string (
          value)) return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                           "__metadata__: the value of \"%s\" is no text",
                                           key);
  return TRUE;
}

static gboolean
read_type (json_t *info, FrostTensorEntry *entry, GError **error)
{
  const char *name = json_string_value (json_object_get (info, "dtype"));

  if (name == NULL)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "has no \"dtype\" that is a text");
  if (frost_stored_type_from_name (name, &entry->stored.type))
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "has numbers of the type \"%.32s\", which is not known", name);
  return FALSE;
}

static gboolean
read_shape (json_t *info, FrostTensorEntry *entry, GError **error)
{
  json_t *shape = json_object_get (info, "shape"), *dim;
  size_t i;

  if (!json_is_array (shape))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "has no \"shape\" that is a list");
  if (json_array_size (shape) > FROST_STORED_MAX_RANK)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has %zu dimensions, at most %d are possible", json_array_size (shape),
                   FROST_STORED_MAX_RANK);
      return FALSE;
    }
  entry->stored.rank = (int) json_array_size (shape);
  json_array_foreach (shape, i, dim)
  {
    if (!json_is_integer (dim))
      return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                               "dimension %zu is no whole number", i);
    entry->stored.dim[i] = json_integer_value (dim);
  }
  return frost_tensor_entry_measure (entry, error);
}

static gboolean
read_offsets (json_t *info, const FrostTensorEntry *entry, int64_t data_size,
              int64_t *begin, int64_t *end, GError **error)
{
  json_t *offsets = json_object_get (info, "data_offsets");
  json_t *from = json_array_get (offsets, 0), *to = json_array_get (offsets, 1);
  int64_t needed;

  if (json_array_size (offsets) != 2 || !json_is_integer (from) || !json_is_integer (to))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "has no \"data_offsets\" that are two whole numbers");
  *begin = json_integer_value (from);
  *end = json_integer_value (to);
  if (*begin < 0 || *begin > *end || *end > data_size)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "its data lie from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                             ", the file has %" G_GINT64_FORMAT " bytes of data",
                             *begin, *end, data_size);
  if (__builtin_mul_overflow (entry->stored.n,
                              frost_stored_type_width (entry->stored.type), &needed)
      || needed != *end - *begin)
    {
      g_autofree char *text = frost_stored_tensor_describe (&entry->stored);
      return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                               "its data have %" G_GINT64_FORMAT
                               " bytes, which is not what %s takes",
                               *end - *begin, text);
    }
  return TRUE;
}

static gboolean
read_tensor (FrostTensorList *list, const char *name, json_t *info, int64_t data_start,
             int64_t data_size, GError **error)
{
  FrostTensorEntry *entry = frost_tensor_list_add (list, g_strdup (name));
  int64_t begin = 0, end = 0;

  if (!json_is_object (info))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT, "is no object");
  if (!read_type (info, entry, error) || !read_shape (info, entry, error)
      || !read_offsets (info, entry, data_size, &begin, &end, error))
    return FALSE;
  entry->storage = (int) list->storages->len;
  FrostTensorStorage storage = { .position = data_start + begin,
                                 .size = end - begin,
                                 .member = -1 };
  g_array_append_val (list->storages, storage);
  return TRUE;
}

static int
compare_position (gconstpointer a, gconstpointer b, gpointer data)
{
  const GArray *storages = data;
  const FrostTensorStorage *x =
      &g_array_index (storages, FrostTensorStorage, *(const int *) a);
  const FrostTensorStorage *y =
      &g_array_index (storages, FrostTensorStorage, *(const int *) b);

  if (x->position != y->position)
    return x->position < y->position ? -1 : 1;
  /* An empty tensor stands before the one that begins where it does. */
  return x->size < y->size ? -1 : x->size > y->size;
}

/* One after the other the tensors cover the data: no hole, no overlap, nothing left over. */
static gboolean
check_cover (const FrostTensorList *list, int64_t start, int64_t end, GError **error)
{
  guint n = list->entries->len;
  g_autofree int *order = g_new (int, n + 1);
  int64_t position = start;

  for (guint i = 0; i < n; i++)
    order[i] = (int) i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_position, list->storages);
  for (guint i = 0; i < n; i++)
    {
      const FrostTensorEntry *entry = g_ptr_array_index (list->entries, order[i]);
      const FrostTensorStorage *storage =
          &g_array_index (list->storages, FrostTensorStorage, order[i]);

      if (storage->position != position)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "%s: its data begin at %" G_GINT64_FORMAT
                                 ", those before end at %" G_GINT64_FORMAT ": %s",
                                 entry->stored.name, storage->position - start,
                                 position - start,
                                 storage->position > position ? "a hole" : "an overlap");
      position += storage->size;
    }
  if (position != end)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "its tensors cover %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                             " bytes of data",
                             position - start, end - start);
  return TRUE;
}

gboolean
frost_safetensors_list (const FrostRegularFile *file, FrostTensorList *list,
                        GError **error)
{
  size_t size;
  int64_t start;
  const char *name;
  json_t *info;
  g_autofree char *text = read_header (file, &size, &start, error);

  list->format = "safetensors";
  if (text == NULL)
    return FALSE;
  g_autoptr (json_t) header =
      frost_json_read (text, size, MAX_DEPTH, file->size + BASE_MEMORY, error);
  if (header == NULL)
    {
      g_prefix_error_literal (error, "its header is not as it must be: ");
      return FALSE;
    }
  json_object_foreach (header, name, info)
  {
    if (strcmp (name, "__metadata__") == 0)
      {
        if (!check_metadata (info, error))
          return FALSE;
      }
    else if (!read_tensor (list, name, info, start, file->size - start, error))
      {
        g_prefix_error (error, "%s: ", name);
        return FALSE;
      }
  }
  return check_cover (list, start, file->size, error);
}
