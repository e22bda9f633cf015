#include "tests/data/project-fixture.h"

static void
test_setting (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  char *value = (char *) "untouched";

  g_assert_true (frost_project_setting_dup (database, "seed", &value, &error));
  g_assert_null (value);
  g_assert_true (frost_project_setting_set (database, "seed", "1", &error));
  g_assert_true (
      frost_project_setting_set (database, "seed", "18446744073709551615", &error));
  g_clear_pointer (&database, frost_database_close);

  database = fixture_project_open (folder);
  g_assert_true (frost_project_setting_dup (database, "seed", &value, &error));
  g_assert_cmpstr (value, ==, "18446744073709551615");
  g_free (value);
  g_assert_true (frost_project_setting_set (database, "seed", NULL, &error));
  g_assert_true (frost_project_setting_dup (database, "seed", &value, &error));
  g_assert_null (value);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project-setting/setting", test_setting);
  return g_test_run ();
}
