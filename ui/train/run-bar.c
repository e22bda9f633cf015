#include "ui/train/run-bar.h"

#include <adwaita.h>

#include "ui/session/run-text.h"

struct _FrostRunBar
{
  GtkWidget parent_instance;
  const char *view; /* where the help button leads, or NULL */

  GtkWidget *box;
  GtkWidget *status_icon;
  GtkLabel *status;
  GtkProgressBar *bar;
  GtkButton *help_button;
  GtkWidget *start_button;
  GtkWidget *pause_button;
  AdwButtonContent *pause_content;
  GtkWidget *stop_button;
};

G_DEFINE_FINAL_TYPE (FrostRunBar, frost_run_bar, GTK_TYPE_WIDGET)

static void
update_buttons (FrostRunBar *self, gboolean active, gboolean paused, gboolean ready)
{
  gtk_widget_set_visible (self->start_button, !active);
  gtk_widget_set_sensitive (self->start_button, ready);
  gtk_widget_set_visible (self->pause_button, active);
  gtk_widget_set_visible (self->stop_button, active);
  adw_button_content_set_label (self->pause_content, paused ? "_Resume" : "_Pause");
  adw_button_content_set_icon_name (self->pause_content,
                                    paused ? "media-playback-start-symbolic"
                                           : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (self->pause_button, paused ? "Go On Training (Ctrl+P)"
                                                          : "Pause Training (Ctrl+P)");
  gtk_widget_set_visible (GTK_WIDGET (self->help_button), self->view != NULL);
  if (self->view != NULL)
    gtk_button_set_label (self->help_button, g_str_equal (self->view, "model")
                                                 ? "Choose a Model"
                                                 : "Go to Images");
}

void
frost_run_bar_update (FrostRunBar *self, FrostRunSession *session,
                      const FrostTrainReady *ready)
{
  g_return_if_fail (FROST_IS_RUN_BAR (self));

  const FrostRunState state =
      session != NULL ? frost_run_session_get_state (session) : FROST_RUN_IDLE;
  const gboolean active = session != NULL && frost_run_session_is_active (session);
  const gboolean blocked = !active && ready != NULL && !ready->ready;
  g_autofree char *text = NULL;

  /* The readiness until there is something to tell of a run, and again when it is not ready. */
  if (session != NULL && !blocked)
    text = frost_run_session_dup_status_text (session);
  else if (ready != NULL)
    text = g_strdup (ready->text);
  self->view = blocked ? ready->view : NULL;
  gtk_label_set_label (self->status, text != NULL ? text : "");
  gtk_widget_set_visible (self->status_icon, blocked || state == FROST_RUN_FAILED);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), active);
  gtk_progress_bar_set_fraction (
      self->bar, session != NULL ? frost_run_session_get_fraction (session) : 0);
  update_buttons (self, active, state == FROST_RUN_PAUSED, ready != NULL && ready->ready);
}

static void
start_clicked_cb (FrostRunBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.train-start", NULL);
}

static void
help_cb (FrostRunBar *self)
{
  if (self->view != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", self->view);
}

static gboolean
frost_run_bar_grab_focus (GtkWidget *widget)
{
  FrostRunBar *self = FROST_RUN_BAR (widget);

  if (gtk_widget_get_visible (self->pause_button))
    return gtk_widget_grab_focus (self->pause_button);
  if (gtk_widget_get_sensitive (self->start_button))
    return gtk_widget_grab_focus (self->start_button);
  return gtk_widget_get_visible (GTK_WIDGET (self->help_button))
         && gtk_widget_grab_focus (GTK_WIDGET (self->help_button));
}

static void
frost_run_bar_dispose (GObject *object)
{
  g_clear_pointer (&FROST_RUN_BAR (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (frost_run_bar_parent_class)->dispose (object);
}

static void
frost_run_bar_class_init (FrostRunBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_run_bar_dispose;
  widget_class->grab_focus = frost_run_bar_grab_focus;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/train/run-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostRunBar, box);
  gtk_widget_class_bind_template_child (widget_class, FrostRunBar, status_icon);
  gtk_widget_class_bind_template_child (widget_class, FrostRunBar, status);
  gtk_widget_class_bind_template_child (widget_class, FrostRunBar, bar);
  gtk_widget_class_bind_template_child (widget_class, FrostRunBar, help_button);
  gtk_widget_class_bind_template_child (widget_class, FrostRunBar, start_button);
  gtk_widget_class_bind_template_child (widget_class, FrostRunBar, pause_button);
  gtk_widget_class_bind_template_child (widget_class, FrostRunBar, pause_content);
  gtk_widget_class_bind_template_child (widget_class, FrostRunBar, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, start_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, help_cb);
}

static void
frost_run_bar_init (FrostRunBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
