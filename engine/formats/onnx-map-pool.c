/* Windows without weights: MaxPool-12, AveragePool-11, GlobalAveragePool-1, GlobalMaxPool-1. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-window.h"

gboolean
frost_onnx_map_max_pool (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t ceil_mode = 0;
  FrostOnnxValue x;
  int value;

  if (!frost_onnx_node_activation (node, 0, 4, FALSE, &x, error)
      || !frost_onnx_attribute_int (node->proto, "ceil_mode", &ceil_mode, error))
    return FALSE;
  if (!frost_onnx_window_read (node->proto, frost_onnx_value_dim (node->import, &x, 2),
                               frost_onnx_value_dim (node->import, &x, 3), &x.pads, 0, 0,
                               &attributes.window, error)
      || !frost_onnx_arrange_image (node, &x, &value, error))
    return FALSE;
  attributes.ceil_mode = ceil_mode != 0;
  frost_onnx_node_emit (node, NULL, FROST_OP_MAX_POOL, &attributes, &value, 1);
  return frost_onnx_node_finish_image (node, error);
}

/* Zeros from a Pad are part of the mean, so behind one all padding must count. */
gboolean
frost_onnx_map_average_pool (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t ceil_mode = 0, count_include_pad = 0;
  FrostWindow *window = &attributes.window;
  FrostOnnxValue x;
  int value;

  if (!frost_onnx_node_activation (node, 0, 4, TRUE, &x, error)
      || !frost_onnx_attribute_int (node->proto, "ceil_mode", &ceil_mode, error)
      || !frost_onnx_attribute_int (node->proto, "count_include_pad", &count_include_pad,
                                    error))
    return FALSE;
  if (!frost_onnx_window_read (node->proto, frost_onnx_value_dim (node->import, &x, 2),
                               frost_onnx_value_dim (node->import, &x, 3), &x.pads, 0, 0,
                               window, error)
      || !frost_onnx_arrange_image (node, &x, &value, error))
    return FALSE;
  attributes.ceil_mode = ceil_mode != 0;
  attributes.count_include_pad = count_include_pad != 0;
  if (x.padded && !attributes.count_include_pad)
    {
      if (window->pad_top != x.pads.top || window->pad_left != x.pads.left
          || window->pad_bottom != x.pads.bottom || window->pad_right != x.pads.right)
        return frost_onnx_node_refuse (node, "with padding of its own after a Pad",
                                       error);
      attributes.count_include_pad = TRUE;
    }
  frost_onnx_node_emit (node, NULL, FROST_OP_AVERAGE_POOL, &attributes, &value, 1);
  return frost_onnx_node_finish_image (node, error);
}

static gboolean
map_global (FrostOnnxNode *node, FrostOpKind kind, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxValue x;
  int value;

  if (!frost_onnx_node_activation (node, 0, 4, FALSE, &x, error)
      || !frost_onnx_arrange_image (node, &x, &value, error))
    return FALSE;
  frost_onnx_node_emit (node, NULL, kind, &attributes, &value, 1);
  return frost_onnx_node_finish_image (node, error);
}

gboolean
frost_onnx_map_global_average_pool (FrostOnnxNode *node, GError **error)
{
  return map_global (node, FROST_OP_GLOBAL_AVERAGE_POOL, error);
}

gboolean
frost_onnx_map_global_max_pool (FrostOnnxNode *node, GError **error)
{
  return map_global (node, FROST_OP_GLOBAL_MAX_POOL, error);
}
