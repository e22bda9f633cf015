#include "engine/formats/h5-file.h"

#include "engine/core/error.h"
#include "engine/formats/h5-scan.h"

#include <hdf5.h>
#include <string.h>

struct FrostH5File
{
  GBytes *bytes;
  hid_t id;
};

/* The library wants to own the memory of a file: these let it believe so without a copy. */
static void *
image_lend (size_t size, H5FD_file_image_op_t operation, void *bytes)
{
  return operation == H5FD_FILE_IMAGE_OP_PROPERTY_LIST_GET
             ? NULL
             : (void *) g_bytes_get_data (bytes, NULL);
}

static void *
image_copy (void *to, const void *from, size_t size, H5FD_file_image_op_t operation,
            void *bytes)
{
  if (to != from)
    memcpy (to, from, size);
  return to;
}

static void *
image_resize (void *image, size_t size, H5FD_file_image_op_t operation, void *bytes)
{
  return NULL;
}

static herr_t
image_return (void *image, H5FD_file_image_op_t operation, void *bytes)
{
  return 0;
}

static void *
bytes_share (void *bytes)
{
  return bytes;
}

static herr_t
bytes_return (void *bytes)
{
  return 0;
}

static hid_t
open_image (GBytes *bytes)
{
  H5FD_file_image_callbacks_t callbacks = { image_lend,   image_copy,  image_resize,
                                            image_return, bytes_share, bytes_return,
                                            bytes };
  static gint n_opened;
  /* The name is never opened, but the library takes two open files of one name for the same. */
  g_autofree char *name = g_strdup_printf ("%d.h5", g_atomic_int_add (&n_opened, 1));
  size_t size;
  void *data = (void *) g_bytes_get_data (bytes, &size);
  hid_t access = H5Pcreate (H5P_FILE_ACCESS), file = H5I_INVALID_HID;

  if (access >= 0 && H5Pset_fapl_core (access, 64 << 10, FALSE) >= 0
      && H5Pset_file_image_callbacks (access, &callbacks) >= 0
      && H5Pset_file_image (access, data, size) >= 0)
    file = H5Fopen (name, H5F_ACC_RDONLY, access);
  H5Pclose (access);
  return file;
}

FrostH5File *
frost_h5_file_new (GBytes *bytes, int64_t memory, GError **error)
{
  size_t size;
  const uint8_t *data = g_bytes_get_data (bytes, &size);

  if (!frost_h5_scan (data, size, memory, error))
    return NULL;

  /* Of this thread: each has an error stack of its own. */
  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state (0);
  FrostH5File *file = g_new0 (FrostH5File, 1);
  file->bytes = g_bytes_ref (bytes);
  file->id = open_image (bytes);
  if (file->id >= 0)
    return file;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "is an HDF5 file that its library cannot read");
  frost_h5_file_free (file);
  return NULL;
}

void
frost_h5_file_free (FrostH5File *file)
{
  if (file->id >= 0)
    H5Fclose (file->id);
  g_bytes_unref (file->bytes);
  g_free (file);
}

gboolean
frost_h5_file_has (const FrostH5File *file, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GString) so_far = g_string_new (NULL);

  /* H5Lexists wants all but the last part to be there. */
  for (int i = 0; parts[i] != NULL; i++)
    {
      if (parts[i][0] == '\0')
        continue;
      g_string_append_printf (so_far, "/%s", parts[i]);
      if (H5Lexists (file->id, so_far->str, H5P_DEFAULT) <= 0)
        return FALSE;
    }
  return TRUE;
}

static hid_t
open_attribute (const FrostH5File *file, const char *path, const char *attribute)
{
  if (!frost_h5_file_has (file, path)
      || H5Aexists_by_name (file->id, *path == '\0' ? "/" : path, attribute, H5P_DEFAULT)
             <= 0)
    return H5I_INVALID_HID;
  return H5Aopen_by_name (file->id, *path == '\0' ? "/" : path, attribute, H5P_DEFAULT,
                          H5P_DEFAULT);
}

/* Texts of a fixed length, which need not end with a NUL. */
static gboolean
read_short_texts (hid_t attribute, hid_t type, gsize n, GPtrArray *texts)
{
  gsize length = H5Tget_size (type);
  g_autofree char *buffer = g_try_malloc0_n (n, length);

  if (buffer == NULL || H5Aread (attribute, type, buffer) < 0)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (texts, g_strndup (buffer + i * length, length));
  return TRUE;
}

static gboolean
read_long_texts (hid_t attribute, hid_t type, hid_t space, gsize n, GPtrArray *texts)
{
  g_autofree char **buffer = g_try_new0 (char *, n);

  if (buffer == NULL || H5Aread (attribute, type, buffer) < 0)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (texts, g_strdup (buffer[i] == NULL ? "" : buffer[i]));
  H5Dvlen_reclaim (type, space, H5P_DEFAULT, buffer);
  return TRUE;
}

/* Adds the texts of an attribute; FALSE when there is no such attribute or it is something else.
 * An empty list of no matter what is one of texts: NumPy makes numbers of it. */
static gboolean
add_texts (const FrostH5File *file, const char *path, const char *name, GPtrArray *texts)
{
  hid_t attribute = open_attribute (file, path, name);

  if (attribute < 0)
    return FALSE;
  hid_t type = H5Aget_type (attribute), space = H5Aget_space (attribute);
  hssize_t n = H5Sget_simple_extent_npoints (space);
  gboolean done = n == 0;
  if (n > 0 && H5Tget_class (type) == H5T_STRING)
    done = H5Tis_variable_str (type) > 0
               ? read_long_texts (attribute, type, space, (gsize) n, texts)
               : read_short_texts (attribute, type, (gsize) n, texts);
  H5Sclose (space);
  H5Tclose (type);
  H5Aclose (attribute);
  return done;
}

static char **
end_list (GPtrArray *texts)
{
  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (texts, FALSE);
}

char *
frost_h5_file_text (const FrostH5File *file, const char *path, const char *attribute)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (!add_texts (file, path, attribute, texts) || texts->len != 1)
    return NULL;
  return g_strdup (g_ptr_array_index (texts, 0));
}

char **
frost_h5_file_texts (const FrostH5File *file, const char *path, const char *attribute)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean found = add_texts (file, path, attribute, texts);

  for (int i = 0; !found || i > 0; i++)
    {
      g_autofree char *piece = g_strdup_printf ("%s%d", attribute, i);

      if (!add_texts (file, path, piece, texts))
        return i > 0 ? end_list (g_steal_pointer (&texts)) : NULL;
      found = TRUE;
    }
  return end_list (g_steal_pointer (&texts));
}

char **
frost_h5_file_members (const FrostH5File *file, const char *path)
{
  hid_t group = frost_h5_file_has (file, path)
                    ? H5Gopen2 (file->id, *path == '\0' ? "/" : path, H5P_DEFAULT)
                    : H5I_INVALID_HID;
  H5G_info_t info;

  if (group < 0)
    return NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  hsize_t n = H5Gget_info (group, &info) >= 0 ? info.nlinks : 0;
  for (hsize_t i = 0; i < n; i++)
    {
      ssize_t length = H5Lget_name_by_idx (group, ".", H5_INDEX_NAME, H5_ITER_INC, i,
                                           NULL, 0, H5P_DEFAULT);
      if (length < 0)
        continue;
      char *name = g_malloc0 ((gsize) length + 1);
      H5Lget_name_by_idx (group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name,
                          (size_t) length + 1, H5P_DEFAULT);
      g_ptr_array_add (names, name);
    }
  H5Gclose (group);
  return end_list (g_steal_pointer (&names));
}

static hid_t
open_dataset (const FrostH5File *file, const char *path)
{
  return *path != '\0' && frost_h5_file_has (file, path)
             ? H5Dopen2 (file->id, path, H5P_DEFAULT)
             : H5I_INVALID_HID;
}

gboolean
frost_h5_file_shape (const FrostH5File *file, const char *path, FrostShape *shape)
{
  hid_t dataset = open_dataset (file, path);
  hsize_t dim[FROST_SHAPE_MAX_RANK];

  if (dataset < 0)
    return FALSE;
  hid_t type = H5Dget_type (dataset), space = H5Dget_space (dataset);
  H5T_class_t class = H5Tget_class (type);
  int rank = H5Sget_simple_extent_ndims (space);
  gboolean fits = (class == H5T_FLOAT || class == H5T_INTEGER) && rank >= 0
                  && rank <= FROST_SHAPE_MAX_RANK
                  && H5Sget_simple_extent_dims (space, dim, NULL) == rank;
  if (fits)
    {
      shape->rank = rank;
      for (int i = 0; i < rank; i++)
        shape->dim[i] = (int64_t) dim[i];
    }
  H5Sclose (space);
  H5Tclose (type);
  H5Dclose (dataset);
  return fits;
}

gboolean
frost_h5_file_read (const FrostH5File *file, const char *path, float *numbers,
                    GError **error)
{
  hid_t dataset = open_dataset (file, path);
  herr_t status = -1;

  if (dataset >= 0)
    {
      status =
          H5Dread (dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers);
      H5Dclose (dataset);
    }
  if (status >= 0)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "%s: its numbers cannot be read", path);
  return FALSE;
}
