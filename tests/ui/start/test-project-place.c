#include "ui/start/project-place.h"

#include <glib/gstdio.h>

#include "tests/ui/session/session-fixture.h"

static void
test_free (void)
{
  g_autofree char *parent = session_fixture_make_folder ();
  g_autofree char *first = frost_project_place_dup_free (parent, "insects");
  g_autofree char *expected = g_build_filename (parent, "insects", NULL);
  g_autofree char *expected_second = g_build_filename (parent, "insects 2", NULL);

  g_assert_cmpstr (first, ==, expected);
  g_assert_cmpint (g_mkdir (first, 0700), ==, 0);
  g_autofree char *second = frost_project_place_dup_free (parent, "insects");
  g_assert_cmpstr (second, ==, expected_second);
  session_fixture_remove (parent);
}

static void
test_problem (void)
{
  g_autofree char *parent = session_fixture_make_folder ();
  g_autofree char *deep = g_build_filename (parent, "a", "b", "c", NULL);
  g_autofree char *file = g_build_filename (parent, "file", NULL);
  g_autofree char *project = g_build_filename (parent, "project.frostline", NULL);

  g_assert_null (frost_project_place_dup_problem (deep));
  g_assert_null (frost_project_place_dup_problem (parent));

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_autofree char *is_file = frost_project_place_dup_problem (file);
  g_assert_nonnull (strstr (is_file, "a file of that name"));

  g_assert_true (g_file_set_contents (project, "x", 1, NULL));
  g_autofree char *is_project = frost_project_place_dup_problem (parent);
  g_assert_nonnull (strstr (is_project, "a project in that folder already"));

  /* Nobody makes folders in /proc, not even root. */
  g_autofree char *refused = frost_project_place_dup_problem ("/proc/1/frostline");
  if (refused != NULL)
    g_assert_nonnull (strstr (refused, "choose another place"));
  session_fixture_remove (parent);
}

static void
test_display (void)
{
  g_autofree char *home = g_build_filename (g_get_home_dir (), "a", NULL);
  g_autofree char *inside = frost_project_place_dup_display (home);
  g_autofree char *beside = g_strconcat (g_get_home_dir (), "x", NULL);
  g_autofree char *outside = frost_project_place_dup_display (beside);
  g_autofree char *bytes = frost_project_place_dup_display ("/tmp/\xff");

  g_assert_cmpstr (inside, ==, "~/a");
  g_assert_cmpstr (outside, ==, beside);
  g_assert_true (g_utf8_validate (bytes, -1, NULL));
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/project-place/free", test_free);
  g_test_add_func ("/project-place/problem", test_problem);
  g_test_add_func ("/project-place/display", test_display);
  return g_test_run ();
}
