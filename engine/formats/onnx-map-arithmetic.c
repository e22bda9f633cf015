/* Two numbers in, one out, with broadcasting: Add-14, Sub-14, Mul-14, Div-14, Pow-15. A constant is
 * a parameter of the node. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-operand.h"

/* x + 0, x * 1, x / 1, which exporters write. */
static gboolean
changes_nothing (FrostOpKind kind, const FrostOnnxValue *constant, int rank,
                 gboolean first)
{
  double number;

  if (constant->rank > rank || constant->constant->n != 1
      || !frost_onnx_operand_is_number (constant, &number))
    return FALSE;
  if (kind == FROST_OP_ADD || (kind == FROST_OP_SUB && !first))
    return number == 0;
  return number == 1 && (kind == FROST_OP_MUL || (kind == FROST_OP_DIV && !first));
}

static gboolean
map_with_constant (FrostOnnxNode *node, FrostOpKind kind, int constant_input,
                   GError **error)
{
  const FrostOnnxValue *constant = node->inputs[constant_input];
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], n, value;
  FrostOnnxValue x, wide;

  if (!frost_onnx_node_activation (node, 1 - constant_input, 0, FALSE, &x, error))
    return FALSE;
  if (changes_nothing (kind, constant, x.rank, constant_input == 0))
    {
      frost_onnx_node_set_alias (node, &x);
      return TRUE;
    }
  x = frost_onnx_value_widen (&x, MAX (x.rank, constant->rank));
  /* The constant seen with as many axes, for the order only. */
  wide = *constant;
  wide.rank = x.rank;
  FrostOnnxConstant seen = { .rank = x.rank };
  for (int d = 0; d < x.rank; d++)
    {
      int own = d - (x.rank - constant->rank);
      seen.dim[d] = own >= 0 ? constant->constant->dim[own] : 1;
    }
  wide.constant = &seen;
  n = frost_onnx_common_order (node->import, &x, &wide, order);
  if (!frost_onnx_arrange (node, &x, order, n, &value, error))
    return FALSE;
  attributes.swapped = constant_input == 0;
  FrostNode *graph_node = frost_onnx_node_emit (node, NULL, kind, &attributes, &value, 1);
  if (!frost_onnx_operand_add (node, graph_node, 0, constant, x.rank, order, n, error))
    return FALSE;
  FrostOnnxValue y = frost_onnx_value_new (0, x.rank, order, n);
  return frost_onnx_node_finish_like (node, &y, error);
}

static gboolean
map_activations (FrostOnnxNode *node, FrostOpKind kind, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], values[2], n;
  FrostOnnxValue a, b;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &a, error)
      || !frost_onnx_node_activation (node, 1, 0, FALSE, &b, error))
    return FALSE;
  a = frost_onnx_value_widen (&a, MAX (a.rank, b.rank));
  b = frost_onnx_value_widen (&b, a.rank);
  n = frost_onnx_common_order (node->import, &a, &b, order);
  if (!frost_onnx_arrange (node, &a, order, n, &values[0], error)
      || !frost_onnx_arrange (node, &b, order, n, &values[1], error))
    return FALSE;
  frost_onnx_node_emit (node, NULL, kind, &attributes, values, 2);
  FrostOnnxValue y = frost_onnx_value_new (0, a.rank, order, n);
  return frost_onnx_node_finish_like (node, &y, error);
}

static gboolean
map_arithmetic (FrostOnnxNode *node, FrostOpKind kind, GError **error)
{
  gboolean both = TRUE;

  for (int i = 0; i < 2; i++)
    both =
        both && frost_onnx_node_has_input (node, i) && node->inputs[i]->constant != NULL;
  /* Of two constants the one that can be trained is computed by nodes. */
  for (int i = 1; i >= 0; i--)
    if (frost_onnx_node_has_input (node, i) && node->inputs[i]->constant != NULL
        && node->inputs[i]->origin != FROST_ONNX_ORIGIN_COMPUTED
        && (!both || node->inputs[i]->origin == FROST_ONNX_ORIGIN_FILE || i == 0))
      return map_with_constant (node, kind, i, error);
  return map_activations (node, kind, error);
}

gboolean
frost_onnx_map_add (FrostOnnxNode *node, GError **error)
{
  return map_arithmetic (node, FROST_OP_ADD, error);
}

gboolean
frost_onnx_map_sub (FrostOnnxNode *node, GError **error)
{
  return map_arithmetic (node, FROST_OP_SUB, error);
}

gboolean
frost_onnx_map_mul (FrostOnnxNode *node, GError **error)
{
  return map_arithmetic (node, FROST_OP_MUL, error);
}

gboolean
frost_onnx_map_div (FrostOnnxNode *node, GError **error)
{
  return map_arithmetic (node, FROST_OP_DIV, error);
}

gboolean
frost_onnx_map_pow (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxConstant *exponent;
  FrostOnnxValue x;
  double number;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || (exponent = frost_onnx_node_constant (node, 1, error)) == NULL)
    return FALSE;
  if (!frost_onnx_operand_is_number (node->inputs[1], &number))
    return frost_onnx_node_refuse (node, "with another exponent than one number", error);
  attributes.alpha = (float) number;
  frost_onnx_node_emit (node, NULL, FROST_OP_POW, &attributes, &x.value, 1);
  return frost_onnx_node_finish_like (node, &x, error);
}
