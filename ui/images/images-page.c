#include "ui/images/images-page-private.h"

#include <adwaita.h>

#include "ui/images/selection-text.h"

enum
{
  PROP_0,
  PROP_WORKBENCH,
  PROP_AUTO_ADVANCE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FrostImagesPage, frost_images_page, GTK_TYPE_WIDGET)

gboolean
frost_images_page_is_large (FrostImagesPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "large") == 0;
}

static void
update_large_bar (FrostImagesPage *self)
{
  FrostImageItem *item = frost_image_viewer_get_item (self->viewer);
  g_autofree char *text = NULL;

  if (item == NULL || self->project == NULL)
    return;

  FrostClassItem *klass = frost_project_classes_find (
      frost_project_get_classes (self->project), frost_image_item_get_class_id (item));

  gtk_widget_set_visible (GTK_WIDGET (self->large_badge), klass != NULL);
  if (klass != NULL)
    {
      frost_class_badge_set_colour (self->large_badge,
                                    (int) frost_class_item_get_colour (klass));
      frost_class_badge_set_key (self->large_badge, frost_class_item_get_key (klass));
    }
  gtk_label_set_label (self->large_class,
                       klass != NULL ? frost_class_item_get_name (klass) : "Unlabelled");
  text = g_strdup_printf ("%s · %d × %d%s", frost_image_item_get_name (item),
                          frost_image_item_get_width (item),
                          frost_image_item_get_height (item),
                          frost_image_item_get_excluded (item) ? " · excluded" : "");
  gtk_label_set_label (self->large_name, text);
}

static void
update_status (FrostImagesPage *self)
{
  FrostImageCounts counts;
  g_autofree char *counts_text = NULL;
  g_autofree char *hint = NULL;

  if (self->project == NULL)
    return;

  FrostProjectImages *images = frost_project_get_images (self->project);
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (images));

  frost_project_images_get_counts (images, &counts);
  counts_text = frost_counts_to_text (&counts, n_shown);
  hint = frost_selection_to_text (frost_images_page_is_large (self)
                                      ? 1
                                      : frost_image_grid_get_n_selected (self->grid),
                                  frost_project_get_classes (self->project),
                                  frost_project_is_read_only (self->project));
  gtk_label_set_label (self->counts, counts_text);
  gtk_label_set_label (self->hint, counts.n_total > 0 ? hint : "");

  gtk_widget_set_visible (self->tools,
                          counts.n_total > 0 && !frost_images_page_is_large (self));
  if (!frost_images_page_is_large (self))
    gtk_stack_set_visible_child_name (self->stack, n_shown > 0          ? "grid"
                                                   : counts.n_total > 0 ? "nothing"
                                                                        : "empty");
}

static void
project_changed_cb (FrostImagesPage *self)
{
  g_auto (GStrv) names =
      frost_project_classes_dup_names (frost_project_get_classes (self->project));
  g_autofree char *text = g_strjoinv ("\n", names);

  if (g_strcmp0 (text, self->class_text) != 0)
    {
      g_free (self->class_text);
      self->class_text = g_steal_pointer (&text);
      frost_image_grid_refresh (self->grid);
    }
  update_status (self);
  update_large_bar (self);
}

static void
selection_changed_cb (FrostImagesPage *self)
{
  update_status (self);
}

/* Filter and name. */

static void
apply_filter (FrostImagesPage *self)
{
  FrostImageFilter filter;

  if (self->project == NULL)
    return;
  frost_filter_button_get_filter (self->filter, &filter);
  filter.name = gtk_editable_get_text (self->search);
  frost_project_images_set_filter (frost_project_get_images (self->project), &filter);
  frost_class_panel_set_filtered_class (self->panel, MAX (filter.class_id, 0));
  update_status (self);
}

static void
filter_changed_cb (FrostImagesPage *self)
{
  apply_filter (self);
}

/* Activating the class that is shown already shows all again. */
static void
filter_class_cb (FrostImagesPage *self, gint64 id)
{
  FrostImageFilter filter;

  if (frost_images_page_is_large (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "images.close", NULL);
  frost_filter_button_get_filter (self->filter, &filter);
  if (filter.class_id == id)
    frost_filter_button_reset (self->filter);
  else
    frost_filter_button_set_class (self->filter, id);
  apply_filter (self);
}

static void
leave_search_cb (FrostImagesPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
stop_search_cb (FrostImagesPage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *target)
{
  gtk_widget_grab_focus (GTK_WIDGET (FROST_IMAGES_PAGE (widget)->search));
}

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostImagesPage *self = FROST_IMAGES_PAGE (widget);

  frost_filter_button_reset (self->filter);
  gtk_editable_set_text (self->search, "");
  apply_filter (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
add_class_action (GtkWidget *widget, const char *name, GVariant *target)
{
  frost_class_panel_start_adding (FROST_IMAGES_PAGE (widget)->panel);
}

/* One image, large. */

void
frost_images_page_show_large (FrostImagesPage *self, guint position)
{
  FrostProjectImages *images = frost_project_get_images (self->project);
  g_autoptr (FrostImageItem) item =
      g_list_model_get_item (G_LIST_MODEL (images), position);

  if (item == NULL)
    return;
  self->position = position;
  frost_image_viewer_set_item (self->viewer, item,
                               frost_project_get_classes (self->project));
  if (!frost_images_page_is_large (self))
    gtk_stack_set_visible_child_name (self->stack, "large");
  gtk_widget_grab_focus (GTK_WIDGET (self->viewer));
  update_large_bar (self);
  update_status (self);
}

static void
open_cb (FrostImagesPage *self, guint position)
{
  frost_images_page_show_large (self, position);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostImagesPage *self = FROST_IMAGES_PAGE (widget);
  guint position = frost_image_grid_get_last_selected (self->grid);

  if (self->project != NULL && position != GTK_INVALID_LIST_POSITION)
    frost_images_page_show_large (self, position);
}

static void
close_viewer_cb (FrostImagesPage *self)
{
  if (!frost_images_page_is_large (self))
    return;
  gtk_stack_set_visible_child_name (self->stack, "grid");
  frost_image_viewer_set_item (self->viewer, NULL, NULL);
  update_status (self);
  frost_image_grid_go_to (self->grid, self->position);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *target)
{
  close_viewer_cb (FROST_IMAGES_PAGE (widget));
}

static void
move_cb (FrostImagesPage *self, int by)
{
  guint n =
      g_list_model_get_n_items (G_LIST_MODEL (frost_project_get_images (self->project)));

  if ((by < 0 && self->position == 0) || (by > 0 && self->position + 1 >= n))
    return;
  frost_images_page_show_large (self, self->position + (guint) by);
}

/* Dropping a folder anywhere imports it. */
static gboolean
drop_cb (FrostImagesPage *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autofree char *path = files != NULL ? g_file_get_path (files->data) : NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.error", "s",
                                  "Drop a folder: pictures are imported by the folder");
      return FALSE;
    }
  return gtk_widget_activate_action (GTK_WIDGET (self), "win.import-folder", "^ay", path);
}

static void
set_project (FrostImagesPage *self, FrostProject *project)
{
  if (self->project == project)
    return;
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  close_viewer_cb (self);
  g_clear_pointer (&self->class_text, g_free);
  g_set_object (&self->project, project);
  gtk_editable_set_text (self->search, "");
  frost_filter_button_set_project (self->filter, project);
  frost_class_panel_set_project (self->panel, project);
  frost_image_grid_set_project (self->grid, project);
  if (project == NULL)
    return;

  gboolean editable = !frost_project_is_read_only (project);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "images.label", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "images.clear", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "images.exclude", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "images.add-class", editable);
  g_signal_connect_object (project, "changed", G_CALLBACK (project_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (frost_project_get_images (project), "items-changed",
                           G_CALLBACK (update_status), self, G_CONNECT_SWAPPED);
  apply_filter (self);
  project_changed_cb (self);
}

static void
workbench_project_cb (FrostImagesPage *self)
{
  set_project (self, frost_workbench_get_project (self->workbench));
}

static gboolean
frost_images_page_grab_focus (GtkWidget *widget)
{
  FrostImagesPage *self = FROST_IMAGES_PAGE (widget);

  return gtk_widget_grab_focus (frost_images_page_is_large (self)
                                    ? GTK_WIDGET (self->viewer)
                                    : GTK_WIDGET (self->grid));
}

static void
frost_images_page_get_property (GObject *object, guint id, GValue *value,
                                GParamSpec *pspec)
{
  FrostImagesPage *self = FROST_IMAGES_PAGE (object);

  switch (id)
    {
    case PROP_WORKBENCH:
      g_value_set_object (value, self->workbench);
      break;
    case PROP_AUTO_ADVANCE:
      g_value_set_boolean (value, self->auto_advance);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_images_page_set_property (GObject *object, guint id, const GValue *value,
                                GParamSpec *pspec)
{
  FrostImagesPage *self = FROST_IMAGES_PAGE (object);

  switch (id)
    {
    case PROP_WORKBENCH:
      self->workbench = g_value_dup_object (value);
      break;
    case PROP_AUTO_ADVANCE:
      if (self->auto_advance != g_value_get_boolean (value))
        {
          self->auto_advance = g_value_get_boolean (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_images_page_constructed (GObject *object)
{
  FrostImagesPage *self = FROST_IMAGES_PAGE (object);

  G_OBJECT_CLASS (frost_images_page_parent_class)->constructed (object);
  if (self->workbench == NULL)
    return;
  g_signal_connect_object (self->workbench, "notify::project",
                           G_CALLBACK (workbench_project_cb), self, G_CONNECT_SWAPPED);
  workbench_project_cb (self);
}

static void
frost_images_page_dispose (GObject *object)
{
  FrostImagesPage *self = FROST_IMAGES_PAGE (object);

  if (self->main != NULL)
    {
      set_project (self, NULL);
      /* The viewer's request goes to the grid's cache: it ends before the grid. */
      frost_image_viewer_set_item (self->viewer, NULL, NULL);
    }
  g_clear_pointer ((GtkWidget **) &self->panel, gtk_widget_unparent);
  g_clear_pointer (&self->separator, gtk_widget_unparent);
  g_clear_pointer (&self->main, gtk_widget_unparent);
  g_clear_object (&self->workbench);
  G_OBJECT_CLASS (frost_images_page_parent_class)->dispose (object);
}

static void
frost_images_page_finalize (GObject *object)
{
  g_free (FROST_IMAGES_PAGE (object)->class_text);
  G_OBJECT_CLASS (frost_images_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/images/images-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, panel);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, separator);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, main);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, tools);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, filter);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, search);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, zoom);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, zoom_adjustment);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, grid);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, viewer);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, large_badge);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, large_class);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, large_name);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, counts);
  gtk_widget_class_bind_template_child (widget_class, FrostImagesPage, hint);
  gtk_widget_class_bind_template_callback (widget_class, filter_class_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_viewer_cb);
  gtk_widget_class_bind_template_callback (widget_class, move_cb);
}

static void
frost_images_page_class_init (FrostImagesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = frost_images_page_constructed;
  object_class->dispose = frost_images_page_dispose;
  object_class->finalize = frost_images_page_finalize;
  object_class->get_property = frost_images_page_get_property;
  object_class->set_property = frost_images_page_set_property;
  widget_class->grab_focus = frost_images_page_grab_focus;

  props[PROP_WORKBENCH] = g_param_spec_object (
      "workbench", NULL, NULL, FROST_TYPE_WORKBENCH,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_AUTO_ADVANCE] = g_param_spec_boolean (
      "auto-advance", NULL, NULL, TRUE,
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (FROST_TYPE_CLASS_BADGE);
  g_type_ensure (FROST_TYPE_CLASS_PANEL);
  g_type_ensure (FROST_TYPE_FILTER_BUTTON);
  g_type_ensure (FROST_TYPE_IMAGE_GRID);
  g_type_ensure (FROST_TYPE_IMAGE_VIEWER);
  bind_template (widget_class);

  frost_images_page_install_label_actions (widget_class);
  gtk_widget_class_install_property_action (widget_class, "images.auto-advance",
                                            "auto-advance");
  gtk_widget_class_install_action (widget_class, "images.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "images.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "images.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "images.show-all", NULL,
                                   show_all_action);
  gtk_widget_class_install_action (widget_class, "images.add-class", NULL,
                                   add_class_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK,
                                       "images.find", NULL);
}

static void
frost_images_page_init (FrostImagesPage *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->auto_advance = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  frost_image_viewer_set_cache (self->viewer, frost_image_grid_get_cache (self->grid));

  gtk_adjustment_set_lower (self->zoom_adjustment, FROST_IMAGE_GRID_SIDE_MIN);
  gtk_adjustment_set_upper (self->zoom_adjustment, FROST_IMAGE_GRID_SIDE_MAX);
  g_object_bind_property (self->grid, "side", self->zoom_adjustment, "value",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);

  g_signal_connect_swapped (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}
