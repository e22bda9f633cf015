#include "data/store/project-lock.h"
#include "tests/data/project-fixture.h"

static void
test_lock (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  FrostProjectLock *lock = frost_project_lock_acquire (folder->path, &error);

  g_assert_no_error (error);
  g_assert_null (frost_project_lock_acquire (folder->path, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_LOCKED);

  FrostProjectLock *shared = frost_project_lock_ref (lock);
  frost_project_lock_unref (lock);
  g_assert_null (frost_project_lock_acquire (folder->path, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_LOCKED);

  frost_project_lock_unref (shared);
  lock = frost_project_lock_acquire (folder->path, &error);
  g_assert_no_error (error);
  frost_project_lock_unref (lock);
}

static void
test_errors (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_project_lock_acquire (fixture_path (folder, "no"), &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_null (frost_project_lock_acquire (fixture_write (folder, "f", "", 0), &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project-lock/lock", test_lock);
  g_test_add_func ("/project-lock/errors", test_errors);
  return g_test_run ();
}
