/* The engine thread. It owns the model and the optimizer of a run; nobody else touches them.
 *
 * Threads: every function may be called from any one controlling thread (the window's main
 * thread, the command line's). Commands return at once and are looked at between two turns of
 * the trainer, so within one mini-batch.
 */
#pragma once

#include "engine/run/message.h"

G_BEGIN_DECLS

typedef struct FrostRunner FrostRunner;

/* notify is called from the engine thread after an event was queued (once until the queue was
 * drained): to wake a main loop. It must only do that. May be NULL. */
FrostRunner *frost_runner_new (void (*notify) (gpointer data), gpointer data);

/* Stops a run that is going on, waits for the thread (at most one mini-batch), frees. */
void frost_runner_free (FrostRunner *runner);

/* Starts a run; everything is taken. model_path is where the best model is written as ONNX
 * (whenever an epoch is the best so far, at most every few seconds, and at the end); its class
 * names and preprocessing go with it. Whatever cannot be started is reported as events ERROR and
 * STATE FAILED. When the state that ends a run is told, everything it held is freed. Only one run
 * at a time: a second one is started when the first has ended. */
void frost_runner_start (FrostRunner *runner, int64_t run_id, FrostModel *model,
                         const FrostTrainSettings *settings, FrostBatchSource *train,
                         FrostBatchSource *val, const char *model_path);

/* To the run that is going on; ignored when its id is another. Stop also takes back a run that
 * waits for its turn. */
void frost_runner_pause (FrostRunner *runner, int64_t run_id);
void frost_runner_resume (FrostRunner *runner, int64_t run_id);
void frost_runner_stop (FrostRunner *runner, int64_t run_id);
void frost_runner_set_rate (FrostRunner *runner, int64_t run_id, double rate);

/* Takes effect at the next step; see frost_trainer_move_line. Events LINE and, one step later,
 * LINE_STEP; REFUSED when there is no such cut, and then the line stays where it is. Moves that the
 * settings plan are told in the same way. */
void frost_runner_move_line (FrostRunner *runner, int64_t run_id, int cut);

/* Takes the oldest event off the queue; FALSE when there is none. The caller clears it. */
gboolean frost_runner_next_event (FrostRunner *runner, FrostEvent *event);

/* Waits for an event, at most timeout_ms (for programs without a main loop). */
gboolean frost_runner_wait_event (FrostRunner *runner, FrostEvent *event, int timeout_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostRunner, frost_runner_free)

G_END_DECLS
