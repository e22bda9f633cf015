/* What a run's session is made of, for run-session.c (commands) and run-events.c (what comes). */
#pragma once

#include "ui/session/run-session.h"

G_BEGIN_DECLS

struct _FrostRunSession
{
  GObject parent_instance;
  FrostProject *project;
  FrostBaseModel *base; /* whose cuts the run's line is at */
  FrostRunItem *run;
  FrostRunner *runner;
  GSource *source;
  char *model_file; /* absolute */
  char *message;    /* the first error */
  char *text;
  char **warnings;

  FrostRunState state;
  gboolean ended; /* the last event of the run has come */
  int epoch;
  int n_epochs;
  int best_epoch;
  int n_train, n_val;
  double rate;
  int cut;             /* where the line of the run is */
  double move_seconds; /* from the last move to the first step there; < 0 = not yet */
  double fraction;
  double eta;
  double epoch_seconds; /* of the last epoch */
  gint64 phase_start;   /* monotonic, when the phase that goes on began */
};

/* Main thread: takes what the engine said into the database, the run's item and the session. What it
 * says of other runs, or after the end, is left. */
void frost_run_session_take_event (FrostRunSession *session, const FrostEvent *event);

G_END_DECLS
