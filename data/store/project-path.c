#include "data/store/project-path.h"

#include <string.h>

/* The length of the common folders of both, with the slash after them; 1 = only "/". */
static gsize
common_length (const char *folder, const char *file)
{
  gsize common = 0, i = 0;

  for (; folder[i] != '\0' && folder[i] == file[i]; i++)
    if (folder[i] == '/')
      common = i + 1;
  /* The folder may end where the file goes on: the folder itself is then common. */
  if (folder[i] == '\0' && file[i] == '/')
    common = i + 1;
  return common;
}

char *
frost_project_path_store (const char *folder, const char *file)
{
  gsize common = common_length (folder, file);
  g_autoptr (GString) path = NULL;

  if (common <= 1)
    return g_strdup (file);

  path = g_string_new (NULL);
  if (common <= strlen (folder))
    {
      g_string_append (path, "../");
      for (const char *p = folder + common; *p != '\0'; p++)
        if (*p == '/')
          g_string_append (path, "../");
    }
  g_string_append (path, file + common);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

char *
frost_project_path_resolve (const char *folder, const char *stored)
{
  if (g_path_is_absolute (stored))
    return g_strdup (stored);

  /* Lexically, as it was made: the folder has no symbolic links in it. */
  return g_canonicalize_filename (stored, folder);
}
