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
frost_onnx_fold_peek (const FrostOnnxFold *fold, int i, GError **error)
{
  if (i < fold->n_inputs && fold->inputs[i] != NULL)
    return fold->inputs[i];
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "has no input %d, operator \"%s\" needs one", i, fold->node->op_type);
  return NULL;
}

FrostOnnxConstant *
frost_onnx_fold_input (const FrostOnnxFold *fold, int i, GError **error)
{
  FrostOnnxConstant *input = frost_onnx_fold_peek (fold, i, error);

  return input != NULL && frost_onnx_constant_ensure (input, error) ? input : NULL;
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

  if (shape == NULL || !frost_onnx_fold_dims (shape, "the shape", dim, &rank, error)
      || !frost_onnx_attribute_tensor (fold->node, "value", &tensor, error))
    return NULL;
  if (tensor != NULL)
    {
      value = frost_onnx_constant_from_proto (tensor, fold->source, fold->budget, error);
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
  { "Reshape", frost_onnx_fold_reshape },
  { "Shape", fold_shape },
  { "Slice", frost_onnx_fold_slice },
  { "Squeeze", frost_onnx_fold_squeeze },
  { "Sub", frost_onnx_fold_sub },
  { "Transpose", frost_onnx_fold_transpose },
  { "Unsqueeze", frost_onnx_fold_unsqueeze },
};

FrostOnnxFoldFunc
frost_onnx_fold_find (const char *op_type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].op_type, op_type))
      return table[i].fold;
  return NULL;
}
