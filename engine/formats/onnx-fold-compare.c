/* Folding of what gives truth values, with broadcasting: Equal-13, Less-13, LessOrEqual-16,
 * Greater-13, GreaterOrEqual-16 of numbers, And-7, Or-7, Xor-7 of truth values; and Where-16. */
#include "engine/formats/onnx-fold-broadcast.h"
#include "engine/formats/onnx-fold-rows.h"

#include <string.h>

typedef enum
{
  LESS = 1,
  EQUAL = 2,
  GREATER = 4,
} Order;

/* Which orders of its operands make it true; a NaN has none. */
static const struct
{
  const char *op_type;
  int orders;
} comparisons[] = {
  { "Equal", EQUAL },
  { "Less", LESS },
  { "LessOrEqual", LESS | EQUAL },
  { "Greater", GREATER },
  { "GreaterOrEqual", GREATER | EQUAL },
};

static int
order_of (const FrostOnnxConstant *a, int64_t at_a, const FrostOnnxConstant *b,
          int64_t at_b)
{
  if (frost_onnx_type_is_real (a->type))
    {
      double x = frost_onnx_constant_real (a, at_a),
             y = frost_onnx_constant_real (b, at_b);
      return x < y ? LESS : x > y ? GREATER : x == y ? EQUAL : 0;
    }
  int64_t x = frost_onnx_constant_int (a, at_a), y = frost_onnx_constant_int (b, at_b);
  return x < y ? LESS : x > y ? GREATER : EQUAL;
}

FrostOnnxConstant *
frost_onnx_fold_compare (const FrostOnnxFold *fold, GError **error)
{
  const char *op_type = fold->node->op_type;
  const FrostOnnxConstant *a = frost_onnx_fold_input (fold, 0, error);
  const FrostOnnxConstant *b = a == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  FrostOnnxBroadcast walk;
  int orders = 0;
  void *data;

  if (b == NULL)
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (comparisons); i++)
    if (g_str_equal (comparisons[i].op_type, op_type))
      orders = comparisons[i].orders;
  /* Equal is there for truth values too, an order is not; And, Or and Xor are for nothing else. */
  if (a->type != b->type || (orders == 0 && a->type != FROST_ONNX_BOOL)
      || (orders != 0 && orders != EQUAL && a->type == FROST_ONNX_BOOL))
    return frost_onnx_fold_misfit (a, b, error);
  if (!frost_onnx_broadcast_init (&walk, 2, (const FrostOnnxConstant *[]){ a, b }, error))
    return NULL;
  FrostOnnxConstant *y = frost_onnx_constant_new (FROST_ONNX_BOOL, walk.dim, walk.rank,
                                                  fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  uint8_t *truth = data;
  for (int64_t i = 0; i < y->n; i++, frost_onnx_broadcast_next (&walk))
    if (orders != 0)
      truth[i] = (order_of (a, walk.at[0], b, walk.at[1]) & orders) != 0;
    else
      {
        uint8_t left = a->data.b[walk.at[0]], right = b->data.b[walk.at[1]];
        truth[i] = op_type[0] == 'A'   ? left & right
                   : op_type[0] == 'O' ? left | right
                                       : left ^ right;
      }
  return y;
}

FrostOnnxConstant *
frost_onnx_fold_where (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *operands[3];
  FrostOnnxBroadcast walk;
  void *data;

  for (int i = 0; i < 3; i++)
    if ((operands[i] = frost_onnx_fold_input (fold, i, error)) == NULL)
      return NULL;
  if (operands[0]->type != FROST_ONNX_BOOL)
    return frost_onnx_fold_misfit (operands[0], operands[1], error);
  if (operands[1]->type != operands[2]->type)
    return frost_onnx_fold_misfit (operands[1], operands[2], error);
  if (!frost_onnx_broadcast_init (&walk, 3, operands, error))
    return NULL;
  FrostOnnxConstant *y = frost_onnx_constant_new (operands[1]->type, walk.dim, walk.rank,
                                                  fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  size_t width = frost_onnx_type_size (y->type);
  for (int64_t i = 0; i < y->n; i++, frost_onnx_broadcast_next (&walk))
    {
      int chosen = operands[0]->data.b[walk.at[0]] ? 1 : 2;
      memcpy ((uint8_t *) data + (size_t) i * width,
              (const uint8_t *) operands[chosen]->data.any
                  + (size_t) walk.at[chosen] * width,
              width);
    }
  return y;
}
