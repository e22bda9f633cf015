#include "engine/train/trainer.h"

#include <math.h>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/ops/softmax-cross-entropy.h"
#include "engine/train/best-model.h"
#include "engine/train/feature-feed.h"
#include "engine/train/frost-line.h"
#include "engine/train/optimizer.h"
#include "engine/train/schedule.h"
#include "engine/train/view-refresh.h"

typedef enum
{
  PHASE_FEATURES,
  PHASE_EPOCH_START,
  PHASE_TRAIN,
  PHASE_VALIDATE,
  PHASE_FINISHED,
} Phase;

/* Sums over the images of one pass. */
typedef struct
{
  double loss;
  int64_t n_correct, n_counted, n_seen;
} Tally;

struct FrostTrainer
{
  FrostModel *model;
  FrostTrainSettings settings;
  FrostBatchSource *sources[2]; /* training, validation (may be NULL) */
  FrostFeatureFeed *feeds[2];
  FrostWorkerPool *pool;
  FrostLineGround ground;
  FrostLine *line;
  FrostViewRefresh *refresh;
  FrostOptimizer *optimizer;
  FrostBestModel best;

  Phase phase;
  int64_t n_features_total;
  int epoch;
  int64_t step, n_steps;
  FrostSampleView *order, *val_order;
  uint64_t *seeds;    /* [batch_size] */
  float *logits;      /* [batch_size, classes] */
  double rate;        /* of the last step */
  gint64 epoch_start; /* microseconds */
  Tally train, val;
};

enum
{
  TRAIN,
  VAL
};

static double
mean_of (double sum, int64_t n)
{
  return n > 0 ? sum / (double) n : NAN;
}

static gboolean
check_source (const FrostBatchSource *source, const FrostModel *model, const char *name,
              GError **error)
{
  int n_classes = frost_model_n_outputs (model);

  if (source->n_samples < 1)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
                   "%s split: has no labelled images, at least one is needed", name);
      return FALSE;
    }
  for (int i = 0; i < source->n_samples; i++)
    if (source->labels[i] >= n_classes)
      {
        g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
                     "%s split: image %d is of class %d, the model has %d classes", name,
                     i, source->labels[i], n_classes);
        return FALSE;
      }
  return TRUE;
}

/* One for each source, at a line. */
static gboolean
make_feeds (const FrostTrainer *trainer, const FrostLine *line, FrostFeatureFeed **feeds,
            GError **error)
{
  for (int i = 0; i < 2; i++)
    {
      if (trainer->sources[i] == NULL)
        continue;
      feeds[i] =
          frost_feature_feed_new (trainer->sources[i], &trainer->model->graph->input,
                                  &line->origin, trainer->settings.batch_size, error);
      if (feeds[i] == NULL)
        {
          g_clear_pointer (&feeds[TRAIN], frost_feature_feed_free);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
make_line (FrostTrainer *trainer, GError **error)
{
  const FrostTrainSettings *settings = &trainer->settings;
  int64_t n_views = 0;

  for (int i = 0; i < 2; i++)
    if (trainer->sources[i] != NULL)
      n_views += (int64_t) trainer->sources[i]->n_samples * trainer->sources[i]->n_views;
  frost_line_ground_init (&trainer->ground, trainer->model, settings, trainer->pool,
                          n_views);
  for (int i = 0; i < settings->n_moves; i++)
    if (!frost_line_ground_check_cut (&trainer->ground, settings->moves[i].cut, error))
      return FALSE;
  trainer->line = frost_line_new (&trainer->ground, settings->cut, NULL, error);
  if (trainer->line == NULL)
    return FALSE;
  trainer->optimizer = frost_optimizer_new (trainer->model, settings, error);
  return trainer->optimizer != NULL;
}

/* Features of the first epoch and of validation are computed before it begins, those of other views
 * when their epoch comes: who trains for one epoch does not wait for what it never sees. */
static void
find_missing_features (FrostTrainer *trainer)
{
  FrostBatchSource *train = trainer->sources[TRAIN], *val = trainer->sources[VAL];

  trainer->order = g_new (FrostSampleView, train->n_samples);
  frost_view_refresh_order (trainer->refresh, 1, trainer->order);
  frost_feature_feed_find_missing (trainer->feeds[TRAIN], trainer->order,
                                   train->n_samples);
  trainer->n_features_total = frost_feature_feed_n_missing (trainer->feeds[TRAIN]);
  if (val == NULL)
    return;
  trainer->val_order = g_new (FrostSampleView, val->n_samples);
  for (int i = 0; i < val->n_samples; i++)
    trainer->val_order[i] = (FrostSampleView){ i, 0, 0 };
  frost_feature_feed_find_missing (trainer->feeds[VAL], trainer->val_order,
                                   val->n_samples);
  trainer->n_features_total += frost_feature_feed_n_missing (trainer->feeds[VAL]);
}

FrostTrainer *
frost_trainer_new (FrostModel *model, const FrostTrainSettings *settings,
                   FrostBatchSource *train, FrostBatchSource *val, GError **error)
{
  g_autoptr (FrostTrainer) trainer = g_new0 (FrostTrainer, 1);
  int64_t batches;

  trainer->model = model;
  frost_train_settings_copy (settings, &trainer->settings);
  trainer->sources[TRAIN] = train;
  trainer->sources[VAL] = val;
  if (!frost_train_settings_check (settings, error)
      || !check_source (train, model, "training", error)
      || (val != NULL && !check_source (val, model, "validation", error)))
    return NULL;
  trainer->settings.batch_size = MIN (settings->batch_size, train->n_samples);
  trainer->pool = frost_worker_pool_new (settings->n_threads);
  if (!make_line (trainer, error)
      || !make_feeds (trainer, trainer->line, trainer->feeds, error))
    return NULL;
  trainer->refresh = frost_view_refresh_new (train, &trainer->settings);
  find_missing_features (trainer);
  batches = (train->n_samples + trainer->settings.batch_size - 1)
            / trainer->settings.batch_size;
  trainer->n_steps = batches * settings->epochs;
  trainer->seeds = g_new (uint64_t, trainer->settings.batch_size);
  trainer->logits = g_new (
      float, (gsize) trainer->settings.batch_size *(gsize) frost_model_n_outputs (model));
  trainer->phase = trainer->n_features_total > 0 ? PHASE_FEATURES : PHASE_EPOCH_START;
  return g_steal_pointer (&trainer);
}

void
frost_trainer_free (FrostTrainer *trainer)
{
  g_clear_pointer (&trainer->refresh, frost_view_refresh_free);
  for (int i = 0; i < 2; i++)
    g_clear_pointer (&trainer->feeds[i], frost_feature_feed_free);
  g_clear_pointer (&trainer->optimizer, frost_optimizer_free);
  g_clear_pointer (&trainer->line, frost_line_free);
  frost_line_ground_clear (&trainer->ground);
  g_clear_pointer (&trainer->pool, frost_worker_pool_free);
  frost_best_model_clear (&trainer->best);
  for (int i = 0; i < 2; i++)
    frost_batch_source_free (trainer->sources[i]);
  frost_model_free (trainer->model);
  frost_train_settings_clear (&trainer->settings);
  g_free (trainer->order);
  g_free (trainer->val_order);
  g_free (trainer->seeds);
  g_free (trainer->logits);
  g_free (trainer);
}

static gboolean
turn_features (FrostTrainer *trainer, FrostTurn *turn, GError **error)
{
  int64_t missing = 0;

  for (int i = 0; i < 2; i++)
    if (trainer->feeds[i] != NULL && frost_feature_feed_n_missing (trainer->feeds[i]) > 0)
      {
        if (!frost_feature_feed_prepare (trainer->feeds[i], error))
          return FALSE;
        break;
      }
  for (int i = 0; i < 2; i++)
    if (trainer->feeds[i] != NULL)
      missing += frost_feature_feed_n_missing (trainer->feeds[i]);
  turn->kind = FROST_TURN_FEATURES;
  turn->done = trainer->n_features_total - missing;
  turn->total = trainer->n_features_total;
  if (missing == 0)
    trainer->phase = PHASE_EPOCH_START;
  return TRUE;
}

static gboolean
make_planned_moves (FrostTrainer *trainer, GError **error)
{
  for (int i = 0; i < trainer->settings.n_moves; i++)
    if (trainer->settings.moves[i].epoch == trainer->epoch + 1
        && !frost_trainer_move_line (trainer, trainer->settings.moves[i].cut, error))
      return FALSE;
  return TRUE;
}

static gboolean
start_epoch (FrostTrainer *trainer, GError **error)
{
  FrostBatchSource *source = trainer->sources[TRAIN];

  /* Before the line moves: what was made at the old one serves the new one when that is higher. */
  frost_view_refresh_reach_epoch (trainer->refresh, &trainer->ground, trainer->line,
                                  trainer->epoch + 1);
  if (!make_planned_moves (trainer, error))
    return FALSE;
  frost_view_refresh_make_next (trainer->refresh, &trainer->ground, trainer->line);
  trainer->epoch++;
  trainer->epoch_start = g_get_monotonic_time ();
  trainer->train = trainer->val = (Tally){ 0 };
  trainer->phase = PHASE_TRAIN;
  frost_view_refresh_order (trainer->refresh, trainer->epoch, trainer->order);
  return frost_feature_feed_start (trainer->feeds[TRAIN], trainer->order,
                                   source->n_samples, error);
}

static void
fill_seeds (FrostTrainer *trainer, int n)
{
  uint64_t seed = frost_rng_mix (trainer->settings.seed, (uint64_t) trainer->step);

  for (int i = 0; i < n; i++)
    trainer->seeds[i] = frost_rng_mix (seed, (uint64_t) i);
}

static gboolean
check_finite (const FrostTrainer *trainer, double loss, GError **error)
{
  if (isfinite (loss))
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_NOT_FINITE,
               "run: the loss is not a number after step %" G_GINT64_FORMAT
               ", a rate below %g is needed",
               (gint64) trainer->step, trainer->settings.rate);
  return FALSE;
}

/* The last step of an epoch may have blown up the parameters without a loss that shows it. */
static gboolean
check_parameters (const FrostTrainer *trainer, GError **error)
{
  double sum = trainer->val.loss;

  for (guint i = 0; i < trainer->model->parameters->len; i++)
    {
      const FrostParameter *parameter = frost_model_parameter (trainer->model, (int) i);

      if (!parameter->trainable && !parameter->fixed)
        continue;
      for (int64_t j = 0; j < parameter->tensor->n; j++)
        sum += fabs ((double) parameter->tensor->data[j]);
    }
  return check_finite (trainer, sum, error);
}

static gboolean
end_epoch (FrostTrainer *trainer, FrostTurn *turn, GError **error)
{
  FrostEpochRecord *record = &turn->epoch;

  if (!check_parameters (trainer, error))
    return FALSE;
  turn->kind = FROST_TURN_EPOCH;
  record->epoch = trainer->epoch;
  record->train_loss = mean_of (trainer->train.loss, trainer->train.n_counted);
  record->train_accuracy =
      mean_of ((double) trainer->train.n_correct, trainer->train.n_counted);
  record->val_loss = mean_of (trainer->val.loss, trainer->val.n_counted);
  record->val_accuracy =
      mean_of ((double) trainer->val.n_correct, trainer->val.n_counted);
  record->seconds =
      (double) (g_get_monotonic_time () - trainer->epoch_start) / G_USEC_PER_SEC;
  record->rate = trainer->rate;
  record->n_unreadable = (int) (trainer->train.n_seen - trainer->train.n_counted
                                + trainer->val.n_seen - trainer->val.n_counted);
  trainer->phase =
      trainer->epoch >= trainer->settings.epochs ? PHASE_FINISHED : PHASE_EPOCH_START;
  return frost_best_model_offer (&trainer->best, trainer->model, record, error);
}

static gboolean
start_validation (FrostTrainer *trainer, GError **error)
{
  trainer->phase = PHASE_VALIDATE;
  if (trainer->feeds[VAL] == NULL)
    return TRUE;
  frost_plan_refresh (trainer->line->trained, trainer->model);
  return frost_feature_feed_start (trainer->feeds[VAL], trainer->val_order,
                                   trainer->sources[VAL]->n_samples, error);
}

static gboolean
turn_step (FrostTrainer *trainer, FrostTurn *turn, GError **error)
{
  FrostStepResult result = { 0 };
  const float *x;
  const int *labels;
  int n, n_taken;

  if (!frost_feature_feed_next (trainer->feeds[TRAIN], &x, &labels, &n, &n_taken, error))
    return FALSE;
  trainer->rate = frost_schedule_rate (trainer->settings.schedule, trainer->settings.rate,
                                       trainer->step, trainer->n_steps);
  trainer->step++;
  /* A batch of images of which none could be read teaches nothing. */
  if (n > 0)
    {
      fill_seeds (trainer, n);
      trainer->ground.lowest = MIN (trainer->ground.lowest, trainer->line->cut);
      frost_autograd_step (trainer->line->autograd, x, labels, trainer->seeds, n,
                           &result);
      if (!check_finite (trainer, result.loss, error))
        return FALSE;
      frost_optimizer_step (trainer->optimizer, trainer->line->autograd, trainer->pool,
                            trainer->rate);
    }

  trainer->train.loss += result.loss;
  trainer->train.n_correct += result.n_correct;
  trainer->train.n_counted += result.n_counted;
  trainer->train.n_seen += n_taken;
  turn->kind = FROST_TURN_STEP;
  turn->done = trainer->train.n_seen;
  turn->total = trainer->sources[TRAIN]->n_samples;
  turn->step = trainer->step;
  turn->loss = mean_of (result.loss, result.n_counted);
  turn->accuracy = mean_of (result.n_correct, result.n_counted);
  if (turn->done >= turn->total || n_taken == 0)
    return start_validation (trainer, error);
  return TRUE;
}

static gboolean
turn_validate (FrostTrainer *trainer, FrostTurn *turn, GError **error)
{
  const float *x;
  const int *labels;
  int n, n_taken, n_correct = 0, n_counted = 0;

  if (trainer->feeds[VAL] == NULL)
    return end_epoch (trainer, turn, error);
  if (!frost_feature_feed_next (trainer->feeds[VAL], &x, &labels, &n, &n_taken, error))
    return FALSE;
  if (n_taken == 0)
    return end_epoch (trainer, turn, error);
  frost_plan_run (trainer->line->trained, x, n, trainer->logits);
  trainer->val.loss += frost_softmax_cross_entropy (
      trainer->logits, labels, n, frost_model_n_outputs (trainer->model), 0, NULL,
      &n_correct, &n_counted);
  trainer->val.n_correct += n_correct;
  trainer->val.n_counted += n_counted;
  trainer->val.n_seen += n_taken;
  turn->kind = FROST_TURN_VALIDATE;
  turn->done = trainer->val.n_seen;
  turn->total = trainer->sources[VAL]->n_samples;
  return TRUE;
}

gboolean
frost_trainer_turn (FrostTrainer *trainer, FrostTurn *turn, GError **error)
{
  *turn = (FrostTurn){ .epoch.epoch = trainer->epoch, .step = trainer->step };
  switch (trainer->phase)
    {
    case PHASE_FEATURES:
      return turn_features (trainer, turn, error);
    case PHASE_EPOCH_START:
      if (!start_epoch (trainer, error))
        return FALSE;
      turn->epoch.epoch = trainer->epoch;
      return turn_step (trainer, turn, error);
    case PHASE_TRAIN:
      return turn_step (trainer, turn, error);
    case PHASE_VALIDATE:
      return turn_validate (trainer, turn, error);
    case PHASE_FINISHED:
    default:
      turn->kind = FROST_TURN_FINISHED;
      return TRUE;
    }
}

void
frost_trainer_set_rate (FrostTrainer *trainer, double rate)
{
  if (rate > 0 && isfinite (rate))
    trainer->settings.rate = rate;
}

void
frost_trainer_set_paused (FrostTrainer *trainer, gboolean paused)
{
  frost_view_refresh_set_paused (trainer->refresh, paused);
}

gboolean
frost_trainer_move_line (FrostTrainer *trainer, int cut, GError **error)
{
  FrostFeatureFeed *feeds[2] = { NULL };
  FrostLine *line;

  if (!frost_line_ground_check_cut (&trainer->ground, cut, error))
    return FALSE;
  cut = cut < 0 ? trainer->ground.cuts->head_cut : cut;
  if (cut == trainer->line->cut)
    return TRUE;
  line = frost_line_new (&trainer->ground, cut, trainer->line, error);
  if (line == NULL)
    return FALSE;
  if (!make_feeds (trainer, line, feeds, error)
      || !frost_optimizer_follow_model (trainer->optimizer, error))
    {
      for (int i = 0; i < 2; i++)
        g_clear_pointer (&feeds[i], frost_feature_feed_free);
      frost_line_free (line);
      frost_line_restore (&trainer->ground, trainer->line);
      return FALSE;
    }

  for (int i = 0; i < 2; i++)
    if (feeds[i] != NULL)
      {
        frost_feature_feed_take_over (feeds[i], trainer->feeds[i]);
        frost_feature_feed_free (trainer->feeds[i]);
        trainer->feeds[i] = feeds[i];
      }
  frost_line_free (trainer->line);
  trainer->line = line;
  frost_view_refresh_follow_line (trainer->refresh, &trainer->ground, line);
  trainer->best.all_may_differ = TRUE;
  /* The first step does not wait for the features of a whole pass. */
  if (trainer->phase == PHASE_FEATURES)
    trainer->phase = PHASE_EPOCH_START;
  return TRUE;
}

int
frost_trainer_get_cut (const FrostTrainer *trainer)
{
  return trainer->line->cut;
}

const FrostModel *
frost_trainer_peek_model (const FrostTrainer *trainer)
{
  return trainer->model;
}

const FrostModel *
frost_trainer_peek_best_model (const FrostTrainer *trainer)
{
  return trainer->best.model;
}

int
frost_trainer_get_best_epoch (const FrostTrainer *trainer)
{
  return trainer->best.model != NULL ? trainer->best.record.epoch : 0;
}
