/* What makes larger: Concat-13, Pad-13, Expand-13. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"

#define MAX_PAD 32768

/* The order of the largest input, with the axis along which they are joined. */
static int
join_order (const FrostOnnxImport *import, const FrostOnnxValue *inputs, int n_inputs,
            int axis, int *order)
{
  int64_t largest = 0;
  int n = 0;

  for (int i = 0; i < n_inputs; i++)
    {
      int64_t size = frost_shape_n_elements (
          frost_graph_value_shape (import->model->graph, inputs[i].value));

      if (size <= largest)
        continue;
      largest = size;
      n = frost_onnx_value_order (import, &inputs[i], order);
      if (inputs[i].axis[axis] < 0)
        {
          /* In the file's order if that is the value's, or at the end. */
          int place = n;

          for (int p = n - 1; p >= 0 && order[p] > axis; p--)
            place = p;
          for (int p = n; p > place; p--)
            order[p] = order[p - 1];
          order[place] = axis;
          n++;
        }
    }
  return n;
}

gboolean
frost_onnx_map_concat (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  g_autofree FrostOnnxValue *inputs = g_new0 (FrostOnnxValue, node->n_inputs + 1);
  g_autofree int *values = g_new (int, node->n_inputs + 1);
  int order[FROST_ONNX_MAX_RANK + 1], n, axis;
  int64_t given = 0;

  for (int i = 0; i < MAX (node->n_inputs, 1); i++)
    if (!frost_onnx_node_activation (node, i, i == 0 ? 0 : inputs[0].rank, FALSE,
                                     &inputs[i], error))
      return FALSE;
  if (!frost_onnx_attribute_int (node->proto, "axis", &given, error)
      || !frost_onnx_axis (given, inputs[0].rank, &axis, error))
    return FALSE;
  if (node->n_inputs == 1)
    {
      frost_onnx_node_set_alias (node, &inputs[0]);
      return TRUE;
    }
  n = join_order (node->import, inputs, node->n_inputs, axis, order);
  for (int i = 0; i < node->n_inputs; i++)
    if (!frost_onnx_arrange (node, &inputs[i], order, n, &values[i], error))
      return FALSE;
  for (int p = 0; p < n; p++)
    if (order[p] == axis)
      attributes.axis = p;
  frost_onnx_node_emit (node, NULL, FROST_OP_CONCAT, &attributes, values, node->n_inputs);
  FrostOnnxValue y = frost_onnx_value_new (0, inputs[0].rank, order, n);
  return frost_onnx_node_finish_like (node, &y, error);
}

/* Before and after each dimension: an attribute up to operator set 10, an input from 11 on. */
static gboolean
read_pads (FrostOnnxNode *node, int rank, int64_t *pads, double *value, GError **error)
{
  const int64_t *found = NULL;
  FrostOnnxConstant *list = NULL;
  size_t n;
  float number = 0;

  if (node->import->opset < 11)
    {
      if (!frost_onnx_attribute_ints (node->proto, "pads", &found, &n, error)
          || !frost_onnx_attribute_float (node->proto, "value", &number, error))
        return FALSE;
      *value = (double) number;
    }
  else
    {
      list = frost_onnx_node_constant (node, 1, error);
      if (list == NULL || !frost_onnx_constant_is_list (list, "pads", error))
        return FALSE;
      n = (size_t) list->n;
      if (frost_onnx_node_has_input (node, 2))
        {
          FrostOnnxConstant *constant = frost_onnx_node_constant (node, 2, error);
          if (constant == NULL
              || !frost_onnx_constant_scalar (constant, "the value of the padding", value,
                                              error))
            return FALSE;
        }
    }
  if (n != (size_t) rank * 2)
    return frost_onnx_node_refuse (node, "without two pads for each dimension", error);
  for (size_t i = 0; i < n; i++)
    {
      pads[i] = found != NULL ? found[i] : frost_onnx_constant_int (list, (int64_t) i);
      if (pads[i] < -MAX_PAD || pads[i] > MAX_PAD)
        return frost_onnx_node_refuse (node, "of so many numbers", error);
    }
  return TRUE;
}

/* Zeros around height and width are left for the readers' windows to add. */
static gboolean
leave_to_readers (const FrostOnnxValue *x, const int64_t *pads, int mode, double value)
{
  gboolean image = x->rank == 4 && mode == FROST_PAD_CONSTANT && value == 0;

  for (int i = 0; image && i < 8; i++)
    image = i % 4 < 2 ? pads[i] == 0 : pads[i] >= 0;
  return image
         && MAX (MAX (x->pads.top + pads[2], x->pads.left + pads[3]),
                 MAX (x->pads.bottom + pads[6], x->pads.right + pads[7]))
                <= MAX_PAD;
}

/* Negative pads cut off. */
static gboolean
pad_by_nodes (FrostOnnxNode *node, const FrostOnnxValue *x, const int64_t *pads, int mode,
              double value, GError **error)
{
  FrostOpAttributes pad = frost_op_attributes_default ();
  FrostOpAttributes slice = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], n = frost_onnx_value_order (node->import, x, order);
  gboolean cuts = FALSE, adds = FALSE;
  FrostOnnxValue y;

  for (int d = 0; d < x->rank; d++)
    if (x->axis[d] < 0 && (pads[d] != 0 || pads[d + x->rank] != 0))
      order[n++] = d;
  y = frost_onnx_value_new (0, x->rank, order, n);
  if (!frost_onnx_arrange (node, x, order, n, &y.value, error))
    return FALSE;
  pad.pad_mode = (FrostPadMode) mode;
  pad.pad_value = (float) value;
  for (int p = 0; p < n; p++)
    {
      int64_t before = pads[order[p]], after = pads[order[p] + x->rank];

      slice.start[p] = MAX (-before, 0);
      slice.step[p] = 1;
      slice.size[p] = frost_onnx_value_dim (node->import, x, order[p]) - slice.start[p]
                      - MAX (-after, 0);
      pad.before[p] = MAX (before, 0);
      pad.after[p] = MAX (after, 0);
      cuts = cuts || before < 0 || after < 0;
      adds = adds || before > 0 || after > 0;
      if (slice.size[p] < 1)
        return frost_onnx_node_refuse (node, "that leaves nothing", error);
    }
  if (cuts)
    {
      frost_onnx_node_emit (node, "cut", FROST_OP_SLICE, &slice, &y.value, 1);
      if (!frost_onnx_node_infer (node, &y.value, error))
        return FALSE;
    }
  if (adds)
    {
      frost_onnx_node_emit (node, NULL, FROST_OP_PAD, &pad, &y.value, 1);
      if (!frost_onnx_node_infer (node, &y.value, error))
        return FALSE;
    }
  frost_onnx_node_set_activation (node, &y);
  return TRUE;
}

gboolean
frost_onnx_map_pad (FrostOnnxNode *node, GError **error)
{
  static const char *const modes[] = { "constant", "reflect", "edge", NULL };
  int64_t pads[2 * FROST_ONNX_MAX_RANK];
  int mode = 0;
  double value = 0;
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, TRUE, &x, error)
      || !frost_onnx_attribute_choice (node->proto, "mode", modes, &mode, error)
      || !read_pads (node, x.rank, pads, &value, error))
    return FALSE;
  if (!leave_to_readers (&x, pads, mode, value))
    return frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
           && pad_by_nodes (node, &x, pads, mode, value, error);
  x.pads.top += (int) pads[2];
  x.pads.left += (int) pads[3];
  x.pads.bottom += (int) pads[6];
  x.pads.right += (int) pads[7];
  x.padded = x.pads.top + x.pads.left + x.pads.bottom + x.pads.right > 0;
  frost_onnx_node_set_activation (node, &x);
  return TRUE;
}

gboolean
frost_onnx_map_expand (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t to[FROST_ONNX_MAX_RANK];
  int order[FROST_ONNX_MAX_RANK], n, rank, value;
  FrostOnnxConstant *list;
  gboolean same = TRUE;
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || (list = frost_onnx_node_constant (node, 1, error)) == NULL
      || !frost_onnx_fold_dims (list, "the shape", to, &rank, error))
    return FALSE;
  for (int d = MAX (rank, x.rank) - 1; d >= 0; d--)
    {
      int own = d - (MAX (rank, x.rank) - rank);
      to[d] = own >= 0 ? to[own] : 1;
    }
  x = frost_onnx_value_widen (&x, MAX (rank, x.rank));
  n = frost_onnx_value_order (node->import, &x, order);
  for (int d = 0; d < x.rank; d++)
    {
      int64_t length = frost_onnx_value_dim (node->import, &x, d);

      if (to[d] == 1 || to[d] == -1)
        to[d] = length;
      if (length != to[d] && (length != 1 || to[d] < 1))
        return frost_onnx_node_refuse (node, "to a shape that does not fit", error);
      if (x.axis[d] < 0 && to[d] != 1)
        order[n++] = d;
      same = same && length == to[d];
    }
  if (same)
    {
      frost_onnx_node_set_alias (node, &x);
      return TRUE;
    }
  if (!frost_onnx_arrange (node, &x, order, n, &value, error))
    return FALSE;
  attributes.n_axes = n;
  for (int p = 0; p < n; p++)
    attributes.size[p] = to[order[p]];
  frost_onnx_node_emit (node, NULL, FROST_OP_EXPAND, &attributes, &value, 1);
  FrostOnnxValue y = frost_onnx_value_new (0, x.rank, order, n);
  return frost_onnx_node_finish_like (node, &y, error);
}
