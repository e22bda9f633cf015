#include "ui/chart/plot.h"

#include <math.h>

#include "ui/chart/plot-picture.h"
#include "ui/chart/plot-readout.h"

#define MIN_WIDTH 180
#define MIN_HEIGHT 120
#define NATURAL_WIDTH 480
#define NATURAL_HEIGHT 240

/* An arrow key moves the crosshair by a point, but never by so little that it seems stuck. */
#define KEY_DISTANCE 2.0

/* PageUp and PageDown move it by this part of the width. */
#define PAGE_SHARE 0.1

struct _FrostPlot
{
  GtkWidget parent_instance;

  FrostPlotData *data;
  FrostPlotPicture *picture;
  FrostPlotReadout *readout;
  double readout_x;       /* NAN = hidden */
  gboolean is_pinned;     /* set by key or by the program: the pointer leaving keeps it */
  char *accessible_label; /* last one told, so that an unchanged one is not told again */
};

enum
{
  PROP_TITLE = 1,
  PROP_X_NAME,
  PROP_EMPTY_TEXT,
  PROP_PERCENT,
  PROP_LOGARITHMIC,
  PROP_X_MAX,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (FrostPlot, frost_plot, GTK_TYPE_WIDGET)

static void
update_accessible_label (FrostPlot *self)
{
  g_autofree char *label = frost_plot_data_dup_summary (self->data, self->readout_x);

  if (g_strcmp0 (label, self->accessible_label) == 0)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  g_free (self->accessible_label);
  self->accessible_label = g_steal_pointer (&label);
}

/* Allocation comes once a frame however many points arrived before it, so that is where
 * numbers are prepared. */
static void
queue_prepare (FrostPlot *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
prepare_readout (FrostPlot *self)
{
  frost_plot_readout_prepare (self->readout, GTK_WIDGET (self), self->data,
                              frost_plot_picture_peek_frame (self->picture),
                              self->readout_x);
  update_accessible_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
move_readout (FrostPlot *self, double x, gboolean is_pinned)
{
  double nearest = NAN;

  if (isfinite (x) && !frost_plot_data_find_nearest_x (self->data, x, &nearest))
    nearest = NAN;
  self->is_pinned = is_pinned && isfinite (nearest);
  if (nearest == self->readout_x || (isnan (nearest) && isnan (self->readout_x)))
    return;
  self->readout_x = nearest;
  prepare_readout (self);
}

static void
frost_plot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FrostPlot *self = FROST_PLOT (widget);

  frost_plot_picture_prepare (self->picture, widget, self->data, width, height);
  prepare_readout (self);
}

static void
frost_plot_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                    int *minimum, int *natural, int *minimum_baseline,
                    int *natural_baseline)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = horizontal ? MIN_WIDTH : MIN_HEIGHT;
  *natural = horizontal ? NATURAL_WIDTH : NATURAL_HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
draw_focus (FrostPlot *self, const FrostPalette *palette, GtkSnapshot *snapshot)
{
  GskRoundedRect outline;
  GdkRGBA ring =
      frost_color_with_alpha (&palette->accent, palette->high_contrast ? 1.0 : 0.5);
  GdkRGBA rings[4] = { ring, ring, ring, ring };
  float widths[4] = { 2.0f, 2.0f, 2.0f, 2.0f };

  gsk_rounded_rect_init_from_rect (
      &outline,
      &GRAPHENE_RECT_INIT (0.0f, 0.0f, (float) gtk_widget_get_width (GTK_WIDGET (self)),
                           (float) gtk_widget_get_height (GTK_WIDGET (self))),
      8.0f);
  gtk_snapshot_append_border (snapshot, &outline, widths, rings);
}

static void
frost_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FrostPlot *self = FROST_PLOT (widget);
  FrostPalette palette;

  frost_palette_read (widget, &palette);
  frost_plot_picture_draw (self->picture, self->data, &palette, snapshot);
  frost_plot_readout_draw (self->readout, self->data,
                           frost_plot_picture_peek_frame (self->picture), &palette,
                           snapshot);
  if (gtk_widget_has_visible_focus (widget))
    draw_focus (self, &palette, snapshot);
}

/* A new font changes every measure. */
static void
frost_plot_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (frost_plot_parent_class)->css_changed (widget, change);
  queue_prepare (FROST_PLOT (widget));
}

/* The focus ring is drawn here and not by CSS, so its coming and going is ours to see. */
static void
frost_plot_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  GTK_WIDGET_CLASS (frost_plot_parent_class)->state_flags_changed (widget, before);
  gtk_widget_queue_draw (widget);
}

static void
motion_cb (FrostPlot *self, double x, double y)
{
  move_readout (self,
                frost_plot_frame_x_at (frost_plot_picture_peek_frame (self->picture), x),
                FALSE);
}

static void
leave_cb (FrostPlot *self)
{
  if (!self->is_pinned)
    move_readout (self, NAN, FALSE);
}

static void
focus_leave_cb (FrostPlot *self)
{
  move_readout (self, NAN, FALSE);
}

static void
pressed_cb (FrostPlot *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* What a key asks of the crosshair; the parameter of its binding. */
typedef enum
{
  GO_LEFT,
  GO_RIGHT,
  GO_PAGE_LEFT,
  GO_PAGE_RIGHT,
  GO_FIRST,
  GO_LAST,
  GO_AWAY,
} Go;

static gboolean
go_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  FrostPlot *self = FROST_PLOT (widget);
  const FrostPlotFrame *frame = frost_plot_picture_peek_frame (self->picture);
  double pixel = frost_plot_frame_x_per_pixel (frame);
  double near_by = KEY_DISTANCE * pixel;
  double page = PAGE_SHARE * frame->width * pixel;
  double x = self->readout_x;
  double x_min, x_max, y_min, y_max;
  Go go = (Go) g_variant_get_int32 (arguments);

  if (go == GO_AWAY)
    {
      gboolean is_shown = isfinite (x);

      move_readout (self, NAN, FALSE);
      return is_shown; /* else Escape is for the window */
    }
  if (!frost_plot_data_find_bounds (self->data, &x_min, &x_max, &y_min, &y_max))
    return FALSE;
  /* Reading starts at the latest point. */
  if (isnan (x))
    go = go == GO_FIRST ? GO_FIRST : GO_LAST;
  switch (go)
    {
    case GO_LEFT:
    case GO_RIGHT:
      x = frost_plot_data_step (self->data, x, near_by, go == GO_RIGHT);
      break;
    case GO_PAGE_LEFT:
    case GO_PAGE_RIGHT:
      x = frost_plot_data_step (self->data, x, page, go == GO_PAGE_RIGHT);
      break;
    case GO_FIRST:
      x = x_min;
      break;
    case GO_LAST:
    default:
      x = x_max;
      break;
    }
  move_readout (self, x, TRUE);
  return TRUE;
}

static void
add_key (GtkWidgetClass *class, guint key, guint keypad_key, Go go)
{
  gtk_widget_class_add_binding (class, key, 0, go_cb, "i", (int) go);
  if (keypad_key != 0)
    gtk_widget_class_add_binding (class, keypad_key, 0, go_cb, "i", (int) go);
}

static void
frost_plot_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const FrostPlotData *data = FROST_PLOT (object)->data;

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, data->title);
      break;
    case PROP_X_NAME:
      g_value_set_string (value, data->x_name);
      break;
    case PROP_EMPTY_TEXT:
      g_value_set_string (value, data->empty_text);
      break;
    case PROP_PERCENT:
      g_value_set_boolean (value, data->percent);
      break;
    case PROP_LOGARITHMIC:
      g_value_set_boolean (value, data->logarithmic);
      break;
    case PROP_X_MAX:
      g_value_set_double (value, data->x_max);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_plot_set_property (GObject *object, guint id, const GValue *value,
                         GParamSpec *pspec)
{
  FrostPlot *self = FROST_PLOT (object);

  switch (id)
    {
    case PROP_TITLE:
      frost_plot_set_title (self, g_value_get_string (value));
      break;
    case PROP_X_NAME:
      frost_plot_set_x_name (self, g_value_get_string (value));
      break;
    case PROP_EMPTY_TEXT:
      frost_plot_set_empty_text (self, g_value_get_string (value));
      break;
    case PROP_PERCENT:
      frost_plot_set_percent (self, g_value_get_boolean (value));
      break;
    case PROP_LOGARITHMIC:
      frost_plot_set_logarithmic (self, g_value_get_boolean (value));
      break;
    case PROP_X_MAX:
      frost_plot_set_x_max (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frost_plot_finalize (GObject *object)
{
  FrostPlot *self = FROST_PLOT (object);

  frost_plot_data_free (self->data);
  frost_plot_picture_free (self->picture);
  frost_plot_readout_free (self->readout);
  g_free (self->accessible_label);
  G_OBJECT_CLASS (frost_plot_parent_class)->finalize (object);
}

static void
frost_plot_class_init (FrostPlotClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = frost_plot_get_property;
  object_class->set_property = frost_plot_set_property;
  object_class->finalize = frost_plot_finalize;
  widget_class->measure = frost_plot_measure;
  widget_class->size_allocate = frost_plot_size_allocate;
  widget_class->snapshot = frost_plot_snapshot;
  widget_class->css_changed = frost_plot_css_changed;
  widget_class->state_flags_changed = frost_plot_state_flags_changed;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_X_NAME] = g_param_spec_string ("x-name", NULL, NULL, "epoch", flags);
  properties[PROP_EMPTY_TEXT] =
      g_param_spec_string ("empty-text", NULL, NULL, NULL, flags);
  properties[PROP_PERCENT] = g_param_spec_boolean ("percent", NULL, NULL, FALSE, flags);
  properties[PROP_LOGARITHMIC] =
      g_param_spec_boolean ("logarithmic", NULL, NULL, FALSE, flags);
  properties[PROP_X_MAX] =
      g_param_spec_double ("x-max", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  add_key (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, GO_LEFT);
  add_key (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, GO_RIGHT);
  add_key (widget_class, GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, GO_PAGE_LEFT);
  add_key (widget_class, GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, GO_PAGE_RIGHT);
  add_key (widget_class, GDK_KEY_Home, GDK_KEY_KP_Home, GO_FIRST);
  add_key (widget_class, GDK_KEY_End, GDK_KEY_KP_End, GO_LAST);
  add_key (widget_class, GDK_KEY_Escape, 0, GO_AWAY);
}

static void
frost_plot_init (FrostPlot *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->data = frost_plot_data_new ();
  self->picture = frost_plot_picture_new ();
  self->readout = frost_plot_readout_new ();
  self->readout_x = NAN;

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  frost_palette_watch (widget);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_leave_cb), self);
  gtk_widget_add_controller (widget, focus);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  update_accessible_label (self);
}

GtkWidget *
frost_plot_new (const char *title)
{
  return g_object_new (FROST_TYPE_PLOT, "title", title, NULL);
}

guint
frost_plot_add_series (FrostPlot *self, const char *name, FrostPlotTone tone)
{
  g_return_val_if_fail (FROST_IS_PLOT (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  queue_prepare (self);
  return frost_plot_data_add_curve (self->data, name, tone);
}

void
frost_plot_append (FrostPlot *self, guint series, double x, double y)
{
  g_return_if_fail (FROST_IS_PLOT (self));
  g_return_if_fail (series < self->data->curves->len);

  if (frost_series_append (frost_plot_data_peek_curve (self->data, series)->points, x, y))
    queue_prepare (self);
}

void
frost_plot_add_mark (FrostPlot *self, double x, const char *name)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  frost_marks_add (self->data->marks, x, name);
  queue_prepare (self);
}

void
frost_plot_clear (FrostPlot *self)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  frost_plot_data_clear (self->data);
  move_readout (self, NAN, FALSE);
  queue_prepare (self);
}

void
frost_plot_remove_all_series (FrostPlot *self)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  frost_plot_clear (self);
  g_ptr_array_set_size (self->data->curves, 0);
}

/* One setter for the three words. */
static void
set_words (FrostPlot *self, char **words, const char *value, int property)
{
  g_autofree char *old = *words;

  if (g_strcmp0 (old, value) == 0)
    {
      g_steal_pointer (&old);
      return;
    }
  *words = g_strdup (value);
  queue_prepare (self);
  update_accessible_label (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
frost_plot_set_title (FrostPlot *self, const char *title)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  set_words (self, &self->data->title, title, PROP_TITLE);
}

void
frost_plot_set_x_name (FrostPlot *self, const char *x_name)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  set_words (self, &self->data->x_name, x_name != NULL ? x_name : "", PROP_X_NAME);
}

void
frost_plot_set_empty_text (FrostPlot *self, const char *text)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  set_words (self, &self->data->empty_text, text != NULL ? text : "", PROP_EMPTY_TEXT);
}

void
frost_plot_set_percent (FrostPlot *self, gboolean percent)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  if (self->data->percent == !!percent)
    return;
  self->data->percent = !!percent;
  queue_prepare (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERCENT]);
}

void
frost_plot_set_logarithmic (FrostPlot *self, gboolean logarithmic)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  if (self->data->logarithmic == !!logarithmic)
    return;
  self->data->logarithmic = !!logarithmic;
  queue_prepare (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOGARITHMIC]);
}

gboolean
frost_plot_get_logarithmic (FrostPlot *self)
{
  g_return_val_if_fail (FROST_IS_PLOT (self), FALSE);

  return self->data->logarithmic;
}

void
frost_plot_set_x_max (FrostPlot *self, double x_max)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  if (self->data->x_max == x_max || !isfinite (x_max))
    return;
  self->data->x_max = MAX (x_max, 0.0);
  queue_prepare (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_X_MAX]);
}

double
frost_plot_get_readout (FrostPlot *self)
{
  g_return_val_if_fail (FROST_IS_PLOT (self), NAN);

  return self->readout_x;
}

void
frost_plot_set_readout (FrostPlot *self, double x)
{
  g_return_if_fail (FROST_IS_PLOT (self));

  move_readout (self, x, TRUE);
}

char *
frost_plot_dup_summary (FrostPlot *self)
{
  g_return_val_if_fail (FROST_IS_PLOT (self), NULL);

  return frost_plot_data_dup_summary (self->data, self->readout_x);
}
