#include "ui/images/image-grid.h"

#include "ui/images/image-tile.h"
#include "ui/images/label-keys.h"

/* About four screens of thumbnails at 256 × 192: scrolling back is instant. */
#define TEXTURE_BUDGET (96 * 1024 * 1024)

#define SIDE_STEP 16
#define GRID_PADDING 12
#define CELL_PADDING 5

struct _FrostImageGrid
{
  GtkWidget parent_instance;
  GtkWidget *scroller;
  GtkGridView *view;
  GtkMultiSelection *selection;
  FrostTextureCache *cache;
  FrostProject *project;
  GHashTable *tiles; /* GtkListItem -> FrostImageTile, those that show something */
  int side;
  int columns;
};

enum
{
  PROP_0,
  PROP_SIDE,
  N_PROPS
};

enum
{
  SELECTION_CHANGED,
  OPEN,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrostImageGrid, frost_image_grid, GTK_TYPE_WIDGET)

FrostTextureCache *
frost_image_grid_get_cache (FrostImageGrid *self)
{
  g_return_val_if_fail (FROST_IS_IMAGE_GRID (self), NULL);
  return self->cache;
}

guint
frost_image_grid_get_n_selected (FrostImageGrid *self)
{
  g_return_val_if_fail (FROST_IS_IMAGE_GRID (self), 0);

  g_autoptr (GtkBitset) set =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  return (guint) gtk_bitset_get_size (set);
}

GArray *
frost_image_grid_dup_selection (FrostImageGrid *self)
{
  g_return_val_if_fail (FROST_IS_IMAGE_GRID (self), NULL);

  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GtkBitset) set =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;

  if (self->project == NULL || !gtk_bitset_iter_init_first (&iter, set, &position))
    return ids;
  do
    {
      gint64 id = frost_project_images_get_id (frost_project_get_images (self->project),
                                               position);
      if (id != 0)
        g_array_append_val (ids, id);
    }
  while (gtk_bitset_iter_next (&iter, &position));
  return ids;
}

guint
frost_image_grid_get_last_selected (FrostImageGrid *self)
{
  g_return_val_if_fail (FROST_IS_IMAGE_GRID (self), GTK_INVALID_LIST_POSITION);

  g_autoptr (GtkBitset) set =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  return gtk_bitset_is_empty (set) ? GTK_INVALID_LIST_POSITION
                                   : gtk_bitset_get_maximum (set);
}

static void
focus_position (FrostImageGrid *self, guint position)
{
  GHashTableIter iter;
  gpointer item, tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, &item, &tile))
    if (gtk_list_item_get_position (item) == position)
      {
        /* The cell around the tile is what takes the focus. */
        gtk_widget_grab_focus (gtk_widget_get_parent (tile));
        return;
      }
}

void
frost_image_grid_show_position (FrostImageGrid *self, guint position)
{
  g_return_if_fail (FROST_IS_IMAGE_GRID (self));

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    return;
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u",
                              position);
  focus_position (self, position);
}

void
frost_image_grid_go_to (FrostImageGrid *self, guint position)
{
  g_return_if_fail (FROST_IS_IMAGE_GRID (self));

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    return;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  frost_image_grid_show_position (self, position);
}

void
frost_image_grid_refresh (FrostImageGrid *self)
{
  g_return_if_fail (FROST_IS_IMAGE_GRID (self));

  GHashTableIter iter;
  gpointer tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    frost_image_tile_refresh (tile);
}

static void
selection_changed_cb (FrostImageGrid *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

void
frost_image_grid_set_project (FrostImageGrid *self, FrostProject *project)
{
  g_return_if_fail (FROST_IS_IMAGE_GRID (self));

  if (!g_set_object (&self->project, project))
    return;
  gtk_multi_selection_set_model (
      self->selection,
      project != NULL ? G_LIST_MODEL (frost_project_get_images (project)) : NULL);
  selection_changed_cb (self);
}

int
frost_image_grid_get_side (FrostImageGrid *self)
{
  g_return_val_if_fail (FROST_IS_IMAGE_GRID (self), 0);
  return self->side;
}

void
frost_image_grid_set_side (FrostImageGrid *self, int side)
{
  g_return_if_fail (FROST_IS_IMAGE_GRID (self));

  GHashTableIter iter;
  gpointer tile;

  side = CLAMP (side, FROST_IMAGE_GRID_SIDE_MIN, FROST_IMAGE_GRID_SIDE_MAX);
  if (self->side == side)
    return;
  self->side = side;
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    frost_image_tile_set_side (tile, side);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIDE]);
}

/* Tiles: a cell that is taken up shows the picture, one that is put away forgets it. */

static GdkContentProvider *
drag_prepare_cb (FrostImageGrid *self, double x, double y, GtkDragSource *source)
{
  GtkWidget *tile = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  GtkListItem *item = g_object_get_data (G_OBJECT (tile), "list-item");
  guint position = gtk_list_item_get_position (item);
  g_autoptr (GArray) ids = NULL;

  if (position == GTK_INVALID_LIST_POSITION)
    return NULL;
  if (!gtk_list_item_get_selected (item))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position,
                                     TRUE);
  ids = frost_image_grid_dup_selection (self);
  return gdk_content_provider_new_typed (G_TYPE_ARRAY, ids);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, FrostImageGrid *self)
{
  GtkWidget *tile = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (tile);
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);

  gtk_drag_source_set_icon (source, still, 8, 8);
}

static void
setup_cb (FrostImageGrid *self, GtkListItem *item)
{
  GtkWidget *tile = frost_image_tile_new (self->cache);
  GtkDragSource *drag = gtk_drag_source_new ();

  g_object_set_data (G_OBJECT (tile), "list-item", item);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (drag_prepare_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  gtk_widget_add_controller (tile, GTK_EVENT_CONTROLLER (drag));
  gtk_list_item_set_child (item, tile);
}

static void
bind_cb (FrostImageGrid *self, GtkListItem *item)
{
  FrostImageTile *tile = FROST_IMAGE_TILE (gtk_list_item_get_child (item));

  frost_image_tile_set_side (tile, self->side);
  frost_image_tile_set_item (tile, gtk_list_item_get_item (item),
                             frost_project_get_classes (self->project));
  g_hash_table_insert (self->tiles, item, tile);
}

static void
unbind_cb (FrostImageGrid *self, GtkListItem *item)
{
  g_hash_table_remove (self->tiles, item);
  frost_image_tile_set_item (FROST_IMAGE_TILE (gtk_list_item_get_child (item)), NULL,
                             NULL);
}

static void
activate_cb (FrostImageGrid *self, guint position)
{
  g_signal_emit (self, signals[OPEN], 0, position);
}

static void
zoom (FrostImageGrid *self, int steps)
{
  frost_image_grid_set_side (self, self->side + steps * SIDE_STEP);
}

/* Before the cells, which would take Space to toggle the selection. */
static gboolean
capture_key_cb (FrostImageGrid *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval == GDK_KEY_space
      && !(state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)))
    {
      guint position = frost_image_grid_get_last_selected (self);

      if (position == GTK_INVALID_LIST_POSITION)
        return FALSE;
      activate_cb (self, position);
      return TRUE;
    }
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != GDK_CONTROL_MASK)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom (self, 1);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom (self, -1);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      frost_image_grid_set_side (self, FROST_IMAGE_GRID_SIDE_DEFAULT);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_cb (FrostImageGrid *self, guint keyval, guint keycode, GdkModifierType state)
{
  FrostProjectClasses *classes =
      self->project != NULL ? frost_project_get_classes (self->project) : NULL;

  return frost_label_keys_press (GTK_WIDGET (self), classes, keyval, keycode, state);
}

static gboolean
scroll_cb (FrostImageGrid *self, double dx, double dy, GtkEventController *controller)
{
  if (!(gtk_event_controller_get_current_event_state (controller) & GDK_CONTROL_MASK))
    return FALSE;
  if (dy != 0)
    zoom (self, dy < 0 ? 1 : -1);
  return TRUE;
}

static void
frost_image_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                          int *minimum, int *natural, int *minimum_baseline,
                          int *natural_baseline)
{
  gtk_widget_measure (FROST_IMAGE_GRID (widget)->scroller, orientation, for_size, minimum,
                      natural, NULL, NULL);
}

/* As many columns as fit: a grid view keeps about thirty rows of cells alive, so a larger
 * maximum would be paid for in cells that nobody sees. */
static void
frost_image_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FrostImageGrid *self = FROST_IMAGE_GRID (widget);
  int columns = (width - 2 * GRID_PADDING) / (self->side + 2 * CELL_PADDING);

  columns = MAX (columns, 1);
  if (columns != self->columns)
    {
      self->columns = columns;
      gtk_grid_view_set_min_columns (self->view, 1);
      gtk_grid_view_set_max_columns (self->view, (guint) columns);
      gtk_grid_view_set_min_columns (self->view, (guint) columns);
    }
  gtk_widget_allocate (self->scroller, width, height, baseline, NULL);
}

static gboolean
frost_image_grid_grab_focus (GtkWidget *widget)
{
  FrostImageGrid *self = FROST_IMAGE_GRID (widget);
  guint position = frost_image_grid_get_last_selected (self);

  if (position != GTK_INVALID_LIST_POSITION)
    {
      frost_image_grid_show_position (self, position);
      return TRUE;
    }
  return gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
frost_image_grid_get_property (GObject *object, guint id, GValue *value,
                               GParamSpec *pspec)
{
  if (id == PROP_SIDE)
    g_value_set_int (value, FROST_IMAGE_GRID (object)->side);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frost_image_grid_set_property (GObject *object, guint id, const GValue *value,
                               GParamSpec *pspec)
{
  if (id == PROP_SIDE)
    frost_image_grid_set_side (FROST_IMAGE_GRID (object), g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frost_image_grid_dispose (GObject *object)
{
  FrostImageGrid *self = FROST_IMAGE_GRID (object);

  if (self->view != NULL)
    gtk_grid_view_set_model (self->view, NULL);
  self->view = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (frost_image_grid_parent_class)->dispose (object);
}

static void
frost_image_grid_finalize (GObject *object)
{
  FrostImageGrid *self = FROST_IMAGE_GRID (object);

  g_hash_table_unref (self->tiles);
  frost_texture_cache_free (self->cache);
  G_OBJECT_CLASS (frost_image_grid_parent_class)->finalize (object);
}

static void
frost_image_grid_class_init (FrostImageGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frost_image_grid_dispose;
  object_class->finalize = frost_image_grid_finalize;
  object_class->get_property = frost_image_grid_get_property;
  object_class->set_property = frost_image_grid_set_property;
  widget_class->measure = frost_image_grid_measure;
  widget_class->size_allocate = frost_image_grid_size_allocate;
  widget_class->grab_focus = frost_image_grid_grab_focus;

  props[PROP_SIDE] = g_param_spec_int (
      "side", NULL, NULL, FROST_IMAGE_GRID_SIDE_MIN, FROST_IMAGE_GRID_SIDE_MAX,
      FROST_IMAGE_GRID_SIDE_DEFAULT,
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SELECTION_CHANGED] =
      g_signal_new ("selection-changed", FROST_TYPE_IMAGE_GRID, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPEN] = g_signal_new ("open", FROST_TYPE_IMAGE_GRID, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "imagegrid");
}

static void
add_controllers (FrostImageGrid *self)
{
  GtkEventController *capture = gtk_event_controller_key_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  gtk_event_controller_set_propagation_phase (capture, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (capture, "key-pressed", G_CALLBACK (capture_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), capture);

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  /* Before the scrolled window, which would scroll. */
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

static void
frost_image_grid_init (FrostImageGrid *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->side = FROST_IMAGE_GRID_SIDE_DEFAULT;
  self->tiles = g_hash_table_new (NULL, NULL);
  self->cache = frost_texture_cache_new (TEXTURE_BUDGET);
  self->selection = gtk_multi_selection_new (NULL);
  g_signal_connect_object (self->selection, "selection-changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->view = GTK_GRID_VIEW (
      gtk_grid_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory));
  gtk_grid_view_set_enable_rubberband (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "images");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "Images", -1);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (activate_cb), self);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller),
                                 GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  add_controllers (self);
}
