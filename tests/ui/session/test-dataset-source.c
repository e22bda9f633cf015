#include "ui/session/dataset-source.h"

#include <glib/gstdio.h>
#include <string.h>

#include "session-fixture.h"

#define N 8
#define SIDE 16
#define PIXELS (SIDE * SIDE * 3)

static void
test_transform (void)
{
  FrostPreprocessing preprocessing = { 0 };
  FrostImageTransform transform;

  frost_preprocessing_set_size (&preprocessing, 20, 30, 40);
  frost_preprocessing_set_preset (&preprocessing, FROST_PREPROCESSING_TORCHVISION);
  frost_dataset_source_transform (&preprocessing, &transform);
  g_assert_cmpint (transform.height, ==, 20);
  g_assert_cmpint (transform.width, ==, 30);
  g_assert_cmpint (transform.resize_short, ==, 40);
  g_assert_false (transform.bgr);
  g_assert_cmpfloat_with_epsilon (transform.mean[0], 0.485 * 255, 1e-3);

  /* caffe: the input is B, G, R with the means 103.939, 116.779, 123.68; the loader counts R first. */
  frost_preprocessing_set_preset (&preprocessing, FROST_PREPROCESSING_CAFFE);
  frost_dataset_source_transform (&preprocessing, &transform);
  g_assert_true (transform.bgr);
  g_assert_cmpfloat_with_epsilon (transform.mean[0], 123.68, 1e-3);
  g_assert_cmpfloat_with_epsilon (transform.mean[2], 103.939, 1e-3);
}

static FrostBatchSource *
make_source (FrostProject *project, FrostSplit split, int n_views)
{
  FrostPreprocessing preprocessing = { 0 };

  frost_preprocessing_set_preset (&preprocessing, FROST_PREPROCESSING_TF);
  frost_preprocessing_set_size (&preprocessing, SIDE, SIDE, SIDE);
  return frost_dataset_source_new (frost_dataset_new (project, split), &preprocessing,
                                   n_views, 1, 2);
}

static void
test_batches (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autoptr (FrostProject) project = session_fixture_new_project (folder, N);
  g_autoptr (FrostBatchSource) source = make_source (project, FROST_SPLIT_TRAIN, 2);
  g_autofree FrostSampleView *order = g_new0 (FrostSampleView, source->n_samples);
  g_autofree FrostSampleView *again = g_new0 (FrostSampleView, source->n_samples);
  g_autofree float *pixels = g_new0 (float, 5 * PIXELS);
  g_autoptr (GError) error = NULL;
  int labels[5];
  FrostBatch batch = { .pixels = pixels, .labels = labels, .capacity = 5 };
  gboolean seen[2 * N] = { FALSE };
  int n = 0;

  g_assert_cmpint (source->n_samples, ==, 12);
  g_assert_cmpint (source->n_views, ==, 2);
  source->epoch_order (source, 9, 1, order);
  source->epoch_order (source, 9, 1, again);
  g_assert_cmpmem (order, sizeof *order * 12, again, sizeof *again * 12);
  for (int i = 0; i < source->n_samples; i++)
    {
      g_assert_false (seen[order[i].sample]);
      seen[order[i].sample] = TRUE;
    }

  /* Twice: a delivery that was broken off leaves nothing behind. */
  g_assert_true (source->start (source, order, source->n_samples, 5, &error));
  g_assert_true (source->next (source, &batch, &error));
  source->stop (source);
  source->stop (source);
  g_assert_true (source->start (source, order, source->n_samples, 5, &error));
  do
    {
      g_assert_true (source->next (source, &batch, &error));
      for (int row = 0; row < batch.n; row++, n++)
        {
          const float *image = pixels + (gsize) row * PIXELS;

          g_assert_cmpint (labels[row], ==, source->labels[order[n].sample]);
          /* Class 0 is green, class 1 red: the pixels are those of the label. */
          if (labels[row] == 0)
            g_assert_cmpfloat (image[1], >, image[0]);
          else
            g_assert_cmpfloat (image[0], >, image[1]);
          g_assert_cmpfloat (image[0], >=, -1);
          g_assert_cmpfloat (image[0], <=, 1);
        }
    }
  while (batch.n > 0);
  g_assert_cmpint (n, ==, 12);
  source->stop (source);
  session_fixture_remove (folder);
}

static void
deliver (FrostBatchSource *source, const FrostSampleView *sample, float *pixels)
{
  int label;
  FrostBatch batch = { .pixels = pixels, .labels = &label, .capacity = 1 };

  g_assert_true (source->start (source, sample, 1, 1, NULL));
  g_assert_true (source->next (source, &batch, NULL));
  g_assert_cmpint (batch.n, ==, 1);
  g_assert_cmpint (label, >=, 0);
  source->stop (source);
}

/* Generations differ where there is something to draw, and a copy delivers the same beside the one
 * that it is of. */
static void
test_generations (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autoptr (FrostProject) project = session_fixture_new_project (folder, N);
  g_autoptr (FrostBatchSource) source = make_source (project, FROST_SPLIT_TRAIN, 4);
  g_autoptr (FrostBatchSource) copy = source->copy (source);
  g_autofree float *first = g_new (float, PIXELS);
  g_autofree float *second = g_new (float, PIXELS);
  const gsize bytes = sizeof (float) * PIXELS;

  g_assert_cmpint (source->n_plain_views, ==, 2);
  for (int view = 0; view < 4; view++)
    {
      const FrostSampleView plain = { 3, view, 0 }, anew = { 3, view, 1 };

      deliver (source, &plain, first);
      g_assert_true (source->start (source, &plain, 1, 1, NULL));
      deliver (copy, &plain, second);
      g_assert_cmpmem (first, bytes, second, bytes);
      deliver (copy, &anew, second);
      g_assert_cmpint (memcmp (first, second, bytes) == 0, ==, view < 2);
      deliver (source, &anew, first);
      g_assert_cmpmem (first, bytes, second, bytes);
    }
  session_fixture_remove (folder);
}

static void
test_missing_file (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autoptr (FrostProject) project = session_fixture_new_project (folder, N);
  g_autoptr (FrostBatchSource) source = make_source (project, FROST_SPLIT_VAL, 1);
  g_autoptr (FrostDataset) dataset = frost_dataset_new (project, FROST_SPLIT_VAL);
  const FrostSampleView order[] = { { 0, 0, 0 }, { 1, 0, 0 } };
  g_autofree float *pixels = g_new0 (float, 2 * PIXELS);
  g_autoptr (GError) error = NULL;
  int labels[2];
  FrostBatch batch = { .pixels = pixels, .labels = labels, .capacity = 2 };

  g_remove (g_ptr_array_index (dataset->paths, 0));
  g_assert_true (source->start (source, order, 2, 2, &error));
  g_assert_true (source->next (source, &batch, &error));
  g_assert_cmpint (batch.n, ==, 2);
  g_assert_cmpint (labels[0], <, 0);
  g_assert_cmpint (labels[1], >=, 0);
  session_fixture_remove (folder);
}

static void
test_dataset (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autoptr (FrostProject) project = session_fixture_new_project (folder, N);
  FrostProjectImages *images = frost_project_get_images (project);
  g_autoptr (FrostDataset) before = frost_dataset_new (project, FROST_SPLIT_TRAIN);
  g_autoptr (FrostDataset) after = NULL;
  g_autoptr (FrostDataset) test = frost_dataset_new (project, FROST_SPLIT_TEST);
  const gint64 excluded = g_array_index (before->ids, gint64, 0);
  const gint64 cleared = g_array_index (before->ids, gint64, 1);
  g_autoptr (FrostImageItem) item = NULL;

  g_assert_cmpuint (frost_dataset_get_n (test), ==, 0);
  g_assert_cmpuint (before->keys->len, ==, 12 * FROST_SAMPLE_KEY_BYTES);
  g_assert_true (frost_project_set_excluded (project, &excluded, 1, TRUE, NULL));
  g_assert_true (frost_project_label (project, &cleared, 1, 0, NULL));
  after = frost_dataset_new (project, FROST_SPLIT_TRAIN);
  g_assert_cmpuint (frost_dataset_get_n (after), ==, 10);
  item = frost_project_images_dup_item (images, g_array_index (after->ids, gint64, 0));
  g_assert_cmpmem (after->keys->data, FROST_SAMPLE_KEY_BYTES,
                   frost_image_item_get_hash (item), FROST_IMAGE_HASH_SIZE);
  g_assert_cmpstr (g_ptr_array_index (after->paths, 0), ==,
                   frost_image_item_get_path (item));
  session_fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/dataset-source/transform", test_transform);
  g_test_add_func ("/session/dataset-source/batches", test_batches);
  g_test_add_func ("/session/dataset-source/generations", test_generations);
  g_test_add_func ("/session/dataset-source/missing-file", test_missing_file);
  g_test_add_func ("/session/dataset/choice", test_dataset);
  return g_test_run ();
}
