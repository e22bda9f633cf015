#include "data/store/project-lock.h"

#include "data/data-error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/file.h>
#include <unistd.h>

struct _FrostProjectLock
{
  _Atomic int refs;
  int fd;
};

FrostProjectLock *
frost_project_lock_acquire (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    {
      int saved = errno;
      g_set_error (error, FROST_DATA_ERROR, frost_data_error_from_errno (saved),
                   "%s: the folder cannot be opened: %s", folder, g_strerror (saved));
      return NULL;
    }

  int result;
  do
    result = flock (fd, LOCK_EX | LOCK_NB);
  while (result != 0 && errno == EINTR);

  if (result != 0)
    {
      int saved = errno;
      close (fd);
      if (saved == EWOULDBLOCK)
        g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_LOCKED,
                     "%s: the project is open in another window or command; close it "
                     "there first",
                     folder);
      else
        g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_IO,
                     "%s: this file system cannot lock the project (%s); move it to a "
                     "local disk",
                     folder, g_strerror (saved));
      return NULL;
    }

  FrostProjectLock *lock = g_new (FrostProjectLock, 1);
  atomic_init (&lock->refs, 1);
  lock->fd = fd;
  return lock;
}

FrostProjectLock *
frost_project_lock_ref (FrostProjectLock *lock)
{
  atomic_fetch_add (&lock->refs, 1);
  return lock;
}

void
frost_project_lock_unref (FrostProjectLock *lock)
{
  if (atomic_fetch_sub (&lock->refs, 1) != 1)
    return;
  close (lock->fd);
  g_free (lock);
}
