#include "ui/train/recipe-panel.h"

#include <adwaita.h>

#include "ui/train/rate-spin.h"

/* Holding a key or the wheel down goes through many rates; only where it rests is meant. */
#define RATE_REST_MS 350

/* As it is, mirrored, and two crops: the fourth part of what all of them cost is paid in any case. */
#define DEFAULT_VIEWS 4

struct _FrostRecipePanel
{
  GtkWidget parent_instance;
  gboolean filling; /* what the widgets say meanwhile is no decision */
  gboolean running;
  guint rest; /* source */

  GtkWidget *group;
  GtkSpinButton *epochs_spin;
  GtkSpinButton *rate_spin;
  GtkSwitch *augment_switch;
  GtkSpinButton *views_spin;
  AdwActionRow *views_row;
  GtkSpinButton *refresh_spin;
  AdwActionRow *refresh_row;
  AdwExpanderRow *more_row;
  GtkSpinButton *batch_spin;
  AdwComboRow *optimizer_row;
  GtkSpinButton *momentum_spin;
  GtkSpinButton *decay_spin;
  AdwComboRow *schedule_row;
  GtkSpinButton *seed_spin;
};

enum
{
  SIGNAL_RATE_CHANGED,
  SIGNAL_VIEWS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrostRecipePanel, frost_recipe_panel, GTK_TYPE_WIDGET)

static FrostOptimizerKind
get_optimizer (FrostRecipePanel *self)
{
  return (FrostOptimizerKind) adw_combo_row_get_selected (self->optimizer_row);
}

static void
update_sensitive (FrostRecipePanel *self)
{
  const gboolean editable = !self->running;
  const gboolean augments = gtk_switch_get_active (self->augment_switch);

  gtk_widget_set_sensitive (GTK_WIDGET (self->epochs_spin), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->augment_switch), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->views_spin), editable && augments);
  gtk_widget_set_sensitive (GTK_WIDGET (self->refresh_spin), editable && augments);
  gtk_widget_set_sensitive (GTK_WIDGET (self->batch_spin), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->optimizer_row), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->momentum_spin),
                            editable && get_optimizer (self) == FROST_OPTIMIZER_SGD);
  gtk_widget_set_sensitive (GTK_WIDGET (self->decay_spin), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->schedule_row), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->seed_spin), editable);
}

static void
optimizer_cb (FrostRecipePanel *self)
{
  update_sensitive (self);
}

static void
views_cb (FrostRecipePanel *self)
{
  update_sensitive (self);
  g_signal_emit (self, signals[SIGNAL_VIEWS_CHANGED], 0);
}

static gboolean
rest_cb (gpointer data)
{
  FrostRecipePanel *self = data;

  self->rest = 0;
  g_signal_emit (self, signals[SIGNAL_RATE_CHANGED], 0,
                 frost_rate_spin_get (self->rate_spin));
  return G_SOURCE_REMOVE;
}

static void
rate_cb (FrostRecipePanel *self)
{
  if (self->filling)
    return;
  g_clear_handle_id (&self->rest, g_source_remove);
  self->rest = g_timeout_add (RATE_REST_MS, rest_cb, self);
}

void
frost_recipe_panel_get (FrostRecipePanel *self, FrostTrainSettings *settings,
                        int *n_views)
{
  g_return_if_fail (FROST_IS_RECIPE_PANEL (self));

  frost_train_settings_init (settings);
  /* A number that was typed and not left yet counts too. */
  gtk_spin_button_update (self->epochs_spin);
  gtk_spin_button_update (self->rate_spin);
  gtk_spin_button_update (self->batch_spin);
  gtk_spin_button_update (self->views_spin);
  gtk_spin_button_update (self->refresh_spin);
  gtk_spin_button_update (self->momentum_spin);
  gtk_spin_button_update (self->decay_spin);
  gtk_spin_button_update (self->seed_spin);
  settings->epochs = gtk_spin_button_get_value_as_int (self->epochs_spin);
  settings->rate = frost_rate_spin_get (self->rate_spin);
  settings->batch_size = gtk_spin_button_get_value_as_int (self->batch_spin);
  settings->optimizer = get_optimizer (self);
  settings->momentum = gtk_spin_button_get_value (self->momentum_spin);
  settings->weight_decay = gtk_spin_button_get_value (self->decay_spin);
  settings->schedule =
      (FrostScheduleKind) adw_combo_row_get_selected (self->schedule_row);
  settings->seed = (guint64) gtk_spin_button_get_value (self->seed_spin);
  *n_views = gtk_switch_get_active (self->augment_switch)
                 ? gtk_spin_button_get_value_as_int (self->views_spin)
                 : 1;
  if (gtk_switch_get_active (self->augment_switch))
    settings->refresh = gtk_spin_button_get_value_as_int (self->refresh_spin);
}

static void
show_settings (FrostRecipePanel *self, const FrostTrainSettings *settings, int n_views)
{
  self->filling = TRUE;
  gtk_spin_button_set_value (self->epochs_spin, settings->epochs);
  frost_rate_spin_set (self->rate_spin, settings->rate);
  gtk_spin_button_set_value (self->batch_spin, settings->batch_size);
  adw_combo_row_set_selected (self->optimizer_row, settings->optimizer);
  gtk_spin_button_set_value (self->momentum_spin, settings->momentum);
  gtk_spin_button_set_value (self->decay_spin, settings->weight_decay);
  adw_combo_row_set_selected (self->schedule_row, settings->schedule);
  gtk_spin_button_set_value (self->seed_spin, (double) settings->seed);
  gtk_switch_set_active (self->augment_switch, n_views > 1);
  gtk_spin_button_set_value (self->views_spin, n_views > 1 ? n_views : DEFAULT_VIEWS);
  gtk_spin_button_set_value (self->refresh_spin, settings->refresh);
  self->filling = FALSE;
  update_sensitive (self);
}

void
frost_recipe_panel_set_run (FrostRecipePanel *self, FrostRunItem *run)
{
  g_return_if_fail (FROST_IS_RECIPE_PANEL (self));

  if (run != NULL)
    show_settings (self, frost_run_item_get_settings (run),
                   frost_run_item_get_n_views (run));
  else
    {
      g_auto (FrostTrainSettings) settings;

      frost_train_settings_init (&settings);
      show_settings (self, &settings, 1);
    }
}

void
frost_recipe_panel_set_cost (FrostRecipePanel *self, const char *text,
                             const char *refresh_text)
{
  g_return_if_fail (FROST_IS_RECIPE_PANEL (self));
  adw_action_row_set_subtitle (self->views_row, text);
  adw_action_row_set_subtitle (self->refresh_row, refresh_text);
}

void
frost_recipe_panel_set_running (FrostRecipePanel *self, gboolean running)
{
  g_return_if_fail (FROST_IS_RECIPE_PANEL (self));
  self->running = running;
  update_sensitive (self);
}

static void
frost_recipe_panel_dispose (GObject *object)
{
  FrostRecipePanel *self = FROST_RECIPE_PANEL (object);

  g_clear_handle_id (&self->rest, g_source_remove);
  g_clear_pointer (&self->group, gtk_widget_unparent);
  G_OBJECT_CLASS (frost_recipe_panel_parent_class)->dispose (object);
}

static void
frost_recipe_panel_class_init (FrostRecipePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_recipe_panel_dispose;
  signals[SIGNAL_RATE_CHANGED] =
      g_signal_new ("rate-changed", FROST_TYPE_RECIPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[SIGNAL_VIEWS_CHANGED] =
      g_signal_new ("views-changed", FROST_TYPE_RECIPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/train/recipe-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, group);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, epochs_spin);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, rate_spin);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, augment_switch);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, views_spin);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, views_row);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, refresh_spin);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, refresh_row);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, more_row);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, batch_spin);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, optimizer_row);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, momentum_spin);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, decay_spin);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, schedule_row);
  gtk_widget_class_bind_template_child (widget_class, FrostRecipePanel, seed_spin);
  gtk_widget_class_bind_template_callback (widget_class, optimizer_cb);
  gtk_widget_class_bind_template_callback (widget_class, views_cb);
}

static void
frost_recipe_panel_init (FrostRecipePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  frost_rate_spin_init (self->rate_spin);
  frost_recipe_panel_set_run (self, NULL);
  g_signal_connect_object (self->rate_spin, "value-changed", G_CALLBACK (rate_cb), self,
                           G_CONNECT_SWAPPED);
}
