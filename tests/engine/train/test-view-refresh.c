/* Views that are drawn anew: what an epoch sees depends on its number only. */
#include "engine/train/view-refresh.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/train/feature-feed.h"
#include "engine/train/trainer.h"
#include "tests/engine/graph/graph-maker.h"
#include "tests/engine/train/synthetic-source.h"

#define N_CLASSES 3
#define N_TRAIN 30
#define N_VIEWS 4
#define EPOCHS 7
#define ALL_CUTS 4 /* 0 … 3 in the chain */
#define BROKEN 7

static int
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  int n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Open files of the folder that have no name any more. */
static int
count_unnamed (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  int n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *path = g_file_read_link (link, NULL);

      n += path != NULL && g_str_has_prefix (path, folder)
           && g_str_has_suffix (path, "(deleted)");
    }
  return n;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* One pass after the other at a line, as the trainer asks for them. */
typedef struct
{
  FrostTrainSettings settings;
  FrostModel *model;
  FrostWorkerPool *pool;
  SyntheticSource *source;
  atomic_int n_copied;
  FrostLineGround ground;
  FrostLine *line;
  FrostPlan *frozen; /* another one, to compare with */
  FrostFeatureFeed *feed;
  FrostViewRefresh *refresh;
  FrostSampleView order[N_TRAIN];
} Passes;

static void
passes_init (Passes *passes, const char *folder, int n_plain_views)
{
  *passes = (Passes){ 0 };
  frost_train_settings_init (&passes->settings);
  passes->settings.cut = 2;
  passes->settings.epochs = EPOCHS;
  passes->settings.refresh = 2;
  passes->settings.batch_size = 8;
  passes->settings.cache_folder = g_strdup (folder);
  graph_maker_seed (31);
  passes->model = graph_maker_chain (N_CLASSES);
  passes->pool = frost_worker_pool_new (2);
  passes->source = synthetic_source_new (N_TRAIN, N_VIEWS, N_CLASSES,
                                         &passes->model->graph->input, 0.5f, 1);
  passes->source->base.n_plain_views = n_plain_views;
  passes->source->unreadable[BROKEN] = TRUE;
  passes->source->n_copied = &passes->n_copied;
  frost_line_ground_init (&passes->ground, passes->model, &passes->settings, passes->pool,
                          N_TRAIN * N_VIEWS);
  passes->line = frost_line_new (&passes->ground, 2, NULL, NULL);
  passes->frozen =
      frost_plan_new (passes->model, 0, passes->line->value, passes->pool, NULL);
  passes->feed =
      frost_feature_feed_new (&passes->source->base, &passes->model->graph->input,
                              &passes->line->origin, 8, NULL);
  passes->refresh = frost_view_refresh_new (&passes->source->base, &passes->settings);
}

static void
passes_clear (Passes *passes)
{
  frost_view_refresh_free (passes->refresh);
  frost_feature_feed_free (passes->feed);
  frost_plan_free (passes->frozen);
  frost_line_free (passes->line);
  frost_line_ground_clear (&passes->ground);
  frost_batch_source_free (&passes->source->base);
  frost_worker_pool_free (passes->pool);
  frost_model_free (passes->model);
  frost_train_settings_clear (&passes->settings);
}

static void
compute (const Passes *passes, const FrostSampleView *sample, float *features)
{
  g_autofree float *pixels =
      g_new (float, frost_shape_n_elements (&passes->source->shape));

  synthetic_source_draw (passes->source, sample, pixels);
  frost_plan_run (passes->frozen, pixels, 1, features);
}

/* What comes for an epoch is what its generation shows, and no other generation does. */
static void
pass (Passes *passes, int epoch)
{
  const int64_t size = frost_shape_n_elements (frost_plan_output_shape (passes->frozen));
  const gsize bytes = sizeof (float) * (gsize) size;
  g_autofree float *expected = g_new (float, size);
  int position = 0, n_taken = 1;

  frost_view_refresh_reach_epoch (passes->refresh, &passes->ground, passes->line, epoch);
  frost_view_refresh_make_next (passes->refresh, &passes->ground, passes->line);
  frost_view_refresh_order (passes->refresh, epoch, passes->order);
  g_assert_true (frost_feature_feed_start (passes->feed, passes->order, N_TRAIN, NULL));
  while (n_taken > 0)
    {
      const float *x;
      const int *labels;
      int n, row = 0;

      g_assert_true (
          frost_feature_feed_next (passes->feed, &x, &labels, &n, &n_taken, NULL));
      for (int i = position; i < position + n_taken; i++)
        {
          FrostSampleView sample = passes->order[i];
          const float *features = x + row * size;

          g_assert_cmpint (
              sample.generation, ==,
              sample.view < passes->source->base.n_plain_views ? 0 : (epoch - 1) / 2);
          if (sample.sample == BROKEN)
            continue;
          compute (passes, &sample, expected);
          g_assert_cmpmem (features, bytes, expected, bytes);
          sample.generation++;
          compute (passes, &sample, expected);
          g_assert_cmpint (memcmp (features, expected, bytes), !=, 0);
          row++;
        }
      g_assert_cmpint (row, ==, n);
      position += n_taken;
    }
  g_assert_cmpint (position, ==, N_TRAIN);
}

/* How many views the generation shows in its epochs. */
static int
count_drawn (const Passes *passes, int generation)
{
  gboolean seen[N_TRAIN][N_VIEWS] = { { FALSE } };
  FrostSampleView order[N_TRAIN];
  int n = 0;

  for (int epoch = 2 * generation + 1; epoch <= MIN (2 * generation + 2, EPOCHS); epoch++)
    {
      frost_view_refresh_order (passes->refresh, epoch, order);
      for (int i = 0; i < N_TRAIN; i++)
        {
          n += order[i].generation == generation && !seen[order[i].sample][order[i].view];
          seen[order[i].sample][order[i].view] = TRUE;
        }
    }
  return n;
}

/* When the background had the time, a generation is there when its first epoch comes, no view of it was
 * made that no epoch sees, and none is made after the last; there are never more than two. */
static void
check_made (int n_plain_views)
{
  g_autofree char *folder = g_dir_make_tmp ("frost-refresh-XXXXXX", NULL);
  int n_wanted = 0, n_delivered = 0;
  Passes passes;

  passes_init (&passes, folder, n_plain_views);
  for (int epoch = 1; epoch <= EPOCHS; epoch++)
    {
      pass (&passes, epoch);
      if (epoch % 2 == 1 && epoch + 2 <= EPOCHS)
        n_wanted += count_drawn (&passes, epoch / 2 + 1);
      while (atomic_load (&passes.n_copied) < n_wanted)
        g_usleep (500);
      g_assert_cmpint (count_files (folder), ==, 1);
      g_assert_cmpint (count_unnamed (folder), ==, (epoch > 2) + (epoch < EPOCHS));
      if (epoch == 2)
        n_delivered = atomic_load (&passes.source->n_delivered);
    }
  g_assert_cmpint (atomic_load (&passes.n_copied), ==, n_wanted);
  if (n_plain_views == 0)
    g_assert_cmpint (atomic_load (&passes.source->n_delivered), ==, n_delivered);
  passes_clear (&passes);
  g_assert_cmpint (count_unnamed (folder), ==, 0);
  remove_folder (folder);
}

static void
test_made (void)
{
  check_made (0);
  check_made (2);
}

/* When it had no time, no room or no images, the pass computes what is missing. */
static void
test_not_made (void)
{
  for (int kind = 0; kind < 4; kind++)
    {
      g_autofree char *folder = g_dir_make_tmp ("frost-refresh-XXXXXX", NULL);
      struct rlimit before, limit;
      Passes passes;

      passes_init (&passes, kind == 3 ? NULL : folder, 0);
      if (kind == 0)
        passes.source->base.copy = NULL;
      passes.source->delay_us = kind == 1 ? 2000 : 0;
      pass (&passes, 1);
      pass (&passes, 2);
      getrlimit (RLIMIT_FSIZE, &before);
      limit = before;
      limit.rlim_cur = 4096;
      if (kind == 2)
        setrlimit (RLIMIT_FSIZE, &limit);
      for (int epoch = 3; epoch <= EPOCHS; epoch++)
        pass (&passes, epoch);
      setrlimit (RLIMIT_FSIZE, &before);
      passes_clear (&passes);
      remove_folder (folder);
    }
}

/* A run from beginning to end. */
typedef struct
{
  FrostTrainSettings settings;
  FrostLineMove moves[2];
  gboolean alone;   /* nothing works in the background */
  gboolean wanders; /* the line goes down and up again after each turn */
  int delay_us;

  FrostEpochRecord records[EPOCHS];
  FrostModel *models[EPOCHS];
  int n_records;
  atomic_int n_copied;
} Run;

static void
run_init (Run *run, int cut, int refresh)
{
  *run = (Run){ 0 };
  frost_train_settings_init (&run->settings);
  run->settings.cut = cut;
  run->settings.epochs = EPOCHS;
  run->settings.refresh = refresh;
  run->settings.batch_size = 8;
  run->settings.rate = 0.05;
  run->settings.n_threads = 2;
}

static void
run_clear (Run *run)
{
  for (int i = 0; i < EPOCHS; i++)
    g_clear_pointer (&run->models[i], frost_model_free);
}

static FrostTrainer *
new_trainer (Run *run)
{
  g_autoptr (GError) error = NULL;
  FrostModel *model;
  SyntheticSource *train, *val;
  FrostTrainer *trainer;

  graph_maker_seed (31);
  model = graph_maker_chain (N_CLASSES);
  train =
      synthetic_source_new (N_TRAIN, N_VIEWS, N_CLASSES, &model->graph->input, 0.5f, 1);
  train->base.n_plain_views = 1;
  train->unreadable[BROKEN] = TRUE;
  train->n_copied = &run->n_copied;
  train->delay_us = run->delay_us;
  if (run->alone)
    train->base.copy = NULL;
  val = synthetic_source_new (12, 1, N_CLASSES, &model->graph->input, 0.5f, 2);
  trainer = frost_trainer_new (model, &run->settings, &train->base, &val->base, &error);
  g_assert_no_error (error);
  return trainer;
}

static void
wander (FrostTrainer *trainer)
{
  int cut = frost_trainer_get_cut (trainer);

  for (int other = 0; other < cut; other++)
    g_assert_true (frost_trainer_move_line (trainer, other, NULL));
  g_assert_true (frost_trainer_move_line (trainer, cut, NULL));
}

static void
go (Run *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostTrainer) trainer = new_trainer (run);
  FrostTurn turn = { .kind = FROST_TURN_STEP };

  while (turn.kind != FROST_TURN_FINISHED)
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
    }
  g_assert_cmpint (run->n_records, ==, EPOCHS);
}

/* The first n epochs are the same, bit for bit. */
static void
assert_same_epochs (const Run *a, const Run *b, int n)
{
  for (int i = 0; i < n; i++)
    {
      const FrostEpochRecord *x = &a->records[i], *y = &b->records[i];

      g_assert_cmpfloat (x->train_loss, ==, y->train_loss);
      g_assert_cmpfloat (x->val_loss, ==, y->val_loss);
      g_assert_cmpfloat (x->val_accuracy, ==, y->val_accuracy);
      g_assert_cmpint (x->n_unreadable, ==, y->n_unreadable);
      for (guint j = 0; j < a->models[i]->parameters->len; j++)
        {
          const FrostTensor *p = frost_model_parameter (a->models[i], (int) j)->tensor;
          const FrostTensor *q = frost_model_parameter (b->models[i], (int) j)->tensor;

          g_assert_cmpmem (p->data, sizeof (float) * (gsize) p->n, q->data,
                           sizeof (float) * (gsize) q->n);
        }
    }
}

/* One seed gives one curve and one model, whatever the background has made when an epoch comes and
 * wherever it is kept. */
static void
test_deterministic (void)
{
  for (int cut = 0; cut < ALL_CUTS; cut++)
    {
      g_autofree char *folder = g_dir_make_tmp ("frost-refresh-XXXXXX", NULL);
      Run runs[6];

      for (int i = 0; i < 6; i++)
        {
          run_init (&runs[i], cut, i < 5 ? 2 : 3);
          runs[i].alone = i == 0;
          runs[i].delay_us = i == 2 ? 2000 : 0;
          runs[i].settings.cache_folder = i == 3 || i == 4 ? g_strdup (folder) : NULL;
          go (&runs[i]);
          if (i < 5)
            assert_same_epochs (&runs[0], &runs[i], EPOCHS);
          else
            g_assert_cmpfloat (runs[0].records[2].train_loss, !=,
                               runs[i].records[2].train_loss);
          g_assert_cmpint (runs[i].records[EPOCHS - 1].n_unreadable, ==, 1);
        }
      /* Where nothing is kept there is nothing to make. */
      if (cut == 0)
        g_assert_cmpint (atomic_load (&runs[1].n_copied), ==, 0);
      for (int i = 0; i < 6; i++)
        {
          run_clear (&runs[i]);
          frost_train_settings_clear (&runs[i].settings);
        }
      remove_folder (folder);
    }
}

/* 0, and a number that no epoch reaches, are a run whose views stay; until the first boundary every
 * run is that one. */
static void
test_off (void)
{
  Run runs[3];
  const int refresh[3] = { 0, EPOCHS, 2 };

  for (int i = 0; i < 3; i++)
    {
      run_init (&runs[i], 2, refresh[i]);
      go (&runs[i]);
    }
  assert_same_epochs (&runs[0], &runs[1], EPOCHS);
  assert_same_epochs (&runs[0], &runs[2], 2);
  g_assert_cmpfloat (runs[0].records[2].train_loss, !=, runs[2].records[2].train_loss);
  g_assert_cmpint (atomic_load (&runs[0].n_copied), ==, 0);
  g_assert_cmpint (atomic_load (&runs[1].n_copied), ==, 0);
  for (int i = 0; i < 3; i++)
    run_clear (&runs[i]);
}

/* Stopped while a generation is made, paused or not: nobody works any more, and nothing is left. */
static void
test_stop (void)
{
  for (int paused = 0; paused < 2; paused++)
    {
      g_autofree char *folder = g_dir_make_tmp ("frost-refresh-XXXXXX", NULL);
      FrostTrainer *trainer;
      FrostTurn turn = { .kind = FROST_TURN_FEATURES };
      int n_copied;
      Run run;

      run_init (&run, 2, 1);
      run.settings.cache_folder = g_strdup (folder);
      run.delay_us = 3000;
      trainer = new_trainer (&run);
      while (turn.kind != FROST_TURN_STEP)
        g_assert_true (frost_trainer_turn (trainer, &turn, NULL));
      g_assert_cmpint (count_unnamed (folder), ==, 1);
      while (atomic_load (&run.n_copied) == 0)
        g_usleep (500);
      frost_trainer_set_paused (trainer, paused);
      frost_trainer_free (trainer);
      n_copied = atomic_load (&run.n_copied);
      g_assert_cmpint (count_files (folder), ==, 1);
      g_assert_cmpint (count_unnamed (folder), ==, 0);
      g_usleep (20000);
      g_assert_cmpint (atomic_load (&run.n_copied), ==, n_copied);
      frost_train_settings_clear (&run.settings);
      remove_folder (folder);
    }
}

/* The line moves at a boundary and within a generation, from everywhere to everywhere and back; and
 * down and up again between any two turns. Who has a background and a folder sees what is seen
 * without. */
static void
test_moves (void)
{
  for (int from = 0; from < ALL_CUTS; from++)
    for (int to = 0; to < ALL_CUTS; to++)
      {
        g_autofree char *folder = g_dir_make_tmp ("frost-refresh-XXXXXX", NULL);
        Run runs[4];

        for (int i = 0; i < 4; i++)
          {
            run_init (&runs[i], from, 2);
            runs[i].moves[0] = (FrostLineMove){ 3, to };
            runs[i].moves[1] = (FrostLineMove){ 6, from };
            runs[i].settings.moves = runs[i].moves;
            runs[i].settings.n_moves = 2;
            runs[i].alone = i == 0;
            runs[i].wanders = i == 3;
            runs[i].settings.cache_folder = i == 2 ? folder : NULL;
            go (&runs[i]);
            assert_same_epochs (&runs[0], &runs[i], EPOCHS);
            g_assert_cmpint (count_unnamed (folder), ==, 0);
          }
        for (int i = 0; i < 4; i++)
          run_clear (&runs[i]);
        remove_folder (folder);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A file that may not grow is an error and not the end. */
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/engine/train/view-refresh/made", test_made);
  g_test_add_func ("/engine/train/view-refresh/not-made", test_not_made);
  g_test_add_func ("/engine/train/view-refresh/deterministic", test_deterministic);
  g_test_add_func ("/engine/train/view-refresh/off", test_off);
  g_test_add_func ("/engine/train/view-refresh/stop", test_stop);
  g_test_add_func ("/engine/train/view-refresh/moves", test_moves);
  return g_test_run ();
}
