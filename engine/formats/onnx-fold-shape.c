/* Folding of what gives the same numbers other dimensions: Reshape, Squeeze, Unsqueeze; and how
 * axes and dimensions are read. */
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

gboolean
frost_onnx_axis (int64_t axis, int rank, int *result, GError **error)
{
  if (axis < -rank || axis >= rank)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "axis is %" G_GINT64_FORMAT " on %d dimensions", axis, rank);
      return FALSE;
    }
  *result = (int) (axis < 0 ? axis + rank : axis);
  return TRUE;
}

gboolean
frost_onnx_axes (const Onnx__NodeProto *node, int64_t opset, int64_t since,
                 const FrostOnnxConstant *input, int rank, int *axes, int *n,
                 GError **error)
{
  const int64_t *values = NULL;
  size_t count = 0;
  unsigned seen = 0;

  if (opset < since)
    {
      if (!frost_onnx_attribute_ints (node, "axes", &values, &count, error))
        return FALSE;
    }
  else if (input != NULL)
    {
      if (!frost_onnx_constant_is_list (input, "axes", error))
        return FALSE;
      count = (size_t) input->n;
    }
  if (count > FROST_ONNX_MAX_RANK)
    return corrupt (error, "has more axes than dimensions") != NULL;

  int found[FROST_ONNX_MAX_RANK];
  for (size_t i = 0; i < count; i++)
    {
      int64_t axis =
          values != NULL ? values[i] : frost_onnx_constant_int (input, (int64_t) i);
      if (!frost_onnx_axis (axis, rank, &found[i], error))
        return FALSE;
      if (seen & 1u << found[i])
        return corrupt (error, "has an axis twice") != NULL;
      seen |= 1u << found[i];
    }
  memcpy (axes, found, count * sizeof *axes);
  *n = (int) count;
  return TRUE;
}

gboolean
frost_onnx_fold_dims (const FrostOnnxConstant *list, const char *what, int64_t *dim,
                      int *rank, GError **error)
{
  if (!frost_onnx_constant_is_list (list, what, error))
    return FALSE;
  if (list->n > FROST_ONNX_MAX_RANK)
    return corrupt (error, "makes more dimensions than can be used") != NULL;
  for (int i = 0; i < list->n; i++)
    {
      dim[i] = frost_onnx_constant_int (list, i);
      if (dim[i] == FROST_ONNX_BATCH)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                       "makes a constant as large as the number of images, which is not "
                       "known when the model is loaded");
          return FALSE;
        }
    }
  *rank = (int) list->n;
  return TRUE;
}

/* Reshape-14: -1 takes what is left, 0 copies the dimension unless allowzero. */
FrostOnnxConstant *
frost_onnx_fold_reshape (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  FrostOnnxConstant *shape = x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  int64_t dim[FROST_ONNX_MAX_RANK], known = 1, allow_zero = 0;
  int rank, rest = -1;

  if (shape == NULL || !frost_onnx_fold_dims (shape, "the shape", dim, &rank, error)
      || !frost_onnx_attribute_int (fold->node, "allowzero", &allow_zero, error))
    return NULL;
  for (int i = 0; i < rank; i++)
    {
      if (dim[i] == -1 && rest >= 0)
        return corrupt (error, "has -1 twice in its shape");
      if (dim[i] == -1)
        {
          rest = i;
          dim[i] = 1;
        }
      else if (dim[i] == 0 && allow_zero == 0)
        {
          if (i >= x->rank)
            return corrupt (error, "has 0 in its shape where its input has no dimension");
          dim[i] = x->dim[i];
        }
    }
  if (rest >= 0)
    {
      if (!frost_onnx_count (dim, rank, &known, error))
        return NULL;
      if (known == 0 || x->n % known != 0)
        return corrupt (error, "has a shape that does not divide its input");
      dim[rest] = x->n / known;
    }
  return frost_onnx_constant_reshape (x, dim, rank, error);
}

/* Squeeze-13, without axes all dimensions of 1 go. */
FrostOnnxConstant *
frost_onnx_fold_squeeze (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  FrostOnnxConstant *input = fold->n_inputs > 1 ? fold->inputs[1] : NULL;
  int axes[FROST_ONNX_MAX_RANK], n, rank = 0;
  int64_t dim[FROST_ONNX_MAX_RANK];
  unsigned gone = 0;

  if (x == NULL
      || !frost_onnx_axes (fold->node, fold->opset, 13, input, x->rank, axes, &n, error))
    return NULL;
  for (int i = 0; i < n; i++)
    {
      if (x->dim[axes[i]] != 1)
        return corrupt (error, "squeezes a dimension that is not 1");
      gone |= 1u << axes[i];
    }
  for (int i = 0; i < x->rank; i++)
    if (n > 0 ? !(gone & 1u << i) : x->dim[i] != 1)
      dim[rank++] = x->dim[i];
  return frost_onnx_constant_reshape (x, dim, rank, error);
}

/* Unsqueeze-13; axes count in the result. */
FrostOnnxConstant *
frost_onnx_fold_unsqueeze (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  FrostOnnxConstant *input = fold->n_inputs > 1 ? fold->inputs[1] : NULL;
  const int64_t *ignored;
  int axes[FROST_ONNX_MAX_RANK], n, from = 0;
  int64_t dim[FROST_ONNX_MAX_RANK];
  size_t n_attribute = 0;
  unsigned added = 0;

  if (x == NULL
      || !frost_onnx_attribute_ints (fold->node, "axes", &ignored, &n_attribute, error))
    return NULL;
  int64_t n_axes =
      fold->opset < 13 ? (int64_t) n_attribute : (input == NULL ? 0 : input->n);
  if (n_axes > FROST_ONNX_MAX_RANK - x->rank)
    return corrupt (error, "makes more dimensions than can be used");
  int rank = x->rank + (int) n_axes;
  if (!frost_onnx_axes (fold->node, fold->opset, 13, input, rank, axes, &n, error))
    return NULL;
  for (int i = 0; i < n; i++)
    added |= 1u << axes[i];
  for (int i = 0; i < rank; i++)
    dim[i] = added & 1u << i ? 1 : x->dim[from++];
  return frost_onnx_constant_reshape (x, dim, rank, error);
}
