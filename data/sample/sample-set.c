#include "data/sample/sample-set.h"
#include "data/image/encode.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define JPEG_QUALITY 92

static FrostDataError
code_of_file_error (const GError *error)
{
  switch (error->code)
    {
    case G_FILE_ERROR_NOENT:
    case G_FILE_ERROR_NOTDIR:
      return FROST_DATA_ERROR_NOT_FOUND;
    case G_FILE_ERROR_ROFS:
      return FROST_DATA_ERROR_READ_ONLY;
    case G_FILE_ERROR_NOSPC:
      return FROST_DATA_ERROR_FULL;
    case G_FILE_ERROR_NOMEM:
      return FROST_DATA_ERROR_MEMORY;
    default:
      return FROST_DATA_ERROR_IO;
    }
}

static gboolean
make_folder (const char *path, GError **error)
{
  GStatBuf info;
  int saved_errno = 0;

  if (g_mkdir_with_parents (path, 0777) != 0)
    saved_errno = errno;
  else if (g_stat (path, &info) != 0)
    saved_errno = errno;
  else if (!S_ISDIR (info.st_mode))
    saved_errno = ENOTDIR;
  if (saved_errno == 0)
    return TRUE;
  g_set_error (error, FROST_DATA_ERROR, frost_data_error_from_errno (saved_errno),
               "%s: the folder cannot be made: %s", path, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
write_picture (const char *path, const FrostImage *image, GError **error)
{
  g_autoptr (GError) file_error = NULL;
  g_autoptr (GBytes) bytes = frost_image_encode_jpeg (image, JPEG_QUALITY, error);

  if (bytes == NULL)
    return FALSE;

  /* Written beside and renamed: whoever reads the folder never meets half a picture. */
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  if (g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT,
                                0666, &file_error))
    return TRUE;
  g_set_error (error, FROST_DATA_ERROR, code_of_file_error (file_error),
               "%s: the picture cannot be written: %s", path, file_error->message);
  return FALSE;
}

gboolean
frost_sample_set_write (const char *folder, guint64 seed, int per_class,
                        FrostDataCancel *cancel, FrostSampleProgress progress_cb,
                        gpointer user_data, GError **error)
{
  int n_done = 0;

  g_return_val_if_fail (folder != NULL, FALSE);
  if (per_class < 1 || per_class > FROST_SAMPLE_PER_CLASS_MAX)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "sample set: %d pictures a class were asked for, 1 to %d are possible",
                   per_class, FROST_SAMPLE_PER_CLASS_MAX);
      return FALSE;
    }

  const int n_total = FROST_SAMPLE_N_CLASSES * per_class;
  g_autoptr (FrostImage) image =
      frost_image_new (FROST_SAMPLE_SIZE, FROST_SAMPLE_SIZE, error);
  if (image == NULL)
    return FALSE;

  for (int class_index = 0; class_index < FROST_SAMPLE_N_CLASSES; class_index++)
    {
      const char *name = frost_sample_get_class_name (class_index);
      g_autofree char *class_folder = g_build_filename (folder, name, NULL);

      if (!make_folder (class_folder, error))
        return FALSE;
      for (int index = 0; index < per_class; index++)
        {
          g_autofree char *file = g_strdup_printf ("%s-%04d.jpg", name, index + 1);
          g_autofree char *path = g_build_filename (class_folder, file, NULL);

          if (frost_data_cancel_is_raised (cancel))
            {
              g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CANCELLED,
                           "%s: cancelled after %d of %d pictures", folder, n_done,
                           n_total);
              return FALSE;
            }
          if (!frost_sample_draw (class_index, seed, index, FROST_SAMPLE_SIZE,
                                  image->pixels))
            {
              g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                           "%s: no memory to draw a picture of %d x %d", path,
                           FROST_SAMPLE_SIZE, FROST_SAMPLE_SIZE);
              return FALSE;
            }
          if (!write_picture (path, image, error))
            return FALSE;
          n_done++;
          if (progress_cb != NULL)
            progress_cb (n_done, n_total, user_data);
        }
    }
  return TRUE;
}
