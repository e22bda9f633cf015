/* Preloaded into the program under test: a disk that is full. Writes to files below
 * FROST_FULL_FOLDER fail with ENOSPC once FROST_FULL_AFTER bytes have been written there. */
/* Both names are defined here; the first must not be turned into the second. */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

ssize_t write (int fd, const void *data, size_t n);
ssize_t pwrite (int fd, const void *data, size_t n, off_t offset);
ssize_t pwrite64 (int fd, const void *data, size_t n, off64_t offset);

static long written;

static int
is_full (int fd, size_t n)
{
  const char *folder = getenv ("FROST_FULL_FOLDER");
  const char *after = getenv ("FROST_FULL_AFTER");
  char link[64], path[PATH_MAX];
  ssize_t length;

  if (folder == NULL || after == NULL)
    return 0;
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path - 1);
  if (length < 0)
    return 0;
  path[length] = '\0';
  if (strncmp (path, folder, strlen (folder)) != 0)
    return 0;
  if (written + (long) n <= atol (after))
    {
      written += (long) n;
      return 0;
    }
  errno = ENOSPC;
  return 1;
}

ssize_t
write (int fd, const void *data, size_t n)
{
  static ssize_t (*next) (int, const void *, size_t);

  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "write");
  return is_full (fd, n) ? -1 : next (fd, data, n);
}

ssize_t
pwrite (int fd, const void *data, size_t n, off_t offset)
{
  static ssize_t (*next) (int, const void *, size_t, off_t);

  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "pwrite");
  return is_full (fd, n) ? -1 : next (fd, data, n, offset);
}

ssize_t
pwrite64 (int fd, const void *data, size_t n, off64_t offset)
{
  static ssize_t (*next) (int, const void *, size_t, off64_t);

  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "pwrite64");
  return is_full (fd, n) ? -1 : next (fd, data, n, offset);
}
