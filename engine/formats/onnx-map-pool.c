/* Windows and means without weights: MaxPool-12, AveragePool-11, GlobalAveragePool-1,
 * GlobalMaxPool-1, ReduceMean-13, Pad-13. */
#include "engine/formats/onnx-import.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"
#include "engine/formats/onnx-window.h"

#define MAX_PAD 32768

gboolean
frost_onnx_map_max_pool (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 4, FALSE, error);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t ceil_mode = 0, c, h, w;

  if (x == NULL
      || !frost_onnx_attribute_int (node->proto, "ceil_mode", &ceil_mode, error))
    return FALSE;
  frost_onnx_value_image (node->import, x, &c, &h, &w);
  if (!frost_onnx_window_read (node->proto, h, w, &x->pads, 0, 0, &attributes.window,
                               error))
    return FALSE;
  attributes.ceil_mode = ceil_mode != 0;
  frost_onnx_node_emit (node, FROST_OP_MAX_POOL, &attributes, &x->value, 1);
  return frost_onnx_node_finish (node, 4, error);
}

/* Zeros from a Pad are part of the mean, so behind one all padding must count. */
gboolean
frost_onnx_map_average_pool (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 4, TRUE, error);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t ceil_mode = 0, count_include_pad = 0, c, h, w;
  FrostWindow *window = &attributes.window;

  if (x == NULL || !frost_onnx_attribute_int (node->proto, "ceil_mode", &ceil_mode, error)
      || !frost_onnx_attribute_int (node->proto, "count_include_pad", &count_include_pad,
                                    error))
    return FALSE;
  frost_onnx_value_image (node->import, x, &c, &h, &w);
  if (!frost_onnx_window_read (node->proto, h, w, &x->pads, 0, 0, window, error))
    return FALSE;
  attributes.ceil_mode = ceil_mode != 0;
  attributes.count_include_pad = count_include_pad != 0;
  if (x->padded && !attributes.count_include_pad)
    {
      if (window->pad_top != x->pads.top || window->pad_left != x->pads.left
          || window->pad_bottom != x->pads.bottom || window->pad_right != x->pads.right)
        return frost_onnx_node_refuse (node, "with padding of its own after a Pad",
                                       error);
      attributes.count_include_pad = TRUE;
    }
  frost_onnx_node_emit (node, FROST_OP_AVERAGE_POOL, &attributes, &x->value, 1);
  return frost_onnx_node_finish (node, 4, error);
}

static gboolean
map_global (FrostOnnxNode *node, FrostOpKind kind, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 4, FALSE, error);
  FrostOpAttributes attributes = frost_op_attributes_default ();

  if (x == NULL)
    return FALSE;
  frost_onnx_node_emit (node, kind, &attributes, &x->value, 1);
  return frost_onnx_node_finish (node, 4, error);
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

/* Over height and width only: then it is a global average pool. */
gboolean
frost_onnx_map_reduce_mean (FrostOnnxNode *node, GError **error)
{
  int axes[FROST_ONNX_MAX_RANK], n;
  int64_t keep = 1;

  if (frost_onnx_node_activation (node, 0, 4, FALSE, error) == NULL
      || !frost_onnx_axes (node->proto, node->import->opset, 18, NULL, 4, axes, &n, error)
      || !frost_onnx_attribute_int (node->proto, "keepdims", &keep, error))
    return FALSE;
  if (n != 2 || axes[0] + axes[1] != 5 || axes[0] < 2 || axes[1] < 2)
    return frost_onnx_node_refuse (node, "over other axes than height and width", error);
  if (!map_global (node, FROST_OP_GLOBAL_AVERAGE_POOL, error))
    return FALSE;
  if (keep != 0)
    return TRUE;

  FrostOnnxValue *mean =
      g_hash_table_lookup (node->import->values, node->proto->output[0]);
  return frost_onnx_node_flatten (node, mean, error);
}

/* Only zeros around height and width; they are left for the readers' windows to add. */
gboolean
frost_onnx_map_pad (FrostOnnxNode *node, GError **error)
{
  static const char *const modes[] = { "constant", "reflect", "edge", NULL };
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 4, TRUE, error);
  int64_t pads[8];
  int mode = 0;
  double value = 0;

  if (x == NULL
      || !frost_onnx_attribute_choice (node->proto, "mode", modes, &mode, error))
    return FALSE;
  if (mode != 0)
    return frost_onnx_node_refuse (node, "in another mode than constant", error);
  if (node->import->opset < 11)
    {
      const int64_t *found;
      size_t n;
      float number = 0;

      if (!frost_onnx_attribute_ints (node->proto, "pads", &found, &n, error)
          || !frost_onnx_attribute_float (node->proto, "value", &number, error))
        return FALSE;
      if (n != 8)
        return frost_onnx_node_refuse (node, "without 8 pads", error);
      for (int i = 0; i < 8; i++)
        pads[i] = found[i];
      value = (double) number;
    }
  else
    {
      FrostOnnxConstant *list = frost_onnx_node_constant (node, 1, error);

      if (list == NULL || !frost_onnx_constant_is_list (list, "pads", error))
        return FALSE;
      if (list->n != 8)
        return frost_onnx_node_refuse (node, "without 8 pads", error);
      for (int i = 0; i < 8; i++)
        pads[i] = frost_onnx_constant_int (list, i);
      if (frost_onnx_node_has_input (node, 2))
        {
          FrostOnnxConstant *number = frost_onnx_node_constant (node, 2, error);
          if (number == NULL
              || !frost_onnx_constant_scalar (number, "the value of the padding", &value,
                                              error))
            return FALSE;
        }
    }
  if (value != 0)
    return frost_onnx_node_refuse (node, "with another value than 0", error);
  for (int i = 0; i < 8; i++)
    if (i % 4 < 2 ? pads[i] != 0 : pads[i] < 0 || pads[i] > MAX_PAD)
      return frost_onnx_node_refuse (node, "of batch or channels, or that cuts", error);

  FrostOnnxPads sum = { .top = x->pads.top + (int) pads[2],
                        .left = x->pads.left + (int) pads[3],
                        .bottom = x->pads.bottom + (int) pads[6],
                        .right = x->pads.right + (int) pads[7] };
  if (MAX (MAX (sum.top, sum.left), MAX (sum.bottom, sum.right)) > MAX_PAD)
    return frost_onnx_node_refuse (node, "of so many pixels", error);
  FrostOnnxValue *y = frost_onnx_node_set_alias (node, x);
  y->pads = sum;
  y->padded = sum.top + sum.left + sum.bottom + sum.right > 0;
  return TRUE;
}
