/* Activations in several steps: x sigmoid (x), x hard-sigmoid (x), 0.5 x (1 + erf (x / sqrt 2)),
 * clamp (x + 3, 0, 6) / 6, and clips of clips. */
#include <math.h>

#include "engine/graph/pattern.h"

static void
set_bounds (FrostOpKind *kind, FrostOpAttributes *attributes, float low, float high)
{
  gboolean relu = low == 0 && high == INFINITY;

  *attributes = frost_op_attributes_default ();
  *kind = relu ? FROST_OP_RELU : FROST_OP_CLIP;
  if (!relu)
    {
      attributes->low = low;
      attributes->high = high;
    }
}

static gboolean
get_bounds (const FrostNode *node, float *low, float *high)
{
  *low = node->kind == FROST_OP_RELU ? 0 : node->attributes.low;
  *high = node->kind == FROST_OP_RELU ? INFINITY : node->attributes.high;
  return node->kind == FROST_OP_RELU || node->kind == FROST_OP_CLIP;
}

/* PyTorch writes relu6 as Relu and Clip (none, 6), which is one operation for plans and exports. */
static gboolean
match_clip_of_clip (FrostPatterns *p, FrostNode *node)
{
  FrostNode *before = node->inputs[0] > 0
                          ? frost_graph_node (p->model->graph, node->inputs[0] - 1)
                          : NULL;
  float low, high, before_low, before_high;
  FrostOpAttributes attributes;
  FrostOpKind kind;

  if (before == NULL || !get_bounds (node, &low, &high)
      || !get_bounds (before, &before_low, &before_high)
      || p->n_readers[node->inputs[0]] != 1)
    return FALSE;
  set_bounds (&kind, &attributes, CLAMP (before_low, low, high),
              CLAMP (before_high, low, high));
  frost_pattern_rewrite (p, node, before, kind, &attributes, before->inputs[0]);
  return TRUE;
}

/* high hard-sigmoid (x / high), without an offset, is how our own files spell clip (0, high). */
static gboolean
match_scaled_hard_sigmoid (FrostPatterns *p, FrostNode *node)
{
  FrostNode *gate = frost_pattern_producer (p, node->inputs[0], FROST_OP_HARD_SIGMOID);
  FrostOpAttributes attributes;
  FrostOpKind kind;
  double high;

  if (gate == NULL || gate->attributes.beta != 0
      || !frost_pattern_get_number (p, node, &high)
      || !(fabs (high * (double) gate->attributes.alpha - 1) < 1e-6))
    return FALSE;
  set_bounds (&kind, &attributes, 0, (float) high);
  frost_pattern_rewrite (p, node, NULL, kind, &attributes, gate->inputs[0]);
  return TRUE;
}

/* clamp (x + 3, 0, 6) / 6. */
static gboolean
match_hard_sigmoid (FrostPatterns *p, FrostNode *node)
{
  FrostNode *clip = frost_pattern_producer (p, node->inputs[0], FROST_OP_CLIP);
  FrostNode *add =
      clip == NULL ? NULL : frost_pattern_producer (p, clip->inputs[0], FROST_OP_ADD);
  FrostOpAttributes attributes = frost_op_attributes_default ();

  if (add == NULL || clip->attributes.low != 0 || clip->attributes.high != 6
      || !frost_pattern_has_number (p, add, 3))
    return FALSE;
  if (node->kind == FROST_OP_DIV
          ? node->attributes.swapped || !frost_pattern_has_number (p, node, 6)
          : !frost_pattern_has_number (p, node, 1. / 6))
    return FALSE;
  attributes.alpha = 1.f / 6;
  attributes.beta = 0.5f;
  frost_pattern_rewrite (p, node, add, FROST_OP_HARD_SIGMOID, &attributes,
                         add->inputs[0]);
  return TRUE;
}

/* 1 + erf (x / sqrt 2): the value x, or -1. */
static int
gelu_gate (const FrostPatterns *p, int value, FrostNode **first)
{
  FrostNode *add = frost_pattern_producer (p, value, FROST_OP_ADD);
  FrostNode *erf_node, *scale;

  if (add == NULL || !frost_pattern_has_number (p, add, 1)
      || (erf_node = frost_pattern_producer (p, add->inputs[0], FROST_OP_ERF)) == NULL)
    return -1;
  scale = frost_pattern_producer (p, erf_node->inputs[0], FROST_OP_DIV);
  if (scale != NULL && !scale->attributes.swapped
      && frost_pattern_has_number (p, scale, sqrt (2)))
    ;
  else if ((scale = frost_pattern_producer (p, erf_node->inputs[0], FROST_OP_MUL)) == NULL
           || !frost_pattern_has_number (p, scale, sqrt (0.5)))
    return -1;
  *first = scale;
  return scale->inputs[0];
}

/* The factor of a product with the number 0.5, or -1. */
static int
half_of (const FrostPatterns *p, int value)
{
  const FrostNode *node = frost_pattern_producer (p, value, FROST_OP_MUL);

  return node != NULL && frost_pattern_has_number (p, node, 0.5) ? node->inputs[0] : -1;
}

/* The three orders in which x, 0.5 and the gate can be multiplied. */
static gboolean
match_gelu (FrostPatterns *p, FrostNode *node)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostNode *first = NULL;
  int x = -1;

  if (node->n_inputs == 1)
    {
      const FrostNode *product =
          frost_pattern_producer (p, node->inputs[0], FROST_OP_MUL);

      if (!frost_pattern_has_number (p, node, 0.5) || product == NULL
          || product->n_inputs != 2)
        return FALSE;
      for (int i = 0; i < 2 && x < 0; i++)
        if (gelu_gate (p, product->inputs[i], &first) == product->inputs[1 - i])
          x = product->inputs[1 - i];
    }
  else
    for (int i = 0; i < 2 && x < 0; i++)
      {
        int other = node->inputs[1 - i], half = half_of (p, node->inputs[i]);

        if (half >= 0 && gelu_gate (p, half, &first) == other)
          x = other;
        else if (half >= 0 && gelu_gate (p, other, &first) == half)
          x = half;
      }
  if (x < 0)
    return FALSE;
  frost_pattern_rewrite (p, node, first, FROST_OP_GELU, &attributes, x);
  return TRUE;
}

static gboolean
match_gated (FrostPatterns *p, FrostNode *node)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  for (int i = 0; i < 2; i++)
    {
      FrostNode *gate = frost_pattern_producer (p, node->inputs[i], FROST_OP_SIGMOID);
      FrostOpKind kind = FROST_OP_SILU;

      if (gate == NULL)
        {
          gate = frost_pattern_producer (p, node->inputs[i], FROST_OP_HARD_SIGMOID);
          kind = FROST_OP_HARD_SWISH;
          if (gate != NULL
              && (fabsf (gate->attributes.alpha - 1.f / 6) > 1e-6f
                  || gate->attributes.beta != 0.5f))
            gate = NULL;
        }
      if (gate == NULL || gate->inputs[0] != node->inputs[1 - i])
        continue;
      frost_pattern_rewrite (p, node, gate, kind, &attributes, gate->inputs[0]);
      return TRUE;
    }
  return FALSE;
}

gboolean
frost_pattern_activation (FrostPatterns *patterns, int index)
{
  FrostNode *node = frost_graph_node (patterns->model->graph, index);

  switch (node->kind)
    {
    case FROST_OP_RELU:
    case FROST_OP_CLIP:
      return match_clip_of_clip (patterns, node);
    case FROST_OP_DIV:
      return node->n_inputs == 1 && match_hard_sigmoid (patterns, node);
    case FROST_OP_MUL:
      if (node->n_inputs == 1)
        return match_scaled_hard_sigmoid (patterns, node)
               || match_hard_sigmoid (patterns, node) || match_gelu (patterns, node);
      return match_gated (patterns, node) || match_gelu (patterns, node);
    default:
      return FALSE;
    }
}
