#include "ui/window/job-page.h"

#include <adwaita.h>

/* Before that much is known, an estimate would jump about. */
#define ESTIMATE_FROM_FRACTION 0.05
#define ESTIMATE_FROM_SECONDS 1.5

struct _FrostJobPage
{
  GtkWidget parent_instance;
  GCancellable *cancellable;
  FrostWork work;
  gint64 started; /* monotonic, microseconds */

  GtkWidget *clamp;
  GtkLabel *title;
  GtkProgressBar *bar;
  GtkLabel *text;
  GtkWidget *cancel_button;
};

G_DEFINE_FINAL_TYPE (FrostJobPage, frost_job_page, GTK_TYPE_WIDGET)

static char *
dup_estimate (FrostJobPage *self, double fraction)
{
  double seconds = (double) (g_get_monotonic_time () - self->started) / G_USEC_PER_SEC;

  if (fraction < ESTIMATE_FROM_FRACTION || seconds < ESTIMATE_FROM_SECONDS)
    return NULL;

  double left = seconds * (1 - fraction) / fraction;
  if (left < 90)
    return g_strdup_printf ("about %d s left", MAX (1, (int) (left + 0.5)));
  return g_strdup_printf ("about %d min left", (int) (left / 60 + 0.5));
}

static void
progress_cb (double fraction, const char *text, gpointer user_data)
{
  FrostJobPage *self = user_data;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (fraction < 0)
    {
      gtk_progress_bar_pulse (self->bar);
      gtk_label_set_label (self->text, text);
      return;
    }

  g_autofree char *estimate = dup_estimate (self, fraction);
  g_autofree char *line =
      estimate != NULL ? g_strdup_printf ("%s · %s", text, estimate) : g_strdup (text);

  gtk_progress_bar_set_fraction (self->bar, fraction);
  gtk_label_set_label (self->text, line);
}

const FrostWork *
frost_job_page_start (FrostJobPage *self, const char *title)
{
  g_return_val_if_fail (FROST_IS_JOB_PAGE (self), NULL);

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->work = (FrostWork){ .cancellable = self->cancellable,
                            .progress = progress_cb,
                            .user_data = self };
  self->started = g_get_monotonic_time ();
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->text, "");
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_widget_set_sensitive (self->cancel_button, TRUE);
  return &self->work;
}

void
frost_job_page_cancel (FrostJobPage *self)
{
  g_return_if_fail (FROST_IS_JOB_PAGE (self));

  if (self->cancellable == NULL)
    return;
  gtk_label_set_label (self->text, "Stopping…");
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
  g_cancellable_cancel (self->cancellable);
}

static gboolean
frost_job_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (FROST_JOB_PAGE (widget)->cancel_button);
}

static void
frost_job_page_dispose (GObject *object)
{
  FrostJobPage *self = FROST_JOB_PAGE (object);

  g_clear_pointer (&self->clamp, gtk_widget_unparent);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (frost_job_page_parent_class)->dispose (object);
}

static void
frost_job_page_class_init (FrostJobPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_job_page_dispose;
  widget_class->grab_focus = frost_job_page_grab_focus;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/window/job-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostJobPage, clamp);
  gtk_widget_class_bind_template_child (widget_class, FrostJobPage, title);
  gtk_widget_class_bind_template_child (widget_class, FrostJobPage, bar);
  gtk_widget_class_bind_template_child (widget_class, FrostJobPage, text);
  gtk_widget_class_bind_template_child (widget_class, FrostJobPage, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, frost_job_page_cancel);
}

static void
frost_job_page_init (FrostJobPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
