#include "tests/data/project-fixture.h"

#include "data/store/database-private.h"
#include "data/store/schema.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names in the folder, sorted: what a read-only open must leave as it is. */
static char *
dup_listing (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

static void
test_create (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  const char *path = fixture_path (folder, "deep/er/project");
  FrostDatabase *database = frost_database_create (path, &error);

  g_assert_no_error (error);
  g_assert_false (frost_database_is_read_only (database));
  g_autofree char *real = realpath (path, NULL);
  g_assert_cmpstr (frost_database_get_folder (database), ==, real);
  g_assert_true (frost_database_check_integrity (database, &error));
  frost_database_close (database);

  /* A clean close leaves the file and the folder, and no log. */
  g_autofree char *listing = dup_listing (path);
  g_assert_cmpstr (listing, ==, "project.frostline runs");

  g_assert_null (frost_database_create (path, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);

  database = frost_database_open (path, FROST_DATABASE_WRITE, &error);
  g_assert_no_error (error);
  frost_database_close (database);
}

static void
test_create_where_impossible (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_database_create (fixture_write (folder, "file", "x", 1), &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
  g_assert_null (frost_database_create (fixture_path (folder, "file/below"), &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);

  /* Something of that name that is no project is left alone. */
  const char *foreign =
      fixture_write (folder, "photos/project.frostline", "my notes", -1);
  g_assert_null (frost_database_create (fixture_path (folder, "photos"), &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CORRUPT);
  g_autofree char *content = NULL;
  g_assert_true (g_file_get_contents (foreign, &content, NULL, &error));
  g_assert_cmpstr (content, ==, "my notes");
}

static void
test_create_goes_on (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();

  /* What remains when the program dies between making the file and filling it. */
  fixture_write (folder, FROST_DATABASE_FILE, "", 0);
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  fixture_add_class (database, "cat");
}

static void
test_open_errors (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (
      frost_database_open (fixture_path (folder, "no"), FROST_DATABASE_READ, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_null (frost_database_open (folder->path, FROST_DATABASE_WRITE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);

  fixture_write (folder, "text/project.frostline", "this is not a database at all", -1);
  g_assert_null (
      frost_database_open (fixture_path (folder, "text"), FROST_DATABASE_WRITE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CORRUPT);

  fixture_write (folder, "empty/project.frostline", "", 0);
  g_assert_null (
      frost_database_open (fixture_path (folder, "empty"), FROST_DATABASE_WRITE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);

  g_mkdir (fixture_path (folder, "pipe"), 0755);
  g_assert_cmpint (mkfifo (fixture_path (folder, "pipe/project.frostline"), 0644), ==, 0);
  g_assert_null (
      frost_database_open (fixture_path (folder, "pipe"), FROST_DATABASE_WRITE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_UNSUPPORTED);
}

static void
exec_file (const char *file, const char *sql)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (file, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
test_foreign_and_newer (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  const char *file = fixture_path (folder, FROST_DATABASE_FILE);

  exec_file (file, "CREATE TABLE bookmarks (id INTEGER PRIMARY KEY)");
  g_assert_null (frost_database_open (folder->path, FROST_DATABASE_WRITE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_UNSUPPORTED);
  g_assert_null (frost_database_create (folder->path, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_UNSUPPORTED);
  g_unlink (file);

  frost_database_close (fixture_project_new (folder));
  exec_file (file, "PRAGMA user_version = 99");
  for (int mode = FROST_DATABASE_WRITE; mode <= FROST_DATABASE_WRITE_OR_READ; mode++)
    {
      g_assert_null (frost_database_open (folder->path, mode, &error));
      g_assert_nonnull (strstr (error->message, "99"));
      fixture_assert_error (&error, FROST_DATA_ERROR_NEWER);
    }
}

/* However the file breaks off or is damaged: an error or an answer, never a crash. */
static void
test_damage (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autofree char *content = NULL;
  gsize size;
  const char *file = fixture_path (folder, FROST_DATABASE_FILE);
  int n_refused = 0;

  FrostDatabase *database = fixture_project_new (folder);
  fixture_add_images (database, 0, 200, 0, FROST_SPLIT_NONE, NULL);
  frost_database_close (database);
  g_assert_true (g_file_get_contents (file, &content, &size, NULL));

  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (int round = 0; round < 120; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *damaged = g_memdup2 (content, size);
      gsize length = size;

      if (round % 2 == 0)
        length = g_rand_int_range (rand, 1, (int) size);
      else
        for (int i = 0; i < 16; i++)
          damaged[g_rand_int_range (rand, 16, (int) size)] ^= 1 << (i % 8);
      g_assert_true (g_file_set_contents (file, damaged, length, NULL));

      g_autoptr (FrostDatabase) broken =
          frost_database_open (folder->path, FROST_DATABASE_WRITE, &error);
      gboolean ok = broken != NULL && frost_database_check_integrity (broken, &error);
      if (broken != NULL)
        {
          g_autoptr (FrostImageList) images = frost_images_list (broken, NULL);
          g_autoptr (GPtrArray) classes = frost_classes_list (broken, NULL);
          frost_classes_add (broken, "cat", NULL, NULL);
        }
      if (!ok)
        {
          g_assert_nonnull (error);
          n_refused++;
        }
    }
  g_assert_cmpint (n_refused, >, 60);
}

static void
test_transactions (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (frost_database_begin (database, &error));
  fixture_add_class (database, "kept");
  g_assert_true (frost_database_begin (database, &error));
  fixture_add_class (database, "dropped");
  frost_database_rollback (database);
  fixture_add_class (database, "kept too");
  g_assert_true (frost_database_commit (database, &error));

  g_assert_true (frost_database_begin (database, &error));
  fixture_add_class (database, "dropped as well");
  frost_database_rollback (database);

  g_autofree char *names = fixture_dup_class_names (database);
  g_assert_cmpstr (names, ==, "kept,kept too");

  /* Closing undoes what is open. */
  g_assert_true (frost_database_begin (database, &error));
  fixture_add_class (database, "never");
  g_clear_pointer (&database, frost_database_close);
  database = fixture_project_open (folder);
  g_autofree char *after = fixture_dup_class_names (database);
  g_assert_cmpstr (after, ==, "kept,kept too");
}

static void
test_full (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 cat = fixture_add_class (database, "cat");
  gint64 ids[50];

  fixture_add_images (database, 0, 50, 0, FROST_SPLIT_NONE, ids);
  g_assert_true (frost_labels_set (database, ids, 50, cat, &error));
  g_assert_cmpint (
      sqlite3_exec (database->handle, "PRAGMA max_page_count = 1", NULL, NULL, NULL), ==,
      SQLITE_OK); /* as small as it is now */

  gboolean ok = TRUE;
  for (int i = 0; ok && i < 10000; i++)
    ok = frost_labels_set (database, ids, 50, i % 2 == 0 ? 0 : cat, &error);
  g_assert_false (ok);
  fixture_assert_error (&error, FROST_DATA_ERROR_FULL);

  /* Every step so far is there, and it goes on as soon as there is room. */
  gint64 last = fixture_get_image (database, ids[0]).class_id;
  for (int i = 1; i < 50; i++)
    g_assert_cmpint (fixture_get_image (database, ids[i]).class_id, ==, last);
  g_assert_true (frost_database_check_integrity (database, &error));
  sqlite3_exec (database->handle, "PRAGMA max_page_count = 100000", NULL, NULL, NULL);
  g_assert_true (frost_labels_set (database, ids, 50, last == 0 ? cat : 0, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture_get_image (database, ids[0]).class_id, !=, last);
}

/* Runs as a user who may not write there; exits with 0 when all is as it should be. */
static int
read_as_stranger (const char *path)
{
  g_autoptr (GError) error = NULL;
  static const FrostDatabaseMode modes[] = { FROST_DATABASE_READ,
                                             FROST_DATABASE_WRITE_OR_READ };

  if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
    return 2;
  if (access (path, R_OK | X_OK) != 0 || access (path, W_OK) == 0)
    return 2;

  if (frost_database_open (path, FROST_DATABASE_WRITE, &error) != NULL
      || !g_error_matches (error, FROST_DATA_ERROR, FROST_DATA_ERROR_READ_ONLY))
    return 1;
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (FrostDatabase) database = frost_database_open (path, modes[i], NULL);
      g_autoptr (FrostDatabase) sibling =
          database != NULL ? frost_database_open_sibling (database, NULL) : NULL;
      g_autoptr (FrostImageList) images =
          sibling != NULL ? frost_images_list (sibling, NULL) : NULL;

      g_clear_error (&error);
      if (images == NULL || images->n != 3 || !frost_database_is_read_only (sibling)
          || frost_classes_add (database, "x", NULL, &error)
          || !g_error_matches (error, FROST_DATA_ERROR, FROST_DATA_ERROR_READ_ONLY))
        return 1;
    }
  return 0;
}

static void
test_read_only_folder (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  FrostDatabase *database = fixture_project_new (folder);

  fixture_add_images (database, 0, 3, 0, FROST_SPLIT_NONE, NULL);
  frost_database_close (database);
  g_chmod (fixture_path (folder, FROST_DATABASE_FILE), 0444);
  g_chmod (folder->path, 0555);
  g_autofree char *before = dup_listing (folder->path);

  pid_t child = fork ();
  if (child == 0)
    _exit (read_as_stranger (folder->path));
  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == 2)
    {
      g_test_skip ("the temporary folder cannot be made read-only for another user");
      return;
    }
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);

  g_autofree char *after = dup_listing (folder->path);
  g_assert_cmpstr (after, ==, before);
}

static void
test_durable (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (FrostDatabase) sibling = frost_database_open_sibling (database, NULL);
  static const struct
  {
    const char *sql, *value;
  } expected[] = { { "PRAGMA journal_mode", "wal" },
                   { "PRAGMA synchronous", "2" }, /* FULL */
                   { "PRAGMA foreign_keys", "1" },
                   { "PRAGMA application_id", "1181897588" } };

  for (int c = 0; c < 2; c++)
    for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
      {
        sqlite3_stmt *statement = NULL;

        sqlite3_prepare_v2 ((c == 0 ? database : sibling)->handle, expected[i].sql, -1,
                            &statement, NULL);
        g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
        g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==,
                         expected[i].value);
        sqlite3_finalize (statement);
      }
  G_STATIC_ASSERT (FROST_SCHEMA_APPLICATION_ID == 1181897588);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/database/create", test_create);
  g_test_add_func ("/database/create-where-impossible", test_create_where_impossible);
  g_test_add_func ("/database/create-goes-on", test_create_goes_on);
  g_test_add_func ("/database/open-errors", test_open_errors);
  g_test_add_func ("/database/foreign-and-newer", test_foreign_and_newer);
  g_test_add_func ("/database/damage", test_damage);
  g_test_add_func ("/database/transactions", test_transactions);
  g_test_add_func ("/database/full", test_full);
  g_test_add_func ("/database/read-only-folder", test_read_only_folder);
  g_test_add_func ("/database/durable", test_durable);
  return g_test_run ();
}
