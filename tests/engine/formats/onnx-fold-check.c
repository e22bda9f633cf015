#include "tests/engine/formats/onnx-fold-check.h"

#include "engine/core/error.h"

#include <math.h>
#include <string.h>

#define BUDGET (64 << 20)

FrostOnnxBudget fold_budget = { .left = BUDGET };

static FrostOnnxConstant *
new_constant (FrostOnnxType type, const int64_t *dim, int rank, const void *values)
{
  void *data;
  FrostOnnxConstant *constant =
      frost_onnx_constant_new (type, dim, rank, &fold_budget, &data, NULL);

  g_assert_nonnull (constant);
  if (constant->n > 0)
    memcpy (data, values, frost_onnx_type_size (type) * (size_t) constant->n);
  return constant;
}

FrostOnnxConstant *
fold_ints (const int64_t *values, const int64_t *dim, int rank)
{
  return new_constant (FROST_ONNX_INT64, dim, rank, values);
}

FrostOnnxConstant *
fold_floats (const float *values, const int64_t *dim, int rank)
{
  return new_constant (FROST_ONNX_FLOAT, dim, rank, values);
}

FrostOnnxConstant *
fold_truths (int n, const int *values)
{
  g_autofree uint8_t *bytes = g_malloc0 ((gsize) n);

  for (int i = 0; i < n; i++)
    bytes[i] = values[i] != 0;
  return new_constant (FROST_ONNX_BOOL, DIMS (n), 1, bytes);
}

FrostOnnxConstant *
fold_counting (const int64_t *dim, int rank)
{
  g_autofree int64_t *values = NULL;
  int64_t n;

  g_assert_true (frost_onnx_count (dim, rank, &n, NULL));
  values = g_new (int64_t, n + 1);
  for (int64_t i = 0; i < n; i++)
    values[i] = i;
  return fold_ints (values, dim, rank);
}

Wire *
fold_node (const char *op_type)
{
  return onnx_node (op_type, "n", "a", "y");
}

Wire *
fold_node_int (const char *op_type, const char *name, int64_t value)
{
  Wire *wire = fold_node (op_type);

  onnx_attribute_int (wire, name, value);
  return wire;
}

FrostOnnxConstant *
fold_run (Wire *wire, int64_t opset, int output, int n, FrostOnnxConstant **inputs,
          GError **error)
{
  Onnx__NodeProto *node = onnx__node_proto__unpack (NULL, wire->len, wire->data);
  FrostOnnxFold task = { .node = node,
                         .opset = opset,
                         .n_inputs = n,
                         .inputs = inputs,
                         .output = output,
                         .budget = &fold_budget };
  FrostOnnxConstant *y = frost_onnx_fold_find (node->op_type) (&task, error);

  g_assert_cmpint (output, <, frost_onnx_fold_n_outputs (node->op_type));
  /* The result may be what the node's own tensor holds, so it is copied before that goes. */
  if (y != NULL && y->owned == NULL && y->base == NULL)
    {
      FrostOnnxConstant *copy = new_constant (y->type, y->dim, y->rank, y->data.any);
      frost_onnx_constant_unref (y);
      y = copy;
    }
  for (int i = 0; i < n; i++)
    g_clear_pointer (&inputs[i], frost_onnx_constant_unref);
  onnx__node_proto__free_unpacked (node, NULL);
  g_byte_array_unref (wire);
  return y;
}

static void
check_shape (const FrostOnnxConstant *y, FrostOnnxType type, int rank, const int64_t *dim)
{
  g_assert_nonnull (y);
  g_assert_cmpint (y->type, ==, type);
  g_assert_cmpint (y->rank, ==, rank);
  for (int i = 0; i < rank; i++)
    g_assert_cmpint (y->dim[i], ==, dim[i]);
}

void
fold_is_ints (FrostOnnxConstant *y, FrostOnnxType type, int rank, const int64_t *dim,
              const int64_t *values)
{
  check_shape (y, type, rank, dim);
  for (int64_t i = 0; i < y->n; i++)
    g_assert_cmpint (frost_onnx_constant_int (y, i), ==, values[i]);
  frost_onnx_constant_unref (y);
}

void
fold_is_reals (FrostOnnxConstant *y, int rank, const int64_t *dim, const double *values)
{
  check_shape (y, FROST_ONNX_FLOAT, rank, dim);
  for (int64_t i = 0; i < y->n; i++)
    {
      double value = frost_onnx_constant_real (y, i);

      if (value == values[i] || (isnan (value) && isnan (values[i])))
        continue;
      g_assert_cmpfloat_with_epsilon (value, values[i], 1e-6 * (1 + fabs (values[i])));
    }
  frost_onnx_constant_unref (y);
}

void
fold_refused (int code, Wire *wire, int64_t opset, int n, FrostOnnxConstant **inputs)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fold_run (wire, opset, 0, n, inputs, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
}

void
fold_budget_is_free (void)
{
  g_assert_cmpint (fold_budget.left, ==, BUDGET);
  fold_budget.work = 0;
}
