#include "engine/run/runner.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/core/rng.h"
#include "engine/formats/onnx.h"
#include "tests/engine/graph/graph-maker.h"
#include "tests/engine/train/synthetic-source.h"

#define N_CLASSES 3

typedef struct
{
  char *folder;
  char *model_path;
  FrostRunner *runner;
  FrostTrainSettings settings;
  int n_samples;
  int n_views;
  int delay_us;
  int fails_after;
  atomic_int n_freed;   /* sources */
  atomic_int n_batches; /* of the training source */
} Bench;

static void
set_up (Bench *bench, gconstpointer data)
{
  bench->folder = g_dir_make_tmp ("frost-runner-XXXXXX", NULL);
  bench->model_path = g_build_filename (bench->folder, "model.onnx", NULL);
  bench->runner = frost_runner_new (NULL, NULL);
  frost_train_settings_init (&bench->settings);
  bench->settings.cut = 0;
  bench->settings.epochs = 3;
  bench->settings.batch_size = 5;
  bench->settings.n_threads = 2;
  bench->n_samples = 20;
  bench->n_views = 1;
  bench->fails_after = -1;
}

static void
tear_down (Bench *bench, gconstpointer data)
{
  g_clear_pointer (&bench->runner, frost_runner_free);
  g_unlink (bench->model_path);
  g_assert_cmpint (g_rmdir (bench->folder), ==, 0);
  g_free (bench->folder);
  g_free (bench->model_path);
}

static void
start (Bench *bench, int64_t run_id)
{
  const char *classes[] = { "ant", "bee", "cat", NULL };
  FrostModel *model;
  SyntheticSource *train, *val;

  graph_maker_seed (41);
  model = graph_maker_chain (N_CLASSES);
  model->classes = g_strdupv ((char **) classes);
  train = synthetic_source_new (bench->n_samples, bench->n_views, N_CLASSES,
                                &model->graph->input, 0.5f, 1);
  val = synthetic_source_new (10, 1, N_CLASSES, &model->graph->input, 0.5f, 2);
  train->n_freed = val->n_freed = &bench->n_freed;
  train->n_batches = &bench->n_batches;
  train->delay_us = bench->delay_us;
  train->fails_after = bench->fails_after;
  frost_runner_start (bench->runner, run_id, model, &bench->settings, &train->base,
                      &val->base, bench->model_path);
}

static gboolean
is_end (const FrostEvent *event)
{
  return event->kind == FROST_EVENT_STATE
         && (event->state == FROST_RUN_FINISHED || event->state == FROST_RUN_STOPPED
             || event->state == FROST_RUN_FAILED);
}

/* What a run said until the wanted state came (or, for -1, its end); checks that it was alone. */
typedef struct
{
  int n_epochs, n_errors, n_models, n_progress, n_refused;
  int cuts[8], n_cuts, n_line_steps;
  FrostTurn line_turn; /* where the run was at the last move */
  int64_t last_step;
  FrostRunState state;
  double last_rate;
  char *error;
} Report;

static void
wait_for_state (Bench *bench, int64_t run_id, int state, Report *report)
{
  for (;;)
    {
      g_auto (FrostEvent) event = { 0 };

      if (!frost_runner_wait_event (bench->runner, &event, 60000))
        g_error ("the engine says nothing more");
      g_assert_cmpint (event.run_id, ==, run_id);
      switch (event.kind)
        {
        case FROST_EVENT_EPOCH:
          g_assert_cmpint (event.turn.epoch.epoch, ==, ++report->n_epochs);
          report->last_rate = event.turn.epoch.rate;
          break;
        case FROST_EVENT_PROGRESS:
          g_assert_cmpint (event.turn.step, >=, report->last_step);
          report->last_step = event.turn.step;
          report->n_progress++;
          break;
        case FROST_EVENT_MODEL:
          report->n_models++;
          break;
        case FROST_EVENT_LINE:
          report->cuts[report->n_cuts++] = event.cut;
          report->line_turn = event.turn;
          break;
        case FROST_EVENT_LINE_STEP:
          g_assert_cmpint (event.cut, ==, report->cuts[report->n_cuts - 1]);
          g_assert_cmpint (event.turn.step, >, report->line_turn.step);
          g_assert_cmpfloat (event.seconds, >, 0);
          report->n_line_steps++;
          break;
        case FROST_EVENT_REFUSED:
          g_assert_nonnull (strstr (event.message, "the frost line cannot be at cut 9"));
          report->n_refused++;
          break;
        case FROST_EVENT_ERROR:
          report->n_errors++;
          g_free (report->error);
          report->error = g_steal_pointer (&event.message);
          g_assert_nonnull (report->error);
          g_assert_null (strchr (report->error, '\n'));
          break;
        case FROST_EVENT_STATE:
        default:
          report->state = event.state;
          if (state >= 0 ? event.state == (FrostRunState) state : is_end (&event))
            return;
          g_assert_false (is_end (&event));
          break;
        }
    }
}

static void
assert_model (const Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = frost_onnx_load (bench->model_path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (frost_model_n_outputs (model), ==, N_CLASSES);
  g_assert_cmpstr (model->classes[2], ==, "cat");
}

static void
test_finish (Bench *bench, gconstpointer data)
{
  Report report = { 0 };

  start (bench, 7);
  wait_for_state (bench, 7, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_FINISHED);
  g_assert_cmpint (report.n_epochs, ==, 3);
  g_assert_cmpint (report.n_errors, ==, 0);
  g_assert_cmpint (report.n_models, >=, 1);
  g_assert_cmpint (atomic_load (&bench->n_freed), ==, 2);
  assert_model (bench);
}

/* Nobody looks for a while, hundreds of epochs long. */
static void
test_nothing_lost (Bench *bench, gconstpointer data)
{
  Report report = { 0 };

  bench->settings.epochs = 300;
  bench->settings.cut = -1;
  start (bench, 1);
  g_usleep (200000);
  wait_for_state (bench, 1, -1, &report);
  g_assert_cmpint (report.n_epochs, ==, 300);
  g_assert_cmpint (report.state, ==, FROST_RUN_FINISHED);
}

static void
test_pause (Bench *bench, gconstpointer data)
{
  Report report = { 0 };
  int n_batches;

  bench->settings.epochs = 4;
  bench->delay_us = 5000;
  start (bench, 1);
  wait_for_state (bench, 1, FROST_RUN_TRAINING, &report);
  frost_runner_pause (bench->runner, 1);
  frost_runner_pause (bench->runner, 1);
  wait_for_state (bench, 1, FROST_RUN_PAUSED, &report);
  n_batches = atomic_load (&bench->n_batches);
  g_usleep (60000);
  g_assert_cmpint (atomic_load (&bench->n_batches), ==, n_batches);

  /* To another run: nothing happens. */
  frost_runner_resume (bench->runner, 2);
  frost_runner_stop (bench->runner, 2);
  frost_runner_set_rate (bench->runner, 1, 0.003);
  g_usleep (20000);
  g_assert_cmpint (atomic_load (&bench->n_batches), ==, n_batches);
  frost_runner_resume (bench->runner, 1);
  wait_for_state (bench, 1, FROST_RUN_TRAINING, &report);
  wait_for_state (bench, 1, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_FINISHED);
  g_assert_cmpint (report.n_epochs, ==, 4);
  g_assert_cmpfloat (report.last_rate, ==, 0.003);
}

/* Nor are the next views made while it pauses. */
static void
test_pause_views (Bench *bench, gconstpointer data)
{
  Report report = { 0 };
  int n_batches;

  bench->settings.cut = -1;
  bench->settings.refresh = 1;
  bench->n_samples = 100;
  bench->n_views = 3;
  bench->delay_us = 2000;
  start (bench, 1);
  wait_for_state (bench, 1, FROST_RUN_TRAINING, &report);
  frost_runner_pause (bench->runner, 1);
  wait_for_state (bench, 1, FROST_RUN_PAUSED, &report);
  /* The line may move meanwhile: nothing begins at the new one either. */
  frost_runner_move_line (bench->runner, 1, 2);
  g_usleep (60000);
  n_batches = atomic_load (&bench->n_batches);
  g_usleep (60000);
  g_assert_cmpint (atomic_load (&bench->n_batches), ==, n_batches);
  frost_runner_resume (bench->runner, 1);
  wait_for_state (bench, 1, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_FINISHED);
  g_assert_cmpint (report.n_epochs, ==, 3);
  g_assert_cmpint (report.n_errors, ==, 0);
}

/* Moves while it goes on, while it pauses, and those that were planned, are told once each; one that
 * cannot be is refused, one to another run and one to where the line is are nothing. */
static void
test_move_line (Bench *bench, gconstpointer data)
{
  FrostLineMove planned = { 6, 2 };
  Report report = { 0 };

  bench->settings.epochs = 6;
  bench->settings.moves = &planned;
  bench->settings.n_moves = 1;
  bench->delay_us = 5000;
  start (bench, 1);
  wait_for_state (bench, 1, FROST_RUN_TRAINING, &report);
  frost_runner_move_line (bench->runner, 1, 2);
  frost_runner_move_line (bench->runner, 2, 1);
  frost_runner_move_line (bench->runner, 1, 9);
  frost_runner_pause (bench->runner, 1);
  wait_for_state (bench, 1, FROST_RUN_PAUSED, &report);
  g_assert_cmpint (report.n_cuts, ==, 1);
  g_assert_cmpint (report.cuts[0], ==, 2);
  g_assert_cmpint (report.n_refused, ==, 1);
  g_assert_cmpint (report.line_turn.step, >=, 1);
  frost_runner_move_line (bench->runner, 1, 1);
  frost_runner_move_line (bench->runner, 1, 1);
  frost_runner_resume (bench->runner, 1);
  wait_for_state (bench, 1, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_FINISHED);
  g_assert_cmpint (report.n_errors, ==, 0);
  g_assert_cmpint (report.n_epochs, ==, 6);
  g_assert_cmpint (report.n_cuts, ==, 3);
  g_assert_cmpint (report.cuts[1], ==, 1);
  g_assert_cmpint (report.cuts[2], ==, 2);
  g_assert_cmpint (report.line_turn.epoch.epoch, ==, 5);
  g_assert_cmpint (report.n_line_steps, >=, 2);
  assert_model (bench);
}

/* Answered within one mini-batch: the one that goes on, and one more that may have begun before
 * the command came. What was trained is kept, though not one epoch is complete. */
static void
test_stop (Bench *bench, gconstpointer data)
{
  Report report = { 0 };
  int n_batches;

  bench->n_samples = 1000;
  bench->delay_us = 5000;
  start (bench, 1);
  wait_for_state (bench, 1, FROST_RUN_TRAINING, &report);
  n_batches = atomic_load (&bench->n_batches);
  frost_runner_stop (bench->runner, 1);
  wait_for_state (bench, 1, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_STOPPED);
  g_assert_cmpint (atomic_load (&bench->n_batches) - n_batches, <=, 2);
  g_assert_cmpint (atomic_load (&bench->n_freed), ==, 2);
  g_assert_cmpint (report.n_models, ==, 1);
  assert_model (bench);
}

/* While features are computed nothing is trained yet, so nothing is kept. */
static void
test_stop_features (Bench *bench, gconstpointer data)
{
  Report report = { 0 };

  bench->settings.cut = -1;
  bench->n_samples = 1000;
  bench->delay_us = 5000;
  start (bench, 1);
  wait_for_state (bench, 1, FROST_RUN_FEATURES, &report);
  frost_runner_stop (bench->runner, 1);
  wait_for_state (bench, 1, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_STOPPED);
  g_assert_cmpint (report.n_models, ==, 0);
  g_assert_false (g_file_test (bench->model_path, G_FILE_TEST_EXISTS));
}

static void
test_failing_start (Bench *bench, gconstpointer data)
{
  Report report = { 0 };

  bench->settings.rate = NAN;
  start (bench, 3);
  wait_for_state (bench, 3, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_FAILED);
  g_assert_cmpint (report.n_errors, ==, 1);
  g_assert_nonnull (strstr (report.error, "rate"));
  g_assert_cmpint (atomic_load (&bench->n_freed), ==, 2);
  g_free (report.error);

  /* The next one is not held up by it. */
  report = (Report){ 0 };
  bench->settings.rate = 0.01;
  start (bench, 4);
  wait_for_state (bench, 4, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_FINISHED);
}

/* The images go away in the second epoch; the first one's model is kept. */
static void
test_failing_source (Bench *bench, gconstpointer data)
{
  Report report = { 0 };

  bench->fails_after = 6;
  start (bench, 1);
  wait_for_state (bench, 1, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_FAILED);
  g_assert_cmpint (report.n_errors, ==, 1);
  g_assert_nonnull (strstr (report.error, "the disk went away"));
  g_assert_cmpint (report.n_epochs, ==, 1);
  assert_model (bench);
  g_free (report.error);
}

static void
test_failing_save (Bench *bench, gconstpointer data)
{
  Report report = { 0 };

  g_free (bench->model_path);
  bench->model_path = g_strdup ("/dev/null/model.onnx");
  start (bench, 1);
  wait_for_state (bench, 1, -1, &report);
  g_assert_cmpint (report.state, ==, FROST_RUN_FAILED);
  g_assert_cmpint (report.n_errors, >=, 1);
  g_assert_cmpint (report.n_epochs, ==, 3);
  g_free (report.error);
}

/* One after the other; one that waits can be taken back. */
static void
test_waiting (Bench *bench, gconstpointer data)
{
  gboolean ended[4] = { FALSE };
  int order = 0;

  bench->delay_us = 2000;
  for (int id = 1; id <= 3; id++)
    start (bench, id);
  frost_runner_stop (bench->runner, 2);
  while (!ended[1] || !ended[2] || !ended[3])
    {
      g_auto (FrostEvent) event = { 0 };

      g_assert_true (frost_runner_wait_event (bench->runner, &event, 60000));
      if (!is_end (&event))
        {
          g_assert_cmpint (event.run_id, !=, 2);
          continue;
        }
      g_assert_false (ended[event.run_id]);
      ended[event.run_id] = TRUE;
      if (event.run_id == 2)
        g_assert_cmpint (event.state, ==, FROST_RUN_STOPPED);
      else
        g_assert_cmpint (event.run_id, ==, ++order == 1 ? 1 : 3);
    }
  g_assert_cmpint (atomic_load (&bench->n_freed), ==, 6);
}

/* The window closes on a paused run, with another one waiting. */
static void
test_free_paused (Bench *bench, gconstpointer data)
{
  Report report = { 0 };

  bench->delay_us = 2000;
  bench->n_samples = 1000;
  start (bench, 1);
  start (bench, 2);
  wait_for_state (bench, 1, FROST_RUN_TRAINING, &report);
  frost_runner_pause (bench->runner, 1);
  wait_for_state (bench, 1, FROST_RUN_PAUSED, &report);
  g_clear_pointer (&bench->runner, frost_runner_free);
  g_assert_cmpint (atomic_load (&bench->n_freed), ==, 4);
  assert_model (bench);
}

/* Commands of all kinds at random moments, and the end at a random moment: always an end, and
 * everything is freed. */
static void
test_random (Bench *bench, gconstpointer data)
{
  FrostRng rng;
  int rounds = g_test_slow () ? 2000 : 300;

  frost_rng_seed (&rng, 99);
  g_clear_pointer (&bench->runner, frost_runner_free);
  bench->settings.epochs = 50;
  for (int round = 0; round < rounds; round++)
    {
      gboolean by_stop = frost_rng_below (&rng, 2) == 0;
      Report report = { 0 };

      bench->settings.cut = (int) frost_rng_below (&rng, 4);
      bench->runner = frost_runner_new (NULL, NULL);
      start (bench, round);
      for (int i = (int) frost_rng_below (&rng, 6); i > 0; i--)
        {
          g_usleep ((gulong) frost_rng_below (&rng, 3000));
          switch (frost_rng_below (&rng, 4))
            {
            case 0:
              frost_runner_pause (bench->runner, round);
              break;
            case 1:
              frost_runner_resume (bench->runner, round);
              break;
            case 2:
              frost_runner_move_line (bench->runner, round,
                                      (int) frost_rng_below (&rng, 4));
              break;
            default:
              frost_runner_set_rate (bench->runner, round, 0.001);
              break;
            }
        }
      if (by_stop)
        {
          frost_runner_stop (bench->runner, round);
          wait_for_state (bench, round, -1, &report);
          g_assert_cmpint (report.n_errors, ==, 0);
        }
      g_clear_pointer (&bench->runner, frost_runner_free);
      g_assert_cmpint (atomic_load (&bench->n_freed), ==, 2 * (round + 1));
    }
}

static void
raise_flag (gpointer data)
{
  atomic_store ((atomic_bool *) data, TRUE);
}

/* A main loop that only looks after it was woken sees the run to its end. */
static void
test_notify (Bench *bench, gconstpointer data)
{
  atomic_bool woken = FALSE;
  gboolean ended = FALSE;

  frost_runner_free (bench->runner);
  bench->runner = frost_runner_new (raise_flag, &woken);
  start (bench, 1);
  for (int i = 0; !ended && i < 60000; i++)
    {
      FrostEvent event;

      g_usleep (1000);
      if (!atomic_exchange (&woken, FALSE))
        continue;
      while (frost_runner_next_event (bench->runner, &event))
        {
          ended |= is_end (&event);
          frost_event_clear (&event);
        }
    }
  g_assert_true (ended);
}

#define ADD(name, function)                                                              \
  g_test_add ("/engine/run/runner/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("finish", test_finish);
  ADD ("nothing-lost", test_nothing_lost);
  ADD ("pause", test_pause);
  ADD ("pause-views", test_pause_views);
  ADD ("move-line", test_move_line);
  ADD ("stop", test_stop);
  ADD ("stop-features", test_stop_features);
  ADD ("failing-start", test_failing_start);
  ADD ("failing-source", test_failing_source);
  ADD ("failing-save", test_failing_save);
  ADD ("waiting", test_waiting);
  ADD ("free-paused", test_free_paused);
  ADD ("random", test_random);
  ADD ("notify", test_notify);
  return g_test_run ();
}
