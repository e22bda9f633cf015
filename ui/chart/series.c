#include "ui/chart/series.h"

#include <math.h>

#define FAN_OUT 16

/* 16^8 points are more than fit into a guint index. */
#define MAX_LEVELS 8

/* Which point of a group is the lowest and which the highest; the earlier of equals. */
typedef struct
{
  guint low;
  guint high;
} Extremes;

struct _FrostSeries
{
  GArray *points;              /* of FrostPoint, x not decreasing */
  GArray *sums;                /* of double: y of this point and all before it */
  double lowest_positive;      /* of all y */
  GArray *pyramid[MAX_LEVELS]; /* of Extremes; level k has one for each full 16^(k+1) */
};

FrostSeries *
frost_series_new (void)
{
  FrostSeries *series = g_new0 (FrostSeries, 1);

  series->points = g_array_new (FALSE, FALSE, sizeof (FrostPoint));
  series->sums = g_array_new (FALSE, FALSE, sizeof (double));
  series->lowest_positive = INFINITY;
  for (int level = 0; level < MAX_LEVELS; level++)
    series->pyramid[level] = g_array_new (FALSE, FALSE, sizeof (Extremes));
  return series;
}

void
frost_series_free (FrostSeries *series)
{
  g_array_unref (series->points);
  g_array_unref (series->sums);
  for (int level = 0; level < MAX_LEVELS; level++)
    g_array_unref (series->pyramid[level]);
  g_free (series);
}

void
frost_series_clear (FrostSeries *series)
{
  g_array_set_size (series->points, 0);
  g_array_set_size (series->sums, 0);
  series->lowest_positive = INFINITY;
  for (int level = 0; level < MAX_LEVELS; level++)
    g_array_set_size (series->pyramid[level], 0);
}

guint
frost_series_get_n_points (const FrostSeries *series)
{
  return series->points->len;
}

const FrostPoint *
frost_series_peek_point (const FrostSeries *series, guint index)
{
  g_return_val_if_fail (index < series->points->len, NULL);

  return &g_array_index (series->points, FrostPoint, index);
}

static inline double
y_at (const FrostSeries *series, guint index)
{
  return g_array_index (series->points, FrostPoint, index).y;
}

static inline double
x_at (const FrostSeries *series, guint index)
{
  return g_array_index (series->points, FrostPoint, index).x;
}

static void
merge_extremes (const FrostSeries *series, Extremes *into, Extremes other)
{
  double low = y_at (series, into->low), other_low = y_at (series, other.low);
  double high = y_at (series, into->high), other_high = y_at (series, other.high);

  if (other_low < low || (other_low == low && other.low < into->low))
    into->low = other.low;
  if (other_high > high || (other_high == high && other.high < into->high))
    into->high = other.high;
}

/* The extremes of element `index` of a level; level 0 is the points themselves. */
static Extremes
peek_extremes (const FrostSeries *series, int level, guint index)
{
  if (level == 0)
    return (Extremes){ index, index };
  return g_array_index (series->pyramid[level - 1], Extremes, index);
}

static Extremes
scan_extremes (const FrostSeries *series, int level, guint begin, guint end)
{
  Extremes extremes = peek_extremes (series, level, begin);

  for (guint i = begin + 1; i < end; i++)
    merge_extremes (series, &extremes, peek_extremes (series, level, i));
  return extremes;
}

gboolean
frost_series_append (FrostSeries *series, double x, double y)
{
  FrostPoint point = { x, y };
  guint n = series->points->len;
  double sum;

  if (!isfinite (x) || !isfinite (y))
    return FALSE;
  if (n > 0 && x < x_at (series, n - 1))
    return FALSE;

  g_array_append_val (series->points, point);
  sum = y + (n > 0 ? g_array_index (series->sums, double, n - 1) : 0.0);
  g_array_append_val (series->sums, sum);
  if (y > 0.0)
    series->lowest_positive = MIN (series->lowest_positive, y);
  n++;
  /* A full group closes one element on the level above, which may fill a group there. */
  for (int level = 0; level < MAX_LEVELS && n % FAN_OUT == 0; level++)
    {
      Extremes extremes = scan_extremes (series, level, n - FAN_OUT, n);

      g_array_append_val (series->pyramid[level], extremes);
      n = series->pyramid[level]->len;
    }
  return TRUE;
}

/* Extremes of the points [begin, end), not empty: the ragged ends of each level one by one,
 * the full groups between them on the level above. */
static Extremes
find_extremes (const FrostSeries *series, guint begin, guint end)
{
  Extremes extremes = { begin, begin };
  int level = 0;

  while (begin < end)
    {
      gboolean top = level == MAX_LEVELS;

      for (; begin < end && (top || begin % FAN_OUT != 0); begin++)
        merge_extremes (series, &extremes, peek_extremes (series, level, begin));
      for (; begin < end && end % FAN_OUT != 0; end--)
        merge_extremes (series, &extremes, peek_extremes (series, level, end - 1));
      begin /= FAN_OUT;
      end /= FAN_OUT;
      level++;
    }
  return extremes;
}

/* First index in [begin, end) whose x is at least `x`, or above it when `above`. */
static guint
bisect (const FrostSeries *series, guint begin, guint end, double x, gboolean above)
{
  while (begin < end)
    {
      guint middle = begin + (end - begin) / 2;
      double at = x_at (series, middle);

      if (at < x || (above && at == x))
        begin = middle + 1;
      else
        end = middle;
    }
  return begin;
}

guint
frost_series_lower_bound (const FrostSeries *series, double x)
{
  return bisect (series, 0, series->points->len, x, FALSE);
}

guint
frost_series_upper_bound (const FrostSeries *series, double x)
{
  return bisect (series, 0, series->points->len, x, TRUE);
}

gboolean
frost_series_find_nearest (const FrostSeries *series, double x, FrostPoint *point)
{
  guint n = series->points->len;
  guint after;

  if (n == 0)
    return FALSE;
  after = frost_series_lower_bound (series, x);
  if (after == n
      || (after > 0 && x - x_at (series, after - 1) < x_at (series, after) - x))
    after--;
  /* Points of one x: the last one said is the one that counts. */
  *point = *frost_series_peek_point (
      series, frost_series_upper_bound (series, x_at (series, after)) - 1);
  return TRUE;
}

gboolean
frost_series_find_range (const FrostSeries *series, double x_min, double x_max,
                         double *y_min, double *y_max)
{
  guint begin = frost_series_lower_bound (series, x_min);
  guint end = frost_series_upper_bound (series, x_max);
  Extremes extremes;

  if (begin >= end)
    return FALSE;
  extremes = find_extremes (series, begin, end);
  *y_min = y_at (series, extremes.low);
  *y_max = y_at (series, extremes.high);
  return TRUE;
}

gboolean
frost_series_find_mean (const FrostSeries *series, double x_min, double x_max,
                        double *mean)
{
  guint begin = frost_series_lower_bound (series, x_min);
  guint end = frost_series_upper_bound (series, x_max);
  double before;

  if (begin >= end)
    return FALSE;
  before = begin > 0 ? g_array_index (series->sums, double, begin - 1) : 0.0;
  *mean = (g_array_index (series->sums, double, end - 1) - before) / (end - begin);
  return TRUE;
}

double
frost_series_get_lowest_positive (const FrostSeries *series)
{
  return series->lowest_positive;
}

/* First, lowest, highest and last of [begin, end) in their order, each once. */
static void
append_column (const FrostSeries *series, guint begin, guint end, GArray *points)
{
  Extremes extremes = find_extremes (series, begin, end);
  guint pick[4] = { begin, MIN (extremes.low, extremes.high),
                    MAX (extremes.low, extremes.high), end - 1 };

  for (int i = 0; i < 4; i++)
    if (i == 0 || pick[i] != pick[i - 1])
      g_array_append_vals (points, frost_series_peek_point (series, pick[i]), 1);
}

void
frost_series_decimate (const FrostSeries *series, const FrostScale *x_scale,
                       int n_columns, GArray *points)
{
  guint begin = frost_series_lower_bound (series, x_scale->min);
  guint end = frost_series_upper_bound (series, x_scale->max);

  g_array_set_size (points, 0);
  n_columns = MAX (n_columns, 1);
  if (begin > 0)
    g_array_append_vals (points, frost_series_peek_point (series, begin - 1), 1);
  /* From point to point and not from column to column: empty columns cost nothing. */
  for (guint i = begin; i < end;)
    {
      double position = frost_scale_position (x_scale, x_at (series, i));
      int column = MIN ((int) floor (position * n_columns), n_columns - 1);
      double edge = frost_scale_value (x_scale, (column + 1.0) / n_columns);
      guint next = end;

      /* The last column has its right edge too; and rounding must not stop the walk. */
      if (column < n_columns - 1)
        next = bisect (series, i + 1, end, edge, FALSE);
      append_column (series, i, next, points);
      i = next;
    }
  if (end < series->points->len)
    g_array_append_vals (points, frost_series_peek_point (series, end), 1);
}
