#include "ui/chart/plot.h"

#include <adwaita.h>
#include <math.h>

#include "tests/ui/widget-test.h"

static GtkWidget *
show_in_window (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 480, 260);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  frost_test_settle (widget);
  return window;
}

static void
assert_label (GtkWidget *widget, const char *expected)
{
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, expected);
}

static GtkWidget *
loss_plot (void)
{
  GtkWidget *plot = frost_plot_new ("Loss");

  g_assert_cmpuint (frost_plot_add_series (FROST_PLOT (plot), "train", FROST_PLOT_TRAIN),
                    ==, 0);
  g_assert_cmpuint (
      frost_plot_add_series (FROST_PLOT (plot), "validation", FROST_PLOT_VALIDATION), ==,
      1);
  return plot;
}

static void
add_epochs (GtkWidget *plot, int from, int to)
{
  for (int epoch = from; epoch <= to; epoch++)
    {
      frost_plot_append (FROST_PLOT (plot), 0, epoch, 0.2 + 1.0 / epoch);
      frost_plot_append (FROST_PLOT (plot), 1, epoch, 0.3 + 1.0 / epoch);
    }
}

static void
test_role_and_label (void)
{
  GtkWidget *plot = loss_plot ();
  GtkWidget *window = show_in_window (plot);

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (plot), GTK_ACCESSIBLE_ROLE_IMG);
  assert_label (plot, "Loss: Curves appear here when training starts");
  add_epochs (plot, 1, 10);
  frost_test_settle (plot);
  assert_label (plot, "Loss, epoch 10: train 0.300, validation 0.400");
  /* What is not a number does not become one. */
  frost_plot_append (FROST_PLOT (plot), 0, 11.0, NAN);
  frost_test_settle (plot);
  assert_label (plot, "Loss, epoch 10: train 0.300, validation 0.400");
  frost_plot_clear (FROST_PLOT (plot));
  frost_test_settle (plot);
  assert_label (plot, "Loss: Curves appear here when training starts");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_keys_move_the_readout (void)
{
  GtkWidget *plot = loss_plot ();
  GtkWidget *window = show_in_window (plot);

  g_assert_true (gtk_widget_get_focusable (plot));
  g_assert_false (frost_test_press_key (plot, GDK_KEY_Left)); /* nothing to read yet */
  add_epochs (plot, 1, 20);
  frost_plot_add_mark (FROST_PLOT (plot), 18.0, "rate 0.003");
  frost_test_settle (plot);
  g_assert_true (isnan (frost_plot_get_readout (FROST_PLOT (plot))));
  g_assert_false (frost_test_press_key (plot, GDK_KEY_Escape)); /* the window's */

  g_assert_true (frost_test_press_key (plot, GDK_KEY_Left));
  g_assert_cmpfloat (frost_plot_get_readout (FROST_PLOT (plot)), ==, 20.0);
  g_assert_true (frost_test_press_key (plot, GDK_KEY_Left));
  g_assert_true (frost_test_press_key (plot, GDK_KEY_Left));
  g_assert_cmpfloat (frost_plot_get_readout (FROST_PLOT (plot)), ==, 18.0);
  assert_label (plot, "Loss, epoch 18: train 0.256, validation 0.356; rate 0.003");
  frost_test_press_key (plot, GDK_KEY_Right);
  g_assert_cmpfloat (frost_plot_get_readout (FROST_PLOT (plot)), ==, 19.0);
  frost_test_press_key (plot, GDK_KEY_Page_Up);
  g_assert_cmpfloat (frost_plot_get_readout (FROST_PLOT (plot)), ==, 17.0);
  frost_test_press_key (plot, GDK_KEY_Home);
  g_assert_cmpfloat (frost_plot_get_readout (FROST_PLOT (plot)), ==, 1.0);
  frost_test_press_key (plot, GDK_KEY_Left);
  g_assert_cmpfloat (frost_plot_get_readout (FROST_PLOT (plot)), ==, 1.0);
  frost_test_press_key (plot, GDK_KEY_End);
  g_assert_cmpfloat (frost_plot_get_readout (FROST_PLOT (plot)), ==, 20.0);
  frost_test_settle (plot);
  g_assert_true (frost_test_press_key (plot, GDK_KEY_Escape));
  g_assert_true (isnan (frost_plot_get_readout (FROST_PLOT (plot))));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* An arrow key moves visibly even where a pixel holds a hundred steps. */
static void
test_keys_among_many_points (void)
{
  GtkWidget *plot = loss_plot ();
  GtkWidget *window = show_in_window (plot);
  double before, after;

  for (int step = 0; step < 100000; step++)
    frost_plot_append (FROST_PLOT (plot), 0, step / 4000.0, 1.0 / (1.0 + step));
  frost_test_settle (plot);
  frost_test_press_key (plot, GDK_KEY_End);
  before = frost_plot_get_readout (FROST_PLOT (plot));
  frost_test_press_key (plot, GDK_KEY_Left);
  after = frost_plot_get_readout (FROST_PLOT (plot));
  /* 25 epochs over less than 480 pixels: two of them are more than 0.1. */
  g_assert_cmpfloat (before - after, >, 0.1);
  g_assert_cmpfloat (before - after, <, 1.0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_properties (void)
{
  GtkWidget *plot = g_object_new (FROST_TYPE_PLOT, "title", "Accuracy", "x-name", "step",
                                  "empty-text", "nothing yet", "percent", TRUE,
                                  "logarithmic", TRUE, "x-max", 25.0, NULL);
  g_autofree char *title = NULL;
  g_autofree char *x_name = NULL;
  g_autofree char *empty_text = NULL;
  g_autofree char *summary = NULL;
  gboolean percent, logarithmic;
  double x_max;

  g_object_ref_sink (plot);
  g_object_get (plot, "title", &title, "x-name", &x_name, "empty-text", &empty_text,
                "percent", &percent, "logarithmic", &logarithmic, "x-max", &x_max, NULL);
  g_assert_cmpstr (title, ==, "Accuracy");
  g_assert_cmpstr (x_name, ==, "step");
  g_assert_cmpstr (empty_text, ==, "nothing yet");
  g_assert_true (percent);
  g_assert_true (logarithmic);
  g_assert_cmpfloat (x_max, ==, 25.0);

  frost_plot_add_series (FROST_PLOT (plot), "validation", FROST_PLOT_VALIDATION);
  frost_plot_append (FROST_PLOT (plot), 0, 3.0, 0.931);
  summary = frost_plot_dup_summary (FROST_PLOT (plot));
  g_assert_cmpstr (summary, ==, "Accuracy, step 3: validation 93.1 %");
  frost_plot_remove_all_series (FROST_PLOT (plot));
  g_assert_cmpuint (
      frost_plot_add_series (FROST_PLOT (plot), "again", FROST_PLOT_BASELINE), ==, 0);
  g_assert_finalize_object (plot);
}

/* Every state is drawn once at a few sizes; criticals are fatal, leaks fail the sanitizer. */
static void
test_draws_at_any_size (void)
{
  static const int sizes[][2] = { { 180, 120 }, { 320, 160 }, { 1200, 700 } };
  GtkWidget *plot = loss_plot ();
  GtkWidget *window = show_in_window (plot);

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      gtk_window_set_default_size (GTK_WINDOW (window), sizes[s][0], sizes[s][1]);
      frost_plot_clear (FROST_PLOT (plot));
      frost_test_settle (plot);
      add_epochs (plot, 1, 3);
      for (int mark = 0; mark < 9; mark++)
        frost_plot_add_mark (FROST_PLOT (plot), 1.0 + mark / 8.0,
                             "frost line → block 11");
      frost_plot_set_logarithmic (FROST_PLOT (plot), s % 2 == 0);
      frost_test_settle (plot);
      frost_plot_set_readout (FROST_PLOT (plot), 2.0);
      frost_test_settle (plot);
    }
  g_object_ref (plot);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (plot);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/chart/plot/role-and-label", test_role_and_label);
  g_test_add_func ("/chart/plot/keys-move-the-readout", test_keys_move_the_readout);
  g_test_add_func ("/chart/plot/keys-among-many-points", test_keys_among_many_points);
  g_test_add_func ("/chart/plot/properties", test_properties);
  g_test_add_func ("/chart/plot/draws-at-any-size", test_draws_at_any_size);
  return g_test_run ();
}
