#include "ui/layers/layer-stack-private.h"

#include "ui/layers/scroll-follow.h"

static const FrostLayerGeometry *
peek_geometry (FrostLayerStack *self)
{
  return frost_layer_picture_peek_geometry (self->picture);
}

static gboolean
is_empty (FrostLayerStack *self)
{
  return frost_layer_model_get_n (self->model) == 0;
}

/* What the pointer is over shows before anything is pressed. */
static void
update_hover (FrostLayerStack *self, double y)
{
  const FrostLayerGeometry *geometry = peek_geometry (self);
  gboolean on_line = self->is_dragging
                     || frost_layer_geometry_is_on_line (geometry, self->model->cut, y);
  int gap = on_line ? -1 : frost_layer_geometry_gap_at (geometry, self->model->cut, y);

  if (is_empty (self))
    return;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), on_line    ? "ns-resize"
                                                      : gap >= 0 ? "pointer"
                                                                 : NULL);
  if (on_line == self->pose.raised && gap == self->pose.hover_gap)
    return;
  self->pose.raised = on_line;
  self->pose.hover_gap = gap;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (FrostLayerStack *self, double x, double y)
{
  update_hover (self, y);
}

static void
leave_cb (FrostLayerStack *self)
{
  if (self->is_dragging)
    return;
  self->pose.raised = FALSE;
  self->pose.hover_gap = -1;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_line_to_pointer (FrostLayerStack *self)
{
  frost_layer_stack_move (
      self, frost_layer_geometry_cut_at (peek_geometry (self),
                                         self->pointer_y - self->grip_offset));
}

/* The view moves while the line is held at its edge, also when the pointer rests. */
static gboolean
scroll_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  FrostLayerStack *self = FROST_LAYER_STACK (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = MIN ((double) (now - self->scroll_time) / G_USEC_PER_SEC, 0.1);
  double speed = frost_scroll_edge_speed (widget, self->pointer_y);

  self->scroll_time = now;
  if (speed != 0.0)
    {
      self->pointer_y += frost_scroll_by (widget, speed * seconds);
      drag_line_to_pointer (self);
    }
  return G_SOURCE_CONTINUE;
}

static void
drag_begin_cb (FrostLayerStack *self, double x, double y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const FrostLayerGeometry *geometry = peek_geometry (self);
  gboolean on_line = frost_layer_geometry_is_on_line (geometry, self->model->cut, y);
  int gap = frost_layer_geometry_gap_at (geometry, self->model->cut, y);

  if (is_empty (self) || (!on_line && gap < 0))
    {
      gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (widget);
  self->is_dragging = TRUE;
  self->is_keyed = FALSE;
  self->cut_before_drag = self->model->cut;
  self->pointer_y = y;
  /* A gap that was clicked jumps to the pointer; the line stays under the finger. */
  if (!on_line)
    frost_layer_stack_move (self, gap);
  self->grip_offset = y - frost_layer_geometry_line (geometry, self->model->cut);
  self->scroll_time = g_get_monotonic_time ();
  self->scroll_tick = gtk_widget_add_tick_callback (widget, scroll_tick_cb, NULL, NULL);
  update_hover (self, y);
}

static void
drag_update_cb (FrostLayerStack *self, double dx, double dy)
{
  double x, y;

  /* Not the start plus the offset: the start moved if the view was scrolled since. */
  if (!self->is_dragging || !gtk_gesture_get_point (self->drag, NULL, &x, &y))
    return;
  self->pointer_y = y;
  drag_line_to_pointer (self);
}

void
frost_layer_stack_end_drag (FrostLayerStack *self, gboolean keep)
{
  if (!self->is_dragging)
    return;
  self->is_dragging = FALSE;
  if (self->scroll_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = 0;
  if (!keep)
    frost_layer_stack_move (self, self->cut_before_drag);
  else if (self->model->cut != self->cut_before_drag)
    frost_layer_stack_commit (self);
  update_hover (self, self->pointer_y);
}

static void
drag_end_cb (FrostLayerStack *self)
{
  frost_layer_stack_end_drag (self, TRUE);
}

static void
drag_cancel_cb (FrostLayerStack *self)
{
  frost_layer_stack_end_drag (self, FALSE);
}

static gboolean
query_tooltip_cb (FrostLayerStack *self, int x, int y, gboolean keyboard,
                  GtkTooltip *tooltip)
{
  const FrostLayerGeometry *geometry = peek_geometry (self);
  int index = frost_layer_geometry_block_at (geometry, self->model->cut, y);
  g_autofree char *details = NULL;
  GdkRectangle area;

  if (is_empty (self) || self->is_dragging || keyboard || index < 0
      || self->pose.hover_gap >= 0)
    return FALSE;
  details = frost_layer_model_dup_details (self->model, index);
  area.x = 0;
  area.y = (int) frost_layer_geometry_block_top (geometry, index, self->model->cut);
  area.width = gtk_widget_get_width (GTK_WIDGET (self));
  area.height = (int) geometry->block_height;
  gtk_tooltip_set_text (tooltip, details);
  gtk_tooltip_set_tip_area (tooltip, &area);
  return TRUE;
}

void
frost_layer_stack_init_pointer (FrostLayerStack *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);

  self->drag = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (self->drag), GDK_BUTTON_PRIMARY);
  g_signal_connect_swapped (self->drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (self->drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (self->drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (self->drag));
}
