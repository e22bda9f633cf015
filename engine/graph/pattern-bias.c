/* A number added to each channel of a product or convolution without bias is its bias. */
#include "engine/graph/pattern.h"

gboolean
frost_pattern_bias (FrostPatterns *patterns, int index)
{
  FrostNode *node = frost_graph_node (patterns->model->graph, index);
  FrostNode *product;
  FrostOpAttributes attributes;
  int bias, weight;

  if (node->kind != FROST_OP_ADD || node->n_inputs != 1
      || patterns->n_readers[node->inputs[0]] != 1)
    return FALSE;
  product = frost_pattern_producer (patterns, node->inputs[0], FROST_OP_LINEAR);
  if (product == NULL)
    product = frost_pattern_producer (patterns, node->inputs[0], FROST_OP_CONV);
  if (product == NULL || product->parameters[1] >= 0)
    return FALSE;
  bias = frost_pattern_take_last (patterns, node, 1);
  if (bias < 0)
    return FALSE;
  weight = product->parameters[0];
  attributes = product->attributes;
  frost_pattern_rewrite (patterns, node, product, product->kind, &attributes,
                         product->inputs[0]);
  node->parameters[0] = weight;
  node->parameters[1] = bias;
  return TRUE;
}
