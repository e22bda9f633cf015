/* A folder in the memory of the machine, whose files a target writes anew for every input. */
#pragma once

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static inline const char *
fuzz_folder (void)
{
  static char *folder;

  if (folder == NULL)
    {
      gboolean shm = g_access ("/dev/shm", W_OK) == 0;
      g_autofree char *path =
          g_build_filename (shm ? "/dev/shm" : g_get_tmp_dir (), "fuzz-XXXXXX", NULL);

      folder = g_mkdtemp (g_steal_pointer (&path));
      if (folder == NULL)
        abort ();
    }
  return folder;
}

static inline void
fuzz_folder_write (const char *name, const void *bytes, size_t size)
{
  g_autofree char *path = g_build_filename (fuzz_folder (), name, NULL);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0 || write (fd, bytes, size) != (ssize_t) size)
    abort ();
  close (fd);
}
