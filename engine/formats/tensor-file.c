/* Which format a file is, and numbers out of any of them: see the table of formats. */
#include "engine/formats/tensor-file.h"

#include "engine/core/error.h"
#include "engine/formats/safetensors.h"
#include "engine/formats/stored-number.h"
#include "engine/formats/tensor-list.h"
#include "engine/formats/torch-legacy.h"
#include "engine/formats/torch-zip.h"

#include <string.h>

#define HEAD_SIZE 512
#define BLOCK_SIZE (1 << 18)
/* A view of scattered numbers is read with what lies between them where that is at most so many
 * times as much; else number by number. */
#define MAX_WASTE 16

struct FrostTensorFile
{
  FrostRegularFile *file;
  FrostTensorList list;
  /* Lent names and entries; no hash, which lets a file choose what collides. */
  GTree *by_name;
};

static const struct
{
  const char *ending;
  gboolean (*recognises) (const uint8_t *head, size_t n, int64_t file_size);
  gboolean (*list) (const FrostRegularFile *file, FrostTensorList *list, GError **error);
} formats[] = {
  { ".safetensors", frost_safetensors_recognises, frost_safetensors_list },
  { NULL, frost_torch_zip_recognises, frost_torch_zip_list },
  { NULL, frost_torch_legacy_recognises, frost_torch_legacy_list },
};

gboolean
frost_tensor_file_recognises (const uint8_t *head, size_t n, int64_t file_size)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].recognises (head, n, file_size))
      return TRUE;
  return FALSE;
}

/* PyTorch's two ways round wrapping a model leave these in front of every name, also one in the
 * other. */
static gboolean
strip_prefix (FrostTensorList *list, const char *prefix)
{
  size_t length = strlen (prefix);

  for (guint i = 0; i < list->entries->len; i++)
    {
      const FrostTensorEntry *entry = g_ptr_array_index (list->entries, i);
      if (!g_str_has_prefix (entry->stored.name, prefix)
          || entry->stored.name[length] == '\0')
        return FALSE;
    }
  for (guint i = 0; i < list->entries->len; i++)
    {
      FrostTensorEntry *entry = g_ptr_array_index (list->entries, i);
      memmove (entry->stored.name, entry->stored.name + length,
               strlen (entry->stored.name + length) + 1);
    }
  return list->entries->len > 0;
}

static gboolean
index_names (FrostTensorFile *file, GError **error)
{
  while (strip_prefix (&file->list, "module.")
         || strip_prefix (&file->list, "_orig_mod."))
    continue;
  for (guint i = 0; i < file->list.entries->len; i++)
    {
      FrostTensorEntry *entry = g_ptr_array_index (file->list.entries, i);
      if (g_tree_lookup (file->by_name, entry->stored.name) != NULL)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "has two tensors \"%s\"", entry->stored.name);
          return FALSE;
        }
      g_tree_insert (file->by_name, entry->stored.name, entry);
    }
  return TRUE;
}

static gboolean
list_tensors (FrostTensorFile *file, const char *path, GError **error)
{
  uint8_t head[HEAD_SIZE];
  size_t n = (size_t) MIN (file->file->size, HEAD_SIZE);

  if (!frost_regular_file_read (file->file, 0, head, n, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].recognises (head, n, file->file->size))
      return formats[i].list (file->file, &file->list, error);
  /* A damaged file is told what is wrong with it, if it is known what it should be. */
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].ending != NULL && g_str_has_suffix (path, formats[i].ending))
      return formats[i].list (file->file, &file->list, error);
  g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                       "is neither a safetensors file nor one of PyTorch");
  return FALSE;
}

FrostTensorFile *
frost_tensor_file_open (const char *path, GError **error)
{
  g_autoptr (FrostTensorFile) file = g_new0 (FrostTensorFile, 1);
  g_autoptr (GError) problem = NULL;

  frost_tensor_list_init (&file->list);
  file->by_name = g_tree_new ((GCompareFunc) strcmp);
  file->file = frost_regular_file_open (path, &problem);
  if (file->file != NULL && list_tensors (file, path, &problem)
      && index_names (file, &problem))
    return g_steal_pointer (&file);

  /* One line, whatever the names in the file are made of. */
  for (char *c = problem->message; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';
  g_propagate_prefixed_error (error, g_steal_pointer (&problem), "%s: ", path);
  return NULL;
}

void
frost_tensor_file_free (FrostTensorFile *file)
{
  g_tree_unref (file->by_name);
  frost_tensor_list_clear (&file->list);
  g_clear_pointer (&file->file, frost_regular_file_free);
  g_free (file);
}

const char *
frost_tensor_file_get_format (const FrostTensorFile *file)
{
  return file->list.format;
}

int
frost_tensor_file_get_n_tensors (const FrostTensorFile *file)
{
  return (int) file->list.entries->len;
}

const FrostStoredTensor *
frost_tensor_file_peek (const FrostTensorFile *file, int index)
{
  const FrostTensorEntry *entry = g_ptr_array_index (file->list.entries, index);

  return &entry->stored;
}

const FrostStoredTensor *
frost_tensor_file_find (const FrostTensorFile *file, const char *name)
{
  const FrostTensorEntry *entry = g_tree_lookup (file->by_name, name);

  return entry == NULL ? NULL : &entry->stored;
}

char *
frost_stored_tensor_describe (const FrostStoredTensor *tensor)
{
  GString *text = g_string_new (frost_stored_type_name (tensor->type));

  for (int i = 0; i < tensor->rank; i++)
    g_string_append_printf (text, "%c%" G_GINT64_FORMAT, i == 0 ? ' ' : 'x',
                            tensor->dim[i]);
  return g_string_free (text, FALSE);
}

/* A tensor on its way into memory, with as few axes as its strides allow. */
typedef struct
{
  FrostTensorFile *file;
  const FrostTensorStorage *storage;
  FrostStoredType type;
  int width;
  int rank; /* at least 1 */
  int64_t dim[FROST_STORED_MAX_RANK], stride[FROST_STORED_MAX_RANK];
  uint8_t *block; /* [BLOCK_SIZE] */
  uint8_t
      *span; /* the stretch of the storage that the tensor looks at; NULL = in the file */
  int64_t span_from; /* its first element in the storage */
} View;

static gboolean
read_bytes (const View *view, int64_t element, void *bytes, int64_t n, GError **error)
{
  const FrostTensorStorage *storage = view->storage;
  int64_t position = storage->position + element * view->width;
  size_t size = (size_t) (n * view->width);

  if (storage->member >= 0)
    return frost_zip_reader_read (view->file->list.archive, storage->member, position,
                                  bytes, size, error);
  return frost_regular_file_read (view->file->file, position, bytes, size, error);
}

static void
init_axes (View *view, const FrostTensorEntry *entry)
{
  view->rank = 0;
  for (int i = 0; i < entry->stored.rank; i++)
    {
      int64_t dim = entry->stored.dim[i], stride = entry->stride[i];
      int last = view->rank - 1;

      if (dim == 1)
        continue;
      if (last >= 0 && view->stride[last] == dim * stride)
        {
          view->dim[last] *= dim;
          view->stride[last] = stride;
          continue;
        }
      view->dim[view->rank] = dim;
      view->stride[view->rank++] = stride;
    }
  if (view->rank == 0)
    {
      view->dim[0] = view->stride[0] = 1;
      view->rank = 1;
    }
}

/* n elements one after the other. */
static gboolean
read_contiguous (const View *view, int64_t element, int64_t n, float *numbers,
                 GError **error)
{
  int64_t block = BLOCK_SIZE / view->width;

  if (view->span != NULL)
    {
      frost_stored_to_float (
          view->type, view->span + (element - view->span_from) * view->width, n, numbers);
      return TRUE;
    }
  if (view->type == FROST_STORED_F32)
    return read_bytes (view, element, numbers, n, error);
  for (int64_t i = 0; i < n; i += block)
    {
      int64_t part = MIN (block, n - i);
      if (!read_bytes (view, element + i, view->block, part, error))
        return FALSE;
      frost_stored_to_float (view->type, view->block, part, numbers + i);
    }
  return TRUE;
}

/* The innermost axis from an element on. */
static gboolean
read_run (const View *view, int64_t element, float *numbers, GError **error)
{
  int64_t n = view->dim[view->rank - 1], stride = view->stride[view->rank - 1];

  if (stride == 1)
    return read_contiguous (view, element, n, numbers, error);
  for (int64_t i = 0; i < n; i++)
    if (!read_contiguous (view, element + i * stride, 1, numbers + i, error))
      return FALSE;
  return TRUE;
}

/* Scattered numbers are read at once with what lies between them. */
static gboolean
load_span (View *view, const FrostTensorEntry *entry, GError **error)
{
  int64_t last = entry->offset;
  gboolean packed =
      view->storage->member >= 0
      && frost_zip_reader_peek (view->file->list.archive, view->storage->member)
             ->deflated;

  if (view->rank == 1 && view->stride[0] == 1)
    return TRUE;
  for (int i = 0; i < view->rank; i++)
    last += (view->dim[i] - 1) * view->stride[i];
  int64_t n = last + 1 - entry->offset;
  /* A deflated member cannot be read here and there. */
  if (n / MAX_WASTE > entry->stored.n && !packed)
    return TRUE;
  view->span_from = entry->offset;
  view->span = g_try_malloc ((gsize) (n * view->width));
  if (view->span != NULL)
    return read_bytes (view, entry->offset, view->span, n, error);
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
               "there is no memory for its %" G_GINT64_FORMAT " bytes", n * view->width);
  return FALSE;
}

static gboolean
read_view (const View *view, int64_t element, int64_t n, float *numbers, GError **error)
{
  int64_t index[FROST_STORED_MAX_RANK] = { 0 };
  int64_t run = view->dim[view->rank - 1];

  for (int64_t i = 0; i < n; i += run)
    {
      if (!read_run (view, element, numbers + i, error))
        return FALSE;
      for (int axis = view->rank - 2; axis >= 0; axis--)
        {
          element += view->stride[axis];
          if (++index[axis] < view->dim[axis])
            break;
          element -= view->stride[axis] * view->dim[axis];
          index[axis] = 0;
        }
    }
  return TRUE;
}

gboolean
frost_tensor_file_read (FrostTensorFile *file, const FrostStoredTensor *tensor,
                        float *numbers, GError **error)
{
  const FrostTensorEntry *entry = (const FrostTensorEntry *) tensor;
  View view = { .file = file,
                .storage = &g_array_index (file->list.storages, FrostTensorStorage,
                                           entry->storage),
                .type = tensor->type,
                .width = frost_stored_type_width (tensor->type) };

  if (tensor->n == 0)
    return TRUE;
  init_axes (&view, entry);
  view.block = g_malloc (BLOCK_SIZE);
  gboolean done = load_span (&view, entry, error)
                  && read_view (&view, entry->offset, tensor->n, numbers, error);
  g_free (view.span);
  g_free (view.block);
  if (!done)
    g_prefix_error (error, "%s: ", tensor->name);
  return done;
}
