/* An acknowledged label is never lost, whenever the program dies.
 *
 * A child labels images and reports each label once the call has returned; the parent
 * kills it at a random moment. What it finds then must be the state after the last
 * label that was reported, or after the one that was under way. FROST_KILLS: how often.
 */
#include "tests/data/project-fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_IMAGES 97
#define N_CLASSES 4
#define N_AT_ONCE 3

/* The nth change of all, the same in parent and child. */
static void
get_change (int nth, const gint64 *ids, gint64 *images, int *class_index)
{
  for (int i = 0; i < N_AT_ONCE; i++)
    images[i] = ids[(nth * 5 + i * 31) % N_IMAGES];
  *class_index = (nth / 7 + nth) % N_CLASSES;
}

static void
label_until_killed (const char *path, int from, const gint64 *ids, const gint64 *classes,
                    int report)
{
  g_autoptr (FrostDatabase) database =
      frost_database_open (path, FROST_DATABASE_WRITE, NULL);

  if (database == NULL)
    _exit (1);
  for (int nth = from;; nth++)
    {
      gint64 images[N_AT_ONCE];
      int class_index;

      get_change (nth, ids, images, &class_index);
      if (!frost_labels_set (database, images, N_AT_ONCE, classes[class_index], NULL)
          || write (report, "x", 1) != 1)
        _exit (1);
    }
}

/* Labels after the first n changes, and how many of them changed anything. */
static int
replay (int n, const gint64 *ids, const gint64 *classes, gint64 *labels)
{
  int n_steps = 0;

  for (int i = 0; i < N_IMAGES; i++)
    labels[i] = 0;
  for (int nth = 0; nth < n; nth++)
    {
      gint64 images[N_AT_ONCE];
      int class_index;
      gboolean changed = FALSE;

      get_change (nth, ids, images, &class_index);
      for (int i = 0; i < N_AT_ONCE; i++)
        {
          gint64 *label = &labels[images[i] - ids[0]];

          changed = changed || *label != classes[class_index];
          *label = classes[class_index];
        }
      n_steps += changed;
    }
  return n_steps;
}

static gboolean
is_state (FrostDatabase *database, const gint64 *labels)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImageList) images = frost_images_list (database, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (images->n, ==, N_IMAGES);
  for (int i = 0; i < N_IMAGES; i++)
    if (images->items[i].class_id != labels[i])
      return FALSE;
  return TRUE;
}

/* How many labels were reported until the child was killed. */
static int
run_and_kill (const char *path, int from, const gint64 *ids, const gint64 *classes,
              GRand *rand)
{
  int report[2];
  int n = 0;
  char buffer[256];
  gssize got;

  g_assert_cmpint (pipe (report), ==, 0);
  pid_t child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      close (report[0]);
      label_until_killed (path, from, ids, classes, report[1]);
    }
  close (report[1]);

  /* Sometimes while it still opens the project, mostly in the middle of its work. */
  g_usleep (g_rand_int_range (rand, 0, 25000));
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));

  while ((got = read (report[0], buffer, sizeof buffer)) > 0)
    n += (int) got;
  close (report[0]);
  return n;
}

static void
test_kill (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  FrostDatabase *database = fixture_project_new (folder);
  const char *wanted = g_getenv ("FROST_KILLS");
  int n_kills = wanted != NULL ? atoi (wanted) : 50;
  g_autoptr (GRand) rand = g_rand_new ();
  g_autoptr (GError) error = NULL;
  gint64 ids[N_IMAGES], classes[N_CLASSES], labels[N_IMAGES];
  static const char *const names[N_CLASSES] = { "a", "b", "c", "d" };
  int n_changes = 0, n_caught = 0;

  for (int i = 0; i < N_CLASSES; i++)
    classes[i] = fixture_add_class (database, names[i]);
  fixture_add_images (database, 0, N_IMAGES, 0, FROST_SPLIT_NONE, ids);
  frost_database_close (database);

  for (int round = 0; round < n_kills; round++)
    {
      int n_reported = run_and_kill (folder->path, n_changes, ids, classes, rand);

      database = fixture_project_open (folder);
      g_assert_true (frost_database_check_integrity (database, &error));
      n_changes += n_reported;
      replay (n_changes, ids, classes, labels);
      if (!is_state (database, labels))
        {
          n_changes++; /* written, and killed before it could say so */
          n_caught++;
          replay (n_changes, ids, classes, labels);
          g_assert_true (is_state (database, labels));
        }
      frost_database_close (database);
    }

  /* The history is whole: every change can be taken back, to the empty beginning. */
  database = fixture_project_open (folder);
  int n_steps = replay (n_changes, ids, classes, labels);
  for (int i = 0; i < n_steps; i++)
    {
      g_assert_true (frost_history_undo (database, NULL, &error));
      g_assert_no_error (error);
    }
  replay (0, ids, classes, labels);
  g_assert_true (is_state (database, labels));

  g_autofree char *undo = NULL, *redo = NULL;
  g_assert_true (frost_history_peek (database, &undo, &redo, &error));
  g_assert_cmpstr (undo, ==, "Add class “d”");
  for (int i = 0; i < n_steps; i++)
    g_assert_true (frost_history_redo (database, NULL, &error));
  replay (n_changes, ids, classes, labels);
  g_assert_true (is_state (database, labels));
  frost_database_close (database);

  g_test_message ("%d kills, %d changes, %d of them written but not yet reported",
                  n_kills, n_changes, n_caught);
  /* Otherwise the moments were chosen badly and nothing was tried. */
  g_assert_cmpint (n_changes, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/label-kill/kill", test_kill);
  return g_test_run ();
}
