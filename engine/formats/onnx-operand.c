#include "engine/formats/onnx-operand.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-tensor.h"

static double
number_at (const FrostOnnxConstant *constant, int64_t i)
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

/* Distance between neighbours along each axis of the wide tensor, 0 along axes added in front. */
static void
strides (const FrostOnnxConstant *constant, int rank, int64_t *stride)
{
  int64_t step = 1;

  for (int d = rank - 1; d >= 0; d--)
    {
      int own = d - (rank - constant->rank);

      stride[d] = own >= 0 ? step : 0;
      step *= own >= 0 ? constant->dim[own] : 1;
    }
}

static void
permute (const FrostOnnxConstant *constant, int rank, const int *order, int n,
         const FrostShape *shape, float *to)
{
  int64_t stride[FROST_ONNX_MAX_RANK], index[FROST_ONNX_MAX_RANK] = { 0 };
  int64_t from = 0;

  strides (constant, rank, stride);
  for (int64_t i = 0; i < constant->n; i++)
    {
      to[i] = (float) number_at (constant, from);
      for (int p = n - 1; p >= 0; p--)
        {
          from += stride[order[p]];
          if (++index[p] < shape->dim[p])
            break;
          from -= index[p] * stride[order[p]];
          index[p] = 0;
        }
    }
}

/* How to write it to a file as it was: in the initializer's shape, its numbers in its order. */
static void
remember_shape (FrostParameter *parameter, const FrostOnnxValue *value, const int *order,
                int n)
{
  const Onnx__TensorProto *initializer = value->initializer;
  int count = 0;

  if (initializer == NULL || initializer->n_dims > FROST_SHAPE_MAX_RANK)
    return;
  parameter->has_file_shape = TRUE;
  parameter->file_shape.rank = (int) initializer->n_dims;
  for (size_t d = 0; d < initializer->n_dims; d++)
    parameter->file_shape.dim[d] = initializer->dims[d];
  for (int d = 0; d < FROST_ONNX_MAX_RANK; d++)
    for (int p = 0; p < n; p++)
      if (order[p] == d)
        parameter->file_order[count++] = p;
}

gboolean
frost_onnx_operand_add (FrostOnnxNode *node, FrostNode *graph_node, int slot,
                        const FrostOnnxValue *value, int rank, const int *order, int n,
                        GError **error)
{
  FrostOnnxConstant *constant = value->constant;
  FrostShape shape = { .rank = MAX (n, 1), .dim = { 1 } };
  FrostTensor *tensor;

  if (!frost_onnx_constant_ensure (constant, error))
    return FALSE;
  for (int p = 0; p < n; p++)
    {
      int own = order[p] - (rank - constant->rank);

      shape.dim[p] = own >= 0 ? constant->dim[own] : 1;
    }
  if (constant->n == 0 || frost_shape_n_elements (&shape) != constant->n)
    {
      g_autofree char *found = frost_onnx_constant_describe (constant);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "operator \"%s\" with a constant of %s is not supported",
                   node->proto->op_type, found);
      return FALSE;
    }
  tensor = frost_onnx_node_parameter (node, graph_node, slot, value, &shape, error);
  if (tensor == NULL)
    return FALSE;
  permute (constant, rank, order, n, &shape, tensor->data);
  FrostParameter *parameter =
      frost_model_parameter (node->import->model, graph_node->parameters[slot]);
  parameter->fixed = value->origin == FROST_ONNX_ORIGIN_FILE;
  remember_shape (parameter, value, order, n);
  return TRUE;
}

gboolean
frost_onnx_operand_is_number (const FrostOnnxValue *value, double *number)
{
  if (value->constant == NULL || value->constant->n < 1
      || value->origin != FROST_ONNX_ORIGIN_FILE
      || !frost_onnx_constant_ensure (value->constant, NULL))
    return FALSE;
  *number = number_at (value->constant, 0);
  for (int64_t i = 1; i < value->constant->n; i++)
    if (number_at (value->constant, i) != *number)
      return FALSE;
  return TRUE;
}
