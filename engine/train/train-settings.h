/* The recipe of a run: plain values that a person chose. */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef enum
{
  FROST_OPTIMIZER_SGD, /* momentum, weight decay added to the gradient: torch.optim.SGD */
  FROST_OPTIMIZER_ADAMW, /* decoupled weight decay: torch.optim.AdamW */
} FrostOptimizerKind;

typedef enum
{
  FROST_SCHEDULE_CONSTANT,
  FROST_SCHEDULE_COSINE, /* from the rate to 0 over all steps, SGDR without restarts */
} FrostScheduleKind;

/* To move the frost line while the run goes on. */
typedef struct
{
  int epoch; /* before this one begins, from 1 */
  int cut;   /* as in the settings */
} FrostLineMove;

typedef struct
{
  int cut;        /* frost line, 0 = everything trainable; -1 = all but the head */
  int epochs;     /* >= 1 */
  int refresh;    /* epochs after which views are drawn anew, 0 = never */
  int batch_size; /* >= 1 */
  double rate;    /* learning rate, > 0 */
  FrostOptimizerKind optimizer;
  double momentum;     /* SGD, [0, 1) */
  double weight_decay; /* >= 0 */
  FrostScheduleKind schedule;
  gboolean batch_statistics; /* trainable batch-norms normalise by the batch and update */
  uint64_t seed;
  int n_threads;        /* 0 = one a core */
  FrostLineMove *moves; /* [n_moves], done in this order; NULL = the line stays */
  int n_moves;
  char *cache_folder; /* for features at the frost line; NULL = kept in memory only */
} FrostTrainSettings;

/* SGD 0.9, 25 epochs, batch 32, rate 0.01, everything frozen but the head; trainable batch-norms
 * see the batch, as in PyTorch: with fixed statistics the shared MobileNet, trained whole on 244
 * photographs at rate 0.002, stays below 0.8 on validation here and in PyTorch alike. */
void frost_train_settings_init (FrostTrainSettings *settings);
void frost_train_settings_clear (FrostTrainSettings *settings);
void frost_train_settings_copy (const FrostTrainSettings *settings,
                                FrostTrainSettings *copy);

/* Errors: ARGUMENT, naming the setting. */
gboolean frost_train_settings_check (const FrostTrainSettings *settings, GError **error);

const char *frost_optimizer_kind_name (FrostOptimizerKind kind);
gboolean frost_optimizer_kind_from_name (const char *name, FrostOptimizerKind *kind);
const char *frost_schedule_kind_name (FrostScheduleKind kind);
gboolean frost_schedule_kind_from_name (const char *name, FrostScheduleKind *kind);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostTrainSettings, frost_train_settings_clear)

G_END_DECLS
