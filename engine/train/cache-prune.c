#include "engine/train/cache-prune.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENDING ".features"

typedef struct
{
  char *path;
  gint64 bytes;
  gint64 opened; /* seconds: the cache sets its file's time whenever it opens it */
} CacheFile;

static void
cache_file_clear (CacheFile *file)
{
  g_free (file->path);
}

static int
compare_opened (gconstpointer a, gconstpointer b)
{
  gint64 left = ((const CacheFile *) a)->opened, right = ((const CacheFile *) b)->opened;

  return (left > right) - (left < right);
}

static GArray *
list_files (const char *folder)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (CacheFile));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (files, (GDestroyNotify) cache_file_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat info;

      if (!g_str_has_suffix (name, ENDING) || lstat (path, &info) != 0
          || !S_ISREG (info.st_mode))
        continue;
      /* Blocks and not the size: a file may have holes. */
      g_array_append_val (files,
                          ((CacheFile){ g_steal_pointer (&path),
                                        (gint64) info.st_blocks * 512, info.st_mtime }));
    }
  g_array_sort (files, compare_opened);
  return files;
}

/* The lock is asked for first: whoever uses the file holds it. */
static gboolean
remove_unlocked (const char *path)
{
  int file = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  gboolean removed;

  if (file < 0)
    return FALSE;
  removed = flock (file, LOCK_EX | LOCK_NB) == 0 && unlink (path) == 0;
  close (file);
  return removed;
}

void
frost_cache_prune (const char *folder, gint64 limit)
{
  g_autoptr (GArray) files = list_files (folder);
  gint64 total = 0;

  for (guint i = 0; i < files->len; i++)
    total += g_array_index (files, CacheFile, i).bytes;
  for (guint i = 0; i < files->len && total > limit; i++)
    {
      const CacheFile *file = &g_array_index (files, CacheFile, i);

      if (remove_unlocked (file->path))
        total -= file->bytes;
    }
}
