#include "ui/session/run-session.h"

#include "ui/session/run-session-private.h"
#include "ui/session/run-start.h"

/* Longer would be seen as a dropped frame. */
#define DRAIN_MICROSECONDS 2000

/* How long a close waits between two looks at the engine; it answers within a mini-batch. */
#define CLOSE_WAIT_MS 100

G_DEFINE_FINAL_TYPE (FrostRunSession, frost_run_session, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_EPOCH,
  PROP_N_EPOCHS,
  PROP_FRACTION,
  PROP_ETA,
  PROP_RATE,
  PROP_CUT,
  PROP_BEST_EPOCH,
  PROP_TEXT,
  N_PROPS
};

enum
{
  SIGNAL_EPOCH,
  SIGNAL_PROGRESS,
  SIGNAL_FINISHED,
  SIGNAL_FAILED,
  SIGNAL_LINE_STEP,
  SIGNAL_REFUSED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* A main loop source that the engine thread makes ready. */
typedef struct
{
  GSource source;
  FrostRunSession *session; /* not owned; the source is destroyed with the session */
} EventSource;

static void drain (FrostRunSession *session, gint64 until);

static gboolean
event_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (FrostRunSession) session = g_object_ref (((EventSource *) source)->session);

  /* Before the queue is looked at: an event that comes later makes it ready again. */
  g_source_set_ready_time (source, -1);
  drain (session, g_get_monotonic_time () + DRAIN_MICROSECONDS);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs event_source_funcs = { .dispatch = event_source_dispatch };

/* Engine thread. */
static void
notify_cb (gpointer data)
{
  g_source_set_ready_time (data, 0);
}

static void
drain (FrostRunSession *session, gint64 until)
{
  while (session->runner != NULL)
    {
      g_auto (FrostEvent) event = { 0 };

      if (!frost_runner_next_event (session->runner, &event))
        return;
      frost_run_session_take_event (session, &event);
      if (g_get_monotonic_time () >= until)
        {
          if (session->source != NULL)
            g_source_set_ready_time (session->source, 0);
          return;
        }
    }
}

void
frost_run_session_close (FrostRunSession *session)
{
  g_autoptr (FrostRunSession) self = g_object_ref (session);

  if (self->runner == NULL)
    return;

  if (!self->ended)
    frost_runner_stop (self->runner, frost_run_item_get_id (self->run));
  while (!self->ended)
    {
      g_auto (FrostEvent) event = { 0 };

      if (frost_runner_wait_event (self->runner, &event, CLOSE_WAIT_MS))
        frost_run_session_take_event (self, &event);
    }
  /* The thread is joined before the source goes, which it may still want to wake. */
  g_clear_pointer (&self->runner, frost_runner_free);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
frost_run_session_dispose (GObject *object)
{
  FrostRunSession *session = FROST_RUN_SESSION (object);

  frost_run_session_close (session);
  g_clear_object (&session->run);
  g_clear_object (&session->base);
  g_clear_object (&session->project);

  G_OBJECT_CLASS (frost_run_session_parent_class)->dispose (object);
}

static void
frost_run_session_finalize (GObject *object)
{
  FrostRunSession *session = FROST_RUN_SESSION (object);

  g_free (session->model_file);
  g_free (session->message);
  g_free (session->text);
  g_strfreev (session->warnings);

  G_OBJECT_CLASS (frost_run_session_parent_class)->finalize (object);
}

static void
frost_run_session_get_property (GObject *object, guint prop_id, GValue *value,
                                GParamSpec *pspec)
{
  FrostRunSession *session = FROST_RUN_SESSION (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, session->state);
      break;
    case PROP_EPOCH:
      g_value_set_int (value, session->epoch);
      break;
    case PROP_N_EPOCHS:
      g_value_set_int (value, session->n_epochs);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, session->fraction);
      break;
    case PROP_ETA:
      g_value_set_double (value, session->eta);
      break;
    case PROP_RATE:
      g_value_set_double (value, session->rate);
      break;
    case PROP_CUT:
      g_value_set_int (value, session->cut);
      break;
    case PROP_BEST_EPOCH:
      g_value_set_int (value, session->best_epoch);
      break;
    case PROP_TEXT:
      g_value_set_string (value, session->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frost_run_session_class_init (FrostRunSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = frost_run_session_dispose;
  object_class->finalize = frost_run_session_finalize;
  object_class->get_property = frost_run_session_get_property;

  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, 0, FROST_RUN_FAILED, 0, flags);
  properties[PROP_EPOCH] = g_param_spec_int ("epoch", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_N_EPOCHS] =
      g_param_spec_int ("n-epochs", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_FRACTION] =
      g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_ETA] =
      g_param_spec_double ("eta", NULL, NULL, -1, G_MAXDOUBLE, -1, flags);
  properties[PROP_RATE] =
      g_param_spec_double ("rate", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_CUT] = g_param_spec_int ("cut", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_BEST_EPOCH] =
      g_param_spec_int ("best-epoch", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_EPOCH] =
      g_signal_new ("epoch", FROST_TYPE_RUN_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_PROGRESS] =
      g_signal_new ("progress", FROST_TYPE_RUN_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_FINISHED] =
      g_signal_new ("finished", FROST_TYPE_RUN_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_FAILED] =
      g_signal_new ("failed", FROST_TYPE_RUN_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_LINE_STEP] =
      g_signal_new ("line-step", FROST_TYPE_RUN_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[SIGNAL_REFUSED] =
      g_signal_new ("refused", FROST_TYPE_RUN_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
frost_run_session_init (FrostRunSession *session)
{
  session->eta = -1;
  session->move_seconds = -1;
}

static void
attach_source (FrostRunSession *session)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  session->source = g_source_new (&event_source_funcs, sizeof (EventSource));
  ((EventSource *) session->source)->session = session;
  g_source_set_static_name (session->source, "frost-run-session");
  g_source_attach (session->source, context);
}

FrostRunSession *
frost_run_session_start (FrostProject *project, FrostBaseModel *base,
                         const FrostTrainSettings *settings, int n_views, GError **error)
{
  g_autoptr (FrostRunStart) start =
      frost_run_start_new (project, base, settings, n_views, error);
  FrostRunSession *session;

  if (start == NULL)
    return NULL;

  session = g_object_new (FROST_TYPE_RUN_SESSION, NULL);
  session->project = g_object_ref (project);
  session->base = g_object_ref (base);
  session->run = g_steal_pointer (&start->run);
  session->model_file = g_build_filename (start->folder, "model.onnx", NULL);
  session->warnings = g_steal_pointer (&start->warnings);
  session->n_epochs = start->settings.epochs;
  session->rate = start->settings.rate;
  session->cut = start->settings.cut;
  session->n_train = start->train->n_samples;
  session->n_val = start->val != NULL ? start->val->n_samples : 0;
  session->phase_start = g_get_monotonic_time ();
  session->state = FROST_RUN_FEATURES;
  session->text = g_strdup ("starting");
  attach_source (session);
  session->runner = frost_runner_new (notify_cb, session->source);
  frost_runner_start (session->runner, frost_run_item_get_id (session->run),
                      g_steal_pointer (&start->model), &start->settings,
                      g_steal_pointer (&start->train), g_steal_pointer (&start->val),
                      session->model_file);
  return session;
}

void
frost_run_session_pause (FrostRunSession *session)
{
  if (session->runner != NULL)
    frost_runner_pause (session->runner, frost_run_item_get_id (session->run));
}

void
frost_run_session_resume (FrostRunSession *session)
{
  if (session->runner != NULL)
    frost_runner_resume (session->runner, frost_run_item_get_id (session->run));
}

void
frost_run_session_stop (FrostRunSession *session)
{
  if (session->runner != NULL)
    frost_runner_stop (session->runner, frost_run_item_get_id (session->run));
}

void
frost_run_session_set_rate (FrostRunSession *session, double rate)
{
  if (session->runner == NULL || session->rate == rate)
    return;
  frost_runner_set_rate (session->runner, frost_run_item_get_id (session->run), rate);
  session->rate = rate;
  g_object_notify_by_pspec (G_OBJECT (session), properties[PROP_RATE]);
}

void
frost_run_session_move_line (FrostRunSession *session, int cut)
{
  if (session->runner != NULL)
    frost_runner_move_line (session->runner, frost_run_item_get_id (session->run), cut);
}

int
frost_run_session_get_cut (FrostRunSession *session)
{
  return session->cut;
}

double
frost_run_session_get_move_seconds (FrostRunSession *session)
{
  return session->move_seconds;
}

FrostProject *
frost_run_session_get_project (FrostRunSession *session)
{
  return session->project;
}

FrostBaseModel *
frost_run_session_get_base (FrostRunSession *session)
{
  return session->base;
}

FrostRunItem *
frost_run_session_get_run (FrostRunSession *session)
{
  return session->run;
}

const char *
frost_run_session_get_message (FrostRunSession *session)
{
  return session->message;
}

FrostRunState
frost_run_session_get_state (FrostRunSession *session)
{
  return session->state;
}

gboolean
frost_run_session_is_active (FrostRunSession *session)
{
  return session->state == FROST_RUN_FEATURES || session->state == FROST_RUN_TRAINING
         || session->state == FROST_RUN_PAUSED;
}

int
frost_run_session_get_epoch (FrostRunSession *session)
{
  return session->epoch;
}

int
frost_run_session_get_n_epochs (FrostRunSession *session)
{
  return session->n_epochs;
}

double
frost_run_session_get_fraction (FrostRunSession *session)
{
  return session->fraction;
}

double
frost_run_session_get_eta (FrostRunSession *session)
{
  return session->eta;
}

int
frost_run_session_get_n_train (FrostRunSession *session)
{
  return session->n_train;
}

int
frost_run_session_get_n_val (FrostRunSession *session)
{
  return session->n_val;
}

const char *const *
frost_run_session_get_warnings (FrostRunSession *session)
{
  return (const char *const *) session->warnings;
}
