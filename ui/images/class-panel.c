#include "ui/images/class-panel.h"

#include "ui/images/class-row.h"

struct _FrostClassPanel
{
  GtkWidget parent_instance;
  FrostProject *project;
  gint64 filtered;

  GtkWidget *scroller;
  GtkWidget *hint;
  GtkListBox *list;
  GtkEntry *add_entry;
  GtkWidget *split_grid;
  GtkLabel *n_train;
  GtkLabel *n_val;
  GtkLabel *n_test;
  GtkWidget *test_title;
};

enum
{
  FILTER_CLASS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrostClassPanel, frost_class_panel, GTK_TYPE_WIDGET)

static void
set_count (GtkLabel *label, guint n)
{
  g_autofree char *text = g_strdup_printf ("%'u", n);

  gtk_label_set_label (label, text);
}

static void
update_counts (FrostClassPanel *self)
{
  FrostImageCounts counts;

  if (self->project == NULL)
    return;
  frost_project_images_get_counts (frost_project_get_images (self->project), &counts);
  set_count (self->n_train, counts.n_by_split[FROST_SPLIT_TRAIN]);
  set_count (self->n_val, counts.n_by_split[FROST_SPLIT_VAL]);
  set_count (self->n_test, counts.n_by_split[FROST_SPLIT_TEST]);
  gtk_widget_set_visible (self->test_title, counts.n_by_split[FROST_SPLIT_TEST] > 0);
  /* Splits are decided before training; until then there is nothing to say. */
  gtk_widget_set_visible (self->split_grid,
                          counts.n_by_split[FROST_SPLIT_TRAIN] > 0
                              || counts.n_by_split[FROST_SPLIT_VAL] > 0);
  gtk_widget_set_visible (
      self->hint,
      !frost_project_is_read_only (self->project)
          && frost_project_classes_get_n (frost_project_get_classes (self->project))
                 == 0);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  FrostClassPanel *self = user_data;
  GtkWidget *row = frost_class_row_new (self->project, item);

  frost_class_row_set_filtered (FROST_CLASS_ROW (row),
                                self->filtered != 0
                                    && frost_class_item_get_id (item) == self->filtered);
  return row;
}

static void
row_activated_cb (FrostClassPanel *self, GtkListBoxRow *row)
{
  gint64 id = frost_class_item_get_id (frost_class_row_get_item (FROST_CLASS_ROW (row)));

  g_signal_emit (self, signals[FILTER_CLASS], 0, id);
}

static void
add_cb (FrostClassPanel *self)
{
  g_autofree char *name =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_entry))));
  g_autoptr (GError) error = NULL;

  if (*name == '\0' || self->project == NULL)
    return;
  if (!frost_project_add_class (self->project, name, NULL, &error))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.error", "s", error->message);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->add_entry), "");
}

void
frost_class_panel_set_project (FrostClassPanel *self, FrostProject *project)
{
  g_return_if_fail (FROST_IS_CLASS_PANEL (self));

  if (self->project == project)
    return;
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_set_object (&self->project, project);
  self->filtered = 0;
  if (project == NULL)
    return;

  gtk_list_box_bind_model (self->list, G_LIST_MODEL (frost_project_get_classes (project)),
                           create_row_cb, self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->add_entry),
                          !frost_project_is_read_only (project));
  g_signal_connect_object (project, "changed", G_CALLBACK (update_counts), self,
                           G_CONNECT_SWAPPED);
  update_counts (self);
}

void
frost_class_panel_set_filtered_class (FrostClassPanel *self, gint64 id)
{
  g_return_if_fail (FROST_IS_CLASS_PANEL (self));

  GtkListBoxRow *row;

  self->filtered = id;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    frost_class_row_set_filtered (
        FROST_CLASS_ROW (row),
        id > 0
            && frost_class_item_get_id (frost_class_row_get_item (FROST_CLASS_ROW (row)))
                   == id);
}

void
frost_class_panel_start_adding (FrostClassPanel *self)
{
  g_return_if_fail (FROST_IS_CLASS_PANEL (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->add_entry));
}

static void
frost_class_panel_dispose (GObject *object)
{
  FrostClassPanel *self = FROST_CLASS_PANEL (object);

  if (self->project != NULL)
    frost_class_panel_set_project (self, NULL);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (frost_class_panel_parent_class)->dispose (object);
}

static void
frost_class_panel_class_init (FrostClassPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_class_panel_dispose;
  signals[FILTER_CLASS] =
      g_signal_new ("filter-class", FROST_TYPE_CLASS_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/images/class-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostClassPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, FrostClassPanel, hint);
  gtk_widget_class_bind_template_child (widget_class, FrostClassPanel, list);
  gtk_widget_class_bind_template_child (widget_class, FrostClassPanel, add_entry);
  gtk_widget_class_bind_template_child (widget_class, FrostClassPanel, split_grid);
  gtk_widget_class_bind_template_child (widget_class, FrostClassPanel, n_train);
  gtk_widget_class_bind_template_child (widget_class, FrostClassPanel, n_val);
  gtk_widget_class_bind_template_child (widget_class, FrostClassPanel, n_test);
  gtk_widget_class_bind_template_child (widget_class, FrostClassPanel, test_title);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
frost_class_panel_init (FrostClassPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
