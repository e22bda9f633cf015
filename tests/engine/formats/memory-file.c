#include "tests/engine/formats/memory-file.h"

#include <sys/mman.h>
#include <unistd.h>

MemoryFile *
memory_file_new (const void *bytes, gsize n, gsize size)
{
  MemoryFile *file = g_new0 (MemoryFile, 1);

  file->fd = memfd_create ("memory-file", MFD_CLOEXEC);
  file->path = g_strdup_printf ("/proc/self/fd/%d", file->fd);
  g_assert_cmpint (write (file->fd, bytes, n), ==, (gssize) n);
  if (size > n)
    g_assert_cmpint (ftruncate (file->fd, (off_t) size), ==, 0);
  return file;
}

MemoryFile *
memory_file_of_array (GByteArray *bytes)
{
  MemoryFile *file = memory_file_new (bytes->data, bytes->len, bytes->len);

  g_byte_array_unref (bytes);
  return file;
}

void
memory_file_free (MemoryFile *file)
{
  close (file->fd);
  g_free (file->path);
  g_free (file);
}
