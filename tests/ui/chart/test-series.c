#include "ui/chart/series.h"

#include <math.h>

static FrostSeries *
random_series (guint n, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  FrostSeries *series = frost_series_new ();
  double x = 0.0;

  for (guint i = 0; i < n; i++)
    {
      g_assert_true (frost_series_append (series, x, g_rand_double_range (rand, -5, 5)));
      /* Every fourth point shares its x with the one before. */
      x += i % 4 == 3 ? 0.0 : g_rand_double (rand);
    }
  return series;
}

/* The naive twin: looks at every point. */
static gboolean
naive_range (const FrostSeries *series, double x_min, double x_max, double *low,
             double *high)
{
  gboolean found = FALSE;

  for (guint i = 0; i < frost_series_get_n_points (series); i++)
    {
      const FrostPoint *point = frost_series_peek_point (series, i);

      if (point->x < x_min || point->x > x_max)
        continue;
      *low = found ? MIN (*low, point->y) : point->y;
      *high = found ? MAX (*high, point->y) : point->y;
      found = TRUE;
    }
  return found;
}

static void
test_range_equals_naive (void)
{
  static const guint sizes[] = { 1, 2, 15, 16, 17, 255, 256, 257, 4095, 4097, 5000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr (FrostSeries) series = random_series (sizes[s], s + 1);
      g_autoptr (GRand) rand = g_rand_new_with_seed (77 + s);
      double end = frost_series_peek_point (series, sizes[s] - 1)->x;

      for (int i = 0; i < 200; i++)
        {
          double from = g_rand_double_range (rand, -1.0, end + 1.0);
          double to = g_rand_double_range (rand, from, end + 2.0);
          double low = 0, high = 0, naive_low = 0, naive_high = 0;
          gboolean found = frost_series_find_range (series, from, to, &low, &high);

          g_assert_cmpint (found, ==,
                           naive_range (series, from, to, &naive_low, &naive_high));
          g_assert_cmpfloat (low, ==, naive_low);
          g_assert_cmpfloat (high, ==, naive_high);
        }
    }
}

typedef struct
{
  gboolean any;
  double first, low, high, last;
} Column;

static void
column_add (Column *column, double y)
{
  if (!column->any)
    column->first = column->low = column->high = y;
  column->any = TRUE;
  column->low = MIN (column->low, y);
  column->high = MAX (column->high, y);
  column->last = y;
}

/* Whatever the number of points, each pixel column of the decimated line begins, ends and
 * reaches where that of the whole line does. */
static void
assert_decimation (const FrostSeries *series, const FrostScale *scale, int n_columns)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (FrostPoint));
  g_autofree Column *expected = g_new0 (Column, n_columns);
  g_autofree Column *got = g_new0 (Column, n_columns);

  frost_series_decimate (series, scale, n_columns, points);
  g_assert_cmpuint (points->len, <=, 4 * n_columns + 2);
  for (guint i = 0; i < frost_series_get_n_points (series); i++)
    {
      const FrostPoint *point = frost_series_peek_point (series, i);
      double position = frost_scale_position (scale, point->x);

      if (position >= 0.0 && position <= 1.0)
        column_add (&expected[MIN ((int) (position * n_columns), n_columns - 1)],
                    point->y);
    }
  for (guint i = 0; i < points->len; i++)
    {
      const FrostPoint *point = &g_array_index (points, FrostPoint, i);
      double position = frost_scale_position (scale, point->x);

      if (i > 0)
        g_assert_cmpfloat (point->x, >=, g_array_index (points, FrostPoint, i - 1).x);
      if (position >= 0.0 && position <= 1.0)
        column_add (&got[MIN ((int) (position * n_columns), n_columns - 1)], point->y);
    }
  for (int c = 0; c < n_columns; c++)
    {
      g_assert_cmpint (got[c].any, ==, expected[c].any);
      g_assert_cmpfloat (got[c].first, ==, expected[c].first);
      g_assert_cmpfloat (got[c].low, ==, expected[c].low);
      g_assert_cmpfloat (got[c].high, ==, expected[c].high);
      g_assert_cmpfloat (got[c].last, ==, expected[c].last);
    }
}

static void
test_decimation_keeps_extremes (void)
{
  static const guint sizes[] = { 1, 3, 100, 1000, 20000 };
  static const int columns[] = { 1, 7, 320, 1023 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
      {
        g_autoptr (FrostSeries) series = random_series (sizes[s], s + 9);
        double end = frost_series_peek_point (series, sizes[s] - 1)->x;
        FrostScale all, part, logarithmic;

        frost_scale_init (&all, FROST_SCALE_LINEAR, 0.0, end);
        frost_scale_init (&part, FROST_SCALE_LINEAR, end * 0.31, end * 0.62);
        frost_scale_init (&logarithmic, FROST_SCALE_LOG, 0.1, MAX (end, 1.0));
        assert_decimation (series, &all, columns[c]);
        assert_decimation (series, &part, columns[c]);
        assert_decimation (series, &logarithmic, columns[c]);
      }
}

/* The line leaves the picture where the next point outside pulls it. */
static void
test_decimation_reaches_over_the_edge (void)
{
  g_autoptr (FrostSeries) series = frost_series_new ();
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (FrostPoint));
  FrostScale scale;

  for (int i = 0; i <= 10; i++)
    frost_series_append (series, i, i);
  frost_scale_init (&scale, FROST_SCALE_LINEAR, 2.5, 4.5);
  frost_series_decimate (series, &scale, 100, points);
  g_assert_cmpuint (points->len, ==, 4);
  g_assert_cmpfloat (g_array_index (points, FrostPoint, 0).x, ==, 2.0);
  g_assert_cmpfloat (g_array_index (points, FrostPoint, 3).x, ==, 5.0);

  /* Between two points and nothing inside: both neighbours, so the line is there. */
  frost_scale_init (&scale, FROST_SCALE_LINEAR, 2.2, 2.8);
  frost_series_decimate (series, &scale, 100, points);
  g_assert_cmpuint (points->len, ==, 2);
}

static void
test_long_run_is_bounded (void)
{
  g_autoptr (FrostSeries) series = frost_series_new ();
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (FrostPoint));
  FrostScale scale;

  for (int i = 0; i < 100000; i++)
    frost_series_append (series, i, sin (i * 0.37) + (i == 54321 ? 100.0 : 0.0));
  frost_scale_init (&scale, FROST_SCALE_LINEAR, 0.0, 99999.0);
  frost_series_decimate (series, &scale, 800, points);
  g_assert_cmpuint (points->len, <=, 3200);
  assert_decimation (series, &scale, 800); /* the one spike included */
}

static void
test_not_finite_is_left_out (void)
{
  g_autoptr (FrostSeries) series = frost_series_new ();
  double low, high;

  g_assert_true (frost_series_append (series, 0.0, 1.0));
  g_assert_false (frost_series_append (series, 1.0, NAN));
  g_assert_false (frost_series_append (series, 1.0, INFINITY));
  g_assert_false (frost_series_append (series, 1.0, -INFINITY));
  g_assert_false (frost_series_append (series, NAN, 1.0));
  g_assert_false (frost_series_append (series, INFINITY, 1.0));
  g_assert_true (frost_series_append (series, 2.0, 3.0));
  g_assert_false (frost_series_append (series, 1.5, 9.0)); /* backwards */
  g_assert_cmpuint (frost_series_get_n_points (series), ==, 2);
  g_assert_true (frost_series_find_range (series, 0.0, 9.0, &low, &high));
  g_assert_cmpfloat (low, ==, 1.0);
  g_assert_cmpfloat (high, ==, 3.0);
}

static void
test_nearest (void)
{
  g_autoptr (FrostSeries) series = frost_series_new ();
  FrostPoint point = { 0 };

  g_assert_false (frost_series_find_nearest (series, 1.0, &point));
  frost_series_append (series, 1.0, 10.0);
  frost_series_append (series, 2.0, 20.0);
  frost_series_append (series, 2.0, 21.0);
  frost_series_append (series, 4.0, 40.0);
  g_assert_true (frost_series_find_nearest (series, -G_MAXDOUBLE, &point));
  g_assert_cmpfloat (point.y, ==, 10.0);
  g_assert_true (frost_series_find_nearest (series, 2.2, &point));
  g_assert_cmpfloat (point.y, ==, 21.0); /* the last said at that x */
  g_assert_true (frost_series_find_nearest (series, 3.1, &point));
  g_assert_cmpfloat (point.y, ==, 40.0);
  g_assert_true (frost_series_find_nearest (series, 99.0, &point));
  g_assert_cmpfloat (point.y, ==, 40.0);
}

static void
test_mean (void)
{
  g_autoptr (FrostSeries) series = random_series (3000, 5);
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  double mean = 0;

  for (int i = 0; i < 100; i++)
    {
      double from = g_rand_double_range (rand, -10.0, 2300.0);
      double to = from + g_rand_double_range (rand, 0.0, 400.0);
      double sum = 0.0;
      int n = 0;

      for (guint p = 0; p < 3000; p++)
        {
          const FrostPoint *point = frost_series_peek_point (series, p);

          if (point->x >= from && point->x <= to)
            {
              sum += point->y;
              n++;
            }
        }
      g_assert_cmpint (frost_series_find_mean (series, from, to, &mean), ==, n > 0);
      /* A difference of two sums of at most 3000 values of 5: 1e-12 is their rounding. */
      if (n > 0)
        g_assert_cmpfloat_with_epsilon (mean, sum / n, 1e-10);
    }
  frost_series_clear (series);
  g_assert_false (frost_series_find_mean (series, 0.0, 1.0, &mean));
}

static void
test_clear (void)
{
  g_autoptr (FrostSeries) series = random_series (600, 3);
  double low, high;

  g_assert_true (isfinite (frost_series_get_lowest_positive (series)));
  frost_series_clear (series);
  g_assert_cmpuint (frost_series_get_n_points (series), ==, 0);
  g_assert_true (isinf (frost_series_get_lowest_positive (series)));
  g_assert_false (frost_series_find_range (series, -1e9, 1e9, &low, &high));
  /* The pyramid starts anew as well: old groups would give old extremes. */
  for (int i = 0; i < 300; i++)
    frost_series_append (series, i, 0.25);
  g_assert_true (frost_series_find_range (series, 0.0, 300.0, &low, &high));
  g_assert_cmpfloat (low, ==, 0.25);
  g_assert_cmpfloat (high, ==, 0.25);
  g_assert_cmpfloat (frost_series_get_lowest_positive (series), ==, 0.25);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/series/range-equals-naive", test_range_equals_naive);
  g_test_add_func ("/chart/series/decimation-keeps-extremes",
                   test_decimation_keeps_extremes);
  g_test_add_func ("/chart/series/decimation-reaches-over-the-edge",
                   test_decimation_reaches_over_the_edge);
  g_test_add_func ("/chart/series/long-run-is-bounded", test_long_run_is_bounded);
  g_test_add_func ("/chart/series/not-finite-is-left-out", test_not_finite_is_left_out);
  g_test_add_func ("/chart/series/nearest", test_nearest);
  g_test_add_func ("/chart/series/mean", test_mean);
  g_test_add_func ("/chart/series/clear", test_clear);
  return g_test_run ();
}
