/* A whole run with a small model: start, pause, stop, keep, evaluate, export. */
#include "ui/session/run-session.h"

#include <string.h>

#include "session-fixture.h"
#include "ui/session/evaluation.h"
#include "ui/session/export.h"

#define N 12

typedef struct
{
  char *folder;
  FrostProject *project;
  FrostBaseModel *base;
  FrostTrainSettings settings;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  GError *error = NULL;

  fixture->folder = session_fixture_make_folder ();
  fixture->project = session_fixture_new_project (fixture->folder, N);
  path = session_fixture_write_model (fixture->folder, 10);
  fixture->base = frost_base_model_load_file (path, NULL, &error);
  g_assert_no_error (error);
  frost_train_settings_init (&fixture->settings);
  fixture->settings.epochs = 12;
  fixture->settings.batch_size = 4;
  fixture->settings.rate = 0.1;
  fixture->settings.n_threads = 2;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->project != NULL)
    g_assert_finalize_object (fixture->project);
  g_assert_finalize_object (fixture->base);
  frost_train_settings_clear (&fixture->settings);
  session_fixture_remove (fixture->folder);
  g_free (fixture->folder);
}

typedef struct
{
  gboolean ended;
  gboolean failed;
  int state;
  int n_epochs;
  double last_train_loss;
  char *message;
} Outcome;

static void
epoch_cb (FrostRunSession *session, const FrostEpochRecord *record, Outcome *outcome)
{
  g_assert_cmpint (record->epoch, ==, ++outcome->n_epochs);
  outcome->last_train_loss = record->train_loss;
}

static void
finished_cb (FrostRunSession *session, int state, Outcome *outcome)
{
  outcome->ended = TRUE;
  outcome->state = state;
}

static void
failed_cb (FrostRunSession *session, const char *message, Outcome *outcome)
{
  outcome->ended = outcome->failed = TRUE;
  outcome->message = g_strdup (message);
}

static FrostRunSession *
start (Fixture *fixture, Outcome *outcome)
{
  GError *error = NULL;
  FrostRunSession *session = frost_run_session_start (fixture->project, fixture->base,
                                                      &fixture->settings, 1, &error);

  g_assert_no_error (error);
  g_signal_connect (session, "epoch", G_CALLBACK (epoch_cb), outcome);
  g_signal_connect (session, "finished", G_CALLBACK (finished_cb), outcome);
  g_signal_connect (session, "failed", G_CALLBACK (failed_cb), outcome);
  return session;
}

static void
test_finished (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  FrostRunSession *session = start (fixture, &outcome);
  g_autofree char *place = g_build_filename (fixture->folder, "project", NULL);
  g_autoptr (GError) error = NULL;
  FrostRunItem *run = frost_run_session_get_run (session);
  const gint64 id = frost_run_item_get_id (run);

  g_assert_true (frost_run_session_is_active (session));
  g_assert_cmpint (frost_run_session_get_n_train (session), ==, 18);
  g_assert_cmpint (frost_run_session_get_n_val (session), ==, 6);
  g_assert_cmpint (frost_run_item_get_status (run), ==, FROST_RUN_STATUS_RUNNING);
  session_fixture_wait_flag (&outcome.ended);
  g_assert_false (outcome.failed);
  g_assert_cmpint (outcome.state, ==, FROST_RUN_FINISHED);
  g_assert_false (frost_run_session_is_active (session));
  g_assert_cmpint (outcome.n_epochs, ==, 12);
  g_assert_cmpfloat (outcome.last_train_loss, <, 0.3);
  g_assert_cmpfloat (frost_run_session_get_fraction (session), ==, 1);
  g_assert_cmpint (frost_run_item_get_status (run), ==, FROST_RUN_STATUS_DONE);
  g_assert_true (frost_run_item_has_model (run));
  g_assert_cmpfloat (frost_run_item_get_best_accuracy (run), >, 0.9);
  g_assert_finalize_object (session);

  /* Everything is there after a restart. */
  g_assert_finalize_object (fixture->project);
  fixture->project = frost_project_open (place, FROST_DATABASE_WRITE, &error);
  g_assert_no_error (error);
  run = frost_project_find_run (fixture->project, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (frost_run_item_get_id (run), ==, id);
  g_assert_cmpint (frost_run_item_get_status (run), ==, FROST_RUN_STATUS_DONE);
  g_assert_cmpuint (frost_run_item_get_epochs (run)->len, ==, 12);
  g_assert_cmpstr (frost_run_item_get_base_name (run), ==, "small");
  g_assert_cmpint (frost_run_item_get_settings (run)->batch_size, ==, 4);
  g_assert_cmpstr (frost_run_item_get_classes (run)[1], ==, "red");
}

static void
test_evaluate_and_export (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  FrostRunSession *session = start (fixture, &outcome);
  g_autofree char *file = g_build_filename (fixture->folder, "out.onnx", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "no", "out.onnx", NULL);
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) evaluated = NULL;
  g_autoptr (GAsyncResult) exported = NULL;
  g_autoptr (FrostEvaluation) evaluation = NULL;
  g_autoptr (FrostEvaluation) again = NULL;
  g_autoptr (FrostModel) model = NULL;
  FrostRunItem *run;
  gint64 red;

  session_fixture_wait_flag (&outcome.ended);
  run = frost_run_session_get_run (session);
  evaluation =
      frost_evaluation_run (fixture->project, 0, FROST_SPLIT_VAL, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (evaluation->n, ==, 6);
  g_assert_cmpuint (evaluation->ids->len, ==, 6);
  g_assert_cmpint (evaluation->n_unreadable, ==, 0);
  /* The model that was kept is the best one, whose figures the run recorded. */
  g_assert_cmpfloat_with_epsilon (frost_evaluation_get_accuracy (evaluation),
                                  frost_run_item_get_best_accuracy (run), 1e-9);
  g_assert_cmpint (frost_evaluation_get_n_labelled (evaluation, 0), ==, 3);

  frost_evaluation_run_async (fixture->project, frost_run_item_get_id (run),
                              FROST_SPLIT_VAL, NULL, session_fixture_ready_cb,
                              &evaluated);
  again = frost_evaluation_run_finish (session_fixture_wait (&evaluated), &error);
  g_assert_no_error (error);
  g_assert_cmpmem (again->confusion, 4 * sizeof (int), evaluation->confusion,
                   4 * sizeof (int));
  g_assert_null (
      frost_evaluation_run (fixture->project, 0, FROST_SPLIT_TEST, 1, NULL, &error));
  g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_EMPTY);
  g_clear_error (&error);

  frost_export_run_async (fixture->project, 0, file, FALSE, NULL,
                          session_fixture_ready_cb, &exported);
  g_assert_true (frost_export_run_finish (session_fixture_wait (&exported), &error));
  g_assert_no_error (error);
  model = frost_onnx_load (file, &error);
  g_assert_no_error (error);
  g_assert_cmpint (frost_model_n_outputs (model), ==, 2);
  g_assert_cmpstr (model->classes[0], ==, "green");
  g_assert_true (model->preprocessing_known);
  g_assert_false (frost_export_run (fixture->project, 0, nowhere, FALSE, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (frost_export_run (fixture->project, 77, file, FALSE, &error));
  g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_RUN);
  g_clear_error (&error);
  name = frost_export_suggest_name (fixture->project, 3);
  g_assert_cmpstr (name, ==, "project-run-3.onnx");

  /* Classes that are no longer those of the run. */
  red = frost_class_item_get_id (frost_project_classes_find_name (
      frost_project_get_classes (fixture->project), "red"));
  g_assert_true (frost_project_rename_class (fixture->project, red, "blue", &error));
  g_assert_null (
      frost_evaluation_run (fixture->project, 0, FROST_SPLIT_VAL, 1, NULL, &error));
  g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_CLASSES);
  g_assert_nonnull (strstr (error->message, "green, red"));
  g_assert_finalize_object (session);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  FrostRunSession *session;

  fixture->settings.epochs = 1000000;
  session = start (fixture, &outcome);
  while (outcome.n_epochs < 3)
    g_main_context_iteration (NULL, TRUE);
  frost_run_session_set_rate (session, 0.05);
  frost_run_session_stop (session);
  session_fixture_wait_flag (&outcome.ended);
  g_assert_cmpint (outcome.state, ==, FROST_RUN_STOPPED);
  g_assert_true (frost_run_item_has_model (frost_run_session_get_run (session)));
  g_assert_cmpint (frost_run_item_get_status (frost_run_session_get_run (session)), ==,
                   FROST_RUN_STATUS_STOPPED);
  g_assert_finalize_object (session);
}

static void
refused_cb (FrostRunSession *session, const char *message, char **heard)
{
  g_free (*heard);
  *heard = g_strdup (message);
}

/* The line moves while the run goes on, and what became of it is there after a restart. */
static void
test_move_line (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  g_autofree char *place = g_build_filename (fixture->folder, "project", NULL);
  g_autofree char *refused = NULL;
  g_autoptr (GError) error = NULL;
  FrostRunSession *session;
  FrostRunItem *run;
  const FrostRunMove *move;
  int head;

  fixture->settings.epochs = 1000000;
  session = start (fixture, &outcome);
  g_signal_connect (session, "refused", G_CALLBACK (refused_cb), &refused);
  head = frost_run_session_get_cut (session);
  g_assert_cmpint (head, >, 0);
  while (outcome.n_epochs < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (frost_run_session_get_move_seconds (session), <, 0);
  frost_run_session_move_line (session, 1000);
  frost_run_session_move_line (session, 0);
  while (frost_run_session_get_move_seconds (session) < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (refused, "1000"));
  g_assert_cmpint (frost_run_session_get_cut (session), ==, 0);
  frost_run_session_move_line (session, -1);
  while (frost_run_session_get_cut (session) == 0)
    g_main_context_iteration (NULL, TRUE);
  frost_run_session_stop (session);
  session_fixture_wait_flag (&outcome.ended);
  g_assert_false (outcome.failed);
  g_assert_finalize_object (session);

  g_assert_finalize_object (fixture->project);
  fixture->project = frost_project_open (place, FROST_DATABASE_WRITE, &error);
  run = frost_project_find_run (fixture->project, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (frost_run_item_get_moves (run)->len, ==, 2);
  move = &g_array_index (frost_run_item_get_moves (run), FrostRunMove, 0);
  g_assert_cmpfloat (move->place, >=, 2);
  g_assert_cmpint (move->cut, ==, 0);
  g_assert_nonnull (strstr (move->name, "everything trainable"));
  g_assert_cmpfloat (move[1].place, >=, move[0].place);
  g_assert_cmpint (frost_run_item_get_cut (run), ==, head);
  g_assert_cmpint (frost_run_item_get_last_cut (run), ==, head);
  g_assert_cmpint (frost_run_item_get_settings (run)->epochs, ==, 1000000);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  FrostRunSession *session;
  int n_at_pause;

  fixture->settings.epochs = 1000000;
  session = start (fixture, &outcome);
  while (outcome.n_epochs < 1)
    g_main_context_iteration (NULL, TRUE);
  frost_run_session_pause (session);
  while (frost_run_session_get_state (session) != FROST_RUN_PAUSED)
    g_main_context_iteration (NULL, TRUE);
  n_at_pause = outcome.n_epochs;
  g_usleep (50000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (outcome.n_epochs, ==, n_at_pause);
  frost_run_session_resume (session);
  while (outcome.n_epochs < n_at_pause + 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (frost_run_session_get_state (session), ==, FROST_RUN_TRAINING);
  /* Dropped while it runs: closed, with what was trained. */
  g_assert_finalize_object (session);
  {
    g_autoptr (GError) error = NULL;
    FrostRunItem *run = frost_project_find_run (fixture->project, 0, &error);

    g_assert_no_error (error);
    g_assert_cmpint (frost_run_item_get_status (run), ==, FROST_RUN_STATUS_STOPPED);
  }
}

static void
test_close_while_paused (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  FrostRunSession *session;

  fixture->settings.epochs = 1000000;
  session = start (fixture, &outcome);
  frost_run_session_pause (session);
  frost_run_session_close (session);
  g_assert_true (outcome.ended);
  frost_run_session_close (session);
  frost_run_session_stop (session);
  g_assert_finalize_object (session);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = g_build_filename (fixture->folder, "project", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) reader = NULL;
  FrostProjectClasses *classes = frost_project_get_classes (fixture->project);

  fixture->settings.cut = 1000;
  g_assert_null (frost_run_session_start (fixture->project, fixture->base,
                                          &fixture->settings, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "1000"));
  g_clear_error (&error);
  fixture->settings.cut = -1;
  fixture->settings.moves = g_new (FrostLineMove, 1);
  fixture->settings.moves[0] = (FrostLineMove){ 2, 999 };
  fixture->settings.n_moves = 1;
  g_assert_null (frost_run_session_start (fixture->project, fixture->base,
                                          &fixture->settings, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "999"));
  g_clear_error (&error);
  fixture->settings.n_moves = 0;

  reader = frost_project_open (place, FROST_DATABASE_READ, &error);
  g_assert_no_error (error);
  g_assert_null (
      frost_run_session_start (reader, fixture->base, &fixture->settings, 1, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_READ_ONLY);
  g_clear_error (&error);

  /* One class only: the project says what is missing, and no run is left behind. */
  g_assert_true (frost_project_delete_class (
      fixture->project, frost_class_item_get_id (frost_project_classes_peek (classes, 0)),
      &error));
  g_assert_null (frost_run_session_start (fixture->project, fixture->base,
                                          &fixture->settings, 1, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (g_list_model_get_n_items (frost_project_get_runs (fixture->project)),
                    ==, 0);
}

static void
test_diverges (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  FrostRunSession *session;

  /* Every step multiplies the weights by 1 - rate * decay. */
  fixture->settings.rate = 1000;
  fixture->settings.weight_decay = 1;
  session = start (fixture, &outcome);
  session_fixture_wait_flag (&outcome.ended);
  g_assert_true (outcome.failed);
  g_assert_nonnull (outcome.message);
  g_assert_cmpstr (frost_run_session_get_message (session), ==, outcome.message);
  g_assert_cmpint (frost_run_session_get_state (session), ==, FROST_RUN_FAILED);
  g_assert_cmpint (frost_run_item_get_status (frost_run_session_get_run (session)), ==,
                   FROST_RUN_STATUS_FAILED);
  g_free (outcome.message);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
#define ADD(name, function)                                                              \
  g_test_add ("/session/run/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("finished", test_finished);
  ADD ("evaluate-and-export", test_evaluate_and_export);
  ADD ("stop", test_stop);
  ADD ("move-line", test_move_line);
  ADD ("pause", test_pause);
  ADD ("close-while-paused", test_close_while_paused);
  ADD ("refused", test_refused);
  ADD ("diverges", test_diverges);
#undef ADD
  return g_test_run ();
}
