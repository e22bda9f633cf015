#include "ui/chart/plot-data.h"

#include <math.h>

static FrostPlotData *
loss_data (void)
{
  FrostPlotData *data = frost_plot_data_new ();
  guint train = frost_plot_data_add_curve (data, "train", FROST_PLOT_TRAIN);
  guint validation =
      frost_plot_data_add_curve (data, "validation", FROST_PLOT_VALIDATION);

  data->title = g_strdup ("Loss");
  for (int step = 1; step <= 48; step++) /* four steps an epoch */
    frost_series_append (frost_plot_data_peek_curve (data, train)->points, step / 4.0,
                         1.0 / step);
  for (int epoch = 1; epoch <= 12; epoch++)
    frost_series_append (frost_plot_data_peek_curve (data, validation)->points, epoch,
                         0.3 + 1.0 / epoch);
  return data;
}

static void
test_summary (void)
{
  g_autoptr (FrostPlotData) data = loss_data ();
  g_autofree char *latest = frost_plot_data_dup_summary (data, NAN);
  g_autofree char *early = frost_plot_data_dup_summary (data, 0.5);
  g_autofree char *marked = NULL;
  g_autofree char *empty = NULL;

  g_assert_cmpstr (latest, ==, "Loss, epoch 12: train 0.021, validation 0.383");
  /* Validation says nothing before its first epoch. */
  g_assert_cmpstr (early, ==, "Loss, epoch 0.5: train 0.500");

  frost_marks_add (data->marks, 4.0, "rate 0.003");
  marked = frost_plot_data_dup_summary (data, 4.0);
  g_assert_cmpstr (marked, ==,
                   "Loss, epoch 4: train 0.062, validation 0.550; rate 0.003");

  frost_plot_data_clear (data);
  empty = frost_plot_data_dup_summary (data, NAN);
  g_assert_cmpstr (empty, ==, "Loss: Curves appear here when training starts");
}

static void
test_step (void)
{
  g_autoptr (FrostPlotData) data = loss_data ();

  g_assert_cmpfloat (frost_plot_data_step (data, 1.0, 0.01, TRUE), ==, 1.25);
  g_assert_cmpfloat (frost_plot_data_step (data, 1.0, 0.01, FALSE), ==, 0.75);
  g_assert_cmpfloat (frost_plot_data_step (data, 1.0, 0.6, TRUE), ==, 1.75);
  g_assert_cmpfloat (frost_plot_data_step (data, 12.0, 0.01, TRUE), ==, 12.0);
  g_assert_cmpfloat (frost_plot_data_step (data, 0.25, 0.01, FALSE), ==, 0.25);
}

static void
test_bounds_and_nearest (void)
{
  g_autoptr (FrostPlotData) data = loss_data ();
  double x_min, x_max, y_min, y_max, nearest, value;

  g_assert_true (frost_plot_data_find_bounds (data, &x_min, &x_max, &y_min, &y_max));
  g_assert_cmpfloat (x_min, ==, 0.25);
  g_assert_cmpfloat (x_max, ==, 12.0);
  g_assert_cmpfloat (y_min, ==, 1.0 / 48.0);
  g_assert_cmpfloat (y_max, ==, 1.3);
  g_assert_true (frost_plot_data_find_nearest_x (data, 3.1, &nearest));
  g_assert_cmpfloat (nearest, ==, 3.0);
  /* Between epochs the validation curve says what it said last. */
  g_assert_true (frost_plot_data_value_at (data, 1, 2.75, &value));
  g_assert_cmpfloat (value, ==, 0.8);
  g_assert_false (frost_plot_data_value_at (data, 1, 0.75, &value));

  frost_plot_data_clear (data);
  g_assert_true (frost_plot_data_is_empty (data));
  g_assert_false (frost_plot_data_find_bounds (data, &x_min, &x_max, &y_min, &y_max));
  g_assert_false (frost_plot_data_find_nearest_x (data, 3.1, &nearest));
}

static void
test_marks (void)
{
  g_autoptr (FrostMarks) marks = frost_marks_new ();

  frost_marks_add (marks, 5.0, "b");
  frost_marks_add (marks, 2.0, "a");
  frost_marks_add (marks, 5.0, "b"); /* the same again */
  frost_marks_add (marks, 5.0, "c");
  frost_marks_add (marks, NAN, "nowhere");
  g_assert_cmpuint (frost_marks_get_n (marks), ==, 3);
  g_assert_cmpstr (frost_marks_peek (marks, 0)->name, ==, "a");
  g_assert_cmpstr (frost_marks_peek (marks, 1)->name, ==, "b");
  g_assert_cmpstr (frost_marks_peek (marks, 2)->name, ==, "c");
  g_assert_cmpstr (frost_marks_find (marks, 2.4, 0.5)->name, ==, "a");
  g_assert_null (frost_marks_find (marks, 3.5, 0.5));
  frost_marks_clear (marks);
  g_assert_cmpuint (frost_marks_get_n (marks), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/plot-data/summary", test_summary);
  g_test_add_func ("/chart/plot-data/step", test_step);
  g_test_add_func ("/chart/plot-data/bounds-and-nearest", test_bounds_and_nearest);
  g_test_add_func ("/chart/marks", test_marks);
  return g_test_run ();
}
