#include "data/image/image-file.h"

#include "data/data-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void
set_errno_error (GError **error, const char *path, const char *verb, int err)
{
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, FROST_DATA_ERROR, frost_data_error_from_errno (err),
               "%s: cannot %s: %s", name, verb, g_strerror (err));
}

static const char *
kind_of (mode_t mode)
{
  return S_ISDIR (mode)    ? "a folder"
         : S_ISFIFO (mode) ? "a pipe"
         : S_ISSOCK (mode) ? "a socket"
                           : "a device";
}

int
frost_image_file_open (const char *path, gsize *size, GError **error)
{
  /* Without O_NONBLOCK, opening a FIFO that nobody writes to never returns. On a
   * regular file the flag means nothing. */
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    {
      set_errno_error (error, path, "open", errno);
      return -1;
    }

  struct stat st;
  if (fstat (fd, &st) != 0)
    {
      set_errno_error (error, path, "examine", errno);
      close (fd);
      return -1;
    }
  if (!S_ISREG (st.st_mode))
    {
      g_autofree char *name = g_filename_display_name (path);
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_IO,
                   "%s: is %s, but an image is a regular file", name,
                   kind_of (st.st_mode));
      close (fd);
      return -1;
    }
  *size = (gsize) st.st_size;
  return fd;
}

guint8 *
frost_image_file_read_start (int fd, gsize size, const char *path, gsize *n_read,
                             GError **error)
{
  guint8 *data = g_try_malloc (MAX (size, 1));
  if (data == NULL)
    {
      g_autofree char *name = g_filename_display_name (path);
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "%s: no memory for its %" G_GSIZE_FORMAT " bytes", name, size);
      return NULL;
    }

  gsize n = 0;
  while (n < size)
    {
      gssize got = pread (fd, data + n, size - n, (off_t) n);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          set_errno_error (error, path, "read", errno);
          g_free (data);
          return NULL;
        }
      if (got == 0) /* the file shrank since it was opened */
        break;
      n += (gsize) got;
    }
  *n_read = n;
  return data;
}

guint8 *
frost_image_file_read (const char *path, gsize *size, GError **error)
{
  gsize file_size;
  int fd = frost_image_file_open (path, &file_size, error);
  if (fd < 0)
    return NULL;

  guint8 *data = NULL;
  gsize n = 0;
  if (file_size > FROST_IMAGE_FILE_MAX)
    {
      g_autofree char *name = g_filename_display_name (path);
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_UNSUPPORTED,
                   "%s: has %" G_GSIZE_FORMAT " bytes, but an image file has at most "
                   "%" G_GSIZE_FORMAT,
                   name, file_size, FROST_IMAGE_FILE_MAX);
    }
  else
    data = frost_image_file_read_start (fd, file_size, path, &n, error);
  close (fd);

  if (data != NULL && n == 0)
    {
      g_autofree char *name = g_filename_display_name (path);
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_EMPTY,
                   "%s: is empty, needs a JPEG or PNG image", name);
      g_clear_pointer (&data, g_free);
    }
  if (data != NULL)
    *size = n;
  return data;
}
