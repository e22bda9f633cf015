#include "ui/images/class-row.h"

#include "ui/images/class-badge.h"

struct _FrostClassRow
{
  GtkListBoxRow parent_instance;
  FrostProject *project;
  FrostClassItem *item;

  FrostClassBadge *badge;
  GtkStack *stack;
  GtkLabel *label;
  GtkText *entry;
  GtkLabel *count;
  GtkMenuButton *menu_button;
  GMenuModel *menu;
};

G_DEFINE_FINAL_TYPE (FrostClassRow, frost_class_row, GTK_TYPE_LIST_BOX_ROW)

FrostClassItem *
frost_class_row_get_item (FrostClassRow *self)
{
  g_return_val_if_fail (FROST_IS_CLASS_ROW (self), NULL);
  return self->item;
}

void
frost_class_row_set_filtered (FrostClassRow *self, gboolean filtered)
{
  g_return_if_fail (FROST_IS_CLASS_ROW (self));

  if (filtered)
    gtk_widget_add_css_class (GTK_WIDGET (self), "filtered");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "filtered");
}

static void
report (FrostClassRow *self, const GError *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.error", "s", error->message);
}

static void
update (FrostClassRow *self)
{
  const char *key = frost_class_item_get_key (self->item);
  const char *name = frost_class_item_get_name (self->item);
  guint total = frost_class_item_get_n_total (self->item);
  g_autofree char *count = g_strdup_printf ("%'u", total);
  g_autofree char *sentence = NULL;
  g_autofree char *tooltip = NULL;

  frost_class_badge_set_colour (self->badge,
                                (int) frost_class_item_get_colour (self->item));
  frost_class_badge_set_key (self->badge, key);
  gtk_label_set_label (self->label, name);
  gtk_label_set_label (self->count, count);

  tooltip = g_strdup_printf ("%s: %u for training, %u for validation", name,
                             frost_class_item_get_n_train (self->item),
                             frost_class_item_get_n_val (self->item));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  sentence = *key != '\0' ? g_strdup_printf ("%s, key %s, %u images", name, key, total)
                          : g_strdup_printf ("%s, %u images", name, total);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sentence, -1);
}

/* Renaming in place. */

static void
stop_renaming (FrostClassRow *self)
{
  if (gtk_stack_get_visible_child (self->stack) != GTK_WIDGET (self->entry))
    return;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->label));
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
commit_name (FrostClassRow *self)
{
  g_autofree char *name =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr (GError) error = NULL;

  if (*name != '\0' && g_strcmp0 (name, frost_class_item_get_name (self->item)) != 0
      && !frost_project_rename_class (self->project, frost_class_item_get_id (self->item),
                                      name, &error))
    report (self, error);
}

static void
entry_activate_cb (FrostClassRow *self)
{
  commit_name (self);
  stop_renaming (self);
}

static void
entry_focus_cb (FrostClassRow *self)
{
  /* Leaving the entry, with the mouse say, means what was typed. */
  if (gtk_widget_has_focus (GTK_WIDGET (self->entry))
      || gtk_stack_get_visible_child (self->stack) != GTK_WIDGET (self->entry))
    return;
  commit_name (self);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->label));
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostClassRow *self = FROST_CLASS_ROW (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->entry),
                         frost_class_item_get_name (self->item));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->entry));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

static gboolean
entry_key_cb (FrostClassRow *self, guint keyval)
{
  if (keyval != GDK_KEY_Escape)
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry),
                         frost_class_item_get_name (self->item));
  stop_renaming (self);
  return TRUE;
}

static void
pressed_cb (FrostClassRow *self, int n_press)
{
  if (n_press == 2 && !frost_project_is_read_only (self->project))
    gtk_widget_activate_action (GTK_WIDGET (self), "class.rename", NULL);
}

/* Commands. */

static void
label_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostClassRow *self = FROST_CLASS_ROW (widget);

  gtk_widget_activate_action (widget, "images.label", "x",
                              frost_class_item_get_id (self->item));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostClassRow *self = FROST_CLASS_ROW (widget);
  FrostProjectClasses *classes = frost_project_get_classes (self->project);
  int position = (int) frost_class_item_get_position (self->item);
  int to = position + g_variant_get_int32 (target);
  g_autoptr (GError) error = NULL;

  if (to < 0 || to >= (int) frost_project_classes_get_n (classes))
    return;
  if (!frost_project_move_class (self->project, frost_class_item_get_id (self->item), to,
                                 &error))
    report (self, error);
}

static void
merge_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostClassRow *self = FROST_CLASS_ROW (widget);
  /* The row goes away with its class: what is needed afterwards is kept. */
  g_autoptr (FrostProject) project = g_object_ref (self->project);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
  FrostClassItem *into = frost_project_classes_find (frost_project_get_classes (project),
                                                     g_variant_get_int64 (target));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (into == NULL)
    return;
  text = g_strdup_printf ("Merged “%s” into “%s”", frost_class_item_get_name (self->item),
                          frost_class_item_get_name (into));
  if (frost_project_merge_class (project, frost_class_item_get_id (self->item),
                                 g_variant_get_int64 (target), &error))
    gtk_widget_activate_action (root, "win.toast-undo", "s", text);
  else
    gtk_widget_activate_action (root, "win.error", "s", error->message);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostClassRow *self = FROST_CLASS_ROW (widget);
  g_autoptr (FrostProject) project = g_object_ref (self->project);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
  g_autofree char *text =
      g_strdup_printf ("Deleted “%s”", frost_class_item_get_name (self->item));
  g_autoptr (GError) error = NULL;

  if (frost_project_delete_class (project, frost_class_item_get_id (self->item), &error))
    gtk_widget_activate_action (root, "win.toast-undo", "s", text);
  else
    gtk_widget_activate_action (root, "win.error", "s", error->message);
}

/* The menu: the fixed part from the template, the other classes to merge into, delete. */
static GMenuModel *
build_menu (FrostClassRow *self)
{
  FrostProjectClasses *classes = frost_project_get_classes (self->project);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenu) merge = g_menu_new ();

  for (int i = 0; i < g_menu_model_get_n_items (self->menu); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new_from_model (self->menu, i);
      g_menu_append_item (menu, item);
    }
  for (guint i = 0; i < frost_project_classes_get_n (classes); i++)
    {
      FrostClassItem *other = frost_project_classes_peek (classes, i);
      /* An underscore in a menu label would mark the next letter as its key. */
      g_auto (GStrv) parts = g_strsplit (frost_class_item_get_name (other), "_", -1);
      g_autofree char *text = g_strjoinv ("__", parts);
      g_autoptr (GMenuItem) item = g_menu_item_new (text, NULL);

      if (other == self->item)
        continue;
      g_menu_item_set_action_and_target (item, "class.merge", "x",
                                         frost_class_item_get_id (other));
      g_menu_append_item (merge, item);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (merge)) > 0)
    g_menu_append_submenu (last, "_Merge Into", G_MENU_MODEL (merge));
  g_menu_append (last, "_Delete", "class.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

static void
create_popup_cb (GtkMenuButton *button, gpointer user_data)
{
  g_autoptr (GMenuModel) menu = build_menu (user_data);

  gtk_menu_button_set_menu_model (button, menu);
}

static void
secondary_pressed_cb (FrostClassRow *self)
{
  gtk_menu_button_popup (self->menu_button);
}

static gboolean
key_cb (FrostClassRow *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->entry))
    return FALSE;
  if (keyval == GDK_KEY_F2)
    return gtk_widget_activate_action (GTK_WIDGET (self), "class.rename", NULL);
  if (keyval == GDK_KEY_Delete)
    return gtk_widget_activate_action (GTK_WIDGET (self), "class.delete", NULL);
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK)))
    {
      secondary_pressed_cb (self);
      return TRUE;
    }
  return FALSE;
}

static gboolean
drop_cb (FrostClassRow *self, const GValue *value)
{
  GArray *ids = g_value_get_boxed (value);
  gint64 id = frost_class_item_get_id (self->item);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (ids == NULL || ids->len == 0)
    return FALSE;
  if (!frost_project_label (self->project, (const gint64 *) (gpointer) ids->data,
                            ids->len, id, &error))
    {
      report (self, error);
      return FALSE;
    }
  text = g_strdup_printf (ids->len == 1 ? "Labelled %u image as “%s”"
                                        : "Labelled %u images as “%s”",
                          ids->len, frost_class_item_get_name (self->item));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast-undo", "s", text);
  return TRUE;
}

GtkWidget *
frost_class_row_new (FrostProject *project, FrostClassItem *item)
{
  FrostClassRow *self = g_object_new (FROST_TYPE_CLASS_ROW, NULL);
  gboolean editable = !frost_project_is_read_only (project);

  self->project = g_object_ref (project);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "class.rename", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "class.label", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "class.move", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "class.merge", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "class.delete", editable);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), editable);
  if (editable)
    {
      GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_ARRAY, GDK_ACTION_COPY);

      g_signal_connect_swapped (drop, "drop", G_CALLBACK (drop_cb), self);
      gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
    }
  return GTK_WIDGET (self);
}

static void
frost_class_row_dispose (GObject *object)
{
  FrostClassRow *self = FROST_CLASS_ROW (object);

  g_clear_object (&self->item);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (frost_class_row_parent_class)->dispose (object);
}

static void
frost_class_row_class_init (FrostClassRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frost_class_row_dispose;
  g_type_ensure (FROST_TYPE_CLASS_BADGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/images/class-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostClassRow, badge);
  gtk_widget_class_bind_template_child (widget_class, FrostClassRow, stack);
  gtk_widget_class_bind_template_child (widget_class, FrostClassRow, label);
  gtk_widget_class_bind_template_child (widget_class, FrostClassRow, entry);
  gtk_widget_class_bind_template_child (widget_class, FrostClassRow, count);
  gtk_widget_class_bind_template_child (widget_class, FrostClassRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, FrostClassRow, menu);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_focus_cb);
  gtk_widget_class_install_action (widget_class, "class.label", NULL, label_action);
  gtk_widget_class_install_action (widget_class, "class.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "class.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "class.merge", "x", merge_action);
  gtk_widget_class_install_action (widget_class, "class.delete", NULL, delete_action);
}

static void
frost_class_row_init (FrostClassRow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *entry_keys = gtk_event_controller_key_new ();
  GtkGesture *press = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_popup_cb, self, NULL);

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (entry_keys, "key-pressed", G_CALLBACK (entry_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), entry_keys);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->label), GTK_EVENT_CONTROLLER (press));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (secondary, "pressed", G_CALLBACK (secondary_pressed_cb),
                            self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
}
