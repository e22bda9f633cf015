/* PyTorch's logits of squeezenet1_1 with the numbers of weights-writer.c, for an image of
 * 16 times those of "input": written by make-zoo-golden.py. */
#pragma once

#define ZOO_GOLDEN_N 12

/* clang-format off */
static const float zoo_golden_logits[ZOO_GOLDEN_N] = {
  3.07104439e-02f, 5.55953756e-02f, 0.00000000e+00f, 0.00000000e+00f,
  7.97719583e-02f, 0.00000000e+00f, 0.00000000e+00f, 0.00000000e+00f,
  0.00000000e+00f, 8.95600319e-02f, 4.71577831e-02f, 3.10283583e-02f,
};
/* clang-format on */
