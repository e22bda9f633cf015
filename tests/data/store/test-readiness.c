#include "tests/data/project-fixture.h"

#include <string.h>

typedef struct
{
  FixtureFolder *folder;
  FrostDatabase *database;
  gint64 cat, dog;
  int n; /* images so far */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = fixture_folder_new ();
  fixture->database = fixture_project_new (fixture->folder);
  fixture->cat = fixture_add_class (fixture->database, "cat");
  fixture->dog = fixture_add_class (fixture->database, "dog");
  fixture->n = 0;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  frost_database_close (fixture->database);
  fixture_folder_free (fixture->folder);
}

static void
add (Fixture *fixture, gint64 class_id, FrostSplit split, int n)
{
  fixture_add_images (fixture->database, fixture->n, n, class_id, split, NULL);
  fixture->n += n;
}

static void
assert_refused (Fixture *fixture, FrostDataError code, const char *part)
{
  g_autoptr (GError) error = NULL;
  GStrv warnings = (GStrv) fixture;

  g_assert_false (frost_project_check_trainable (fixture->database, &warnings, &error));
  g_assert_true (warnings == (GStrv) fixture);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
  fixture_assert_error (&error, code);
}

/* expected: parts of the warnings, each in the one of its place. */
static void
assert_accepted (Fixture *fixture, const char *const *expected)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) warnings = NULL;

  g_assert_true (frost_project_check_trainable (fixture->database, &warnings, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (warnings), ==, g_strv_length ((GStrv) expected));
  for (int i = 0; expected[i] != NULL; i++)
    g_assert_nonnull (strstr (warnings[i], expected[i]));
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  gint64 first;

  assert_refused (fixture, FROST_DATA_ERROR_EMPTY, "import a folder");
  fixture_add_images (fixture->database, 0, 1, 0, FROST_SPLIT_NONE, &first);
  fixture->n = 1;
  assert_refused (fixture, FROST_DATA_ERROR_EMPTY, "no image has a label");
  frost_labels_set_excluded (fixture->database, &first, 1, TRUE, NULL);
  assert_refused (fixture, FROST_DATA_ERROR_EMPTY, "every image is excluded");

  add (fixture, fixture->cat, FROST_SPLIT_TRAIN, 5);
  assert_refused (fixture, FROST_DATA_ERROR_ARGUMENT, "at least 2 classes");
  add (fixture, fixture->dog, FROST_SPLIT_TRAIN, 1);
  assert_refused (fixture, FROST_DATA_ERROR_ARGUMENT,
                  "class “dog” has 1 image, at least 2 are needed: one to train, one to "
                  "validate");
}

static void
test_nothing_to_train_on (Fixture *fixture, gconstpointer data)
{
  add (fixture, fixture->cat, FROST_SPLIT_TRAIN, 9);
  add (fixture, fixture->dog, FROST_SPLIT_VAL, 2);
  assert_refused (fixture, FROST_DATA_ERROR_ARGUMENT, "“dog” has 2 images but none");
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  add (fixture, fixture->cat, FROST_SPLIT_TRAIN, 9);
  add (fixture, fixture->cat, FROST_SPLIT_VAL, 2);
  add (fixture, fixture->dog, FROST_SPLIT_TRAIN, 5);
  add (fixture, fixture->dog, FROST_SPLIT_VAL, 1);
  assert_accepted (fixture, (const char *[]){ NULL });

  g_autoptr (GError) error = NULL;
  g_assert_true (frost_project_check_trainable (fixture->database, NULL, &error));
}

static void
test_warnings (Fixture *fixture, gconstpointer data)
{
  gint64 owl = fixture_add_class (fixture->database, "owl");

  fixture_add_class (fixture->database, "unused");
  add (fixture, fixture->cat, FROST_SPLIT_TRAIN, 9);
  add (fixture, fixture->dog, FROST_SPLIT_NONE, 9);
  assert_accepted (
      fixture, (const char *[]){ "“cat” has no image to validate",
                                 "“dog” has no image to validate", "“owl” has no images",
                                 "“unused” has no images", "no image is in val", NULL });
  add (fixture, owl, FROST_SPLIT_TRAIN, 2);
  add (fixture, owl, FROST_SPLIT_VAL, 1);
  assert_accepted (fixture, (const char *[]){ "“cat” has no image to validate",
                                              "“dog” has no image to validate",
                                              "“owl” has only 2", "“unused”", NULL });
}

/* What training passes over does not count. */
static void
test_unusable (Fixture *fixture, gconstpointer data)
{
  gint64 ids[3];

  add (fixture, fixture->cat, FROST_SPLIT_TRAIN, 9);
  fixture_add_images (fixture->database, 100, 3, fixture->dog, FROST_SPLIT_TRAIN, ids);
  frost_images_set_status (fixture->database, ids[0], FROST_IMAGE_MISSING, NULL);
  frost_images_set_status (fixture->database, ids[1], FROST_IMAGE_CHANGED, NULL);
  assert_refused (fixture, FROST_DATA_ERROR_ARGUMENT, "“dog” has 1 image");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                              \
  g_test_add ("/readiness/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("refusals", test_refusals);
  ADD ("nothing-to-train-on", test_nothing_to_train_on);
  ADD ("good", test_good);
  ADD ("warnings", test_warnings);
  ADD ("unusable", test_unusable);
  return g_test_run ();
}
