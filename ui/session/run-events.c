#include <math.h>

#include "ui/session/run-item-private.h"
#include "ui/session/run-session-private.h"

static void
set_text (FrostRunSession *session, char *text)
{
  g_free (session->text);
  session->text = text;
  g_object_notify (G_OBJECT (session), "text");
}

static void
set_fraction (FrostRunSession *session, double fraction, double eta)
{
  session->fraction = CLAMP (fraction, 0, 1);
  session->eta = eta;
  g_object_notify (G_OBJECT (session), "fraction");
  g_object_notify (G_OBJECT (session), "eta");
}

/* What went wrong first is what a person should read. */
static void
take_error (FrostRunSession *session, GError *error)
{
  if (session->message == NULL)
    session->message = g_strdup (error->message);
  g_error_free (error);
}

static void
keep_model (FrostRunSession *session)
{
  g_autofree char *relative = NULL;
  GError *error = NULL;

  if (!g_file_test (session->model_file, G_FILE_TEST_IS_REGULAR)
      || frost_run_item_has_model (session->run))
    return;

  relative = g_strdup_printf (FROST_DATABASE_RUNS "/%" G_GINT64_FORMAT "/model.onnx",
                              frost_run_item_get_id (session->run));
  if (!frost_runs_set_artefact (frost_project_get_database (session->project),
                                frost_run_item_get_id (session->run), "model", relative,
                                &error))
    {
      take_error (session, error);
      return;
    }
  frost_run_item_set_model_path (session->run, session->model_file);
}

static void
on_epoch (FrostRunSession *session, const FrostEpochRecord *record)
{
  const FrostRunEpoch epoch = { .epoch = record->epoch,
                                .train_loss = record->train_loss,
                                .train_accuracy = record->train_accuracy,
                                .val_loss = record->val_loss,
                                .val_accuracy = record->val_accuracy,
                                .rate = record->rate,
                                .seconds = record->seconds };
  GError *error = NULL;

  /* A run that cannot be kept any more (a full disk) is stopped, with what there is. */
  if (!frost_runs_add_epoch (frost_project_get_database (session->project),
                             frost_run_item_get_id (session->run), &epoch, &error))
    {
      take_error (session, error);
      frost_run_session_stop (session);
    }
  frost_run_item_add_epoch (session->run, &epoch);

  session->epoch = record->epoch;
  session->epoch_seconds = record->seconds;
  session->phase_start = g_get_monotonic_time ();
  g_object_notify (G_OBJECT (session), "epoch");
  if (session->best_epoch != frost_run_item_get_best_epoch (session->run))
    {
      session->best_epoch = frost_run_item_get_best_epoch (session->run);
      g_object_notify (G_OBJECT (session), "best-epoch");
    }
  set_fraction (session, (double) record->epoch / session->n_epochs,
                record->seconds * (session->n_epochs - record->epoch));
  set_text (session,
            g_strdup_printf ("epoch %d of %d", record->epoch, session->n_epochs));
  g_signal_emit_by_name (session, "epoch", record);
}

static void
on_progress (FrostRunSession *session, const FrostTurn *turn)
{
  const double share = turn->total > 0 ? (double) turn->done / (double) turn->total : 0;

  if (turn->kind == FROST_TURN_FEATURES)
    {
      const double elapsed =
          (double) (g_get_monotonic_time () - session->phase_start) / G_USEC_PER_SEC;

      set_fraction (session, share, share > 0 ? elapsed * (1 - share) / share : -1);
      set_text (session, g_strdup_printf ("computing features: %" G_GINT64_FORMAT
                                          " of %" G_GINT64_FORMAT " images",
                                          (gint64) turn->done, (gint64) turn->total));
    }
  else
    {
      const int n_done = (int) frost_run_item_get_epochs (session->run)->len;
      const double part = turn->kind == FROST_TURN_STEP ? share : 1;
      const double left = session->n_epochs - n_done - part;

      if (session->epoch != n_done + 1)
        {
          session->epoch = n_done + 1;
          g_object_notify (G_OBJECT (session), "epoch");
        }
      set_fraction (session, (n_done + part) / session->n_epochs,
                    session->epoch_seconds > 0 ? session->epoch_seconds * left : -1);
      set_text (session, g_strdup_printf (
                             "epoch %d of %d: %s", session->epoch, session->n_epochs,
                             turn->kind == FROST_TURN_STEP ? "training" : "validating"));
    }
  g_signal_emit_by_name (session, "progress", turn);
}

/* The run is over: everything is in the database before anybody hears of it. */
static void
end_run (FrostRunSession *session, FrostRunState state)
{
  FrostRunStatus status;
  GError *error = NULL;

  /* The database, the window and the signal say the same: an error on the way is a failure. */
  if (session->message != NULL)
    state = FROST_RUN_FAILED;
  status = state == FROST_RUN_FINISHED  ? FROST_RUN_STATUS_DONE
           : state == FROST_RUN_STOPPED ? FROST_RUN_STATUS_STOPPED
                                        : FROST_RUN_STATUS_FAILED;

  session->ended = TRUE;
  keep_model (session);
  if (!frost_runs_set_status (frost_project_get_database (session->project),
                              frost_run_item_get_id (session->run), status, &error))
    take_error (session, error);
  frost_run_item_set_status (session->run, status);
  if (session->message != NULL)
    state = FROST_RUN_FAILED;
  else if (state == FROST_RUN_FAILED)
    session->message = g_strdup ("training: it ended without a reason given");

  session->state = state;
  session->eta = 0;
  g_object_notify (G_OBJECT (session), "state");
  g_object_notify (G_OBJECT (session), "eta");
  if (state == FROST_RUN_FAILED)
    {
      set_text (session, g_strdup (session->message));
      g_signal_emit_by_name (session, "failed", session->message);
    }
  else
    {
      set_text (session, g_strdup (state == FROST_RUN_FINISHED ? "finished" : "stopped"));
      g_signal_emit_by_name (session, "finished", (int) state);
    }
}

static void
on_state (FrostRunSession *session, FrostRunState state)
{
  if (state == FROST_RUN_FINISHED || state == FROST_RUN_STOPPED
      || state == FROST_RUN_FAILED)
    {
      end_run (session, state);
      return;
    }
  if (session->state == state)
    return;
  session->state = state;
  session->phase_start = g_get_monotonic_time ();
  g_object_notify (G_OBJECT (session), "state");
  if (state == FROST_RUN_PAUSED)
    set_text (session, g_strdup ("paused"));
}

/* In epochs. */
static double
get_place (const FrostTurn *turn)
{
  if (turn->kind == FROST_TURN_STEP && turn->total > 0)
    return turn->epoch.epoch - 1 + (double) turn->done / (double) turn->total;
  return turn->epoch.epoch;
}

/* The line is part of what a run was trained with: it is kept with the settings. */
static void
on_line (FrostRunSession *session, const FrostEvent *event)
{
  g_autofree char *name = frost_base_model_dup_cut_name (session->base, event->cut);
  const FrostRunMove move = { get_place (&event->turn), event->cut, name };
  GError *error = NULL;

  session->cut = event->cut;
  session->move_seconds = -1;
  frost_run_item_add_move (session->run, &move);
  if (!frost_runs_set_settings (frost_project_get_database (session->project),
                                frost_run_item_get_id (session->run),
                                frost_run_item_get_settings_text (session->run), &error))
    take_error (session, error);
  g_object_notify (G_OBJECT (session), "cut");
}

void
frost_run_session_take_event (FrostRunSession *session, const FrostEvent *event)
{
  if (session->ended || event->run_id != frost_run_item_get_id (session->run))
    return;

  switch (event->kind)
    {
    case FROST_EVENT_STATE:
      on_state (session, event->state);
      break;
    case FROST_EVENT_PROGRESS:
      on_progress (session, &event->turn);
      break;
    case FROST_EVENT_EPOCH:
      on_epoch (session, &event->turn.epoch);
      break;
    case FROST_EVENT_MODEL:
      keep_model (session);
      break;
    case FROST_EVENT_LINE:
      on_line (session, event);
      break;
    case FROST_EVENT_LINE_STEP:
      session->move_seconds = event->seconds;
      g_signal_emit_by_name (session, "line-step", event->seconds);
      break;
    case FROST_EVENT_REFUSED:
      g_signal_emit_by_name (session, "refused", event->message);
      break;
    case FROST_EVENT_ERROR:
      if (session->message == NULL)
        session->message = g_strdup (event->message);
      break;
    }
}
