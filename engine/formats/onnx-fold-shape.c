/* Folding of what gives the same numbers, under other dimensions or the same: Reshape-14,
 * Flatten-13, Squeeze-13, Unsqueeze-13, Identity-16, Dropout-13. Nothing is copied. */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-rows.h"

#include <string.h>

FrostOnnxConstant *
frost_onnx_fold_identity (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);

  return x == NULL ? NULL : frost_onnx_constant_ref (x);
}

/* Outside of training nothing is dropped; the second result says so. */
FrostOnnxConstant *
frost_onnx_fold_dropout (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  void *data;

  if (x == NULL || fold->output == 0)
    return x == NULL ? NULL : frost_onnx_constant_ref (x);
  FrostOnnxConstant *y = frost_onnx_constant_new (FROST_ONNX_BOOL, x->dim, x->rank,
                                                  fold->budget, &data, error);
  if (y != NULL)
    memset (data, 1, (size_t) y->n);
  return y;
}

/* -1 takes what is left, 0 copies the dimension unless allowzero. */
FrostOnnxConstant *
frost_onnx_fold_reshape (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  const FrostOnnxConstant *shape =
      x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  int64_t dim[FROST_ONNX_MAX_RANK], known = 1, allow_zero = 0;
  int rank, rest = -1;

  if (shape == NULL || !frost_onnx_fold_dims (shape, "the shape", dim, &rank, error)
      || !frost_onnx_attribute_int (fold->node, "allowzero", &allow_zero, error))
    return NULL;
  for (int i = 0; i < rank; i++)
    {
      if (dim[i] == -1 && rest >= 0)
        return frost_onnx_fold_corrupt (error, "has -1 twice in its shape");
      if (dim[i] == -1)
        {
          rest = i;
          dim[i] = 1;
        }
      else if (dim[i] == 0 && allow_zero == 0)
        {
          if (i >= x->rank)
            return frost_onnx_fold_corrupt (
                error, "has 0 in its shape where its input has no dimension");
          dim[i] = x->dim[i];
        }
    }
  if (rest >= 0)
    {
      if (!frost_onnx_count (dim, rank, &known, error))
        return NULL;
      if (known == 0 || x->n % known != 0)
        return frost_onnx_fold_corrupt (error,
                                        "has a shape that does not divide its input");
      dim[rest] = x->n / known;
    }
  return frost_onnx_constant_reshape (x, dim, rank, error);
}

/* A matrix: the dimensions before the axis, those from it on. The axis may be the rank itself. */
FrostOnnxConstant *
frost_onnx_fold_flatten (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  int64_t axis = 1;

  if (x == NULL || !frost_onnx_attribute_int (fold->node, "axis", &axis, error))
    return NULL;
  if (axis < -x->rank || axis > x->rank)
    return frost_onnx_fold_corrupt (error, "has an axis that its input does not have");
  int split = (int) (axis < 0 ? axis + x->rank : axis);
  const int64_t dim[2] = { frost_onnx_fold_product (x->dim, 0, split),
                           frost_onnx_fold_product (x->dim, split, x->rank) };
  return frost_onnx_constant_reshape (x, dim, 2, error);
}

/* Without axes all dimensions of 1 go. */
FrostOnnxConstant *
frost_onnx_fold_squeeze (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  const FrostOnnxConstant *input = fold->n_inputs > 1 ? fold->inputs[1] : NULL;
  int axes[FROST_ONNX_MAX_RANK], n, rank = 0;
  int64_t dim[FROST_ONNX_MAX_RANK];
  unsigned gone = 0;

  if (x == NULL
      || !frost_onnx_axes (fold->node, fold->opset, 13, input, x->rank, axes, &n, error))
    return NULL;
  for (int i = 0; i < n; i++)
    {
      if (x->dim[axes[i]] != 1)
        return frost_onnx_fold_corrupt (error, "squeezes a dimension that is not 1");
      gone |= 1u << axes[i];
    }
  for (int i = 0; i < x->rank; i++)
    if (n > 0 ? !(gone & 1u << i) : x->dim[i] != 1)
      dim[rank++] = x->dim[i];
  return frost_onnx_constant_reshape (x, dim, rank, error);
}

/* The axes count in the result. */
FrostOnnxConstant *
frost_onnx_fold_unsqueeze (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  const FrostOnnxConstant *input = fold->n_inputs > 1 ? fold->inputs[1] : NULL;
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
    return frost_onnx_fold_corrupt (error, "makes more dimensions than can be used");
  int rank = x->rank + (int) n_axes;
  if (!frost_onnx_axes (fold->node, fold->opset, 13, input, rank, axes, &n, error))
    return NULL;
  for (int i = 0; i < n; i++)
    added |= 1u << axes[i];
  for (int i = 0; i < rank; i++)
    dim[i] = added & 1u << i ? 1 : x->dim[from++];
  return frost_onnx_constant_reshape (x, dim, rank, error);
}
