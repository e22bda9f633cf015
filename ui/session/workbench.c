#include "ui/session/workbench.h"

#include "ui/session/line-history.h"

struct _FrostWorkbench
{
  GObject parent_instance;
  FrostProject *project;
  FrostBaseModel *base;
  FrostRunSession *session;
  int cut;
  int committed_cut; /* without what is being dragged */
  FrostLineHistory *line_history;
};

enum
{
  PROP_0,
  PROP_PROJECT,
  PROP_BASE_MODEL,
  PROP_RUN_SESSION,
  PROP_CUT,
  PROP_CAN_UNDO_LINE,
  PROP_CAN_REDO_LINE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FrostWorkbench, frost_workbench, G_TYPE_OBJECT)

FrostWorkbench *
frost_workbench_new (void)
{
  return g_object_new (FROST_TYPE_WORKBENCH, NULL);
}

static void
notify_line_history (FrostWorkbench *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_UNDO_LINE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_REDO_LINE]);
}

/* Also when the project was changed: that is undone before what came earlier. */
static void
forget_line_history (FrostWorkbench *self)
{
  if (!frost_workbench_can_undo_line (self) && !frost_workbench_can_redo_line (self))
    return;
  frost_line_history_clear (self->line_history);
  notify_line_history (self);
}

FrostProject *
frost_workbench_get_project (FrostWorkbench *self)
{
  g_return_val_if_fail (FROST_IS_WORKBENCH (self), NULL);
  return self->project;
}

void
frost_workbench_set_project (FrostWorkbench *self, FrostProject *project)
{
  g_return_if_fail (FROST_IS_WORKBENCH (self));

  /* One reference more, so that the old project outlives the notifications about it. */
  g_autoptr (FrostProject) old =
      self->project != NULL ? g_object_ref (self->project) : NULL;

  if (!g_set_object (&self->project, project))
    return;
  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  if (project != NULL)
    g_signal_connect_object (project, "changed", G_CALLBACK (forget_line_history), self,
                             G_CONNECT_SWAPPED);
  g_object_freeze_notify (G_OBJECT (self));
  frost_workbench_set_run_session (self, NULL);
  frost_workbench_set_base_model (self, NULL);
  frost_workbench_set_cut (self, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROJECT]);
  g_object_thaw_notify (G_OBJECT (self));
}

FrostBaseModel *
frost_workbench_get_base_model (FrostWorkbench *self)
{
  g_return_val_if_fail (FROST_IS_WORKBENCH (self), NULL);
  return self->base;
}

void
frost_workbench_set_base_model (FrostWorkbench *self, FrostBaseModel *base)
{
  g_return_if_fail (FROST_IS_WORKBENCH (self));

  if (!g_set_object (&self->base, base))
    return;
  forget_line_history (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BASE_MODEL]);
}

FrostRunSession *
frost_workbench_get_run_session (FrostWorkbench *self)
{
  g_return_val_if_fail (FROST_IS_WORKBENCH (self), NULL);
  return self->session;
}

void
frost_workbench_set_run_session (FrostWorkbench *self, FrostRunSession *session)
{
  g_return_if_fail (FROST_IS_WORKBENCH (self));

  if (g_set_object (&self->session, session))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUN_SESSION]);
}

int
frost_workbench_get_cut (FrostWorkbench *self)
{
  g_return_val_if_fail (FROST_IS_WORKBENCH (self), -1);
  return self->cut;
}

void
frost_workbench_set_cut (FrostWorkbench *self, int cut)
{
  g_return_if_fail (FROST_IS_WORKBENCH (self));

  self->committed_cut = cut;
  frost_workbench_drag_cut (self, cut);
}

void
frost_workbench_drag_cut (FrostWorkbench *self, int cut)
{
  g_return_if_fail (FROST_IS_WORKBENCH (self));

  if (self->cut == cut)
    return;
  self->cut = cut;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CUT]);
}

/* A run that began with another base model has other cuts. */
static void
move_line_of_run (FrostWorkbench *self)
{
  if (frost_workbench_is_running (self)
      && frost_run_session_get_base (self->session) == self->base)
    frost_run_session_move_line (self->session, self->cut);
}

void
frost_workbench_commit_cut (FrostWorkbench *self)
{
  g_return_if_fail (FROST_IS_WORKBENCH (self));

  if (self->committed_cut == self->cut)
    return;
  frost_line_history_add (self->line_history, self->committed_cut, self->cut);
  self->committed_cut = self->cut;
  move_line_of_run (self);
  notify_line_history (self);
}

gboolean
frost_workbench_can_undo_line (FrostWorkbench *self)
{
  g_return_val_if_fail (FROST_IS_WORKBENCH (self), FALSE);
  return frost_line_history_can_undo (self->line_history);
}

gboolean
frost_workbench_can_redo_line (FrostWorkbench *self)
{
  g_return_val_if_fail (FROST_IS_WORKBENCH (self), FALSE);
  return frost_line_history_can_redo (self->line_history);
}

void
frost_workbench_undo_line (FrostWorkbench *self)
{
  g_return_if_fail (FROST_IS_WORKBENCH (self));

  if (!frost_workbench_can_undo_line (self))
    return;
  frost_workbench_set_cut (self, frost_line_history_undo (self->line_history));
  move_line_of_run (self);
  notify_line_history (self);
}

void
frost_workbench_redo_line (FrostWorkbench *self)
{
  g_return_if_fail (FROST_IS_WORKBENCH (self));

  if (!frost_workbench_can_redo_line (self))
    return;
  frost_workbench_set_cut (self, frost_line_history_redo (self->line_history));
  move_line_of_run (self);
  notify_line_history (self);
}

gboolean
frost_workbench_is_running (FrostWorkbench *self)
{
  g_return_val_if_fail (FROST_IS_WORKBENCH (self), FALSE);
  return self->session != NULL && frost_run_session_is_active (self->session);
}

static void
frost_workbench_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrostWorkbench *self = FROST_WORKBENCH (object);

  switch (id)
    {
    case PROP_PROJECT:
      g_value_set_object (value, self->project);
      break;
    case PROP_BASE_MODEL:
      g_value_set_object (value, self->base);
      break;
    case PROP_RUN_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_CAN_UNDO_LINE:
      g_value_set_boolean (value, frost_workbench_can_undo_line (self));
      break;
    case PROP_CAN_REDO_LINE:
      g_value_set_boolean (value, frost_workbench_can_redo_line (self));
      break;
    case PROP_CUT:
      g_value_set_int (value, self->cut);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_workbench_set_property (GObject *object, guint id, const GValue *value,
                              GParamSpec *pspec)
{
  FrostWorkbench *self = FROST_WORKBENCH (object);

  switch (id)
    {
    case PROP_PROJECT:
      frost_workbench_set_project (self, g_value_get_object (value));
      break;
    case PROP_BASE_MODEL:
      frost_workbench_set_base_model (self, g_value_get_object (value));
      break;
    case PROP_RUN_SESSION:
      frost_workbench_set_run_session (self, g_value_get_object (value));
      break;
    case PROP_CUT:
      frost_workbench_set_cut (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_workbench_dispose (GObject *object)
{
  FrostWorkbench *self = FROST_WORKBENCH (object);

  g_clear_object (&self->session);
  g_clear_object (&self->base);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (frost_workbench_parent_class)->dispose (object);
}

static void
frost_workbench_finalize (GObject *object)
{
  frost_line_history_free (FROST_WORKBENCH (object)->line_history);
  G_OBJECT_CLASS (frost_workbench_parent_class)->finalize (object);
}

static void
frost_workbench_class_init (FrostWorkbenchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = frost_workbench_dispose;
  object_class->finalize = frost_workbench_finalize;
  object_class->get_property = frost_workbench_get_property;
  object_class->set_property = frost_workbench_set_property;

  props[PROP_PROJECT] =
      g_param_spec_object ("project", NULL, NULL, FROST_TYPE_PROJECT, flags);
  props[PROP_BASE_MODEL] =
      g_param_spec_object ("base-model", NULL, NULL, FROST_TYPE_BASE_MODEL, flags);
  props[PROP_RUN_SESSION] =
      g_param_spec_object ("run-session", NULL, NULL, FROST_TYPE_RUN_SESSION, flags);
  props[PROP_CUT] = g_param_spec_int ("cut", NULL, NULL, -1, G_MAXINT, -1, flags);
  props[PROP_CAN_UNDO_LINE] = g_param_spec_boolean (
      "can-undo-line", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_CAN_REDO_LINE] = g_param_spec_boolean (
      "can-redo-line", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
frost_workbench_init (FrostWorkbench *self)
{
  self->cut = self->committed_cut = -1;
  self->line_history = frost_line_history_new ();
}
