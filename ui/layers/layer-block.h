/* What the layer stack shows of one block of a model: plain values, no engine behind. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *name;            /* "block 11" */
  char *shape;           /* of its output, "14 × 14 × 384" */
  guint64 parameters;    /* numbers that training can change */
  guint64 multiply_adds; /* for one image */
} FrostLayerBlock;

FrostLayerBlock *frost_layer_block_new (const char *name, const char *shape,
                                        guint64 parameters, guint64 multiply_adds);
FrostLayerBlock *frost_layer_block_copy (const FrostLayerBlock *block);
void frost_layer_block_free (FrostLayerBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostLayerBlock, frost_layer_block_free)

G_END_DECLS
