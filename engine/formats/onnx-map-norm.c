/* What is normalised: Softmax-13, LayerNormalization-17, InstanceNormalization-6, LRN-13. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"
#include "engine/formats/onnx-operand.h"
#include "engine/formats/onnx-parameter.h"

/* Up to operator set 12 a Softmax is over all dimensions from its axis on. */
gboolean
frost_onnx_map_softmax (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], n, axis, value;
  int64_t given = node->import->opset < 13 ? 1 : -1;
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !frost_onnx_attribute_int (node->proto, "axis", &given, error)
      || !frost_onnx_axis (given, x.rank, &axis, error))
    return FALSE;
  if (node->import->opset < 13)
    for (int d = axis + 1; d < x.rank; d++)
      if (frost_onnx_value_dim (node->import, &x, d) != 1)
        {
          if (frost_onnx_value_dim (node->import, &x, axis) != 1)
            return frost_onnx_node_refuse (node, "over more than one dimension", error);
          axis = d;
        }
  n = frost_onnx_order_with_last (node->import, &x, 1u << axis, order);
  if (!frost_onnx_arrange (node, &x, order, n, &value, error))
    return FALSE;
  frost_onnx_node_emit (node, NULL, FROST_OP_SOFTMAX, &attributes, &value, 1);
  FrostOnnxValue y = frost_onnx_value_new (0, x.rank, order, n);
  return frost_onnx_node_finish_like (node, &y, error);
}

gboolean
frost_onnx_map_layer_normalization (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], n, axis, value;
  int64_t given = -1;
  guint last = 0;
  FrostOnnxValue x;

  attributes.epsilon = 1e-5f;
  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !frost_onnx_attribute_int (node->proto, "axis", &given, error)
      || !frost_onnx_attribute_float (node->proto, "epsilon", &attributes.epsilon, error)
      || !frost_onnx_axis (given, x.rank, &axis, error))
    return FALSE;
  if (!(attributes.epsilon >= 0 && attributes.epsilon < 1))
    return frost_onnx_node_refuse (node, "with an epsilon that is not in 0 to 1", error);
  for (int d = axis; d < x.rank; d++)
    last |= 1u << d;
  attributes.n_axes = x.rank - axis;
  for (int i = 1; i < 3; i++)
    if (frost_onnx_node_has_input (node, i)
        && frost_onnx_node_weight (node, i, 0, error) == NULL)
      return FALSE;
  n = frost_onnx_order_with_last (node->import, &x, last, order);
  if (!frost_onnx_arrange (node, &x, order, n, &value, error))
    return FALSE;

  FrostNode *norm =
      frost_onnx_node_emit (node, NULL, FROST_OP_LAYER_NORM, &attributes, &value, 1);
  for (int i = 0; i < 2; i++)
    if (frost_onnx_node_has_input (node, i + 1)
        && !frost_onnx_operand_add (node, norm, i, node->inputs[i + 1], x.rank,
                                    order + n - attributes.n_axes, attributes.n_axes,
                                    error))
      return FALSE;
  FrostOnnxValue y = frost_onnx_value_new (0, x.rank, order, n);
  return frost_onnx_node_finish_like (node, &y, error);
}

gboolean
frost_onnx_map_instance_normalization (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxValue x;
  int value;

  attributes.epsilon = 1e-5f;
  if (!frost_onnx_node_activation (node, 0, 4, FALSE, &x, error)
      || !frost_onnx_attribute_float (node->proto, "epsilon", &attributes.epsilon, error))
    return FALSE;
  if (!(attributes.epsilon >= 0 && attributes.epsilon < 1))
    return frost_onnx_node_refuse (node, "with an epsilon that is not in 0 to 1", error);
  for (int i = 1; i < 3; i++)
    if (frost_onnx_node_weight (node, i, 1, error) == NULL)
      return FALSE;
  if (!frost_onnx_arrange_image (node, &x, &value, error))
    return FALSE;
  FrostNode *norm =
      frost_onnx_node_emit (node, NULL, FROST_OP_INSTANCE_NORM, &attributes, &value, 1);
  for (int i = 0; i < 2; i++)
    if (!frost_onnx_parameter_vector (node, norm, i, node->inputs[i + 1],
                                      frost_onnx_value_dim (node->import, &x, 1), 1,
                                      error))
      return FALSE;
  return frost_onnx_node_finish_image (node, error);
}

gboolean
frost_onnx_map_lrn (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxValue x;
  int value;

  attributes.alpha = 0.0001f;
  attributes.beta = 0.75f;
  attributes.bias = 1;
  if (!frost_onnx_node_activation (node, 0, 4, FALSE, &x, error)
      || !frost_onnx_attribute_float (node->proto, "alpha", &attributes.alpha, error)
      || !frost_onnx_attribute_float (node->proto, "beta", &attributes.beta, error)
      || !frost_onnx_attribute_float (node->proto, "bias", &attributes.bias, error)
      || !frost_onnx_attribute_int (node->proto, "size", &attributes.size[0], error)
      || !frost_onnx_arrange_image (node, &x, &value, error))
    return FALSE;
  frost_onnx_node_emit (node, NULL, FROST_OP_LOCAL_RESPONSE_NORM, &attributes, &value, 1);
  return frost_onnx_node_finish_image (node, error);
}
