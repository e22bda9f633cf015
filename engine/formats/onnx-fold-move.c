/* Folding of what moves elements without looking at them: Gather, Slice, Transpose, Concat. */
#include "engine/formats/onnx-fold.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"

#include <string.h>

static FrostOnnxConstant *
corrupt (GError **error, const char *what)
{
  g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT, what);
  return NULL;
}

/* Product of dim[from … to). The whole product is below 2^31 unless a dimension is 0. */
static size_t
product (const int64_t *dim, int from, int to)
{
  size_t n = 1;

  for (int i = from; i < to; i++)
    n *= (size_t) dim[i];
  return n;
}

/* y[i0, i1, …] = x[base + i0 * step[0] + i1 * step[1] + …] */
static void
copy_strided (void *y, const int64_t *dim, int rank, const void *x, int64_t base,
              const int64_t *step, size_t width)
{
  int64_t index[FROST_ONNX_MAX_RANK] = { 0 };
  size_t n = product (dim, 0, rank);
  int64_t at = base;

  for (size_t i = 0; i < n; i++)
    {
      memcpy ((uint8_t *) y + i * width, (const uint8_t *) x + (size_t) at * width,
              width);
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

static void
row_major (const FrostOnnxConstant *x, int64_t *stride)
{
  for (int64_t d = x->rank - 1, s = 1; d >= 0; d--)
    {
      stride[d] = s;
      s *= MAX (x->dim[d], 1);
    }
}

/* Gather-13: y = x[…, indices, …] at the axis. */
FrostOnnxConstant *
frost_onnx_fold_gather (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  FrostOnnxConstant *indices = x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  int64_t axis_given = 0, dim[2 * FROST_ONNX_MAX_RANK];
  int axis, rank = 0;
  void *data;

  if (indices == NULL
      || !frost_onnx_attribute_int (fold->node, "axis", &axis_given, error)
      || !frost_onnx_axis (axis_given, x->rank, &axis, error))
    return NULL;
  if (indices->type != FROST_ONNX_INT64 && indices->type != FROST_ONNX_INT32)
    return corrupt (error, "needs integers as indices");
  for (int i = 0; i < axis; i++)
    dim[rank++] = x->dim[i];
  for (int i = 0; i < indices->rank; i++)
    dim[rank++] = indices->dim[i];
  for (int i = axis + 1; i < x->rank; i++)
    dim[rank++] = x->dim[i];
  for (int64_t i = 0; i < indices->n; i++)
    {
      int64_t index = frost_onnx_constant_int (indices, i);
      if (index < -x->dim[axis] || index >= x->dim[axis])
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "index %" G_GINT64_FORMAT " is outside of %" G_GINT64_FORMAT
                       " elements",
                       index, x->dim[axis]);
          return NULL;
        }
    }

  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, dim, rank, fold->budget, &data, error);
  if (y == NULL || y->n == 0)
    return y;
  size_t outer = product (x->dim, 0, axis);
  size_t inner = product (x->dim, axis + 1, x->rank) * frost_onnx_type_size (x->type);
  uint8_t *to = data;
  for (size_t o = 0; o < outer; o++)
    for (int64_t i = 0; i < indices->n; i++, to += inner)
      {
        int64_t index = frost_onnx_constant_int (indices, i);
        size_t row = o * (size_t) x->dim[axis]
                     + (size_t) (index < 0 ? index + x->dim[axis] : index);
        memcpy (to, (const uint8_t *) x->data.any + row * inner, inner);
      }
  return y;
}

typedef struct
{
  const int64_t *values; /* an attribute's, or */
  const FrostOnnxConstant *input;
  int64_t n;
} List;

/* Slice-1 has attributes, Slice-10 and later inputs. */
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
  if (input >= fold->n_inputs || fold->inputs[input] == NULL)
    return TRUE;
  if (!frost_onnx_constant_is_list (fold->inputs[input], name, error))
    return FALSE;
  list->input = fold->inputs[input];
  list->n = list->input->n;
  for (int64_t i = 0; i < list->n; i++)
    if (frost_onnx_constant_int (list->input, i) == FROST_ONNX_BATCH)
      {
        g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "cuts at the number of images, which is not known when the model is "
                     "loaded");
        return FALSE;
      }
  return TRUE;
}

static int64_t
list_get (const List *list, int64_t i)
{
  return list->values != NULL ? list->values[i]
                              : frost_onnx_constant_int (list->input, i);
}

/* Slice-13. A negative step counts down; then end -1 - n means "to the first one". */
FrostOnnxConstant *
frost_onnx_fold_slice (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
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
    return corrupt (error, "has lists of starts, ends, axes and steps that do not match");

  row_major (x, stride);
  memcpy (dim, x->dim, sizeof dim);
  for (int64_t i = 0; i < starts.n; i++)
    {
      int axis;
      if (!frost_onnx_axis (axes.n != 0 ? list_get (&axes, i) : i, x->rank, &axis, error))
        return NULL;
      int64_t step = steps.n != 0 ? list_get (&steps, i) : 1;
      if (step == 0 || seen & 1u << axis)
        return corrupt (error, "has a step of 0 or an axis twice");
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
  if (y != NULL && y->n > 0)
    copy_strided (data, dim, x->rank, x->data.any, base, stride,
                  frost_onnx_type_size (x->type));
  return y;
}

/* Transpose-13, without perm the axes are reversed. */
FrostOnnxConstant *
frost_onnx_fold_transpose (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t dim[FROST_ONNX_MAX_RANK], stride[FROST_ONNX_MAX_RANK],
      step[FROST_ONNX_MAX_RANK];
  const int64_t *perm;
  size_t n_perm;
  unsigned seen = 0;
  void *data;

  if (x == NULL || !frost_onnx_attribute_ints (fold->node, "perm", &perm, &n_perm, error))
    return NULL;
  if (n_perm != 0 && n_perm != (size_t) x->rank)
    return corrupt (error, "attribute \"perm\" does not match the dimensions");
  row_major (x, stride);
  for (int i = 0; i < x->rank; i++)
    {
      int64_t from = n_perm != 0 ? perm[i] : x->rank - 1 - i;
      if (from < 0 || from >= x->rank || seen & 1u << from)
        return corrupt (error, "attribute \"perm\" is not a permutation");
      seen |= 1u << from;
      dim[i] = x->dim[from];
      step[i] = stride[from];
    }

  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, dim, x->rank, fold->budget, &data, error);
  if (y != NULL && y->n > 0)
    copy_strided (data, dim, x->rank, x->data.any, 0, step,
                  frost_onnx_type_size (x->type));
  return y;
}

/* Concat-13. */
FrostOnnxConstant *
frost_onnx_fold_concat (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *first = frost_onnx_fold_input (fold, 0, error);
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
        {
          g_autofree char *a = frost_onnx_constant_describe (first);
          g_autofree char *b = frost_onnx_constant_describe (x);
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                       "joins %s and %s, which do not fit", a, b);
          return NULL;
        }
      dim[axis] += x->dim[axis];
    }

  FrostOnnxConstant *y =
      frost_onnx_constant_new (first->type, dim, first->rank, fold->budget, &data, error);
  if (y == NULL || y->n == 0)
    return y;
  size_t outer = product (dim, 0, axis);
  size_t inner =
      product (dim, axis + 1, first->rank) * frost_onnx_type_size (first->type);
  uint8_t *to = data;
  for (size_t o = 0; o < outer; o++)
    for (int i = 0; i < fold->n_inputs; i++)
      {
        size_t size = (size_t) fold->inputs[i]->dim[axis] * inner;
        if (size > 0)
          memcpy (to, (const uint8_t *) fold->inputs[i]->data.any + o * size, size);
        to += size;
      }
  return y;
}
