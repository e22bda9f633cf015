#include "ui/session/recent.h"

#include <glib/gstdio.h>

#include "ui/session/engine-data.h"

/* The folder is the value and not the group's name, which may not hold every character. */
#define GROUP "recent"

void
frost_recent_project_free (FrostRecentProject *recent)
{
  g_free (recent->folder);
  g_free (recent->name);
  g_free (recent);
}

gboolean
frost_recent_project_is_there (const FrostRecentProject *recent)
{
  g_autofree char *file = g_build_filename (recent->folder, FROST_DATABASE_FILE, NULL);

  return g_file_test (file, G_FILE_TEST_EXISTS);
}

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "frostline", "recent.ini", NULL);
}

static char *
dup_key (guint i)
{
  return g_strdup_printf ("project-%u", i);
}

/* A value is "microseconds folder"; the folder in URI escapes, since names are bytes. */
static FrostRecentProject *
parse_entry (const char *value)
{
  g_autoptr (FrostRecentProject) recent = g_new0 (FrostRecentProject, 1);
  g_autofree char *base = NULL;
  char *end = NULL;

  recent->used = g_ascii_strtoll (value, &end, 10);
  if (end == value || *end != ' ')
    return NULL;
  recent->folder = g_filename_from_uri (end + 1, NULL, NULL);
  if (recent->folder == NULL)
    return NULL;
  base = g_path_get_basename (recent->folder);
  recent->name = g_filename_display_name (base);
  return g_steal_pointer (&recent);
}

GPtrArray *
frost_recent_list (void)
{
  GPtrArray *list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_recent_project_free);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = dup_path ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return list;
  for (guint i = 0; i < FROST_RECENT_MAX; i++)
    {
      g_autofree char *key = dup_key (i);
      g_autofree char *value = g_key_file_get_string (file, GROUP, key, NULL);
      FrostRecentProject *recent = value != NULL ? parse_entry (value) : NULL;

      if (recent != NULL)
        g_ptr_array_add (list, recent);
    }
  return list;
}

static gboolean
save_all (GPtrArray *list, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);

  for (guint i = 0; i < list->len && i < FROST_RECENT_MAX; i++)
    {
      const FrostRecentProject *recent = g_ptr_array_index (list, i);
      g_autofree char *key = dup_key (i);
      g_autofree char *uri = g_filename_to_uri (recent->folder, NULL, error);
      g_autofree char *value = NULL;

      if (uri == NULL)
        return FALSE;
      value = g_strdup_printf ("%" G_GINT64_FORMAT " %s", recent->used, uri);
      g_key_file_set_string (file, GROUP, key, value);
    }

  /* An error here shows again, and better said, when the file is written. */
  g_mkdir_with_parents (folder, 0700);
  return g_key_file_save_to_file (file, path, error);
}

static void
drop (GPtrArray *list, const char *folder)
{
  for (guint i = list->len; i-- > 0;)
    if (g_strcmp0 (((FrostRecentProject *) g_ptr_array_index (list, i))->folder, folder)
        == 0)
      g_ptr_array_remove_index (list, i);
}

gboolean
frost_recent_add (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) list = frost_recent_list ();
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);
  FrostRecentProject *recent = g_new0 (FrostRecentProject, 1);

  drop (list, absolute);
  recent->folder = g_steal_pointer (&absolute);
  recent->used = g_get_real_time ();
  g_ptr_array_insert (list, 0, recent);
  return save_all (list, error);
}

gboolean
frost_recent_remove (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) list = frost_recent_list ();
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);

  drop (list, absolute);
  return save_all (list, error);
}
