/* What takes parts: Slice-13, Split-13, Gather-13. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"

/* Numbers start, start + step, … of each dimension of the file's tensor. */
typedef struct
{
  int64_t start[FROST_ONNX_MAX_RANK], step[FROST_ONNX_MAX_RANK], n[FROST_ONNX_MAX_RANK];
} Range;

static Range
whole (const FrostOnnxImport *import, const FrostOnnxValue *x)
{
  Range range = { { 0 }, { 0 }, { 0 } };

  for (int d = 0; d < x->rank; d++)
    {
      range.step[d] = 1;
      range.n[d] = frost_onnx_value_dim (import, x, d);
    }
  return range;
}

/* *y has the axes of x. */
static gboolean
take (FrostOnnxNode *node, const FrostOnnxValue *x, const Range *range, FrostOnnxValue *y,
      GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostShape *shape =
      frost_graph_value_shape (node->import->model->graph, x->value);
  gboolean everything = TRUE;

  for (int p = 0; p < shape->rank; p++)
    {
      attributes.step[p] = 1;
      attributes.size[p] = shape->dim[p];
    }
  for (int d = 0; d < x->rank; d++)
    {
      if (range->n[d] < 1)
        return frost_onnx_node_refuse (node, "that leaves nothing", error);
      if (x->axis[d] < 0)
        continue;
      attributes.start[x->axis[d]] = range->start[d];
      attributes.step[x->axis[d]] = range->step[d];
      attributes.size[x->axis[d]] = range->n[d];
      everything = everything && range->start[d] == 0 && range->step[d] == 1
                   && range->n[d] == shape->dim[x->axis[d]];
    }
  *y = *x;
  if (everything)
    return TRUE;
  frost_onnx_node_emit (node, NULL, FROST_OP_SLICE, &attributes, &x->value, 1);
  return frost_onnx_node_infer (node, &y->value, error);
}

/* A list of integers: an attribute up to operator set 9, input i from 10 on. *n = 0: none. */
static gboolean
read_list (FrostOnnxNode *node, const char *name, int i, int64_t *list, size_t *n,
           GError **error)
{
  const int64_t *found = NULL;
  FrostOnnxConstant *constant = NULL;

  *n = 0;
  if (node->import->opset < 10)
    {
      if (!frost_onnx_attribute_ints (node->proto, name, &found, n, error))
        return FALSE;
    }
  else if (frost_onnx_node_has_input (node, i))
    {
      if ((constant = frost_onnx_node_constant (node, i, error)) == NULL
          || !frost_onnx_constant_is_list (constant, name, error))
        return FALSE;
      *n = (size_t) constant->n;
    }
  if (*n > FROST_ONNX_MAX_RANK)
    return frost_onnx_node_refuse (node, "of so many dimensions", error);
  for (size_t k = 0; k < *n; k++)
    list[k] = found != NULL ? found[k] : frost_onnx_constant_int (constant, (int64_t) k);
  return TRUE;
}

/* ONNX Slice-13: ends are exclusive, negative ones count from the end, all are clamped. */
static void
set_range (Range *range, int d, int64_t start, int64_t end, int64_t step, int64_t length)
{
  if (start < 0)
    start = MAX (start, INT64_MIN + length) + length;
  if (end < 0)
    end = MAX (end, INT64_MIN + length) + length;
  start = step > 0 ? CLAMP (start, 0, length) : CLAMP (start, 0, length - 1);
  end = step > 0 ? CLAMP (end, 0, length) : CLAMP (end, -1, length - 1);
  range->start[d] = start;
  range->step[d] = step;
  range->n[d] = step > 0 ? MAX (end - start + step - 1, 0) / step
                         : MAX (start - end - step - 1, 0) / -step;
}

gboolean
frost_onnx_map_slice (FrostOnnxNode *node, GError **error)
{
  int64_t starts[FROST_ONNX_MAX_RANK], ends[FROST_ONNX_MAX_RANK];
  int64_t axes[FROST_ONNX_MAX_RANK], steps[FROST_ONNX_MAX_RANK];
  size_t n, n_ends, n_axes, n_steps = 0;
  FrostOnnxValue x, y;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !read_list (node, "starts", 1, starts, &n, error)
      || !read_list (node, "ends", 2, ends, &n_ends, error)
      || !read_list (node, "axes", 3, axes, &n_axes, error)
      || (node->import->opset >= 10
          && !read_list (node, "steps", 4, steps, &n_steps, error)))
    return FALSE;
  if (n != n_ends || (n_axes != 0 && n_axes != n) || (n_steps != 0 && n_steps != n)
      || n > (size_t) x.rank)
    return frost_onnx_node_refuse (node, "with lists of different lengths", error);

  Range range = whole (node->import, &x);
  for (size_t i = 0; i < n; i++)
    {
      int64_t step = n_steps != 0 ? steps[i] : 1;
      int d = (int) i;

      if (n_axes != 0 && !frost_onnx_axis (axes[i], x.rank, &d, error))
        return FALSE;
      if (step == 0 || step > INT32_MAX || step < -INT32_MAX)
        return frost_onnx_node_refuse (node, "with such a step", error);
      set_range (&range, d, starts[i], ends[i], step, range.n[d]);
    }
  if (!take (node, &x, &range, &y, error))
    return FALSE;
  frost_onnx_node_set_activation (node, &y);
  return TRUE;
}

/* How long each part is: given, or equal parts. */
static gboolean
read_parts (FrostOnnxNode *node, int64_t length, int64_t *parts, size_t n, GError **error)
{
  const int64_t *found = NULL;
  FrostOnnxConstant *constant = NULL;
  size_t n_found = 0;
  int64_t sum = 0;

  if (node->import->opset < 13)
    {
      if (!frost_onnx_attribute_ints (node->proto, "split", &found, &n_found, error))
        return FALSE;
    }
  else if (frost_onnx_node_has_input (node, 1))
    {
      if ((constant = frost_onnx_node_constant (node, 1, error)) == NULL
          || !frost_onnx_constant_is_list (constant, "split", error))
        return FALSE;
      n_found = (size_t) constant->n;
    }
  if (n_found != 0 && n_found != n)
    return frost_onnx_node_refuse (node, "with as many lengths as results", error);
  for (size_t i = 0; i < n; i++)
    {
      parts[i] = n_found == 0    ? length / (int64_t) n
                 : found != NULL ? found[i]
                                 : frost_onnx_constant_int (constant, (int64_t) i);
      if (parts[i] < 1 || parts[i] > length - sum)
        return frost_onnx_node_refuse (node, "into such parts", error);
      sum += parts[i];
    }
  return sum == length || frost_onnx_node_refuse (node, "into such parts", error);
}

gboolean
frost_onnx_map_split (FrostOnnxNode *node, GError **error)
{
  size_t n = node->proto->n_output;
  g_autofree int64_t *parts = g_new (int64_t, n + 1);
  int64_t given = 0;
  FrostOnnxValue x, y;
  int axis;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !frost_onnx_attribute_int (node->proto, "axis", &given, error)
      || !frost_onnx_axis (given, x.rank, &axis, error))
    return FALSE;
  Range range = whole (node->import, &x);
  if (!read_parts (node, range.n[axis], parts, n, error))
    return FALSE;
  range.n[axis] = 0;
  for (size_t i = 0; i < n; i++)
    {
      range.start[axis] += range.n[axis];
      range.n[axis] = parts[i];
      if (!take (node, &x, &range, &y, error))
        return FALSE;
      frost_onnx_node_set_activation (node, &y);
    }
  return TRUE;
}

/* Indices in [0, length); negative ones of the file count from the end. */
static gboolean
read_indices (FrostOnnxNode *node, const FrostOnnxConstant *indices, int64_t length,
              float *numbers, GError **error)
{
  for (int64_t i = 0; i < indices->n; i++)
    {
      int64_t index = frost_onnx_constant_int (indices, i);

      if (index < -length || index >= length || length > 1 << 24)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "index %" G_GINT64_FORMAT
                       " is not in a dimension of %" G_GINT64_FORMAT,
                       index, length);
          return FALSE;
        }
      numbers[i] = (float) (index < 0 ? index + length : index);
    }
  return TRUE;
}

/* Indices at equal distances are a slice. */
static gboolean
gather_range (FrostOnnxNode *node, const FrostOnnxValue *x, int axis,
              const float *numbers, int64_t n, FrostOnnxValue *y, GError **error)
{
  Range range = whole (node->import, x);

  range.start[axis] = (int64_t) numbers[0];
  range.step[axis] = n > 1 ? (int64_t) numbers[1] - (int64_t) numbers[0] : 1;
  range.n[axis] = n;
  return take (node, x, &range, y, error);
}

static gboolean
is_range (const float *numbers, int64_t n)
{
  for (int64_t i = 2; i < n; i++)
    if (numbers[i] - numbers[i - 1] != numbers[1] - numbers[0])
      return FALSE;
  return n < 2 || numbers[1] != numbers[0];
}

/* The axis becomes those of the indices. */
static gboolean
gather_any (FrostOnnxNode *node, const FrostOnnxValue *x, int axis,
            const FrostOnnxConstant *indices, const float *numbers, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = { .rank = MAX (indices->rank, 1), .dim = { 1 } };
  int order[FROST_ONNX_MAX_RANK], result[FROST_ONNX_MAX_RANK], n, m = 0, value;
  int added = indices->rank - 1;

  n = frost_onnx_value_order (node->import, x, order);
  if (x->axis[axis] < 0)
    order[n++] = axis;
  if (n + added > FROST_SHAPE_MAX_RANK || x->rank + added > FROST_ONNX_MAX_RANK)
    return frost_onnx_node_refuse (node, "to so many dimensions", error);
  for (int d = 0; d < indices->rank; d++)
    shape.dim[d] = indices->dim[d];
  if (!frost_onnx_arrange (node, x, order, n, &value, error))
    return FALSE;
  for (int p = 0; p < n; p++)
    if (order[p] == axis)
      {
        attributes.axis = p;
        for (int d = 0; d < indices->rank; d++)
          result[m++] = axis + d;
      }
    else
      result[m++] = order[p] + (order[p] > axis ? added : 0);

  FrostNode *gather =
      frost_onnx_node_emit (node, NULL, FROST_OP_GATHER, &attributes, &value, 1);
  FrostTensor *tensor = frost_onnx_node_parameter (node, gather, 0, NULL, &shape, error);
  if (tensor == NULL)
    return FALSE;
  for (int64_t i = 0; i < indices->n; i++)
    tensor->data[i] = numbers[i];
  frost_model_parameter (node->import->model, gather->parameters[0])->fixed = TRUE;
  FrostOnnxValue y = frost_onnx_value_new (0, x->rank + added, result, m);
  return frost_onnx_node_finish_like (node, &y, error);
}

gboolean
frost_onnx_map_gather (FrostOnnxNode *node, GError **error)
{
  FrostOnnxConstant *indices;
  g_autofree float *numbers = NULL;
  int64_t given = 0;
  FrostOnnxValue x, y;
  int axis;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || (indices = frost_onnx_node_constant (node, 1, error)) == NULL
      || !frost_onnx_attribute_int (node->proto, "axis", &given, error)
      || !frost_onnx_axis (given, x.rank, &axis, error))
    return FALSE;
  if (indices->n < 1
      || (indices->type != FROST_ONNX_INT64 && indices->type != FROST_ONNX_INT32))
    return frost_onnx_node_refuse (node, "with such indices", error);
  numbers = g_new (float, (gsize) indices->n);
  if (!read_indices (node, indices, frost_onnx_value_dim (node->import, &x, axis),
                     numbers, error))
    return FALSE;
  if (indices->rank > 1 || !is_range (numbers, indices->n))
    return gather_any (node, &x, axis, indices, numbers, error);
  if (!gather_range (node, &x, axis, numbers, indices->n, &y, error))
    return FALSE;
  /* One index takes the dimension away. */
  if (indices->rank == 0)
    {
      for (int d = axis; d + 1 < y.rank; d++)
        y.axis[d] = y.axis[d + 1];
      y.rank--;
    }
  frost_onnx_node_set_activation (node, &y);
  return TRUE;
}
