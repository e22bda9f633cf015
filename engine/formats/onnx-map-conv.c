/* Layers of images with weights: Conv-11, BatchNormalization-15. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-layout.h"
#include "engine/formats/onnx-parameter.h"
#include "engine/formats/onnx-window.h"

gboolean
frost_onnx_map_conv (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxConstant *weight, *bias = NULL;
  int64_t groups = 1;
  FrostOnnxValue x;
  int value;

  if (!frost_onnx_node_activation (node, 0, 4, TRUE, &x, error)
      || (weight = frost_onnx_node_weight (node, 1, 4, error)) == NULL
      || !frost_onnx_attribute_int (node->proto, "group", &groups, error))
    return FALSE;
  if (frost_onnx_node_has_input (node, 2)
      && (bias = frost_onnx_node_weight (node, 2, 1, error)) == NULL)
    return FALSE;
  int64_t c = frost_onnx_value_dim (node->import, &x, 1);
  if (groups < 1 || groups > c || weight->dim[1] * groups != c)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input has %" G_GINT64_FORMAT
                   " channels but the weight takes %" G_GINT64_FORMAT
                   " in each of %" G_GINT64_FORMAT " groups",
                   c, weight->dim[1], groups);
      return FALSE;
    }
  attributes.groups = (int) groups;
  if (!frost_onnx_window_read (node->proto, frost_onnx_value_dim (node->import, &x, 2),
                               frost_onnx_value_dim (node->import, &x, 3), &x.pads,
                               weight->dim[2], weight->dim[3], &attributes.window, error)
      || !frost_onnx_arrange_image (node, &x, &value, error))
    return FALSE;

  FrostNode *conv =
      frost_onnx_node_emit (node, NULL, FROST_OP_CONV, &attributes, &value, 1);
  FrostShape shape = {
    .rank = 4, .dim = { weight->dim[2], weight->dim[3], weight->dim[1], weight->dim[0] }
  };
  FrostTensor *tensor =
      frost_onnx_node_parameter (node, conv, 0, node->inputs[1], &shape, error);
  if (tensor == NULL
      || !frost_onnx_layout_import_conv (weight, &shape, tensor->data, error))
    return FALSE;
  return (bias == NULL
          || frost_onnx_parameter_vector (node, conv, 1, node->inputs[2], weight->dim[0],
                                          1, error))
         && frost_onnx_node_finish_image (node, error);
}

static gboolean
read_batch_norm (FrostOnnxNode *node, FrostOpAttributes *attributes, GError **error)
{
  int64_t training = 0, spatial = 1;

  attributes->epsilon = 1e-5f;
  attributes->momentum = 0.9f;
  if (!frost_onnx_attribute_float (node->proto, "epsilon", &attributes->epsilon, error)
      || !frost_onnx_attribute_float (node->proto, "momentum", &attributes->momentum,
                                      error)
      || !frost_onnx_attribute_int (node->proto, "training_mode", &training, error)
      || !frost_onnx_attribute_int (node->proto, "spatial", &spatial, error))
    return FALSE;
  if (training != 0 || spatial != 1)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "operator \"BatchNormalization\" in training mode or not by channel is not "
          "supported: export the model in evaluation mode");
      return FALSE;
    }
  if (!(attributes->epsilon >= 0 && attributes->epsilon < 1)
      || !(attributes->momentum >= 0 && attributes->momentum <= 1))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "epsilon or momentum is not in 0 to 1");
      return FALSE;
    }
  return TRUE;
}

gboolean
frost_onnx_map_batch_normalization (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], n, value;
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !read_batch_norm (node, &attributes, error))
    return FALSE;
  if (x.rank < 2)
    return frost_onnx_node_refuse (node, "on an input without channels", error);
  for (int i = 1; i < 5; i++)
    if (frost_onnx_node_weight (node, i, 1, error) == NULL)
      return FALSE;
  n = frost_onnx_order_with_last (node->import, &x, 1u << 1, order);
  if (!frost_onnx_arrange (node, &x, order, n, &value, error))
    return FALSE;

  FrostNode *norm =
      frost_onnx_node_emit (node, NULL, FROST_OP_BATCH_NORM, &attributes, &value, 1);
  for (int i = 0; i < 4; i++)
    if (!frost_onnx_parameter_vector (node, norm, i, node->inputs[i + 1],
                                      frost_onnx_value_dim (node->import, &x, 1), 1,
                                      error))
      return FALSE;
  FrostOnnxValue y = frost_onnx_value_new (0, x.rank, order, n);
  return frost_onnx_node_finish_like (node, &y, error);
}
