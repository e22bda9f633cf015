/* What crosses between the window and the engine thread: plain values with a run id. */
#pragma once

#include "engine/train/trainer.h"

G_BEGIN_DECLS

typedef enum
{
  FROST_RUN_IDLE,
  FROST_RUN_FEATURES, /* computing what crosses the frost line */
  FROST_RUN_TRAINING,
  FROST_RUN_PAUSED,
  FROST_RUN_FINISHED, /* all epochs done */
  FROST_RUN_STOPPED,  /* a person stopped it; what was trained is kept */
  FROST_RUN_FAILED,   /* error says why; what was trained is kept */
} FrostRunState;

typedef enum
{
  FROST_EVENT_STATE,    /* state; never dropped */
  FROST_EVENT_PROGRESS, /* turn of kind FEATURES, STEP or VALIDATE; latest only */
  FROST_EVENT_EPOCH,    /* turn.epoch; never dropped */
  FROST_EVENT_MODEL, /* the best model so far was written to the run's model file; epoch */
  FROST_EVENT_LINE, /* the frost line was moved: cut, and in turn where the run was; never dropped */
  FROST_EVENT_LINE_STEP, /* the first step at the new line is done: cut, seconds; never dropped */
  FROST_EVENT_REFUSED, /* message: a command was not obeyed, the run goes on; never dropped */
  FROST_EVENT_ERROR, /* message: the run ends; never dropped */
} FrostEventKind;

typedef struct
{
  FrostEventKind kind;
  int64_t run_id;
  FrostRunState state;
  FrostTurn turn;
  int best_epoch;
  int cut;        /* where the line is */
  double seconds; /* from the command until then, less those in pause */
  char *message;  /* one line; owned by the event */
} FrostEvent;

void frost_event_clear (FrostEvent *event);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostEvent, frost_event_clear)

G_END_DECLS
