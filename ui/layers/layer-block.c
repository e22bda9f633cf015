#include "ui/layers/layer-block.h"

FrostLayerBlock *
frost_layer_block_new (const char *name, const char *shape, guint64 parameters,
                       guint64 multiply_adds)
{
  FrostLayerBlock *block = g_new0 (FrostLayerBlock, 1);

  block->name = g_strdup (name);
  block->shape = g_strdup (shape);
  block->parameters = parameters;
  block->multiply_adds = multiply_adds;
  return block;
}

FrostLayerBlock *
frost_layer_block_copy (const FrostLayerBlock *block)
{
  return frost_layer_block_new (block->name, block->shape, block->parameters,
                                block->multiply_adds);
}

void
frost_layer_block_free (FrostLayerBlock *block)
{
  g_free (block->name);
  g_free (block->shape);
  g_free (block);
}
