#include "engine/formats/onnx-parameter.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-tensor.h"

gboolean
frost_onnx_parameter_vector (FrostOnnxNode *node, FrostNode *graph_node, int slot,
                             const FrostOnnxValue *source, int64_t n, float scale,
                             GError **error)
{
  FrostOnnxConstant *constant = source->constant;
  FrostShape shape = frost_shape_vector (n);

  if (constant->type != FROST_ONNX_FLOAT || (constant->n != n && constant->n != 1)
      || (constant->n > 1 && constant->dim[constant->rank - 1] != n))
    {
      g_autofree char *found = frost_onnx_constant_describe (constant);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "%s is %s, needs float %" G_GINT64_FORMAT,
                   frost_op_get (graph_node->kind)->parameter_names[slot], found, n);
      return FALSE;
    }
  if (!frost_onnx_constant_ensure (constant, error))
    return FALSE;
  FrostTensor *tensor =
      frost_onnx_node_parameter (node, graph_node, slot, source, &shape, error);
  if (tensor == NULL)
    return FALSE;
  for (int64_t i = 0; i < n; i++)
    tensor->data[i] = scale * constant->data.f[constant->n == 1 ? 0 : i];
  return TRUE;
}
