/* The frost line moves while a run goes on. */
#include "engine/train/frost-line.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/train/trainer.h"
#include "tests/engine/graph/graph-maker.h"
#include "tests/engine/train/synthetic-source.h"

#define N_CLASSES 3
#define N_TRAIN 30
#define N_VAL 12
#define EPOCHS 4
#define ALL_CUTS 4 /* 0 … 3 in the chain */

typedef struct
{
  FrostTrainSettings settings;
  FrostLineMove moves[3];
  FrostModel *start; /* NULL = the chain as it is made */
  int skipped;       /* epochs that the order has behind it */
  int n_views;
  gboolean unreadable;
  gboolean wanders;          /* down and up again after each turn */
  int n_move_turns, move_to; /* after so many turns; 0 = none */

  FrostEpochRecord records[EPOCHS];
  FrostModel *models[EPOCHS]; /* at the end of each */
  FrostModel *best;
  int n_records, n_delivered, best_epoch;
} Run;

static void
run_init (Run *run, int cut)
{
  *run = (Run){ .n_views = 1 };
  frost_train_settings_init (&run->settings);
  run->settings.cut = cut;
  run->settings.epochs = EPOCHS;
  run->settings.batch_size = 8;
  run->settings.rate = 0.05;
  run->settings.n_threads = 2;
}

static void
run_clear (Run *run)
{
  for (int i = 0; i < EPOCHS; i++)
    g_clear_pointer (&run->models[i], frost_model_free);
  g_clear_pointer (&run->best, frost_model_free);
}

/* As if the run had begun some epochs earlier. */
static int skipped_epochs;
static void (*plain_order) (FrostBatchSource *source, uint64_t seed, int epoch,
                            FrostSampleView *order);

static void
later_order (FrostBatchSource *source, uint64_t seed, int epoch, FrostSampleView *order)
{
  plain_order (source, seed, epoch + skipped_epochs, order);
}

static FrostTrainer *
new_trainer (Run *run, SyntheticSource **train, GError **error)
{
  FrostModel *model;
  SyntheticSource *val;

  graph_maker_seed (31);
  model = run->start != NULL ? frost_model_copy (run->start, NULL)
                             : graph_maker_chain (N_CLASSES);
  *train = synthetic_source_new (N_TRAIN, run->n_views, N_CLASSES, &model->graph->input,
                                 0.5f, 1);
  val = synthetic_source_new (N_VAL, 1, N_CLASSES, &model->graph->input, 0.5f, 2);
  (*train)->unreadable[7] = val->unreadable[3] = run->unreadable;
  plain_order = (*train)->base.epoch_order;
  skipped_epochs = run->skipped;
  (*train)->base.epoch_order = later_order;
  return frost_trainer_new (model, &run->settings, &(*train)->base, &val->base, error);
}

static void
move (FrostTrainer *trainer, int cut)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (frost_trainer_move_line (trainer, cut, &error));
  g_assert_no_error (error);
  if (cut >= 0)
    g_assert_cmpint (frost_trainer_get_cut (trainer), ==, cut);
}

static void
wander (FrostTrainer *trainer)
{
  int cut = frost_trainer_get_cut (trainer);

  for (int other = 0; other < cut; other++)
    move (trainer, other);
  move (trainer, cut);
}

static void
go (Run *run)
{
  g_autoptr (GError) error = NULL;
  SyntheticSource *train;
  g_autoptr (FrostTrainer) trainer = new_trainer (run, &train, &error);
  FrostTurn turn = { .kind = FROST_TURN_STEP };

  g_assert_no_error (error);
  for (int i = 1; turn.kind != FROST_TURN_FINISHED; i++)
    {
      g_assert_true (frost_trainer_turn (trainer, &turn, &error));
      g_assert_no_error (error);
      if (turn.kind == FROST_TURN_EPOCH)
        {
          run->models[run->n_records] =
              frost_model_copy (frost_trainer_peek_model (trainer), NULL);
          run->records[run->n_records++] = turn.epoch;
        }
      if (run->wanders && turn.kind != FROST_TURN_FINISHED)
        wander (trainer);
      if (i == run->n_move_turns)
        move (trainer, run->move_to);
    }
  run->n_delivered = atomic_load (&train->n_delivered);
  run->best_epoch = frost_trainer_get_best_epoch (trainer);
  run->best = frost_model_copy (frost_trainer_peek_best_model (trainer), NULL);
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

/* The epochs of b are those of a from some epoch on, bit for bit. */
static void
assert_same_epochs (const Run *a, int from, const Run *b)
{
  for (int i = 0; i + from < a->n_records; i++)
    {
      const FrostEpochRecord *x = &a->records[i + from], *y = &b->records[i];

      g_assert_cmpfloat (x->train_loss, ==, y->train_loss);
      g_assert_cmpfloat (x->train_accuracy, ==, y->train_accuracy);
      g_assert_cmpfloat (x->val_loss, ==, y->val_loss);
      g_assert_cmpfloat (x->val_accuracy, ==, y->val_accuracy);
      g_assert_cmpint (x->n_unreadable, ==, y->n_unreadable);
      assert_same_models (a->models[i + from], b->models[i]);
    }
}

/* Moved before anything is trained, it is a run that began there: planned, or while features are
 * computed. */
static void
test_before_start (void)
{
  for (int from = 0; from < ALL_CUTS; from++)
    for (int to = 0; to < ALL_CUTS; to++)
      {
        Run moved, early, direct;

        run_init (&direct, to);
        direct.unreadable = TRUE;
        go (&direct);

        run_init (&moved, from);
        moved.unreadable = TRUE;
        moved.moves[0] = (FrostLineMove){ 1, to };
        moved.settings.moves = moved.moves;
        moved.settings.n_moves = 1;
        go (&moved);
        assert_same_epochs (&direct, 0, &moved);

        run_init (&early, from);
        early.unreadable = TRUE;
        early.n_move_turns = from > 0 ? 1 : 0;
        early.move_to = to;
        if (from > 0)
          {
            go (&early);
            assert_same_epochs (&direct, 0, &early);
          }
        run_clear (&moved);
        run_clear (&early);
        run_clear (&direct);
      }
}

/* Moved after two epochs, what follows is what a run does that begins with the model of that moment
 * and at the new line. Without momentum, of which a new run has none. */
static void
check_later (int from, int to, gboolean batch_statistics)
{
  Run moved, fresh;

  run_init (&moved, from);
  moved.settings.momentum = 0;
  moved.settings.batch_statistics = batch_statistics;
  moved.n_views = 2;
  moved.moves[0] = (FrostLineMove){ 3, to };
  moved.settings.moves = moved.moves;
  moved.settings.n_moves = 1;
  go (&moved);

  run_init (&fresh, to);
  fresh.settings.momentum = 0;
  fresh.settings.batch_statistics = batch_statistics;
  fresh.n_views = 2;
  fresh.start = moved.models[1];
  fresh.skipped = 2;
  fresh.settings.epochs = EPOCHS - 2;
  go (&fresh);
  assert_same_epochs (&moved, 2, &fresh);
  run_clear (&moved);
  run_clear (&fresh);
}

static void
test_later (void)
{
  for (int from = 0; from < ALL_CUTS; from++)
    for (int to = 0; to < ALL_CUTS; to++)
      {
        check_later (from, to, FALSE);
        check_later (from, to, TRUE);
      }
}

/* Down and back up between any two turns, whatever the optimizer: not a bit is another, so what
 * stays trainable has kept its state, the pass its place, and what is frozen its bytes. */
static void
test_nothing_lost (void)
{
  for (int kind = 0; kind <= FROST_OPTIMIZER_ADAMW; kind++)
    for (int cut = 1; cut < ALL_CUTS; cut++)
      {
        g_autofree char *folder = g_dir_make_tmp ("frost-line-XXXXXX", NULL);
        Run runs[3];

        for (int i = 0; i < 3; i++)
          {
            run_init (&runs[i], cut);
            runs[i].settings.optimizer = (FrostOptimizerKind) kind;
            runs[i].n_views = 2;
            runs[i].unreadable = TRUE;
            runs[i].wanders = i > 0;
            runs[i].settings.cache_folder = i == 2 ? g_strdup (folder) : NULL;
            go (&runs[i]);
            assert_same_epochs (&runs[0], 0, &runs[i]);
          }
        for (int i = 0; i < 3; i++)
          {
            run_clear (&runs[i]);
            frost_train_settings_clear (&runs[i].settings);
          }
        {
          g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
          const char *name;

          while ((name = g_dir_read_name (dir)) != NULL)
            {
              g_autofree char *path = g_build_filename (folder, name, NULL);

              g_unlink (path);
            }
        }
        g_assert_cmpint (g_rmdir (folder), ==, 0);
      }
}

/* Up, down, up: after every epoch, whatever is below the line of the next one keeps its bytes, and
 * all of the rest changes. Momentum would move it on if anything did. */
static void
test_frozen (void)
{
  int lines[EPOCHS] = { 1, 3, 0, 2 };
  g_autoptr (FrostCuts) cuts = NULL;
  Run run;

  run_init (&run, lines[0]);
  run.settings.weight_decay = 0.01;
  for (int i = 1; i < EPOCHS; i++)
    run.moves[i - 1] = (FrostLineMove){ i + 1, lines[i] };
  run.settings.moves = run.moves;
  run.settings.n_moves = EPOCHS - 1;
  go (&run);
  cuts = frost_cuts_find (run.best);
  for (int epoch = 1; epoch < EPOCHS; epoch++)
    for (int i = 0; i < frost_graph_n_nodes (run.best->graph); i++)
      for (int j = 0; j < FROST_OP_MAX_PARAMETERS; j++)
        {
          int index = frost_graph_node (run.best->graph, i)->parameters[j];

          if (index >= 0)
            g_assert_cmpint (
                same_parameter (run.models[epoch - 1], run.models[epoch], index), ==,
                i < frost_cuts_value (cuts, lines[epoch]));
        }
  /* The best model is that of its epoch, whatever was frozen since or thawed. */
  assert_same_models (run.best, run.models[run.best_epoch - 1]);
  run_clear (&run);
}

/* Without validation the last epoch is the best: it has what was trained before it froze. */
static void
test_best (void)
{
  for (int from = 0; from < ALL_CUTS; from++)
    for (int turns = 1; turns < 30; turns += 3)
      {
        Run run;

        run_init (&run, from);
        run.n_move_turns = turns;
        run.move_to = ALL_CUTS - 1 - from;
        go (&run);
        assert_same_models (run.best, run.models[run.best_epoch - 1]);
        run_clear (&run);
      }
}

/* Up needs no image again; down needs each once and then has it in the new cache. */
static void
test_reuses_features (void)
{
  Run run;

  run_init (&run, 1);
  run.moves[0] = (FrostLineMove){ 2, 3 };
  run.settings.moves = run.moves;
  run.settings.n_moves = 1;
  go (&run);
  g_assert_cmpint (run.n_delivered, ==, N_TRAIN);
  run_clear (&run);

  run_init (&run, 3);
  run.moves[0] = (FrostLineMove){ 2, 1 };
  run.settings.moves = run.moves;
  run.settings.n_moves = 1;
  go (&run);
  g_assert_cmpint (run.n_delivered, ==, 2 * N_TRAIN);
  run_clear (&run);
}

/* A line that cannot be is refused, and the run goes on as if nobody had asked. */
static void
test_errors (void)
{
  Run run, plain;
  SyntheticSource *train;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostTrainer) trainer = NULL;
  FrostTurn turn = { .kind = FROST_TURN_STEP };

  run_init (&plain, 2);
  go (&plain);
  run_init (&run, 2);
  trainer = new_trainer (&run, &train, &error);
  for (int i = 0; turn.kind != FROST_TURN_FINISHED; i++)
    {
      g_assert_true (frost_trainer_turn (trainer, &turn, NULL));
      g_assert_false (
          frost_trainer_move_line (trainer, i % 2 == 0 ? ALL_CUTS : -2, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
      g_assert_nonnull (strstr (error->message, "0 (everything trainable) to 3"));
      g_clear_error (&error);
      g_assert_cmpint (frost_trainer_get_cut (trainer), ==, 2);
    }
  assert_same_models (plain.models[EPOCHS - 1], frost_trainer_peek_model (trainer));
  run_clear (&plain);

  /* Planned ones, before the run begins. */
  g_clear_pointer (&trainer, frost_trainer_free);
  run.settings.moves = run.moves;
  run.settings.n_moves = 1;
  for (int i = 0; i < 3; i++)
    {
      run.moves[0] = i == 0   ? (FrostLineMove){ 2, ALL_CUTS }
                     : i == 1 ? (FrostLineMove){ 0, 1 }
                              : (FrostLineMove){ EPOCHS + 1, 1 };
      g_assert_null (new_trainer (&run, &train, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
      g_clear_error (&error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/train/frost-line/before-start", test_before_start);
  g_test_add_func ("/engine/train/frost-line/later", test_later);
  g_test_add_func ("/engine/train/frost-line/nothing-lost", test_nothing_lost);
  g_test_add_func ("/engine/train/frost-line/frozen", test_frozen);
  g_test_add_func ("/engine/train/frost-line/best", test_best);
  g_test_add_func ("/engine/train/frost-line/reuses-features", test_reuses_features);
  g_test_add_func ("/engine/train/frost-line/errors", test_errors);
  return g_test_run ();
}
