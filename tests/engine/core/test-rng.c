#include "engine/core/rng.h"

/* The generator's first numbers from the state 1, 2, 3, 4, as its authors' C code prints them. */
static void
test_published (void)
{
  FrostRng rng = { { 1, 2, 3, 4 } };

  g_assert_cmphex (frost_rng_next (&rng), ==, 0x2d00);
  g_assert_cmphex (frost_rng_next (&rng), ==, 0);
  g_assert_cmphex (frost_rng_next (&rng), ==, 0x5a007080);
  g_assert_cmphex (frost_rng_next (&rng), ==, 0x10e0000000009d80);
}

/* splitmix64 from 0. */
static void
test_seed (void)
{
  FrostRng rng;

  frost_rng_seed (&rng, 0);
  g_assert_cmphex (rng.state[0], ==, 0xe220a8397b1dcdaf);
  g_assert_cmphex (rng.state[1], ==, 0x6e789e6aa1b965f4);
  g_assert_cmphex (rng.state[2], ==, 0x06c45d188009454f);
  g_assert_cmphex (rng.state[3], ==, 0xf88bb8a8724c81ec);
}

static void
test_uniform (void)
{
  FrostRng rng;
  double sum = 0, squares = 0;
  int n = 100000;

  frost_rng_seed (&rng, 5);
  for (int i = 0; i < n; i++)
    {
      float x = frost_rng_uniform (&rng);

      g_assert_true (x >= 0 && x < 1);
      sum += x;
      squares += (double) x * x;
    }
  /* Five standard errors of the mean of a uniform number, and about as many of its square's. */
  g_assert_cmpfloat_with_epsilon (sum / n, 0.5, 5 * 0.289 / 316);
  g_assert_cmpfloat_with_epsilon (squares / n, 1 / 3.0, 5 * 0.298 / 316);
}

static void
test_below (void)
{
  FrostRng rng;
  int counts[7] = { 0 };
  int n = 70000;

  frost_rng_seed (&rng, 6);
  for (int i = 0; i < n; i++)
    {
      uint64_t x = frost_rng_below (&rng, 7);

      g_assert_cmpuint (x, <, 7);
      counts[x]++;
    }
  /* Each count has a deviation of sqrt (70000 * 6 / 49) = 93. */
  for (int i = 0; i < 7; i++)
    {
      g_assert_cmpint (counts[i], >, 10000 - 500);
      g_assert_cmpint (counts[i], <, 10000 + 500);
    }
  g_assert_cmpuint (frost_rng_below (&rng, 1), ==, 0);
}

/* Streams of neighbouring epochs and images have nothing to do with each other. */
static void
test_mix (void)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (uint64_t a = 0; a < 100; a++)
    for (uint64_t b = 0; b < 100; b++)
      {
        uint64_t *mixed = g_new (uint64_t, 1);

        *mixed = frost_rng_mix (a, b);
        g_assert_cmphex (*mixed, ==, frost_rng_mix (a, b));
        g_hash_table_add (seen, mixed);
      }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/core/rng/published", test_published);
  g_test_add_func ("/engine/core/rng/seed", test_seed);
  g_test_add_func ("/engine/core/rng/uniform", test_uniform);
  g_test_add_func ("/engine/core/rng/below", test_below);
  g_test_add_func ("/engine/core/rng/mix", test_mix);
  return g_test_run ();
}
