#include "data/sample/sample-set.h"

#include <string.h>

#define SIDE 48
#define N_BYTES (3 * SIDE * SIDE)
#define PER_CLASS 60

static void
test_names (void)
{
  g_assert_cmpstr (frost_sample_get_class_name (0), ==, "backpack");
  g_assert_cmpstr (frost_sample_get_class_name (1), ==, "mug");
  g_assert_cmpstr (frost_sample_get_class_name (2), ==, "sunglasses");
  g_assert_null (frost_sample_get_class_name (-1));
  g_assert_null (frost_sample_get_class_name (3));
}

static void
draw (int class_index, guint64 seed, int index, guint8 *rgb)
{
  g_assert_true (frost_sample_draw (class_index, seed, index, SIDE, rgb));
}

static void
test_deterministic (void)
{
  guint8 first[N_BYTES];
  guint8 other[N_BYTES];

  for (int class_index = 0; class_index < FROST_SAMPLE_N_CLASSES; class_index++)
    for (int index = 0; index < 12; index++)
      {
        draw (class_index, 5, index, first);
        memset (other, 0, sizeof other);
        draw (class_index, 5, index, other);
        g_assert_cmpmem (first, sizeof first, other, sizeof other);
        draw (class_index, 6, index, other);
        g_assert_cmpint (memcmp (first, other, sizeof first), !=, 0);
        draw (class_index, 5, index + 1, other);
        g_assert_cmpint (memcmp (first, other, sizeof first), !=, 0);
        draw ((class_index + 1) % 3, 5, index, other);
        g_assert_cmpint (memcmp (first, other, sizeof first), !=, 0);
      }
}

static gpointer
draw_in_thread (gpointer data)
{
  guint8 *rgb = data;

  for (int i = 0; i < 9; i++)
    draw (i % 3, 2, i, rgb + i * N_BYTES);
  return NULL;
}

static void
test_threads (void)
{
  g_autofree guint8 *here = g_malloc (9 * N_BYTES);
  guint8 *there[4];
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    {
      there[i] = g_malloc (9 * N_BYTES);
      threads[i] = g_thread_new ("draw", draw_in_thread, there[i]);
    }
  draw_in_thread (here);
  for (int i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpmem (here, 9 * N_BYTES, there[i], 9 * N_BYTES);
      g_free (there[i]);
    }
}

static void
test_sizes (void)
{
  static const int sizes[] = { FROST_SAMPLE_SIZE_MIN, 97, FROST_SAMPLE_SIZE };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gsize n = 3 * (gsize) sizes[i] * (gsize) sizes[i];
      g_autofree guint8 *rgb = g_malloc (n + 1);
      int low = 255, high = 0;

      rgb[n] = 77;
      g_assert_true (frost_sample_draw (1, 1, 0, sizes[i], rgb));
      g_assert_cmpint (rgb[n], ==, 77);
      for (gsize j = 0; j < n; j++)
        {
          low = MIN (low, rgb[j]);
          high = MAX (high, rgb[j]);
        }
      g_assert_cmpint (high - low, >, 60);
    }
}

static int
class_of (int picture)
{
  return picture / PER_CLASS;
}

/* How many of the pictures have their nearest other one, by the squared distance of n_values
 * features, in their own class. */
static double
nearest_accuracy (const float *features, int n, int n_values)
{
  int n_right = 0;

  for (int i = 0; i < n; i++)
    {
      double best = G_MAXDOUBLE;
      int best_class = -1;

      for (int j = 0; j < n; j++)
        {
          double distance = 0;

          if (j == i)
            continue;
          for (int k = 0; k < n_values; k++)
            {
              const double d = features[i * n_values + k] - features[j * n_values + k];
              distance += d * d;
            }
          if (distance < best)
            {
              best = distance;
              best_class = class_of (j);
            }
        }
      n_right += best_class == class_of (i);
    }
  return (double) n_right / n;
}

/* Averages over blocks of step x step pixels: [SIDE / step, SIDE / step, 3]. */
static void
shrink (const guint8 *rgb, int step, float *out)
{
  const int side = SIDE / step;

  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      for (int c = 0; c < 3; c++)
        {
          float sum = 0;

          for (int j = 0; j < step; j++)
            for (int i = 0; i < step; i++)
              sum += rgb[3 * ((y * step + j) * SIDE + x * step + i) + c];
          out[3 * (y * side + x) + c] = sum / (float) (step * step);
        }
}

/* Guessing gives a third. Colour and raw pixels give hardly more: what is learnt from this set
 * is form. (A linear layer on a photograph network's features reaches 0.99.) */
static void
test_not_trivial (void)
{
  const int n = FROST_SAMPLE_N_CLASSES * PER_CLASS;
  const int n_pixels = 3 * 12 * 12;
  g_autofree float *means = g_new (float, 3 * n);
  g_autofree float *pixels = g_new (float, n_pixels *n);

  for (int i = 0; i < n; i++)
    {
      guint8 rgb[N_BYTES];

      draw (class_of (i), FROST_SAMPLE_SEED, i % PER_CLASS, rgb);
      shrink (rgb, SIDE, means + 3 * i);
      shrink (rgb, 4, pixels + n_pixels * i);
    }
  const double by_mean = nearest_accuracy (means, n, 3);
  const double by_pixels = nearest_accuracy (pixels, n, n_pixels);

  g_test_message ("nearest neighbour: mean colour %.3f, pixels %.3f", by_mean, by_pixels);
  g_assert_cmpfloat (by_mean, <, 0.5);
  g_assert_cmpfloat (by_pixels, <, 0.6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sample/sample-draw/names", test_names);
  g_test_add_func ("/data/sample/sample-draw/deterministic", test_deterministic);
  g_test_add_func ("/data/sample/sample-draw/threads", test_threads);
  g_test_add_func ("/data/sample/sample-draw/sizes", test_sizes);
  g_test_add_func ("/data/sample/sample-draw/not-trivial", test_not_trivial);
  return g_test_run ();
}
