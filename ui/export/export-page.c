#include "ui/export/export-page.h"

#include <adwaita.h>

#include "ui/export/export-chooser.h"
#include "ui/export/export-result.h"
#include "ui/export/show-in-folder.h"
#include "ui/session/export-info.h"
#include "ui/session/export.h"
#include "ui/session/run-text.h"

struct _FrostExportPage
{
  GtkWidget parent_instance;
  FrostWorkbench *workbench;
  FrostProject *project;      /* whose runs are listed */
  FrostRunSession *session;   /* whose state we hear */
  GtkFilterListModel *usable; /* runs that have a model */
  GCancellable *reading;      /* of what a file will hold */
  GCancellable *writing;      /* NULL = nothing is being exported */
  FrostWork work;             /* of the proof */
  gint64 written_run;
  gboolean half; /* of the file whose proof is being made */
  char *written; /* path of the last export that succeeded */

  GtkWidget *stack;
  GtkScrolledWindow *scroller;
  GtkAdjustment *scroll; /* of the scroller, lent */
  GtkWidget *train_button;
  AdwComboRow *run_row;
  AdwActionRow *classes_row;
  AdwActionRow *preparing_row;
  AdwActionRow *size_row;
  GtkWidget *export_button;
  GtkWidget *progress;
  GtkLabel *progress_label;
  GtkProgressBar *progress_bar;
  GtkWidget *result;
};

enum
{
  PROP_0,
  PROP_WORKBENCH,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FrostExportPage, frost_export_page, GTK_TYPE_WIDGET)

/* A row's text is markup, the name of a class is not. */
static void
set_row (AdwActionRow *row, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (row, markup);
}

static FrostRunItem *
get_run (FrostExportPage *self)
{
  return adw_combo_row_get_selected_item (self->run_row);
}

static void
update (FrostExportPage *self)
{
  const gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->usable)) > 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), any ? "export" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.save",
                                 any && self->writing == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.save-to",
                                 any && self->writing == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.show-in-folder",
                                 self->written != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->run_row), self->writing == NULL);
  gtk_widget_set_visible (self->progress, self->writing != NULL);
}

/* The result comes in below what is there, and is what one waits for. */
static void
follow_result_cb (FrostExportPage *self)
{
  if (self->writing != NULL || gtk_widget_get_visible (self->result))
    gtk_adjustment_set_value (self->scroll, gtk_adjustment_get_upper (self->scroll));
}

/* What the file will hold. */

static void
show_info (FrostExportPage *self, const FrostExportInfo *info)
{
  g_autofree char *pictures =
      g_strdup_printf ("%s; %s", info->input, info->preprocessing);
  g_autofree char *bytes = g_format_size ((guint64) info->bytes);
  g_autofree char *parameters = frost_count_to_text (info->parameters);
  g_autofree char *size = g_strdup_printf ("About %s, %s parameters", bytes, parameters);

  set_row (self->classes_row, info->classes);
  set_row (self->preparing_row, pictures);
  set_row (self->size_row, size);
}

static void
info_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrostExportPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostExportInfo) info = frost_export_info_load_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;
  g_clear_object (&self->reading);
  if (info != NULL)
    {
      show_info (self, info);
      return;
    }
  set_row (self->classes_row, "");
  set_row (self->preparing_row, "");
  set_row (self->size_row, error->message);
}

static void
run_selected_cb (FrostExportPage *self)
{
  FrostRunItem *run = get_run (self);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (run == NULL)
    return;
  gtk_widget_set_visible (self->result,
                          self->written != NULL
                              && self->written_run == frost_run_item_get_id (run));
  self->reading = g_cancellable_new ();
  frost_export_info_load_async (run, self->reading, info_cb, g_object_ref (self));
}

/* Writing, then reading back. */

static void
end_work (FrostExportPage *self)
{
  g_clear_object (&self->writing);
  update (self);
}

static void
progress_cb (double fraction, const char *text, gpointer user_data)
{
  FrostExportPage *self = user_data;

  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress_bar, fraction);
}

static void
proof_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrostExportPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostExportProof) proof = frost_export_proof_run_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->writing)
    return;
  frost_export_result_show_proof (FROST_EXPORT_RESULT (self->result), proof, self->half,
                                  error);
  end_work (self);
}

static void
show_failure (FrostExportPage *self, const char *message)
{
  frost_export_result_show_failure (FROST_EXPORT_RESULT (self->result), message);
  gtk_widget_set_visible (self->result, TRUE);
}

static void
show_written (FrostExportPage *self, const char *path)
{
  g_free (self->written);
  self->written = g_strdup (path);
  frost_export_result_show_file (FROST_EXPORT_RESULT (self->result), path);
  gtk_widget_set_visible (self->result, TRUE);
}

typedef struct
{
  FrostExportPage *self;
  FrostProject *project;
  GCancellable *writing;
  gint64 run_id;
  char *path;
} Export;

static void
export_free (Export *data)
{
  g_object_unref (data->self);
  g_object_unref (data->project);
  g_object_unref (data->writing);
  g_free (data->path);
  g_free (data);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *data = user_data;
  FrostExportPage *self = data->self;
  g_autoptr (GError) error = NULL;
  const gboolean ok = frost_export_run_finish (result, &error);

  /* Another project was opened meanwhile: the file is there, nobody asks for it here. */
  if (data->writing == self->writing)
    {
      if (ok)
        {
          self->written_run = data->run_id;
          show_written (self, data->path);
        }
      /* Weights alone say nothing that could be run and compared. */
      if (ok && frost_export_find_format (data->path) != FROST_EXPORT_ONNX)
        end_work (self);
      else if (ok)
        {
          gtk_label_set_label (self->progress_label,
                               "Reading it back and comparing what it says…");
          self->work = (FrostWork){ .cancellable = self->writing,
                                    .progress = progress_cb,
                                    .user_data = self };
          frost_export_proof_run_async (data->project, data->run_id, data->path,
                                        &self->work, proof_cb, g_object_ref (self));
        }
      else
        {
          show_failure (self, error->message);
          end_work (self);
        }
    }
  export_free (data);
}

static void
export_to (FrostExportPage *self, const char *path, gboolean half)
{
  FrostRunItem *run = get_run (self);
  Export *data;

  if (run == NULL || self->writing != NULL)
    return;
  self->writing = g_cancellable_new ();
  gtk_widget_set_visible (self->result, FALSE);
  gtk_label_set_label (self->progress_label, "Writing the file…");
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  data = g_new0 (Export, 1);
  data->self = g_object_ref (self);
  data->project = g_object_ref (self->project);
  data->writing = g_object_ref (self->writing);
  data->run_id = frost_run_item_get_id (run);
  data->path = g_strdup (path);
  self->half = half;
  frost_export_run_async (self->project, data->run_id, path, half, NULL, written_cb,
                          data);
  update (self);
}

static void
save_to_action (GtkWidget *widget, const char *name, GVariant *target)
{
  const char *path;
  gboolean half;

  g_variant_get (target, "(^&ayb)", &path, &half);
  export_to (FROST_EXPORT_PAGE (widget), path, half);
}

static void
chosen_cb (GtkWidget *widget, const char *path, gboolean half)
{
  FrostExportPage *self = FROST_EXPORT_PAGE (widget);

  if (path != NULL)
    export_to (self, path, half);
  else
    show_failure (self, "That place is not on this computer: choose a folder here, and "
                        "copy the file from there");
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostExportPage *self = FROST_EXPORT_PAGE (widget);
  FrostRunItem *run = get_run (self);
  g_autofree char *suggested = NULL;

  if (run == NULL)
    return;
  suggested = frost_export_suggest_name (self->project, frost_run_item_get_id (run));
  frost_export_choose (widget, frost_project_get_folder (self->project), suggested,
                       chosen_cb);
}

static void
show_in_folder_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostExportPage *self = FROST_EXPORT_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->written != NULL)
    frost_show_in_folder (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->written);
}

/* The runs. */

/* Runs come with their model only after a while. The newest one is what one wants. */
static void
refresh (FrostExportPage *self)
{
  FrostRunItem *before = get_run (self);
  GtkFilter *filter = gtk_filter_list_model_get_filter (self->usable);
  g_autoptr (FrostRunItem) newest = NULL;
  g_autoptr (FrostRunItem) newest_before =
      g_list_model_get_item (G_LIST_MODEL (self->usable), 0);

  gtk_filter_changed (filter, GTK_FILTER_CHANGE_DIFFERENT);
  newest = g_list_model_get_item (G_LIST_MODEL (self->usable), 0);
  if (newest != NULL && (before == NULL || newest != newest_before))
    adw_combo_row_set_selected (self->run_row, 0);
  update (self);
}

static gboolean
is_usable_cb (gpointer item, gpointer user_data)
{
  return frost_run_item_has_model (item);
}

static char *
dup_run_text_cb (FrostRunItem *run, guint n_epochs, int status, double accuracy,
                 gpointer user_data)
{
  g_autofree char *time = frost_run_item_dup_time_text (run, g_get_real_time ());
  g_autofree char *score = frost_run_item_dup_score_text (run);
  g_autofree char *recipe = frost_run_item_dup_recipe_text (run);

  return g_strdup_printf ("%s: %s, %s", time, score, recipe);
}

static void
set_project (FrostExportPage *self, FrostProject *project)
{
  if (self->writing != NULL)
    g_cancellable_cancel (self->writing);
  g_clear_object (&self->writing);
  g_clear_pointer (&self->written, g_free);
  gtk_widget_set_visible (self->result, FALSE);
  g_set_object (&self->project, project);
  gtk_filter_list_model_set_model (
      self->usable, project != NULL ? frost_project_get_runs (project) : NULL);
  refresh (self);
}

static void
workbench_project_cb (FrostExportPage *self)
{
  set_project (self, frost_workbench_get_project (self->workbench));
}

static void
workbench_session_cb (FrostExportPage *self)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, frost_workbench_get_run_session (self->workbench));
  if (self->session != NULL)
    g_signal_connect_object (self->session, "notify::state", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
  refresh (self);
}

/* The widget. */

static void
frost_export_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (frost_export_page_parent_class)->map (widget);
  refresh (FROST_EXPORT_PAGE (widget));
}

static gboolean
frost_export_page_grab_focus (GtkWidget *widget)
{
  FrostExportPage *self = FROST_EXPORT_PAGE (widget);
  const gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->usable)) > 0;

  return gtk_widget_grab_focus (any ? self->export_button : self->train_button);
}

static void
frost_export_page_get_property (GObject *object, guint id, GValue *value,
                                GParamSpec *pspec)
{
  if (id == PROP_WORKBENCH)
    g_value_set_object (value, FROST_EXPORT_PAGE (object)->workbench);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frost_export_page_set_property (GObject *object, guint id, const GValue *value,
                                GParamSpec *pspec)
{
  if (id == PROP_WORKBENCH)
    FROST_EXPORT_PAGE (object)->workbench = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frost_export_page_constructed (GObject *object)
{
  FrostExportPage *self = FROST_EXPORT_PAGE (object);

  G_OBJECT_CLASS (frost_export_page_parent_class)->constructed (object);
  g_return_if_fail (self->workbench != NULL);

  g_signal_connect_object (self->workbench, "notify::project",
                           G_CALLBACK (workbench_project_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workbench, "notify::run-session",
                           G_CALLBACK (workbench_session_cb), self, G_CONNECT_SWAPPED);
  workbench_project_cb (self);
  workbench_session_cb (self);
}

static void
frost_export_page_dispose (GObject *object)
{
  FrostExportPage *self = FROST_EXPORT_PAGE (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (self->writing != NULL)
    g_cancellable_cancel (self->writing);
  g_clear_object (&self->writing);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->usable);
  g_clear_object (&self->project);
  g_clear_object (&self->workbench);
  G_OBJECT_CLASS (frost_export_page_parent_class)->dispose (object);
}

static void
frost_export_page_finalize (GObject *object)
{
  g_free (FROST_EXPORT_PAGE (object)->written);
  G_OBJECT_CLASS (frost_export_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/export/export-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, train_button);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, run_row);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, classes_row);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, preparing_row);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, size_row);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, progress);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrostExportPage, result);
  gtk_widget_class_bind_template_callback (widget_class, run_selected_cb);
}

static void
frost_export_page_class_init (FrostExportPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = frost_export_page_constructed;
  object_class->dispose = frost_export_page_dispose;
  object_class->finalize = frost_export_page_finalize;
  object_class->get_property = frost_export_page_get_property;
  object_class->set_property = frost_export_page_set_property;
  widget_class->map = frost_export_page_map;
  widget_class->grab_focus = frost_export_page_grab_focus;
  props[PROP_WORKBENCH] = g_param_spec_object (
      "workbench", NULL, NULL, FROST_TYPE_WORKBENCH,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "exportpage");
  g_type_ensure (FROST_TYPE_EXPORT_RESULT);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "export.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "export.save-to", "(ayb)",
                                   save_to_action);
  gtk_widget_class_install_action (widget_class, "export.show-in-folder", NULL,
                                   show_in_folder_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK,
                                       "export.save", NULL);
}

static void
frost_export_page_init (FrostExportPage *self)
{
  /* What the text depends on, so that it follows a run that goes on. */
  GtkExpression *seen[] = {
    gtk_property_expression_new (FROST_TYPE_RUN_ITEM, NULL, "n-epochs"),
    gtk_property_expression_new (FROST_TYPE_RUN_ITEM, NULL, "status"),
    gtk_property_expression_new (FROST_TYPE_RUN_ITEM, NULL, "best-accuracy"),
  };
  g_autoptr (GtkExpression) text =
      gtk_cclosure_expression_new (G_TYPE_STRING, NULL, G_N_ELEMENTS (seen), seen,
                                   G_CALLBACK (dup_run_text_cb), NULL, NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->usable = gtk_filter_list_model_new (
      NULL, GTK_FILTER (gtk_custom_filter_new (is_usable_cb, NULL, NULL)));
  self->scroll = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (self->scroll, "notify::upper", G_CALLBACK (follow_result_cb),
                           self, G_CONNECT_SWAPPED);
  adw_combo_row_set_expression (self->run_row, text);
  adw_combo_row_set_model (self->run_row, G_LIST_MODEL (self->usable));
}
