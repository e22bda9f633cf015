#include "ui/chart/plot-data.h"

#include <math.h>

#include "ui/chart/number-text.h"

static void
curve_free (gpointer data)
{
  FrostPlotCurve *curve = data;

  g_free (curve->name);
  frost_series_free (curve->points);
  g_free (curve);
}

FrostPlotData *
frost_plot_data_new (void)
{
  FrostPlotData *data = g_new0 (FrostPlotData, 1);

  data->x_name = g_strdup ("epoch");
  data->empty_text = g_strdup ("Curves appear here when training starts");
  data->curves = g_ptr_array_new_with_free_func (curve_free);
  data->marks = frost_marks_new ();
  return data;
}

void
frost_plot_data_free (FrostPlotData *data)
{
  g_free (data->title);
  g_free (data->x_name);
  g_free (data->empty_text);
  g_ptr_array_unref (data->curves);
  frost_marks_free (data->marks);
  g_free (data);
}

guint
frost_plot_data_add_curve (FrostPlotData *data, const char *name, FrostPlotTone tone)
{
  FrostPlotCurve *curve = g_new0 (FrostPlotCurve, 1);

  curve->name = g_strdup (name);
  curve->tone = tone;
  curve->points = frost_series_new ();
  g_ptr_array_add (data->curves, curve);
  return data->curves->len - 1;
}

const FrostPlotCurve *
frost_plot_data_peek_curve (const FrostPlotData *data, guint index)
{
  g_return_val_if_fail (index < data->curves->len, NULL);

  return g_ptr_array_index (data->curves, index);
}

void
frost_plot_data_clear (FrostPlotData *data)
{
  for (guint i = 0; i < data->curves->len; i++)
    frost_series_clear (frost_plot_data_peek_curve (data, i)->points);
  frost_marks_clear (data->marks);
}

gboolean
frost_plot_data_is_empty (const FrostPlotData *data)
{
  for (guint i = 0; i < data->curves->len; i++)
    if (frost_series_get_n_points (frost_plot_data_peek_curve (data, i)->points) > 0)
      return FALSE;
  return TRUE;
}

gboolean
frost_plot_data_find_bounds (const FrostPlotData *data, double *x_min, double *x_max,
                             double *y_min, double *y_max)
{
  gboolean found = FALSE;

  for (guint i = 0; i < data->curves->len; i++)
    {
      const FrostSeries *points = frost_plot_data_peek_curve (data, i)->points;
      guint n = frost_series_get_n_points (points);
      double first, last, low, high;

      if (n == 0)
        continue;
      first = frost_series_peek_point (points, 0)->x;
      last = frost_series_peek_point (points, n - 1)->x;
      if (!frost_series_find_range (points, first, last, &low, &high))
        continue;
      *x_min = found ? MIN (*x_min, first) : first;
      *x_max = found ? MAX (*x_max, last) : last;
      *y_min = found ? MIN (*y_min, low) : low;
      *y_max = found ? MAX (*y_max, high) : high;
      found = TRUE;
    }
  return found;
}

gboolean
frost_plot_data_find_nearest_x (const FrostPlotData *data, double x, double *nearest)
{
  gboolean found = FALSE;

  for (guint i = 0; i < data->curves->len; i++)
    {
      FrostPoint point;

      if (!frost_series_find_nearest (frost_plot_data_peek_curve (data, i)->points, x,
                                      &point))
        continue;
      if (!found || fabs (point.x - x) < fabs (*nearest - x))
        *nearest = point.x;
      found = TRUE;
    }
  return found;
}

/* Index of the point to go to, or FALSE when the curve has none that far. */
static gboolean
find_step (const FrostSeries *points, double x, double distance, gboolean upwards,
           guint *index)
{
  guint n = frost_series_get_n_points (points);
  guint place = upwards ? frost_series_lower_bound (points, x + distance)
                        : frost_series_upper_bound (points, x - distance);

  if (upwards ? place == n : place == 0)
    return FALSE;
  *index = upwards ? place : place - 1;
  return TRUE;
}

double
frost_plot_data_step (const FrostPlotData *data, double x, double distance,
                      gboolean upwards)
{
  double x_min, x_max, y_min, y_max;
  double best = x;
  gboolean found = FALSE;

  for (guint i = 0; i < data->curves->len; i++)
    {
      const FrostSeries *points = frost_plot_data_peek_curve (data, i)->points;
      guint index;
      double at;

      if (!find_step (points, x, distance, upwards, &index))
        continue;
      at = frost_series_peek_point (points, index)->x;
      if (!found || fabs (at - x) < fabs (best - x))
        best = at;
      found = TRUE;
    }
  if (!found && frost_plot_data_find_bounds (data, &x_min, &x_max, &y_min, &y_max))
    best = upwards ? x_max : x_min;
  return best;
}

gboolean
frost_plot_data_value_at (const FrostPlotData *data, guint curve, double x, double *value)
{
  const FrostSeries *points = frost_plot_data_peek_curve (data, curve)->points;
  guint place = frost_series_upper_bound (points, x);

  if (place == 0)
    return FALSE;
  *value = frost_series_peek_point (points, place - 1)->y;
  return TRUE;
}

char *
frost_plot_data_dup_summary (const FrostPlotData *data, double x)
{
  GString *text = g_string_new (data->title != NULL ? data->title : "Chart");
  double x_min, x_max, y_min, y_max;
  const char *separator = ": ";
  const FrostMark *mark;

  if (!frost_plot_data_find_bounds (data, &x_min, &x_max, &y_min, &y_max))
    {
      g_string_append_printf (text, ": %s", data->empty_text);
      return g_string_free (text, FALSE);
    }

  if (!isfinite (x))
    x = x_max;
  {
    g_autofree char *place = frost_place_text (x);
    g_string_append_printf (text, ", %s %s", data->x_name, place);
  }
  for (guint i = 0; i < data->curves->len; i++)
    {
      g_autofree char *number = NULL;
      double value;

      if (!frost_plot_data_value_at (data, i, x, &value))
        continue;
      number = frost_value_text (value, data->percent);
      g_string_append_printf (text, "%s%s %s", separator,
                              frost_plot_data_peek_curve (data, i)->name, number);
      separator = ", ";
    }
  mark = frost_marks_find (data->marks, x, 0.0);
  if (mark != NULL)
    g_string_append_printf (text, "; %s", mark->name);
  return g_string_free (text, FALSE);
}
