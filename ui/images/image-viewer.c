#include "ui/images/image-viewer.h"

#include "ui/images/label-keys.h"

#define ZOOM_STEP 1.25
#define ZOOM_MAX 16.0
#define MARGIN 16

/* Enough for a 4K screen; a JPEG with more comes out at a half or a quarter. */
#define SHORT_SIDE 1600

struct _FrostImageViewer
{
  GtkWidget parent_instance;
  FrostTextureCache *cache;
  FrostImageItem *item;
  FrostProjectClasses *classes;
  GdkTexture *texture;
  guint64 request;
  gboolean broken;
  double zoom;
  double pan_x; /* of the picture's centre from the widget's, pixels */
  double pan_y;
  double drag_x;
  double drag_y;
};

enum
{
  CLOSE,
  MOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrostImageViewer, frost_image_viewer, GTK_TYPE_WIDGET)

void
frost_image_viewer_set_cache (FrostImageViewer *self, FrostTextureCache *cache)
{
  g_return_if_fail (FROST_IS_IMAGE_VIEWER (self));
  self->cache = cache;
}

FrostImageItem *
frost_image_viewer_get_item (FrostImageViewer *self)
{
  g_return_val_if_fail (FROST_IS_IMAGE_VIEWER (self), NULL);
  return self->item;
}

double
frost_image_viewer_get_zoom (FrostImageViewer *self)
{
  g_return_val_if_fail (FROST_IS_IMAGE_VIEWER (self), 1);
  return self->zoom;
}

static void
texture_ready_cb (GdkTexture *texture, gpointer user_data)
{
  FrostImageViewer *self = user_data;

  self->request = 0;
  self->broken = texture == NULL;
  g_set_object (&self->texture, texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
frost_image_viewer_set_item (FrostImageViewer *self, FrostImageItem *item,
                             FrostProjectClasses *classes)
{
  g_return_if_fail (FROST_IS_IMAGE_VIEWER (self));

  g_set_object (&self->classes, classes);
  if (!g_set_object (&self->item, item))
    return;
  if (self->request != 0)
    frost_texture_cache_cancel (self->cache, self->request);
  self->request = 0;
  self->broken = FALSE;
  self->zoom = 1;
  self->pan_x = self->pan_y = 0;
  /* The last picture stays until the next one is there: a flash of nothing in between
   * would hurt the eye at every step. */
  if (item == NULL)
    g_clear_object (&self->texture);
  else
    {
      self->request = frost_texture_cache_request_large (
          self->cache, frost_image_item_get_path (item), SHORT_SIDE, texture_ready_cb,
          self);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      frost_image_item_get_name (item), -1);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* How many pixels of the widget a pixel of the texture takes when it fits. */
static double
fit_scale (FrostImageViewer *self)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN, 1);
  double height = MAX (gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN, 1);

  return MIN (width / gdk_texture_get_width (self->texture),
              height / gdk_texture_get_height (self->texture));
}

static void
clamp_pan (FrostImageViewer *self)
{
  double scale = fit_scale (self) * self->zoom;
  double room_x = MAX (0, (gdk_texture_get_width (self->texture) * scale
                           - gtk_widget_get_width (GTK_WIDGET (self)))
                                  / 2
                              + MARGIN);
  double room_y = MAX (0, (gdk_texture_get_height (self->texture) * scale
                           - gtk_widget_get_height (GTK_WIDGET (self)))
                                  / 2
                              + MARGIN);

  self->pan_x = CLAMP (self->pan_x, -room_x, room_x);
  self->pan_y = CLAMP (self->pan_y, -room_y, room_y);
}

/* What lies under (x, y), measured from the centre, stays there. */
static void
zoom_at (FrostImageViewer *self, double factor, double x, double y)
{
  double zoom = CLAMP (self->zoom * factor, 1.0, ZOOM_MAX);

  if (self->texture == NULL)
    return;
  factor = zoom / self->zoom;
  self->zoom = zoom;
  self->pan_x = x - (x - self->pan_x) * factor;
  self->pan_y = y - (y - self->pan_y) * factor;
  clamp_pan (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
frost_image_viewer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FrostImageViewer *self = FROST_IMAGE_VIEWER (widget);
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);

  if (self->texture == NULL)
    {
      if (self->broken)
        {
          g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (
              widget, "This file cannot be read as an image");
          int text_width, text_height;

          pango_layout_get_pixel_size (layout, &text_width, &text_height);
          gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget),
                                      (width - text_width) / 2,
                                      (height - text_height) / 2, layout);
        }
      return;
    }

  double scale = fit_scale (self) * self->zoom;
  double w = gdk_texture_get_width (self->texture) * scale;
  double h = gdk_texture_get_height (self->texture) * scale;

  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gtk_snapshot_append_texture (
      snapshot, self->texture,
      &GRAPHENE_RECT_INIT ((float) ((width - w) / 2 + self->pan_x),
                           (float) ((height - h) / 2 + self->pan_y), (float) w,
                           (float) h));
  gtk_snapshot_pop (snapshot);
}

static gboolean
key_cb (FrostImageViewer *self, guint keyval, guint keycode, GdkModifierType state)
{
  switch (keyval)
    {
    case GDK_KEY_Escape:
    case GDK_KEY_space:
      g_signal_emit (self, signals[CLOSE], 0);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_Up:
    case GDK_KEY_Page_Up:
      g_signal_emit (self, signals[MOVE], 0, -1);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_Down:
    case GDK_KEY_Page_Down:
      g_signal_emit (self, signals[MOVE], 0, 1);
      return TRUE;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom_at (self, ZOOM_STEP, 0, 0);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom_at (self, 1 / ZOOM_STEP, 0, 0);
      return TRUE;
    default:
      return frost_label_keys_press (GTK_WIDGET (self), self->classes, keyval, keycode,
                                     state);
    }
}

static gboolean
scroll_cb (FrostImageViewer *self, double dx, double dy, GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  double x = 0, y = 0;
  double px, py;

  if (event != NULL && gdk_event_get_position (event, &px, &py))
    {
      GtkWidget *widget = GTK_WIDGET (self);
      GtkRoot *root = gtk_widget_get_root (widget);
      double surface_x, surface_y;

      gtk_native_get_surface_transform (GTK_NATIVE (root), &surface_x, &surface_y);
      gtk_widget_translate_coordinates (GTK_WIDGET (root), widget, px - surface_x,
                                        py - surface_y, &x, &y);
      x -= gtk_widget_get_width (widget) / 2.0;
      y -= gtk_widget_get_height (widget) / 2.0;
    }
  zoom_at (self, dy < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, x, y);
  return TRUE;
}

static void
drag_begin_cb (FrostImageViewer *self)
{
  self->drag_x = self->pan_x;
  self->drag_y = self->pan_y;
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
drag_update_cb (FrostImageViewer *self, double dx, double dy)
{
  if (self->texture == NULL)
    return;
  self->pan_x = self->drag_x + dx;
  self->pan_y = self->drag_y + dy;
  clamp_pan (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
frost_image_viewer_dispose (GObject *object)
{
  FrostImageViewer *self = FROST_IMAGE_VIEWER (object);

  if (self->item != NULL)
    frost_image_viewer_set_item (self, NULL, NULL);
  g_clear_object (&self->classes);
  G_OBJECT_CLASS (frost_image_viewer_parent_class)->dispose (object);
}

static void
frost_image_viewer_class_init (FrostImageViewerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frost_image_viewer_dispose;
  widget_class->snapshot = frost_image_viewer_snapshot;
  signals[CLOSE] = g_signal_new ("close", FROST_TYPE_IMAGE_VIEWER, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVE] = g_signal_new ("move", FROST_TYPE_IMAGE_VIEWER, G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name (widget_class, "imageviewer");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
frost_image_viewer_init (FrostImageViewer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->zoom = 1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
