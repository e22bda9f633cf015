/* Two at one project: two windows, two threads, and one that dies. */
#include "tests/data/project-fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_second_opener (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) first = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_database_open (folder->path, FROST_DATABASE_WRITE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_LOCKED);
  g_assert_null (frost_database_create (folder->path, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_LOCKED);

  /* It may read, and sees what the first one does from then on. */
  g_autoptr (FrostDatabase) reader =
      frost_database_open (folder->path, FROST_DATABASE_WRITE_OR_READ, &error);
  g_assert_no_error (error);
  g_assert_true (frost_database_is_read_only (reader));
  fixture_add_class (first, "cat");
  g_autofree char *names = fixture_dup_class_names (reader);
  g_assert_cmpstr (names, ==, "cat");
  g_assert_false (frost_classes_add (reader, "dog", NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_READ_ONLY);
  g_assert_false (frost_history_undo (reader, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_READ_ONLY);

  /* Closed, it is free. */
  g_clear_pointer (&first, frost_database_close);
  first = fixture_project_open (folder);
  fixture_add_class (first, "dog");
}

static void
test_sibling_keeps_the_lock (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  FrostDatabase *first = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  FrostDatabase *sibling = frost_database_open_sibling (first, &error);

  g_assert_no_error (error);
  g_assert_false (frost_database_is_read_only (sibling));
  frost_database_close (first);
  g_assert_null (frost_database_open (folder->path, FROST_DATABASE_WRITE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_LOCKED);
  fixture_add_class (sibling, "cat");
  frost_database_close (sibling);
  frost_database_close (fixture_project_open (folder));
  g_assert_false (
      g_file_test (fixture_path (folder, "project.frostline-wal"), G_FILE_TEST_EXISTS));
}

/* The child takes the project, says so, and waits to be killed. */
static void
test_killed_holder (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  int ready[2];
  char byte = 0;

  frost_database_close (fixture_project_new (folder));
  g_assert_cmpint (pipe (ready), ==, 0);
  pid_t child = fork ();
  if (child == 0)
    {
      FrostDatabase *held = fixture_project_open (folder);

      fixture_add_class (held, "cat");
      if (write (ready[1], "x", 1) != 1)
        _exit (1);
      for (;;)
        pause ();
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);

  g_assert_null (frost_database_open (folder->path, FROST_DATABASE_WRITE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_LOCKED);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);

  g_autoptr (FrostDatabase) database = fixture_project_open (folder);
  g_autofree char *names = fixture_dup_class_names (database);
  g_assert_cmpstr (names, ==, "cat");
  close (ready[0]);
  close (ready[1]);
}

#define N_LABELS 200

typedef struct
{
  FrostDatabase *database;
  gint64 class_id;
  const gint64 *ids; /* [N_LABELS] */
} Work;

static void *
label_in_thread (void *data)
{
  const Work *work = data;
  g_autoptr (FrostDatabase) own = frost_database_open_sibling (work->database, NULL);

  g_assert_nonnull (own);
  for (int i = 0; i < N_LABELS; i++)
    {
      g_autoptr (GError) error = NULL;

      frost_labels_set (own, &work->ids[i], 1, work->class_id, &error);
      g_assert_no_error (error);
    }
  return NULL;
}

/* Two threads write at once, each through its own connection: neither fails nor loses. */
static void
test_two_threads (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 ids[2 * N_LABELS];
  pthread_t threads[2];
  Work work[2];
  int n_steps = 0;

  gint64 cat = fixture_add_class (database, "cat");
  fixture_add_images (database, 0, 2 * N_LABELS, 0, FROST_SPLIT_NONE, ids);
  for (int i = 0; i < 2; i++)
    {
      work[i] = (Work){ database, cat, ids + i * N_LABELS };
      g_assert_cmpint (pthread_create (&threads[i], NULL, label_in_thread, &work[i]), ==,
                       0);
    }
  for (int i = 0; i < 2; i++)
    pthread_join (threads[i], NULL);

  for (int i = 0; i < 2 * N_LABELS; i++)
    g_assert_cmpint (fixture_get_image (database, ids[i]).class_id, ==, cat);
  while (frost_history_undo (database, NULL, &error))
    n_steps++;
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);
  g_assert_cmpint (n_steps, ==, 1 + 2 * N_LABELS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/database-lock/second-opener", test_second_opener);
  g_test_add_func ("/database-lock/sibling-keeps-the-lock", test_sibling_keeps_the_lock);
  g_test_add_func ("/database-lock/killed-holder", test_killed_holder);
  g_test_add_func ("/database-lock/two-threads", test_two_threads);
  return g_test_run ();
}
