#include "tests/data/project-fixture.h"

#include "data/store/database-private.h"

#include <string.h>

/* All that undo may change, as one text: equal texts, equal projects. */
static char *
dup_state (FrostDatabase *database)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImageList) images = frost_images_list (database, &error);
  g_autofree char *names = fixture_dup_class_names (database);
  GString *state = g_string_new (names);

  g_assert_no_error (error);
  for (gsize i = 0; i < images->n; i++)
    g_string_append_printf (state, "|%d:%d:%d:%d", (int) images->items[i].id,
                            (int) images->items[i].class_id, (int) images->items[i].split,
                            images->items[i].excluded);
  return g_string_free (state, FALSE);
}

#define N_IMAGES 12

/* One change of any kind, drawn; some change nothing. */
static void
change_something (FrostDatabase *database, GRand *rand, const gint64 *ids, int round)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) classes = frost_classes_list (database, &error);
  int first = g_rand_int_range (rand, 0, N_IMAGES - 3);
  g_autofree char *name = g_strdup_printf ("class %d", round);
  const FrostSplit splits[] = { round % 4, (round + 1) % 4, FROST_SPLIT_TRAIN };
  gint64 a = 0, b = 0;

  if (classes->len > 0)
    a = ((FrostClass *) g_ptr_array_index (classes,
                                           g_rand_int_range (rand, 0, classes->len)))
            ->id;
  if (classes->len > 0)
    b = ((FrostClass *) g_ptr_array_index (classes,
                                           g_rand_int_range (rand, 0, classes->len)))
            ->id;

  gboolean ok = TRUE;
  switch (g_rand_int_range (rand, 0, 9))
    {
    case 0:
    case 1:
      ok = frost_labels_set (database, ids + first, 3, a, &error);
      break;
    case 2:
      ok = frost_labels_clear (database, ids + first, 2, &error);
      break;
    case 3:
      ok = frost_labels_set_excluded (database, ids + first, 3, round % 2, &error);
      break;
    case 4:
      ok = frost_labels_set_splits (database, ids + first, splits, 3, &error);
      break;
    case 5:
      ok = frost_classes_add (database, name, NULL, &error);
      break;
    case 6:
      ok = a == 0 || frost_classes_rename (database, a, name, &error);
      break;
    case 7:
      if (a != b)
        ok = round % 2 ? frost_classes_merge (database, a, b, &error)
                       : frost_classes_delete (database, a, &error);
      break;
    default:
      ok = a == 0
           || frost_classes_move (database, a, g_rand_int_range (rand, 0, classes->len),
                                  &error);
      break;
    }
  g_assert_no_error (error);
  g_assert_true (ok);
}

/* Whatever was done: undone it is as before, redone as after, across restarts too. */
static void
test_there_and_back (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  FrostDatabase *database = fixture_project_new (folder);
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GError) error = NULL;
  gint64 ids[N_IMAGES];

  fixture_add_images (database, 0, N_IMAGES, 0, FROST_SPLIT_NONE, ids);
  g_ptr_array_add (states, dup_state (database));
  for (int round = 0; round < 200; round++)
    {
      g_autofree char *undo = NULL, *redo = NULL;
      g_autofree char *state = NULL;

      change_something (database, rand, ids, round);
      state = dup_state (database);
      if (strcmp (state, g_ptr_array_index (states, states->len - 1)) != 0)
        g_ptr_array_add (states, g_steal_pointer (&state));
    }
  g_assert_cmpuint (states->len, >, 100);

  for (guint i = states->len - 1; i > 0; i--)
    {
      g_autofree char *state = NULL;

      if (i % 25 == 0)
        {
          frost_database_close (database);
          database = fixture_project_open (folder);
        }
      g_assert_true (frost_history_undo (database, NULL, &error));
      state = dup_state (database);
      g_assert_cmpstr (state, ==, g_ptr_array_index (states, i - 1));
    }
  g_assert_false (frost_history_undo (database, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);

  for (guint i = 1; i < states->len; i++)
    {
      g_autofree char *state = NULL;

      g_assert_true (frost_history_redo (database, NULL, &error));
      state = dup_state (database);
      g_assert_cmpstr (state, ==, g_ptr_array_index (states, i));
    }
  g_assert_false (frost_history_redo (database, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);
  frost_database_close (database);
}

static void
test_step (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostHistoryStep) label = NULL, redone = NULL, add = NULL;
  gint64 cat = fixture_add_class (database, "cat");
  gint64 ids[4];

  fixture_add_images (database, 0, 4, 0, FROST_SPLIT_NONE, ids);
  const gint64 some[] = { ids[3], ids[1] };
  g_assert_true (frost_labels_set (database, some, 2, cat, &error));

  g_assert_true (frost_history_undo (database, &label, &error));
  g_assert_cmpstr (label->description, ==, "Label 2 images as “cat”");
  g_assert_false (label->classes_changed);
  g_assert_cmpuint (label->image_ids->len, ==, 2);
  g_assert_cmpint (g_array_index (label->image_ids, gint64, 0), ==, ids[1]);
  g_assert_cmpint (g_array_index (label->image_ids, gint64, 1), ==, ids[3]);

  g_assert_true (frost_history_redo (database, &redone, &error));
  g_assert_cmpuint (redone->image_ids->len, ==, 2);
  g_assert_true (frost_history_undo (database, NULL, &error));
  g_assert_true (frost_history_undo (database, &add, &error));
  g_assert_cmpstr (add->description, ==, "Add class “cat”");
  g_assert_true (add->classes_changed);
  g_assert_cmpuint (add->image_ids->len, ==, 0);
}

static void
test_new_change_drops_redo (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *undo = NULL, *redo = NULL;

  fixture_add_class (database, "a");
  gint64 b = fixture_add_class (database, "b");
  g_assert_true (frost_history_undo (database, NULL, &error));
  g_assert_true (frost_history_undo (database, NULL, &error));
  g_assert_true (frost_history_peek (database, &undo, &redo, &error));
  g_assert_null (undo);
  g_assert_cmpstr (redo, ==, "Add class “a”");

  /* What changes nothing keeps them; what fails too. */
  g_assert_true (frost_labels_clear (database, NULL, 0, &error));
  g_assert_false (frost_classes_delete (database, b, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_true (frost_history_redo (database, NULL, &error));

  fixture_add_class (database, "c");
  g_assert_false (frost_history_redo (database, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);

  /* New images, too: what was undone might not fit to them. */
  g_assert_true (frost_history_undo (database, NULL, &error));
  fixture_add_images (database, 0, 1, 0, FROST_SPLIT_NONE, NULL);
  g_assert_false (frost_history_redo (database, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);

  int n_changes = 0;
  sqlite3_stmt *count = NULL;
  sqlite3_prepare_v2 (database->handle, "SELECT count (*) FROM history_change", -1,
                      &count, NULL);
  g_assert_cmpint (sqlite3_step (count), ==, SQLITE_ROW);
  n_changes = sqlite3_column_int (count, 0);
  sqlite3_finalize (count);
  g_assert_cmpint (n_changes, ==, 1);
}

/* An import may take the name of a class that undo brings back. */
static void
test_taken_names (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 cat = fixture_add_class (database, "cat");

  g_assert_true (frost_classes_rename (database, cat, "lion", &error));
  g_assert_true (frost_classes_delete (database, cat, &error));
  g_assert_true (frost_classes_ensure (database, "lion", NULL, &error));
  g_assert_true (frost_classes_ensure (database, "cat", NULL, &error));

  g_assert_true (frost_history_undo (database, NULL, &error));
  g_autofree char *undeleted = fixture_dup_class_names (database);
  g_assert_cmpstr (undeleted, ==, "lion (2),lion,cat");
  g_assert_true (frost_history_undo (database, NULL, &error));
  g_autofree char *unnamed = fixture_dup_class_names (database);
  g_assert_cmpstr (unnamed, ==, "cat (2),lion,cat");
  g_assert_true (frost_history_undo (database, NULL, &error));
  g_assert_true (frost_history_redo (database, NULL, &error));
  g_assert_no_error (error);
}

static void
test_unknown_change (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;

  fixture_add_class (database, "cat");
  sqlite3_exec (database->handle, "UPDATE history_change SET field = 77", NULL, NULL,
                NULL);
  g_assert_false (frost_history_undo (database, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CORRUPT);
  g_autofree char *names = fixture_dup_class_names (database);
  g_assert_cmpstr (names, ==, "cat");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/there-and-back", test_there_and_back);
  g_test_add_func ("/history/step", test_step);
  g_test_add_func ("/history/new-change-drops-redo", test_new_change_drops_redo);
  g_test_add_func ("/history/taken-names", test_taken_names);
  g_test_add_func ("/history/unknown-change", test_unknown_change);
  return g_test_run ();
}
