#include "tests/data/project-fixture.h"

#include <string.h>

static void
assert_names (FrostDatabase *database, const char *expected)
{
  g_autofree char *names = fixture_dup_class_names (database);

  g_assert_cmpstr (names, ==, expected);
}

static void
test_add (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *longest = g_strnfill (FROST_CLASS_NAME_MAX, 'x');
  g_autofree char *too_long = g_strnfill (FROST_CLASS_NAME_MAX + 1, 'y');
  gint64 id = 77;

  fixture_add_class (database, "zebra");
  fixture_add_class (database, "Übergröße 猫");
  fixture_add_class (database, longest);
  g_autofree char *expected = g_strconcat ("zebra,Übergröße 猫,", longest, NULL);
  assert_names (database, expected);

  const char *const bad[] = { "", "  \t", "\xff\xfe", too_long, "zebra" };
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (frost_classes_add (database, bad[i], &id, &error));
      fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
    }
  g_assert_cmpint (id, ==, 77);
  assert_names (database, expected);
}

static void
test_colours_take_turns (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 first = fixture_add_class (database, "a");

  fixture_add_class (database, "b");
  g_assert_true (frost_classes_delete (database, first, &error));
  fixture_add_class (database, "c");

  g_autoptr (GPtrArray) classes = frost_classes_list (database, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (classes->len, ==, 2);
  g_assert_cmpint (((FrostClass *) g_ptr_array_index (classes, 0))->colour, ==, 1);
  g_assert_cmpint (((FrostClass *) g_ptr_array_index (classes, 1))->colour, ==, 2);
}

static void
test_rename (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 cat = fixture_add_class (database, "cat");
  g_autofree char *undo = NULL, *redo = NULL;

  fixture_add_class (database, "dog");
  g_assert_true (frost_classes_rename (database, cat, "lion", &error));
  assert_names (database, "lion,dog");
  g_assert_true (frost_history_peek (database, &undo, &redo, &error));
  g_assert_cmpstr (undo, ==, "Rename class “cat” to “lion”");

  g_assert_false (frost_classes_rename (database, cat, "dog", &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
  g_assert_false (frost_classes_rename (database, 999, "x", &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);

  /* The name it has already is no change, and so no step. */
  g_assert_true (frost_classes_rename (database, cat, "lion", &error));
  g_assert_true (frost_history_undo (database, NULL, &error));
  assert_names (database, "cat,dog");
}

static void
test_merge (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 cat = fixture_add_class (database, "cat");
  gint64 kitten = fixture_add_class (database, "kitten");
  gint64 ids[5];

  fixture_add_images (database, 0, 5, kitten, FROST_SPLIT_NONE, ids);
  g_assert_true (frost_labels_set (database, ids, 2, cat, &error));

  g_assert_false (frost_classes_merge (database, cat, cat, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
  g_assert_false (frost_classes_merge (database, kitten, 999, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_cmpint (fixture_get_image (database, ids[3]).class_id, ==, kitten);

  g_assert_true (frost_classes_merge (database, kitten, cat, &error));
  assert_names (database, "cat");
  for (int i = 0; i < 5; i++)
    g_assert_cmpint (fixture_get_image (database, ids[i]).class_id, ==, cat);

  g_autoptr (FrostHistoryStep) step = NULL;
  g_assert_true (frost_history_undo (database, &step, &error));
  g_assert_cmpstr (step->description, ==, "Merge class “kitten” into “cat”");
  g_assert_cmpuint (step->image_ids->len, ==, 3);
  g_assert_true (step->classes_changed);
  assert_names (database, "cat,kitten");
  g_assert_cmpint (fixture_get_image (database, ids[1]).class_id, ==, cat);
  g_assert_cmpint (fixture_get_image (database, ids[4]).class_id, ==, kitten);
}

static void
test_delete (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 cat = fixture_add_class (database, "cat");
  gint64 ids[2];

  fixture_add_images (database, 0, 2, cat, FROST_SPLIT_NONE, ids);
  g_assert_true (frost_classes_delete (database, cat, &error));
  assert_names (database, "");
  g_assert_cmpint (fixture_get_image (database, ids[0]).class_id, ==, 0);
  g_assert_false (frost_classes_delete (database, cat, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);

  /* The name is free, and the new class is another one. */
  g_assert_cmpint (fixture_add_class (database, "cat"), !=, cat);
}

static void
test_move (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 a = fixture_add_class (database, "a");
  gint64 b = fixture_add_class (database, "b");
  gint64 gap = fixture_add_class (database, "gap");

  fixture_add_class (database, "c");
  fixture_add_class (database, "d");
  g_assert_true (frost_classes_delete (database, gap, &error));

  g_assert_true (frost_classes_move (database, a, 2, &error));
  assert_names (database, "b,c,a,d");
  g_assert_true (frost_classes_move (database, a, 0, &error));
  assert_names (database, "a,b,c,d");
  g_assert_true (frost_classes_move (database, b, 3, &error));
  assert_names (database, "a,c,d,b");
  g_assert_true (frost_history_undo (database, NULL, &error));
  assert_names (database, "a,b,c,d");

  g_assert_false (frost_classes_move (database, a, 4, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
  g_assert_false (frost_classes_move (database, a, -1, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
  assert_names (database, "a,b,c,d");
}

static void
test_ensure (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 first = 0, again = 0;

  g_assert_true (frost_classes_ensure (database, "ant", &first, &error));
  g_assert_true (frost_classes_ensure (database, "ant", &again, &error));
  g_assert_cmpint (first, ==, again);
  assert_names (database, "ant");
  g_assert_false (frost_history_undo (database, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);
}

static void
test_compare (void)
{
  const char *const sorted[] = { "",
                                 "0",
                                 "00",
                                 "2",
                                 "02",
                                 "10",
                                 "10a",
                                 "9999999999999999999998",
                                 "9999999999999999999999",
                                 "Zebra",
                                 "ant",
                                 "ant1",
                                 "ant2",
                                 "ant10",
                                 "bee" };

  for (gsize i = 0; i < G_N_ELEMENTS (sorted); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sorted); j++)
      {
        int expected = (i > j) - (i < j);

        /* "02" and "2": equal numbers, ordered by their bytes. */
        if (g_str_equal (sorted[i], "2") && g_str_equal (sorted[j], "02"))
          expected = 1;
        if (g_str_equal (sorted[i], "02") && g_str_equal (sorted[j], "2"))
          expected = -1;
        g_assert_cmpint (frost_class_name_compare (sorted[i], sorted[j]), ==, expected);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/classes/add", test_add);
  g_test_add_func ("/classes/colours-take-turns", test_colours_take_turns);
  g_test_add_func ("/classes/rename", test_rename);
  g_test_add_func ("/classes/merge", test_merge);
  g_test_add_func ("/classes/delete", test_delete);
  g_test_add_func ("/classes/move", test_move);
  g_test_add_func ("/classes/ensure", test_ensure);
  g_test_add_func ("/classes/compare", test_compare);
  return g_test_run ();
}
