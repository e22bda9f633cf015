/* Sums and means over dimensions: ReduceMean-13, ReduceSum-13, ReduceL2-13. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"

/* The dimensions that are reduced, bit d = axis d of the file's tensor. ReduceSum has them as an
 * input from operator set 13 on, the others as an attribute. */
static gboolean
read_axes (FrostOnnxNode *node, const FrostOnnxValue *x, int64_t since, guint *reduced,
           GError **error)
{
  FrostOnnxConstant *input = NULL;
  int axes[FROST_ONNX_MAX_RANK], n;
  int64_t noop = 0;

  if (node->import->opset >= since && frost_onnx_node_has_input (node, 1)
      && (input = frost_onnx_node_constant (node, 1, error)) == NULL)
    return FALSE;
  if (!frost_onnx_axes (node->proto, node->import->opset, since, input, x->rank, axes, &n,
                        error)
      || !frost_onnx_attribute_int (node->proto, "noop_with_empty_axes", &noop, error))
    return FALSE;
  *reduced = n == 0 && noop == 0 ? (1u << x->rank) - 1 : 0;
  for (int i = 0; i < n; i++)
    *reduced |= 1u << axes[i];
  return TRUE;
}

/* A mean over height and width has a kernel of its own, if it is of an image. */
static gboolean
is_global_average (const FrostOnnxNode *node, const FrostOnnxValue *x, FrostOpKind kind,
                   guint axes)
{
  const FrostShape *shape =
      frost_graph_value_shape (node->import->model->graph, x->value);

  return kind == FROST_OP_REDUCE_MEAN && shape->rank == 3 && axes == 3;
}

static gboolean
map_reduce (FrostOnnxNode *node, FrostOpKind kind, int64_t since, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t keep = 1;
  guint reduced;
  FrostOnnxValue x, y;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !read_axes (node, &x, since, &reduced, error)
      || !frost_onnx_attribute_int (node->proto, "keepdims", &keep, error))
    return FALSE;
  y = x;
  y.rank = 0;
  for (int d = 0; d < x.rank; d++)
    {
      gboolean gone = (reduced & 1u << d) != 0;

      if (gone && x.axis[d] >= 0)
        attributes.axes |= 1u << x.axis[d];
      if (!gone || keep != 0)
        y.axis[y.rank++] = x.axis[d];
    }
  if (attributes.axes == 0 && kind != FROST_OP_REDUCE_L2)
    {
      frost_onnx_node_set_activation (node, &y);
      return TRUE;
    }
  if (is_global_average (node, &x, kind, attributes.axes))
    {
      attributes.axes = 0;
      kind = FROST_OP_GLOBAL_AVERAGE_POOL;
    }
  frost_onnx_node_emit (node, NULL, kind, &attributes, &x.value, 1);
  return frost_onnx_node_finish_like (node, &y, error);
}

gboolean
frost_onnx_map_reduce_mean (FrostOnnxNode *node, GError **error)
{
  return map_reduce (node, FROST_OP_REDUCE_MEAN, 18, error);
}

gboolean
frost_onnx_map_reduce_sum (FrostOnnxNode *node, GError **error)
{
  return map_reduce (node, FROST_OP_REDUCE_SUM, 13, error);
}

gboolean
frost_onnx_map_reduce_l2 (FrostOnnxNode *node, GError **error)
{
  return map_reduce (node, FROST_OP_REDUCE_L2, 18, error);
}
