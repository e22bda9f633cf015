/* Shared by the two halves of the layer stack: the widget and its pointer. */
#pragma once

#include <adwaita.h>

#include "ui/layers/layer-picture.h"
#include "ui/layers/layer-stack.h"

G_BEGIN_DECLS

struct _FrostLayerStack
{
  GtkWidget parent_instance;

  FrostLayerModel *model;
  FrostLayerPicture *picture;
  gboolean compact;

  AdwAnimation *glide; /* moves pose.cut to the cut */
  FrostLayerPose pose;
  gboolean is_keyed; /* last moved by a key, not by the pointer */

  GtkGesture *drag;
  gboolean is_dragging;
  int cut_before_drag;
  double pointer_y;   /* of the drag, in the widget */
  double grip_offset; /* from the line's middle to where it is held */
  guint scroll_tick;  /* while dragging inside of a scrolled window */
  gint64 scroll_time; /* of the last tick, microseconds */
};

/* Moves the line, clamped, and tells everybody; glides to it. */
void frost_layer_stack_move (FrostLayerStack *self, int cut);

/* The user decided on the present cut. */
void frost_layer_stack_commit (FrostLayerStack *self);

/* Hover, dragging, clicks into gaps, tooltips. */
void frost_layer_stack_init_pointer (FrostLayerStack *self);

/* Lets go of the line, if it is held: there, or back where it was. */
void frost_layer_stack_end_drag (FrostLayerStack *self, gboolean keep);

G_END_DECLS
