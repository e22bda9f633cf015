#include "engine/train/pixel-rows.h"

#include "engine/core/error.h"
#include "tests/engine/train/synthetic-source.h"

#define N 7
#define BATCH 3
#define PIXELS (4 * 5 * 3)

static FrostSampleView *
new_order (int first)
{
  FrostSampleView *order = g_new (FrostSampleView, N);

  for (int i = 0; i < N; i++)
    order[i] = (FrostSampleView){ (first + 3 * i) % N, i % 2, 0 };
  return order;
}

static SyntheticSource *
new_source (void)
{
  FrostShape shape = { .rank = 3, .dim = { 4, 5, 3 } };

  return synthetic_source_new (N, 2, 2, &shape, 0.5f, 3);
}

/* One by one whatever the batches of the source are; a broken one has no pixels; a new order may
 * begin anywhere. */
static void
test_takes (void)
{
  SyntheticSource *source = new_source ();
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPixelRows) rows =
      frost_pixel_rows_new (&source->base, PIXELS, BATCH, &error);

  source->unreadable[5] = TRUE;
  for (int n_taken = 0; n_taken <= N; n_taken++)
    {
      FrostSampleView *order = new_order (n_taken);

      g_assert_true (frost_pixel_rows_start (rows, order, N, &error));
      for (int i = 0; i < n_taken; i++)
        {
          float pixels[PIXELS] = { 42 }, expected[PIXELS];
          gboolean readable;

          g_assert_true (frost_pixel_rows_is_next (rows, &order[i]));
          g_assert_false (frost_pixel_rows_is_next (rows, &order[(i + 1) % N]));
          g_assert_true (frost_pixel_rows_take (rows, pixels, &readable, &error));
          g_assert_cmpint (readable, ==, order[i].sample != 5);
          synthetic_source_draw (source, &order[i], expected);
          if (readable)
            g_assert_cmpmem (pixels, sizeof pixels, expected, sizeof expected);
          else
            g_assert_cmpfloat (pixels[0], ==, 42);
        }
    }
  frost_pixel_rows_stop (rows);
  g_assert_null (source->order);
  g_assert_false (frost_pixel_rows_is_next (rows, &(FrostSampleView){ 0, 0, 0 }));
  g_clear_pointer (&rows, frost_pixel_rows_free);
  frost_batch_source_free (&source->base);
}

static void
test_errors (void)
{
  SyntheticSource *source = new_source ();
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPixelRows) rows =
      frost_pixel_rows_new (&source->base, PIXELS, BATCH, &error);
  float pixels[PIXELS];
  gboolean readable;

  source->refuses_start = TRUE;
  g_assert_false (frost_pixel_rows_start (rows, new_order (0), N, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_clear_error (&error);
  source->refuses_start = FALSE;
  source->fails_after = 1;
  g_assert_true (frost_pixel_rows_start (rows, new_order (0), N, &error));
  for (int i = 0; i < BATCH; i++)
    g_assert_true (frost_pixel_rows_take (rows, pixels, &readable, &error));
  g_assert_false (frost_pixel_rows_take (rows, pixels, &readable, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_clear_pointer (&rows, frost_pixel_rows_free);
  frost_batch_source_free (&source->base);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/train/pixel-rows/takes", test_takes);
  g_test_add_func ("/engine/train/pixel-rows/errors", test_errors);
  return g_test_run ();
}
