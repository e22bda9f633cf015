/* Folding of Add, Sub, Mul and Div with broadcasting.
 *
 * Source: ONNX Add-14, Sub-14, Mul-14, Div-14, "Multidirectional broadcasting". Integers wrap
 * as there; division by the integer 0 is an error.
 */
#include "engine/formats/onnx-fold.h"

#include "engine/core/error.h"

typedef enum
{
  ADD,
  SUB,
  MUL,
  DIV,
} Operation;

/* One line a type would be three copies of one switch, so the line is written once. */
#define APPLY(operation, a, b)                                                           \
  ((operation) == ADD   ? (a) + (b)                                                      \
   : (operation) == SUB ? (a) - (b)                                                      \
   : (operation) == MUL ? (a) * (b)                                                      \
                        : (a) / (b))

/* Through unsigned numbers, because signed overflow is undefined in C. */
static gboolean
apply_integer (Operation operation, int64_t a, int64_t b, int64_t *y, GError **error)
{
  if (a == FROST_ONNX_BATCH || b == FROST_ONNX_BATCH)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "computes with the number of images, which is not known when the model "
          "is loaded");
      return FALSE;
    }
  if (operation != DIV)
    {
      *y = (int64_t) APPLY (operation, (uint64_t) a, (uint64_t) b);
      return TRUE;
    }
  if (b == 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "divides the integer %" G_GINT64_FORMAT " by 0", a);
      return FALSE;
    }
  *y = b == -1 ? (int64_t) (0 - (uint64_t) a) : a / b;
  return TRUE;
}

static gboolean
apply (Operation operation, const FrostOnnxConstant *a, int64_t ia,
       const FrostOnnxConstant *b, int64_t ib, void *y, int64_t iy, GError **error)
{
  int64_t whole;

  switch (a->type)
    {
    case FROST_ONNX_FLOAT:
      ((float *) y)[iy] = APPLY (operation, a->data.f[ia], b->data.f[ib]);
      return TRUE;
    case FROST_ONNX_DOUBLE:
      ((double *) y)[iy] = APPLY (operation, a->data.d[ia], b->data.d[ib]);
      return TRUE;
    default:
      if (!apply_integer (operation, frost_onnx_constant_int (a, ia),
                          frost_onnx_constant_int (b, ib), &whole, error))
        return FALSE;
      if (a->type == FROST_ONNX_INT64)
        ((int64_t *) y)[iy] = whole;
      else
        ((int32_t *) y)[iy] = (int32_t) (uint32_t) whole;
      return TRUE;
    }
}

/* Steps that repeat a dimension of 1 have length 0. */
static gboolean
broadcast_steps (const FrostOnnxConstant *x, const int64_t *dim, int rank, int64_t *step)
{
  int64_t stride = 1;

  for (int d = rank - 1; d >= 0; d--)
    {
      int own = d - (rank - x->rank);
      int64_t length = own < 0 ? 1 : x->dim[own];

      if (length != 1 && length != dim[d])
        return FALSE;
      step[d] = length == 1 ? 0 : stride;
      stride *= MAX (length, 1);
    }
  return TRUE;
}

static FrostOnnxConstant *
fold_operation (const FrostOnnxFold *fold, Operation operation, GError **error)
{
  FrostOnnxConstant *a = frost_onnx_fold_input (fold, 0, error);
  FrostOnnxConstant *b = a == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  int64_t dim[FROST_ONNX_MAX_RANK], step_a[FROST_ONNX_MAX_RANK],
      step_b[FROST_ONNX_MAX_RANK], index[FROST_ONNX_MAX_RANK] = { 0 };
  void *data;

  if (b == NULL)
    return NULL;
  int rank = MAX (a->rank, b->rank);
  for (int d = 0; d < rank; d++)
    {
      int da = d - (rank - a->rank), db = d - (rank - b->rank);
      int64_t length_a = da < 0 ? 1 : a->dim[da], length_b = db < 0 ? 1 : b->dim[db];
      dim[d] = length_a == 1 ? length_b : length_a;
    }
  if (a->type != b->type || a->type == FROST_ONNX_BOOL
      || !broadcast_steps (a, dim, rank, step_a)
      || !broadcast_steps (b, dim, rank, step_b))
    {
      g_autofree char *text_a = frost_onnx_constant_describe (a);
      g_autofree char *text_b = frost_onnx_constant_describe (b);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "takes %s and %s, which do not fit", text_a, text_b);
      return NULL;
    }

  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (a->type, dim, rank, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  int64_t at_a = 0, at_b = 0;
  for (int64_t i = 0; i < y->n; i++)
    {
      if (!apply (operation, a, at_a, b, at_b, data, i, error))
        return NULL;
      for (int d = rank - 1; d >= 0; d--)
        {
          at_a += step_a[d];
          at_b += step_b[d];
          if (++index[d] < dim[d])
            break;
          at_a -= step_a[d] * dim[d];
          at_b -= step_b[d] * dim[d];
          index[d] = 0;
        }
    }
  return g_steal_pointer (&y);
}

FrostOnnxConstant *
frost_onnx_fold_add (const FrostOnnxFold *fold, GError **error)
{
  return fold_operation (fold, ADD, error);
}

FrostOnnxConstant *
frost_onnx_fold_sub (const FrostOnnxFold *fold, GError **error)
{
  return fold_operation (fold, SUB, error);
}

FrostOnnxConstant *
frost_onnx_fold_mul (const FrostOnnxFold *fold, GError **error)
{
  return fold_operation (fold, MUL, error);
}

FrostOnnxConstant *
frost_onnx_fold_div (const FrostOnnxFold *fold, GError **error)
{
  return fold_operation (fold, DIV, error);
}
