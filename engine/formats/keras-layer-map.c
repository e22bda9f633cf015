/* The layers that can be read, and the weights that each of them has. */
#include "engine/formats/keras-build.h"

#define BIAS                                                                             \
  {                                                                                      \
    "bias", NULL, TRUE, .when = "use_bias"                                               \
  }
#define GAMMA                                                                            \
  {                                                                                      \
    "gamma", NULL, TRUE, .when = "scale"                                                 \
  }
#define BETA                                                                             \
  {                                                                                      \
    "beta", NULL, TRUE, .when = "center"                                                 \
  }

static const FrostKerasKind kinds[] = {
  { "Conv2D", frost_keras_map_conv, { { "kernel", NULL, TRUE }, BIAS } },
  /* Keras 3 calls it "kernel". */
  { "DepthwiseConv2D",
    frost_keras_map_depthwise_conv,
    { { "depthwise_kernel", "kernel", TRUE }, BIAS } },
  { "SeparableConv2D",
    frost_keras_map_separable_conv,
    { { "depthwise_kernel", NULL, TRUE }, { "pointwise_kernel", NULL, TRUE }, BIAS } },
  { "Dense", frost_keras_map_dense, { { "kernel", NULL, TRUE }, BIAS } },
  { "BatchNormalization",
    frost_keras_map_batch_normalization,
    { GAMMA, BETA, { "moving_mean", NULL, FALSE }, { "moving_variance", NULL, FALSE } } },
  { "LayerNormalization", frost_keras_map_layer_normalization, { GAMMA, BETA } },
  { "LayerScale",
    frost_keras_map_layer_scale,
    { { "gamma", "layer_scale_gamma", TRUE } } },
  { "Normalization",
    frost_keras_map_normalization,
    { { "mean", NULL, FALSE, .unless = "mean" },
      { "variance", NULL, FALSE, .unless = "mean" },
      { "count", NULL, FALSE, .unless = "mean" } } },
  { "Rescaling", frost_keras_map_rescaling },

  { "Activation", frost_keras_map_activation },
  { "ReLU", frost_keras_map_relu },
  { "LeakyReLU", frost_keras_map_leaky_relu },
  { "ELU", frost_keras_map_elu },
  { "PReLU", frost_keras_map_prelu, { { "alpha", NULL, TRUE } } },
  { "Softmax", frost_keras_map_softmax },

  { "MaxPooling2D", frost_keras_map_max_pooling },
  { "AveragePooling2D", frost_keras_map_average_pooling },
  { "GlobalAveragePooling2D", frost_keras_map_global_average_pooling },
  { "GlobalMaxPooling2D", frost_keras_map_global_max_pooling },

  { "Reshape", frost_keras_map_reshape },
  { "Flatten", frost_keras_map_flatten },
  { "Permute", frost_keras_map_permute },
  { "ZeroPadding2D", frost_keras_map_zero_padding },
  { "Cropping2D", frost_keras_map_cropping },
  { "UpSampling2D", frost_keras_map_up_sampling },

  { "Add", frost_keras_map_add },
  { "Subtract", frost_keras_map_subtract },
  { "Multiply", frost_keras_map_multiply },
  { "Average", frost_keras_map_average },
  { "Concatenate", frost_keras_map_concatenate },
  /* Arithmetic between layers: Keras 2's functions, Keras 3's operations; its Add, Subtract and
   * Multiply have the names of the layers. */
  { "TFOpLambda", frost_keras_map_lambda_op },
  { "TrueDivide", frost_keras_map_divide },
  { "Divide", frost_keras_map_divide },

  /* At work in training only. */
  { "Dropout", frost_keras_map_dropout },
  { "SpatialDropout2D", frost_keras_map_identity },
  { "AlphaDropout", frost_keras_map_identity },
  { "GaussianDropout", frost_keras_map_identity },
  { "GaussianNoise", frost_keras_map_identity },
  { "StochasticDepth", frost_keras_map_identity },
  { "ActivityRegularization", frost_keras_map_identity },
  { "RandomFlip", frost_keras_map_identity },
  { "RandomRotation", frost_keras_map_identity },
  { "RandomZoom", frost_keras_map_identity },
  { "RandomTranslation", frost_keras_map_identity },
  { "RandomContrast", frost_keras_map_identity },
  { "RandomBrightness", frost_keras_map_identity },
};

const FrostKerasKind *
frost_keras_layer_map_find (const char *class_name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (class_name, kinds[i].class_name))
      return &kinds[i];
  return NULL;
}
