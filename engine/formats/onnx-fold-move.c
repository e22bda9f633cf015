/* Folding of what moves blocks of elements without looking at them: Slice-13, Transpose-13,
 * Concat-13, Split-13. */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-rows.h"

#include "engine/core/error.h"

#include <string.h>

/* y[i0, i1, …] = x[base + i0 * step[0] + i1 * step[1] + …], n elements. */
static void
copy_strided (void *y, int64_t n, const int64_t *dim, int rank, const void *x,
              int64_t base, const int64_t *step, size_t width)
{
  int64_t index[FROST_ONNX_MAX_RANK] = { 0 };
  int64_t at = base;

  for (int64_t i = 0; i < n; i++)
    {
      memcpy ((uint8_t *) y + (size_t) i * width,
              (const uint8_t *) x + (size_t) at * width, width);
      for (int d = rank - 1; d >= 0; d--)
        {
          at += step[d];
          if (++index[d] < dim[d])
            break;
          at -= step[d] * dim[d];
          index[d] = 0;
        }
    }
}

typedef struct
{
  const int64_t *values; /* an attribute's, or */
  const FrostOnnxConstant *input;
  int64_t n;
} List;

/* Attributes before operator set 10, inputs since. */
static gboolean
read_list (const FrostOnnxFold *fold, const char *name, int input, List *list,
           GError **error)
{
  size_t n = 0;

  *list = (List){ 0 };
  if (fold->opset < 10)
    {
      if (!frost_onnx_attribute_ints (fold->node, name, &list->values, &n, error))
        return FALSE;
      list->n = (int64_t) n;
      return TRUE;
    }
  if (!frost_onnx_fold_has (fold, input))
    return TRUE;
  if (!frost_onnx_constant_is_list (fold->inputs[input], name, error))
    return FALSE;
  list->input = fold->inputs[input];
  list->n = list->input->n;
  return TRUE;
}

static int64_t
list_get (const List *list, int64_t i)
{
  return list->values != NULL ? list->values[i]
                              : frost_onnx_constant_int (list->input, i);
}

/* A negative step counts down; then end -1 - n means "to the first one". */
FrostOnnxConstant *
frost_onnx_fold_slice (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t dim[FROST_ONNX_MAX_RANK], stride[FROST_ONNX_MAX_RANK], base = 0;
  List starts, ends, axes, steps;
  unsigned seen = 0;
  void *data;

  if (x == NULL || !read_list (fold, "starts", 1, &starts, error)
      || !read_list (fold, "ends", 2, &ends, error)
      || !read_list (fold, "axes", 3, &axes, error)
      || !read_list (fold, "steps", 4, &steps, error))
    return NULL;
  if (starts.n != ends.n || starts.n > x->rank || (axes.n != 0 && axes.n != starts.n)
      || (steps.n != 0 && steps.n != starts.n))
    return frost_onnx_fold_corrupt (
        error, "has lists of starts, ends, axes and steps that do not match");

  frost_onnx_fold_strides (x, stride);
  memcpy (dim, x->dim, sizeof dim);
  for (int64_t i = 0; i < starts.n; i++)
    {
      int axis;
      if (!frost_onnx_axis (axes.n != 0 ? list_get (&axes, i) : i, x->rank, &axis, error))
        return NULL;
      int64_t step = steps.n != 0 ? list_get (&steps, i) : 1;
      if (step == 0 || seen & 1u << axis)
        return frost_onnx_fold_corrupt (error, "has a step of 0 or an axis twice");
      seen |= 1u << axis;
      step = CLAMP (step, -INT32_MAX, INT32_MAX);

      int64_t length = x->dim[axis];
      int64_t start = list_get (&starts, i), end = list_get (&ends, i);
      start = start < 0 ? start + length : start;
      end = end < 0 ? end + length : end;
      int64_t lowest = step > 0 ? 0 : -1, highest = step > 0 ? length : length - 1;
      start = CLAMP (start, step > 0 ? 0 : lowest, highest);
      end = CLAMP (end, lowest, highest);
      int64_t n =
          step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
      dim[axis] = MAX (n, 0);
      if (dim[axis] > 0)
        base += start * stride[axis];
      stride[axis] *= step;
    }

  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, dim, x->rank, fold->budget, &data, error);
  if (y != NULL)
    copy_strided (data, y->n, dim, x->rank, x->data.any, base, stride,
                  frost_onnx_type_size (x->type));
  return y;
}

/* Without perm the axes are reversed. */
FrostOnnxConstant *
frost_onnx_fold_transpose (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t dim[FROST_ONNX_MAX_RANK], stride[FROST_ONNX_MAX_RANK],
      step[FROST_ONNX_MAX_RANK];
  const int64_t *perm;
  size_t n_perm;
  unsigned seen = 0;
  void *data;

  if (x == NULL || !frost_onnx_attribute_ints (fold->node, "perm", &perm, &n_perm, error))
    return NULL;
  if (n_perm != 0 && n_perm != (size_t) x->rank)
    return frost_onnx_fold_corrupt (error,
                                    "attribute \"perm\" does not match the dimensions");
  frost_onnx_fold_strides (x, stride);
  for (int i = 0; i < x->rank; i++)
    {
      int64_t from = n_perm != 0 ? perm[i] : x->rank - 1 - i;
      if (from < 0 || from >= x->rank || seen & 1u << from)
        return frost_onnx_fold_corrupt (error, "attribute \"perm\" is not a permutation");
      seen |= 1u << from;
      dim[i] = x->dim[from];
      step[i] = stride[from];
    }

  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, dim, x->rank, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  copy_strided (data, y->n, dim, x->rank, x->data.any, 0, step,
                frost_onnx_type_size (x->type));
  y->name = x->name;
  return y;
}

FrostOnnxConstant *
frost_onnx_fold_concat (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *first = frost_onnx_fold_input (fold, 0, error);
  int64_t axis_given = 0, dim[FROST_ONNX_MAX_RANK];
  int axis;
  void *data;

  if (first == NULL || !frost_onnx_attribute_int (fold->node, "axis", &axis_given, error)
      || !frost_onnx_axis (axis_given, first->rank, &axis, error))
    return NULL;
  memcpy (dim, first->dim, sizeof dim);
  for (int i = 1; i < fold->n_inputs; i++)
    {
      const FrostOnnxConstant *x = frost_onnx_fold_input (fold, i, error);
      if (x == NULL)
        return NULL;
      gboolean fits = x->type == first->type && x->rank == first->rank;
      for (int d = 0; fits && d < x->rank; d++)
        fits = d == axis || x->dim[d] == first->dim[d];
      if (!fits)
        return frost_onnx_fold_misfit (first, x, error);
      dim[axis] += x->dim[axis];
    }

  FrostOnnxConstant *y =
      frost_onnx_constant_new (first->type, dim, first->rank, fold->budget, &data, error);
  if (y == NULL || y->n == 0)
    return y;
  int64_t outer = frost_onnx_fold_product (dim, 0, axis);
  size_t inner = (size_t) frost_onnx_fold_product (dim, axis + 1, first->rank)
                 * frost_onnx_type_size (first->type);
  uint8_t *to = data;
  for (int64_t o = 0; o < outer; o++)
    for (int i = 0; i < fold->n_inputs; i++)
      {
        size_t size = (size_t) fold->inputs[i]->dim[axis] * inner;
        if (size > 0)
          memcpy (to, (const uint8_t *) fold->inputs[i]->data.any + (size_t) o * size,
                  size);
        to += size;
      }
  return y;
}

/* Where part output lies on the axis: lengths are an attribute before operator set 13, an input
 * since; without them all parts are equal. */
static gboolean
find_part (const FrostOnnxFold *fold, int64_t length, int64_t *start, int64_t *n,
           GError **error)
{
  int64_t n_parts = (int64_t) fold->node->n_output, sum = 0;
  const FrostOnnxConstant *input = NULL;
  const int64_t *values = NULL;
  size_t n_values = 0;

  if (fold->opset < 13)
    {
      if (!frost_onnx_attribute_ints (fold->node, "split", &values, &n_values, error))
        return FALSE;
    }
  else if (frost_onnx_fold_has (fold, 1))
    {
      input = fold->inputs[1];
      if (!frost_onnx_constant_is_list (input, "the lengths", error))
        return FALSE;
      n_values = (size_t) input->n;
    }
  if (values == NULL && input == NULL)
    {
      if (n_parts == 0 || length % n_parts != 0)
        return frost_onnx_fold_corrupt (error, "does not split into equal parts") != NULL;
      *n = length / n_parts;
      *start = *n * fold->output;
      return TRUE;
    }
  if (n_values != (size_t) n_parts)
    return frost_onnx_fold_corrupt (error, "has not as many lengths as results") != NULL;
  for (int64_t i = 0; i < n_parts; i++)
    {
      int64_t part = values != NULL ? values[i] : frost_onnx_constant_int (input, i);

      if (part < 0 || part > length - sum)
        return frost_onnx_fold_corrupt (error, "has parts that are longer than the whole")
               != NULL;
      if (i == fold->output)
        {
          *start = sum;
          *n = part;
        }
      sum += part;
    }
  return sum == length
         || frost_onnx_fold_corrupt (error, "has parts that are shorter than the whole")
                != NULL;
}

FrostOnnxConstant *
frost_onnx_fold_split (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t axis_given = 0, start = 0, n = 0, dim[FROST_ONNX_MAX_RANK],
          stride[FROST_ONNX_MAX_RANK];
  int axis;
  void *data;

  if (x == NULL || !frost_onnx_attribute_int (fold->node, "axis", &axis_given, error)
      || !frost_onnx_axis (axis_given, x->rank, &axis, error)
      || !find_part (fold, x->dim[axis], &start, &n, error))
    return NULL;
  memcpy (dim, x->dim, sizeof dim);
  dim[axis] = n;
  frost_onnx_fold_strides (x, stride);
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, dim, x->rank, fold->budget, &data, error);
  if (y != NULL)
    copy_strided (data, y->n, dim, x->rank, x->data.any, start * stride[axis], stride,
                  frost_onnx_type_size (x->type));
  return y;
}
