#include "ui/images/class-badge.h"

#include "ui/style/class-palette.h"

#define SIDE 24
#define RADIUS 6
#define PILL_PADDING_X 7
#define PILL_PADDING_Y 2
#define PILL_GAP 5

struct _FrostClassBadge
{
  GtkWidget parent_instance;
  int colour;
  char *key;
  PangoLayout *layout;
};

enum
{
  PROP_0,
  PROP_COLOUR,
  PROP_KEY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FrostClassBadge, frost_class_badge, GTK_TYPE_WIDGET)

static void
append_layout (GtkSnapshot *snapshot, PangoLayout *layout, float x, float y,
               const GdkRGBA *ink)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);
}

void
frost_class_badge_snapshot (GtkSnapshot *snapshot, int colour, PangoLayout *key,
                            PangoLayout *name, float x, float bottom, int room)
{
  GdkRGBA fill = frost_class_palette_fill (colour);
  GdkRGBA ink = frost_class_palette_ink (colour);
  int key_width, height;
  int name_width = 0;
  GskRoundedRect pill;

  pango_layout_get_pixel_size (key, &key_width, &height);
  float width = (float) (key_width + 2 * PILL_PADDING_X);
  if (name != NULL)
    {
      int gap = key_width > 0 ? PILL_GAP : 0;
      int left = room - key_width - 2 * PILL_PADDING_X - gap;

      pango_layout_set_width (name, -1);
      pango_layout_get_pixel_size (name, &name_width, &height);
      if (name_width > left)
        {
          name_width = MAX (left, 0);
          pango_layout_set_width (name, name_width * PANGO_SCALE);
        }
      width += (float) (gap + name_width);
    }
  float top = bottom - (float) (height + 2 * PILL_PADDING_Y);

  gsk_rounded_rect_init_from_rect (
      &pill, &GRAPHENE_RECT_INIT (x, top, width, bottom - top), RADIUS);
  /* A hairline of shadow keeps the pill readable on a picture of its own colour. */
  gtk_snapshot_append_outset_shadow (snapshot, &pill, &(GdkRGBA){ 0, 0, 0, 0.35f }, 0, 1,
                                     0, 3);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &fill, &pill.bounds);
  gtk_snapshot_pop (snapshot);
  append_layout (snapshot, key, x + PILL_PADDING_X, top + PILL_PADDING_Y, &ink);
  if (name != NULL)
    append_layout (snapshot, name, x + width - PILL_PADDING_X - (float) name_width,
                   top + PILL_PADDING_Y, &ink);
}

GtkWidget *
frost_class_badge_new (void)
{
  return g_object_new (FROST_TYPE_CLASS_BADGE, NULL);
}

void
frost_class_badge_set_colour (FrostClassBadge *self, int colour)
{
  g_return_if_fail (FROST_IS_CLASS_BADGE (self));

  if (self->colour == colour)
    return;
  self->colour = colour;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLOUR]);
}

void
frost_class_badge_set_key (FrostClassBadge *self, const char *key)
{
  g_return_if_fail (FROST_IS_CLASS_BADGE (self));

  if (g_strcmp0 (self->key, key) == 0)
    return;
  g_free (self->key);
  self->key = g_strdup (key);
  g_clear_object (&self->layout);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KEY]);
}

static void
frost_class_badge_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                           int *minimum, int *natural, int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = *natural = SIDE;
}

static void
frost_class_badge_snapshot_cb (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FrostClassBadge *self = FROST_CLASS_BADGE (widget);
  GdkRGBA fill = frost_class_palette_fill (self->colour);
  GdkRGBA ink = frost_class_palette_ink (self->colour);
  float side =
      (float) MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  float x = ((float) gtk_widget_get_width (widget) - side) / 2;
  float y = ((float) gtk_widget_get_height (widget) - side) / 2;
  int width, height;
  GskRoundedRect square;

  gsk_rounded_rect_init_from_rect (&square, &GRAPHENE_RECT_INIT (x, y, side, side),
                                   RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &square);
  gtk_snapshot_append_color (snapshot, &fill, &square.bounds);
  gtk_snapshot_pop (snapshot);

  if (self->layout == NULL)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
      gboolean has_key = self->key != NULL && *self->key != '\0';

      self->layout = gtk_widget_create_pango_layout (widget, has_key ? self->key : "·");
      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (self->layout, attributes);
    }
  pango_layout_get_pixel_size (self->layout, &width, &height);
  append_layout (snapshot, self->layout, x + (side - (float) width) / 2,
                 y + (side - (float) height) / 2, &ink);
}

static void
frost_class_badge_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (frost_class_badge_parent_class)->css_changed (widget, change);
  g_clear_object (&FROST_CLASS_BADGE (widget)->layout);
}

static void
frost_class_badge_get_property (GObject *object, guint id, GValue *value,
                                GParamSpec *pspec)
{
  FrostClassBadge *self = FROST_CLASS_BADGE (object);

  switch (id)
    {
    case PROP_COLOUR:
      g_value_set_int (value, self->colour);
      break;
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_class_badge_set_property (GObject *object, guint id, const GValue *value,
                                GParamSpec *pspec)
{
  FrostClassBadge *self = FROST_CLASS_BADGE (object);

  switch (id)
    {
    case PROP_COLOUR:
      frost_class_badge_set_colour (self, g_value_get_int (value));
      break;
    case PROP_KEY:
      frost_class_badge_set_key (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_class_badge_finalize (GObject *object)
{
  FrostClassBadge *self = FROST_CLASS_BADGE (object);

  g_free (self->key);
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (frost_class_badge_parent_class)->finalize (object);
}

static void
frost_class_badge_class_init (FrostClassBadgeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = frost_class_badge_finalize;
  object_class->get_property = frost_class_badge_get_property;
  object_class->set_property = frost_class_badge_set_property;
  widget_class->measure = frost_class_badge_measure;
  widget_class->snapshot = frost_class_badge_snapshot_cb;
  widget_class->css_changed = frost_class_badge_css_changed;

  props[PROP_COLOUR] = g_param_spec_int ("colour", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "classbadge");
  /* The row that it stands in says the same in words. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
frost_class_badge_init (FrostClassBadge *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}
