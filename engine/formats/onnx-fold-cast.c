/* Folding of Cast-13 and CastLike-15.
 *
 * A real number becomes an integer by truncation; one that does not fit is undefined there, an
 * error here. An integer that is too wide loses its upper bits. To a 16-bit float nothing is
 * rounded: all reals are kept as float32 or double.
 */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-rows.h"

#include <math.h>

/* What is left of an integer in a type of the file. */
static int64_t
narrow (int64_t data_type, int64_t whole)
{
  switch (data_type)
    {
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT8:
      return (int8_t) whole;
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT8:
      return (uint8_t) whole;
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT16:
      return (int16_t) whole;
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT16:
      return (uint16_t) whole;
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT32:
      return (int32_t) whole;
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT32:
      return (uint32_t) whole;
    default:
      return whole;
    }
}

static FrostOnnxConstant *
cast (const FrostOnnxFold *fold, FrostOnnxConstant *x, FrostOnnxType type,
      int64_t data_type, GError **error)
{
  gboolean from_real = frost_onnx_type_is_real (x->type);
  void *data;

  if (type == x->type && (from_real || type == FROST_ONNX_BOOL))
    return frost_onnx_constant_ref (x);
  if (!frost_onnx_constant_ensure (x, error))
    return NULL;
  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (type, x->dim, x->rank, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  for (int64_t i = 0; i < x->n; i++)
    {
      double real = from_real ? frost_onnx_constant_real (x, i) : 0;
      int64_t whole = from_real ? 0 : frost_onnx_constant_int (x, i);

      if (frost_onnx_type_is_real (type))
        {
          /* An integer is rounded once, to what holds it. */
          if (!from_real && type == FROST_ONNX_FLOAT)
            ((float *) data)[i] = (float) whole;
          else
            frost_onnx_put_real (type, data, i, from_real ? real : (double) whole);
          continue;
        }
      if (type == FROST_ONNX_BOOL)
        whole = from_real ? real != 0 : whole != 0;
      else if (from_real)
        {
          if (!(fabs (real) < 0x1p63)
              || narrow (data_type, (int64_t) real) != (int64_t) real)
            return frost_onnx_fold_corrupt (
                error, "casts a number to an integer that cannot hold it");
          whole = (int64_t) real;
        }
      frost_onnx_put_whole (type, data, i, narrow (data_type, whole));
    }
  return g_steal_pointer (&y);
}

FrostOnnxConstant *
frost_onnx_fold_cast (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  int64_t to = 0;
  FrostOnnxType type;

  if (x == NULL || !frost_onnx_attribute_int (fold->node, "to", &to, error)
      || !frost_onnx_type_from_proto (to, &type, error))
    return NULL;
  return cast (fold, x, type, to, error);
}

FrostOnnxConstant *
frost_onnx_fold_cast_like (const FrostOnnxFold *fold, GError **error)
{
  static const int64_t widest[] = {
    [FROST_ONNX_FLOAT] = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT,
    [FROST_ONNX_DOUBLE] = ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE,
    [FROST_ONNX_INT32] = ONNX__TENSOR_PROTO__DATA_TYPE__INT32,
    [FROST_ONNX_INT64] = ONNX__TENSOR_PROTO__DATA_TYPE__INT64,
    [FROST_ONNX_BOOL] = ONNX__TENSOR_PROTO__DATA_TYPE__BOOL,
  };
  FrostOnnxConstant *x = frost_onnx_fold_peek (fold, 0, error);
  FrostOnnxConstant *like = x == NULL ? NULL : frost_onnx_fold_peek (fold, 1, error);

  return like == NULL ? NULL : cast (fold, x, like->type, widest[like->type], error);
}
