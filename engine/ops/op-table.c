#include <math.h>

#include "engine/ops/op.h"

static const FrostOp *const table[FROST_OP_N_KINDS] = {
  [FROST_OP_CONV] = &frost_op_conv,
  [FROST_OP_BATCH_NORM] = &frost_op_batch_norm,
  [FROST_OP_RELU] = &frost_op_relu,
  [FROST_OP_CLIP] = &frost_op_clip,
  [FROST_OP_MAX_POOL] = &frost_op_max_pool,
  [FROST_OP_AVERAGE_POOL] = &frost_op_average_pool,
  [FROST_OP_GLOBAL_AVERAGE_POOL] = &frost_op_global_average_pool,
  [FROST_OP_GLOBAL_MAX_POOL] = &frost_op_global_max_pool,
  [FROST_OP_ADD] = &frost_op_add,
  [FROST_OP_CONCAT] = &frost_op_concat,
  [FROST_OP_FLATTEN] = &frost_op_flatten,
  [FROST_OP_LINEAR] = &frost_op_linear,
  [FROST_OP_DROPOUT] = &frost_op_dropout,
  [FROST_OP_SUB] = &frost_op_sub,
  [FROST_OP_MUL] = &frost_op_mul,
  [FROST_OP_DIV] = &frost_op_div,
  [FROST_OP_LEAKY_RELU] = &frost_op_leaky_relu,
  [FROST_OP_ELU] = &frost_op_elu,
  [FROST_OP_PRELU] = &frost_op_prelu,
  [FROST_OP_SIGMOID] = &frost_op_sigmoid,
  [FROST_OP_TANH] = &frost_op_tanh,
  [FROST_OP_HARD_SIGMOID] = &frost_op_hard_sigmoid,
  [FROST_OP_HARD_SWISH] = &frost_op_hard_swish,
  [FROST_OP_SILU] = &frost_op_silu,
  [FROST_OP_GELU] = &frost_op_gelu,
  [FROST_OP_ERF] = &frost_op_erf,
  [FROST_OP_EXP] = &frost_op_exp,
  [FROST_OP_LOG] = &frost_op_log,
  [FROST_OP_SQRT] = &frost_op_sqrt,
  [FROST_OP_POW] = &frost_op_pow,
  [FROST_OP_ABS] = &frost_op_abs,
  [FROST_OP_SOFTMAX] = &frost_op_softmax,
  [FROST_OP_LAYER_NORM] = &frost_op_layer_norm,
  [FROST_OP_INSTANCE_NORM] = &frost_op_instance_norm,
  [FROST_OP_LOCAL_RESPONSE_NORM] = &frost_op_local_response_norm,
  [FROST_OP_REDUCE_MEAN] = &frost_op_reduce_mean,
  [FROST_OP_REDUCE_SUM] = &frost_op_reduce_sum,
  [FROST_OP_REDUCE_L2] = &frost_op_reduce_l2,
  [FROST_OP_MAT_MUL] = &frost_op_mat_mul,
  [FROST_OP_PARAMETER] = &frost_op_parameter,
  [FROST_OP_RESHAPE] = &frost_op_reshape,
  [FROST_OP_TRANSPOSE] = &frost_op_transpose,
  [FROST_OP_SLICE] = &frost_op_slice,
  [FROST_OP_PAD] = &frost_op_pad,
  [FROST_OP_GATHER] = &frost_op_gather,
  [FROST_OP_EXPAND] = &frost_op_expand,
  [FROST_OP_RESIZE] = &frost_op_resize,
};

const FrostOp *
frost_op_get (FrostOpKind kind)
{
  g_return_val_if_fail ((int) kind >= 0 && kind < FROST_OP_N_KINDS, NULL);
  return table[kind];
}

FrostOpAttributes
frost_op_attributes_default (void)
{
  return (FrostOpAttributes){
    .window = { .kernel_h = 1,
                .kernel_w = 1,
                .stride_h = 1,
                .stride_w = 1,
                .dilation_h = 1,
                .dilation_w = 1 },
    .groups = 1,
    .low = -INFINITY,
    .high = INFINITY,
    .epsilon = 1e-5f,    /* ONNX BatchNormalization */
    .momentum = 0.9f,    /* the same */
    .probability = 0.5f, /* ONNX Dropout */
    .axis = -1,
  };
}
