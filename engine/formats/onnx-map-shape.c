/* What changes only the form: Shape-15 of an activation, Flatten-13, Reshape-14, Squeeze-13,
 * Concat-13. */
#include "engine/formats/onnx-import.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"

/* The number of images stays a marker, so that only what keeps it in its place passes. */
gboolean
frost_onnx_map_shape (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 0, TRUE, error);
  int64_t start = 0, end = INT64_MAX, dim[4] = { FROST_ONNX_BATCH };
  void *data;

  if (x == NULL || !frost_onnx_attribute_int (node->proto, "start", &start, error)
      || !frost_onnx_attribute_int (node->proto, "end", &end, error))
    return FALSE;
  frost_onnx_value_image (node->import, x, &dim[1], &dim[2], &dim[3]);
  dim[2] += x->pads.top + x->pads.bottom;
  dim[3] += x->pads.left + x->pads.right;
  start = CLAMP (start < 0 ? start + x->rank : start, 0, x->rank);
  end = CLAMP (end < 0 ? end + x->rank : end, start, x->rank);

  int64_t n = end - start;
  FrostOnnxConstant *constant = frost_onnx_constant_new (
      FROST_ONNX_INT64, &n, 1, &node->import->budget, &data, error);
  if (constant == NULL)
    return FALSE;
  for (int64_t i = 0; i < n; i++)
    ((int64_t *) data)[i] = dim[start + i];
  return frost_onnx_node_set_constant (node, constant);
}

gboolean
frost_onnx_map_flatten (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 0, FALSE, error);
  int64_t given = 1;
  int axis;

  if (x == NULL || !frost_onnx_attribute_int (node->proto, "axis", &given, error)
      || !frost_onnx_axis (given, x->rank, &axis, error))
    return FALSE;
  if (axis != 1)
    return frost_onnx_node_refuse (node, "at another axis than 1", error);
  return frost_onnx_node_flatten (node, x, error);
}

/* Whether a number in a target shape means "as many as there are images". */
static gboolean
is_batch (const FrostOnnxNode *node, int64_t n)
{
  return n == FROST_ONNX_BATCH || n == -1 || n == 0
         || (node->import->batch > 0 && n == node->import->batch);
}

/* To N x features, or to the shape that it has already. */
gboolean
frost_onnx_map_reshape (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 0, FALSE, error);
  FrostOnnxConstant *shape = x == NULL ? NULL : frost_onnx_node_constant (node, 1, error);
  int64_t to[4], from[4] = { 0 }, allow_zero = 0;
  int n_rest = 0;

  if (shape == NULL || !frost_onnx_constant_is_list (shape, "the shape", error)
      || !frost_onnx_attribute_int (node->proto, "allowzero", &allow_zero, error))
    return FALSE;
  frost_onnx_value_image (node->import, x, &from[1], &from[2], &from[3]);
  int64_t features = from[1] * from[2] * from[3];

  gboolean fits = shape->n == 2 || shape->n == x->rank;
  for (int i = 0; fits && i < shape->n; i++)
    {
      to[i] = frost_onnx_constant_int (shape, i);
      n_rest += to[i] == -1;
      fits = !(to[i] == 0 && allow_zero != 0) && (i == 0 || to[i] != FROST_ONNX_BATCH);
    }
  fits = fits && n_rest <= 1 && is_batch (node, to[0]);
  if (fits && shape->n == 2)
    fits = to[1] == -1 || to[1] == features || (to[1] == 0 && from[1] == features);
  else
    for (int i = 1; fits && i < shape->n; i++)
      fits = to[i] == -1 || to[i] == 0 || to[i] == from[i];
  if (!fits)
    return frost_onnx_node_refuse (node, "to another shape than N x features", error);
  if (shape->n == 2)
    return frost_onnx_node_flatten (node, x, error);
  frost_onnx_node_set_alias (node, x);
  return TRUE;
}

/* Of height and width when both are 1. */
gboolean
frost_onnx_map_squeeze (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 4, FALSE, error);
  FrostOnnxConstant *input = NULL;
  int axes[FROST_ONNX_MAX_RANK], n;
  int64_t c, h, w;

  if (x == NULL)
    return FALSE;
  if (frost_onnx_node_has_input (node, 1)
      && (input = frost_onnx_node_constant (node, 1, error)) == NULL)
    return FALSE;
  if (!frost_onnx_axes (node->proto, node->import->opset, 13, input, 4, axes, &n, error))
    return FALSE;
  frost_onnx_value_image (node->import, x, &c, &h, &w);
  if (n != 2 || axes[0] < 2 || axes[1] < 2 || h != 1 || w != 1)
    return frost_onnx_node_refuse (
        node, "of other dimensions than a height and width of 1", error);
  return frost_onnx_node_flatten (node, x, error);
}

gboolean
frost_onnx_map_concat (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  g_autofree int *values = g_new (int, node->n_inputs + 1);
  const FrostOnnxValue *first = NULL;
  int64_t given = 0;
  int axis;

  for (int i = 0; i < node->n_inputs; i++)
    {
      const FrostOnnxValue *x =
          frost_onnx_node_activation (node, i, i == 0 ? 0 : first->rank, FALSE, error);
      if (x == NULL)
        return FALSE;
      first = i == 0 ? x : first;
      values[i] = x->value;
    }
  if (first == NULL)
    return frost_onnx_node_activation (node, 0, 0, FALSE, error) != NULL;
  if (!frost_onnx_attribute_int (node->proto, "axis", &given, error)
      || !frost_onnx_axis (given, first->rank, &axis, error))
    return FALSE;
  if (axis != 1)
    return frost_onnx_node_refuse (node, "along another axis than the channels", error);
  if (node->n_inputs == 1)
    {
      frost_onnx_node_set_alias (node, first);
      return TRUE;
    }
  frost_onnx_node_emit (node, FROST_OP_CONCAT, &attributes, values, node->n_inputs);
  return frost_onnx_node_finish (node, first->rank, error);
}
