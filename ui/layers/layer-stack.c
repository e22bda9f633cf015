#include "ui/layers/layer-stack.h"

#include <adwaita.h>
#include <math.h>

#include "ui/layers/layer-stack-private.h"
#include "ui/layers/scroll-follow.h"

#define MIN_WIDTH 270
#define NATURAL_WIDTH 360
#define COMPACT_MIN_WIDTH 180
#define COMPACT_NATURAL_WIDTH 260
#define EMPTY_HEIGHT 140

#define PAGE 5          /* blocks that PageUp and PageDown move the line by */
#define GLIDE_MS 140    /* of the line from one cut to the next */
#define VIEW_MARGIN 60. /* pixels kept in view around the line: a block on either side */

enum
{
  PROP_CUT = 1,
  PROP_COMPACT,
  N_PROPERTIES
};

enum
{
  CUT_COMMITTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrostLayerStack, frost_layer_stack, GTK_TYPE_WIDGET)

static const FrostLayerGeometry *
peek_geometry (FrostLayerStack *self)
{
  return frost_layer_picture_peek_geometry (self->picture);
}

static void
update_accessible (FrostLayerStack *self)
{
  g_autofree char *summary = frost_layer_model_dup_summary (self->model);
  g_autofree char *value = frost_layer_model_dup_value_text (self->model);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
      GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, value, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
      GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) frost_layer_model_get_n (self->model),
      GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) self->model->cut, -1);
}

static void
glide_cb (double cut, gpointer data)
{
  FrostLayerStack *self = data;

  self->pose.cut = cut;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
glide_to_cut (FrostLayerStack *self)
{
  AdwTimedAnimation *glide = ADW_TIMED_ANIMATION (self->glide);

  adw_timed_animation_set_value_from (glide, self->pose.cut);
  adw_timed_animation_set_value_to (glide, self->model->cut);
  adw_animation_play (self->glide);
}

static void
prepare (FrostLayerStack *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  frost_layer_picture_prepare (self->picture, widget, self->model, self->compact,
                               gtk_widget_get_width (widget),
                               gtk_widget_get_height (widget));
  gtk_widget_queue_draw (widget);
}

void
frost_layer_stack_move (FrostLayerStack *self, int cut)
{
  cut = CLAMP (cut, 0, frost_layer_model_get_n (self->model));
  if (cut == self->model->cut)
    return;
  self->model->cut = cut;
  self->pose.hover_gap = -1;
  frost_layer_picture_set_cut (self->picture, GTK_WIDGET (self), self->model);
  glide_to_cut (self);
  update_accessible (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CUT]);
}

void
frost_layer_stack_commit (FrostLayerStack *self)
{
  g_debug ("frost line: %d of %d frozen", self->model->cut,
           frost_layer_model_get_n (self->model));
  g_signal_emit (self, signals[CUT_COMMITTED], 0, self->model->cut);
}

static void
follow_line (FrostLayerStack *self)
{
  double y = frost_layer_geometry_line (peek_geometry (self), self->model->cut);

  frost_scroll_follow (GTK_WIDGET (self), y, y, VIEW_MARGIN);
}

static gboolean
is_empty (FrostLayerStack *self)
{
  return frost_layer_model_get_n (self->model) == 0;
}

/* Escape while the line is held puts it back. */
static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  FrostLayerStack *self = FROST_LAYER_STACK (widget);

  if (!self->is_dragging)
    return FALSE;
  frost_layer_stack_end_drag (self, FALSE);
  gtk_event_controller_reset (GTK_EVENT_CONTROLLER (self->drag));
  return TRUE;
}

static gboolean
move_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  FrostLayerStack *self = FROST_LAYER_STACK (widget);
  int before = self->model->cut;

  if (is_empty (self) || self->is_dragging)
    return FALSE;
  self->is_keyed = TRUE;
  frost_layer_stack_move (self, before + g_variant_get_int32 (arguments));
  follow_line (self);
  if (self->model->cut != before)
    frost_layer_stack_commit (self);
  return TRUE;
}

/* The stack keeps its own line in view. A viewport that holds nothing else would show its
 * top whenever it gets the focus, which is not where the user clicked. */
static void
parent_changed_cb (FrostLayerStack *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (GTK_IS_VIEWPORT (parent))
    gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (parent), FALSE);
}

static void
frost_layer_stack_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                           int *minimum, int *natural, int *minimum_baseline,
                           int *natural_baseline)
{
  FrostLayerStack *self = FROST_LAYER_STACK (widget);

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = self->compact ? COMPACT_MIN_WIDTH : MIN_WIDTH;
      *natural = self->compact ? COMPACT_NATURAL_WIDTH : NATURAL_WIDTH;
    }
  else if (is_empty (self))
    *minimum = *natural = EMPTY_HEIGHT;
  else
    {
      FrostLayerGeometry geometry;

      frost_layer_geometry_init (&geometry, frost_layer_model_get_n (self->model),
                                 self->compact);
      *minimum = *natural = (int) ceil (frost_layer_geometry_get_height (&geometry));
    }
}

static void
frost_layer_stack_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  prepare (FROST_LAYER_STACK (widget));
}

static void
frost_layer_stack_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (frost_layer_stack_parent_class)->css_changed (widget, change);
  gtk_widget_queue_allocate (widget);
}

/* The focus ring is drawn here and not by CSS, so its coming and going is ours to see. */
static void
frost_layer_stack_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  GTK_WIDGET_CLASS (frost_layer_stack_parent_class)->state_flags_changed (widget, before);
  gtk_widget_queue_draw (widget);
}

static void
frost_layer_stack_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FrostLayerStack *self = FROST_LAYER_STACK (widget);
  FrostLayerPose pose = self->pose;
  FrostPalette palette;

  /* GTK shows the focus after Tab and hides it after a key that moves something; whoever
   * moves the line by keys wants to see what moves. */
  pose.focused = gtk_widget_has_focus (widget)
                 && (self->is_keyed || gtk_widget_has_visible_focus (widget));
  frost_palette_read (widget, &palette);
  frost_layer_picture_draw (self->picture, &pose, &palette, snapshot);
}

static void
frost_layer_stack_get_property (GObject *object, guint id, GValue *value,
                                GParamSpec *pspec)
{
  FrostLayerStack *self = FROST_LAYER_STACK (object);

  switch (id)
    {
    case PROP_CUT:
      g_value_set_int (value, self->model->cut);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_layer_stack_set_property (GObject *object, guint id, const GValue *value,
                                GParamSpec *pspec)
{
  FrostLayerStack *self = FROST_LAYER_STACK (object);

  switch (id)
    {
    case PROP_CUT:
      frost_layer_stack_set_cut (self, g_value_get_int (value));
      break;
    case PROP_COMPACT:
      frost_layer_stack_set_compact (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_layer_stack_dispose (GObject *object)
{
  FrostLayerStack *self = FROST_LAYER_STACK (object);

  /* A gesture that ends from here on must not move the line again. */
  self->is_dragging = FALSE;
  g_clear_object (&self->glide);
  G_OBJECT_CLASS (frost_layer_stack_parent_class)->dispose (object);
}

static void
frost_layer_stack_finalize (GObject *object)
{
  FrostLayerStack *self = FROST_LAYER_STACK (object);

  frost_layer_model_free (self->model);
  frost_layer_picture_free (self->picture);
  G_OBJECT_CLASS (frost_layer_stack_parent_class)->finalize (object);
}

static void
add_key (GtkWidgetClass *class, guint key, guint keypad_key, int blocks)
{
  gtk_widget_class_add_binding (class, key, 0, move_cb, "i", blocks);
  gtk_widget_class_add_binding (class, keypad_key, 0, move_cb, "i", blocks);
}

static void
frost_layer_stack_class_init (FrostLayerStackClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = frost_layer_stack_get_property;
  object_class->set_property = frost_layer_stack_set_property;
  object_class->dispose = frost_layer_stack_dispose;
  object_class->finalize = frost_layer_stack_finalize;
  widget_class->measure = frost_layer_stack_measure;
  widget_class->size_allocate = frost_layer_stack_size_allocate;
  widget_class->snapshot = frost_layer_stack_snapshot;
  widget_class->css_changed = frost_layer_stack_css_changed;
  widget_class->state_flags_changed = frost_layer_stack_state_flags_changed;

  properties[PROP_CUT] = g_param_spec_int ("cut", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[CUT_COMMITTED] =
      g_signal_new ("cut-committed", FROST_TYPE_LAYER_STACK, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "layerstack");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  /* Up freezes more: the frozen blocks stand below the line. */
  add_key (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 1);
  add_key (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, -1);
  add_key (widget_class, GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, PAGE);
  add_key (widget_class, GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, -PAGE);
  add_key (widget_class, GDK_KEY_Home, GDK_KEY_KP_Home, -(G_MAXINT / 2));
  add_key (widget_class, GDK_KEY_End, GDK_KEY_KP_End, G_MAXINT / 2);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
frost_layer_stack_init (FrostLayerStack *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  AdwAnimationTarget *target = adw_callback_animation_target_new (glide_cb, self, NULL);

  self->model = frost_layer_model_new ();
  self->picture = frost_layer_picture_new ();
  self->pose.hover_gap = -1;
  self->glide = adw_timed_animation_new (widget, 0.0, 0.0, GLIDE_MS, target);
  gtk_widget_set_focusable (widget, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_ORIENTATION,
                                  GTK_ORIENTATION_VERTICAL, -1);
  frost_palette_watch (widget);
  g_signal_connect (self, "notify::parent", G_CALLBACK (parent_changed_cb), NULL);
  frost_layer_stack_init_pointer (self);
  update_accessible (self);
}

GtkWidget *
frost_layer_stack_new (void)
{
  return g_object_new (FROST_TYPE_LAYER_STACK, NULL);
}

/* Everything but the cut changed. */
static void
model_changed (FrostLayerStack *self)
{
  self->pose.hover_gap = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), !is_empty (self));
  update_accessible (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
frost_layer_stack_set_blocks (FrostLayerStack *self, const FrostLayerBlock *blocks, int n)
{
  int before;

  g_return_if_fail (FROST_IS_LAYER_STACK (self));
  g_return_if_fail (n >= 0 && (n == 0 || blocks != NULL));

  frost_layer_stack_end_drag (self, FALSE);
  before = self->model->cut;
  frost_layer_model_set_blocks (self->model, blocks, n);
  adw_animation_skip (self->glide);
  self->pose.cut = self->model->cut;
  model_changed (self);
  if (self->model->cut != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CUT]);
}

int
frost_layer_stack_get_n_blocks (FrostLayerStack *self)
{
  g_return_val_if_fail (FROST_IS_LAYER_STACK (self), 0);

  return frost_layer_model_get_n (self->model);
}

void
frost_layer_stack_set_head (FrostLayerStack *self, const char *const *class_names,
                            guint64 parameters, guint64 multiply_adds)
{
  g_return_if_fail (FROST_IS_LAYER_STACK (self));

  frost_layer_model_set_head (self->model, class_names, parameters, multiply_adds);
  model_changed (self);
}

void
frost_layer_stack_set_pixels (FrostLayerStack *self, int width, int height)
{
  g_return_if_fail (FROST_IS_LAYER_STACK (self));

  self->model->pixel_width = MAX (width, 0);
  self->model->pixel_height = MAX (height, 0);
  model_changed (self);
}

int
frost_layer_stack_get_cut (FrostLayerStack *self)
{
  g_return_val_if_fail (FROST_IS_LAYER_STACK (self), 0);

  return self->model->cut;
}

void
frost_layer_stack_set_cut (FrostLayerStack *self, int cut)
{
  g_return_if_fail (FROST_IS_LAYER_STACK (self));

  /* A line that is being held belongs to the hand. */
  if (!self->is_dragging)
    frost_layer_stack_move (self, cut);
}

gboolean
frost_layer_stack_get_compact (FrostLayerStack *self)
{
  g_return_val_if_fail (FROST_IS_LAYER_STACK (self), FALSE);

  return self->compact;
}

void
frost_layer_stack_set_compact (FrostLayerStack *self, gboolean compact)
{
  g_return_if_fail (FROST_IS_LAYER_STACK (self));

  if (self->compact == !!compact)
    return;
  self->compact = !!compact;
  model_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

char *
frost_layer_stack_dup_summary (FrostLayerStack *self)
{
  g_return_val_if_fail (FROST_IS_LAYER_STACK (self), NULL);

  return frost_layer_model_dup_summary (self->model);
}
