/* A run that is going on: starts the engine thread, drains its events, keeps what comes out.
 *
 * A GSource drains the events, at most 2 ms each time; every epoch and the status go into the
 * project's database at once, and the best model so far is the file runs/<id>/model.onnx.
 *
 * Properties (all notified): "state" (int, FrostRunState), "epoch" (int, the one going on, from 1),
 * "n-epochs", "fraction" ([0, 1] of the features, then of the epochs), "eta" (double, seconds left, < 0 = not known),
 * "rate" (double), "cut" (int, where the frost line of the run is), "best-epoch", "text" (one line: what is being done).
 * Signals: "epoch" (const FrostEpochRecord *), "progress" (const FrostTurn *, latest only),
 * "finished" (FrostRunState: FINISHED or STOPPED), "failed" (const char * message), "line-step" (double,
 * seconds from a move of the line until the first step there was done), "refused" (const char *
 * message: a command was not obeyed, the run goes on).
 * Threads: main thread; needs a main context that is iterated.
 */
#pragma once

#include "ui/session/base-model.h"
#include "ui/session/project.h"

G_BEGIN_DECLS

#define FROST_TYPE_RUN_SESSION (frost_run_session_get_type ())
G_DECLARE_FINAL_TYPE (FrostRunSession, frost_run_session, FROST, RUN_SESSION, GObject)

/* Fills the splits, checks that the project can be trained on, adds the run to the project and
 * starts it. settings are copied; cut -1 = all but the head, cache_folder NULL = the user's cache.
 * n_views: versions of each image that epochs take turns with, 1 = as it is, 2 = also mirrored, more =
 * also cropped at random, FROST_N_VIEWS at most.
 * Errors: what is missing for training, READ_ONLY, ARGUMENT, MEMORY. */
FrostRunSession *frost_run_session_start (FrostProject *project, FrostBaseModel *base,
                                          const FrostTrainSettings *settings, int n_views,
                                          GError **error);

void frost_run_session_pause (FrostRunSession *session);
void frost_run_session_resume (FrostRunSession *session);
void frost_run_session_stop (FrostRunSession *session);
void frost_run_session_set_rate (FrostRunSession *session, double rate);

/* Takes effect at the next step; "cut" is notified then, and the move kept with the run. cut: of the
 * base model, -1 = just below the head. "refused" when there is no such cut. */
void frost_run_session_move_line (FrostRunSession *session, int cut);
int frost_run_session_get_cut (FrostRunSession *session);

/* From the last move until the first step at the new line; < 0 = none is done. */
double frost_run_session_get_move_seconds (FrostRunSession *session);

/* Stops and waits (at most one mini-batch) until everything is written: before closing. */
void frost_run_session_close (FrostRunSession *session);

/* Lent. */
FrostRunItem *frost_run_session_get_run (FrostRunSession *session);
FrostProject *frost_run_session_get_project (FrostRunSession *session);
FrostBaseModel *frost_run_session_get_base (FrostRunSession *session);
const char *frost_run_session_get_message (FrostRunSession *session); /* why it failed */

FrostRunState frost_run_session_get_state (FrostRunSession *session);

/* FEATURES, TRAINING or PAUSED. */
gboolean frost_run_session_is_active (FrostRunSession *session);
int frost_run_session_get_epoch (FrostRunSession *session);
int frost_run_session_get_n_epochs (FrostRunSession *session);
double frost_run_session_get_fraction (FrostRunSession *session);
double frost_run_session_get_eta (FrostRunSession *session);
int frost_run_session_get_n_train (FrostRunSession *session);
int frost_run_session_get_n_val (FrostRunSession *session);

/* Warnings of the check before the start, NULL-terminated, possibly empty. Lent. */
const char *const *frost_run_session_get_warnings (FrostRunSession *session);

G_END_DECLS
