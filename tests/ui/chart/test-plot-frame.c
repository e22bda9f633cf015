#include "ui/chart/plot-frame.h"

#include <math.h>

static FrostPlotData *
data_with (const double *ys, int n)
{
  FrostPlotData *data = frost_plot_data_new ();

  frost_plot_data_add_curve (data, "train", FROST_PLOT_TRAIN);
  for (int i = 0; i < n; i++)
    frost_series_append (frost_plot_data_peek_curve (data, 0)->points, i + 1.0, ys[i]);
  return data;
}

static void
lay (FrostPlotFrame *frame, const FrostPlotData *data)
{
  frost_plot_frame_set_axes (frame, data, 400.0, 200.0);
  frost_plot_frame_set_area (frame, data, 40.0, 10.0, 400.0, 200.0);
}

static void
test_percent_axis_is_fixed (void)
{
  static const double ys[] = { 0.52, 0.55 };
  g_autoptr (FrostPlotData) data = data_with (ys, 2);
  g_autoptr (FrostPlotFrame) frame = frost_plot_frame_new ();

  data->percent = TRUE;
  data->x_max = 25.0;
  lay (frame, data);
  g_assert_cmpfloat (frame->y_scale.min, ==, 0.0);
  g_assert_cmpfloat (frame->y_scale.max, ==, 1.0);
  g_assert_cmpfloat (frame->x_scale.min, ==, 0.0);
  g_assert_cmpfloat (frame->x_scale.max, ==, 25.0);
  g_assert_cmpfloat (frost_plot_frame_y (frame, 1.0), ==, 10.0);
  g_assert_cmpfloat (frost_plot_frame_y (frame, 0.0), ==, 210.0);
}

static void
test_loss_axis_fits (void)
{
  static const double ys[] = { 2.3, 1.1, 0.4 };
  g_autoptr (FrostPlotData) data = data_with (ys, 3);
  g_autoptr (FrostPlotFrame) frame = frost_plot_frame_new ();
  const GArray *line;

  lay (frame, data);
  g_assert_cmpfloat (frame->y_scale.min, ==, 0.0);
  g_assert_cmpfloat (frame->y_scale.max, ==, 2.5);
  line = g_ptr_array_index (frame->lines, 0);
  g_assert_cmpuint (line->len, ==, 3);
  /* The last point is at the right edge, 0.4 of 2.5 from the bottom. */
  g_assert_cmpfloat_with_epsilon (g_array_index (line, FrostPoint, 2).x, 440.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (g_array_index (line, FrostPoint, 2).y,
                                  210.0 - 200.0 * 0.4 / 2.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (frost_plot_frame_x_at (frame, 440.0), 3.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (frost_plot_frame_x_per_pixel (frame), 3.0 / 400.0,
                                  1e-12);
}

static void
test_log_axis_leaves_zero_out (void)
{
  static const double ys[] = { 3.0, 0.0, 0.02 };
  g_autoptr (FrostPlotData) data = data_with (ys, 3);
  g_autoptr (FrostPlotFrame) frame = frost_plot_frame_new ();
  const GArray *line;

  data->logarithmic = TRUE;
  lay (frame, data);
  g_assert_cmpint (frame->y_scale.kind, ==, FROST_SCALE_LOG);
  g_assert_cmpfloat (frame->y_scale.min, ==, 0.02);
  g_assert_cmpfloat (frame->y_scale.max, ==, 5.0);
  line = g_ptr_array_index (frame->lines, 0);
  g_assert_cmpuint (line->len, ==, 2);
}

static void
test_empty (void)
{
  g_autoptr (FrostPlotData) data = data_with (NULL, 0);
  g_autoptr (FrostPlotFrame) frame = frost_plot_frame_new ();

  data->x_max = 10.0;
  data->logarithmic = TRUE;
  lay (frame, data);
  g_assert_cmpfloat (frame->x_scale.max, ==, 10.0);
  g_assert_cmpuint (((const GArray *) g_ptr_array_index (frame->lines, 0))->len, ==, 0);
}

/* A curve that zigzags around 1 within each pixel has 1 as its line and all of the zigzag as
 * its band; one of a few points is its own line and has no band. */
static void
test_band_of_many_points (void)
{
  static const double ys[] = { 0.9, 1.1 };
  g_autoptr (FrostPlotData) few = data_with (ys, 2);
  g_autoptr (FrostPlotData) many = data_with (NULL, 0);
  g_autoptr (FrostPlotFrame) frame = frost_plot_frame_new ();
  const GArray *line, *band;

  lay (frame, few);
  line = g_ptr_array_index (frame->lines, 0);
  band = g_ptr_array_index (frame->bands, 0);
  g_assert_cmpuint (line->len, ==, 2);
  g_assert_cmpuint (band->len, ==, 0);

  for (int i = 0; i < 40000; i++)
    frost_series_append (frost_plot_data_peek_curve (many, 0)->points, i, ys[i % 2]);
  lay (frame, many);
  line = g_ptr_array_index (frame->lines, 0);
  band = g_ptr_array_index (frame->bands, 0);
  g_assert_cmpuint (line->len, >, 100);
  for (guint i = 0; i < line->len; i++)
    g_assert_cmpfloat_with_epsilon (g_array_index (line, FrostPoint, i).y,
                                    frost_plot_frame_y (frame, 1.0), 0.5);
  /* It ends where the curve does. */
  g_assert_cmpfloat_with_epsilon (g_array_index (line, FrostPoint, line->len - 1).x,
                                  440.0, 1e-9);
  g_assert_cmpuint (band->len, >=, 400);
  g_assert_cmpuint (band->len, <=, 401);
  for (guint i = 0; i < 400; i++)
    {
      const FrostPlotColumn *column = &g_array_index (band, FrostPlotColumn, i);

      g_assert_cmpfloat (column->left, ==, 40.0 + i);
      g_assert_cmpfloat (column->top, ==, frost_plot_frame_y (frame, 1.1));
      g_assert_cmpfloat (column->bottom, ==, frost_plot_frame_y (frame, 0.9));
    }
}

/* A window can be made so small that nothing is left for the area. */
static void
test_no_room (void)
{
  static const double ys[] = { 1.0, 0.5 };
  g_autoptr (FrostPlotData) data = data_with (ys, 2);
  g_autoptr (FrostPlotFrame) frame = frost_plot_frame_new ();

  frost_plot_frame_set_axes (frame, data, -20.0, -5.0);
  frost_plot_frame_set_area (frame, data, 40.0, 10.0, -20.0, -5.0);
  g_assert_cmpfloat (frame->width, ==, 1.0);
  g_assert_true (isfinite (frost_plot_frame_x_at (frame, 40.0)));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/plot-frame/percent-axis-is-fixed", test_percent_axis_is_fixed);
  g_test_add_func ("/chart/plot-frame/loss-axis-fits", test_loss_axis_fits);
  g_test_add_func ("/chart/plot-frame/log-axis-leaves-zero-out",
                   test_log_axis_leaves_zero_out);
  g_test_add_func ("/chart/plot-frame/empty", test_empty);
  g_test_add_func ("/chart/plot-frame/band-of-many-points", test_band_of_many_points);
  g_test_add_func ("/chart/plot-frame/no-room", test_no_room);
  return g_test_run ();
}
