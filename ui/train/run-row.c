#include "ui/train/run-row.h"

#include "ui/session/run-text.h"

struct _FrostRunRow
{
  AdwActionRow parent_instance;
  FrostRunItem *run;
  GtkWidget *dot;
  GtkWidget *score;
};

G_DEFINE_FINAL_TYPE (FrostRunRow, frost_run_row, ADW_TYPE_ACTION_ROW)

static void
update (FrostRunRow *self)
{
  const gboolean goes_on =
      frost_run_item_get_status (self->run) == FROST_RUN_STATUS_RUNNING;
  g_autofree char *time =
      goes_on ? g_strdup ("now")
              : frost_run_item_dup_time_text (self->run, g_get_real_time ());
  g_autofree char *recipe = frost_run_item_dup_recipe_text (self->run);
  g_autofree char *markup = g_markup_escape_text (recipe, -1);
  g_autofree char *score = frost_run_item_dup_score_text (self->run);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), time);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), recipe);
  gtk_label_set_label (GTK_LABEL (self->dot), goes_on ? "●" : "○");
  gtk_label_set_label (GTK_LABEL (self->score), score);
}

FrostRunItem *
frost_run_row_get_run (FrostRunRow *self)
{
  g_return_val_if_fail (FROST_IS_RUN_ROW (self), NULL);
  return self->run;
}

GtkWidget *
frost_run_row_new (FrostRunItem *run)
{
  FrostRunRow *self = g_object_new (FROST_TYPE_RUN_ROW, NULL);

  self->run = g_object_ref (run);
  g_signal_connect_object (run, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

static void
frost_run_row_dispose (GObject *object)
{
  FrostRunRow *self = FROST_RUN_ROW (object);

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (frost_run_row_parent_class)->dispose (object);
}

static void
frost_run_row_class_init (FrostRunRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frost_run_row_dispose;
}

static void
frost_run_row_init (FrostRunRow *self)
{
  self->dot = gtk_label_new ("○");
  gtk_widget_add_css_class (self->dot, "accent");
  self->score = gtk_label_new ("");
  gtk_widget_add_css_class (self->score, "numeric");
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->dot);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->score);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 2);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), TRUE);
}
