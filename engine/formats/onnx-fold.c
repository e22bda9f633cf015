#include "engine/formats/onnx-fold.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-rows.h"

#include <string.h>

/* A function that serves several operators tells them apart by the node's op_type. */
static const struct
{
  const char *op_type;
  FrostOnnxFoldFunc fold;
  int n_outputs; /* 0 = one */
} table[] = {
  { "Abs", frost_onnx_fold_unary },
  { "Add", frost_onnx_fold_arithmetic },
  { "And", frost_onnx_fold_compare },
  { "ArgMax", frost_onnx_fold_arg },
  { "ArgMin", frost_onnx_fold_arg },
  { "Cast", frost_onnx_fold_cast },
  { "CastLike", frost_onnx_fold_cast_like },
  { "Ceil", frost_onnx_fold_unary },
  { "Clip", frost_onnx_fold_clip },
  { "Concat", frost_onnx_fold_concat },
  { "Constant", frost_onnx_fold_constant },
  { "ConstantOfShape", frost_onnx_fold_constant_of_shape },
  { "Cos", frost_onnx_fold_unary },
  { "CumSum", frost_onnx_fold_cum_sum },
  { "Div", frost_onnx_fold_arithmetic },
  { "Dropout", frost_onnx_fold_dropout, 2 },
  { "Equal", frost_onnx_fold_compare },
  { "Erf", frost_onnx_fold_unary },
  { "Exp", frost_onnx_fold_unary },
  { "Expand", frost_onnx_fold_expand },
  { "EyeLike", frost_onnx_fold_eye_like },
  { "Flatten", frost_onnx_fold_flatten },
  { "Floor", frost_onnx_fold_unary },
  { "Gather", frost_onnx_fold_gather },
  { "GatherElements", frost_onnx_fold_gather_elements },
  { "GatherND", frost_onnx_fold_gather_nd },
  { "Gemm", frost_onnx_fold_gemm },
  { "Greater", frost_onnx_fold_compare },
  { "GreaterOrEqual", frost_onnx_fold_compare },
  { "Identity", frost_onnx_fold_identity },
  { "IsInf", frost_onnx_fold_is_inf },
  { "IsNaN", frost_onnx_fold_is_nan },
  { "Less", frost_onnx_fold_compare },
  { "LessOrEqual", frost_onnx_fold_compare },
  { "Log", frost_onnx_fold_unary },
  { "LogSoftmax", frost_onnx_fold_softmax },
  { "MatMul", frost_onnx_fold_mat_mul },
  { "Max", frost_onnx_fold_variadic },
  { "Mean", frost_onnx_fold_variadic },
  { "Min", frost_onnx_fold_variadic },
  { "Mod", frost_onnx_fold_arithmetic },
  { "Mul", frost_onnx_fold_arithmetic },
  { "Neg", frost_onnx_fold_unary },
  { "NonZero", frost_onnx_fold_non_zero },
  { "Not", frost_onnx_fold_not },
  { "OneHot", frost_onnx_fold_one_hot },
  { "Or", frost_onnx_fold_compare },
  { "Pad", frost_onnx_fold_pad },
  { "Pow", frost_onnx_fold_pow },
  { "Range", frost_onnx_fold_range },
  { "Reciprocal", frost_onnx_fold_unary },
  { "ReduceL1", frost_onnx_fold_reduce },
  { "ReduceL2", frost_onnx_fold_reduce },
  { "ReduceLogSum", frost_onnx_fold_reduce },
  { "ReduceLogSumExp", frost_onnx_fold_reduce },
  { "ReduceMax", frost_onnx_fold_reduce },
  { "ReduceMean", frost_onnx_fold_reduce },
  { "ReduceMin", frost_onnx_fold_reduce },
  { "ReduceProd", frost_onnx_fold_reduce },
  { "ReduceSum", frost_onnx_fold_reduce },
  { "ReduceSumSquare", frost_onnx_fold_reduce },
  { "Relu", frost_onnx_fold_unary },
  { "Reshape", frost_onnx_fold_reshape },
  { "Round", frost_onnx_fold_unary },
  { "Scatter", frost_onnx_fold_scatter_elements },
  { "ScatterElements", frost_onnx_fold_scatter_elements },
  { "ScatterND", frost_onnx_fold_scatter_nd },
  { "Shape", frost_onnx_fold_shape },
  { "Sigmoid", frost_onnx_fold_unary },
  { "Sign", frost_onnx_fold_unary },
  { "Sin", frost_onnx_fold_unary },
  { "Size", frost_onnx_fold_size },
  { "Slice", frost_onnx_fold_slice },
  { "Softmax", frost_onnx_fold_softmax },
  { "Split", frost_onnx_fold_split, INT_MAX },
  { "Sqrt", frost_onnx_fold_unary },
  { "Squeeze", frost_onnx_fold_squeeze },
  { "Sub", frost_onnx_fold_arithmetic },
  { "Sum", frost_onnx_fold_variadic },
  { "Tanh", frost_onnx_fold_unary },
  { "Tile", frost_onnx_fold_tile },
  { "Transpose", frost_onnx_fold_transpose },
  { "Trilu", frost_onnx_fold_trilu },
  { "Unsqueeze", frost_onnx_fold_unsqueeze },
  { "Where", frost_onnx_fold_where },
  { "Xor", frost_onnx_fold_compare },
};

static int
find (const char *op_type)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].op_type, op_type))
      return i;
  return -1;
}

FrostOnnxFoldFunc
frost_onnx_fold_find (const char *op_type)
{
  int row = find (op_type);

  return row < 0 ? NULL : table[row].fold;
}

int
frost_onnx_fold_n_outputs (const char *op_type)
{
  int row = find (op_type);

  return row < 0 ? 0 : MAX (table[row].n_outputs, 1);
}

FrostOnnxConstant *
frost_onnx_fold_corrupt (GError **error, const char *what)
{
  g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT, what);
  return NULL;
}

FrostOnnxConstant *
frost_onnx_fold_misfit (const FrostOnnxConstant *a, const FrostOnnxConstant *b,
                        GError **error)
{
  g_autofree char *text_a = frost_onnx_constant_describe (a);
  g_autofree char *text_b = frost_onnx_constant_describe (b);

  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
               "takes %s and %s, which do not fit", text_a, text_b);
  return NULL;
}

gboolean
frost_onnx_fold_has (const FrostOnnxFold *fold, int i)
{
  return i < fold->n_inputs && fold->inputs[i] != NULL;
}

FrostOnnxConstant *
frost_onnx_fold_peek (const FrostOnnxFold *fold, int i, GError **error)
{
  if (frost_onnx_fold_has (fold, i))
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

gboolean
frost_onnx_fold_whole (const FrostOnnxFold *fold, int i, const char *what, int64_t *value,
                       GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, i, error);

  if (x == NULL)
    return FALSE;
  if (x->n != 1 || frost_onnx_type_is_real (x->type))
    {
      g_autofree char *found = frost_onnx_constant_describe (x);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "%s is %s, needs one integer", what, found);
      return FALSE;
    }
  *value = frost_onnx_constant_int (x, 0);
  return TRUE;
}

gboolean
frost_onnx_fold_dims (const FrostOnnxConstant *list, const char *what, int64_t *dim,
                      int *rank, GError **error)
{
  if (!frost_onnx_constant_is_list (list, what, error))
    return FALSE;
  if (list->n > FROST_ONNX_MAX_RANK)
    return frost_onnx_fold_corrupt (error, "makes more dimensions than can be used")
           != NULL;
  for (int i = 0; i < list->n; i++)
    dim[i] = frost_onnx_constant_int (list, i);
  *rank = (int) list->n;
  return TRUE;
}

void
frost_onnx_fold_strides (const FrostOnnxConstant *x, int64_t *stride)
{
  int64_t step = 1;

  for (int d = x->rank - 1; d >= 0; d--)
    {
      stride[d] = step;
      step *= MAX (x->dim[d], 1);
    }
}

int64_t
frost_onnx_fold_product (const int64_t *dim, int from, int to)
{
  int64_t n = 1;

  for (int i = from; i < to; i++)
    n *= dim[i];
  return n;
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
    return frost_onnx_fold_corrupt (error, "has more axes than dimensions") != NULL;

  int found[FROST_ONNX_MAX_RANK];
  for (size_t i = 0; i < count; i++)
    {
      int64_t axis =
          values != NULL ? values[i] : frost_onnx_constant_int (input, (int64_t) i);
      if (!frost_onnx_axis (axis, rank, &found[i], error))
        return FALSE;
      if (seen & 1u << found[i])
        return frost_onnx_fold_corrupt (error, "has an axis twice") != NULL;
      seen |= 1u << found[i];
    }
  memcpy (axes, found, count * sizeof *axes);
  *n = (int) count;
  return TRUE;
}

gboolean
frost_onnx_type_is_real (FrostOnnxType type)
{
  return type == FROST_ONNX_FLOAT || type == FROST_ONNX_DOUBLE;
}

double
frost_onnx_constant_real (const FrostOnnxConstant *constant, int64_t i)
{
  switch (constant->type)
    {
    case FROST_ONNX_FLOAT:
      return (double) constant->data.f[i];
    case FROST_ONNX_DOUBLE:
      return constant->data.d[i];
    default:
      return (double) frost_onnx_constant_int (constant, i);
    }
}

void
frost_onnx_put_real (FrostOnnxType type, void *data, int64_t i, double value)
{
  if (type == FROST_ONNX_FLOAT)
    ((float *) data)[i] = (float) value;
  else
    ((double *) data)[i] = value;
}

void
frost_onnx_put_whole (FrostOnnxType type, void *data, int64_t i, int64_t value)
{
  if (type == FROST_ONNX_INT64)
    ((int64_t *) data)[i] = value;
  else if (type == FROST_ONNX_INT32)
    ((int32_t *) data)[i] = (int32_t) (uint32_t) value;
  else
    ((uint8_t *) data)[i] = value != 0;
}
