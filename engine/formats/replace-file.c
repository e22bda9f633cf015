#include "engine/formats/replace-file.h"

#include "engine/core/error.h"

#include <errno.h>
#include <stdint.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_SIZE (1 << 16)

struct FrostReplaceFile
{
  char *path;      /* links resolved */
  char *temporary; /* NULL once renamed or removed */
  int fd;
  int failure; /* errno of the first write that failed */
  size_t fill;
  uint8_t buffer[BUFFER_SIZE];
};

static void
set_error (GError **error, const char *path, int code)
{
  const char *advice = "";

  switch (code)
    {
    case ENOSPC:
    case EDQUOT:
      advice = ": free some space, or save in another place";
      break;
    case EFBIG:
      advice = ": this place does not take so large a file, save in another one";
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      advice = ": choose a folder that you may write to";
      break;
    case ENOENT:
    case ENOTDIR:
      advice = ": choose a folder that exists";
      break;
    case EISDIR:
      advice = ": choose a file name, not a folder";
      break;
    default:
      break;
    }
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
               "%s: could not be written: %s%s", path, g_strerror (code), advice);
}

FrostReplaceFile *
frost_replace_file_begin (const char *path, GError **error)
{
  g_autoptr (FrostReplaceFile) file = g_new0 (FrostReplaceFile, 1);
  char *target = realpath (path, NULL);
  struct stat status;

  file->fd = -1;
  file->path = g_strdup (target != NULL ? target : path);
  free (target);

  gboolean exists = stat (file->path, &status) == 0;
  if (exists && !S_ISREG (status.st_mode))
    {
      if (S_ISDIR (status.st_mode))
        set_error (error, path, EISDIR);
      else
        g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
                     "%s: is not a regular file, choose another name", path);
      return NULL;
    }

  file->temporary = g_strdup_printf ("%s.XXXXXX", file->path);
  file->fd = g_mkstemp_full (file->temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (file->fd < 0)
    {
      set_error (error, path, errno);
      g_clear_pointer (&file->temporary, g_free);
      return NULL;
    }
  if (exists && fchmod (file->fd, status.st_mode & 07777) != 0)
    {
      set_error (error, path, errno);
      return NULL;
    }
  return g_steal_pointer (&file);
}

static void
write_all (FrostReplaceFile *file, const uint8_t *data, size_t size)
{
  while (size > 0 && file->failure == 0)
    {
      ssize_t n = write (file->fd, data, size);
      if (n > 0)
        {
          data += n;
          size -= (size_t) n;
        }
      else if (n == 0)
        file->failure = ENOSPC;
      else if (errno != EINTR)
        file->failure = errno;
    }
}

static void
flush (FrostReplaceFile *file)
{
  write_all (file, file->buffer, file->fill);
  file->fill = 0;
}

void
frost_replace_file_write (FrostReplaceFile *file, const void *data, size_t size)
{
  if (size > BUFFER_SIZE - file->fill)
    flush (file);
  if (size > BUFFER_SIZE)
    {
      write_all (file, data, size);
      return;
    }
  if (size > 0)
    memcpy (file->buffer + file->fill, data, size);
  file->fill += size;
}

gboolean
frost_replace_file_commit (FrostReplaceFile *file, GError **error)
{
  flush (file);
  if (file->failure == 0 && fsync (file->fd) != 0)
    file->failure = errno;
  /* Some file systems report a full disk only here. */
  if (close (file->fd) != 0 && file->failure == 0 && errno != EINTR)
    file->failure = errno;
  file->fd = -1;
  if (file->failure == 0 && g_rename (file->temporary, file->path) != 0)
    file->failure = errno;
  if (file->failure != 0)
    {
      set_error (error, file->path, file->failure);
      return FALSE;
    }
  g_clear_pointer (&file->temporary, g_free);

  /* The new file is complete whatever happens now; without this a power cut may bring the old
   * one back. A file system that cannot synchronise a folder (EINVAL) has nothing to do. */
  g_autofree char *folder = g_path_get_dirname (file->path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0)
    {
      if (fsync (fd) != 0 && errno != EINVAL && errno != EROFS)
        {
          set_error (error, folder, errno);
          close (fd);
          return FALSE;
        }
      close (fd);
    }
  return TRUE;
}

void
frost_replace_file_free (FrostReplaceFile *file)
{
  if (file->fd >= 0)
    close (file->fd);
  if (file->temporary != NULL)
    g_unlink (file->temporary);
  g_free (file->temporary);
  g_free (file->path);
  g_free (file);
}
