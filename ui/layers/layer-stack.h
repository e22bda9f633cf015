/* A model as a stack of blocks, pixels at the bottom and classes on top, with the frost
 * line across it: what lies below is frozen, what lies above learns.
 *
 * The line is dragged, put into a gap by a click, or moved with the keys: Up and Down by one
 * block, PageUp and PageDown by five, Home to the bottom (everything trainable) and End to
 * the top (only the head trainable), as in any slider. Inside of a scrolled window the line
 * is kept in view; for that the stack must be the scrolled window's only child.
 *
 * Signals:
 *   notify::cut                whenever the line moves, also while it is being dragged
 *   cut-committed (int cut)    when the user let go of it, or pressed a key: act on this one.
 *                              Not emitted by frost_layer_stack_set_cut.
 * Properties: cut (int), compact (gboolean; one line a block, for a narrow column).
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/layers/layer-block.h"

G_BEGIN_DECLS

#define FROST_TYPE_LAYER_STACK (frost_layer_stack_get_type ())
G_DECLARE_FINAL_TYPE (FrostLayerStack, frost_layer_stack, FROST, LAYER_STACK, GtkWidget)

GtkWidget *frost_layer_stack_new (void);

/* The blocks from the pixels upwards, `n` of them; copied. None (n = 0) shows the empty
 * state. The cut stays where it is, or moves to the nearest one that there still is. */
void frost_layer_stack_set_blocks (FrostLayerStack *self, const FrostLayerBlock *blocks,
                                   int n);
int frost_layer_stack_get_n_blocks (FrostLayerStack *self);

/* The head, always trainable: the classes it tells apart (NULL-terminated, may be NULL) and
 * what it costs. */
void frost_layer_stack_set_head (FrostLayerStack *self, const char *const *class_names,
                                 guint64 parameters, guint64 multiply_adds);

/* The size of the pictures the model takes; 0 × 0 when not known. */
void frost_layer_stack_set_pixels (FrostLayerStack *self, int width, int height);

/* Frozen blocks, counted from the pixels: 0 = everything trainable, the number of blocks =
 * only the head is. Set values are clamped to that range. */
int frost_layer_stack_get_cut (FrostLayerStack *self);
void frost_layer_stack_set_cut (FrostLayerStack *self, int cut);

gboolean frost_layer_stack_get_compact (FrostLayerStack *self);
void frost_layer_stack_set_compact (FrostLayerStack *self, gboolean compact);

/* The sentence a screen reader gets: "Frost line after block 11: 11 of 14 blocks frozen,
 * 0.6 M of 1.8 M parameters trainable". Free with g_free. */
char *frost_layer_stack_dup_summary (FrostLayerStack *self);

G_END_DECLS
