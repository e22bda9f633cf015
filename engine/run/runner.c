#include "engine/run/runner.h"

#include <pthread.h>
#include <signal.h>

#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "engine/run/command-queue.h"
#include "engine/run/event-queue.h"

/* A model file of some 10 MB is written and synchronised: not after every epoch of 40 ms. */
#define SAVE_INTERVAL (5 * G_USEC_PER_SEC)

struct FrostRunner
{
  pthread_t thread;
  gboolean has_thread;
  FrostCommandQueue *commands;
  FrostEventQueue *events;

  /* The engine thread's own. */
  FrostTrainer *trainer; /* NULL = no run */
  GQueue waiting;        /* FrostCommand: runs that were started while one went on */
  int64_t run_id;
  char *model_path;
  FrostRunState state;
  FrostRunState resumed_state; /* what PAUSED goes back to */
  int saved_epoch;             /* of the model file; -1 = none */
  gint64 save_time;            /* of the last attempt; 0 = none */
  FrostTurn last_turn;         /* where the run is */
  int cut;                     /* where the line was told to be */
  gint64 move_time;            /* when it was to move; 0 = a step has been made there */
  gboolean quit;
};

static void
push_event (FrostRunner *runner, FrostEventKind kind, const FrostTurn *turn,
            const char *message)
{
  FrostEvent event = { .kind = kind, .run_id = runner->run_id, .state = runner->state };

  if (turn != NULL)
    event.turn = *turn;
  event.best_epoch =
      runner->trainer != NULL ? frost_trainer_get_best_epoch (runner->trainer) : 0;
  event.cut = runner->cut;
  if (kind == FROST_EVENT_LINE_STEP)
    event.seconds =
        (double) (g_get_monotonic_time () - runner->move_time) / G_USEC_PER_SEC;
  event.message = g_strdup (message);
  frost_event_queue_push (runner->events, &event);
}

static void
set_state (FrostRunner *runner, FrostRunState state)
{
  if (runner->state == state)
    return;
  runner->state = state;
  push_event (runner, FROST_EVENT_STATE, NULL, NULL);
}

static gboolean
save_model (FrostRunner *runner, const FrostModel *model, int epoch)
{
  g_autoptr (GError) error = NULL;
  FrostTurn turn = { .epoch.epoch = epoch };

  /* Also when it fails: a full disk is not asked, and told about, after every epoch. */
  runner->save_time = g_get_monotonic_time ();
  if (!frost_onnx_save (model, runner->model_path, &error))
    {
      push_event (runner, FROST_EVENT_ERROR, NULL, error->message);
      return FALSE;
    }
  runner->saved_epoch = epoch;
  push_event (runner, FROST_EVENT_MODEL, &turn, NULL);
  return TRUE;
}

static void
save_if_due (FrostRunner *runner)
{
  int best = frost_trainer_get_best_epoch (runner->trainer);

  if (best != runner->saved_epoch
      && (runner->save_time == 0
          || g_get_monotonic_time () - runner->save_time > SAVE_INTERVAL))
    save_model (runner, frost_trainer_peek_best_model (runner->trainer), best);
}

/* What was trained is kept: the best epoch, or the unfinished first one. */
static gboolean
save_at_end (FrostRunner *runner, gboolean trained)
{
  const FrostModel *best = frost_trainer_peek_best_model (runner->trainer);
  int epoch = frost_trainer_get_best_epoch (runner->trainer);

  if (best == NULL)
    return !trained || save_model (runner, frost_trainer_peek_model (runner->trainer), 0);
  return runner->saved_epoch == epoch || save_model (runner, best, epoch);
}

/* Its end is told when everything that the run held is let go: whoever hears of it may take the
 * images away. */
static void
end_run (FrostRunner *runner, FrostRunState state)
{
  FrostEvent event = { .kind = FROST_EVENT_STATE,
                       .run_id = runner->run_id,
                       .state = state,
                       .best_epoch = frost_trainer_get_best_epoch (runner->trainer) };

  g_clear_pointer (&runner->trainer, frost_trainer_free);
  g_clear_pointer (&runner->model_path, g_free);
  runner->state = state;
  frost_event_queue_push (runner->events, &event);
}

static void
start_run (FrostRunner *runner, FrostCommand *command)
{
  g_autoptr (GError) error = NULL;

  runner->run_id = command->run_id;
  runner->state = FROST_RUN_IDLE;
  runner->saved_epoch = -1;
  runner->save_time = 0;
  runner->trainer = frost_trainer_new (
      g_steal_pointer (&command->model), &command->settings,
      g_steal_pointer (&command->train), g_steal_pointer (&command->val), &error);
  if (runner->trainer == NULL)
    {
      push_event (runner, FROST_EVENT_ERROR, NULL, error->message);
      set_state (runner, FROST_RUN_FAILED);
      return;
    }
  runner->model_path = g_steal_pointer (&command->model_path);
  runner->last_turn = (FrostTurn){ 0 };
  runner->cut = frost_trainer_get_cut (runner->trainer);
  runner->move_time = 0;
}

/* since: when it was to move. */
static void
tell_line (FrostRunner *runner, gint64 since)
{
  if (frost_trainer_get_cut (runner->trainer) == runner->cut)
    return;
  runner->cut = frost_trainer_get_cut (runner->trainer);
  runner->move_time = since;
  push_event (runner, FROST_EVENT_LINE, &runner->last_turn, NULL);
}

static void
move_line (FrostRunner *runner, const FrostCommand *command)
{
  g_autoptr (GError) error = NULL;

  if (!frost_trainer_move_line (runner->trainer, command->cut, &error))
    push_event (runner, FROST_EVENT_REFUSED, NULL, error->message);
  tell_line (runner, command->issued);
}

static void
stop_run (FrostRunner *runner)
{
  gboolean trained = runner->state == FROST_RUN_TRAINING
                     || (runner->state == FROST_RUN_PAUSED
                         && runner->resumed_state == FROST_RUN_TRAINING);

  end_run (runner, save_at_end (runner, trained) ? FROST_RUN_STOPPED : FROST_RUN_FAILED);
}

/* A run that has not had its turn yet never will. */
static void
stop_waiting (FrostRunner *runner, int64_t run_id)
{
  for (GList *l = runner->waiting.head; l != NULL; l = l->next)
    {
      FrostCommand *command = l->data;
      FrostEvent event = { .kind = FROST_EVENT_STATE,
                           .run_id = run_id,
                           .state = FROST_RUN_STOPPED };

      if (command->run_id != run_id)
        continue;
      g_queue_delete_link (&runner->waiting, l);
      frost_command_free (command);
      frost_event_queue_push (runner->events, &event);
      return;
    }
}

static void
obey (FrostRunner *runner, FrostCommand *taken)
{
  g_autoptr (FrostCommand) command = taken;
  gboolean mine = runner->trainer != NULL && command->run_id == runner->run_id;

  switch (command->kind)
    {
    case FROST_COMMAND_START:
      if (runner->trainer != NULL)
        g_queue_push_tail (&runner->waiting, g_steal_pointer (&command));
      else
        start_run (runner, command);
      break;
    case FROST_COMMAND_PAUSE:
      if (mine && runner->state != FROST_RUN_PAUSED)
        {
          runner->resumed_state = runner->state;
          frost_trainer_set_paused (runner->trainer, TRUE);
          set_state (runner, FROST_RUN_PAUSED);
        }
      break;
    case FROST_COMMAND_RESUME:
      if (mine && runner->state == FROST_RUN_PAUSED)
        {
          frost_trainer_set_paused (runner->trainer, FALSE);
          set_state (runner, runner->resumed_state);
          if (runner->move_time != 0)
            runner->move_time = command->issued;
        }
      break;
    case FROST_COMMAND_STOP:
      if (mine)
        stop_run (runner);
      else
        stop_waiting (runner, command->run_id);
      break;
    case FROST_COMMAND_SET_RATE:
      if (mine)
        frost_trainer_set_rate (runner->trainer, command->rate);
      break;
    case FROST_COMMAND_MOVE_LINE:
      if (mine)
        move_line (runner, command);
      break;
    case FROST_COMMAND_QUIT:
    default:
      if (runner->trainer != NULL)
        stop_run (runner);
      runner->quit = TRUE;
      break;
    }
}

static void
take_turn (FrostRunner *runner)
{
  g_autoptr (GError) error = NULL;
  FrostTurn turn;
  gint64 start = g_get_monotonic_time ();

  if (!frost_trainer_turn (runner->trainer, &turn, &error))
    {
      push_event (runner, FROST_EVENT_ERROR, NULL, error->message);
      /* The best epoch is sound even when the last step was not. */
      save_at_end (runner, FALSE);
      end_run (runner, FROST_RUN_FAILED);
      return;
    }
  tell_line (runner, start);
  runner->last_turn = turn;
  if (turn.kind == FROST_TURN_STEP && runner->move_time != 0)
    {
      push_event (runner, FROST_EVENT_LINE_STEP, &turn, NULL);
      runner->move_time = 0;
    }
  switch (turn.kind)
    {
    case FROST_TURN_FINISHED:
      end_run (runner,
               save_at_end (runner, TRUE) ? FROST_RUN_FINISHED : FROST_RUN_FAILED);
      break;
    case FROST_TURN_EPOCH:
      push_event (runner, FROST_EVENT_EPOCH, &turn, NULL);
      save_if_due (runner);
      break;
    case FROST_TURN_FEATURES:
      set_state (runner, FROST_RUN_FEATURES);
      push_event (runner, FROST_EVENT_PROGRESS, &turn, NULL);
      break;
    case FROST_TURN_STEP:
    case FROST_TURN_VALIDATE:
    default:
      set_state (runner, FROST_RUN_TRAINING);
      push_event (runner, FROST_EVENT_PROGRESS, &turn, NULL);
      break;
    }
}

static void *
run_engine (void *data)
{
  FrostRunner *runner = data;

  while (!runner->quit)
    {
      gboolean idle = runner->trainer == NULL || runner->state == FROST_RUN_PAUSED;
      FrostCommand *command = NULL;

      if (runner->trainer == NULL && !frost_command_queue_has_quit (runner->commands))
        command = g_queue_pop_head (&runner->waiting);
      if (command == NULL)
        command = frost_command_queue_pop (runner->commands, idle);
      if (command != NULL)
        obey (runner, command);
      else
        take_turn (runner);
    }
  g_queue_clear_full (&runner->waiting, (GDestroyNotify) frost_command_free);
  return NULL;
}

FrostRunner *
frost_runner_new (void (*notify) (gpointer data), gpointer data)
{
  FrostRunner *runner = g_new0 (FrostRunner, 1);
  sigset_t all, old;

  runner->commands = frost_command_queue_new ();
  runner->events = frost_event_queue_new (notify, data);
  g_queue_init (&runner->waiting);
  /* Signals belong to the thread that the program handles them in. */
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &old);
  runner->has_thread = pthread_create (&runner->thread, NULL, run_engine, runner) == 0;
  pthread_sigmask (SIG_SETMASK, &old, NULL);
  return runner;
}

static FrostCommand *
new_command (FrostCommandKind kind, int64_t run_id)
{
  FrostCommand *command = g_new0 (FrostCommand, 1);

  command->kind = kind;
  command->run_id = run_id;
  command->issued = g_get_monotonic_time ();
  return command;
}

static void
send_command (FrostRunner *runner, FrostCommandKind kind, int64_t run_id)
{
  frost_command_queue_push (runner->commands, new_command (kind, run_id));
}

void
frost_runner_free (FrostRunner *runner)
{
  send_command (runner, FROST_COMMAND_QUIT, 0);
  if (runner->has_thread)
    pthread_join (runner->thread, NULL);
  frost_command_queue_free (runner->commands);
  frost_event_queue_free (runner->events);
  g_free (runner);
}

/* A system that refuses the engine its thread ends the run and not the program. */
static void
refuse_run (FrostRunner *runner, int64_t run_id)
{
  FrostEvent error = { .kind = FROST_EVENT_ERROR,
                       .run_id = run_id,
                       .state = FROST_RUN_FAILED,
                       .message = g_strdup ("engine: the system starts no thread for it; "
                                            "close other programs and try again") };
  FrostEvent state = { .kind = FROST_EVENT_STATE,
                       .run_id = run_id,
                       .state = FROST_RUN_FAILED };

  frost_event_queue_push (runner->events, &error);
  frost_event_queue_push (runner->events, &state);
}

void
frost_runner_start (FrostRunner *runner, int64_t run_id, FrostModel *model,
                    const FrostTrainSettings *settings, FrostBatchSource *train,
                    FrostBatchSource *val, const char *model_path)
{
  FrostCommand *command = new_command (FROST_COMMAND_START, run_id);

  command->model = model;
  frost_train_settings_copy (settings, &command->settings);
  command->train = train;
  command->val = val;
  command->model_path = g_strdup (model_path);
  frost_command_queue_push (runner->commands, command);
  if (!runner->has_thread)
    refuse_run (runner, run_id);
}

void
frost_runner_pause (FrostRunner *runner, int64_t run_id)
{
  send_command (runner, FROST_COMMAND_PAUSE, run_id);
}

void
frost_runner_resume (FrostRunner *runner, int64_t run_id)
{
  send_command (runner, FROST_COMMAND_RESUME, run_id);
}

void
frost_runner_stop (FrostRunner *runner, int64_t run_id)
{
  send_command (runner, FROST_COMMAND_STOP, run_id);
}

void
frost_runner_set_rate (FrostRunner *runner, int64_t run_id, double rate)
{
  FrostCommand *command = new_command (FROST_COMMAND_SET_RATE, run_id);

  command->rate = rate;
  frost_command_queue_push (runner->commands, command);
}

void
frost_runner_move_line (FrostRunner *runner, int64_t run_id, int cut)
{
  FrostCommand *command = new_command (FROST_COMMAND_MOVE_LINE, run_id);

  command->cut = cut;
  frost_command_queue_push (runner->commands, command);
}

gboolean
frost_runner_next_event (FrostRunner *runner, FrostEvent *event)
{
  return frost_event_queue_pop (runner->events, event, 0);
}

gboolean
frost_runner_wait_event (FrostRunner *runner, FrostEvent *event, int timeout_ms)
{
  return frost_event_queue_pop (runner->events, event, timeout_ms);
}
