#include "tests/data/project-fixture.h"

static void
assert_undo (FrostDatabase *database, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *undo = NULL, *redo = NULL;

  g_assert_true (frost_history_peek (database, &undo, &redo, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (undo, ==, expected);
}

static void
test_set_and_clear (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 cat = fixture_add_class (database, "cat");
  gint64 ids[3];

  fixture_add_images (database, 0, 3, 0, FROST_SPLIT_NONE, ids);
  g_assert_true (frost_labels_set (database, ids, 3, cat, &error));
  assert_undo (database, "Label 3 images as “cat”");
  for (int i = 0; i < 3; i++)
    g_assert_cmpint (fixture_get_image (database, ids[i]).class_id, ==, cat);

  g_assert_true (frost_labels_clear (database, ids, 1, &error));
  assert_undo (database, "Clear the label of 1 image");
  g_assert_cmpint (fixture_get_image (database, ids[0]).class_id, ==, 0);

  /* Only what changes is counted, and nothing that changes is no step. */
  g_assert_true (frost_labels_set (database, ids, 3, cat, &error));
  assert_undo (database, "Label 1 image as “cat”");
  g_assert_true (frost_labels_set (database, ids, 3, cat, &error));
  g_assert_true (frost_labels_set (database, ids, 0, cat, &error));
  assert_undo (database, "Label 1 image as “cat”");
  g_assert_true (frost_labels_set (database, ids, 2, 0, &error));
  assert_undo (database, "Clear the label of 2 images");
}

static void
test_errors (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 cat = fixture_add_class (database, "cat");
  gint64 dog = fixture_add_class (database, "dog");
  gint64 ids[3];

  fixture_add_images (database, 0, 2, 0, FROST_SPLIT_NONE, ids);
  ids[2] = 12345;
  g_assert_false (frost_labels_set (database, ids, 3, cat, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_cmpint (fixture_get_image (database, ids[0]).class_id, ==, 0);
  g_assert_false (frost_labels_set (database, ids, 2, 99, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_true (frost_classes_delete (database, dog, &error));
  g_assert_false (frost_labels_set (database, ids, 2, dog, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  assert_undo (database, "Delete class “dog”");
}

static void
test_exclude (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 ids[2];

  fixture_add_images (database, 0, 2, 0, FROST_SPLIT_NONE, ids);
  g_assert_true (frost_labels_set_excluded (database, ids, 2, TRUE, &error));
  assert_undo (database, "Exclude 2 images");
  g_assert_true (fixture_get_image (database, ids[1]).excluded);
  g_assert_true (frost_labels_set_excluded (database, ids, 1, 42, &error));
  assert_undo (database, "Exclude 2 images");
  g_assert_true (frost_labels_set_excluded (database, ids, 1, FALSE, &error));
  assert_undo (database, "Include 1 image");
  g_assert_false (fixture_get_image (database, ids[0]).excluded);
}

static void
test_splits (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  const FrostSplit both[] = { FROST_SPLIT_VAL, FROST_SPLIT_VAL };
  const FrostSplit mixed[] = { FROST_SPLIT_TRAIN, FROST_SPLIT_TEST };
  gint64 ids[2];

  fixture_add_images (database, 0, 2, 0, FROST_SPLIT_NONE, ids);
  g_assert_true (frost_labels_set_splits (database, ids, both, 2, &error));
  assert_undo (database, "Move 2 images to val");
  g_assert_true (frost_labels_set_splits (database, ids, mixed, 2, &error));
  assert_undo (database, "Move 2 images between train and val");
  g_assert_cmpint (fixture_get_image (database, ids[0]).split, ==, FROST_SPLIT_TRAIN);
  g_assert_cmpint (fixture_get_image (database, ids[1]).split, ==, FROST_SPLIT_TEST);
  g_assert_true (frost_history_undo (database, NULL, &error));
  g_assert_cmpint (fixture_get_image (database, ids[1]).split, ==, FROST_SPLIT_VAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/labels/set-and-clear", test_set_and_clear);
  g_test_add_func ("/labels/errors", test_errors);
  g_test_add_func ("/labels/exclude", test_exclude);
  g_test_add_func ("/labels/splits", test_splits);
  return g_test_run ();
}
