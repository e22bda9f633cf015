/* Which operators can be read, and who builds them. A new one is a row here and a function. */
#include "engine/formats/onnx-import.h"

static const struct
{
  const char *op_type;
  FrostOnnxBuilder build;
} map[] = {
  { "Abs", frost_onnx_map_abs },
  { "Add", frost_onnx_map_add },
  { "AveragePool", frost_onnx_map_average_pool },
  { "BatchNormalization", frost_onnx_map_batch_normalization },
  { "Cast", frost_onnx_map_cast },
  { "Clip", frost_onnx_map_clip },
  { "Concat", frost_onnx_map_concat },
  { "Conv", frost_onnx_map_conv },
  { "Div", frost_onnx_map_div },
  { "Dropout", frost_onnx_map_dropout },
  { "Elu", frost_onnx_map_elu },
  { "Erf", frost_onnx_map_erf },
  { "Exp", frost_onnx_map_exp },
  { "Expand", frost_onnx_map_expand },
  { "Flatten", frost_onnx_map_flatten },
  { "Gather", frost_onnx_map_gather },
  { "Gemm", frost_onnx_map_gemm },
  { "GlobalAveragePool", frost_onnx_map_global_average_pool },
  { "GlobalMaxPool", frost_onnx_map_global_max_pool },
  { "HardSigmoid", frost_onnx_map_hard_sigmoid },
  { "HardSwish", frost_onnx_map_hard_swish },
  { "Identity", frost_onnx_map_identity },
  { "InstanceNormalization", frost_onnx_map_instance_normalization },
  { "LRN", frost_onnx_map_lrn },
  { "LayerNormalization", frost_onnx_map_layer_normalization },
  { "LeakyRelu", frost_onnx_map_leaky_relu },
  { "Log", frost_onnx_map_log },
  { "MatMul", frost_onnx_map_mat_mul },
  { "MaxPool", frost_onnx_map_max_pool },
  { "Mul", frost_onnx_map_mul },
  { "Neg", frost_onnx_map_neg },
  { "PRelu", frost_onnx_map_prelu },
  { "Pad", frost_onnx_map_pad },
  { "Pow", frost_onnx_map_pow },
  { "Reciprocal", frost_onnx_map_reciprocal },
  { "ReduceL2", frost_onnx_map_reduce_l2 },
  { "ReduceMean", frost_onnx_map_reduce_mean },
  { "ReduceSum", frost_onnx_map_reduce_sum },
  { "Relu", frost_onnx_map_relu },
  { "Reshape", frost_onnx_map_reshape },
  { "Resize", frost_onnx_map_resize },
  { "ScatterND", frost_onnx_map_scatter_nd },
  { "Shape", frost_onnx_map_shape },
  { "Sigmoid", frost_onnx_map_sigmoid },
  { "Size", frost_onnx_map_size },
  { "Slice", frost_onnx_map_slice },
  { "Softmax", frost_onnx_map_softmax },
  { "Split", frost_onnx_map_split },
  { "Sqrt", frost_onnx_map_sqrt },
  { "Squeeze", frost_onnx_map_squeeze },
  { "Sub", frost_onnx_map_sub },
  { "Tanh", frost_onnx_map_tanh },
  { "Transpose", frost_onnx_map_transpose },
  { "Unsqueeze", frost_onnx_map_unsqueeze },
  { "Upsample", frost_onnx_map_upsample },
};

FrostOnnxBuilder
frost_onnx_operator_map_find (const char *op_type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (map); i++)
    if (g_str_equal (map[i].op_type, op_type))
      return map[i].build;
  return NULL;
}
