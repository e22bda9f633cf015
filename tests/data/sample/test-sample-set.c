#include "data/sample/sample-set.h"
#include "data/image/decode.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *root; /* a temporary folder */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->root = g_dir_make_tmp ("frost-sample-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->root);
  g_free (fixture->root);
}

static int
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  int n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

typedef struct
{
  int n_calls;
  int n_done;
  int n_total;
  FrostDataCancel *cancel; /* raised at the third picture */
} Watch;

static void
progress_cb (int n_done, int n_total, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_cmpint (n_done, ==, watch->n_done + 1);
  watch->n_calls++;
  watch->n_done = n_done;
  watch->n_total = n_total;
  if (watch->cancel != NULL && n_done == 3)
    frost_data_cancel_raise (watch->cancel);
}

static void
test_layout (Fixture *fixture, gconstpointer data)
{
  /* A folder that is not there yet, nor the one above it. */
  g_autofree char *folder = g_build_filename (fixture->root, "new", "sample", NULL);
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };

  g_assert_true (
      frost_sample_set_write (folder, 3, 4, NULL, progress_cb, &watch, &error));
  g_assert_no_error (error);
  g_assert_cmpint (watch.n_calls, ==, 12);
  g_assert_cmpint (watch.n_done, ==, 12);
  g_assert_cmpint (watch.n_total, ==, 12);
  g_assert_cmpint (count_files (folder), ==, FROST_SAMPLE_N_CLASSES);
  for (int class_index = 0; class_index < FROST_SAMPLE_N_CLASSES; class_index++)
    {
      const char *name = frost_sample_get_class_name (class_index);
      g_autofree char *class_folder = g_build_filename (folder, name, NULL);

      g_assert_cmpint (count_files (class_folder), ==, 4);
      for (int index = 0; index < 4; index++)
        {
          g_autofree char *file = g_strdup_printf ("%s-%04d.jpg", name, index + 1);
          g_autofree char *path = g_build_filename (class_folder, file, NULL);
          g_autoptr (FrostImage) image = frost_image_decode (path, 0, &error);
          g_autofree guint8 *drawn = g_malloc (3 * FROST_SAMPLE_SIZE * FROST_SAMPLE_SIZE);
          double difference = 0;

          g_assert_no_error (error);
          g_assert_cmpint (image->width, ==, FROST_SAMPLE_SIZE);
          g_assert_cmpint (image->height, ==, FROST_SAMPLE_SIZE);
          /* It is the picture that is drawn for this index, but for what JPEG loses: of the
           * finest noise nearly all, so up to a dozen levels, while another picture is some
           * sixty away. */
          g_assert_true (
              frost_sample_draw (class_index, 3, index, FROST_SAMPLE_SIZE, drawn));
          for (int i = 0; i < 3 * FROST_SAMPLE_SIZE * FROST_SAMPLE_SIZE; i++)
            difference += ABS (drawn[i] - image->pixels[i]);
          g_assert_cmpfloat (difference / (3.0 * FROST_SAMPLE_SIZE * FROST_SAMPLE_SIZE),
                             <, 12);
        }
    }
}

static void
test_repeats (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = g_build_filename (fixture->root, "one", NULL);
  g_autofree char *path = g_build_filename (one, "mug", "mug-0001.jpg", NULL);
  g_autofree char *stray = g_build_filename (one, "mug", "mine.txt", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  gsize first_size, second_size, third_size;
  g_autoptr (GError) error = NULL;

  g_assert_true (frost_sample_set_write (one, 1, 1, NULL, NULL, NULL, &error));
  g_assert_true (g_file_get_contents (path, &first, &first_size, NULL));
  g_assert_true (g_file_set_contents (path, "damaged", -1, NULL));
  g_assert_true (g_file_set_contents (stray, "kept", -1, NULL));
  g_assert_true (frost_sample_set_write (one, 1, 1, NULL, NULL, NULL, &error));
  g_assert_true (g_file_get_contents (path, &second, &second_size, NULL));
  g_assert_cmpmem (first, first_size, second, second_size);
  g_assert_true (g_file_test (stray, G_FILE_TEST_EXISTS));
  g_assert_true (frost_sample_set_write (one, 2, 1, NULL, NULL, NULL, &error));
  g_assert_true (g_file_get_contents (path, &third, &third_size, NULL));
  g_assert_true (first_size != third_size || memcmp (first, third, first_size) != 0);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *backpacks = g_build_filename (fixture->root, "backpack", NULL);
  FrostDataCancel cancel = { 0 };
  Watch watch = { .cancel = &cancel };
  g_autoptr (GError) error = NULL;

  g_assert_false (
      frost_sample_set_write (fixture->root, 1, 5, &cancel, progress_cb, &watch, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CANCELLED);
  g_assert_cmpint (watch.n_calls, ==, 3);
  g_assert_cmpint (count_files (backpacks), ==, 3);
}

static void
test_bad_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->root, "file", NULL);
  g_autofree char *below = g_build_filename (file, "sample", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "x", -1, NULL));
  g_assert_false (frost_sample_set_write (below, 1, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, below));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_blocked_picture (Fixture *fixture, gconstpointer data)
{
  /* A folder lies where a picture should. */
  g_autofree char *path =
      g_build_filename (fixture->root, "backpack", "backpack-0002.jpg", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_assert_false (frost_sample_set_write (fixture->root, 1, 2, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == FROST_DATA_ERROR);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("the superuser may write anywhere");
      return;
    }
  g_assert_cmpint (g_chmod (fixture->root, 0500), ==, 0);
  g_assert_false (frost_sample_set_write (fixture->root, 1, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_IO);
  g_assert_cmpint (g_chmod (fixture->root, 0700), ==, 0);
}

static void
test_count (Fixture *fixture, gconstpointer data)
{
  static const int counts[] = { 0, -1, FROST_SAMPLE_PER_CLASS_MAX + 1, G_MAXINT,
                                G_MININT };

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (
          frost_sample_set_write (fixture->root, 1, counts[i], NULL, NULL, NULL, &error));
      g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT);
      g_assert_cmpint (count_files (fixture->root), ==, 0);
    }
}

#define ADD(name, function)                                                              \
  g_test_add ("/data/sample/sample-set/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("layout", test_layout);
  ADD ("repeats", test_repeats);
  ADD ("cancel", test_cancel);
  ADD ("bad-folder", test_bad_folder);
  ADD ("blocked-picture", test_blocked_picture);
  ADD ("read-only", test_read_only);
  ADD ("count", test_count);
  return g_test_run ();
}
