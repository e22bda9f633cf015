/* A run as a machine that is turned step by step: compute features at the frost line, then for
 * each epoch train on mini-batches and validate. Whoever turns it may look at commands between
 * two turns; a turn is at most one mini-batch.
 *
 * Threads: belongs to one thread (the engine thread).
 */
#pragma once

#include "engine/graph/model.h"
#include "engine/train/batch-source.h"
#include "engine/train/train-settings.h"

G_BEGIN_DECLS

typedef struct FrostTrainer FrostTrainer;

typedef enum
{
  FROST_TURN_FEATURES, /* features of a batch were computed: done, total */
  FROST_TURN_STEP, /* one mini-batch was trained on: done, total of the epoch; loss, accuracy */
  FROST_TURN_VALIDATE, /* one batch of the validation split: done, total */
  FROST_TURN_EPOCH,    /* an epoch ended: the epoch record */
  FROST_TURN_FINISHED, /* all epochs are done */
} FrostTurnKind;

typedef struct
{
  int epoch; /* from 1 */
  double train_loss, train_accuracy;
  double val_loss, val_accuracy; /* NAN when there is no validation split */
  double seconds;
  double rate;      /* of the epoch's last step */
  int n_unreadable; /* images left out because they could not be read */
} FrostEpochRecord;

typedef struct
{
  FrostTurnKind kind;
  int64_t done, total;   /* images */
  int64_t step;          /* since the run began, from 1 */
  double loss, accuracy; /* of this mini-batch */
  FrostEpochRecord epoch;
} FrostTurn;

/* Takes the model (with its new head; the trainer freezes below the cut) and both sources;
 * val may be NULL.
 * Errors: ARGUMENT, MEMORY, SHAPE. */
FrostTrainer *frost_trainer_new (FrostModel *model, const FrostTrainSettings *settings,
                                 FrostBatchSource *train, FrostBatchSource *val,
                                 GError **error);
void frost_trainer_free (FrostTrainer *trainer);

/* One turn. Errors: NOT_FINITE when the loss is no number any more, MEMORY, IO. */
gboolean frost_trainer_turn (FrostTrainer *trainer, FrostTurn *turn, GError **error);

/* Takes effect at the next step. */
void frost_trainer_set_rate (FrostTrainer *trainer, double rate);

/* Whoever turns it does not for a while: nothing is computed in the background either. */
void frost_trainer_set_paused (FrostTrainer *trainer, gboolean paused);

/* Moves the frost line; takes effect at the next step, within the epoch that goes on, which loses
 * nothing. cut: 0 to that below the head, -1 = that one. The features of the new line are not computed
 * ahead: each batch computes what it needs, from those of the old line when it moves up, from the
 * pixels when it moves down. What is frozen keeps its bytes; what stays trainable keeps the
 * optimizer's state, what thaws starts without.
 * Errors: ARGUMENT, MEMORY; the line is then where it was and the run can go on. */
gboolean frost_trainer_move_line (FrostTrainer *trainer, int cut, GError **error);

/* Where the line is. */
int frost_trainer_get_cut (const FrostTrainer *trainer);

/* The model as trained so far, and as it was at the best epoch (highest validation accuracy,
 * the lower loss among equals; the last epoch when there is no validation split). The best one
 * is NULL before the first epoch has ended. Lent; valid until the next turn. */
const FrostModel *frost_trainer_peek_model (const FrostTrainer *trainer);
const FrostModel *frost_trainer_peek_best_model (const FrostTrainer *trainer);
int frost_trainer_get_best_epoch (const FrostTrainer *trainer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostTrainer, frost_trainer_free)

G_END_DECLS
