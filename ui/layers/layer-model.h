/* What a layer stack shows, without a screen: blocks, head, pixels and the frost line. */
#pragma once

#include <glib.h>

#include "ui/layers/layer-block.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *blocks;     /* of FrostLayerBlock, from the pixels upwards */
  FrostLayerBlock *head; /* its shape is the class names, or NULL */
  int n_classes;
  int pixel_width, pixel_height; /* 0 = not known */
  int cut;                       /* blocks frozen, 0..number of blocks */
} FrostLayerModel;

FrostLayerModel *frost_layer_model_new (void);
void frost_layer_model_free (FrostLayerModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostLayerModel, frost_layer_model_free)

/* Copies; the cut is clamped to what there is. */
void frost_layer_model_set_blocks (FrostLayerModel *model, const FrostLayerBlock *blocks,
                                   int n);
void frost_layer_model_set_head (FrostLayerModel *model, const char *const *class_names,
                                 guint64 parameters, guint64 multiply_adds);

int frost_layer_model_get_n (const FrostLayerModel *model);
const FrostLayerBlock *frost_layer_model_peek (const FrostLayerModel *model, int index);

/* Parameters of all blocks and the head, and of what lies above the line. */
guint64 frost_layer_model_get_parameters (const FrostLayerModel *model);
guint64 frost_layer_model_get_trainable (const FrostLayerModel *model);

/* A block's part of all multiply-adds, 0..1; index = number of blocks is the head. */
double frost_layer_model_get_share (const FrostLayerModel *model, int index);

/* All are freed with g_free.
 * summary:    "Frost line after block 11: 11 of 14 blocks frozen, 0.6 M of 1.8 M parameters
 *             trainable"
 * value_text: "11 of 14 blocks frozen"
 * details:    of one block, several lines for a tooltip; index as for share */
char *frost_layer_model_dup_summary (const FrostLayerModel *model);
char *frost_layer_model_dup_value_text (const FrostLayerModel *model);
char *frost_layer_model_dup_details (const FrostLayerModel *model, int index);

G_END_DECLS
