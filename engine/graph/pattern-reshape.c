/* Of several reshapes in a row the last one says it all; of transposes, what they make together. */
#include "engine/graph/pattern.h"

static gboolean
match_transposes (FrostPatterns *p, FrostNode *node)
{
  FrostNode *before = frost_pattern_producer (p, node->inputs[0], FROST_OP_TRANSPOSE);
  int rank = frost_graph_value_shape (p->model->graph, node->inputs[0])->rank;
  FrostOpAttributes attributes = node->attributes;

  if (before == NULL)
    return FALSE;
  for (int d = 0; d < rank; d++)
    attributes.order[d] = before->attributes.order[node->attributes.order[d]];
  frost_pattern_rewrite (p, node, before, FROST_OP_TRANSPOSE, &attributes,
                         before->inputs[0]);
  return TRUE;
}

gboolean
frost_pattern_reshape (FrostPatterns *patterns, int index)
{
  FrostNode *node = frost_graph_node (patterns->model->graph, index);
  FrostOpAttributes attributes = node->attributes;
  FrostNode *before;

  if (node->kind == FROST_OP_TRANSPOSE)
    return match_transposes (patterns, node);
  if (node->kind != FROST_OP_RESHAPE)
    return FALSE;
  before = frost_pattern_producer (patterns, node->inputs[0], FROST_OP_RESHAPE);
  if (before == NULL)
    return FALSE;
  frost_pattern_rewrite (patterns, node, NULL, FROST_OP_RESHAPE, &attributes,
                         before->inputs[0]);
  return TRUE;
}
