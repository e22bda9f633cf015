#include "engine/formats/regular-file.h"

#include "engine/core/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
io_error (int code, GError **error)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO, "could not be read: %s",
               g_strerror (code));
  return FALSE;
}

FrostRegularFile *
frost_regular_file_open (const char *path, GError **error)
{
  g_autoptr (FrostRegularFile) file = g_new0 (FrostRegularFile, 1);
  struct stat status;

  /* Not blocking, so that a pipe without a writer is refused and not waited for. */
  file->fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (file->fd < 0 || fstat (file->fd, &status) != 0)
    {
      io_error (errno, error);
      return NULL;
    }
  if (!S_ISREG (status.st_mode))
    {
      g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
                           "is not a regular file");
      return NULL;
    }
  file->size = status.st_size;
  return g_steal_pointer (&file);
}

void
frost_regular_file_free (FrostRegularFile *file)
{
  if (file->fd >= 0)
    close (file->fd);
  g_free (file);
}

gboolean
frost_regular_file_read (const FrostRegularFile *file, int64_t position, void *bytes,
                         size_t n, GError **error)
{
  uint8_t *to = bytes;

  if (position < 0 || position > file->size || n > (uint64_t) (file->size - position))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "has %" G_GINT64_FORMAT " bytes, %zu at %" G_GINT64_FORMAT
                   " are needed",
                   file->size, n, position);
      return FALSE;
    }
  while (n > 0)
    {
      ssize_t got = pread (file->fd, to, n, position);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return io_error (errno, error);
      if (got == 0)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
                       "could not be read: it ends at byte %" G_GINT64_FORMAT
                       " and had %" G_GINT64_FORMAT " when it was opened",
                       position, file->size);
          return FALSE;
        }
      to += got;
      position += got;
      n -= (size_t) got;
    }
  return TRUE;
}
