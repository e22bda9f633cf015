#include "engine/formats/torch-zip.h"

#include "engine/core/error.h"
#include "engine/formats/torch-pickle.h"

#include <string.h>

#define BASE_MEMORY (INT64_C (64) << 20)
/* Reading all tensors may unpack so many times what the file may take in memory. */
#define MAX_UNPACKED 8
/* Where a zip archive's first name and its length are. */
#define NAME_LENGTH_AT 26
#define NAME_AT 30

gboolean
frost_torch_zip_recognises (const uint8_t *head, size_t n, int64_t file_size)
{
  if (n < 4 || memcmp (head, "PK\3\4", 4) != 0)
    return FALSE;
  if (n <= NAME_AT)
    return TRUE;
  size_t length = head[NAME_LENGTH_AT] | (size_t) head[NAME_LENGTH_AT + 1] << 8;
  return n < NAME_AT + length || memchr (head + NAME_AT, '/', length) != NULL;
}

/* The folder with its slash, "archive/"; the caller owns it. NULL = the archive is something else. */
static char *
find_folder (const FrostZipReader *archive, GError **error)
{
  for (int i = 0; i < frost_zip_reader_get_n_members (archive); i++)
    {
      const char *name = frost_zip_reader_peek (archive, i)->name;
      const char *slash = strchr (name, '/');
      if (slash != NULL && strcmp (slash, "/data.pkl") == 0)
        return g_strndup (name, (gsize) (slash - name) + 1);
    }
  frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                    "is a zip archive without data.pkl, not a file of PyTorch");
  return NULL;
}

static int
find_member (const FrostZipReader *archive, const char *folder, const char *name)
{
  g_autofree char *path = g_strconcat (folder, name, NULL);

  return frost_zip_reader_find (archive, path);
}

/* torch.jit.save writes an archive of the same form with a program in it. */
static gboolean
check_kind (FrostZipReader *archive, const char *folder, GError **error)
{
  g_autofree char *code = g_strconcat (folder, "code/", NULL);
  gboolean is_program = find_member (archive, folder, "constants.pkl") >= 0;
  int member = find_member (archive, folder, "byteorder");
  char order[6];

  for (int i = 0; i < frost_zip_reader_get_n_members (archive) && !is_program; i++)
    is_program = g_str_has_prefix (frost_zip_reader_peek (archive, i)->name, code);
  if (is_program)
    return frost_error_fail (
        error, FROST_ENGINE_ERROR_UNSUPPORTED,
        "is a TorchScript program; export the model as ONNX, or save its "
        "state_dict ()");
  if (member < 0)
    return TRUE;
  if (frost_zip_reader_peek (archive, member)->size != sizeof order)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "was not written on a little-endian machine");
  if (!frost_zip_reader_read (archive, member, 0, order, sizeof order, error))
    return FALSE;
  if (memcmp (order, "little", sizeof order) != 0)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "was not written on a little-endian machine");
  return TRUE;
}

/* The pickle's bytes; the caller owns them. */
static uint8_t *
read_pickle (FrostZipReader *archive, const char *folder, size_t *size, GError **error)
{
  int member = find_member (archive, folder, "data.pkl");

  /* Opening the archive has held it against the file's size. */
  *size = (size_t) frost_zip_reader_peek (archive, member)->size;
  g_autofree uint8_t *bytes = g_try_malloc (*size + 1);
  if (bytes == NULL)
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_MEMORY,
                        "there is no memory for the %zu bytes of its data.pkl", *size);
      return NULL;
    }
  if (!frost_zip_reader_read (archive, member, 0, bytes, *size, error))
    return NULL;
  return g_steal_pointer (&bytes);
}

static gboolean
add_storage (FrostTensorList *list, const char *folder, const FrostTorchStorage *storage,
             GError **error)
{
  FrostZipReader *archive = list->archive;
  g_autofree char *path = g_strconcat (folder, "data/", storage->key, NULL);
  FrostTensorStorage found = { .size = frost_torch_storage_size (storage),
                               .member = frost_zip_reader_find (archive, path) };
  uint8_t last;

  if (found.member < 0)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "%s: is missing from the archive", path);
  const FrostZipMember *member = frost_zip_reader_peek (archive, found.member);
  if (member->size < found.size)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "%s: has %" G_GINT64_FORMAT " bytes, its %" G_GINT64_FORMAT
                             " numbers need %" G_GINT64_FORMAT,
                             path, member->size, storage->n, found.size);
  /* That it lies inside of the file too shows its last byte. */
  if (!member->deflated && member->size > 0
      && !frost_zip_reader_read (archive, found.member, member->size - 1, &last, 1,
                                 error))
    return FALSE;
  g_array_append_val (list->storages, found);
  return TRUE;
}

/* Each tensor of a deflated member unpacks it again up to its numbers. PyTorch deflates nothing; who
 * did it afterwards has one tensor a member or few. */
static gboolean
check_effort (const FrostTensorList *list, int64_t budget, GError **error)
{
  int64_t unpacked = 0;

  for (guint i = 0; i < list->entries->len; i++)
    {
      const FrostTensorEntry *entry = g_ptr_array_index (list->entries, i);
      int member =
          g_array_index (list->storages, FrostTensorStorage, entry->storage).member;
      const FrostZipMember *described = frost_zip_reader_peek (list->archive, member);

      if (described->deflated)
        unpacked += described->size;
      if (unpacked / MAX_UNPACKED > budget)
        return frost_error_fail (
            error, FROST_ENGINE_ERROR_UNSUPPORTED,
            "%s: is compressed and shared by too many tensors; load the file "
            "with PyTorch and save it again",
            described->name);
    }
  return TRUE;
}

static gboolean
read_archive (FrostTensorList *list, const FrostRegularFile *file, const char *folder,
              GError **error)
{
  g_auto (FrostTorchPickle) torch;
  FrostPickleValue root;
  size_t size = 0;

  frost_torch_pickle_init (&torch);
  g_autofree uint8_t *bytes = read_pickle (list->archive, folder, &size, error);
  if (bytes == NULL)
    return FALSE;
  int64_t budget = 2 * file->size + BASE_MEMORY;
  g_autoptr (FrostPickle) pickle =
      frost_pickle_new (bytes, size, budget - (int64_t) size, &torch.host);
  if (!frost_pickle_load (pickle, &root, error))
    return FALSE;
  for (guint i = 0; i < torch.storages->len; i++)
    if (!add_storage (list, folder, g_ptr_array_index (torch.storages, i), error))
      return FALSE;
  return frost_torch_pickle_list (&torch, frost_pickle_peek_heap (pickle), &root, list,
                                  error)
         && check_effort (list, budget, error);
}

gboolean
frost_torch_zip_list (const FrostRegularFile *file, FrostTensorList *list, GError **error)
{
  list->format = "PyTorch (zip)";
  list->archive = frost_zip_reader_open (file, error);
  if (list->archive == NULL)
    return FALSE;
  g_autofree char *folder = find_folder (list->archive, error);
  return folder != NULL && check_kind (list->archive, folder, error)
         && read_archive (list, file, folder, error);
}
