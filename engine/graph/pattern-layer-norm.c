/* Layer-norm as operator sets below 17 write it: d = x - mean (x), d / sqrt (mean (d^2) + epsilon),
 * times a scale, plus a bias. */
#include "engine/graph/pattern.h"

/* The axes of a mean are the last ones: how many, or 0. */
static int
count_last_axes (const FrostPatterns *p, const FrostNode *mean)
{
  int rank = frost_graph_value_shape (p->model->graph, mean->inputs[0])->rank;

  for (int n = 1; n <= rank; n++)
    if (mean->attributes.axes == ((1u << n) - 1) << (rank - n))
      return n;
  return 0;
}

/* x of x - mean (x), or -1. */
static int
match_difference (const FrostPatterns *p, int value, FrostNode **mean)
{
  const FrostNode *sub = frost_pattern_producer (p, value, FROST_OP_SUB);

  if (sub == NULL || sub->n_inputs != 2
      || (*mean = frost_pattern_producer (p, sub->inputs[1], FROST_OP_REDUCE_MEAN))
             == NULL
      || (*mean)->inputs[0] != sub->inputs[0])
    return -1;
  return sub->inputs[0];
}

/* The value whose square it is, or -1. */
static int
match_square (const FrostPatterns *p, int value)
{
  const FrostNode *pow_node = frost_pattern_producer (p, value, FROST_OP_POW);
  const FrostNode *mul = frost_pattern_producer (p, value, FROST_OP_MUL);

  if (pow_node != NULL && pow_node->attributes.alpha == 2)
    return pow_node->inputs[0];
  return mul != NULL && mul->n_inputs == 2 && mul->inputs[0] == mul->inputs[1]
             ? mul->inputs[0]
             : -1;
}

static gboolean
match_normalised (FrostPatterns *p, FrostNode *node)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostNode *root, *add, *variance;
  FrostNode *mean, *other_mean;
  double epsilon;
  int x, square;

  if (node->kind != FROST_OP_DIV || node->n_inputs != 2
      || (root = frost_pattern_producer (p, node->inputs[1], FROST_OP_SQRT)) == NULL
      || (add = frost_pattern_producer (p, root->inputs[0], FROST_OP_ADD)) == NULL
      || !frost_pattern_get_number (p, add, &epsilon)
      || (variance = frost_pattern_producer (p, add->inputs[0], FROST_OP_REDUCE_MEAN))
             == NULL
      || (square = match_square (p, variance->inputs[0])) < 0)
    return FALSE;
  x = match_difference (p, node->inputs[0], &mean);
  if (x < 0 || match_difference (p, square, &other_mean) != x
      || mean->attributes.axes != variance->attributes.axes
      || other_mean->attributes.axes != mean->attributes.axes)
    return FALSE;
  attributes.n_axes = count_last_axes (p, mean);
  attributes.epsilon = (float) epsilon;
  if (attributes.n_axes == 0)
    return FALSE;
  frost_pattern_rewrite (p, node, mean, FROST_OP_LAYER_NORM, &attributes, x);
  return TRUE;
}

/* A scale or bias after a layer-norm that has none yet. */
static gboolean
match_affine (FrostPatterns *p, FrostNode *node)
{
  FrostNode *norm = frost_pattern_producer (p, node->inputs[0], FROST_OP_LAYER_NORM);
  FrostOpAttributes attributes;
  int slot = node->kind == FROST_OP_MUL ? 0 : 1, parameter, kept;

  if (node->n_inputs != 1 || norm == NULL || p->n_readers[node->inputs[0]] != 1
      || norm->parameters[slot] >= 0 || norm->parameters[1] >= 0)
    return FALSE;
  parameter = frost_pattern_take_last (p, node, norm->attributes.n_axes);
  if (parameter < 0)
    return FALSE;
  kept = norm->parameters[0];
  attributes = norm->attributes;
  frost_pattern_rewrite (p, node, norm, FROST_OP_LAYER_NORM, &attributes,
                         norm->inputs[0]);
  node->parameters[0] = kept;
  node->parameters[slot] = parameter;
  return TRUE;
}

gboolean
frost_pattern_layer_norm (FrostPatterns *patterns, int index)
{
  FrostNode *node = frost_graph_node (patterns->model->graph, index);

  if (node->kind == FROST_OP_MUL || node->kind == FROST_OP_ADD)
    return match_affine (patterns, node);
  return match_normalised (patterns, node);
}
