#include "ui/session/recent.h"

#include <glib/gstdio.h>

#include "session-fixture.h"

/* A folder that looks like a project's. */
static char *
make_project (const char *folder, const char *name)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *file = g_build_filename (path, FROST_DATABASE_FILE, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  return path;
}

static const FrostRecentProject *
entry (GPtrArray *list, guint i)
{
  return g_ptr_array_index (list, i);
}

static void
test_order (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *one = make_project (folder, "one");
  g_autofree char *two = make_project (folder, "two = [\xc3\xa4]; # %20\n");
  g_autofree char *two_file = g_build_filename (two, FROST_DATABASE_FILE, NULL);
  g_autoptr (GPtrArray) list = frost_recent_list ();
  GError *error = NULL;

  g_assert_cmpuint (list->len, ==, 0);
  frost_recent_add (one, &error);
  g_assert_no_error (error);
  frost_recent_add (two, &error);
  g_assert_no_error (error);
  g_ptr_array_unref (list);
  list = frost_recent_list ();
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (entry (list, 0)->folder, ==, two);
  g_assert_cmpstr (entry (list, 1)->name, ==, "one");
  g_assert_cmpint (entry (list, 0)->used, >=, entry (list, 1)->used);

  frost_recent_add (one, &error);
  g_ptr_array_unref (list);
  list = frost_recent_list ();
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (entry (list, 0)->folder, ==, one);

  /* Not there at the moment: listed, so that it can be removed, and known as missing. */
  g_remove (two_file);
  g_ptr_array_unref (list);
  list = frost_recent_list ();
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_true (frost_recent_project_is_there (entry (list, 0)));
  g_assert_false (frost_recent_project_is_there (entry (list, 1)));

  frost_recent_remove (two, &error);
  frost_recent_remove (one, &error);
  g_assert_no_error (error);
  g_ptr_array_unref (list);
  list = frost_recent_list ();
  g_assert_cmpuint (list->len, ==, 0);
  session_fixture_remove (folder);
}

static void
test_many (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autoptr (GPtrArray) list = NULL;
  GError *error = NULL;

  for (int i = 0; i < FROST_RECENT_MAX + 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("p%d", i);
      g_autofree char *path = make_project (folder, name);

      frost_recent_add (path, &error);
      g_assert_no_error (error);
    }
  list = frost_recent_list ();
  g_assert_cmpuint (list->len, ==, FROST_RECENT_MAX);
  g_assert_cmpstr (entry (list, 0)->name, ==, "p24");
  session_fixture_remove (folder);
}

static void
test_damaged (void)
{
  g_autofree char *path =
      g_build_filename (g_get_user_state_dir (), "frostline", "recent.ini", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  static const char *const texts[] = {
    "\xff\xfe", "[recent]\nproject-0=\nproject-1=12\nproject-2=x file:///a\n"
                "project-3=5 not a uri\nproject-4=5 file:///nowhere/at/all\n"
  };
  /* Of the second only the last entry can be read. */
  static const guint n_entries[] = { 0, 1 };

  g_mkdir_with_parents (folder, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) list = NULL;

      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      list = frost_recent_list ();
      g_assert_cmpuint (list->len, ==, n_entries[i]);
    }
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/recent/order", test_order);
  g_test_add_func ("/session/recent/many", test_many);
  g_test_add_func ("/session/recent/damaged", test_damaged);
  return g_test_run ();
}
