/* Which operators can be read, and who builds them. A new one is a row here and a function. */
#include "engine/formats/onnx-import.h"

static const struct
{
  const char *op_type;
  FrostOnnxBuilder build;
} map[] = {
  { "Add", frost_onnx_map_add },
  { "AveragePool", frost_onnx_map_average_pool },
  { "BatchNormalization", frost_onnx_map_batch_normalization },
  { "Cast", frost_onnx_map_cast },
  { "Clip", frost_onnx_map_clip },
  { "Concat", frost_onnx_map_concat },
  { "Conv", frost_onnx_map_conv },
  { "Dropout", frost_onnx_map_dropout },
  { "Flatten", frost_onnx_map_flatten },
  { "Gemm", frost_onnx_map_gemm },
  { "GlobalAveragePool", frost_onnx_map_global_average_pool },
  { "GlobalMaxPool", frost_onnx_map_global_max_pool },
  { "HardSigmoid", frost_onnx_map_hard_sigmoid },
  { "Identity", frost_onnx_map_identity },
  { "MatMul", frost_onnx_map_mat_mul },
  { "MaxPool", frost_onnx_map_max_pool },
  { "Mul", frost_onnx_map_mul },
  { "Pad", frost_onnx_map_pad },
  { "ReduceMean", frost_onnx_map_reduce_mean },
  { "Relu", frost_onnx_map_relu },
  { "Reshape", frost_onnx_map_reshape },
  { "Shape", frost_onnx_map_shape },
  { "Squeeze", frost_onnx_map_squeeze },
};

FrostOnnxBuilder
frost_onnx_operator_map_find (const char *op_type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (map); i++)
    if (g_str_equal (map[i].op_type, op_type))
      return map[i].build;
  return NULL;
}
