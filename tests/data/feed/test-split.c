#include "data/feed/split.h"
#include "tests/data/project-fixture.h"

#include <math.h>

#define N_CLASSES 3

/* n items of each class, in an order that `shuffle` decides. */
static FrostSplitItem *
make_items (const int *n_by_class, int n_classes, guint32 shuffle, gsize *n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (shuffle);

  *n = 0;
  for (int c = 0; c < n_classes; c++)
    *n += n_by_class[c];
  FrostSplitItem *items = g_new0 (FrostSplitItem, *n);
  gsize k = 0;
  for (int c = 0; c < n_classes; c++)
    for (int i = 0; i < n_by_class[c]; i++)
      {
        g_autofree char *path = g_strdup_printf ("%d/%03d.jpg", c, i);

        items[k].path = g_intern_string (path);
        items[k++].class_id = c + 1;
      }
  for (gsize i = *n; i > 1; i--)
    {
      gsize j = g_rand_int_range (rand, 0, (int) i);
      FrostSplitItem swap = items[i - 1];

      items[i - 1] = items[j];
      items[j] = swap;
    }
  return items;
}

static int
count (const FrostSplitItem *items, gsize n, gint64 class_id, FrostSplit split)
{
  int found = 0;

  for (gsize i = 0; i < n; i++)
    found += items[i].class_id == class_id && items[i].split == split;
  return found;
}

static void
test_stratified (void)
{
  const int sizes[N_CLASSES] = { 100, 50, 7 };
  gsize n;
  g_autofree FrostSplitItem *items = make_items (sizes, N_CLASSES, 1, &n);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) lonely = NULL;

  g_assert_true (frost_split_draw (items, n, 0.2, 1, &lonely, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (lonely->len, ==, 0);
  g_assert_cmpint (count (items, n, 1, FROST_SPLIT_VAL), ==, 20);
  g_assert_cmpint (count (items, n, 2, FROST_SPLIT_VAL), ==, 10);
  g_assert_cmpint (count (items, n, 3, FROST_SPLIT_VAL), ==, 1);
  g_assert_cmpint (count (items, n, 1, FROST_SPLIT_TRAIN), ==, 80);
}

/* For every size and fraction: at least one on each side, and close to the fraction. */
static void
test_small_classes (void)
{
  static const double fractions[] = { 0.01, 0.2, 0.5, 0.99 };

  for (int size = 1; size <= 12; size++)
    for (gsize f = 0; f < G_N_ELEMENTS (fractions); f++)
      {
        gsize n;
        g_autofree FrostSplitItem *items = make_items (&size, 1, 5, &n);
        g_autoptr (GArray) lonely = NULL;

        g_assert_true (frost_split_draw (items, n, fractions[f], 9, &lonely, NULL));
        int n_val = count (items, n, 1, FROST_SPLIT_VAL);
        g_assert_cmpint (n_val + count (items, n, 1, FROST_SPLIT_TRAIN), ==, size);
        if (size == 1)
          {
            g_assert_cmpint (n_val, ==, 0);
            g_assert_cmpuint (lonely->len, ==, 1);
            g_assert_cmpint (g_array_index (lonely, gint64, 0), ==, 1);
            continue;
          }
        g_assert_cmpuint (lonely->len, ==, 0);
        g_assert_cmpint (n_val, >=, 1);
        g_assert_cmpint (n_val, <, size);
        g_assert_cmpfloat (fabs (n_val - fractions[f] * size), <=, 1.0);
      }
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (((const FrostSplitItem *) a)->path,
                    ((const FrostSplitItem *) b)->path);
}

static char *
dup_val_paths (guint32 shuffle, guint64 seed)
{
  const int sizes[N_CLASSES] = { 30, 20, 10 };
  gsize n;
  g_autofree FrostSplitItem *items = make_items (sizes, N_CLASSES, shuffle, &n);
  GString *paths = g_string_new (NULL);

  g_assert_true (frost_split_draw (items, n, 0.2, seed, NULL, NULL));
  qsort (items, n, sizeof *items, compare_paths);
  for (gsize i = 0; i < n; i++)
    if (items[i].split == FROST_SPLIT_VAL)
      g_string_append_printf (paths, "%s ", items[i].path);
  return g_string_free (paths, FALSE);
}

static void
test_deterministic (void)
{
  g_autofree char *first = dup_val_paths (1, 42);
  g_autofree char *other_order = dup_val_paths (2, 42);
  g_autofree char *other_seed = dup_val_paths (1, 43);

  g_assert_cmpstr (first, ==, other_order);
  g_assert_cmpstr (first, !=, other_seed);
}

static void
test_keeps_what_is (void)
{
  const int size = 10;
  gsize n;
  g_autofree FrostSplitItem *items = make_items (&size, 1, 1, &n);

  items[0].split = FROST_SPLIT_VAL;
  items[1].split = FROST_SPLIT_VAL;
  items[2].split = FROST_SPLIT_TEST;
  g_assert_true (frost_split_draw (items, n, 0.2, 1, NULL, NULL));
  g_assert_cmpint (items[0].split, ==, FROST_SPLIT_VAL);
  g_assert_cmpint (items[2].split, ==, FROST_SPLIT_TEST);
  /* The fraction is reached already: the rest trains. */
  g_assert_cmpint (count (items, n, 1, FROST_SPLIT_VAL), ==, 2);
  g_assert_cmpint (count (items, n, 1, FROST_SPLIT_TRAIN), ==, 7);
}

static void
test_bad_fraction (void)
{
  static const double bad[] = { 0.0, 1.0, -0.5, 7.0, (double) NAN };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      FrostSplitItem item = { "a", 1, FROST_SPLIT_NONE };
      g_autoptr (GError) error = NULL;

      g_assert_false (frost_split_draw (&item, 1, bad[i], 1, NULL, &error));
      fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
      g_assert_cmpint (item.split, ==, FROST_SPLIT_NONE);
    }
}

static void
test_project (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) lonely = NULL;
  FrostSplitOptions options = { .val_fraction = 0.3, .seed = 5 };
  gint64 cat = fixture_add_class (database, "cat");
  gint64 dog = fixture_add_class (database, "dog");
  gint64 unlabelled, kept;
  int n_changed = -1;

  fixture_add_images (database, 0, 10, cat, FROST_SPLIT_NONE, NULL);
  fixture_add_images (database, 10, 1, dog, FROST_SPLIT_NONE, NULL);
  fixture_add_images (database, 11, 1, 0, FROST_SPLIT_NONE, &unlabelled);
  fixture_add_images (database, 12, 1, cat, FROST_SPLIT_TEST, &kept);
  g_assert_true (frost_split_project (database, &options, &n_changed, &lonely, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_changed, ==, 11);
  g_assert_cmpuint (lonely->len, ==, 1);
  g_assert_cmpint (g_array_index (lonely, gint64, 0), ==, dog);
  g_assert_cmpint (fixture_get_image (database, unlabelled).split, ==, FROST_SPLIT_NONE);
  g_assert_cmpint (fixture_get_image (database, kept).split, ==, FROST_SPLIT_TEST);

  g_autoptr (GArray) counts = frost_images_count (database, &error);
  for (guint i = 0; i < counts->len; i++)
    {
      FrostImageCount c = g_array_index (counts, FrostImageCount, i);
      if (c.class_id == cat && c.split == FROST_SPLIT_VAL)
        g_assert_cmpint (c.n_usable, ==, 3);
    }

  /* A second time there is nothing to do; a new label is drawn with the same fraction. */
  options = (FrostSplitOptions){ .keep_seed = TRUE };
  g_assert_true (frost_split_project (database, &options, &n_changed, NULL, &error));
  g_assert_cmpint (n_changed, ==, 0);
  g_assert_true (frost_labels_set (database, &unlabelled, 1, dog, &error));
  g_assert_true (frost_split_project (database, &options, &n_changed, NULL, &error));
  g_assert_cmpint (n_changed, ==, 1);
  g_assert_cmpint (fixture_get_image (database, unlabelled).split, ==, FROST_SPLIT_VAL);

  g_autofree char *seed = NULL, *fraction = NULL;
  g_assert_true (frost_project_setting_dup (database, "split.seed", &seed, &error));
  g_assert_true (
      frost_project_setting_dup (database, "split.val-fraction", &fraction, &error));
  g_assert_cmpstr (seed, ==, "5");
  g_assert_cmpfloat (g_ascii_strtod (fraction, NULL), ==, 0.3);

  options = (FrostSplitOptions){ .val_fraction = 2.0 };
  g_assert_false (frost_split_project (database, &options, &n_changed, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
}

static void
test_redraw (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  FrostSplitOptions options = { .val_fraction = 0.5, .seed = 1, .redraw = TRUE };
  gint64 cat = fixture_add_class (database, "cat");
  gint64 ids[20];
  int n_changed;

  fixture_add_images (database, 0, 20, cat, FROST_SPLIT_TRAIN, ids);
  g_assert_true (frost_split_project (database, &options, &n_changed, NULL, &error));
  g_assert_cmpint (n_changed, ==, 10);
  g_assert_true (frost_history_undo (database, NULL, &error));
  for (int i = 0; i < 20; i++)
    g_assert_cmpint (fixture_get_image (database, ids[i]).split, ==, FROST_SPLIT_TRAIN);
}

/* An image that training passes over is not the one that its class validates with. */
static void
test_unusable (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  FrostSplitOptions options = { .seed = 1 };
  gint64 cat = fixture_add_class (database, "cat");
  gint64 ids[4];

  fixture_add_images (database, 0, 4, cat, FROST_SPLIT_NONE, ids);
  g_assert_true (frost_labels_set_excluded (database, ids, 1, TRUE, &error));
  g_assert_true (frost_images_set_status (database, ids[1], FROST_IMAGE_BROKEN, &error));
  g_assert_true (frost_split_project (database, &options, NULL, NULL, &error));
  g_assert_cmpint (fixture_get_image (database, ids[0]).split, ==, FROST_SPLIT_NONE);
  g_assert_cmpint (fixture_get_image (database, ids[1]).split, ==, FROST_SPLIT_NONE);
  g_assert_cmpint (fixture_get_image (database, ids[2]).split
                       + fixture_get_image (database, ids[3]).split,
                   ==, FROST_SPLIT_TRAIN + FROST_SPLIT_VAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/split/stratified", test_stratified);
  g_test_add_func ("/split/small-classes", test_small_classes);
  g_test_add_func ("/split/deterministic", test_deterministic);
  g_test_add_func ("/split/keeps-what-is", test_keeps_what_is);
  g_test_add_func ("/split/bad-fraction", test_bad_fraction);
  g_test_add_func ("/split/project", test_project);
  g_test_add_func ("/split/redraw", test_redraw);
  g_test_add_func ("/split/unusable", test_unusable);
  return g_test_run ();
}
