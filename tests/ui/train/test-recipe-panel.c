/* The recipe as it is typed, and the rate whose steps are shares. */
#include "ui/train/recipe-panel.h"

#include "tests/ui/page-test.h"
#include "tests/ui/pages-fixture.h"
#include "ui/train/rate-spin.h"

static void
type (GtkSpinButton *spin, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  gtk_spin_button_update (spin);
}

static void
test_rate_spin (void)
{
  GtkWidget *widget = g_object_ref_sink (gtk_spin_button_new_with_range (0, 1, 1));
  GtkSpinButton *spin = GTK_SPIN_BUTTON (widget);

  frost_rate_spin_init (spin);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "0.01");
  for (int i = 0; i < 10; i++)
    gtk_spin_button_spin (spin, GTK_SPIN_STEP_BACKWARD, 0);
  g_assert_cmpfloat_with_epsilon (frost_rate_spin_get (spin), 0.001, 1e-12);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "0.001");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (spin),
                                       GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "0.001");

  type (spin, "0.0375");
  g_assert_cmpfloat_with_epsilon (frost_rate_spin_get (spin), 0.0375, 1e-12);
  type (spin, "2e-4");
  g_assert_cmpfloat_with_epsilon (frost_rate_spin_get (spin), 0.0002, 1e-12);

  /* What is no rate leaves the one that was there. */
  type (spin, "fast");
  type (spin, "-1");
  type (spin, "0");
  type (spin, "nan");
  g_assert_cmpfloat_with_epsilon (frost_rate_spin_get (spin), 0.0002, 1e-12);
  type (spin, "1e9");
  g_assert_cmpfloat_with_epsilon (frost_rate_spin_get (spin), FROST_RATE_MAX, 1e-12);
  type (spin, "1e-30");
  g_assert_cmpfloat_with_epsilon (frost_rate_spin_get (spin), FROST_RATE_MIN, 1e-12);
  g_assert_finalize_object (widget);
}

static void
test_defaults (void)
{
  GtkWidget *panel = g_object_ref_sink (g_object_new (FROST_TYPE_RECIPE_PANEL, NULL));
  g_auto (FrostTrainSettings) wanted;
  g_auto (FrostTrainSettings) settings;
  int n_views = 0;

  frost_train_settings_init (&wanted);
  frost_recipe_panel_get (FROST_RECIPE_PANEL (panel), &settings, &n_views);
  g_assert_cmpint (n_views, ==, 1);
  g_assert_cmpint (settings.refresh, ==, 0);
  g_assert_cmpint (settings.cut, ==, wanted.cut);
  g_assert_cmpint (settings.epochs, ==, wanted.epochs);
  g_assert_cmpint (settings.batch_size, ==, wanted.batch_size);
  g_assert_cmpfloat_with_epsilon (settings.rate, wanted.rate, 1e-12);
  g_assert_cmpint (settings.optimizer, ==, wanted.optimizer);
  g_assert_cmpfloat_with_epsilon (settings.momentum, wanted.momentum, 1e-12);
  g_assert_cmpfloat_with_epsilon (settings.weight_decay, wanted.weight_decay, 1e-12);
  g_assert_cmpint (settings.schedule, ==, wanted.schedule);
  g_assert_cmpuint (settings.seed, ==, wanted.seed);
  g_assert_finalize_object (panel);
}

static void
rate_cb (FrostRecipePanel *panel, double rate, double *heard)
{
  *heard = rate;
}

static void
count_cb (FrostRecipePanel *panel, int *n)
{
  (*n)++;
}

static void
test_choices (void)
{
  GtkWidget *panel = g_object_ref_sink (g_object_new (FROST_TYPE_RECIPE_PANEL, NULL));
  GtkWidget *momentum = pages_fixture_child (panel, "momentum_spin");
  g_auto (FrostTrainSettings) settings;
  double heard = 0;
  int n_views, n_changes = 0;

  g_signal_connect (panel, "rate-changed", G_CALLBACK (rate_cb), &heard);
  g_assert_true (gtk_widget_get_sensitive (momentum));
  adw_combo_row_set_selected (pages_fixture_child (panel, "optimizer_row"),
                              FROST_OPTIMIZER_ADAMW);
  g_assert_false (gtk_widget_get_sensitive (momentum));
  adw_combo_row_set_selected (pages_fixture_child (panel, "schedule_row"),
                              FROST_SCHEDULE_COSINE);
  gtk_switch_set_active (pages_fixture_child (panel, "augment_switch"), TRUE);
  /* Typed and not left yet. */
  gtk_editable_set_text (pages_fixture_child (panel, "epochs_spin"), "7");
  gtk_editable_set_text (pages_fixture_child (panel, "decay_spin"), "0.0005");
  frost_rate_spin_set (pages_fixture_child (panel, "rate_spin"), 0.002);
  frost_recipe_panel_get (FROST_RECIPE_PANEL (panel), &settings, &n_views);
  g_assert_cmpint (n_views, ==, 4);
  gtk_editable_set_text (pages_fixture_child (panel, "views_spin"), "9");
  frost_recipe_panel_get (FROST_RECIPE_PANEL (panel), &settings, &n_views);
  g_assert_cmpint (n_views, ==, 9);
  g_assert_cmpint (settings.refresh, ==, 0);
  g_signal_connect (panel, "views-changed", G_CALLBACK (count_cb), &n_changes);
  gtk_editable_set_text (pages_fixture_child (panel, "refresh_spin"), "3");
  frost_recipe_panel_get (FROST_RECIPE_PANEL (panel), &settings, &n_views);
  g_assert_cmpint (settings.refresh, ==, 3);
  g_assert_cmpint (n_changes, >, 0);
  frost_recipe_panel_set_cost (FROST_RECIPE_PANEL (panel), "2 MiB cached", "1 MiB more");
  g_assert_cmpstr (
      adw_action_row_get_subtitle (pages_fixture_child (panel, "refresh_row")), ==,
      "1 MiB more");
  g_assert_cmpstr (adw_action_row_get_subtitle (pages_fixture_child (panel, "views_row")),
                   ==, "2 MiB cached");
  g_assert_cmpint (settings.epochs, ==, 7);
  g_assert_cmpint (settings.optimizer, ==, FROST_OPTIMIZER_ADAMW);
  g_assert_cmpint (settings.schedule, ==, FROST_SCHEDULE_COSINE);
  g_assert_cmpfloat_with_epsilon (settings.weight_decay, 0.0005, 1e-12);
  g_assert_cmpfloat_with_epsilon (settings.rate, 0.002, 1e-12);
  page_test_until (heard > 0);
  g_assert_cmpfloat_with_epsilon (heard, 0.002, 1e-12);

  /* Views that are not drawn cannot be drawn anew. */
  gtk_switch_set_active (pages_fixture_child (panel, "augment_switch"), FALSE);
  g_assert_false (gtk_widget_get_sensitive (pages_fixture_child (panel, "refresh_spin")));
  frost_train_settings_clear (&settings);
  frost_recipe_panel_get (FROST_RECIPE_PANEL (panel), &settings, &n_views);
  g_assert_cmpint (settings.refresh, ==, 0);

  frost_recipe_panel_set_running (FROST_RECIPE_PANEL (panel), TRUE);
  g_assert_false (
      gtk_widget_get_sensitive (pages_fixture_child (panel, "augment_switch")));
  g_assert_true (gtk_widget_get_sensitive (pages_fixture_child (panel, "rate_spin")));
  g_assert_finalize_object (panel);
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/train/recipe-panel/rate-spin", test_rate_spin);
  g_test_add_func ("/train/recipe-panel/defaults", test_defaults);
  g_test_add_func ("/train/recipe-panel/choices", test_choices);
  return g_test_run ();
}
