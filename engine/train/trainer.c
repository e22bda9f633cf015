#include "engine/train/trainer.h"

#include <math.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/graph/autograd.h"
#include "engine/graph/cuts.h"
#include "engine/graph/surgery.h"
#include "engine/ops/softmax-cross-entropy.h"
#include "engine/train/best-model.h"
#include "engine/train/feature-feed.h"
#include "engine/train/optimizer.h"
#include "engine/train/schedule.h"

/* Features that take more than this, or more than there is room for, are computed again in every
 * epoch instead of being kept. */
#define CACHE_LIMIT ((int64_t) 8 << 30)

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
  FrostPlan *frozen;  /* input to the line; NULL when nothing is frozen */
  FrostPlan *trained; /* line to the output, for validation */
  FrostFeatureCache *cache;
  FrostAutograd *autograd;
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

/* Half of what is free: on the folder's disk, or without a folder in memory. */
static int64_t
room_for_features (const char *folder)
{
  struct statvfs disk;

  if (folder == NULL)
    return (int64_t) sysconf (_SC_AVPHYS_PAGES) * sysconf (_SC_PAGESIZE) / 2;
  /* Before the first run there is no folder to look at. */
  if (g_mkdir_with_parents (folder, 0700) != 0 || statvfs (folder, &disk) != 0)
    return 0;
  return (int64_t) (disk.f_bavail * disk.f_frsize / 2);
}

/* In the folder, else in memory, else nowhere: that features cannot be kept makes a run slow, it is
 * no reason not to train. */
static void
open_cache (FrostTrainer *trainer, int from_value)
{
  int64_t n_floats = frost_shape_n_elements (frost_plan_output_shape (trainer->frozen));
  int64_t bytes = 0;
  const char *places[] = { trainer->settings.cache_folder, NULL };
  g_autofree char *fingerprint = frost_model_fingerprint (trainer->model, from_value);

  for (int i = 0; i < 2; i++)
    if (trainer->sources[i] != NULL)
      bytes += (int64_t) trainer->sources[i]->n_samples * trainer->sources[i]->n_views
               * n_floats * (int64_t) sizeof (float);
  for (guint i = 0; i < G_N_ELEMENTS (places) && trainer->cache == NULL; i++)
    if (bytes <= CACHE_LIMIT && bytes <= room_for_features (places[i]))
      trainer->cache = frost_feature_cache_open (places[i], fingerprint, n_floats, NULL);
}

static gboolean
make_plans (FrostTrainer *trainer, GError **error)
{
  g_autoptr (FrostCuts) cuts = frost_cuts_find (trainer->model);
  int output = frost_graph_n_values (trainer->model->graph) - 1;
  int from_value;

  if (trainer->settings.cut < 0)
    trainer->settings.cut = cuts->head_cut;
  if (!frost_surgery_freeze (trainer->model, trainer->settings.cut, error))
    return FALSE;
  from_value = frost_cuts_value (cuts, trainer->settings.cut);
  if (!frost_surgery_set_batch_statistics (trainer->model, from_value,
                                           trainer->settings.batch_statistics, error))
    return FALSE;

  trainer->trained =
      frost_plan_new (trainer->model, from_value, output, trainer->pool, error);
  if (trainer->trained == NULL)
    return FALSE;
  if (from_value > 0)
    {
      trainer->frozen =
          frost_plan_new (trainer->model, 0, from_value, trainer->pool, error);
      if (trainer->frozen == NULL)
        return FALSE;
      open_cache (trainer, from_value);
    }
  trainer->autograd = frost_autograd_new (
      trainer->model, from_value, trainer->settings.batch_size, trainer->pool, error);
  if (trainer->autograd == NULL)
    return FALSE;
  trainer->optimizer = frost_optimizer_new (trainer->model, &trainer->settings, error);
  return trainer->optimizer != NULL;
}

static gboolean
make_feeds (FrostTrainer *trainer, GError **error)
{
  for (int i = 0; i < 2; i++)
    {
      if (trainer->sources[i] == NULL)
        continue;
      trainer->feeds[i] = frost_feature_feed_new (
          trainer->sources[i], &trainer->model->graph->input, trainer->frozen,
          trainer->cache, trainer->settings.batch_size, error);
      if (trainer->feeds[i] == NULL)
        return FALSE;
      trainer->n_features_total += frost_feature_feed_n_missing (trainer->feeds[i]);
    }
  trainer->order = g_new (FrostSampleView, trainer->sources[TRAIN]->n_samples);
  if (trainer->sources[VAL] != NULL)
    {
      trainer->val_order = g_new (FrostSampleView, trainer->sources[VAL]->n_samples);
      for (int i = 0; i < trainer->sources[VAL]->n_samples; i++)
        trainer->val_order[i] = (FrostSampleView){ i, 0 };
    }
  return TRUE;
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
  if (!make_plans (trainer, error) || !make_feeds (trainer, error))
    return NULL;
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
  for (int i = 0; i < 2; i++)
    g_clear_pointer (&trainer->feeds[i], frost_feature_feed_free);
  g_clear_pointer (&trainer->optimizer, frost_optimizer_free);
  g_clear_pointer (&trainer->autograd, frost_autograd_free);
  g_clear_pointer (&trainer->frozen, frost_plan_free);
  g_clear_pointer (&trainer->trained, frost_plan_free);
  g_clear_pointer (&trainer->cache, frost_feature_cache_free);
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
start_epoch (FrostTrainer *trainer, GError **error)
{
  FrostBatchSource *source = trainer->sources[TRAIN];

  trainer->epoch++;
  trainer->epoch_start = g_get_monotonic_time ();
  trainer->train = trainer->val = (Tally){ 0 };
  trainer->phase = PHASE_TRAIN;
  source->epoch_order (source, trainer->settings.seed, trainer->epoch, trainer->order);
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
  frost_plan_refresh (trainer->trained, trainer->model);
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
      frost_autograd_step (trainer->autograd, x, labels, trainer->seeds, n, &result);
      if (!check_finite (trainer, result.loss, error))
        return FALSE;
      frost_optimizer_step (trainer->optimizer, trainer->autograd, trainer->pool,
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
  frost_plan_run (trainer->trained, x, n, trainer->logits);
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
