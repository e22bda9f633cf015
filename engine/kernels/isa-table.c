#include "engine/kernels/isa.h"

const FrostKernels FROST_ISA_SYMBOL (frost_kernels) = {
  .name = FROST_ISA_STRING (FROST_ISA),
  .product = FROST_ISA_SYMBOL (frost_isa_product),
  .transpose = FROST_ISA_SYMBOL (frost_isa_transpose),
  .add = FROST_ISA_SYMBOL (frost_isa_add),
  .clip = FROST_ISA_SYMBOL (frost_isa_clip),
  .clip_backward = FROST_ISA_SYMBOL (frost_isa_clip_backward),
  .affine = FROST_ISA_SYMBOL (frost_isa_affine),
  .affine2 = FROST_ISA_SYMBOL (frost_isa_affine2),
  .sums = FROST_ISA_SYMBOL (frost_isa_sums),
  .square_sums = FROST_ISA_SYMBOL (frost_isa_square_sums),
  .product_sums = FROST_ISA_SYMBOL (frost_isa_product_sums),
  .window_max = FROST_ISA_SYMBOL (frost_isa_window_max),
  .window_sum = FROST_ISA_SYMBOL (frost_isa_window_sum),
  .depthwise = FROST_ISA_SYMBOL (frost_isa_depthwise),
  .depthwise_dx = FROST_ISA_SYMBOL (frost_isa_depthwise_dx),
  .depthwise_dw = FROST_ISA_SYMBOL (frost_isa_depthwise_dw),
  .sgd = FROST_ISA_SYMBOL (frost_isa_sgd),
  .adamw = FROST_ISA_SYMBOL (frost_isa_adamw),
};
