/* What the keys of the Images view do to labels. */
#include "ui/images/images-page-private.h"

static void
report (FrostImagesPage *self, const GError *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.error", "s", error->message);
}

/* What the commands are about: the image shown large, or the selection. */
static GArray *
dup_target (FrostImagesPage *self)
{
  FrostImageItem *item = frost_images_page_is_large (self)
                             ? frost_image_viewer_get_item (self->viewer)
                             : NULL;

  if (item == NULL)
    return frost_image_grid_dup_selection (self->grid);

  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id = frost_image_item_get_id (item);

  g_array_append_val (ids, id);
  return ids;
}

static const gint64 *
ids_of (GArray *ids)
{
  return (const gint64 *) (gpointer) ids->data;
}

static void
go_to (FrostImagesPage *self, guint position)
{
  if (frost_images_page_is_large (self))
    frost_images_page_show_large (self, position);
  else
    frost_image_grid_go_to (self->grid, position);
}

static guint
current_position (FrostImagesPage *self)
{
  return frost_images_page_is_large (self)
             ? self->position
             : frost_image_grid_get_last_selected (self->grid);
}

static void
go_to_unlabelled (FrostImagesPage *self)
{
  FrostProjectImages *images = frost_project_get_images (self->project);
  guint position = frost_project_images_find_unlabelled (images, current_position (self));

  if (position == G_MAXUINT)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                                "Every image shown here has a label");
  else
    go_to (self, position);
}

static void
next_unlabelled_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostImagesPage *self = FROST_IMAGES_PAGE (widget);

  if (self->project != NULL)
    go_to_unlabelled (self);
}

static gboolean
any_unlabelled (FrostImagesPage *self, GArray *ids)
{
  FrostProjectImages *images = frost_project_get_images (self->project);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (FrostImageItem) item =
          frost_project_images_dup_item (images, g_array_index (ids, gint64, i));

      if (item != NULL && frost_image_item_get_class_id (item) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whoever labels goes to what is left to label; whoever corrects goes on to the next. */
static void
advance (FrostImagesPage *self, gboolean labelled_new)
{
  guint position = current_position (self);
  guint n =
      g_list_model_get_n_items (G_LIST_MODEL (frost_project_get_images (self->project)));

  if (labelled_new)
    go_to_unlabelled (self);
  else if (position != GTK_INVALID_LIST_POSITION && position + 1 < n)
    go_to (self, position + 1);
}

static void
label_target (FrostImagesPage *self, gint64 class_id)
{
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  if (self->project == NULL)
    return;
  ids = dup_target (self);
  if (ids->len == 0)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                                  "Select the images to label first");
      return;
    }

  gboolean labelled_new = class_id != 0 && any_unlabelled (self, ids);

  if (!frost_project_label (self->project, ids_of (ids), ids->len, class_id, &error))
    report (self, error);
  else if (self->auto_advance && class_id != 0)
    advance (self, labelled_new);
}

static void
label_action (GtkWidget *widget, const char *name, GVariant *target)
{
  label_target (FROST_IMAGES_PAGE (widget), g_variant_get_int64 (target));
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *target)
{
  label_target (FROST_IMAGES_PAGE (widget), 0);
}

static void
exclude_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostImagesPage *self = FROST_IMAGES_PAGE (widget);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  gboolean all_excluded = TRUE;

  if (self->project == NULL)
    return;
  ids = dup_target (self);
  for (guint i = 0; i < ids->len && all_excluded; i++)
    {
      g_autoptr (FrostImageItem) item = frost_project_images_dup_item (
          frost_project_get_images (self->project), g_array_index (ids, gint64, i));

      all_excluded = item == NULL || frost_image_item_get_excluded (item);
    }
  if (ids->len > 0
      && !frost_project_set_excluded (self->project, ids_of (ids), ids->len,
                                      !all_excluded, &error))
    report (self, error);
}

void
frost_images_page_install_label_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "images.label", "x", label_action);
  gtk_widget_class_install_action (widget_class, "images.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "images.exclude", NULL, exclude_action);
  gtk_widget_class_install_action (widget_class, "images.next-unlabelled", NULL,
                                   next_unlabelled_action);
}
