#include "ui/train/train-page.h"

#include <adwaita.h>

#include "ui/layers/layer-binding.h"
#include "ui/session/base-cost.h"
#include "ui/session/run-text.h"
#include "ui/session/train-ready.h"
#include "ui/train/recipe-panel.h"
#include "ui/train/run-bar.h"
#include "ui/train/run-row.h"
#include "ui/train/train-charts.h"

struct _FrostTrainPage
{
  GtkWidget parent_instance;
  FrostWorkbench *workbench;
  FrostProject *project;    /* whose signals we hear */
  FrostRunSession *session; /* the same */
  FrostTrainReady *ready;   /* NULL = not looked at since something changed */
  guint look;               /* source that looks */
  GSimpleActionGroup *actions;

  GtkWidget *box;
  FrostLayerStack *layers;
  GtkLabel *line_note;
  FrostTrainCharts *charts;
  FrostRunBar *run_bar;
  FrostRecipePanel *recipe;
  GtkWidget *runs_note;
  GtkListBox *runs;
};

enum
{
  PROP_0,
  PROP_WORKBENCH,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FrostTrainPage, frost_train_page, GTK_TYPE_WIDGET)

static gboolean
is_active (FrostTrainPage *self)
{
  return self->session != NULL && frost_run_session_is_active (self->session);
}

static gboolean
is_paused (FrostTrainPage *self)
{
  return self->session != NULL
         && frost_run_session_get_state (self->session) == FROST_RUN_PAUSED;
}

/* What is shown. */

static void
enable (FrostTrainPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_actions (FrostTrainPage *self)
{
  const gboolean active = is_active (self);

  enable (self, "train-start", self->project != NULL && (!active || is_paused (self)));
  enable (self, "train-pause", active);
  enable (self, "train-stop", active);
}

static void
update_line_note (FrostTrainPage *self)
{
  g_autofree char *text = NULL;

  if (is_active (self))
    text = frost_run_session_dup_line_text (
        self->session, frost_workbench_get_base_model (self->workbench),
        frost_workbench_get_cut (self->workbench));
  gtk_label_set_label (self->line_note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->line_note), text != NULL);
}

/* What the features at the line will take, before anything is started. */
static void
update_cost (FrostTrainPage *self)
{
  FrostBaseModel *base = frost_workbench_get_base_model (self->workbench);
  g_auto (FrostTrainSettings) settings = { 0 };
  const int cut = frost_workbench_get_cut (self->workbench);
  g_autofree char *text = NULL;
  g_autofree char *refresh_text = NULL;
  int n_views;

  frost_recipe_panel_get (self->recipe, &settings, &n_views);
  if (base != NULL)
    {
      text = frost_base_cost_to_short_text (base, self->project, cut, n_views);
      refresh_text =
          frost_base_cost_to_refresh_text (base, self->project, cut, n_views, &settings);
    }
  frost_recipe_panel_set_cost (self->recipe, text != NULL ? text : "",
                               refresh_text != NULL ? refresh_text : "");
}

static void
update_line (FrostTrainPage *self)
{
  update_line_note (self);
  update_cost (self);
}

static void
update_bar (FrostTrainPage *self)
{
  frost_run_bar_update (self->run_bar, self->session, self->ready);
}

static void
update (FrostTrainPage *self)
{
  frost_recipe_panel_set_running (self->recipe, is_active (self));
  update_actions (self);
  update_line (self);
  update_bar (self);
}

/* Looking at the labels takes some milliseconds and is of use only when the page is seen. */
static gboolean
look_cb (gpointer data)
{
  FrostTrainPage *self = data;

  self->look = 0;
  if (self->project == NULL || self->ready != NULL || is_active (self)
      || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  self->ready = frost_train_ready_check (self->workbench);
  g_debug ("training: %s", self->ready->text);
  /* Filling the splits was a change of its own. */
  g_clear_handle_id (&self->look, g_source_remove);
  update (self);
  return G_SOURCE_REMOVE;
}

static void
look_again (FrostTrainPage *self)
{
  g_clear_pointer (&self->ready, frost_train_ready_free);
  if (self->look == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->look = g_idle_add (look_cb, self);
}

static void
project_changed_cb (FrostTrainPage *self)
{
  look_again (self);
}

static void
show_selected (FrostTrainPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->runs);

  frost_train_charts_show (
      self->charts, row != NULL ? frost_run_row_get_run (FROST_RUN_ROW (row)) : NULL,
      self->session);
}

static void
row_selected_cb (FrostTrainPage *self)
{
  show_selected (self);
}

static void
select_newest (FrostTrainPage *self)
{
  GtkListBoxRow *newest = gtk_list_box_get_row_at_index (self->runs, 0);

  gtk_widget_set_visible (self->runs_note, newest == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->runs), newest != NULL);
  gtk_list_box_select_row (self->runs, newest);
  show_selected (self);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  return frost_run_row_new (item);
}

static void
set_project (FrostTrainPage *self, FrostProject *project)
{
  g_autoptr (FrostRunItem) newest = NULL;

  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_set_object (&self->project, project);
  gtk_list_box_bind_model (self->runs,
                           project != NULL ? frost_project_get_runs (project) : NULL,
                           create_row_cb, NULL, NULL);
  if (project != NULL)
    {
      newest = g_list_model_get_item (frost_project_get_runs (project), 0);
      g_signal_connect_object (project, "changed", G_CALLBACK (project_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (project, "notify::busy", G_CALLBACK (project_changed_cb),
                               self, G_CONNECT_SWAPPED);
    }
  frost_recipe_panel_set_run (self->recipe, newest);
  select_newest (self);
  look_again (self);
  update (self);
}

static void
workbench_project_cb (FrostTrainPage *self)
{
  set_project (self, frost_workbench_get_project (self->workbench));
}

/* The run that goes on. */

static void
tell_end (FrostTrainPage *self, const char *action)
{
  g_autofree char *text = frost_run_session_dup_status_text (self->session);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkApplication *application =
      GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;

  /* Whoever looks at the page reads it there already. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s", text);
  if (application != NULL && !gtk_window_is_active (GTK_WINDOW (root)))
    {
      g_autoptr (GNotification) notification = g_notification_new ("Training Has Ended");

      g_notification_set_body (notification, text);
      g_application_send_notification (G_APPLICATION (application), "run-ended",
                                       notification);
    }
}

static void
finished_cb (FrostTrainPage *self)
{
  tell_end (self, "win.toast");
}

static void
failed_cb (FrostTrainPage *self)
{
  tell_end (self, "win.error");
}

/* The line goes back to where the run has it. */
static void
refused_cb (FrostTrainPage *self, const char *message)
{
  const int cut = frost_run_session_get_cut (self->session);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.error", "s", message);
  frost_workbench_set_cut (
      self->workbench, cut == frost_layer_stack_get_n_blocks (self->layers) ? -1 : cut);
}

static void
state_cb (FrostTrainPage *self)
{
  if (!is_active (self))
    look_again (self);
  update (self);
}

static void
set_session (FrostTrainPage *self, FrostRunSession *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    {
      g_signal_connect_object (session, "notify::state", G_CALLBACK (state_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "notify::text", G_CALLBACK (update_bar), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "notify::cut", G_CALLBACK (update_line_note),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "line-step", G_CALLBACK (update_line_note), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "refused", G_CALLBACK (refused_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "finished", G_CALLBACK (finished_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "failed", G_CALLBACK (failed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  select_newest (self);
  update (self);
}

static void
workbench_session_cb (FrostTrainPage *self)
{
  set_session (self, frost_workbench_get_run_session (self->workbench));
}

/* Commands. */

static void
start (FrostTrainPage *self)
{
  FrostBaseModel *base = frost_workbench_get_base_model (self->workbench);
  g_auto (FrostTrainSettings) settings;
  g_autoptr (FrostRunSession) session = NULL;
  g_autoptr (GError) error = NULL;
  int n_views;

  frost_recipe_panel_get (self->recipe, &settings, &n_views);
  settings.cut = frost_workbench_get_cut (self->workbench);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "train");
  if (base == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.error", "s",
                                  "There is no base model to start from: choose one in "
                                  "the Model view");
      return;
    }
  session = frost_run_session_start (self->project, base, &settings, n_views, &error);
  if (session == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.error", "s", error->message);
  else
    frost_workbench_set_run_session (self->workbench, session);
}

static void
start_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrostTrainPage *self = user_data;

  if (is_paused (self))
    frost_run_session_resume (self->session);
  else if (self->project != NULL && !is_active (self))
    start (self);
}

static void
pause_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrostTrainPage *self = user_data;

  if (is_paused (self))
    frost_run_session_resume (self->session);
  else if (is_active (self))
    frost_run_session_pause (self->session);
}

static void
stop_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrostTrainPage *self = user_data;

  if (is_active (self))
    frost_run_session_stop (self->session);
}

static const GActionEntry action_entries[] = {
  { .name = "train-start", .activate = start_action },
  { .name = "train-pause", .activate = pause_action },
  { .name = "train-stop", .activate = stop_action },
};

static void
rate_changed_cb (FrostTrainPage *self, double rate)
{
  if (is_active (self))
    frost_run_session_set_rate (self->session, rate);
}

/* The widget. */

static void
frost_train_page_root (GtkWidget *widget)
{
  FrostTrainPage *self = FROST_TRAIN_PAGE (widget);

  GTK_WIDGET_CLASS (frost_train_page_parent_class)->root (widget);

  GtkRoot *root = gtk_widget_get_root (widget);

  if (!G_IS_ACTION_MAP (root))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (action_entries); i++)
    g_action_map_add_action (G_ACTION_MAP (root),
                             g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                         action_entries[i].name));
}

static void
frost_train_page_unroot (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  for (gsize i = 0; G_IS_ACTION_MAP (root) && i < G_N_ELEMENTS (action_entries); i++)
    g_action_map_remove_action (G_ACTION_MAP (root), action_entries[i].name);
  GTK_WIDGET_CLASS (frost_train_page_parent_class)->unroot (widget);
}

static void
frost_train_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (frost_train_page_parent_class)->map (widget);
  look_again (FROST_TRAIN_PAGE (widget));
}

static gboolean
frost_train_page_grab_focus (GtkWidget *widget)
{
  FrostTrainPage *self = FROST_TRAIN_PAGE (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->run_bar))
         || gtk_widget_grab_focus (GTK_WIDGET (self->layers));
}

static void
frost_train_page_get_property (GObject *object, guint id, GValue *value,
                               GParamSpec *pspec)
{
  if (id == PROP_WORKBENCH)
    g_value_set_object (value, FROST_TRAIN_PAGE (object)->workbench);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frost_train_page_set_property (GObject *object, guint id, const GValue *value,
                               GParamSpec *pspec)
{
  if (id == PROP_WORKBENCH)
    FROST_TRAIN_PAGE (object)->workbench = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
watch (FrostTrainPage *self, const char *signal, GCallback callback)
{
  g_signal_connect_object (self->workbench, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
frost_train_page_constructed (GObject *object)
{
  FrostTrainPage *self = FROST_TRAIN_PAGE (object);

  G_OBJECT_CLASS (frost_train_page_parent_class)->constructed (object);
  g_return_if_fail (self->workbench != NULL);

  frost_layer_binding_attach (self->layers, self->workbench);
  watch (self, "notify::project", G_CALLBACK (workbench_project_cb));
  watch (self, "notify::run-session", G_CALLBACK (workbench_session_cb));
  watch (self, "notify::base-model", G_CALLBACK (project_changed_cb));
  watch (self, "notify::cut", G_CALLBACK (update_line));
  watch (self, "notify::base-model", G_CALLBACK (update_line));
  workbench_project_cb (self);
  workbench_session_cb (self);
}

static void
frost_train_page_dispose (GObject *object)
{
  FrostTrainPage *self = FROST_TRAIN_PAGE (object);

  g_clear_handle_id (&self->look, g_source_remove);
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->project);
  g_clear_object (&self->session);
  g_clear_pointer (&self->ready, frost_train_ready_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->workbench);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (frost_train_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/train/train-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostTrainPage, box);
  gtk_widget_class_bind_template_child (widget_class, FrostTrainPage, layers);
  gtk_widget_class_bind_template_child (widget_class, FrostTrainPage, line_note);
  gtk_widget_class_bind_template_child (widget_class, FrostTrainPage, charts);
  gtk_widget_class_bind_template_child (widget_class, FrostTrainPage, run_bar);
  gtk_widget_class_bind_template_child (widget_class, FrostTrainPage, recipe);
  gtk_widget_class_bind_template_child (widget_class, FrostTrainPage, runs_note);
  gtk_widget_class_bind_template_child (widget_class, FrostTrainPage, runs);
  gtk_widget_class_bind_template_callback (widget_class, rate_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_cost);
}

static void
frost_train_page_class_init (FrostTrainPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = frost_train_page_constructed;
  object_class->dispose = frost_train_page_dispose;
  object_class->get_property = frost_train_page_get_property;
  object_class->set_property = frost_train_page_set_property;
  widget_class->root = frost_train_page_root;
  widget_class->unroot = frost_train_page_unroot;
  widget_class->map = frost_train_page_map;
  widget_class->grab_focus = frost_train_page_grab_focus;
  props[PROP_WORKBENCH] = g_param_spec_object (
      "workbench", NULL, NULL, FROST_TYPE_WORKBENCH,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (FROST_TYPE_LAYER_STACK);
  g_type_ensure (FROST_TYPE_RECIPE_PANEL);
  g_type_ensure (FROST_TYPE_RUN_BAR);
  g_type_ensure (FROST_TYPE_TRAIN_CHARTS);
  gtk_widget_class_set_css_name (widget_class, "trainpage");
  bind_template (widget_class);
}

static void
frost_train_page_init (FrostTrainPage *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}
