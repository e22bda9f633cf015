/* Folding of arithmetic with broadcasting: Add-14, Sub-14, Mul-14, Div-14, Mod-13, Pow-15 of two
 * operands, Min-13, Max-13, Sum-13 and Mean-13 of any number.
 *
 * Division by the integer 0 is an error.
 */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-broadcast.h"
#include "engine/formats/onnx-fold-rows.h"

#include "engine/core/error.h"

#include <math.h>

static double
add_real (double a, double b)
{
  return a + b;
}

static double
sub_real (double a, double b)
{
  return a - b;
}

static double
mul_real (double a, double b)
{
  return a * b;
}

static double
div_real (double a, double b)
{
  return a / b;
}

/* NaN wins, as in NumPy. */
static double
min_real (double a, double b)
{
  return isnan (a) || a < b ? a : b;
}

static double
max_real (double a, double b)
{
  return isnan (a) || a > b ? a : b;
}

/* Through unsigned numbers, because signed overflow is undefined in C. */
static int64_t
add_whole (int64_t a, int64_t b)
{
  return (int64_t) ((uint64_t) a + (uint64_t) b);
}

static int64_t
sub_whole (int64_t a, int64_t b)
{
  return (int64_t) ((uint64_t) a - (uint64_t) b);
}

static int64_t
mul_whole (int64_t a, int64_t b)
{
  return (int64_t) ((uint64_t) a * (uint64_t) b);
}

/* Truncates. The smallest integer by -1 wraps; the processor would trap. b is not 0. */
static int64_t
div_whole (int64_t a, int64_t b)
{
  return b == -1 ? sub_whole (0, a) : a / b;
}

/* The sign of the divisor, as in Python. */
static int64_t
mod_whole (int64_t a, int64_t b)
{
  int64_t rest = b == -1 ? 0 : a % b;

  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

/* The sign of the dividend, as in C. */
static int64_t
fmod_whole (int64_t a, int64_t b)
{
  return b == -1 ? 0 : a % b;
}

static int64_t
min_whole (int64_t a, int64_t b)
{
  return MIN (a, b);
}

static int64_t
max_whole (int64_t a, int64_t b)
{
  return MAX (a, b);
}

typedef struct
{
  const char *op_type;
  double (*real) (double, double);
  int64_t (*whole) (int64_t, int64_t);
} Operation;

static const Operation operations[] = {
  { "Add", add_real, add_whole }, { "Sub", sub_real, sub_whole },
  { "Mul", mul_real, mul_whole }, { "Div", div_real, div_whole },
  { "Mod", NULL, mod_whole },     { "Min", min_real, min_whole },
  { "Max", max_real, max_whole }, { "Sum", add_real, add_whole },
  { "Mean", add_real, NULL },
};

static const Operation remainder_of_c = { "Mod", fmod, fmod_whole };

static const Operation *
find (const FrostOnnxFold *fold, GError **error)
{
  int64_t c = 0;

  if (g_str_equal (fold->node->op_type, "Mod"))
    {
      if (!frost_onnx_attribute_int (fold->node, "fmod", &c, error))
        return NULL;
      if (c != 0)
        return &remainder_of_c;
    }
  for (size_t i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_str_equal (operations[i].op_type, fold->node->op_type))
      return &operations[i];
  g_return_val_if_reached (NULL);
}

static gboolean
check_types (const Operation *operation, const FrostOnnxConstant *a,
             const FrostOnnxConstant *b, GError **error)
{
  if (a->type == b->type && a->type != FROST_ONNX_BOOL
      && (frost_onnx_type_is_real (a->type) ? operation->real != NULL
                                            : operation->whole != NULL))
    return TRUE;
  frost_onnx_fold_misfit (a, b, error);
  return FALSE;
}

FrostOnnxConstant *
frost_onnx_fold_arithmetic (const FrostOnnxFold *fold, GError **error)
{
  const Operation *operation = find (fold, error);
  const FrostOnnxConstant *a =
      operation == NULL ? NULL : frost_onnx_fold_input (fold, 0, error);
  const FrostOnnxConstant *b = a == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  FrostOnnxBroadcast walk;
  void *data;

  if (b == NULL || !check_types (operation, a, b, error)
      || !frost_onnx_broadcast_init (&walk, 2, (const FrostOnnxConstant *[]){ a, b },
                                     error))
    return NULL;
  gboolean real = frost_onnx_type_is_real (a->type);
  gboolean divides = operation->whole == div_whole || operation->whole == mod_whole
                     || operation->whole == fmod_whole;
  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (a->type, walk.dim, walk.rank, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  for (int64_t i = 0; i < y->n; i++, frost_onnx_broadcast_next (&walk))
    if (real)
      frost_onnx_put_real (y->type, data, i,
                           operation->real (frost_onnx_constant_real (a, walk.at[0]),
                                            frost_onnx_constant_real (b, walk.at[1])));
    else
      {
        int64_t left = frost_onnx_constant_int (a, walk.at[0]);
        int64_t right = frost_onnx_constant_int (b, walk.at[1]);

        if (divides && right == 0)
          {
            g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                         "divides the integer %" G_GINT64_FORMAT " by 0", left);
            return NULL;
          }
        frost_onnx_put_whole (y->type, data, i, operation->whole (left, right));
      }
  return g_steal_pointer (&y);
}

/* By squaring, and wrapping as a product does. */
static int64_t
pow_whole (int64_t base, int64_t exponent)
{
  int64_t y = 1;

  if (exponent < 0)
    return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
  for (; exponent > 0; exponent >>= 1)
    {
      if (exponent & 1)
        y = mul_whole (y, base);
      base = mul_whole (base, base);
    }
  return y;
}

/* The result has the type of the base; the exponent may be of another one. */
FrostOnnxConstant *
frost_onnx_fold_pow (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  const FrostOnnxConstant *power =
      x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  FrostOnnxBroadcast walk;
  void *data;

  if (power == NULL)
    return NULL;
  if (x->type == FROST_ONNX_BOOL || power->type == FROST_ONNX_BOOL)
    return frost_onnx_fold_misfit (x, power, error);
  if (!frost_onnx_broadcast_init (&walk, 2, (const FrostOnnxConstant *[]){ x, power },
                                  error))
    return NULL;
  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (x->type, walk.dim, walk.rank, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  for (int64_t i = 0; i < y->n; i++, frost_onnx_broadcast_next (&walk))
    {
      if (!frost_onnx_type_is_real (x->type) && !frost_onnx_type_is_real (power->type))
        {
          frost_onnx_put_whole (y->type, data, i,
                                pow_whole (frost_onnx_constant_int (x, walk.at[0]),
                                           frost_onnx_constant_int (power, walk.at[1])));
          continue;
        }
      double value = pow (frost_onnx_constant_real (x, walk.at[0]),
                          frost_onnx_constant_real (power, walk.at[1]));
      if (frost_onnx_type_is_real (x->type))
        frost_onnx_put_real (y->type, data, i, value);
      else if (fabs (value) < 0x1p63)
        frost_onnx_put_whole (y->type, data, i, (int64_t) value);
      else
        return frost_onnx_fold_corrupt (error, "has a power that no integer can hold");
    }
  return g_steal_pointer (&y);
}

/* The first input fills the result, the others are put onto it. */
FrostOnnxConstant *
frost_onnx_fold_variadic (const FrostOnnxFold *fold, GError **error)
{
  const Operation *operation = find (fold, error);
  const FrostOnnxConstant *first =
      operation == NULL ? NULL : frost_onnx_fold_input (fold, 0, error);
  int64_t dim[FROST_ONNX_MAX_RANK];
  int rank = 0;
  void *data;

  if (first == NULL)
    return NULL;
  for (int i = 0; i < fold->n_inputs; i++)
    {
      const FrostOnnxConstant *x = frost_onnx_fold_input (fold, i, error);

      if (x == NULL || !check_types (operation, first, x, error)
          || !frost_onnx_broadcast_dims (x, dim, &rank, error))
        return NULL;
    }
  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (first->type, dim, rank, fold->budget, &data, error);
  if (y == NULL || !frost_onnx_budget_work (fold->budget, y->n * fold->n_inputs, error))
    return NULL;
  gboolean real = frost_onnx_type_is_real (y->type);
  for (int i = 0; i < fold->n_inputs; i++)
    {
      const FrostOnnxConstant *x = fold->inputs[i];
      FrostOnnxBroadcast walk;

      frost_onnx_broadcast_init_into (&walk, x, dim, rank);
      for (int64_t k = 0; k < y->n; k++, frost_onnx_broadcast_next (&walk))
        if (real)
          {
            double value = frost_onnx_constant_real (x, walk.at[0]);
            if (i > 0)
              value = operation->real (frost_onnx_constant_real (y, k), value);
            frost_onnx_put_real (y->type, data, k, value);
          }
        else
          {
            int64_t value = frost_onnx_constant_int (x, walk.at[0]);
            if (i > 0)
              value = operation->whole (frost_onnx_constant_int (y, k), value);
            frost_onnx_put_whole (y->type, data, k, value);
          }
    }
  if (g_str_equal (operation->op_type, "Mean"))
    for (int64_t k = 0; k < y->n; k++)
      frost_onnx_put_real (y->type, data, k,
                           frost_onnx_constant_real (y, k) / fold->n_inputs);
  return g_steal_pointer (&y);
}
