#include "data/feed/sampler.h"

#include <string.h>

static void
test_is_permutation (void)
{
  static const guint32 sizes[] = { 0, 1, 2, 7, 1000 };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint32 n = sizes[i];
      g_autofree guint32 *order = g_new (guint32, n + 1);
      g_autofree gboolean *seen = g_new0 (gboolean, n + 1);
      order[n] = 4711;
      frost_sampler_order (order, n, 5, 6);
      for (guint32 k = 0; k < n; k++)
        {
          g_assert_cmpuint (order[k], <, n);
          g_assert_false (seen[order[k]]);
          seen[order[k]] = TRUE;
        }
      g_assert_cmpuint (order[n], ==, 4711);
    }
}

static void
test_depends_on_seed_and_epoch (void)
{
  guint32 first[50], again[50], other[50];
  frost_sampler_order (first, 50, 1, 2);
  frost_sampler_order (again, 50, 1, 2);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
  static const guint64 others[][2] = { { 2, 1 }, { 1, 3 }, { 2, 2 }, { 0, 2 } };
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      frost_sampler_order (other, 50, others[i][0], others[i][1]);
      g_assert_true (memcmp (first, other, sizeof first) != 0);
    }
}

/* A checkpoint that is resumed by a later version must see the same order. */
static void
test_stays_as_it_is (void)
{
  static const guint32 expected[10] = { 8, 4, 1, 6, 9, 5, 3, 7, 2, 0 };
  guint32 order[10];
  frost_sampler_order (order, 10, 42, 3);
  g_assert_cmpmem (order, sizeof order, expected, sizeof expected);
}

/* Chi-squared over the 24 orders of four: 23 degrees of freedom, the 99.99 % point is 57. */
static void
test_orders_are_equally_likely (void)
{
  enum
  {
    N = 24000
  };
  int counts[256] = { 0 };
  for (guint64 epoch = 0; epoch < N; epoch++)
    {
      guint32 order[4];
      frost_sampler_order (order, 4, 77, epoch);
      counts[order[0] | order[1] << 2 | order[2] << 4 | order[3] << 6]++;
    }
  double chi_squared = 0;
  int n_orders = 0;
  for (int i = 0; i < 256; i++)
    if (counts[i] > 0)
      {
        n_orders++;
        chi_squared += (counts[i] - N / 24.0) * (counts[i] - N / 24.0) / (N / 24.0);
      }
  g_assert_cmpint (n_orders, ==, 24);
  g_assert_cmpfloat (chi_squared, <, 57);
}

static void
test_views (void)
{
  int counts[2] = { 0 }, n_second_view = 0;
  for (guint32 index = 0; index < 10000; index++)
    {
      int view = frost_sampler_view (9, 4, index, 2);
      g_assert_true (view == 0 || view == 1);
      g_assert_cmpint (view, ==, frost_sampler_view (9, 4, index, 2));
      counts[view]++;
      g_assert_cmpint (frost_sampler_view (9, 5, index, 2), ==, 1 - view);
      n_second_view += frost_sampler_view (10, 4, index, 2) == view;
      g_assert_cmpint (frost_sampler_view (9, 4, index, 1), ==, 0);
    }
  /* Five standard deviations of a fair coin thrown 10,000 times. */
  g_assert_cmpint (ABS (counts[0] - 5000), <, 250);
  g_assert_cmpint (ABS (n_second_view - 5000), <, 250);

  /* As many epochs as there are views show all of them. */
  for (guint32 index = 0; index < 100; index++)
    {
      guint seen = 0;
      for (guint64 epoch = 7; epoch < 12; epoch++)
        seen |= 1u << frost_sampler_view (9, epoch, index, 5);
      g_assert_cmpuint (seen, ==, 31);
    }
}

/* Generation 0 is everybody's; further ones have a stream of their own each. */
static void
test_keys (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint64 keys[3 * 3 * 3];
  int n = 0;

  for (guint64 key = 0; key < 3; key++)
    for (guint64 seed = 0; seed < 3; seed++)
      {
        g_assert_cmpuint (frost_sampler_key (key, seed, 0), ==, key);
        for (guint64 generation = 1; generation < 4; generation++)
          {
            keys[n] = frost_sampler_key (key, seed, generation);
            g_assert_cmpuint (keys[n], ==, frost_sampler_key (key, seed, generation));
            g_assert_true (g_hash_table_add (seen, &keys[n]));
            n++;
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sampler/is-permutation", test_is_permutation);
  g_test_add_func ("/sampler/depends-on-seed-and-epoch", test_depends_on_seed_and_epoch);
  g_test_add_func ("/sampler/stays-as-it-is", test_stays_as_it_is);
  g_test_add_func ("/sampler/orders-are-equally-likely", test_orders_are_equally_likely);
  g_test_add_func ("/sampler/views", test_views);
  g_test_add_func ("/sampler/keys", test_keys);
  return g_test_run ();
}
