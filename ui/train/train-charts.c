#include "ui/train/train-charts.h"

#include "ui/chart/plot.h"
#include "ui/session/run-text.h"

/* An epoch of 40 ms says all there is to say; steps are shown where one would wait for it. */
#define SLOW_EPOCH (3 * G_USEC_PER_SEC)
#define STEP_INTERVAL (G_USEC_PER_SEC / 4)

enum
{
  TRAIN,
  VALIDATION,
};

struct _FrostTrainCharts
{
  GtkWidget parent_instance;
  FrostRunItem *run;
  FrostRunSession *session; /* NULL = the run is over, or another one goes on */
  guint n_shown;            /* epochs */
  guint n_marked;           /* moves of the line */
  gint64 epoch_start;       /* monotonic */
  gint64 last_step;         /* monotonic */
  int step_series;          /* of the loss, -1 = none yet */

  FrostPlot *accuracy;
  FrostPlot *loss;
};

G_DEFINE_FINAL_TYPE (FrostTrainCharts, frost_train_charts, GTK_TYPE_WIDGET)

static void
append_epochs (FrostTrainCharts *self)
{
  GArray *epochs = frost_run_item_get_epochs (self->run);

  for (; self->n_shown < epochs->len; self->n_shown++)
    {
      const FrostRunEpoch *epoch = &g_array_index (epochs, FrostRunEpoch, self->n_shown);

      frost_plot_append (self->accuracy, TRAIN, epoch->epoch, epoch->train_accuracy);
      frost_plot_append (self->accuracy, VALIDATION, epoch->epoch, epoch->val_accuracy);
      frost_plot_append (self->loss, TRAIN, epoch->epoch, epoch->train_loss);
      frost_plot_append (self->loss, VALIDATION, epoch->epoch, epoch->val_loss);
    }
  self->epoch_start = g_get_monotonic_time ();
}

static void
mark_moves (FrostTrainCharts *self)
{
  GArray *moves = frost_run_item_get_moves (self->run);

  for (; self->n_marked < moves->len; self->n_marked++)
    {
      const FrostRunMove *move = &g_array_index (moves, FrostRunMove, self->n_marked);
      g_autofree char *name = frost_run_move_dup_text (move);

      frost_plot_add_mark (self->accuracy, move->place, name);
      frost_plot_add_mark (self->loss, move->place, name);
    }
}

/* Where the run is, in epochs. */
static double
get_place (FrostTrainCharts *self, const FrostTurn *turn)
{
  return self->n_shown
         + (turn->total > 0 ? (double) turn->done / (double) turn->total : 0);
}

/* As the last epoch was, so will this one be. */
static gboolean
is_slow (FrostTrainCharts *self, gint64 now)
{
  GArray *epochs = frost_run_item_get_epochs (self->run);
  const double seconds =
      epochs->len > 0 ? g_array_index (epochs, FrostRunEpoch, epochs->len - 1).seconds
                      : (double) (now - self->epoch_start) / G_USEC_PER_SEC;

  return seconds * G_USEC_PER_SEC >= SLOW_EPOCH;
}

static void
progress_cb (FrostTrainCharts *self, const FrostTurn *turn)
{
  const gint64 now = g_get_monotonic_time ();

  if (turn->kind != FROST_TURN_STEP)
    {
      if (turn->kind == FROST_TURN_FEATURES)
        self->epoch_start = now;
      return;
    }
  if (!is_slow (self, now) || now - self->last_step < STEP_INTERVAL)
    return;
  if (self->step_series < 0)
    self->step_series =
        (int) frost_plot_add_series (self->loss, "each step", FROST_PLOT_BASELINE);
  frost_plot_append (self->loss, (guint) self->step_series, get_place (self, turn),
                     turn->loss);
  self->last_step = now;
}

static void
rate_cb (FrostTrainCharts *self)
{
  g_autofree char *name = NULL;
  double rate, place;

  g_object_get (self->session, "rate", &rate, NULL);
  name = g_strdup_printf ("rate %.3g", rate);
  /* During the features no epoch has begun. */
  place = frost_run_session_get_state (self->session) == FROST_RUN_FEATURES
              ? 0
              : frost_run_session_get_fraction (self->session)
                    * frost_run_session_get_n_epochs (self->session);
  frost_plot_add_mark (self->accuracy, place, name);
  frost_plot_add_mark (self->loss, place, name);
}

static void
forget (FrostTrainCharts *self)
{
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->run);
  g_clear_object (&self->session);
}

static void
clear_plots (FrostTrainCharts *self)
{
  FrostPlot *plots[] = { self->accuracy, self->loss };

  for (guint i = 0; i < G_N_ELEMENTS (plots); i++)
    {
      frost_plot_remove_all_series (plots[i]);
      frost_plot_clear (plots[i]);
      frost_plot_add_series (plots[i], "train", FROST_PLOT_TRAIN);
      frost_plot_add_series (plots[i], "validation", FROST_PLOT_VALIDATION);
      frost_plot_set_x_max (plots[i], 0);
    }
  self->n_shown = 0;
  self->n_marked = 0;
  self->step_series = -1;
  self->last_step = 0;
}

void
frost_train_charts_show (FrostTrainCharts *self, FrostRunItem *run,
                         FrostRunSession *session)
{
  g_return_if_fail (FROST_IS_TRAIN_CHARTS (self));

  if (session != NULL && frost_run_session_get_run (session) != run)
    session = NULL;
  if (self->run == run && self->session == session)
    return;
  forget (self);
  clear_plots (self);
  g_set_object (&self->run, run);
  g_set_object (&self->session, session);
  if (run == NULL)
    return;
  frost_plot_set_x_max (self->accuracy, frost_run_item_get_settings (run)->epochs);
  frost_plot_set_x_max (self->loss, frost_run_item_get_settings (run)->epochs);
  append_epochs (self);
  mark_moves (self);
  g_signal_connect_object (run, "notify::n-moves", G_CALLBACK (mark_moves), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::n-epochs", G_CALLBACK (append_epochs), self,
                           G_CONNECT_SWAPPED);
  if (session == NULL)
    return;
  g_signal_connect_object (session, "progress", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::rate", G_CALLBACK (rate_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
frost_train_charts_dispose (GObject *object)
{
  FrostTrainCharts *self = FROST_TRAIN_CHARTS (object);

  forget (self);
  g_clear_pointer ((GtkWidget **) &self->accuracy, gtk_widget_unparent);
  g_clear_pointer ((GtkWidget **) &self->loss, gtk_widget_unparent);
  G_OBJECT_CLASS (frost_train_charts_parent_class)->dispose (object);
}

static void
frost_train_charts_class_init (FrostTrainChartsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_train_charts_dispose;
  g_type_ensure (FROST_TYPE_PLOT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/train/train-charts.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostTrainCharts, accuracy);
  gtk_widget_class_bind_template_child (widget_class, FrostTrainCharts, loss);
}

static void
frost_train_charts_init (FrostTrainCharts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  clear_plots (self);
}
