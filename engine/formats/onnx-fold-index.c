/* Folding of what reads or writes elements at places that another input names: Gather-13,
 * GatherElements-13, GatherND-13, ScatterElements-16 (Scatter-9), ScatterND-16, OneHot-11,
 * NonZero-13. A negative index counts from the end; one outside is an error. */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-rows.h"

#include "engine/core/error.h"

#include <string.h>

static gboolean
is_index (const FrostOnnxConstant *x, GError **error)
{
  if (x->type == FROST_ONNX_INT64 || x->type == FROST_ONNX_INT32)
    return TRUE;
  return frost_onnx_fold_corrupt (error, "needs integers as indices") != NULL;
}

/* Element i of the indices as a place in [0, length). */
static gboolean
index_at (const FrostOnnxConstant *indices, int64_t i, int64_t length, int64_t *place,
          GError **error)
{
  int64_t index = frost_onnx_constant_int (indices, i);

  if (index < -length || index >= length)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "index %" G_GINT64_FORMAT " is outside of %" G_GINT64_FORMAT
                   " elements",
                   index, length);
      return FALSE;
    }
  *place = index < 0 ? index + length : index;
  return TRUE;
}

static gboolean
read_axis (const FrostOnnxFold *fold, const FrostOnnxConstant *x, int *axis,
           GError **error)
{
  int64_t given = 0;

  return frost_onnx_attribute_int (fold->node, "axis", &given, error)
         && frost_onnx_axis (given, x->rank, axis, error);
}

/* y = x[…, indices, …] at the axis. */
FrostOnnxConstant *
frost_onnx_fold_gather (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  const FrostOnnxConstant *indices =
      x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  int64_t dim[2 * FROST_ONNX_MAX_RANK];
  int axis, rank = 0;
  void *data;

  if (indices == NULL || !read_axis (fold, x, &axis, error) || !is_index (indices, error))
    return NULL;
  for (int i = 0; i < axis; i++)
    dim[rank++] = x->dim[i];
  for (int i = 0; i < indices->rank; i++)
    dim[rank++] = indices->dim[i];
  for (int i = axis + 1; i < x->rank; i++)
    dim[rank++] = x->dim[i];

  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (x->type, dim, rank, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  int64_t outer = frost_onnx_fold_product (x->dim, 0, axis), place;
  size_t inner = (size_t) frost_onnx_fold_product (x->dim, axis + 1, x->rank)
                 * frost_onnx_type_size (x->type);
  for (int64_t i = 0; i < indices->n; i++)
    {
      if (!index_at (indices, i, x->dim[axis], &place, error))
        return NULL;
      for (int64_t o = 0; o < outer && inner > 0; o++)
        memcpy ((uint8_t *) data + (size_t) (o * indices->n + i) * inner,
                (const uint8_t *) x->data.any
                    + (size_t) (o * x->dim[axis] + place) * inner,
                inner);
    }
  return g_steal_pointer (&y);
}

/* Walks the indices of GatherElements and ScatterElements: each names a place on the axis, its own
 * place says all others. */
typedef struct
{
  const FrostOnnxConstant *x, *indices;
  int axis;
  int64_t stride[FROST_ONNX_MAX_RANK], index[FROST_ONNX_MAX_RANK];
} Elements;

static gboolean
elements_init (Elements *walk, const FrostOnnxFold *fold, const FrostOnnxConstant *x,
               const FrostOnnxConstant *indices, GError **error)
{
  *walk = (Elements){ .x = x, .indices = indices };
  if (!read_axis (fold, x, &walk->axis, error) || !is_index (indices, error))
    return FALSE;
  gboolean fits = x->rank == indices->rank;
  for (int d = 0; fits && d < x->rank; d++)
    fits = d == walk->axis || indices->dim[d] <= x->dim[d];
  if (!fits)
    return frost_onnx_fold_misfit (x, indices, error) != NULL;
  frost_onnx_fold_strides (x, walk->stride);
  return TRUE;
}

/* The element of x that index i names; to be called for i = 0, 1, … */
static gboolean
elements_next (Elements *walk, int64_t i, int64_t *element, GError **error)
{
  int64_t place;

  if (!index_at (walk->indices, i, walk->x->dim[walk->axis], &place, error))
    return FALSE;
  *element = place * walk->stride[walk->axis];
  for (int d = 0; d < walk->x->rank; d++)
    if (d != walk->axis)
      *element += walk->index[d] * walk->stride[d];
  for (int d = walk->x->rank - 1; d >= 0 && ++walk->index[d] == walk->indices->dim[d];
       d--)
    walk->index[d] = 0;
  return TRUE;
}

FrostOnnxConstant *
frost_onnx_fold_gather_elements (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  const FrostOnnxConstant *indices =
      x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  Elements walk;
  int64_t element;
  void *data;

  if (indices == NULL || !elements_init (&walk, fold, x, indices, error))
    return NULL;
  g_autoptr (FrostOnnxConstant) y = frost_onnx_constant_new (
      x->type, indices->dim, indices->rank, fold->budget, &data, error);
  size_t width = frost_onnx_type_size (x->type);
  for (int64_t i = 0; y != NULL && i < y->n; i++)
    {
      if (!elements_next (&walk, i, &element, error))
        return NULL;
      memcpy ((uint8_t *) data + (size_t) i * width,
              (const uint8_t *) x->data.any + (size_t) element * width, width);
    }
  return g_steal_pointer (&y);
}

/* Rows of indices, each naming a block of x by its first depth dimensions after batch. */
static gboolean
block_at (const FrostOnnxConstant *x, const FrostOnnxConstant *indices, int64_t row,
          int batch, int depth, int64_t *element, GError **error)
{
  int64_t stride[FROST_ONNX_MAX_RANK], place;

  frost_onnx_fold_strides (x, stride);
  for (int d = 0; d < depth; d++)
    {
      if (!index_at (indices, row * depth + d, x->dim[batch + d], &place, error))
        return FALSE;
      *element += place * stride[batch + d];
    }
  return TRUE;
}

/* Checks the last dimension of the indices against x; *depth is it. */
static gboolean
read_depth (const FrostOnnxConstant *x, const FrostOnnxConstant *indices, int batch,
            int *depth, GError **error)
{
  if (!is_index (indices, error))
    return FALSE;
  gboolean fits = x->rank > batch && indices->rank > batch && indices->n > 0
                  && indices->dim[indices->rank - 1] >= 1
                  && indices->dim[indices->rank - 1] <= x->rank - batch;
  for (int d = 0; fits && d < batch; d++)
    fits = x->dim[d] == indices->dim[d];
  if (!fits)
    return frost_onnx_fold_misfit (x, indices, error) != NULL;
  *depth = (int) indices->dim[indices->rank - 1];
  return TRUE;
}

FrostOnnxConstant *
frost_onnx_fold_gather_nd (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  const FrostOnnxConstant *indices =
      x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  int64_t batch_given = 0, dim[2 * FROST_ONNX_MAX_RANK];
  int depth, rank = 0;
  void *data;

  if (indices == NULL
      || !frost_onnx_attribute_int (fold->node, "batch_dims", &batch_given, error))
    return NULL;
  if (batch_given < 0 || batch_given >= FROST_ONNX_MAX_RANK)
    return frost_onnx_fold_corrupt (error, "has batch_dims that its input does not have");
  int batch = (int) batch_given;
  if (!read_depth (x, indices, batch, &depth, error))
    return NULL;
  for (int d = 0; d < indices->rank - 1; d++)
    dim[rank++] = indices->dim[d];
  for (int d = batch + depth; d < x->rank; d++)
    dim[rank++] = x->dim[d];

  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (x->type, dim, rank, fold->budget, &data, error);
  if (y == NULL || !frost_onnx_budget_work (fold->budget, indices->n, error))
    return NULL;
  int64_t rows = indices->n / depth;
  int64_t rows_each = rows / frost_onnx_fold_product (x->dim, 0, batch);
  int64_t all_each = frost_onnx_fold_product (x->dim, batch, x->rank);
  size_t block = (size_t) frost_onnx_fold_product (x->dim, batch + depth, x->rank);
  size_t width = frost_onnx_type_size (x->type);
  for (int64_t row = 0; row < rows; row++)
    {
      int64_t element = row / rows_each * all_each;

      if (!block_at (x, indices, row, batch, depth, &element, error))
        return NULL;
      if (block > 0)
        memcpy ((uint8_t *) data + (size_t) row * block * width,
                (const uint8_t *) x->data.any + (size_t) element * width, block * width);
    }
  return g_steal_pointer (&y);
}

/* What is there already and what comes: replaced, or since operator set 16 added or multiplied. */
enum
{
  NONE,
  ADD,
  MUL,
};
static const char *const reductions[] = { "none", "add", "mul", NULL };

static void
put_reduced (FrostOnnxConstant *y, void *data, int64_t at, const FrostOnnxConstant *from,
             int64_t i, int reduction)
{
  if (frost_onnx_type_is_real (y->type))
    {
      double old = frost_onnx_constant_real (y, at),
             value = frost_onnx_constant_real (from, i);
      frost_onnx_put_real (y->type, data, at,
                           reduction == NONE  ? value
                           : reduction == ADD ? old + value
                                              : old * value);
      return;
    }
  uint64_t old = (uint64_t) frost_onnx_constant_int (y, at);
  uint64_t value = (uint64_t) frost_onnx_constant_int (from, i);
  frost_onnx_put_whole (y->type, data, at,
                        (int64_t) (reduction == NONE  ? value
                                   : reduction == ADD ? old + value
                                                      : old * value));
}

/* A copy of input 0 to write into. */
static FrostOnnxConstant *
copy_first (const FrostOnnxFold *fold, const FrostOnnxConstant *x, void **data,
            GError **error)
{
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, x->dim, x->rank, fold->budget, data, error);

  if (y != NULL && y->n > 0)
    memcpy (*data, x->data.any, (size_t) y->n * frost_onnx_type_size (x->type));
  return y;
}

FrostOnnxConstant *
frost_onnx_fold_scatter_elements (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *input[3];
  int reduction = NONE;
  Elements walk;
  int64_t element;
  void *data;

  for (int i = 0; i < 3; i++)
    if ((input[i] = frost_onnx_fold_input (fold, i, error)) == NULL)
      return NULL;
  if (!elements_init (&walk, fold, input[0], input[1], error)
      || !frost_onnx_attribute_choice (fold->node, "reduction", reductions, &reduction,
                                       error))
    return NULL;
  if (input[2]->type != input[0]->type || input[2]->rank != input[1]->rank
      || memcmp (input[2]->dim, input[1]->dim, sizeof input[1]->dim) != 0)
    return frost_onnx_fold_misfit (input[1], input[2], error);
  g_autoptr (FrostOnnxConstant) y = copy_first (fold, input[0], &data, error);
  if (y == NULL || !frost_onnx_budget_work (fold->budget, input[1]->n, error))
    return NULL;
  for (int64_t i = 0; i < input[1]->n; i++)
    {
      if (!elements_next (&walk, i, &element, error))
        return NULL;
      put_reduced (y, data, element, input[2], i, reduction);
    }
  return g_steal_pointer (&y);
}

FrostOnnxConstant *
frost_onnx_fold_scatter_nd (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *input[3];
  int depth, reduction = NONE;
  void *data;

  for (int i = 0; i < 3; i++)
    if ((input[i] = frost_onnx_fold_input (fold, i, error)) == NULL)
      return NULL;
  const FrostOnnxConstant *x = input[0], *indices = input[1], *updates = input[2];
  if (!frost_onnx_attribute_choice (fold->node, "reduction", reductions, &reduction,
                                    error))
    return NULL;
  if (indices->n == 0)
    return frost_onnx_constant_ref (fold->inputs[0]);
  if (!read_depth (x, indices, 0, &depth, error))
    return NULL;
  int64_t rows = indices->n / depth;
  int64_t block = frost_onnx_fold_product (x->dim, depth, x->rank);
  if (updates->type != x->type || updates->n != rows * block)
    return frost_onnx_fold_misfit (x, updates, error);
  g_autoptr (FrostOnnxConstant) y = copy_first (fold, x, &data, error);
  if (y == NULL || !frost_onnx_budget_work (fold->budget, updates->n + indices->n, error))
    return NULL;
  for (int64_t row = 0; row < rows; row++)
    {
      int64_t element = 0;

      if (!block_at (x, indices, row, 0, depth, &element, error))
        return NULL;
      for (int64_t i = 0; i < block; i++)
        put_reduced (y, data, element + i, updates, row * block + i, reduction);
    }
  return g_steal_pointer (&y);
}

/* Input 1 is how many classes, input 2 the values off and on. An index outside gives off only. */
FrostOnnxConstant *
frost_onnx_fold_one_hot (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *input[3];
  int64_t axis_given = -1, dim[FROST_ONNX_MAX_RANK + 1];
  int axis;
  void *data;

  for (int i = 0; i < 3; i++)
    if ((input[i] = frost_onnx_fold_input (fold, i, error)) == NULL)
      return NULL;
  const FrostOnnxConstant *indices = input[0], *values = input[2];
  if (!frost_onnx_attribute_int (fold->node, "axis", &axis_given, error)
      || !frost_onnx_axis (axis_given, indices->rank + 1, &axis, error))
    return NULL;
  double depth = input[1]->n == 1 ? frost_onnx_constant_real (input[1], 0) : 0;
  if (values->n != 2 || !(depth >= 1 && depth <= INT32_MAX)
      || indices->type == FROST_ONNX_BOOL)
    return frost_onnx_fold_corrupt (
        error, "needs a number of classes and two values, for off and for on");
  for (int d = 0; d <= indices->rank; d++)
    dim[d] = d < axis    ? indices->dim[d]
             : d == axis ? (int64_t) depth
                         : indices->dim[d - 1];

  FrostOnnxConstant *y = frost_onnx_constant_new (values->type, dim, indices->rank + 1,
                                                  fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  size_t width = frost_onnx_type_size (values->type);
  const uint8_t *off = values->data.any, *on = off + width;
  for (int64_t i = 0; i < y->n; i++)
    memcpy ((uint8_t *) data + (size_t) i * width, off, width);
  int64_t inner = frost_onnx_fold_product (indices->dim, axis, indices->rank);
  for (int64_t i = 0; i < indices->n; i++)
    {
      double at = frost_onnx_constant_real (indices, i);
      at = at < 0 ? at + depth : at;
      if (at >= 0 && at < depth)
        memcpy (
            (uint8_t *) data
                + (size_t) ((i / inner * dim[axis] + (int64_t) at) * inner + i % inner)
                      * width,
            on, width);
    }
  return y;
}

/* The places of what is not 0, a column each, in row-major order. */
FrostOnnxConstant *
frost_onnx_fold_non_zero (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t stride[FROST_ONNX_MAX_RANK], column = 0;
  int64_t dim[2] = { x == NULL ? 0 : x->rank, 0 };
  void *data;

  if (x == NULL || !frost_onnx_budget_work (fold->budget, x->n, error))
    return NULL;
  if (x->rank == 0)
    return frost_onnx_fold_corrupt (error, "needs an input that has dimensions");
  for (int64_t i = 0; i < x->n; i++)
    dim[1] += frost_onnx_constant_real (x, i) != 0;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (FROST_ONNX_INT64, dim, 2, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  frost_onnx_fold_strides (x, stride);
  for (int64_t i = 0; i < x->n; i++)
    if (frost_onnx_constant_real (x, i) != 0)
      {
        for (int d = 0; d < x->rank; d++)
          ((int64_t *) data)[d * dim[1] + column] = i / stride[d] % x->dim[d];
        column++;
      }
  return y;
}
