#include "ui/start/project-place.h"

#include <string.h>
#include <unistd.h>

#include "ui/session/engine-data.h"

char *
frost_project_place_dup_default (void)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  return g_build_filename (documents != NULL ? documents : g_get_home_dir (), "Frostline",
                           NULL);
}

char *
frost_project_place_dup_free (const char *parent, const char *name)
{
  char *folder = g_build_filename (parent, name, NULL);

  for (int i = 2; g_file_test (folder, G_FILE_TEST_EXISTS); i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s %d", name, i);

      g_free (folder);
      folder = g_build_filename (parent, numbered, NULL);
    }
  return folder;
}

char *
frost_project_place_dup_display (const char *folder)
{
  const char *home = g_get_home_dir ();
  gsize n = strlen (home);

  if (n > 1 && strncmp (folder, home, n) == 0
      && (folder[n] == G_DIR_SEPARATOR || folder[n] == '\0'))
    {
      g_autofree char *rest = g_filename_display_name (folder + n);
      return g_strconcat ("~", rest, NULL);
    }
  return g_filename_display_name (folder);
}

char *
frost_project_place_dup_problem (const char *folder)
{
  g_autofree char *project = g_build_filename (folder, FROST_DATABASE_FILE, NULL);
  g_autofree char *existing = g_strdup (folder);

  if (g_file_test (project, G_FILE_TEST_EXISTS))
    return g_strdup ("There is a project in that folder already: choose another name");
  if (g_file_test (folder, G_FILE_TEST_EXISTS)
      && !g_file_test (folder, G_FILE_TEST_IS_DIR))
    return g_strdup ("There is a file of that name: choose another name");

  /* What is missing of the way there will be made, in the last folder that exists. */
  while (!g_file_test (existing, G_FILE_TEST_EXISTS))
    {
      char *parent = g_path_get_dirname (existing);

      g_free (existing);
      existing = parent;
    }
  if (access (existing, W_OK) != 0)
    {
      g_autofree char *display = frost_project_place_dup_display (existing);
      return g_strdup_printf ("%s cannot be written: choose another place", display);
    }
  return NULL;
}
