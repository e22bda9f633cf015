/* Runs in words, in the locale of the screen. All results are freed with g_free. */
#pragma once

#include "ui/session/run-session.h"

G_BEGIN_DECLS

/* "41 ms", "1.3 s", "25 s", "3 min", "1 h 05 min". */
char *frost_seconds_to_text (double seconds);

/* "14:02" when it began today, "23 Nov, 14:02" before. now: microseconds since 1970. */
char *frost_run_item_dup_time_text (FrostRunItem *run, gint64 now);

/* "93.5 %" of validation, of training where nothing validates; "failed", "stopped" or "starting"
 * when there is no epoch. */
char *frost_run_item_dup_score_text (FrostRunItem *run);

/* "Best epoch 18: 93.5 % (143 of 153)"; n_val 0 = the number of images is not known. */
char *frost_run_item_dup_result_text (FrostRunItem *run, int n_val);

/* "25 epochs, rate 0.01, after block dw3 + pw3"; ", then …" where the frost line was moved to. */
char *frost_run_item_dup_recipe_text (FrostRunItem *run);

/* "frost line → features.dw9 + pw9": the name of its mark on a curve. */
char *frost_run_move_dup_text (const FrostRunMove *move);

/* What became of the line that a person moved to a cut of the base model (-1 = just below the head)
 * while the run goes on: "Moved: first step there after 140 ms". NULL = nothing is to be said. */
char *frost_run_session_dup_line_text (FrostRunSession *session, FrostBaseModel *base,
                                       int cut);

/* What is going on: "Epoch 12 of 25 · 41 ms an epoch, 1 s left", "Computing features of images: 120 of 244",
 * "Paused at epoch 12 of 25"; the result, or why it failed, when it is over. */
char *frost_run_session_dup_status_text (FrostRunSession *session);

G_END_DECLS
