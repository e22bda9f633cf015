/* Folding of what makes a constant: Constant-13, ConstantOfShape-9, Shape-15, Size-13, Range-11,
 * EyeLike-9. */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-rows.h"

#include <math.h>
#include <string.h>

#include "engine/core/error.h"

static FrostOnnxConstant *
scalar_whole (const FrostOnnxFold *fold, int64_t value, GError **error)
{
  void *data;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (FROST_ONNX_INT64, NULL, 0, fold->budget, &data, error);

  if (y != NULL)
    *(int64_t *) data = value;
  return y;
}

/* value_float to value_ints since operator set 12. */
FrostOnnxConstant *
frost_onnx_fold_constant (const FrostOnnxFold *fold, GError **error)
{
  const Onnx__NodeProto *node = fold->node;
  const Onnx__TensorProto *tensor;
  const int64_t *ints = NULL;
  const float *floats = NULL;
  size_t n;
  void *data;

  if (!frost_onnx_attribute_tensor (node, "value", &tensor, error))
    return NULL;
  if (tensor != NULL)
    return frost_onnx_constant_from_proto (tensor, fold->source, fold->budget, error);

  if (frost_onnx_attribute_has (node, "value_float"))
    {
      float value = 0;
      if (!frost_onnx_attribute_float (node, "value_float", &value, error))
        return NULL;
      FrostOnnxConstant *y =
          frost_onnx_constant_new (FROST_ONNX_FLOAT, NULL, 0, fold->budget, &data, error);
      if (y != NULL)
        *(float *) data = value;
      return y;
    }
  if (frost_onnx_attribute_has (node, "value_int"))
    {
      int64_t value = 0;
      return frost_onnx_attribute_int (node, "value_int", &value, error)
                 ? scalar_whole (fold, value, error)
                 : NULL;
    }

  gboolean is_float = frost_onnx_attribute_has (node, "value_floats");
  if (!is_float && !frost_onnx_attribute_has (node, "value_ints"))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has no value of numbers: texts and sparse tensors are not supported");
      return NULL;
    }
  if (is_float ? !frost_onnx_attribute_floats (node, "value_floats", &floats, &n, error)
               : !frost_onnx_attribute_ints (node, "value_ints", &ints, &n, error))
    return NULL;
  int64_t dim = (int64_t) n;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (is_float ? FROST_ONNX_FLOAT : FROST_ONNX_INT64, &dim, 1,
                               fold->budget, &data, error);
  if (y != NULL && n > 0)
    memcpy (data, is_float ? (const void *) floats : (const void *) ints,
            n * frost_onnx_type_size (y->type));
  return y;
}

FrostOnnxConstant *
frost_onnx_fold_constant_of_shape (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *shape = frost_onnx_fold_input (fold, 0, error);
  const Onnx__TensorProto *tensor;
  g_autoptr (FrostOnnxConstant) value = NULL;
  int64_t dim[FROST_ONNX_MAX_RANK];
  int rank;
  void *data;

  if (shape == NULL || !frost_onnx_fold_dims (shape, "the shape", dim, &rank, error)
      || !frost_onnx_attribute_tensor (fold->node, "value", &tensor, error))
    return NULL;
  if (tensor != NULL)
    {
      value = frost_onnx_constant_from_proto (tensor, fold->source, fold->budget, error);
      if (value == NULL)
        return NULL;
      if (value->n != 1)
        return frost_onnx_fold_corrupt (error, "attribute \"value\" needs one element");
    }

  FrostOnnxType type = value == NULL ? FROST_ONNX_FLOAT : value->type;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (type, dim, rank, fold->budget, &data, error);
  if (y != NULL && value != NULL)
    for (int64_t i = 0; i < y->n; i++)
      memcpy ((uint8_t *) data + (size_t) i * frost_onnx_type_size (type),
              value->data.any, frost_onnx_type_size (type));
  return y;
}

/* Of a constant; of an activation the importer knows it. start and end since operator set 15. */
FrostOnnxConstant *
frost_onnx_fold_shape (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  int64_t start = 0, end = INT64_MAX;
  void *data;

  if (x == NULL || !frost_onnx_attribute_int (fold->node, "start", &start, error)
      || !frost_onnx_attribute_int (fold->node, "end", &end, error))
    return NULL;
  start = CLAMP (start < 0 ? start + x->rank : start, 0, x->rank);
  end = CLAMP (end < 0 ? end + x->rank : end, start, x->rank);
  int64_t n = end - start;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (FROST_ONNX_INT64, &n, 1, fold->budget, &data, error);
  if (y != NULL && n > 0)
    memcpy (data, x->dim + start, (size_t) n * sizeof (int64_t));
  return y;
}

FrostOnnxConstant *
frost_onnx_fold_size (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);

  return x == NULL ? NULL : scalar_whole (fold, x->n, error);
}

/* Integers far from the ends of their type, so that no difference overflows. */
static gboolean
count_whole (int64_t start, int64_t limit, int64_t delta, int64_t *n, GError **error)
{
  const int64_t most = INT64_C (1) << 61;

  if (delta == 0 || start < -most || start > most || limit < -most || limit > most
      || delta < -most || delta > most)
    return frost_onnx_fold_corrupt (error,
                                    "has a step of 0 or numbers that are too large")
           != NULL;
  *n = delta > 0 ? (limit - start + delta - 1) / delta
                 : (start - limit - delta - 1) / -delta;
  return TRUE;
}

/* start, start + delta … before limit. */
FrostOnnxConstant *
frost_onnx_fold_range (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *input[3];
  int64_t n;
  void *data;

  for (int i = 0; i < 3; i++)
    {
      if ((input[i] = frost_onnx_fold_input (fold, i, error)) == NULL)
        return NULL;
      if (input[i]->type != input[0]->type || input[i]->n != 1
          || input[i]->type == FROST_ONNX_BOOL)
        return frost_onnx_fold_misfit (input[0], input[i], error);
    }
  gboolean real = frost_onnx_type_is_real (input[0]->type);
  double start = frost_onnx_constant_real (input[0], 0);
  double delta = frost_onnx_constant_real (input[2], 0);
  if (real)
    {
      double count = ceil ((frost_onnx_constant_real (input[1], 0) - start) / delta);
      if (!(count < 0x1p31))
        return frost_onnx_fold_corrupt (error, "has more than 2147483647 elements");
      n = (int64_t) MAX (count, 0);
    }
  else if (!count_whole (frost_onnx_constant_int (input[0], 0),
                         frost_onnx_constant_int (input[1], 0),
                         frost_onnx_constant_int (input[2], 0), &n, error))
    return NULL;

  n = MAX (n, 0);
  FrostOnnxConstant *y =
      frost_onnx_constant_new (input[0]->type, &n, 1, fold->budget, &data, error);
  for (int64_t i = 0; y != NULL && i < n; i++)
    if (real)
      frost_onnx_put_real (y->type, data, i, start + (double) i * delta);
    else
      frost_onnx_put_whole (y->type, data, i,
                            frost_onnx_constant_int (input[0], 0)
                                + i * frost_onnx_constant_int (input[2], 0));
  return y;
}

/* Ones on the k-th diagonal of a matrix as large as the input, zeros elsewhere. */
FrostOnnxConstant *
frost_onnx_fold_eye_like (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  int64_t data_type = 0, k = 0;
  FrostOnnxType type;
  void *data;

  if (x == NULL || !frost_onnx_attribute_int (fold->node, "dtype", &data_type, error)
      || !frost_onnx_attribute_int (fold->node, "k", &k, error))
    return NULL;
  if (x->rank != 2)
    return frost_onnx_fold_corrupt (error, "needs an input of two dimensions");
  type = x->type;
  if (data_type != 0 && !frost_onnx_type_from_proto (data_type, &type, error))
    return NULL;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (type, x->dim, 2, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  k = CLAMP (k, -INT32_MAX, INT32_MAX);
  for (int64_t row = MAX (0, -k); row < x->dim[0] && row + k < x->dim[1]; row++)
    if (frost_onnx_type_is_real (type))
      frost_onnx_put_real (type, data, row * x->dim[1] + row + k, 1);
    else
      frost_onnx_put_whole (type, data, row * x->dim[1] + row + k, 1);
  return y;
}
