#include "engine/formats/onnx-fold.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"

#include <math.h>
#include <string.h>

static FrostOnnxConstant *
corrupt (GError **error, const char *what)
{
  g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT, what);
  return NULL;
}

FrostOnnxConstant *
frost_onnx_fold_input (const FrostOnnxFold *fold, int i, GError **error)
{
  if (i < fold->n_inputs && fold->inputs[i] != NULL)
    return fold->inputs[i];
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "has no input %d, operator \"%s\" needs one", i, fold->node->op_type);
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

/* The same numbers under other dimensions. */
static FrostOnnxConstant *
with_shape (const FrostOnnxFold *fold, const FrostOnnxConstant *x, const int64_t *dim,
            int rank, GError **error)
{
  int64_t n;
  void *data;

  if (rank > FROST_ONNX_MAX_RANK)
    return corrupt (error, "makes more dimensions than can be used");
  if (!frost_onnx_count (dim, rank, &n, error))
    return NULL;
  if (n != x->n)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "makes a shape of %" G_GINT64_FORMAT
                   " elements out of %" G_GINT64_FORMAT,
                   n, x->n);
      return NULL;
    }
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, dim, rank, fold->budget, &data, error);
  if (y != NULL && n > 0)
    memcpy (data, x->data.any, (size_t) n * frost_onnx_type_size (x->type));
  return y;
}

/* Constant-13; value_float to value_ints since 12. */
static FrostOnnxConstant *
fold_constant (const FrostOnnxFold *fold, GError **error)
{
  const Onnx__NodeProto *node = fold->node;
  const Onnx__TensorProto *tensor;
  const int64_t *ints;
  const float *floats;
  size_t n;
  void *data;

  if (!frost_onnx_attribute_tensor (node, "value", &tensor, error))
    return NULL;
  if (tensor != NULL)
    return frost_onnx_constant_from_proto (tensor, fold->budget, error);

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
      if (!frost_onnx_attribute_int (node, "value_int", &value, error))
        return NULL;
      FrostOnnxConstant *y =
          frost_onnx_constant_new (FROST_ONNX_INT64, NULL, 0, fold->budget, &data, error);
      if (y != NULL)
        *(int64_t *) data = value;
      return y;
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

/* Dimensions from a list of integers; -1 and 0 are left for the caller to judge. */
static gboolean
read_dims (const FrostOnnxConstant *list, const char *what, int64_t *dim, int *rank,
           GError **error)
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

/* ConstantOfShape-9. */
static FrostOnnxConstant *
fold_constant_of_shape (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *shape = frost_onnx_fold_input (fold, 0, error);
  const Onnx__TensorProto *tensor;
  g_autoptr (FrostOnnxConstant) value = NULL;
  int64_t dim[FROST_ONNX_MAX_RANK];
  int rank;
  void *data;

  if (shape == NULL || !read_dims (shape, "the shape", dim, &rank, error)
      || !frost_onnx_attribute_tensor (fold->node, "value", &tensor, error))
    return NULL;
  if (tensor != NULL)
    {
      value = frost_onnx_constant_from_proto (tensor, fold->budget, error);
      if (value == NULL)
        return NULL;
      if (value->n != 1)
        return corrupt (error, "attribute \"value\" needs one element");
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

/* Shape-15 of a constant; of an activation see onnx-import.c. */
static FrostOnnxConstant *
fold_shape (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
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

static double
element_as_double (const FrostOnnxConstant *x, int64_t i)
{
  return x->type == FROST_ONNX_FLOAT ? (double) x->data.f[i] : x->data.d[i];
}

/* Cast-13. Float to integer truncates; what does not fit is undefined there, an error here. */
static FrostOnnxConstant *
fold_cast (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t to = 0;
  FrostOnnxType type;
  void *data;

  if (x == NULL || !frost_onnx_attribute_int (fold->node, "to", &to, error)
      || !frost_onnx_type_from_proto (to, &type, error))
    return NULL;
  if (type == x->type)
    return frost_onnx_constant_ref (x);
  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (type, x->dim, x->rank, fold->budget, &data, error);
  if (y == NULL)
    return NULL;

  gboolean from_real = x->type == FROST_ONNX_FLOAT || x->type == FROST_ONNX_DOUBLE;
  for (int64_t i = 0; i < x->n; i++)
    {
      double real = from_real ? element_as_double (x, i) : 0;
      int64_t whole = from_real ? 0 : frost_onnx_constant_int (x, i);

      if (whole == FROST_ONNX_BATCH)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                       "computes with the number of images, which is not known when the "
                       "model is loaded");
          return NULL;
        }
      switch (type)
        {
        case FROST_ONNX_FLOAT:
          ((float *) data)[i] = from_real ? (float) real : (float) whole;
          continue;
        case FROST_ONNX_DOUBLE:
          ((double *) data)[i] = from_real ? real : (double) whole;
          continue;
        case FROST_ONNX_BOOL:
          ((uint8_t *) data)[i] = from_real ? real != 0 : whole != 0;
          continue;
        default:
          break;
        }
      if (from_real)
        {
          if (!(fabs (real) < 9.2e18))
            return corrupt (error, "casts a number to an integer that cannot hold it");
          whole = (int64_t) real;
        }
      if (type == FROST_ONNX_INT64)
        ((int64_t *) data)[i] = whole;
      else if (whole < INT32_MIN || whole > INT32_MAX)
        return corrupt (error, "casts a number to an integer that cannot hold it");
      else
        ((int32_t *) data)[i] = (int32_t) whole;
    }
  return g_steal_pointer (&y);
}

/* Identity-16. The name goes with it: PyTorch writes equal weights once and the others as
 * Identity of the first. */
static FrostOnnxConstant *
fold_identity (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);

  return x == NULL ? NULL : frost_onnx_constant_ref (x);
}

/* Reshape-14: -1 takes what is left, 0 copies the dimension unless allowzero. */
static FrostOnnxConstant *
fold_reshape (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  FrostOnnxConstant *shape = x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  int64_t dim[FROST_ONNX_MAX_RANK], known = 1, allow_zero = 0;
  int rank, rest = -1;

  if (shape == NULL || !read_dims (shape, "the shape", dim, &rank, error)
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
  return with_shape (fold, x, dim, rank, error);
}

/* Squeeze-13, without axes all dimensions of 1 go. */
static FrostOnnxConstant *
fold_squeeze (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
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
  return with_shape (fold, x, dim, rank, error);
}

/* Unsqueeze-13; axes count in the result. */
static FrostOnnxConstant *
fold_unsqueeze (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
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
  return with_shape (fold, x, dim, rank, error);
}

static const struct
{
  const char *op_type;
  FrostOnnxFoldFunc fold;
} table[] = {
  { "Add", frost_onnx_fold_add },
  { "Cast", fold_cast },
  { "Concat", frost_onnx_fold_concat },
  { "Constant", fold_constant },
  { "ConstantOfShape", fold_constant_of_shape },
  { "Div", frost_onnx_fold_div },
  { "Gather", frost_onnx_fold_gather },
  { "Identity", fold_identity },
  { "Mul", frost_onnx_fold_mul },
  { "Reshape", fold_reshape },
  { "Shape", fold_shape },
  { "Slice", frost_onnx_fold_slice },
  { "Squeeze", fold_squeeze },
  { "Sub", frost_onnx_fold_sub },
  { "Transpose", frost_onnx_fold_transpose },
  { "Unsqueeze", fold_unsqueeze },
};

FrostOnnxFoldFunc
frost_onnx_fold_find (const char *op_type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].op_type, op_type))
      return table[i].fold;
  return NULL;
}
