#include "ui/window/main-window-private.h"

#include "ui/export/export-page.h"
#include "ui/frost-ui-resources.h"
#include "ui/images/images-page.h"
#include "ui/model/model-page.h"
#include "ui/session/recent.h"
#include "ui/start/start-page.h"
#include "ui/train/train-page.h"
#include "ui/window/file-check.h"
#include "ui/window/import-report-dialog.h"
#include "ui/window/job-page.h"

#define TOAST_SECONDS 4
#define TOAST_LONG_SECONDS 10
#define TOAST_SETTLE (G_USEC_PER_SEC / 2)

/* The views in the order of the switcher. */
static const struct
{
  const char *name;
  const char *title;
  const char *icon_name;
  GType (*get_type) (void);
} views[] = {
  { "images", "Images", "frostline-images-symbolic", frost_images_page_get_type },
  { "model", "Model", "frostline-model-symbolic", frost_model_page_get_type },
  { "train", "Train", "frostline-train-symbolic", frost_train_page_get_type },
  { "export", "Export", "frostline-export-symbolic", frost_export_page_get_type },
};

struct _FrostMainWindow
{
  AdwApplicationWindow parent_instance;
  FrostWorkbench *workbench;
  FrostProject *project; /* whose signals we hear */
  FrostImportReport *report;
  AdwToast *toast;   /* the last one, until it is gone: a new one takes its place */
  gint64 toast_time; /* monotonic, when it came */
  gboolean working;
  GCancellable *file_check; /* of the open project's photographs */

  GtkStack *title_stack;
  GtkWidget *plain_title;
  GtkWidget *switcher;
  GtkWidget *home_button;
  GtkLabel *project_label;
  GtkWidget *undo_button;
  GtkWidget *redo_button;
  GtkInfoBar *read_only_bar;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  FrostStartPage *start_page;
  FrostJobPage *job_page;
  AdwViewStack *views;
};

G_DEFINE_FINAL_TYPE (FrostMainWindow, frost_main_window, ADW_TYPE_APPLICATION_WINDOW)

FrostMainWindow *
frost_main_window_new (AdwApplication *application)
{
  return g_object_new (FROST_TYPE_MAIN_WINDOW, "application", application, NULL);
}

FrostWorkbench *
frost_main_window_get_workbench (FrostMainWindow *self)
{
  g_return_val_if_fail (FROST_IS_MAIN_WINDOW (self), NULL);
  return self->workbench;
}

const char *const *
frost_main_window_list_views (void)
{
  static const char *names[G_N_ELEMENTS (views) + 1];

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    names[i] = views[i].name;
  return names;
}

void
frost_main_window_register_resources (void)
{
  g_resources_register (frost_ui_get_resource ());
}

/* Messages. A toast's title is markup, a file's name is not. */

/* libadwaita 1.2 crashes when one is dismissed while it still slides in. */
static gboolean
is_toast_settled (FrostMainWindow *self)
{
  return g_get_monotonic_time () - self->toast_time > TOAST_SETTLE;
}

static void
toast_dismissed_cb (FrostMainWindow *self, AdwToast *toast)
{
  if (self->toast == toast)
    g_clear_object (&self->toast);
}

static void
drop_toast (FrostMainWindow *self)
{
  g_autoptr (AdwToast) toast = g_steal_pointer (&self->toast);

  if (toast != NULL && is_toast_settled (self))
    adw_toast_dismiss (toast);
}

/* Toasts would wait for each other: ten quick undos would be told about for a minute.
 * What an older one says, or offers to undo, is no longer the last thing anyway. */
static AdwToast *
add_toast (FrostMainWindow *self, const char *text, guint seconds)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (self->toast != NULL && !is_toast_settled (self))
    {
      adw_toast_set_title (self->toast, escaped);
      adw_toast_set_button_label (self->toast, NULL);
      adw_toast_set_action_name (self->toast, NULL);
      return self->toast;
    }
  drop_toast (self);
  self->toast = adw_toast_new (escaped);
  self->toast_time = g_get_monotonic_time ();
  adw_toast_set_timeout (self->toast, seconds);
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (toast_dismissed_cb),
                           self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (self->toast));
  return self->toast;
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *target)
{
  add_toast (FROST_MAIN_WINDOW (widget), g_variant_get_string (target, NULL),
             TOAST_SECONDS);
}

static void
error_action (GtkWidget *widget, const char *name, GVariant *target)
{
  add_toast (FROST_MAIN_WINDOW (widget), g_variant_get_string (target, NULL),
             TOAST_LONG_SECONDS);
}

static void
toast_undo_action (GtkWidget *widget, const char *name, GVariant *target)
{
  AdwToast *toast = add_toast (FROST_MAIN_WINDOW (widget),
                               g_variant_get_string (target, NULL), TOAST_LONG_SECONDS);

  adw_toast_set_button_label (toast, "_Undo");
  adw_toast_set_action_name (toast, "win.undo");
}

void
frost_main_window_show_error (FrostMainWindow *self, const char *heading,
                              const char *text)
{
  g_return_if_fail (FROST_IS_MAIN_WINDOW (self));

  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", "_Close");
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
error_dialog_action (GtkWidget *widget, const char *name, GVariant *target)
{
  const char *heading, *text;

  g_variant_get (target, "(&s&s)", &heading, &text);
  frost_main_window_show_error (FROST_MAIN_WINDOW (widget), heading, text);
}

void
frost_main_window_show_import (FrostMainWindow *self, FrostImportReport *report)
{
  g_return_if_fail (FROST_IS_MAIN_WINDOW (self));

  g_autofree char *title = frost_import_report_dup_title (report);
  AdwToast *toast = add_toast (self, title, TOAST_LONG_SECONDS);

  g_clear_pointer (&self->report, frost_import_report_free);
  self->report = report;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-report",
                                 report->notes->len > 0);
  if (report->notes->len > 0)
    {
      adw_toast_set_button_label (toast, "_Details");
      adw_toast_set_action_name (toast, "win.show-report");
    }
}

static void
show_report_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostMainWindow *self = FROST_MAIN_WINDOW (widget);

  if (self->report != NULL)
    gtk_window_present (frost_import_report_dialog_new (GTK_WINDOW (self), self->report));
}

/* What is shown. */

static void
update_history (FrostMainWindow *self)
{
  gboolean undo_line = frost_workbench_can_undo_line (self->workbench);
  gboolean redo_line = frost_workbench_can_redo_line (self->workbench);
  gboolean can_undo = self->project != NULL && frost_project_can_undo (self->project)
                      && !frost_project_is_read_only (self->project);
  gboolean can_redo = self->project != NULL && frost_project_can_redo (self->project)
                      && !frost_project_is_read_only (self->project);
  g_autofree char *undo =
      undo_line  ? g_strdup ("Undo: move of the frost line (Ctrl+Z)")
      : can_undo ? g_strdup_printf ("Undo: %s (Ctrl+Z)",
                                    frost_project_get_undo_description (self->project))
                 : g_strdup ("Undo (Ctrl+Z)");
  g_autofree char *redo =
      redo_line  ? g_strdup ("Redo: move of the frost line (Shift+Ctrl+Z)")
      : can_redo ? g_strdup_printf ("Redo: %s (Shift+Ctrl+Z)",
                                    frost_project_get_redo_description (self->project))
                 : g_strdup ("Redo (Shift+Ctrl+Z)");

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo",
                                 (can_undo || undo_line) && !self->working);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo",
                                 (can_redo || redo_line) && !self->working);
  gtk_widget_set_tooltip_text (self->undo_button, undo);
  gtk_widget_set_tooltip_text (self->redo_button, redo);
}

static void
update (FrostMainWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean open = self->project != NULL && !self->working;
  gboolean read_only = open && frost_project_is_read_only (self->project);

  gtk_stack_set_visible_child_name (self->stack, self->working ? "job"
                                                 : open        ? "project"
                                                               : "start");
  gtk_stack_set_visible_child (self->title_stack, open && G_N_ELEMENTS (views) > 1
                                                      ? self->switcher
                                                      : self->plain_title);
  gtk_widget_set_visible (self->home_button, open);
  gtk_widget_set_visible (GTK_WIDGET (self->project_label), open);
  gtk_widget_set_visible (self->undo_button, open);
  gtk_widget_set_visible (self->redo_button, open);
  gtk_info_bar_set_revealed (self->read_only_bar, read_only);
  gtk_label_set_label (self->project_label,
                       open ? frost_project_get_name (self->project) : "");

  gtk_widget_action_set_enabled (widget, "win.import", open && !read_only);
  gtk_widget_action_set_enabled (widget, "win.import-folder", open && !read_only);
  gtk_widget_action_set_enabled (widget, "win.close-project", open);
  gtk_widget_action_set_enabled (widget, "win.view", open);
  gtk_widget_action_set_enabled (widget, "win.new-project", !self->working);
  gtk_widget_action_set_enabled (widget, "win.new-project-from", !self->working);
  gtk_widget_action_set_enabled (widget, "win.open-project", !self->working);
  gtk_widget_action_set_enabled (widget, "win.open-project-folder", !self->working);
  gtk_widget_action_set_enabled (widget, "win.sample", !self->working);
  gtk_widget_action_set_enabled (widget, "win.show-report",
                                 open && self->report != NULL
                                     && self->report->notes->len > 0);
  update_history (self);

  g_autofree char *title =
      open ? g_strdup_printf ("%s – Frostline", frost_project_get_name (self->project))
           : g_strdup ("Frostline");
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
focus_content (FrostMainWindow *self)
{
  GtkWidget *child = gtk_stack_get_visible_child (self->stack);

  if (child == GTK_WIDGET (self->views))
    child = adw_view_stack_get_visible_child (self->views);
  if (child != NULL)
    gtk_widget_grab_focus (child);
}

const FrostWork *
frost_main_window_begin_job (FrostMainWindow *self, const char *title)
{
  g_return_val_if_fail (FROST_IS_MAIN_WINDOW (self) && !self->working, NULL);

  self->working = TRUE;
  update (self);
  const FrostWork *work = frost_job_page_start (self->job_page, title);
  focus_content (self);
  return work;
}

void
frost_main_window_end_job (FrostMainWindow *self)
{
  g_return_if_fail (FROST_IS_MAIN_WINDOW (self));

  self->working = FALSE;
  frost_start_page_refresh (self->start_page);
  update (self);
  focus_content (self);
}

gboolean
frost_main_window_is_working (FrostMainWindow *self)
{
  g_return_val_if_fail (FROST_IS_MAIN_WINDOW (self), FALSE);
  return self->working;
}

static void
history_notify_cb (FrostMainWindow *self)
{
  update_history (self);
}

void
frost_main_window_set_project (FrostMainWindow *self, FrostProject *project)
{
  g_return_if_fail (FROST_IS_MAIN_WINDOW (self));

  FrostRunSession *session = frost_workbench_get_run_session (self->workbench);

  drop_toast (self);
  /* It holds the project, and with it the lock. */
  if (self->file_check != NULL)
    g_cancellable_cancel (self->file_check);
  g_clear_object (&self->file_check);
  if (session != NULL)
    frost_run_session_close (session);
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_clear_pointer (&self->report, frost_import_report_free);
  g_set_object (&self->project, project);
  frost_workbench_set_project (self->workbench, project);
  if (project != NULL)
    {
      g_autoptr (GError) error = NULL;

      g_signal_connect_object (project, "notify", G_CALLBACK (history_notify_cb), self,
                               G_CONNECT_SWAPPED);
      /* A list that cannot be written costs one click next time, not the project. */
      if (!frost_recent_add (frost_project_get_folder (project), &error))
        g_message ("recent projects: %s", error->message);
      if (!frost_project_is_read_only (project))
        self->file_check = frost_file_check_start (self, project);
      adw_view_stack_set_visible_child_name (self->views, views[0].name);
    }
  frost_start_page_refresh (self->start_page);
  update (self);
  focus_content (self);
}

/* Commands. */

/* A move of the line is kept only until something else is changed, so it is the last step. */
static gboolean
undo_or_redo_line (FrostMainWindow *self, gboolean undo)
{
  if (undo ? !frost_workbench_can_undo_line (self->workbench)
           : !frost_workbench_can_redo_line (self->workbench))
    return FALSE;
  if (undo)
    frost_workbench_undo_line (self->workbench);
  else
    frost_workbench_redo_line (self->workbench);
  add_toast (self,
             undo ? "Undone: move of the frost line"
                  : "Done again: move of the frost line",
             TOAST_SECONDS);
  return TRUE;
}

static void
undo_or_redo (FrostMainWindow *self, gboolean undo)
{
  g_autofree char *description = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (self->project == NULL || undo_or_redo_line (self, undo))
    return;
  if (!(undo ? frost_project_undo (self->project, &description, &error)
             : frost_project_redo (self->project, &description, &error)))
    {
      add_toast (self, error->message, TOAST_LONG_SECONDS);
      return;
    }
  text = g_strdup_printf (undo ? "Undone: %s" : "Done again: %s", description);
  add_toast (self, text, TOAST_SECONDS);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *target)
{
  undo_or_redo (FROST_MAIN_WINDOW (widget), TRUE);
}

static void
redo_action (GtkWidget *widget, const char *name, GVariant *target)
{
  undo_or_redo (FROST_MAIN_WINDOW (widget), FALSE);
}

static void
view_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostMainWindow *self = FROST_MAIN_WINDOW (widget);
  const char *view = g_variant_get_string (target, NULL);

  if (adw_view_stack_get_child_by_name (self->views, view) == NULL)
    return;
  adw_view_stack_set_visible_child_name (self->views, view);
  focus_content (self);
}

static void
stop_response_cb (FrostMainWindow *self, const char *response, GtkWidget *dialog)
{
  gboolean close_window =
      GPOINTER_TO_INT (g_object_get_data (G_OBJECT (dialog), "close-window"));

  if (g_strcmp0 (response, "stop") != 0)
    return;
  frost_main_window_set_project (self, NULL);
  if (close_window)
    gtk_window_close (GTK_WINDOW (self));
}

/* Training that goes on is the one thing that closing would take away. */
static void
ask_to_stop (FrostMainWindow *self, gboolean close_window)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (self), "Stop Training?",
                              "A run is going on. What it learned so far is kept.");

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    "_Keep Training", "stop", "_Stop and Close", NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), "close-window", GINT_TO_POINTER (close_window));
  g_signal_connect_object (dialog, "response", G_CALLBACK (stop_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
close_project_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostMainWindow *self = FROST_MAIN_WINDOW (widget);

  if (frost_workbench_is_running (self->workbench))
    ask_to_stop (self, FALSE);
  else
    frost_main_window_set_project (self, NULL);
}

static gboolean
frost_main_window_close_request (GtkWindow *window)
{
  FrostMainWindow *self = FROST_MAIN_WINDOW (window);

  if (frost_workbench_is_running (self->workbench))
    {
      ask_to_stop (self, TRUE);
      return TRUE;
    }
  if (self->working)
    frost_job_page_cancel (self->job_page);
  frost_main_window_set_project (self, NULL);
  return GTK_WINDOW_CLASS (frost_main_window_parent_class)->close_request (window);
}

static void
read_only_response_cb (FrostMainWindow *self)
{
  g_autofree char *folder = NULL;

  if (self->project == NULL)
    return;
  folder = g_strdup (frost_project_get_folder (self->project));
  frost_main_window_set_project (self, NULL);
  frost_main_window_open_folder (self, folder);
}

static void
add_views (FrostMainWindow *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      GtkWidget *page =
          g_object_new (views[i].get_type (), "workbench", self->workbench, NULL);

      adw_view_stack_add_titled (self->views, page, views[i].name, views[i].title);
      adw_view_stack_page_set_icon_name (adw_view_stack_get_page (self->views, page),
                                         views[i].icon_name);
    }
}

static void
frost_main_window_dispose (GObject *object)
{
  FrostMainWindow *self = FROST_MAIN_WINDOW (object);

  g_clear_object (&self->toast);
  if (self->file_check != NULL)
    g_cancellable_cancel (self->file_check);
  g_clear_object (&self->file_check);
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  if (self->workbench != NULL)
    frost_workbench_set_project (self->workbench, NULL);
  g_clear_object (&self->project);
  g_clear_pointer (&self->report, frost_import_report_free);
  G_OBJECT_CLASS (frost_main_window_parent_class)->dispose (object);
  g_clear_object (&self->workbench);
}

static void
frost_main_window_class_init (FrostMainWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_main_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = frost_main_window_close_request;
  g_type_ensure (FROST_TYPE_START_PAGE);
  g_type_ensure (FROST_TYPE_JOB_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/window/main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, title_stack);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, plain_title);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, home_button);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, project_label);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, read_only_bar);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, start_page);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, job_page);
  gtk_widget_class_bind_template_child (widget_class, FrostMainWindow, views);
  gtk_widget_class_bind_template_callback (widget_class, read_only_response_cb);

  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (widget_class, "win.toast-undo", "s",
                                   toast_undo_action);
  gtk_widget_class_install_action (widget_class, "win.error", "s", error_action);
  gtk_widget_class_install_action (widget_class, "win.error-dialog", "(ss)",
                                   error_dialog_action);
  gtk_widget_class_install_action (widget_class, "win.view", "s", view_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "win.close-project", NULL,
                                   close_project_action);
  gtk_widget_class_install_action (widget_class, "win.show-report", NULL,
                                   show_report_action);
  frost_project_flow_install (widget_class);
}

static void
frost_main_window_init (FrostMainWindow *self)
{
  self->workbench = frost_workbench_new ();
  g_signal_connect_object (self->workbench, "notify::can-undo-line",
                           G_CALLBACK (history_notify_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workbench, "notify::can-redo-line",
                           G_CALLBACK (history_notify_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_icon_name (GTK_WINDOW (self), "org.frostline.Frostline");
  add_views (self);
  update (self);
}
