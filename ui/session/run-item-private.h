/* How the project and a run that goes on fill a run's item. */
#pragma once

#include "ui/session/run-item.h"

G_BEGIN_DECLS

/* Takes run and epochs (FrostRunEpoch); model_path may be NULL. */
FrostRunItem *frost_run_item_new (FrostRun *run, GArray *epochs, const char *model_path);

void frost_run_item_set_status (FrostRunItem *item, FrostRunStatus status);
void frost_run_item_add_epoch (FrostRunItem *item, const FrostRunEpoch *epoch);
void frost_run_item_add_move (FrostRunItem *item, const FrostRunMove *move);

/* As it is to be kept, with the moves. Lent. */
const char *frost_run_item_get_settings_text (FrostRunItem *item);
void frost_run_item_set_model_path (FrostRunItem *item, const char *path);

G_END_DECLS
