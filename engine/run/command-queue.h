/* Commands on their way to the engine thread, in order.
 *
 * Threads: push from one, pop from another.
 */
#pragma once

#include "engine/run/message.h"

G_BEGIN_DECLS

typedef enum
{
  FROST_COMMAND_START,
  FROST_COMMAND_PAUSE,
  FROST_COMMAND_RESUME,
  FROST_COMMAND_STOP,
  FROST_COMMAND_SET_RATE,
  FROST_COMMAND_MOVE_LINE,
  FROST_COMMAND_QUIT, /* stop, and end the thread */
} FrostCommandKind;

typedef struct
{
  FrostCommandKind kind;
  int64_t run_id;
  double rate;   /* SET_RATE */
  int cut;       /* MOVE_LINE */
  gint64 issued; /* monotonic microseconds */
  /* START; owned by the command until somebody takes them */
  FrostModel *model;
  FrostTrainSettings settings;
  FrostBatchSource *train, *val;
  char *model_path;
} FrostCommand;

void frost_command_free (FrostCommand *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostCommand, frost_command_free)

typedef struct FrostCommandQueue FrostCommandQueue;

FrostCommandQueue *frost_command_queue_new (void);
void frost_command_queue_free (FrostCommandQueue *queue);

/* Takes the command. */
void frost_command_queue_push (FrostCommandQueue *queue, FrostCommand *command);

/* The oldest command; NULL when there is none and wait is FALSE. */
FrostCommand *frost_command_queue_pop (FrostCommandQueue *queue, gboolean wait);

/* Whether a QUIT is among them, wherever it stands. */
gboolean frost_command_queue_has_quit (FrostCommandQueue *queue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostCommandQueue, frost_command_queue_free)

G_END_DECLS
