/* A folder in the memory of the machine, whose files a target writes anew for every input. */
#pragma once

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static char *fuzz_folder_path;

static inline void
fuzz_folder_remove (void)
{
  g_autoptr (GDir) dir = g_dir_open (fuzz_folder_path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fuzz_folder_path, name, NULL);
      g_unlink (path);
    }
  g_rmdir (fuzz_folder_path);
}

static inline const char *
fuzz_folder (void)
{
  if (fuzz_folder_path == NULL)
    {
      gboolean shm = g_access ("/dev/shm", W_OK) == 0;

      fuzz_folder_path =
          g_build_filename (shm ? "/dev/shm" : g_get_tmp_dir (), "fuzz-XXXXXX", NULL);
      if (g_mkdtemp (fuzz_folder_path) == NULL)
        abort ();
      atexit (fuzz_folder_remove);
    }
  return fuzz_folder_path;
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
