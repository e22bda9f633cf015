#include "tests/data/project-fixture.h"

#include <string.h>

static void
test_round_trip (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 cat = fixture_add_class (database, "cat");
  FrostImageRecord records[2] = {
    { .path = "../photos/\xff odd.jpg",
      .format = "JPEG",
      .file_size = G_GINT64_CONSTANT (5000000000),
      .modified = G_GINT64_CONSTANT (1700000000123456789),
      .class_id = cat,
      .width = 4000,
      .height = 3000,
      .split = FROST_SPLIT_TEST,
      .status = FROST_IMAGE_BROKEN,
      .excluded = TRUE },
    { .path = "/media/stick/a.png", .format = "PNG", .width = 1, .height = 2 },
  };

  memset (records[0].hash, 0xab, FROST_IMAGE_HASH_SIZE);
  records[0].hash[31] = 0;
  g_assert_true (frost_images_add (database, records, 2, &error));
  g_clear_pointer (&database, frost_database_close);
  database = fixture_project_open (folder);

  g_autoptr (FrostImageList) list = frost_images_list (database, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->n, ==, 2);
  for (int i = 0; i < 2; i++)
    {
      const FrostImageRecord *got = &list->items[i], *put = &records[i];

      g_assert_cmpint (got->id, ==, put->id);
      g_assert_cmpstr (got->path, ==, put->path);
      g_assert_cmpstr (got->format, ==, put->format);
      g_assert_cmpint (got->file_size, ==, put->file_size);
      g_assert_cmpint (got->modified, ==, put->modified);
      g_assert_cmpint (got->class_id, ==, put->class_id);
      g_assert_cmpint (got->width, ==, put->width);
      g_assert_cmpint (got->height, ==, put->height);
      g_assert_cmpint (got->split, ==, put->split);
      g_assert_cmpint (got->status, ==, put->status);
      g_assert_cmpint (got->excluded, ==, put->excluded);
      g_assert_cmpmem (got->hash, 32, put->hash, 32);
    }

  g_autofree char *file = frost_images_dup_file (database, &list->items[1]);
  g_assert_cmpstr (file, ==, "/media/stick/a.png");
}

static void
test_all_or_nothing (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  FrostImageRecord twice[3] = { { .path = "a" }, { .path = "b" }, { .path = "a" } };
  FrostImageRecord no_class[1] = { { .path = "c", .class_id = 99 } };

  g_assert_false (frost_images_add (database, twice, 3, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
  g_assert_cmpint (twice[0].id, ==, 0);
  g_assert_false (frost_images_add (database, no_class, 1, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);

  g_autoptr (FrostImageList) list = frost_images_list (database, &error);
  g_assert_cmpuint (list->n, ==, 0);
  g_assert_true (frost_images_add (database, NULL, 0, &error));
}

static void
test_list_ids (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 ids[3];

  fixture_add_images (database, 0, 3, 0, FROST_SPLIT_NONE, ids);
  const gint64 wanted[] = { ids[2], 9999, ids[0], ids[2] };
  g_autoptr (FrostImageList) list = frost_images_list_ids (database, wanted, 4, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->n, ==, 3);
  g_assert_cmpint (list->items[0].id, ==, ids[2]);
  g_assert_cmpint (list->items[1].id, ==, ids[0]);
  g_assert_cmpint (list->items[2].id, ==, ids[2]);
}

static void
test_status_and_location (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 id;

  fixture_add_images (database, 0, 1, 0, FROST_SPLIT_NONE, &id);
  g_assert_true (frost_images_set_status (database, id, FROST_IMAGE_MISSING, &error));
  g_assert_cmpint (fixture_get_image (database, id).status, ==, FROST_IMAGE_MISSING);
  g_assert_true (frost_images_set_location (database, id, "new/place.jpg", 7, 8, &error));

  FrostImageRecord image = fixture_get_image (database, id);
  g_assert_cmpstr (image.path, ==, "new/place.jpg");
  g_assert_cmpint (image.file_size, ==, 7);
  g_assert_cmpint (image.modified, ==, 8);
  g_assert_cmpint (image.status, ==, FROST_IMAGE_OK);

  g_assert_false (frost_images_set_status (database, 77, FROST_IMAGE_OK, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_false (frost_images_set_location (database, 77, "x", 0, 0, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_false (frost_history_undo (database, NULL, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);
}

static void
test_fill_splits (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 ids[2];
  const FrostSplit splits[] = { FROST_SPLIT_VAL, FROST_SPLIT_VAL };

  fixture_add_images (database, 0, 1, 0, FROST_SPLIT_NONE, &ids[0]);
  fixture_add_images (database, 1, 1, 0, FROST_SPLIT_TRAIN, &ids[1]);
  g_assert_true (frost_images_fill_splits (database, ids, splits, 2, &error));
  g_assert_cmpint (fixture_get_image (database, ids[0]).split, ==, FROST_SPLIT_VAL);
  g_assert_cmpint (fixture_get_image (database, ids[1]).split, ==, FROST_SPLIT_TRAIN);
}

static void
test_count (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 cat = fixture_add_class (database, "cat");
  gint64 ids[5];

  fixture_add_images (database, 0, 5, cat, FROST_SPLIT_TRAIN, ids);
  fixture_add_images (database, 5, 2, 0, FROST_SPLIT_NONE, NULL);
  g_assert_true (frost_labels_set_excluded (database, ids, 2, TRUE, &error));
  g_assert_true (frost_images_set_status (database, ids[2], FROST_IMAGE_BROKEN, &error));

  g_autoptr (GArray) counts = frost_images_count (database, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts->len, ==, 2);
  FrostImageCount none = g_array_index (counts, FrostImageCount, 0);
  FrostImageCount cats = g_array_index (counts, FrostImageCount, 1);
  g_assert_cmpint (none.class_id, ==, 0);
  g_assert_cmpint (none.n_usable, ==, 2);
  g_assert_cmpint (cats.class_id, ==, cat);
  g_assert_cmpint (cats.split, ==, FROST_SPLIT_TRAIN);
  g_assert_cmpint (cats.n_usable, ==, 2);
  g_assert_cmpint (cats.n_others, ==, 3);
}

static void
test_split_names (void)
{
  FrostSplit split = FROST_SPLIT_NONE;

  g_assert_cmpstr (frost_split_get_name (FROST_SPLIT_VAL), ==, "val");
  g_assert_true (frost_split_from_name ("Validation", &split));
  g_assert_cmpint (split, ==, FROST_SPLIT_VAL);
  g_assert_true (frost_split_from_name ("TRAIN", &split));
  g_assert_cmpint (split, ==, FROST_SPLIT_TRAIN);
  g_assert_false (frost_split_from_name ("training", &split));
  g_assert_false (frost_split_from_name ("none", &split));
  g_assert_cmpint (split, ==, FROST_SPLIT_TRAIN);
}

static void
test_hundred_thousand (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  const int n = 100000;
  g_autofree gint64 *ids = g_new (gint64, n);
  gint64 cat = fixture_add_class (database, "cat");
  gint64 start = g_get_monotonic_time ();

  fixture_add_images (database, 0, n, 0, FROST_SPLIT_NONE, ids);
  gint64 added = g_get_monotonic_time ();
  g_autoptr (FrostImageList) list = frost_images_list (database, &error);
  gint64 listed = g_get_monotonic_time ();
  g_assert_no_error (error);
  g_assert_cmpuint (list->n, ==, n);
  g_assert_cmpstr (list->items[n - 1].path, ==, "photos/099999.jpg");

  g_assert_true (frost_labels_set (database, ids, n, cat, &error));
  gint64 labelled = g_get_monotonic_time ();
  g_autoptr (FrostHistoryStep) step = NULL;
  g_assert_true (frost_history_undo (database, &step, &error));
  gint64 undone = g_get_monotonic_time ();
  g_assert_cmpuint (step->image_ids->len, ==, n);
  g_assert_cmpint (fixture_get_image (database, ids[n / 2]).class_id, ==, 0);

  g_test_message ("%d images: add %.3f s, list %.3f s, label %.3f s, undo %.3f s", n,
                  (added - start) / 1e6, (listed - added) / 1e6,
                  (labelled - listed) / 1e6, (undone - labelled) / 1e6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/images/round-trip", test_round_trip);
  g_test_add_func ("/images/all-or-nothing", test_all_or_nothing);
  g_test_add_func ("/images/list-ids", test_list_ids);
  g_test_add_func ("/images/status-and-location", test_status_and_location);
  g_test_add_func ("/images/fill-splits", test_fill_splits);
  g_test_add_func ("/images/count", test_count);
  g_test_add_func ("/images/split-names", test_split_names);
  g_test_add_func ("/images/hundred-thousand", test_hundred_thousand);
  return g_test_run ();
}
