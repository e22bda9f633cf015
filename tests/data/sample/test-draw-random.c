#include "data/sample/draw-random.h"

#include <math.h>

static void
test_ranges (void)
{
  FrostDrawRandom random;
  int seen[5] = { 0 };
  int n_true = 0;
  double sum = 0;

  frost_data_random_init (&random, 7, 0, 0);
  for (int i = 0; i < 10000; i++)
    {
      const double x = frost_draw_random_uniform (&random, -2, 6);
      const int k = frost_draw_random_below (&random, 5);

      g_assert_cmpfloat (x, >=, -2);
      g_assert_cmpfloat (x, <, 6);
      g_assert_cmpint (k, >=, 0);
      g_assert_cmpint (k, <, 5);
      sum += x;
      seen[k]++;
      n_true += frost_draw_random_chance (&random, 0.25);
    }
  /* Five standard errors of each. */
  g_assert_cmpfloat_with_epsilon (sum / 10000, 2, 0.12);
  g_assert_cmpfloat_with_epsilon (n_true / 10000.0, 0.25, 0.022);
  for (int k = 0; k < 5; k++)
    g_assert_cmpfloat_with_epsilon (seen[k] / 10000.0, 0.2, 0.02);
}

static void
test_normal (void)
{
  FrostDrawRandom random;
  const int n = 10000;
  double sum = 0;
  double squares = 0;

  frost_data_random_init (&random, 8, 0, 0);
  for (int i = 0; i < n; i++)
    {
      float x[4];

      frost_draw_random_normal4 (&random, x);
      for (int j = 0; j < 4; j++)
        {
          g_assert_cmpfloat (fabsf (x[j]), <, 3.5f);
          sum += x[j];
          squares += x[j] * x[j];
        }
    }
  g_assert_cmpfloat_with_epsilon (sum / (4 * n), 0, 0.025);
  g_assert_cmpfloat_with_epsilon (squares / (4 * n), 1, 0.03);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sample/draw-random/ranges", test_ranges);
  g_test_add_func ("/data/sample/draw-random/normal", test_normal);
  return g_test_run ();
}
