#include "ui/images/image-tile.h"

#include <math.h>

#include "ui/images/class-badge.h"
#include "ui/style/class-palette.h"

#define RADIUS 8
#define MARGIN 8
#define LOCK_SIZE 24
#define LOCK_ICON_SIZE 14
#define BROKEN_ICON_SIZE 32
#define STRIKE_WIDTH 3

/* Below this side only the key of the class fits, not its name. */
#define SIDE_FOR_NAMES 112

struct _FrostImageTile
{
  GtkWidget parent_instance;
  FrostTextureCache *cache;
  FrostImageItem *item;
  FrostProjectClasses *classes;
  GdkTexture *texture;
  guint64 request;
  gboolean broken;  /* known not to decode */
  int texture_side; /* asked for, pixels of the screen */
  int side;

  PangoLayout *key;  /* NULL = unlabelled */
  PangoLayout *name; /* ellipsised while drawing */
  int colour;
};

G_DEFINE_FINAL_TYPE (FrostImageTile, frost_image_tile, GTK_TYPE_WIDGET)

GtkWidget *
frost_image_tile_new (FrostTextureCache *cache)
{
  FrostImageTile *self = g_object_new (FROST_TYPE_IMAGE_TILE, NULL);

  self->cache = cache;
  return GTK_WIDGET (self);
}

FrostImageItem *
frost_image_tile_get_item (FrostImageTile *self)
{
  g_return_val_if_fail (FROST_IS_IMAGE_TILE (self), NULL);
  return self->item;
}

GdkTexture *
frost_image_tile_get_texture (FrostImageTile *self)
{
  g_return_val_if_fail (FROST_IS_IMAGE_TILE (self), NULL);
  return self->texture;
}

static void
texture_ready_cb (GdkTexture *texture, gpointer user_data)
{
  FrostImageTile *self = user_data;

  self->request = 0;
  self->broken = texture == NULL;
  g_set_object (&self->texture, texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
is_held_out (FrostImageTile *self)
{
  FrostSplit split = frost_image_item_get_split (self->item);

  return split == FROST_SPLIT_VAL || split == FROST_SPLIT_TEST;
}

/* "bee-12.jpg, labelled bee, for validation, excluded" */
static char *
dup_sentence (FrostImageTile *self, FrostClassItem *klass)
{
  GString *text = g_string_new (frost_image_item_get_name (self->item));
  FrostSplit split = frost_image_item_get_split (self->item);

  if (klass != NULL)
    g_string_append_printf (text, ", labelled %s", frost_class_item_get_name (klass));
  else
    g_string_append (text, ", unlabelled");
  if (split == FROST_SPLIT_VAL)
    g_string_append (text, ", for validation");
  else if (split == FROST_SPLIT_TEST)
    g_string_append (text, ", for testing");
  if (frost_image_item_get_excluded (self->item))
    g_string_append (text, ", excluded");
  switch (frost_image_item_get_status (self->item))
    {
    case FROST_IMAGE_MISSING:
      g_string_append (text, ", file is missing");
      break;
    case FROST_IMAGE_CHANGED:
      g_string_append (text, ", file has changed");
      break;
    case FROST_IMAGE_BROKEN:
      g_string_append (text, ", cannot be read");
      break;
    case FROST_IMAGE_OK:
      break;
    }
  return g_string_free (text, FALSE);
}

static FrostClassItem *
find_class (FrostImageTile *self)
{
  return frost_project_classes_find (self->classes,
                                     frost_image_item_get_class_id (self->item));
}

/* Asked for when it is shown: setting the text of a tooltip asks the X server where the
 * pointer is, which took longer than all else that a tile does while scrolling. */
static gboolean
frost_image_tile_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                GtkTooltip *tooltip)
{
  FrostImageTile *self = FROST_IMAGE_TILE (widget);
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return FALSE;
  text = dup_sentence (self, find_class (self));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static PangoLayout *
bold_layout (GtkWidget *widget, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

void
frost_image_tile_refresh (FrostImageTile *self)
{
  g_return_if_fail (FROST_IS_IMAGE_TILE (self));

  if (self->item == NULL)
    return;

  GtkWidget *widget = GTK_WIDGET (self);
  FrostClassItem *klass = find_class (self);
  g_autofree char *sentence = dup_sentence (self, klass);

  g_clear_object (&self->key);
  g_clear_object (&self->name);
  if (klass != NULL)
    {
      self->colour = (int) frost_class_item_get_colour (klass);
      self->key = bold_layout (widget, frost_class_item_get_key (klass));
      self->name =
          gtk_widget_create_pango_layout (widget, frost_class_item_get_name (klass));
      pango_layout_set_ellipsize (self->name, PANGO_ELLIPSIZE_END);
      pango_layout_set_single_paragraph_mode (self->name, TRUE);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sentence, -1);
  gtk_widget_queue_draw (widget);
}

static void
item_notify_cb (FrostImageTile *self)
{
  frost_image_tile_refresh (self);
}

static void load_texture (FrostImageTile *self);

/* Found again somewhere else, or as it was: a picture that was broken may be whole now. */
static void
item_moved_cb (FrostImageTile *self)
{
  if (!self->broken)
    return;
  self->broken = FALSE;
  frost_texture_cache_retry_broken (self->cache);
  load_texture (self);
}

/* What a tile that grew with its column takes of the screen, or will at least take. */
static int
wanted_side (FrostImageTile *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int side = MAX (self->side, gtk_widget_get_width (widget));

  return frost_texture_cache_round_side (side * gtk_widget_get_scale_factor (widget));
}

/* Asks for the picture at the size of the tile, if it is not there. What is shown meanwhile, of
 * another size or nothing, stays. */
static void
load_texture (FrostImageTile *self)
{
  const guint8 *hash = frost_image_item_get_hash (self->item);
  int side = wanted_side (self);
  GdkTexture *texture = NULL;

  if (self->request != 0)
    frost_texture_cache_cancel (self->cache, self->request);
  self->request = 0;
  self->texture_side = side;
  if (frost_texture_cache_lookup (self->cache, hash, side, &texture))
    {
      self->broken = texture == NULL;
      g_set_object (&self->texture, texture);
      return;
    }
  self->request =
      frost_texture_cache_request (self->cache, frost_image_item_get_path (self->item),
                                   hash, side, texture_ready_cb, self);
}

void
frost_image_tile_set_item (FrostImageTile *self, FrostImageItem *item,
                           FrostProjectClasses *classes)
{
  g_return_if_fail (FROST_IS_IMAGE_TILE (self));

  if (self->item == item)
    return;
  if (self->request != 0)
    frost_texture_cache_cancel (self->cache, self->request);
  self->request = 0;
  self->broken = FALSE;
  g_clear_object (&self->texture);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);

  g_set_object (&self->item, item);
  g_set_object (&self->classes, classes);
  if (item != NULL)
    {
      g_signal_connect_swapped (item, "notify", G_CALLBACK (item_notify_cb), self);
      g_signal_connect_swapped (item, "notify::path", G_CALLBACK (item_moved_cb), self);
      g_signal_connect_swapped (item, "notify::status", G_CALLBACK (item_moved_cb), self);
      load_texture (self);
      frost_image_tile_refresh (self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
frost_image_tile_set_side (FrostImageTile *self, int side)
{
  g_return_if_fail (FROST_IS_IMAGE_TILE (self));

  if (self->side == side)
    return;
  self->side = side;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static GtkSizeRequestMode
frost_image_tile_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
frost_image_tile_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                          int *minimum, int *natural, int *minimum_baseline,
                          int *natural_baseline)
{
  FrostImageTile *self = FROST_IMAGE_TILE (widget);

  *minimum = self->side;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *minimum = for_size;
  *natural = *minimum;
}

static void
frost_image_tile_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FrostImageTile *self = FROST_IMAGE_TILE (widget);

  if (self->item != NULL && self->texture_side != wanted_side (self))
    load_texture (self);
}

/* The texture is square already, but for those that are smaller than a tile. */
static void
snapshot_picture (FrostImageTile *self, GtkSnapshot *snapshot, float side)
{
  float width = (float) gdk_texture_get_width (self->texture);
  float height = (float) gdk_texture_get_height (self->texture);
  float scale = side / MIN (width, height);

  width *= scale;
  height *= scale;
  gtk_snapshot_append_texture (
      snapshot, self->texture,
      &GRAPHENE_RECT_INIT ((side - width) / 2, (side - height) / 2, width, height));
}

static void
snapshot_icon (FrostImageTile *self, GtkSnapshot *snapshot, const char *icon_name,
               float x, float y, int size, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), icon_name, NULL,
      size, gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), 0);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size,
                                            size, color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_lock (FrostImageTile *self, GtkSnapshot *snapshot, float side)
{
  float x = side - MARGIN - LOCK_SIZE;
  float inset = (LOCK_SIZE - LOCK_ICON_SIZE) / 2.0f;
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (
      &disc, &GRAPHENE_RECT_INIT (x, MARGIN, LOCK_SIZE, LOCK_SIZE), LOCK_SIZE / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0, 0, 0.6f }, &disc.bounds);
  gtk_snapshot_pop (snapshot);
  snapshot_icon (self, snapshot, "changes-prevent-symbolic", x + inset, MARGIN + inset,
                 LOCK_ICON_SIZE, &(GdkRGBA){ 1, 1, 1, 1 });
}

static void
snapshot_strike (GtkSnapshot *snapshot, float side, const GdkRGBA *color)
{
  float length = side * (float) G_SQRT2;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_rotate (snapshot, 45);
  gtk_snapshot_append_color (
      snapshot, color,
      &GRAPHENE_RECT_INIT (0, -STRIKE_WIDTH / 2.0f, length, STRIKE_WIDTH));
  gtk_snapshot_restore (snapshot);
}

static void
frost_image_tile_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FrostImageTile *self = FROST_IMAGE_TILE (widget);
  float side = (float) gtk_widget_get_width (widget);
  gboolean excluded;
  GskRoundedRect frame;
  GdkRGBA ink;
  GdkRGBA well;

  if (self->item == NULL)
    return;
  excluded = frost_image_item_get_excluded (self->item);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  well = ink;
  well.alpha *= 0.08f;
  gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (0, 0, side, side),
                                   RADIUS);

  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  if (self->texture == NULL)
    gtk_snapshot_append_color (snapshot, &well, &frame.bounds);
  else
    {
      if (excluded)
        gtk_snapshot_push_opacity (snapshot, 0.3);
      snapshot_picture (self, snapshot, side);
      if (excluded)
        gtk_snapshot_pop (snapshot);
    }
  if (self->broken)
    snapshot_icon (self, snapshot, "image-missing-symbolic",
                   (side - BROKEN_ICON_SIZE) / 2, (side - BROKEN_ICON_SIZE) / 2,
                   BROKEN_ICON_SIZE, &ink);
  if (excluded)
    snapshot_strike (snapshot, side, &ink);
  gtk_snapshot_pop (snapshot);

  if (self->key != NULL)
    {
      int room = side < SIDE_FOR_NAMES ? 0 : (int) side - 2 * MARGIN;

      frost_class_badge_snapshot (snapshot, self->colour, self->key,
                                  room > 0 ? self->name : NULL, MARGIN, side - MARGIN,
                                  room);
    }
  if (is_held_out (self))
    snapshot_lock (self, snapshot, side);
}

/* Layouts keep the font they were made with. */
static void
frost_image_tile_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  FrostImageTile *self = FROST_IMAGE_TILE (widget);

  GTK_WIDGET_CLASS (frost_image_tile_parent_class)->css_changed (widget, change);
  if (self->key != NULL)
    {
      pango_layout_context_changed (self->key);
      pango_layout_context_changed (self->name);
    }
}

static void
frost_image_tile_dispose (GObject *object)
{
  FrostImageTile *self = FROST_IMAGE_TILE (object);

  if (self->item != NULL)
    frost_image_tile_set_item (self, NULL, NULL);
  g_clear_object (&self->classes);
  g_clear_object (&self->key);
  g_clear_object (&self->name);
  G_OBJECT_CLASS (frost_image_tile_parent_class)->dispose (object);
}

static void
frost_image_tile_class_init (FrostImageTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frost_image_tile_dispose;
  widget_class->get_request_mode = frost_image_tile_get_request_mode;
  widget_class->measure = frost_image_tile_measure;
  widget_class->size_allocate = frost_image_tile_size_allocate;
  widget_class->snapshot = frost_image_tile_snapshot;
  widget_class->query_tooltip = frost_image_tile_query_tooltip;
  widget_class->css_changed = frost_image_tile_css_changed;
  gtk_widget_class_set_css_name (widget_class, "imagetile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
frost_image_tile_init (FrostImageTile *self)
{
  self->side = 160;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}
