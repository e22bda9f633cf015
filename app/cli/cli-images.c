#include "app/cli/cli-images.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ui/session/engine-data.h"

/* Deeper than anybody sorts photographs; a guard against mounts within themselves. */
#define DEPTH_MAX 32

static void
add (FrostCliImages *images, char *path, guint8 named)
{
  g_ptr_array_add (images->paths, path);
  g_byte_array_append (images->named, &named, 1);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
add_folder (FrostCliImages *images, const char *folder, int depth, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (depth > DEPTH_MAX)
    return TRUE;
  dir = g_dir_open (folder, 0, error);
  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path =
          g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK)
              && !add_folder (images, path, depth + 1, error))
            return FALSE;
        }
      else
        add (images, g_steal_pointer (&path), 0);
    }
  return TRUE;
}

FrostCliImages *
frost_cli_images_new (char **arguments, GError **error)
{
  g_autoptr (FrostCliImages) images = g_new0 (FrostCliImages, 1);

  images->paths = g_ptr_array_new_with_free_func (g_free);
  images->named = g_byte_array_new ();
  for (gsize i = 0; arguments[i] != NULL; i++)
    {
      if (g_file_test (arguments[i], G_FILE_TEST_IS_DIR))
        {
          if (!add_folder (images, arguments[i], 0, error))
            return NULL;
        }
      else
        add (images, g_strdup (arguments[i]), 1);
    }

  if (images->paths->len == 0)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                   "%s: there are no files in it, but at least one image is needed",
                   arguments[0]);
      return NULL;
    }
  return g_steal_pointer (&images);
}

void
frost_cli_images_free (FrostCliImages *images)
{
  g_ptr_array_unref (images->paths);
  g_byte_array_unref (images->named);
  g_free (images);
}
