/* The Train page in its window: starting, pausing, stopping, the rate, and the kept runs. */
#include "ui/train/train-page.h"

#include "tests/ui/pages-fixture.h"
#include "tests/ui/widget-test.h"
#include "ui/chart/plot.h"
#include "ui/layers/layer-stack.h"
#include "ui/train/rate-spin.h"
#include "ui/train/recipe-panel.h"
#include "ui/window/main-window-private.h"

static GtkWidget *
show (PagesFixture *fixture)
{
  return pages_fixture_show (fixture, "train", FROST_TYPE_TRAIN_PAGE);
}

static gpointer
bar_child (GtkWidget *page, const char *name)
{
  return pages_fixture_child (pages_fixture_child (page, "run_bar"), name);
}

static const char *
status (GtkWidget *page)
{
  return gtk_label_get_text (bar_child (page, "status"));
}

static char *
dup_chart_summary (GtkWidget *page, const char *name)
{
  return frost_plot_dup_summary (
      pages_fixture_child (pages_fixture_child (page, "charts"), name));
}

static FrostRunState
state (PagesFixture *fixture)
{
  return frost_run_session_get_state (
      frost_workbench_get_run_session (fixture->workbench));
}

/* A run that goes on for as long as the test wants. */
static FrostRunSession *
start_long (PagesFixture *fixture, GtkWidget *page)
{
  FrostRunSession *session;

  gtk_spin_button_set_value (
      pages_fixture_child (pages_fixture_child (page, "recipe"), "epochs_spin"), 10000);
  pages_fixture_activate (fixture, "win.train-start");
  session = frost_workbench_get_run_session (fixture->workbench);
  g_assert_nonnull (session);
  page_test_until (frost_run_item_get_epochs (frost_run_session_get_run (session))->len
                   >= 2);
  return session;
}

static void
test_not_ready (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);
  GtkWidget *start_button = bar_child (page, "start_button");
  GtkWidget *help = bar_child (page, "help_button");
  FrostProjectClasses *classes = frost_project_get_classes (fixture->project);
  g_autoptr (GError) error = NULL;

  frost_workbench_set_base_model (fixture->workbench, NULL);
  page_test_until (gtk_widget_get_visible (help));
  g_assert_false (gtk_widget_get_sensitive (start_button));
  g_assert_nonnull (strstr (status (page), "base model"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (help)), ==, "Choose a Model");
  pages_fixture_assert_fits (page);

  pages_fixture_use_base (fixture);
  page_test_until (gtk_widget_get_sensitive (start_button));
  g_assert_false (gtk_widget_get_visible (help));
  g_assert_cmpstr (status (page), ==, "Ready: 18 images to train on, 6 to validate");

  frost_project_merge_class (
      fixture->project, frost_class_item_get_id (frost_project_classes_peek (classes, 0)),
      frost_class_item_get_id (frost_project_classes_peek (classes, 1)), &error);
  g_assert_no_error (error);
  page_test_until (gtk_widget_get_visible (help));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (help)), ==, "Go to Images");
  g_assert_false (gtk_widget_get_sensitive (start_button));

  /* The key says why, too. */
  pages_fixture_activate (fixture, "win.train-start");
  g_assert_null (frost_workbench_get_run_session (fixture->workbench));

  g_assert_true (frost_project_undo (fixture->project, NULL, &error));
  page_test_until (gtk_widget_get_sensitive (start_button));
}

static void
test_run (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);
  GtkListBox *runs = pages_fixture_child (page, "runs");
  g_autofree char *accuracy = NULL;
  g_autofree char *loss = NULL;

  pages_fixture_use_base (fixture);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (runs)));
  pages_fixture_train (fixture, 4);
  g_assert_cmpint (state (fixture), ==, FROST_RUN_FINISHED);
  g_assert_true (g_str_has_prefix (status (page), "Best epoch "));
  g_assert_true (g_str_has_suffix (status (page), " of 6)"));
  accuracy = dup_chart_summary (page, "accuracy");
  loss = dup_chart_summary (page, "loss");
  g_assert_nonnull (strstr (accuracy, "epoch 4"));
  g_assert_nonnull (strstr (loss, "epoch 4"));
  g_assert_nonnull (strstr (loss, "validation"));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (runs)));
  g_assert_nonnull (gtk_list_box_get_row_at_index (runs, 0));
  g_assert_null (gtk_list_box_get_row_at_index (runs, 1));
  pages_fixture_assert_fits (page);
}

static void
test_pause_and_stop (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);
  GtkWidget *start_button = bar_child (page, "start_button");
  GtkWidget *pause_button = bar_child (page, "pause_button");
  GtkWidget *epochs =
      pages_fixture_child (pages_fixture_child (page, "recipe"), "epochs_spin");
  FrostRunSession *session;

  pages_fixture_use_base (fixture);
  g_assert_false (pages_fixture_is_enabled (fixture, "win.train-pause"));
  g_assert_false (pages_fixture_is_enabled (fixture, "win.train-stop"));
  session = start_long (fixture, page);
  g_assert_false (pages_fixture_is_enabled (fixture, "win.train-start"));
  g_assert_false (gtk_widget_get_visible (start_button));
  g_assert_true (gtk_widget_get_visible (pause_button));
  g_assert_false (gtk_widget_get_sensitive (epochs));
  g_assert_true (g_str_has_prefix (status (page), "Epoch "));
  pages_fixture_assert_fits (page);

  pages_fixture_activate (fixture, "win.train-pause");
  page_test_until (state (fixture) == FROST_RUN_PAUSED);
  g_assert_true (pages_fixture_is_enabled (fixture, "win.train-start"));
  g_assert_true (g_str_has_prefix (status (page), "Paused at epoch "));
  g_assert_true (pages_fixture_reads (pause_button, "Resume"));
  pages_fixture_activate (fixture, "win.train-start");
  page_test_until (state (fixture) == FROST_RUN_TRAINING);
  g_assert_true (pages_fixture_reads (pause_button, "Pause"));

  pages_fixture_activate (fixture, "win.train-stop");
  page_test_until (!frost_workbench_is_running (fixture->workbench));
  g_assert_cmpint (state (fixture), ==, FROST_RUN_STOPPED);
  g_assert_true (frost_run_item_has_model (frost_run_session_get_run (session)));
  page_test_until (gtk_widget_get_sensitive (start_button));
  g_assert_true (gtk_widget_get_visible (start_button));
  g_assert_true (gtk_widget_get_sensitive (epochs));
}

static void
test_rate_while_running (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);
  GtkSpinButton *rate =
      pages_fixture_child (pages_fixture_child (page, "recipe"), "rate_spin");
  FrostRunSession *session;
  double now = 0;

  pages_fixture_use_base (fixture);
  session = start_long (fixture, page);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (rate)));
  frost_rate_spin_set (rate, 0.003);
  while (now != frost_rate_spin_get (rate))
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (session, "rate", &now, NULL);
    }
  g_assert_cmpfloat_with_epsilon (now, 0.003, 1e-9);
  pages_fixture_activate (fixture, "win.train-stop");
  page_test_until (!frost_workbench_is_running (fixture->workbench));
}

/* A key moves the line of the run, which is marked and told about; undo and redo move it again. */
static void
test_move_line (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);
  GtkWidget *layers = pages_fixture_child (page, "layers");
  GtkLabel *note = pages_fixture_child (page, "line_note");
  FrostRunSession *session;
  FrostRunItem *run;
  int head;

  pages_fixture_use_base (fixture);
  session = start_long (fixture, page);
  run = frost_run_session_get_run (session);
  head = frost_run_session_get_cut (session);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (note)));
  g_assert_false (pages_fixture_is_enabled (fixture, "win.undo"));

  /* Paused, so that a small run does not end on the way; the line moves all the same. */
  pages_fixture_activate (fixture, "win.train-pause");
  page_test_until (state (fixture) == FROST_RUN_PAUSED);
  g_assert_true (frost_test_press_key (layers, GDK_KEY_Home));
  g_assert_cmpstr (gtk_label_get_label (note), ==, "The line moves at the next step");
  page_test_until (frost_run_session_get_cut (session) == 0);
  g_assert_cmpstr (gtk_label_get_label (note), ==, "The line was moved");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (note)));
  g_assert_cmpuint (frost_run_item_get_moves (run)->len, ==, 1);
  pages_fixture_assert_fits (page);

  pages_fixture_activate (fixture, "win.undo");
  page_test_until (frost_run_session_get_cut (session) == head);
  g_assert_cmpint (frost_workbench_get_cut (fixture->workbench), ==, -1);
  g_assert_cmpint (frost_layer_stack_get_cut (FROST_LAYER_STACK (layers)), ==, head);
  g_assert_false (pages_fixture_is_enabled (fixture, "win.undo"));
  pages_fixture_activate (fixture, "win.redo");
  page_test_until (frost_run_session_get_cut (session) == 0);
  g_assert_cmpint (frost_workbench_get_cut (fixture->workbench), ==, 0);
  g_assert_cmpuint (frost_run_item_get_moves (run)->len, ==, 3);
  pages_fixture_activate (fixture, "win.train-start");
  page_test_until (frost_run_session_get_move_seconds (session) > 0);
  g_assert_true (g_str_has_prefix (gtk_label_get_label (note), "The line was moved: "));

  /* Dragged and not let go of yet: nothing has moved. */
  frost_layer_stack_set_cut (FROST_LAYER_STACK (layers), head);
  g_assert_cmpint (frost_workbench_get_cut (fixture->workbench), ==, -1);
  g_assert_cmpint (frost_run_session_get_cut (session), ==, 0);

  /* Whoever changes the project undoes that first. */
  g_signal_emit_by_name (fixture->project, "changed");
  g_assert_false (frost_workbench_can_undo_line (fixture->workbench));
  pages_fixture_activate (fixture, "win.train-stop");
  page_test_until (!frost_workbench_is_running (fixture->workbench));
}

/* What the run refuses is said, and the line goes back. */
static void
test_refused_line (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);
  FrostRunSession *session;

  pages_fixture_use_base (fixture);
  session = start_long (fixture, page);
  pages_fixture_activate (fixture, "win.train-pause");
  page_test_until (state (fixture) == FROST_RUN_PAUSED);
  frost_workbench_set_cut (fixture->workbench, 0);
  frost_run_session_move_line (session, 1000);
  page_test_until (frost_workbench_get_cut (fixture->workbench) == -1);
  g_assert_true (frost_run_session_is_active (session));
  pages_fixture_activate (fixture, "win.train-stop");
  page_test_until (!frost_workbench_is_running (fixture->workbench));
}

/* Opened again: the last run's curves, its recipe, and the older run one click away. */
static void
test_kept_runs (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page;
  GtkListBox *runs;
  FrostRecipePanel *recipe;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_auto (FrostTrainSettings) settings;
  int n_views;

  pages_fixture_use_base (fixture);
  pages_fixture_train (fixture, 3);
  pages_fixture_train (fixture, 5);
  frost_main_window_set_project (fixture->window, NULL);
  frost_main_window_set_project (fixture->window, fixture->project);
  page = show (fixture);
  runs = pages_fixture_child (page, "runs");
  recipe = pages_fixture_child (page, "recipe");
  second = dup_chart_summary (page, "loss");
  g_assert_nonnull (strstr (second, "epoch 5"));
  frost_recipe_panel_get (recipe, &settings, &n_views);
  g_assert_cmpint (settings.epochs, ==, 5);
  g_assert_cmpint (n_views, ==, 1);

  gtk_list_box_select_row (runs, gtk_list_box_get_row_at_index (runs, 1));
  first = dup_chart_summary (page, "loss");
  g_assert_nonnull (strstr (first, "epoch 3"));
}

/* How long views stay is part of the recipe: said with its cost, trained with, and kept. */
static void
test_refresh (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);
  GtkWidget *recipe = pages_fixture_child (page, "recipe");
  AdwActionRow *row = pages_fixture_child (recipe, "refresh_row");
  GtkSpinButton *spin = pages_fixture_child (recipe, "refresh_spin");
  FrostRunItem *run;

  pages_fixture_use_base (fixture);
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "Views stay as they are");
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (spin)));
  gtk_switch_set_active (pages_fixture_child (recipe, "augment_switch"), TRUE);
  gtk_spin_button_set_value (spin, 2);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (row), "every 2 epochs"));
  pages_fixture_assert_fits (page);
  pages_fixture_train (fixture, 5);
  run = frost_run_session_get_run (frost_workbench_get_run_session (fixture->workbench));
  g_assert_cmpint (frost_run_item_get_settings (run)->refresh, ==, 2);
  g_assert_cmpint (frost_run_item_get_n_views (run), ==, 4);

  /* As the run had it, when the project is opened again. */
  frost_main_window_set_project (fixture->window, NULL);
  frost_main_window_set_project (fixture->window, fixture->project);
  page = show (fixture);
  recipe = pages_fixture_child (page, "recipe");
  g_assert_cmpint (
      gtk_spin_button_get_value_as_int (pages_fixture_child (recipe, "refresh_spin")), ==,
      2);
}

/* Closing the project while it trains keeps what was learned and frees everything. */
static void
test_close_while_running (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);
  g_autoptr (FrostRunItem) run = NULL;

  pages_fixture_use_base (fixture);
  run = g_object_ref (frost_run_session_get_run (start_long (fixture, page)));
  frost_main_window_set_project (fixture->window, NULL);
  g_assert_cmpint (frost_run_item_get_status (run), ==, FROST_RUN_STATUS_STOPPED);
  g_assert_true (frost_run_item_has_model (run));
  g_assert_false (pages_fixture_is_enabled (fixture, "win.train-start"));
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
#define ADD(name, func)                                                                  \
  g_test_add ("/train/train-page/" name, PagesFixture, NULL, pages_fixture_set_up, func, \
              pages_fixture_tear_down)
  ADD ("not-ready", test_not_ready);
  ADD ("run", test_run);
  ADD ("pause-and-stop", test_pause_and_stop);
  ADD ("rate-while-running", test_rate_while_running);
  ADD ("move-line", test_move_line);
  ADD ("refused-line", test_refused_line);
  ADD ("kept-runs", test_kept_runs);
  ADD ("refresh", test_refresh);
  ADD ("close-while-running", test_close_while_running);
  return g_test_run ();
}
