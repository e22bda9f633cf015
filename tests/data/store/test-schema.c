#include "data/store/schema.h"
#include "tests/data/project-fixture.h"

#include "data/store/database-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* A project as version `version` wrote it, with one class and two images in it. */
static void
make_old_project (const FixtureFolder *folder, int version)
{
  g_autoptr (GError) error = NULL;
  const char *file = fixture_path (folder, FROST_DATABASE_FILE);
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (file, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  g_assert_true (frost_schema_apply (handle, file, 0, version, &error));
  g_assert_no_error (error);
  g_assert_cmpint (
      sqlite3_exec (handle,
                    "INSERT INTO class (name, position, colour) VALUES ('cat', 0, 0);"
                    "INSERT INTO image (path, hash, format, width, height, file_size, "
                    "modified, class_id) VALUES "
                    "('a.jpg', zeroblob (32), 'JPEG', 4, 3, 10, 11, 1),"
                    "('b.jpg', zeroblob (32), 'PNG', 8, 6, 20, 21, NULL)",
                    NULL, NULL, NULL),
      ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  g_mkdir (fixture_path (folder, FROST_DATABASE_RUNS), 0755);
}

static int
read_version (const char *file)
{
  sqlite3 *handle = NULL;
  FrostSchemaState state;
  int version = -1;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sqlite3_open_v2 (file, &handle, SQLITE_OPEN_READONLY, NULL), ==,
                   SQLITE_OK);
  g_assert_true (frost_schema_inspect (handle, file, &state, &version, &error));
  g_assert_no_error (error);
  sqlite3_close (handle);
  return version;
}

static void
assert_old_content (FrostDatabase *database)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImageList) images = frost_images_list (database, &error);
  g_autofree char *names = fixture_dup_class_names (database);

  g_assert_no_error (error);
  g_assert_cmpstr (names, ==, "cat");
  g_assert_cmpuint (images->n, ==, 2);
  g_assert_cmpstr (images->items[0].path, ==, "a.jpg");
  g_assert_cmpint (images->items[0].class_id, ==, 1);
  g_assert_cmpint (images->items[1].class_id, ==, 0);
  g_assert_cmpint (images->items[1].width, ==, 8);
}

static void
test_migration (void)
{
  for (int version = 1; version < FROST_SCHEMA_VERSION; version++)
    {
      g_autoptr (FixtureFolder) folder = fixture_folder_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *name =
          g_strdup_printf (FROST_DATABASE_FILE ".v%d-backup", version);

      make_old_project (folder, version);
      g_autoptr (FrostDatabase) database = fixture_project_open (folder);
      assert_old_content (database);
      g_assert_true (frost_database_check_integrity (database, &error));

      /* What came later works on what was there before. */
      gint64 id = 2, run;
      g_assert_true (frost_labels_set (database, &id, 1, 1, &error));
      g_assert_true (frost_history_undo (database, NULL, &error));
      g_assert_true (frost_runs_add (database, &(FrostRun){ 0 }, &run, &error));
      g_assert_no_error (error);
      g_clear_pointer (&database, frost_database_close);
      g_assert_cmpint (read_version (fixture_path (folder, FROST_DATABASE_FILE)), ==,
                       FROST_SCHEMA_VERSION);

      /* The copy is a whole project of the old version. */
      g_assert_cmpint (read_version (fixture_path (folder, name)), ==, version);
      g_autoptr (FixtureFolder) restored = fixture_folder_new ();
      g_autofree char *content = NULL;
      gsize size;
      g_assert_true (
          g_file_get_contents (fixture_path (folder, name), &content, &size, &error));
      fixture_write (restored, FROST_DATABASE_FILE, content, size);
      g_autoptr (FrostDatabase) again = fixture_project_open (restored);
      assert_old_content (again);
    }
}

static void
test_backup_is_never_overwritten (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autofree char *content = NULL;
  const char *first =
      fixture_write (folder, FROST_DATABASE_FILE ".v1-backup", "mine", -1);

  make_old_project (folder, 1);
  frost_database_close (fixture_project_open (folder));
  g_assert_true (g_file_get_contents (first, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  g_assert_cmpint (
      read_version (fixture_path (folder, FROST_DATABASE_FILE ".v1-backup-2")), ==, 1);
}

/* No backup, no migration: the project is as it was. */
static void
test_backup_fails (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  sqlite3 *handle = NULL;

  make_old_project (folder, 1);
  g_assert_cmpint (sqlite3_open (fixture_path (folder, FROST_DATABASE_FILE), &handle), ==,
                   SQLITE_OK);
  g_assert_false (frost_schema_back_up (
      handle, fixture_path (folder, "no/such/folder/project"), 1, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "backup"));
  sqlite3_close (handle);
  g_assert_cmpint (read_version (fixture_path (folder, FROST_DATABASE_FILE)), ==, 1);
}

static void
test_old_project_read_only (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;

  make_old_project (folder, 1);
  g_autoptr (FrostDatabase) database =
      frost_database_open (folder->path, FROST_DATABASE_READ, &error);
  g_assert_no_error (error);
  assert_old_content (database);

  g_autoptr (GPtrArray) runs = frost_runs_list (database, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, 0);
  g_clear_pointer (&database, frost_database_close);

  g_assert_cmpint (read_version (fixture_path (folder, FROST_DATABASE_FILE)), ==, 1);
  g_assert_false (g_file_test (fixture_path (folder, FROST_DATABASE_FILE ".v1-backup"),
                               G_FILE_TEST_EXISTS));
}

static void
test_failed_step_changes_nothing (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  const char *file = fixture_path (folder, FROST_DATABASE_FILE);
  sqlite3 *handle = NULL;

  /* The last step will find its table taken. */
  make_old_project (folder, 1);
  g_assert_cmpint (sqlite3_open (file, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, "CREATE TABLE run_artefact (x)", NULL, NULL, NULL);
  sqlite3_close (handle);

  g_assert_null (frost_database_open (folder->path, FROST_DATABASE_WRITE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CORRUPT);
  g_assert_cmpint (read_version (file), ==, 1);
  g_assert_cmpint (sqlite3_open (file, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "SELECT 1 FROM history", NULL, NULL, NULL), !=,
                   SQLITE_OK);
  sqlite3_close (handle);
}

static void
test_inspect (void)
{
  g_autoptr (GError) error = NULL;
  FrostSchemaState state;
  sqlite3 *handle = NULL;
  int version;

  g_assert_cmpint (sqlite3_open (":memory:", &handle), ==, SQLITE_OK);
  g_assert_true (frost_schema_inspect (handle, "m", &state, NULL, &error));
  g_assert_cmpint (state, ==, FROST_SCHEMA_NONE);
  g_assert_true (frost_schema_apply (handle, "m", 0, 1, &error));
  g_assert_true (frost_schema_inspect (handle, "m", &state, &version, &error));
  g_assert_cmpint (state, ==, FROST_SCHEMA_OLDER);
  g_assert_cmpint (version, ==, 1);
  g_assert_true (frost_schema_apply (handle, "m", 1, FROST_SCHEMA_VERSION, &error));
  g_assert_true (frost_schema_inspect (handle, "m", &state, &version, &error));
  g_assert_cmpint (state, ==, FROST_SCHEMA_CURRENT);

  sqlite3_exec (handle, "PRAGMA user_version = -1", NULL, NULL, NULL);
  g_assert_false (frost_schema_inspect (handle, "m", &state, &version, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CORRUPT);
  sqlite3_close (handle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema/migration", test_migration);
  g_test_add_func ("/schema/backup-is-never-overwritten",
                   test_backup_is_never_overwritten);
  g_test_add_func ("/schema/backup-fails", test_backup_fails);
  g_test_add_func ("/schema/old-project-read-only", test_old_project_read_only);
  g_test_add_func ("/schema/failed-step-changes-nothing",
                   test_failed_step_changes_nothing);
  g_test_add_func ("/schema/inspect", test_inspect);
  return g_test_run ();
}
