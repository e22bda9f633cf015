#include "engine/formats/model-folder.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-names.h"
#include "engine/formats/zip-reader.h"

#include <string.h>

struct FrostModelFolder
{
  char *path;       /* folder, NULL = archive */
  GPtrArray *names; /* of those that were opened: a file's number is its place */
  FrostRegularFile
      *now; /* the one that is open: a model may have more than a process can */
  int now_number;
  FrostRegularFile *archive;
  FrostZipReader *zip;
  char *prefix;
};

FrostModelFolder *
frost_model_folder_new (const char *path)
{
  FrostModelFolder *folder = g_new0 (FrostModelFolder, 1);

  folder->path = g_strdup (path);
  folder->names = g_ptr_array_new_with_free_func (g_free);
  folder->now_number = -1;
  return folder;
}

FrostModelFolder *
frost_model_folder_new_zip (FrostRegularFile *file, GError **error)
{
  FrostZipReader *zip = frost_zip_reader_open (file, error);

  if (zip == NULL)
    {
      frost_regular_file_free (file);
      return NULL;
    }
  FrostModelFolder *folder = frost_model_folder_new (NULL);
  folder->archive = file;
  folder->zip = zip;
  folder->prefix = g_strdup ("");
  return folder;
}

void
frost_model_folder_set_prefix (FrostModelFolder *folder, const char *prefix)
{
  g_free (folder->prefix);
  folder->prefix = g_strdup (prefix);
}

void
frost_model_folder_free (FrostModelFolder *folder)
{
  g_clear_pointer (&folder->zip, frost_zip_reader_free);
  g_clear_pointer (&folder->archive, frost_regular_file_free);
  g_clear_pointer (&folder->now, frost_regular_file_free);
  g_ptr_array_unref (folder->names);
  g_free (folder->path);
  g_free (folder->prefix);
  g_free (folder);
}

const char *
frost_model_folder_search (const FrostModelFolder *folder, const char *name)
{
  const char *best = NULL;
  size_t length = strlen (name);

  for (int i = 0; i < frost_zip_reader_get_n_members (folder->zip); i++)
    {
      const char *member = frost_zip_reader_peek (folder->zip, i)->name;
      size_t own = strlen (member);

      if (own >= length && g_str_equal (member + own - length, name)
          && (own == length || member[own - length - 1] == '/')
          && (best == NULL || own < strlen (best)))
        best = member;
    }
  return best;
}

static gboolean
stays_inside (const char *name)
{
  if (*name == '\0' || *name == '/' || strchr (name, '\\') != NULL
      || !frost_onnx_name_check (name, NULL))
    return FALSE;
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  for (int i = 0; parts[i] != NULL; i++)
    if (g_str_equal (parts[i], "..") || g_str_equal (parts[i], "."))
      return FALSE;
  return TRUE;
}

/* Makes the file the one that is open. */
static gboolean
switch_to (FrostModelFolder *folder, int number, GError **error)
{
  const char *name = g_ptr_array_index (folder->names, (guint) number);

  if (number == folder->now_number)
    return TRUE;
  g_clear_pointer (&folder->now, frost_regular_file_free);
  folder->now_number = -1;
  g_autofree char *path = g_build_filename (folder->path, name, NULL);
  folder->now = frost_regular_file_open (path, error);
  if (folder->now == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  folder->now_number = number;
  return TRUE;
}

int
frost_model_folder_open (FrostModelFolder *folder, const char *name, int64_t *size,
                         GError **error)
{
  /* TensorFlow.js writes "./weights.bin" in what a browser downloads. */
  while (g_str_has_prefix (name, "./"))
    name += 2;
  if (!stays_inside (name))
    {
      g_autofree char *shown = g_strescape (name, NULL);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "\"%.80s\" is the name of a file that need not lie beside the model",
                   shown);
      return -1;
    }
  if (folder->zip != NULL)
    {
      g_autofree char *member = g_strconcat (folder->prefix, name, NULL);
      int found = frost_zip_reader_find (folder->zip, member);

      if (found < 0)
        g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
                     "%s: is not in the archive", member);
      else
        *size = frost_zip_reader_peek (folder->zip, found)->size;
      return found;
    }
  g_ptr_array_add (folder->names, g_strdup (name));
  if (!switch_to (folder, (int) folder->names->len - 1, error))
    return -1;
  *size = folder->now->size;
  return folder->now_number;
}

gboolean
frost_model_folder_read (FrostModelFolder *folder, int file, int64_t position,
                         void *bytes, size_t n, GError **error)
{
  if (folder->zip != NULL)
    return frost_zip_reader_read (folder->zip, file, position, bytes, n, error);
  if (!switch_to (folder, file, error))
    return FALSE;
  if (frost_regular_file_read (folder->now, position, bytes, n, error))
    return TRUE;
  g_prefix_error (error,
                  "%s: ", (const char *) g_ptr_array_index (folder->names, (guint) file));
  return FALSE;
}

char *
frost_model_folder_load (FrostModelFolder *folder, const char *name, int64_t most,
                         size_t *size, GError **error)
{
  int64_t found;
  int file = frost_model_folder_open (folder, name, &found, error);

  if (file < 0)
    return NULL;
  g_autofree char *bytes = found > most ? NULL : g_try_malloc ((gsize) found + 1);
  if (bytes == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "%s: has %" G_GINT64_FORMAT " bytes, at most %" G_GINT64_FORMAT
                   " can be read",
                   name, found, most);
      return NULL;
    }
  if (!frost_model_folder_read (folder, file, 0, bytes, (size_t) found, error))
    return NULL;
  bytes[found] = '\0';
  *size = (size_t) found;
  return g_steal_pointer (&bytes);
}
