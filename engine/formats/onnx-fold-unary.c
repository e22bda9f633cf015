/* Folding of functions of one number: Abs-13, Ceil-13, Cos-7, Erf-13, Exp-13, Floor-13, Log-13,
 * Neg-13, Reciprocal-13, Relu-14, Round-11, Sigmoid-13, Sign-13, Sin-7, Sqrt-13, Tanh-13; Clip-13,
 * Not-1, IsNaN-13, IsInf-10. */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-rows.h"

#include "engine/core/error.h"

#include <math.h>

static double
negative (double x)
{
  return -x;
}

static double
reciprocal (double x)
{
  return 1 / x;
}

static double
relu (double x)
{
  return x < 0 ? 0 : x;
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static double
sign (double x)
{
  return x > 0 ? 1 : x < 0 ? -1 : x;
}

/* The smallest integer has no counterpart and stays. */
static int64_t
negative_whole (int64_t x)
{
  return (int64_t) (0 - (uint64_t) x);
}

static int64_t
absolute_whole (int64_t x)
{
  return x < 0 ? negative_whole (x) : x;
}

static int64_t
relu_whole (int64_t x)
{
  return MAX (x, 0);
}

static int64_t
sign_whole (int64_t x)
{
  return (x > 0) - (x < 0);
}

static const struct
{
  const char *op_type;
  double (*real) (double);
  int64_t (*whole) (int64_t); /* NULL: not for integers */
} functions[] = {
  { "Abs", fabs, absolute_whole },
  { "Ceil", ceil },
  { "Cos", cos },
  { "Erf", erf },
  { "Exp", exp },
  { "Floor", floor },
  { "Log", log },
  { "Neg", negative, negative_whole },
  { "Reciprocal", reciprocal },
  { "Relu", relu, relu_whole },
  { "Round", rint }, /* halves to the even one, which is what C rounds like by default */
  { "Sigmoid", sigmoid },
  { "Sign", sign, sign_whole },
  { "Sin", sin },
  { "Sqrt", sqrt },
  { "Tanh", tanh },
};

static FrostOnnxConstant *
refuse_type (const FrostOnnxFold *fold, const FrostOnnxConstant *x, GError **error)
{
  g_autofree char *found = frost_onnx_constant_describe (x);

  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
               "operator \"%s\" cannot take %s", fold->node->op_type, found);
  return NULL;
}

FrostOnnxConstant *
frost_onnx_fold_unary (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  size_t row = 0;
  void *data;

  if (x == NULL)
    return NULL;
  while (!g_str_equal (functions[row].op_type, fold->node->op_type))
    row++;
  gboolean real = frost_onnx_type_is_real (x->type);
  if (!real && (functions[row].whole == NULL || x->type == FROST_ONNX_BOOL))
    return refuse_type (fold, x, error);
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, x->dim, x->rank, fold->budget, &data, error);
  for (int64_t i = 0; y != NULL && i < y->n; i++)
    if (real)
      frost_onnx_put_real (y->type, data, i,
                           functions[row].real (frost_onnx_constant_real (x, i)));
    else
      frost_onnx_put_whole (y->type, data, i,
                            functions[row].whole (frost_onnx_constant_int (x, i)));
  return y;
}

/* A limit from an input of one number of x's type; absent ones stay as they are. */
static gboolean
read_limit (const FrostOnnxFold *fold, int i, const FrostOnnxConstant *x, double *real,
            int64_t *whole, GError **error)
{
  if (!frost_onnx_fold_has (fold, i))
    return TRUE;
  const FrostOnnxConstant *limit = frost_onnx_fold_input (fold, i, error);
  if (limit == NULL)
    return FALSE;
  if (limit->n != 1 || limit->type != x->type)
    {
      frost_onnx_fold_misfit (x, limit, error);
      return FALSE;
    }
  if (frost_onnx_type_is_real (x->type))
    *real = frost_onnx_constant_real (limit, 0);
  else
    *whole = frost_onnx_constant_int (limit, 0);
  return TRUE;
}

/* Limits are attributes before operator set 11. The upper one wins where they cross. */
FrostOnnxConstant *
frost_onnx_fold_clip (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  double low = -INFINITY, high = INFINITY;
  int64_t low_whole = INT64_MIN, high_whole = INT64_MAX;
  float low_given = -INFINITY, high_given = INFINITY;
  void *data;

  if (x == NULL)
    return NULL;
  if (x->type == FROST_ONNX_BOOL)
    return refuse_type (fold, x, error);
  if (fold->opset < 11)
    {
      if (!frost_onnx_attribute_float (fold->node, "min", &low_given, error)
          || !frost_onnx_attribute_float (fold->node, "max", &high_given, error))
        return NULL;
      low = (double) low_given;
      high = (double) high_given;
    }
  else if (!read_limit (fold, 1, x, &low, &low_whole, error)
           || !read_limit (fold, 2, x, &high, &high_whole, error))
    return NULL;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, x->dim, x->rank, fold->budget, &data, error);
  for (int64_t i = 0; y != NULL && i < y->n; i++)
    if (frost_onnx_type_is_real (x->type))
      {
        double value = frost_onnx_constant_real (x, i);
        value = value < low ? low : value;
        frost_onnx_put_real (y->type, data, i, value > high ? high : value);
      }
    else
      {
        int64_t value = MAX (frost_onnx_constant_int (x, i), low_whole);
        frost_onnx_put_whole (y->type, data, i, MIN (value, high_whole));
      }
  return y;
}

FrostOnnxConstant *
frost_onnx_fold_not (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  void *data;

  if (x == NULL)
    return NULL;
  if (x->type != FROST_ONNX_BOOL)
    return refuse_type (fold, x, error);
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, x->dim, x->rank, fold->budget, &data, error);
  for (int64_t i = 0; y != NULL && i < y->n; i++)
    ((uint8_t *) data)[i] = !x->data.b[i];
  return y;
}

FrostOnnxConstant *
frost_onnx_fold_is_nan (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  void *data;

  if (x == NULL)
    return NULL;
  if (!frost_onnx_type_is_real (x->type))
    return refuse_type (fold, x, error);
  FrostOnnxConstant *y = frost_onnx_constant_new (FROST_ONNX_BOOL, x->dim, x->rank,
                                                  fold->budget, &data, error);
  for (int64_t i = 0; y != NULL && i < y->n; i++)
    ((uint8_t *) data)[i] = isnan (frost_onnx_constant_real (x, i));
  return y;
}

FrostOnnxConstant *
frost_onnx_fold_is_inf (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t below = 1, above = 1;
  void *data;

  if (x == NULL
      || !frost_onnx_attribute_int (fold->node, "detect_negative", &below, error)
      || !frost_onnx_attribute_int (fold->node, "detect_positive", &above, error))
    return NULL;
  if (!frost_onnx_type_is_real (x->type))
    return refuse_type (fold, x, error);
  FrostOnnxConstant *y = frost_onnx_constant_new (FROST_ONNX_BOOL, x->dim, x->rank,
                                                  fold->budget, &data, error);
  for (int64_t i = 0; y != NULL && i < y->n; i++)
    {
      double value = frost_onnx_constant_real (x, i);
      ((uint8_t *) data)[i] = isinf (value) && (value < 0 ? below != 0 : above != 0);
    }
  return y;
}
