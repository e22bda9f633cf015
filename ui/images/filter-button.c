#include "ui/images/filter-button.h"

#include "ui/images/class-badge.h"

struct _FrostFilterButton
{
  GtkWidget parent_instance;
  FrostProject *project;
  FrostImageFilter filter;
  GArray *choices; /* FrostImageFilter, one a row */
  gboolean new_group;

  GtkWidget *button;
  GtkLabel *label;
  GtkPopover *popover;
  GtkListBox *list;
};

enum
{
  FILTER_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrostFilterButton, frost_filter_button, GTK_TYPE_WIDGET)

static const FrostImageFilter all = FROST_IMAGE_FILTER_ALL;

static const char *split_titles[FROST_N_SPLITS] = { "Without a Split", "Training",
                                                    "Validation", "Test" };
static const char *status_titles[FROST_N_IMAGE_STATUSES] = { "Readable", "File Missing",
                                                             "File Changed",
                                                             "Cannot Be Read" };

void
frost_filter_button_get_filter (FrostFilterButton *self, FrostImageFilter *filter)
{
  g_return_if_fail (FROST_IS_FILTER_BUTTON (self));
  *filter = self->filter;
}

static char *
dup_title (FrostFilterButton *self, const FrostImageFilter *filter)
{
  if (filter->status != FROST_FILTER_ANY)
    return g_strdup (status_titles[filter->status]);
  if (filter->split != FROST_FILTER_ANY)
    return g_strdup (split_titles[filter->split]);
  if (filter->class_id == 0)
    return g_strdup ("Unlabelled");
  if (filter->class_id > 0)
    {
      FrostClassItem *klass =
          self->project == NULL
              ? NULL
              : frost_project_classes_find (frost_project_get_classes (self->project),
                                            filter->class_id);
      return g_strdup (klass != NULL ? frost_class_item_get_name (klass)
                                     : "Deleted class");
    }
  return g_strdup (filter->excluded == TRUE ? "Excluded" : "All Images");
}

static void
update_label (FrostFilterButton *self)
{
  g_autofree char *title = dup_title (self, &self->filter);

  gtk_label_set_label (self->label, title);
}

static gboolean
filters_equal (const FrostImageFilter *a, const FrostImageFilter *b)
{
  return a->class_id == b->class_id && a->split == b->split && a->excluded == b->excluded
         && a->status == b->status;
}

static void
add_row (FrostFilterButton *self, const FrostImageFilter *filter, FrostClassItem *klass)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  g_autofree char *title = dup_title (self, filter);
  g_autofree char *count_text = g_strdup_printf (
      "%'u",
      frost_project_images_count (frost_project_get_images (self->project), filter));
  GtkWidget *name = gtk_label_new (title);
  GtkWidget *count = gtk_label_new (count_text);

  if (klass != NULL)
    {
      GtkWidget *badge = frost_class_badge_new ();

      frost_class_badge_set_colour (FROST_CLASS_BADGE (badge),
                                    (int) frost_class_item_get_colour (klass));
      frost_class_badge_set_key (FROST_CLASS_BADGE (badge),
                                 frost_class_item_get_key (klass));
      gtk_box_append (GTK_BOX (box), badge);
    }
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  if (self->new_group)
    gtk_widget_add_css_class (row, "group");
  self->new_group = FALSE;
  gtk_list_box_append (self->list, row);
  g_array_append_val (self->choices, *filter);
  if (filters_equal (filter, &self->filter))
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

static void
add_if_any (FrostFilterButton *self, const FrostImageFilter *filter)
{
  if (frost_project_images_count (frost_project_get_images (self->project), filter) > 0
      || filters_equal (filter, &self->filter))
    add_row (self, filter, NULL);
}

/* Built when it opens: the counts are those of this moment. */
static void
popover_show_cb (FrostFilterButton *self)
{
  GtkListBoxRow *row;
  FrostImageFilter filter = all;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_array_set_size (self->choices, 0);
  if (self->project == NULL)
    return;

  FrostProjectClasses *classes = frost_project_get_classes (self->project);

  add_row (self, &filter, NULL);
  filter.class_id = 0;
  filter.excluded = FALSE;
  add_row (self, &filter, NULL);

  self->new_group = TRUE;
  for (guint i = 0; i < frost_project_classes_get_n (classes); i++)
    {
      FrostClassItem *klass = frost_project_classes_peek (classes, i);

      filter = all;
      filter.class_id = frost_class_item_get_id (klass);
      add_row (self, &filter, klass);
    }

  self->new_group = TRUE;
  for (int split = FROST_SPLIT_TRAIN; split < FROST_N_SPLITS; split++)
    {
      filter = all;
      filter.split = split;
      add_if_any (self, &filter);
    }

  self->new_group = TRUE;
  filter = all;
  filter.excluded = TRUE;
  add_row (self, &filter, NULL);
  for (int status = FROST_IMAGE_MISSING; status < FROST_N_IMAGE_STATUSES; status++)
    {
      filter = all;
      filter.status = status;
      add_if_any (self, &filter);
    }
  self->new_group = FALSE;
}

static void
row_activated_cb (FrostFilterButton *self, GtkListBoxRow *row)
{
  self->filter =
      g_array_index (self->choices, FrostImageFilter, gtk_list_box_row_get_index (row));
  update_label (self);
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[FILTER_CHANGED], 0);
}

void
frost_filter_button_reset (FrostFilterButton *self)
{
  g_return_if_fail (FROST_IS_FILTER_BUTTON (self));
  self->filter = all;
  update_label (self);
}

void
frost_filter_button_set_class (FrostFilterButton *self, gint64 class_id)
{
  g_return_if_fail (FROST_IS_FILTER_BUTTON (self));
  self->filter = all;
  self->filter.class_id = class_id;
  update_label (self);
}

void
frost_filter_button_set_project (FrostFilterButton *self, FrostProject *project)
{
  g_return_if_fail (FROST_IS_FILTER_BUTTON (self));

  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_set_object (&self->project, project);
  /* A class may get another name. */
  if (project != NULL)
    g_signal_connect_object (project, "changed", G_CALLBACK (update_label), self,
                             G_CONNECT_SWAPPED);
  frost_filter_button_reset (self);
}

static void
frost_filter_button_dispose (GObject *object)
{
  FrostFilterButton *self = FROST_FILTER_BUTTON (object);

  g_clear_object (&self->project);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->choices, g_array_unref);
  G_OBJECT_CLASS (frost_filter_button_parent_class)->dispose (object);
}

static void
frost_filter_button_class_init (FrostFilterButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_filter_button_dispose;
  signals[FILTER_CHANGED] =
      g_signal_new ("filter-changed", FROST_TYPE_FILTER_BUTTON, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/images/filter-button.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostFilterButton, button);
  gtk_widget_class_bind_template_child (widget_class, FrostFilterButton, label);
  gtk_widget_class_bind_template_child (widget_class, FrostFilterButton, popover);
  gtk_widget_class_bind_template_child (widget_class, FrostFilterButton, list);
  gtk_widget_class_bind_template_callback (widget_class, popover_show_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
frost_filter_button_init (FrostFilterButton *self)
{
  self->filter = all;
  self->choices = g_array_new (FALSE, FALSE, sizeof (FrostImageFilter));
  gtk_widget_init_template (GTK_WIDGET (self));
  update_label (self);
}
