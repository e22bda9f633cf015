#include "engine/train/trainer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/graph/cuts.h"
#include "tests/engine/graph/graph-maker.h"
#include "tests/engine/train/synthetic-source.h"

#define N_CLASSES 3
#define MAX_EPOCHS 16

/* A run from beginning to end. */
typedef struct
{
  FrostTrainSettings settings;
  int n_train, n_val, n_views;
  float noise;
  int n_unreadable;
  gboolean every_op; /* the network that has every op, dropout among them */

  FrostEpochRecord records[MAX_EPOCHS];
  int n_records, n_steps, n_features_total, n_delivered, best_epoch;
  FrostModel *before, *after, *best;
} Run;

static void
run_init (Run *run)
{
  *run = (Run){ .n_train = 30, .n_val = 12, .n_views = 1, .noise = 0.5f };
  frost_train_settings_init (&run->settings);
  run->settings.epochs = 4;
  run->settings.batch_size = 8;
  run->settings.rate = 0.05;
  run->settings.n_threads = 2;
}

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->before, frost_model_free);
  g_clear_pointer (&run->after, frost_model_free);
  g_clear_pointer (&run->best, frost_model_free);
}

static SyntheticSource *
new_source (const Run *run, int n, uint64_t seed, const FrostModel *model)
{
  SyntheticSource *source = synthetic_source_new (n, run->n_views, N_CLASSES,
                                                  &model->graph->input, run->noise, seed);

  for (int i = 0; i < run->n_unreadable; i++)
    source->unreadable[i * 3] = TRUE;
  return source;
}

static FrostTrainer *
new_trainer (Run *run, SyntheticSource **train)
{
  g_autoptr (GError) error = NULL;
  FrostModel *model;
  SyntheticSource *val = NULL;
  FrostTrainer *trainer;

  graph_maker_seed (31);
  model =
      run->every_op ? graph_maker_every_op (N_CLASSES) : graph_maker_chain (N_CLASSES);
  run->before = frost_model_copy (model, NULL);
  *train = new_source (run, run->n_train, 1, model);
  if (run->n_val > 0)
    val = new_source (run, run->n_val, 2, model);
  trainer = frost_trainer_new (model, &run->settings, &(*train)->base,
                               val != NULL ? &val->base : NULL, &error);
  g_assert_no_error (error);
  return trainer;
}

/* Checks on the way that turns come in order and say what the header promises. */
static void
note_turn (Run *run, const FrostTurn *turn)
{
  g_assert_cmpint (turn->done, <=, turn->total);
  switch (turn->kind)
    {
    case FROST_TURN_FEATURES:
      g_assert_cmpint (run->n_steps, ==, 0);
      run->n_features_total = (int) turn->total;
      break;
    case FROST_TURN_STEP:
      run->n_steps++;
      g_assert_cmpint (turn->step, ==, run->n_steps);
      g_assert_cmpint (turn->epoch.epoch, ==, run->n_records + 1);
      g_assert_cmpint (turn->total, ==, run->n_train);
      break;
    case FROST_TURN_VALIDATE:
      g_assert_cmpint (turn->total, ==, run->n_val);
      break;
    case FROST_TURN_EPOCH:
      run->records[run->n_records++] = turn->epoch;
      g_assert_cmpint (turn->epoch.epoch, ==, run->n_records);
      break;
    case FROST_TURN_FINISHED:
    default:
      break;
    }
}

static void
go (Run *run)
{
  g_autoptr (GError) error = NULL;
  SyntheticSource *train;
  g_autoptr (FrostTrainer) trainer = new_trainer (run, &train);
  FrostTurn turn = { .kind = FROST_TURN_STEP };

  g_assert_null (frost_trainer_peek_best_model (trainer));
  while (turn.kind != FROST_TURN_FINISHED)
    {
      g_assert_true (frost_trainer_turn (trainer, &turn, &error));
      g_assert_no_error (error);
      note_turn (run, &turn);
    }
  g_assert_cmpint (run->n_records, ==, run->settings.epochs);
  run->n_delivered = atomic_load (&train->n_delivered);
  run->best_epoch = frost_trainer_get_best_epoch (trainer);
  run->after = frost_model_copy (frost_trainer_peek_model (trainer), NULL);
  run->best = frost_model_copy (frost_trainer_peek_best_model (trainer), NULL);
}

static gboolean
same_number (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static void
assert_same_curves (const Run *a, const Run *b)
{
  g_assert_cmpint (a->n_records, ==, b->n_records);
  for (int i = 0; i < a->n_records; i++)
    {
      g_assert_true (same_number (a->records[i].train_loss, b->records[i].train_loss));
      g_assert_true (
          same_number (a->records[i].train_accuracy, b->records[i].train_accuracy));
      g_assert_true (same_number (a->records[i].val_loss, b->records[i].val_loss));
      g_assert_true (
          same_number (a->records[i].val_accuracy, b->records[i].val_accuracy));
      g_assert_cmpint (a->records[i].n_unreadable, ==, b->records[i].n_unreadable);
    }
}

static gboolean
same_parameter (const FrostModel *a, const FrostModel *b, int index)
{
  const FrostTensor *x = frost_model_parameter (a, index)->tensor;
  const FrostTensor *y = frost_model_parameter (b, index)->tensor;

  return memcmp (x->data, y->data, sizeof (float) * (gsize) x->n) == 0;
}

static void
assert_same_models (const FrostModel *a, const FrostModel *b)
{
  for (guint i = 0; i < a->parameters->len; i++)
    g_assert_true (same_parameter (a, b, (int) i));
}

/* Pictures that differ by class more than within one are learned. */
static void
check_learns (int cut, FrostOptimizerKind optimizer, gboolean batch_statistics)
{
  Run run;

  run_init (&run);
  run.settings.cut = cut;
  run.settings.epochs = 15;
  run.settings.optimizer = optimizer;
  run.settings.schedule = FROST_SCHEDULE_COSINE;
  run.settings.batch_statistics = batch_statistics;
  run.settings.rate = cut < 0 ? 0.5 : optimizer == FROST_OPTIMIZER_SGD ? 0.05 : 0.02;
  go (&run);
  g_assert_cmpfloat (run.records[14].train_loss, <, run.records[0].train_loss * 0.8);
  g_assert_cmpfloat (run.records[14].val_loss, <, run.records[0].val_loss);
  g_assert_cmpfloat (run.records[run.best_epoch - 1].val_accuracy, >, 0.8);
  g_assert_cmpfloat (run.records[0].rate, <, run.settings.rate + 1e-9);
  g_assert_cmpfloat (run.records[14].rate, <, run.records[0].rate / 10);
  run_clear (&run);
}

static void
test_learns (void)
{
  check_learns (-1, FROST_OPTIMIZER_SGD, FALSE);
  check_learns (1, FROST_OPTIMIZER_SGD, FALSE);
  check_learns (0, FROST_OPTIMIZER_SGD, FALSE);
  check_learns (0, FROST_OPTIMIZER_ADAMW, FALSE);
  check_learns (0, FROST_OPTIMIZER_SGD, TRUE);
}

/* One seed and one number of threads give one curve and one model, bit for bit. */
static void
check_deterministic (int cut, gboolean batch_statistics, int n_threads)
{
  Run runs[3];

  for (int i = 0; i < 3; i++)
    {
      run_init (&runs[i]);
      runs[i].every_op = cut <= 0;
      runs[i].n_views = 2;
      runs[i].settings.cut = cut;
      runs[i].settings.batch_statistics = batch_statistics;
      runs[i].settings.n_threads = n_threads;
      runs[i].settings.seed = i < 2 ? 1 : 2;
      go (&runs[i]);
    }
  assert_same_curves (&runs[0], &runs[1]);
  assert_same_models (runs[0].after, runs[1].after);
  assert_same_models (runs[0].best, runs[1].best);
  g_assert_cmpfloat (runs[0].records[1].train_loss, !=, runs[2].records[1].train_loss);
  for (int i = 0; i < 3; i++)
    run_clear (&runs[i]);
}

static void
test_deterministic (void)
{
  for (int n_threads = 1; n_threads <= 3; n_threads++)
    {
      check_deterministic (0, FALSE, n_threads);
      check_deterministic (0, TRUE, n_threads);
      check_deterministic (2, FALSE, n_threads);
      check_deterministic (-1, FALSE, n_threads);
    }
}

/* What is below the line does not change by a bit, running statistics included; what is above
 * does. */
static void
check_frozen (int cut, gboolean batch_statistics)
{
  g_autoptr (FrostCuts) cuts = NULL;
  Run run;
  int line;

  run_init (&run);
  run.settings.cut = cut;
  run.settings.batch_statistics = batch_statistics;
  run.settings.weight_decay = 0.01;
  go (&run);
  cuts = frost_cuts_find (run.before);
  line = frost_cuts_value (cuts, cut < 0 ? cuts->head_cut : cut);
  for (int i = 0; i < frost_graph_n_nodes (run.before->graph); i++)
    {
      const FrostNode *node = frost_graph_node (run.before->graph, i);

      for (int j = 0; j < FROST_OP_MAX_PARAMETERS; j++)
        if (node->parameters[j] >= 0)
          {
            gboolean changes =
                i >= line
                && (!frost_model_parameter (run.before, node->parameters[j])->fixed
                    || batch_statistics);

            g_assert_cmpint (same_parameter (run.before, run.after, node->parameters[j]),
                             ==, !changes);
          }
    }
  run_clear (&run);
}

static void
test_frozen (void)
{
  for (int cut = -1; cut <= 3; cut++)
    {
      check_frozen (cut, FALSE);
      check_frozen (cut, TRUE);
    }
}

static void
clear_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
}

/* A cache changes the time and nothing else: in memory, in a file that is empty, filled, or filled
 * in part; images that cannot be read among them. */
static void
test_cache (void)
{
  g_autofree char *folder = g_dir_make_tmp ("frost-trainer-XXXXXX", NULL);
  Run runs[5];

  for (int i = 0; i < 5; i++)
    {
      run_init (&runs[i]);
      runs[i].n_views = 2;
      runs[i].n_unreadable = 3;
      runs[i].settings.cut = 2;
      if (i > 0)
        runs[i].settings.cache_folder = folder;
    }
  go (&runs[0]);
  /* One view of each image before the first epoch, others as they are seen. */
  g_assert_cmpint (runs[0].n_features_total, ==, 42);
  g_assert_cmpint (runs[0].n_delivered, >, 30);
  g_assert_cmpint (runs[0].n_delivered, <=, 60);
  go (&runs[1]);
  g_assert_cmpint (runs[1].n_features_total, ==, 42);
  g_assert_cmpint (runs[1].n_delivered, ==, runs[0].n_delivered);
  go (&runs[2]);
  /* Only what could not be read is tried again. */
  g_assert_cmpint (runs[2].n_features_total, ==, 6);
  g_assert_cmpint (runs[2].n_delivered, ==, 3);

  clear_folder (folder);
  runs[3].n_train = 12;
  runs[3].n_val = 0;
  go (&runs[3]);
  go (&runs[4]);
  g_assert_cmpint (runs[4].n_features_total, <, 42);
  g_assert_cmpint (runs[4].n_features_total, >, 6);
  for (int i = 1; i < 5; i++)
    if (i != 3)
      {
        assert_same_curves (&runs[0], &runs[i]);
        assert_same_models (runs[0].after, runs[i].after);
      }
  for (int i = 0; i < 5; i++)
    run_clear (&runs[i]);
  clear_folder (folder);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Broken images are counted and left out of everything; with nothing readable at all a run still
 * ends, having learned nothing. */
static void
check_unreadable (int cut, gboolean batch_statistics)
{
  Run run;

  run_init (&run);
  run.settings.cut = cut;
  run.settings.batch_statistics = batch_statistics;
  run.n_unreadable = 4;
  go (&run);
  for (int i = 0; i < run.n_records; i++)
    {
      g_assert_cmpint (run.records[i].n_unreadable, ==, 8);
      g_assert_true (isfinite (run.records[i].train_loss));
      g_assert_true (isfinite (run.records[i].val_loss));
    }
  run_clear (&run);

  run_init (&run);
  run.settings.cut = cut;
  run.settings.batch_statistics = batch_statistics;
  run.n_train = run.n_val = 10;
  run.n_unreadable = 4; /* 0, 3, 6, 9 … */
  run.settings.batch_size = 1;
  go (&run);
  g_assert_cmpint (run.records[0].n_unreadable, ==, 8);
  run_clear (&run);

  run_init (&run);
  run.settings.cut = cut;
  run.settings.batch_statistics = batch_statistics;
  run.n_train = run.n_val = 1;
  run.n_unreadable = 1;
  go (&run);
  g_assert_cmpint (run.records[0].n_unreadable, ==, 2);
  g_assert_true (isnan (run.records[0].train_loss));
  assert_same_models (run.before, run.after);
  run_clear (&run);
}

static void
test_unreadable (void)
{
  check_unreadable (0, FALSE);
  check_unreadable (0, TRUE);
  check_unreadable (-1, FALSE);
}

static void
test_no_validation (void)
{
  Run run;

  run_init (&run);
  run.n_val = 0;
  go (&run);
  for (int i = 0; i < run.n_records; i++)
    {
      g_assert_true (isnan (run.records[i].val_loss));
      g_assert_true (isnan (run.records[i].val_accuracy));
    }
  g_assert_cmpint (run.best_epoch, ==, 4);
  assert_same_models (run.best, run.after);
  run_clear (&run);
}

/* Turns until one fails. */
static void
fail (FrostTrainer *trainer, int code)
{
  g_autoptr (GError) error = NULL;
  FrostTurn turn;

  for (int i = 0; i < 1000; i++)
    if (!frost_trainer_turn (trainer, &turn, &error))
      break;
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
}

/* A rate that blows everything up is noticed, and what was good before is still there. */
static void
test_not_finite (void)
{
  for (int n_val = 0; n_val <= 12; n_val += 12)
    {
      SyntheticSource *train;
      g_autoptr (FrostTrainer) trainer = NULL;
      const FrostModel *best;
      Run run;

      run_init (&run);
      run.n_val = n_val;
      run.settings.cut = 0;
      run.settings.rate = 1e3;
      /* Each step multiplies a weight by some 1 - rate decay. */
      run.settings.weight_decay = 10;
      run.settings.epochs = 1000;
      trainer = new_trainer (&run, &train);
      fail (trainer, FROST_ENGINE_ERROR_NOT_FINITE);
      best = frost_trainer_peek_best_model (trainer);
      for (guint i = 0; best != NULL && i < best->parameters->len; i++)
        for (int64_t k = 0; k < frost_model_parameter (best, (int) i)->tensor->n; k++)
          g_assert_true (
              isfinite (frost_model_parameter (best, (int) i)->tensor->data[k]));
      run_clear (&run);
    }
}

static void
test_source_fails (void)
{
  for (int cut = -1; cut <= 0; cut++)
    {
      SyntheticSource *train;
      g_autoptr (FrostTrainer) trainer = NULL;
      Run run;

      run_init (&run);
      run.settings.cut = cut;
      trainer = new_trainer (&run, &train);
      train->fails_after = cut < 0 ? 0 : 3;
      fail (trainer, FROST_ENGINE_ERROR_IO);
      run_clear (&run);
    }
}

/* The rate of the next step. */
static void
test_set_rate (void)
{
  g_autoptr (GError) error = NULL;
  SyntheticSource *train;
  g_autoptr (FrostTrainer) trainer = NULL;
  FrostTurn turn = { .kind = FROST_TURN_STEP };
  Run run;

  run_init (&run);
  run.settings.epochs = 2;
  trainer = new_trainer (&run, &train);
  while (turn.kind != FROST_TURN_EPOCH)
    g_assert_true (frost_trainer_turn (trainer, &turn, &error));
  g_assert_cmpfloat (turn.epoch.rate, ==, 0.05);
  frost_trainer_set_rate (trainer, 0.02);
  frost_trainer_set_rate (trainer, NAN);
  frost_trainer_set_rate (trainer, -1);
  do
    g_assert_true (frost_trainer_turn (trainer, &turn, &error));
  while (turn.kind != FROST_TURN_EPOCH);
  g_assert_cmpfloat (turn.epoch.rate, ==, 0.02);
  run_clear (&run);
}

/* Whatever is wrong, everything that was given is freed. */
static void
refuse (FrostTrainSettings settings, int n_samples, int n_classes)
{
  FrostModel *model = graph_maker_chain (N_CLASSES);
  atomic_int n_freed = 0;
  SyntheticSource *sources[2];
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 2; i++)
    {
      sources[i] = synthetic_source_new (i == 0 ? n_samples : 10, 1, n_classes,
                                         &model->graph->input, 0, (uint64_t) i);
      sources[i]->n_freed = &n_freed;
    }
  g_assert_null (
      frost_trainer_new (model, &settings, &sources[0]->base, &sources[1]->base, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
  g_assert_cmpint (atomic_load (&n_freed), ==, 2);
}

static void
test_refused (void)
{
  FrostTrainSettings settings;

  frost_train_settings_init (&settings);
  refuse (settings, 0, N_CLASSES);
  refuse (settings, 10, N_CLASSES + 1);
  settings.cut = 100;
  refuse (settings, 10, N_CLASSES);
  settings.cut = 0;
  settings.rate = NAN;
  refuse (settings, 10, N_CLASSES);
}

/* At any point of a run it can be left: nothing is lost, nothing hangs. */
static void
test_abandoned (void)
{
  for (int n_turns = 0; n_turns < 30; n_turns++)
    {
      SyntheticSource *train;
      g_autoptr (FrostTrainer) trainer = NULL;
      Run run;
      FrostTurn turn;

      run_init (&run);
      run.settings.cut = n_turns % 2 == 0 ? 0 : 2;
      trainer = new_trainer (&run, &train);
      for (int i = 0; i < n_turns; i++)
        g_assert_true (frost_trainer_turn (trainer, &turn, NULL));
      run_clear (&run);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/train/trainer/learns", test_learns);
  g_test_add_func ("/engine/train/trainer/deterministic", test_deterministic);
  g_test_add_func ("/engine/train/trainer/frozen", test_frozen);
  g_test_add_func ("/engine/train/trainer/cache", test_cache);
  g_test_add_func ("/engine/train/trainer/unreadable", test_unreadable);
  g_test_add_func ("/engine/train/trainer/no-validation", test_no_validation);
  g_test_add_func ("/engine/train/trainer/not-finite", test_not_finite);
  g_test_add_func ("/engine/train/trainer/source-fails", test_source_fails);
  g_test_add_func ("/engine/train/trainer/set-rate", test_set_rate);
  g_test_add_func ("/engine/train/trainer/refused", test_refused);
  g_test_add_func ("/engine/train/trainer/abandoned", test_abandoned);
  return g_test_run ();
}
