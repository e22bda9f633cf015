#include "ui/chart/plot-frame.h"

#include <math.h>

/* Pixels between ticks at which their labels stand comfortably apart. */
#define X_TICK_DISTANCE 72.0
#define Y_TICK_DISTANCE 40.0

/* More points than one in so many pixels make a band. */
#define BAND_DISTANCE 3.0

/* Pixels between the points of a moving average, and what it reaches over to either side. */
#define TREND_STEP 3.0
#define TREND_REACH 0.01

FrostPlotFrame *
frost_plot_frame_new (void)
{
  FrostPlotFrame *frame = g_new0 (FrostPlotFrame, 1);

  frame->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  frame->bands = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  frost_scale_init (&frame->x_scale, FROST_SCALE_LINEAR, 0.0, 1.0);
  frost_scale_init (&frame->y_scale, FROST_SCALE_LINEAR, 0.0, 1.0);
  return frame;
}

void
frost_plot_frame_free (FrostPlotFrame *frame)
{
  g_ptr_array_unref (frame->lines);
  g_ptr_array_unref (frame->bands);
  g_free (frame);
}

static int
n_ticks (double length, double distance)
{
  return CLAMP ((int) (length / distance), 2, 10);
}

/* Where a logarithmic axis starts when some value is not above zero. */
static double
find_lowest_positive (const FrostPlotData *data, double y_max)
{
  double lowest = y_max;

  for (guint i = 0; i < data->curves->len; i++)
    lowest = MIN (lowest, frost_series_get_lowest_positive (
                              frost_plot_data_peek_curve (data, i)->points));
  return lowest;
}

void
frost_plot_frame_set_axes (FrostPlotFrame *frame, const FrostPlotData *data, double width,
                           double height)
{
  double x_min = 0.0, x_max = 1.0, y_min = 0.0, y_max = 1.0;
  int n_x = n_ticks (width, X_TICK_DISTANCE);
  int n_y = n_ticks (height, Y_TICK_DISTANCE);

  if (!frost_plot_data_find_bounds (data, &x_min, &x_max, &y_min, &y_max)
      && data->x_max > 0.0)
    x_max = data->x_max;
  /* Training counts from zero: the axis shows how far along it is. */
  frost_scale_init (&frame->x_scale, FROST_SCALE_LINEAR, MIN (x_min, 0.0),
                    MAX (x_max, data->x_max));

  if (data->percent)
    frost_scale_init (&frame->y_scale, FROST_SCALE_LINEAR, MIN (y_min, 0.0),
                      MAX (y_max, 1.0));
  else if (data->logarithmic)
    {
      if (y_min <= 0.0 && y_max > 0.0)
        y_min = find_lowest_positive (data, y_max);
      frost_scale_init (&frame->y_scale, FROST_SCALE_LOG, y_min, y_max);
      frost_scale_round (&frame->y_scale, n_y);
    }
  else
    {
      /* From zero where that costs little, because lengths are compared by eye. */
      if (y_min > 0.0 && y_min < 0.5 * y_max)
        y_min = 0.0;
      frost_scale_init (&frame->y_scale, FROST_SCALE_LINEAR, y_min, y_max);
      frost_scale_round (&frame->y_scale, n_y);
    }
  frost_scale_ticks (&frame->x_scale, n_x, &frame->x_ticks);
  frost_scale_ticks (&frame->y_scale, n_y, &frame->y_ticks);
}

/* All points in reach, at most 4 a pixel column, in pixels. */
static GArray *
lay_points (const FrostPlotFrame *frame, const FrostSeries *points)
{
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (FrostPoint));
  guint kept = 0;

  frost_series_decimate (points, &frame->x_scale, (int) ceil (frame->width), line);
  for (guint i = 0; i < line->len; i++)
    {
      FrostPoint *point = &g_array_index (line, FrostPoint, i);
      double x = frost_plot_frame_x (frame, point->x);
      double y = frost_plot_frame_y (frame, point->y);

      if (isfinite (x) && isfinite (y))
        g_array_index (line, FrostPoint, kept++) = (FrostPoint){ x, y };
    }
  g_array_set_size (line, kept);
  return g_steal_pointer (&line);
}

static GArray *
lay_trend (const FrostPlotFrame *frame, const FrostSeries *points, guint end)
{
  g_autoptr (GArray) trend = g_array_new (FALSE, FALSE, sizeof (FrostPoint));
  double reach = TREND_REACH * (frame->x_scale.max - frame->x_scale.min);
  double last_x =
      frost_plot_frame_x (frame, frost_series_peek_point (points, end - 1)->x);

  for (double pixel = frame->left; pixel < last_x + TREND_STEP; pixel += TREND_STEP)
    {
      FrostPoint point = { MIN (pixel, last_x), NAN };
      double x = frost_plot_frame_x_at (frame, point.x);
      double mean;

      if (frost_series_find_mean (points, x - reach, x + reach, &mean))
        point.y = frost_plot_frame_y (frame, mean);
      if (isfinite (point.y))
        g_array_append_val (trend, point);
    }
  return g_steal_pointer (&trend);
}

/* Each column reaches to the last point of the one before, so the band has no cracks. */
static GArray *
lay_band (const GArray *points)
{
  g_autoptr (GArray) band = g_array_new (FALSE, FALSE, sizeof (FrostPlotColumn));
  double last_y = NAN;

  for (guint i = 0; i < points->len; i++)
    {
      const FrostPoint *point = &g_array_index (points, FrostPoint, i);
      FrostPlotColumn *column =
          band->len > 0 ? &g_array_index (band, FrostPlotColumn, band->len - 1) : NULL;

      if (column == NULL || column->left != floor (point->x))
        {
          FrostPlotColumn next = { floor (point->x), point->y, point->y };

          if (isfinite (last_y))
            {
              next.top = MIN (next.top, last_y);
              next.bottom = MAX (next.bottom, last_y);
            }
          g_array_append_val (band, next);
        }
      else
        {
          column->top = MIN (column->top, point->y);
          column->bottom = MAX (column->bottom, point->y);
        }
      last_y = point->y;
    }
  return g_steal_pointer (&band);
}

static void
lay_curve (FrostPlotFrame *frame, const FrostSeries *points)
{
  guint begin = frost_series_lower_bound (points, frame->x_scale.min);
  guint end = frost_series_upper_bound (points, frame->x_scale.max);
  g_autoptr (GArray) line = lay_points (frame, points);

  if ((end - begin) * BAND_DISTANCE > frame->width)
    {
      g_ptr_array_add (frame->bands, lay_band (line));
      g_ptr_array_add (frame->lines, lay_trend (frame, points, end));
    }
  else
    {
      g_ptr_array_add (frame->bands,
                       g_array_new (FALSE, FALSE, sizeof (FrostPlotColumn)));
      g_ptr_array_add (frame->lines, g_steal_pointer (&line));
    }
}

void
frost_plot_frame_set_area (FrostPlotFrame *frame, const FrostPlotData *data, double left,
                           double top, double width, double height)
{
  frame->left = left;
  frame->top = top;
  frame->width = MAX (width, 1.0);
  frame->height = MAX (height, 1.0);
  g_ptr_array_set_size (frame->lines, 0);
  g_ptr_array_set_size (frame->bands, 0);
  for (guint i = 0; i < data->curves->len; i++)
    lay_curve (frame, frost_plot_data_peek_curve (data, i)->points);
}

double
frost_plot_frame_x (const FrostPlotFrame *frame, double x)
{
  return frame->left + frost_scale_position (&frame->x_scale, x) * frame->width;
}

double
frost_plot_frame_y (const FrostPlotFrame *frame, double y)
{
  return frame->top + (1.0 - frost_scale_position (&frame->y_scale, y)) * frame->height;
}

double
frost_plot_frame_x_at (const FrostPlotFrame *frame, double pixel)
{
  return frost_scale_value (&frame->x_scale, (pixel - frame->left) / frame->width);
}

double
frost_plot_frame_x_per_pixel (const FrostPlotFrame *frame)
{
  return (frame->x_scale.max - frame->x_scale.min) / frame->width;
}
