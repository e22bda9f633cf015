#include "data/sample/texture-set.h"

#include <math.h>
#include <string.h>

#define SIDE 48
#define N_BYTES (3 * SIDE * SIDE)

static void
draw (int class_index, guint64 seed, guint8 *rgb)
{
  g_assert_true (frost_texture_set_draw (class_index, seed, SIDE, rgb));
}

static void
test_classes (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  int n_kinds[4] = { 0 };
  const int n = frost_texture_set_n_classes ();

  g_assert_cmpint (n, >=, 96);
  for (int i = 0; i < n; i++)
    {
      const char *name = frost_texture_set_class_name (i);

      g_assert_nonnull (name);
      n_kinds[0] += g_str_has_prefix (name, "shape-");
      n_kinds[1] += g_str_has_prefix (name, "texture-");
      n_kinds[2] += g_str_has_prefix (name, "parts-");
      n_kinds[3] += g_str_has_prefix (name, "thing-");
      g_assert_true (g_hash_table_add (seen, (gpointer) name));
      g_assert_true (frost_texture_set_class_name (i) == name);
    }
  for (int kind = 0; kind < 4; kind++)
    g_assert_cmpint (n_kinds[kind], >, 15);
  g_assert_cmpint (n_kinds[0] + n_kinds[1] + n_kinds[2] + n_kinds[3], ==, n);
  g_assert_null (frost_texture_set_class_name (-1));
  g_assert_null (frost_texture_set_class_name (n));
}

static void
test_deterministic (void)
{
  guint8 first[N_BYTES];
  guint8 other[N_BYTES];

  for (int i = 0; i < frost_texture_set_n_classes (); i++)
    {
      draw (i, 5, first);
      memset (other, 0, sizeof other);
      draw (i, 5, other);
      g_assert_cmpmem (first, sizeof first, other, sizeof other);
      draw (i, 6, other);
      g_assert_cmpint (memcmp (first, other, sizeof first), !=, 0);
      draw ((i + 1) % frost_texture_set_n_classes (), 5, other);
      g_assert_cmpint (memcmp (first, other, sizeof first), !=, 0);
    }
}

/* No class is ever one flat colour: the strongest of the three channels varies. */
static void
test_varied (void)
{
  for (int i = 0; i < frost_texture_set_n_classes (); i++)
    for (guint64 seed = 0; seed < 10; seed++)
      {
        guint8 rgb[N_BYTES];
        double widest = 0;

        draw (i, seed, rgb);
        for (int c = 0; c < 3; c++)
          {
            double sum = 0, squares = 0;

            for (int j = c; j < N_BYTES; j += 3)
              {
                sum += rgb[j];
                squares += rgb[j] * rgb[j];
              }
            const double mean = sum / (SIDE * SIDE);
            widest =
                fmax (widest, sqrt (fmax (squares / (SIDE * SIDE) - mean * mean, 0)));
          }
        if (widest < 4)
          g_error ("%s, seed %d: deviation of %g levels",
                   frost_texture_set_class_name (i), (int) seed, widest);
      }
}

/* The mean colour of a picture says nothing of its class: as a share of the spread over all
 * pictures, the spread between the classes' means is what chance gives, about 1 / n. */
static void
test_colour_blind (void)
{
  const int n_seeds = 24;
  const int n_classes = frost_texture_set_n_classes ();
  double total_sum[3] = { 0 }, total_squares[3] = { 0 }, between_squares[3] = { 0 };

  for (int i = 0; i < n_classes; i++)
    {
      double class_sum[3] = { 0 };

      for (int seed = 0; seed < n_seeds; seed++)
        {
          guint8 rgb[N_BYTES];

          draw (i, (guint64) seed, rgb);
          for (int c = 0; c < 3; c++)
            {
              double mean = 0;

              for (int j = c; j < N_BYTES; j += 3)
                mean += rgb[j];
              mean /= SIDE * SIDE;
              class_sum[c] += mean;
              total_sum[c] += mean;
              total_squares[c] += mean * mean;
            }
        }
      for (int c = 0; c < 3; c++)
        between_squares[c] += class_sum[c] * class_sum[c] / n_seeds;
    }
  for (int c = 0; c < 3; c++)
    {
      const double n = (double) n_classes * n_seeds;
      const double all = total_squares[c] - total_sum[c] * total_sum[c] / n;
      const double between = between_squares[c] - total_sum[c] * total_sum[c] / n;

      g_test_message ("channel %d: %.3f of the spread lies between classes", c,
                      between / all);
      g_assert_cmpfloat (between / all, <, 3.0 / n_seeds);
    }
}

static gpointer
draw_in_thread (gpointer data)
{
  guint8 *rgb = data;

  for (int i = 0; i < 40; i++)
    draw (i * 4, 9, rgb + i * N_BYTES);
  return NULL;
}

static void
test_threads (void)
{
  g_autofree guint8 *here = g_malloc (40 * N_BYTES);
  guint8 *there[4];
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    {
      there[i] = g_malloc (40 * N_BYTES);
      threads[i] = g_thread_new ("draw", draw_in_thread, there[i]);
    }
  draw_in_thread (here);
  for (int i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpmem (here, 40 * N_BYTES, there[i], 40 * N_BYTES);
      g_free (there[i]);
    }
}

static void
test_sizes (void)
{
  static const int sizes[] = { FROST_TEXTURE_SET_SIZE_MIN, 33, 96, 224 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int class_index = 0; class_index < frost_texture_set_n_classes ();
         class_index += 13)
      {
        const gsize n = 3 * (gsize) sizes[i] * (gsize) sizes[i];
        g_autofree guint8 *rgb = g_malloc (n + 1);

        rgb[n] = 77;
        g_assert_true (frost_texture_set_draw (class_index, 1, sizes[i], rgb));
        g_assert_cmpint (rgb[n], ==, 77);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sample/texture-set/classes", test_classes);
  g_test_add_func ("/data/sample/texture-set/deterministic", test_deterministic);
  g_test_add_func ("/data/sample/texture-set/varied", test_varied);
  g_test_add_func ("/data/sample/texture-set/colour-blind", test_colour_blind);
  g_test_add_func ("/data/sample/texture-set/threads", test_threads);
  g_test_add_func ("/data/sample/texture-set/sizes", test_sizes);
  return g_test_run ();
}
