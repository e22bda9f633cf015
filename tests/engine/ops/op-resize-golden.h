/* Made by make-op-resize-golden.py with PyTorch 1.13.0
 * and ONNX 1.12.0. */
#pragma once

#include "engine/ops/op.h"

static const float nearest_up_x[] = { 0.515625f,   -1.1875f,    0.2109375f,  0.296875f,
                                      0.046875f,   -0.8046875f, 0.484375f,   -0.4375f,
                                      -0.3515625f, -0.6953125f, -0.1328125f, -0.046875f };

static const float nearest_up_y[] = {
  0.515625f,   -1.1875f,    0.515625f,   -1.1875f,    0.515625f,   -1.1875f,
  0.2109375f,  0.296875f,   0.2109375f,  0.296875f,   0.2109375f,  0.296875f,
  0.515625f,   -1.1875f,    0.515625f,   -1.1875f,    0.515625f,   -1.1875f,
  0.2109375f,  0.296875f,   0.2109375f,  0.296875f,   0.2109375f,  0.296875f,
  0.046875f,   -0.8046875f, 0.046875f,   -0.8046875f, 0.046875f,   -0.8046875f,
  0.484375f,   -0.4375f,    0.484375f,   -0.4375f,    0.484375f,   -0.4375f,
  0.046875f,   -0.8046875f, 0.046875f,   -0.8046875f, 0.046875f,   -0.8046875f,
  0.484375f,   -0.4375f,    0.484375f,   -0.4375f,    0.484375f,   -0.4375f,
  -0.3515625f, -0.6953125f, -0.3515625f, -0.6953125f, -0.3515625f, -0.6953125f,
  -0.1328125f, -0.046875f,  -0.1328125f, -0.046875f,  -0.1328125f, -0.046875f,
  -0.3515625f, -0.6953125f, -0.3515625f, -0.6953125f, -0.3515625f, -0.6953125f,
  -0.1328125f, -0.046875f,  -0.1328125f, -0.046875f,  -0.1328125f, -0.046875f
};

static const float nearest_up_dy[] = {
  0.34375f,    0.3515625f, 0.9140625f,  0.890625f,   1.3828125f,  0.1953125f,
  -0.078125f,  -1.390625f, 0.109375f,   0.875f,      -1.234375f,  0.234375f,
  -0.25f,      0.0859375f, -0.234375f,  -0.5078125f, -0.625f,     0.3359375f,
  0.265625f,   1.15625f,   0.21875f,    -1.3984375f, 1.34375f,    1.2578125f,
  -0.046875f,  0.765625f,  0.7109375f,  0.6875f,     -1.0859375f, -1.1328125f,
  2.1015625f,  -0.921875f, -1.46875f,   0.3203125f,  -0.609375f,  0.3203125f,
  1.578125f,   0.203125f,  -0.0703125f, 0.859375f,   0.078125f,   0.515625f,
  -0.953125f,  0.9296875f, 0.5703125f,  0.640625f,   0.9140625f,  -0.7109375f,
  1.8828125f,  1.0859375f, 0.21875f,    -0.6328125f, 0.1953125f,  -0.7265625f,
  0.921875f,   0.8671875f, -0.5703125f, 1.046875f,   0.90625f,    0.46875f,
  -0.0078125f, -0.078125f, -0.65625f,   -0.1171875f, 0.171875f,   -1.640625f,
  -0.40625f,   -0.484375f, -1.40625f,   -1.15625f,   -1.0234375f, -0.8828125f
};

static const float nearest_up_dx[] = { 1.53125f,   1.3515625f, 0.625f,     0.734375f,
                                       1.1640625f, 1.8984375f, 0.5546875f, 0.578125f,
                                       1.8046875f, -2.109375f, -1.578125f, -0.140625f };

static const float nearest_odd_x[] = {
  -0.8125f,    0.0703125f,  0.71875f,    -0.59375f,   -1.015625f,  1.4296875f,
  -0.8671875f, -0.21875f,   -0.953125f,  -0.2109375f, 0.9140625f,  -1.0078125f,
  -0.828125f,  -0.015625f,  -0.09375f,   0.15625f,    -0.7109375f, 0.4765625f,
  0.2734375f,  0.90625f,    -0.4453125f, 0.3359375f,  -0.1875f,    -0.9296875f,
  0.7890625f,  -0.5859375f, -0.5859375f, -0.7265625f, -0.1796875f, -0.671875f
};

static const float nearest_odd_y[] = {
  -0.8125f,    0.0703125f,  -0.8125f,    0.0703125f, -0.8125f,    0.0703125f, 0.71875f,
  -0.59375f,   0.71875f,    -0.59375f,   -1.015625f, 1.4296875f,  -1.015625f, 1.4296875f,
  -0.8671875f, -0.21875f,   -0.8671875f, -0.21875f,  -0.8671875f, -0.21875f,  -0.953125f,
  -0.2109375f, -0.953125f,  -0.2109375f, 0.9140625f, -1.0078125f, 0.9140625f, -1.0078125f,
  0.2734375f,  0.90625f,    0.2734375f,  0.90625f,   0.2734375f,  0.90625f,   -0.4453125f,
  0.3359375f,  -0.4453125f, 0.3359375f,  -0.1875f,   -0.9296875f, -0.1875f,   -0.9296875f
};

static const float nearest_odd_dy[] = {
  -0.890625f,  -0.1640625f, -0.9375f,   -0.6796875f, -0.796875f,  1.265625f,   0.25f,
  0.3125f,     -1.25f,      -0.859375f, 1.4453125f,  0.3828125f,  0.03125f,    0.21875f,
  1.2421875f,  0.46875f,    0.8515625f, -0.234375f,  0.1328125f,  -0.578125f,  0.59375f,
  -0.8515625f, -0.9375f,    1.390625f,  -0.453125f,  -0.3203125f, -0.34375f,   0.3359375f,
  -1.546875f,  0.53125f,    0.609375f,  0.71875f,    1.0859375f,  0.375f,      2.015625f,
  1.2890625f,  0.890625f,   0.4765625f, -0.5f,       0.140625f,   -1.1484375f, -1.296875f
};

static const float nearest_odd_dx[] = {
  -2.625f,    0.421875f, -1.0f,     -0.546875f, 1.4765625f,  0.6015625f,
  2.2265625f, -0.34375f, -0.34375f, 0.5390625f, -0.796875f,  0.015625f,
  0.0f,       0.0f,      0.0f,      0.0f,       0.0f,        0.0f,
  0.1484375f, 1.625f,    2.90625f,  1.765625f,  -1.6484375f, -1.15625f,
  0.0f,       0.0f,      0.0f,      0.0f,       0.0f,        0.0f
};

static const float nearest_down_x[] = {
  -0.0625f,    0.28125f,    -0.609375f,  0.0546875f,  0.515625f,   -0.2265625f,
  1.265625f,   -1.25f,      -0.0390625f, -0.2421875f, 0.1953125f,  -0.171875f,
  0.7109375f,  0.15625f,    0.4453125f,  0.328125f,   0.203125f,   0.7265625f,
  -0.3984375f, -1.2890625f, 0.8203125f,  0.40625f,    -0.1328125f, 0.0390625f,
  0.4375f,     1.765625f,   1.4609375f,  -0.9375f,    0.78125f,    0.359375f,
  1.90625f,    -0.1171875f, -0.375f,     -0.2265625f, -0.2734375f, 0.2734375f,
  0.03125f,    -0.0546875f, 0.3359375f,  -0.6796875f, -0.2109375f, 0.109375f,
  0.1015625f,  0.53125f,    -0.75f,      0.046875f,   0.515625f,   0.5390625f,
  -0.0625f,    -0.328125f,  0.328125f,   -0.203125f,  -1.234375f,  1.09375f,
  -0.8046875f, -0.328125f,  0.3984375f,  -0.015625f,  -0.875f,     -0.3828125f,
  -0.4921875f, -0.6171875f, -0.703125f
};

static const float nearest_down_y[] = {
  -0.0625f,  -0.609375f, 0.515625f,  1.265625f, -0.2421875f, -0.171875f,
  0.15625f,  0.328125f,  -0.9375f,   0.359375f, -0.1171875f, -0.2265625f,
  0.046875f, 0.5390625f, -0.328125f, -0.203125f
};

static const float nearest_down_dy[] = {
  1.3828125f, 0.1484375f,  -0.140625f,  -0.0703125f, -0.5703125f, 1.5546875f,
  0.28125f,   -1.0859375f, 0.5390625f,  0.2578125f,  0.2578125f,  0.234375f,
  -0.765625f, 0.859375f,   -0.0078125f, -0.5390625f
};

static const float nearest_down_dx[] = {
  1.3828125f,  0.0f, 0.1484375f, 0.0f, -0.140625f,  0.0f, -0.0703125f, 0.0f, 0.0f,
  -0.5703125f, 0.0f, 1.5546875f, 0.0f, 0.28125f,    0.0f, -1.0859375f, 0.0f, 0.0f,
  0.0f,        0.0f, 0.0f,       0.0f, 0.0f,        0.0f, 0.0f,        0.0f, 0.0f,
  0.5390625f,  0.0f, 0.2578125f, 0.0f, 0.2578125f,  0.0f, 0.234375f,   0.0f, 0.0f,
  0.0f,        0.0f, 0.0f,       0.0f, 0.0f,        0.0f, 0.0f,        0.0f, 0.0f,
  -0.765625f,  0.0f, 0.859375f,  0.0f, -0.0078125f, 0.0f, -0.5390625f, 0.0f, 0.0f,
  0.0f,        0.0f, 0.0f,       0.0f, 0.0f,        0.0f, 0.0f,        0.0f, 0.0f
};

static const float linear_up_x[] = { -1.2578125f, -1.1171875f, 0.1796875f, 0.703125f,
                                     1.75f,       0.671875f,   0.6640625f, 0.5390625f,
                                     0.9375f,     0.6875f,     -0.3125f,   1.3828125f };

static const float linear_up_y[] = {
  -1.2578125f,   -1.1171875f,  -0.359375f,   0.0205078125f, 0.768554688f,  0.69140625f,
  1.75f,         0.671875f,    -1.06562495f, -0.951562464f, -0.239941388f, 0.081640631f,
  0.738574207f,  0.717089832f, 1.54374993f,  0.742968738f,  -0.296875f,    -0.2890625f,
  0.237792969f,  0.326171875f, 0.618652344f, 0.819824219f,  0.71875f,      1.02734375f,
  0.471875042f,  0.373437554f, 0.715527415f, 0.570703149f,  0.498730481f,  0.922558606f,
  -0.106250063f, 1.3117187f,   0.6640625f,   0.5390625f,    0.834960938f,  0.631835938f,
  0.46875f,      0.948242188f, -0.3125f,     1.3828125f
};

static const float linear_up_dy[] = {
  -0.5546875f, 0.1640625f,  0.3359375f, 1.7421875f, 1.265625f,   1.3359375f,  0.234375f,
  -0.3125f,    -0.6328125f, 0.015625f,  0.3515625f, -0.1328125f, 1.4296875f,  0.1640625f,
  -1.046875f,  0.40625f,    1.6953125f, 0.1875f,    -0.9140625f, -0.2734375f, -0.3046875f,
  -0.6015625f, 1.1171875f,  0.234375f,  1.765625f,  0.9921875f,  -0.546875f,  1.4140625f,
  -1.0f,       1.1953125f,  -1.140625f, -0.203125f, -0.546875f,  -0.90625f,   1.5703125f,
  -0.96875f,   0.7109375f,  0.8203125f, 0.21875f,   0.15625f
};

static const float linear_up_dx[] = { -0.0472656935f, 0.98134762f,   1.52539062f,
                                      1.83105469f,    0.599218905f,  0.638378859f,
                                      2.07265639f,    0.13974607f,   0.286132812f,
                                      1.10351562f,    -0.428320318f, 0.735644579f };

static const float linear_down_x[] = {
  1.4375f,    0.40625f,   -1.3359375f, -1.328125f,  1.578125f,   -0.2109375f, -0.1015625f,
  -1.125f,    0.3046875f, -0.015625f,  -1.0546875f, -0.5703125f, 0.7734375f,  -0.328125f,
  -0.453125f, -0.609375f, 2.171875f,   0.953125f,   -0.265625f,  -0.7578125f, -0.1015625f,
  -0.46875f,  0.109375f,  -0.1171875f, -0.34375f,   0.609375f,   -0.046875f,  -1.5859375f,
  1.15625f,   0.3828125f, 0.1953125f,  1.3671875f,  -0.203125f,  -0.5703125f, 1.328125f,
  -0.140625f, 1.5f,       0.2265625f,  0.734375f,   -1.875f,     -0.1171875f, 0.703125f,
  0.4296875f, -1.28125f,  -1.421875f,  -0.1640625f, -0.4140625f, 0.0f,        -0.40625f,
  1.21875f,   0.96875f,   1.171875f,   0.3671875f,  0.4765625f,  -0.6875f,    0.7109375f,
  0.21875f,   -1.171875f, -0.2421875f, -0.46875f,   -1.5390625f, -0.109375f,  1.4609375f
};

static const float linear_down_y[] = { -0.179036379f, -0.039388068f, -0.380859375f,
                                       0.946940005f,  0.127929643f,  0.218749925f,
                                       -0.249023423f, 0.77734375f,   -0.151367292f,
                                       -0.569661319f, 0.461914361f,  0.431966126f };

static const float linear_down_dy[] = { -0.0390625f, -1.21875f, 0.2578125f, 0.296875f,
                                        0.109375f,   -0.84375f, -0.046875f, 0.375f,
                                        0.8515625f,  0.0f,      -0.5f,      -0.4921875f };

static const float linear_down_dx[] = { -0.00488281297f,
                                        -0.00813802145f,
                                        -0.0507812575f,
                                        -0.35546878f,
                                        0.0f,
                                        0.07519532f,
                                        0.0107421884f,
                                        0.0618489645f,
                                        0.0371093787f,
                                        -0.00976562407f,
                                        -0.0162760392f,
                                        -0.101562493f,
                                        -0.7109375f,
                                        0.0f,
                                        0.150390625f,
                                        0.0214843731f,
                                        0.123697907f,
                                        0.0742187425f,
                                        4.88944352e-09f,
                                        8.14907253e-09f,
                                        -1.25728548e-08f,
                                        -8.80099833e-08f,
                                        0.0f,
                                        -4.88944352e-09f,
                                        -6.98491931e-10f,
                                        2.79396772e-08f,
                                        1.67638063e-08f,
                                        0.0410156175f,
                                        0.0683593675f,
                                        -0.105468735f,
                                        -0.738281131f,
                                        0.0f,
                                        -0.0410156175f,
                                        -0.00585937407f,
                                        0.23437497f,
                                        0.14062497f,
                                        0.0f,
                                        0.0f,
                                        0.0f,
                                        0.0f,
                                        0.0f,
                                        0.0f,
                                        0.0f,
                                        0.0f,
                                        0.0f,
                                        0.21289067f,
                                        0.354817837f,
                                        0.0f,
                                        0.0f,
                                        0.0f,
                                        -0.291666746f,
                                        -0.0416666791f,
                                        -0.2050782f,
                                        -0.123046905f,
                                        0.106445245f,
                                        0.177408755f,
                                        0.0f,
                                        0.0f,
                                        0.0f,
                                        -0.145833254f,
                                        -0.0208333209f,
                                        -0.102539003f,
                                        -0.0615234002f };

static const float linear_scale_x[] = {
  -0.9453125f, 0.2578125f,  -0.421875f,  0.28125f,    -1.046875f,  0.015625f,
  -0.4296875f, 0.59375f,    0.21875f,    0.4921875f,  0.2578125f,  -0.84375f,
  0.3125f,     0.6640625f,  0.3125f,     -0.5f,       -0.6015625f, -0.9765625f,
  -1.1484375f, -0.375f,     1.140625f,   0.1171875f,  0.6875f,     1.5234375f,
  -0.453125f,  -0.6171875f, -0.765625f,  -1.046875f,  0.859375f,   -1.2734375f,
  -0.5703125f, -0.5078125f, -0.3515625f, -0.1484375f, -0.8125f,    0.4140625f,
  -0.3828125f, 1.9921875f,  -1.15625f,   -0.7734375f, 0.453125f,   1.3359375f,
  -0.5234375f, -0.046875f,  0.8984375f,  0.1015625f,  0.234375f,   -0.828125f,
  1.4453125f,  0.28125f,    0.6953125f,  -0.9453125f, -0.4375f,    1.203125f
};

static const float linear_scale_y[] = {
  -0.988839269f, 0.12220981f,    -0.0870535448f, 0.24609375f,    -0.675223172f,
  0.338727713f,  -0.434709817f,  0.334263355f,   0.00781248137f, -0.485177189f,
  0.237932473f,  -0.458391458f,  0.192382798f,   -0.199148983f,  0.264997214f,
  -0.430315286f, -0.0949358419f, -0.292480469f,  0.162388355f,   0.38671875f,
  -0.935825884f, 0.123325877f,   0.412946403f,   0.170200884f,   -0.424665183f,
  -0.646763384f, -0.678571403f,  -0.65624994f,   1.14676356f,    -0.335937649f,
  -0.455357164f, 0.536830366f,   1.40290177f,    -0.498325884f,  -0.250558019f,
  0.304129511f,  -0.504150331f,  0.845249772f,   -0.620849669f,  0.0612444319f,
  0.301722944f,  0.929757297f,   -0.569370866f,  -0.390938878f,  0.574149072f,
  -0.30859369f,  0.457589239f,   -0.987165153f,  0.725446522f,   -0.000557999127f,
  0.321428627f,  -0.660714328f,  -0.571428537f,  0.921316981f
};

static const float linear_scale_dy[] = {
  1.0859375f,  1.7578125f, 0.21875f,    0.6953125f,  0.40625f,    -1.140625f,
  0.0859375f,  -0.625f,    -0.3046875f, 0.234375f,   0.09375f,    0.6953125f,
  -0.0078125f, -0.03125f,  -0.8203125f, -1.5234375f, -0.1484375f, -1.2421875f,
  1.5625f,     0.2265625f, -0.40625f,   -0.6796875f, -0.0703125f, 0.96875f,
  -0.578125f,  1.3515625f, 0.25f,       -0.9921875f, -0.53125f,   -0.6796875f,
  0.2109375f,  0.7578125f, 0.234375f,   0.03125f,    0.0859375f,  0.9375f,
  -0.1796875f, 1.2421875f, 0.4921875f,  0.1875f,     0.9921875f,  -0.8046875f,
  0.5703125f,  0.1328125f, -0.8984375f, 0.0625f,     0.8828125f,  0.8828125f,
  -0.015625f,  0.8125f,    -0.4921875f, -0.671875f,  0.5546875f,  -0.7265625f
};

static const float linear_scale_dx[] = {
  0.956821978f,   1.42257249f,    0.47917828f,   0.542864144f,   0.305385053f,
  -1.25875413f,   -0.605782628f,  -0.556675494f, -0.788399816f,  1.30824494f,
  0.210239947f,   -0.0801827535f, -0.53672576f,  -0.0659877211f, 0.47917828f,
  -0.977922678f,  1.01091659f,    -0.230573386f, -0.129499078f,  0.447788835f,
  -0.0131835593f, 0.261056095f,   0.553257525f,  -0.421247244f,  -0.039481055f,
  -0.0944475606f, -0.0606864281f, 0.35103932f,   0.566720068f,   0.37032637f,
  -0.122663237f,  0.427211136f,   -0.17082864f,  -0.417550206f,  0.494559109f,
  -0.462751061f,  -0.702811122f,  0.107666001f,  -0.258963495f,  0.203404024f,
  0.845947325f,   -0.140311122f,  0.226318374f,  0.103271492f,   0.277797163f,
  -0.0103585403f, 0.916887581f,   0.705950081f,  0.0426897407f,  0.801374257f,
  -0.542724669f,  -0.271519244f,  0.393938363f,  -0.719761491f
};

static const float linear_one_x[] = { -0.640625f,  -1.015625f,  0.3125f,     0.0703125f,
                                      0.703125f,   -1.078125f,  -1.0859375f, 0.390625f,
                                      -0.1328125f, -0.6796875f, 0.2265625f,  -0.4375f,
                                      -0.5f,       -1.609375f,  -0.6953125f, -0.28125f,
                                      -0.6640625f, 0.859375f,   -0.953125f,  0.375f,
                                      -0.0625f,    1.09375f,    1.0625f,     1.1015625f };

static const float linear_one_y[] = { -0.0729166567f, -0.639322937f, -0.136718795f,
                                      -1.02343762f,   -0.662760377f, -0.502604008f };

static const float linear_one_dy[] = { 1.390625f, -0.5625f,   -0.71875f,
                                       1.0f,      -0.359375f, -0.7734375f };

static const float linear_one_dx[] = {
  0.0f,          0.0f,         0.0f,          0.0f,         0.0f,          0.0f,
  0.0f,          0.0f,         1.15885413f,   -0.46875f,    -0.127604097f, 0.40624994f,
  -0.419270813f, 0.371093899f, -0.299479216f, -0.64453131f, 0.0f,          0.0f,
  0.0f,          0.0f,         0.0f,          0.0f,         0.0f,          0.0f
};

static const float corners_up_x[] = { 0.2109375f, -0.109375f,  -0.9921875f, -0.078125f,
                                      0.390625f,  -1.1953125f, 0.328125f,   0.4921875f,
                                      -0.5f,      -1.046875f,  -0.515625f,  1.1171875f };

static const float corners_up_y[] = {
  0.2109375f,    -0.109375f,    -0.591145873f, -0.0885416642f, -0.53124994f,
  -0.450520903f, 0.390625f,     -1.1953125f,   0.240234375f,   0.041015625f,
  -0.499348998f, -0.199869797f, -0.524739504f, -0.419270873f,  0.1640625f,
  -0.6171875f,   0.26953125f,   0.19140625f,   -0.407552123f,  -0.311197937f,
  -0.518229127f, -0.388020813f, -0.0625f,      -0.0390625f,    0.298828125f,
  0.341796875f,  -0.315755218f, -0.422526032f, -0.51171875f,   -0.356770784f,
  -0.2890625f,   0.5390625f,    0.328125f,     0.4921875f,     -0.223958343f,
  -0.533854187f, -0.505208313f, -0.325520754f, -0.515625f,     1.1171875f
};

static const float corners_up_dy[] = {
  1.375f,      0.1640625f,  -0.2890625f, 1.9375f,    -0.265625f,  -0.75f,     0.8515625f,
  -1.34375f,   -1.0546875f, -0.21875f,   0.1328125f, 0.0703125f,  0.3203125f, 0.6015625f,
  -0.578125f,  -0.9140625f, 0.03125f,    0.6328125f, 0.1484375f,  -0.234375f, 0.703125f,
  -1.1484375f, -0.2578125f, -0.3203125f, 0.3671875f, -0.9296875f, -0.84375f,  0.078125f,
  0.0234375f,  0.9140625f,  0.3671875f,  2.21875f,   0.796875f,   0.3046875f, -0.4375f,
  0.484375f,   -1.046875f,  0.9609375f,  0.4609375f, -0.8984375f
};

static const float corners_up_dx[] = { 0.582682312f, 0.71484375f,   0.00390623068f,
                                       0.83203131f,  0.491536438f,  -1.84960938f,
                                       0.503255248f, 0.0169270746f, -1.0403645f,
                                       1.110677f,    0.263671845f,  0.784505248f };

static const float corners_down_x[] = {
  -0.8359375f, 1.1875f,     -0.5625f,    -1.1953125f, 0.8515625f,  -1.203125f,
  -1.2265625f, -0.6171875f, 1.1328125f,  0.28125f,    0.484375f,   0.4453125f,
  -0.6015625f, 0.0625f,     -1.9296875f, -0.9375f,    0.78125f,    -0.03125f,
  0.3515625f,  -0.0703125f, -0.2734375f, -0.484375f,  -0.5625f,    -0.5078125f,
  1.3359375f,  -1.8203125f, 1.7421875f,  0.15625f,    -0.0546875f, -1.3515625f,
  0.1796875f,  -0.515625f,  -0.890625f,  -0.46875f,   0.6484375f,  -1.2578125f,
  0.7421875f,  0.2421875f,  0.2265625f,  1.421875f
};

static const float corners_down_y[] = { -0.8359375f, 1.1875f,    0.78125f,
                                        -0.03125f,   -0.890625f, -0.46875f };

static const float corners_down_dy[] = { 0.34375f, 2.2421875f, 0.7421875f,
                                         -0.625f,  -0.125f,    2.2734375f };

static const float corners_down_dx[] = {
  0.34375f, 2.2421875f, 0.0f,    0.0f,       0.0f, 0.0f, 0.0f,       0.0f,    0.0f, 0.0f,
  0.0f,     0.0f,       0.0f,    0.0f,       0.0f, 0.0f, 0.7421875f, -0.625f, 0.0f, 0.0f,
  0.0f,     0.0f,       0.0f,    0.0f,       0.0f, 0.0f, 0.0f,       0.0f,    0.0f, 0.0f,
  0.0f,     0.0f,       -0.125f, 2.2734375f, 0.0f, 0.0f, 0.0f,       0.0f,    0.0f, 0.0f
};

static const float corners_scale_x[] = { -0.46875f,   -0.7890625f, -0.234375f,
                                         -0.9609375f, 0.71875f,    -0.2734375f,
                                         -0.6796875f, -0.75f,      -0.9296875f,
                                         1.484375f,   -0.734375f,  -0.6640625f };

static const float corners_scale_y[] = {
  -0.46875f,     -0.606026769f, -0.743303597f, -0.630580366f, -0.392857134f,
  -0.338169664f, -0.649553597f, -0.9609375f,   0.125f,        -0.15625f,
  -0.4375f,      -0.510044634f, -0.478236616f, -0.513950884f, -0.684709847f,
  -0.85546875f,  0.71875f,      0.293526769f,  -0.131696433f, -0.389508933f,
  -0.563616097f, -0.689732134f, -0.719866097f, -0.75f,        -0.10546875f,
  0.19921875f,   0.50390625f,   0.23046875f,   -0.33203128f,  -0.70703125f,
  -0.70703125f,  -0.70703125f,  -0.9296875f,   0.104910754f,  1.13950896f,
  0.850446463f,  -0.100446463f, -0.724330306f, -0.694196403f, -0.6640625f
};

static const float corners_scale_dy[] = {
  0.015625f,   -0.1015625f, -0.0703125f, 0.0390625f, 0.1875f,    -1.21875f,  1.2890625f,
  -0.8515625f, -0.1171875f, -0.1796875f, -0.390625f, 0.2421875f, -0.0625f,   0.265625f,
  -0.59375f,   -1.2265625f, 1.2734375f,  -1.65625f,  0.609375f,  0.7265625f, 0.609375f,
  -0.734375f,  -0.671875f,  0.28125f,    0.4609375f, -0.90625f,  0.78125f,   -0.4453125f,
  0.4609375f,  -1.0703125f, -1.0390625f, 0.1171875f, 0.9765625f, -1.78125f,  0.9765625f,
  0.4296875f,  0.015625f,   -1.234375f,  1.90625f,   0.6015625f
};

static const float corners_scale_dx[] = { -0.190290168f, -0.150669649f, -0.348214298f,
                                          -1.05301344f,  0.303571552f,  0.424665153f,
                                          -0.856026709f, -1.28627241f,  0.125558093f,
                                          0.432477683f,  -0.68749994f,  1.19977689f };

static const float onnx_upsample_scales_nearest_x[] = { 1.0f, 2.0f, 3.0f, 4.0f };

static const float onnx_upsample_scales_nearest_y[] = {
  1.0f, 1.0f, 1.0f, 2.0f, 2.0f, 2.0f, 1.0f, 1.0f, 1.0f, 2.0f, 2.0f, 2.0f,
  3.0f, 3.0f, 3.0f, 4.0f, 4.0f, 4.0f, 3.0f, 3.0f, 3.0f, 4.0f, 4.0f, 4.0f
};

static const float onnx_downsample_scales_nearest_x[] = { 1.0f, 2.0f, 3.0f, 4.0f,
                                                          5.0f, 6.0f, 7.0f, 8.0f };

static const float onnx_downsample_scales_nearest_y[] = { 1.0f, 3.0f };

static const float onnx_upsample_sizes_nearest_x[] = { 1.0f, 2.0f, 3.0f, 4.0f };

static const float onnx_upsample_sizes_nearest_y[] = {
  1.0f, 1.0f, 1.0f, 1.0f, 2.0f, 2.0f, 2.0f, 2.0f, 1.0f, 1.0f, 1.0f, 1.0f, 2.0f, 2.0f,
  2.0f, 2.0f, 1.0f, 1.0f, 1.0f, 1.0f, 2.0f, 2.0f, 2.0f, 2.0f, 1.0f, 1.0f, 1.0f, 1.0f,
  2.0f, 2.0f, 2.0f, 2.0f, 3.0f, 3.0f, 3.0f, 3.0f, 4.0f, 4.0f, 4.0f, 4.0f, 3.0f, 3.0f,
  3.0f, 3.0f, 4.0f, 4.0f, 4.0f, 4.0f, 3.0f, 3.0f, 3.0f, 3.0f, 4.0f, 4.0f, 4.0f, 4.0f
};

static const float onnx_downsample_sizes_nearest_x[] = { 1.0f, 2.0f, 3.0f, 4.0f,
                                                         5.0f, 6.0f, 7.0f, 8.0f };

static const float onnx_downsample_sizes_nearest_y[] = { 1.0f, 2.0f, 4.0f };

static const float onnx_upsample_scales_linear_x[] = { 1.0f, 2.0f, 3.0f, 4.0f };

static const float onnx_upsample_scales_linear_y[] = { 1.0f, 1.25f, 1.75f, 2.0f,
                                                       1.5f, 1.75f, 2.25f, 2.5f,
                                                       2.5f, 2.75f, 3.25f, 3.5f,
                                                       3.0f, 3.25f, 3.75f, 4.0f };

static const float onnx_upsample_scales_linear_align_corners_x[] = { 1.0f, 2.0f, 3.0f,
                                                                     4.0f };

static const float onnx_upsample_scales_linear_align_corners_y[] = {
  1.0f,        1.33333337f, 1.66666663f, 2.0f,        1.66666663f, 2.0f,
  2.33333325f, 2.66666675f, 2.33333325f, 2.66666675f, 3.0f,        3.33333325f,
  3.0f,        3.33333325f, 3.66666675f, 4.0f
};

static const float onnx_downsample_scales_linear_x[] = { 1.0f, 2.0f, 3.0f, 4.0f,
                                                         5.0f, 6.0f, 7.0f, 8.0f };

static const float onnx_downsample_scales_linear_y[] = { 2.66666651f, 4.33333302f };

static const float onnx_downsample_scales_linear_align_corners_x[] = { 1.0f, 2.0f, 3.0f,
                                                                       4.0f, 5.0f, 6.0f,
                                                                       7.0f, 8.0f };

static const float onnx_downsample_scales_linear_align_corners_y[] = { 1.0f,
                                                                       3.14285707f };

static const float onnx_downsample_sizes_linear_pytorch_half_pixel_x[] = {
  1.0f, 2.0f,  3.0f,  4.0f,  5.0f,  6.0f,  7.0f,  8.0f,
  9.0f, 10.0f, 11.0f, 12.0f, 13.0f, 14.0f, 15.0f, 16.0f
};

static const float onnx_downsample_sizes_linear_pytorch_half_pixel_y[] = { 1.66666663f,
                                                                           7.0f,
                                                                           12.333333f };

static const float onnx_upsample_sizes_nearest_floor_align_corners_x[] = {
  1.0f, 2.0f,  3.0f,  4.0f,  5.0f,  6.0f,  7.0f,  8.0f,
  9.0f, 10.0f, 11.0f, 12.0f, 13.0f, 14.0f, 15.0f, 16.0f
};

static const float onnx_upsample_sizes_nearest_floor_align_corners_y[] = {
  1.0f,  1.0f,  1.0f,  2.0f,  2.0f,  3.0f,  3.0f,  4.0f,  1.0f,  1.0f,  1.0f,
  2.0f,  2.0f,  3.0f,  3.0f,  4.0f,  1.0f,  1.0f,  1.0f,  2.0f,  2.0f,  3.0f,
  3.0f,  4.0f,  5.0f,  5.0f,  5.0f,  6.0f,  6.0f,  7.0f,  7.0f,  8.0f,  5.0f,
  5.0f,  5.0f,  6.0f,  6.0f,  7.0f,  7.0f,  8.0f,  9.0f,  9.0f,  9.0f,  10.0f,
  10.0f, 11.0f, 11.0f, 12.0f, 9.0f,  9.0f,  9.0f,  10.0f, 10.0f, 11.0f, 11.0f,
  12.0f, 13.0f, 13.0f, 13.0f, 14.0f, 14.0f, 15.0f, 15.0f, 16.0f
};

static const float onnx_upsample_sizes_nearest_round_prefer_ceil_asymmetric_x[] = {
  1.0f, 2.0f,  3.0f,  4.0f,  5.0f,  6.0f,  7.0f,  8.0f,
  9.0f, 10.0f, 11.0f, 12.0f, 13.0f, 14.0f, 15.0f, 16.0f
};

static const float onnx_upsample_sizes_nearest_round_prefer_ceil_asymmetric_y[] = {
  1.0f,  2.0f,  2.0f,  3.0f,  3.0f,  4.0f,  4.0f,  4.0f,  5.0f,  6.0f,  6.0f,
  7.0f,  7.0f,  8.0f,  8.0f,  8.0f,  5.0f,  6.0f,  6.0f,  7.0f,  7.0f,  8.0f,
  8.0f,  8.0f,  9.0f,  10.0f, 10.0f, 11.0f, 11.0f, 12.0f, 12.0f, 12.0f, 9.0f,
  10.0f, 10.0f, 11.0f, 11.0f, 12.0f, 12.0f, 12.0f, 13.0f, 14.0f, 14.0f, 15.0f,
  15.0f, 16.0f, 16.0f, 16.0f, 13.0f, 14.0f, 14.0f, 15.0f, 15.0f, 16.0f, 16.0f,
  16.0f, 13.0f, 14.0f, 14.0f, 15.0f, 15.0f, 16.0f, 16.0f, 16.0f
};

static const float onnx_upsample_sizes_nearest_ceil_half_pixel_x[] = {
  1.0f, 2.0f,  3.0f,  4.0f,  5.0f,  6.0f,  7.0f,  8.0f,
  9.0f, 10.0f, 11.0f, 12.0f, 13.0f, 14.0f, 15.0f, 16.0f
};

static const float onnx_upsample_sizes_nearest_ceil_half_pixel_y[] = {
  1.0f,  2.0f,  2.0f,  3.0f,  3.0f,  4.0f,  4.0f,  4.0f,  5.0f,  6.0f,  6.0f,
  7.0f,  7.0f,  8.0f,  8.0f,  8.0f,  5.0f,  6.0f,  6.0f,  7.0f,  7.0f,  8.0f,
  8.0f,  8.0f,  9.0f,  10.0f, 10.0f, 11.0f, 11.0f, 12.0f, 12.0f, 12.0f, 9.0f,
  10.0f, 10.0f, 11.0f, 11.0f, 12.0f, 12.0f, 12.0f, 13.0f, 14.0f, 14.0f, 15.0f,
  15.0f, 16.0f, 16.0f, 16.0f, 13.0f, 14.0f, 14.0f, 15.0f, 15.0f, 16.0f, 16.0f,
  16.0f, 13.0f, 14.0f, 14.0f, 15.0f, 15.0f, 16.0f, 16.0f, 16.0f
};

static const struct
{
  const char *name;
  int h, w, c, oh, ow;
  gboolean linear;
  FrostCoordinates coordinates;
  FrostNearest nearest;
  float scale_h, scale_w;
  const float *x, *y, *dy, *dx;
} resize_cases[] = {
  { "nearest_up", 3, 2, 2, 6, 6, FALSE, FROST_COORDINATES_ASYMMETRIC, FROST_NEAREST_FLOOR,
    2.0f, 3.0f, nearest_up_x, nearest_up_y, nearest_up_dy, nearest_up_dx },
  { "nearest_odd", 5, 3, 2, 3, 7, FALSE, FROST_COORDINATES_ASYMMETRIC,
    FROST_NEAREST_FLOOR, 0.0f, 0.0f, nearest_odd_x, nearest_odd_y, nearest_odd_dy,
    nearest_odd_dx },
  { "nearest_down", 7, 9, 1, 4, 4, FALSE, FROST_COORDINATES_ASYMMETRIC,
    FROST_NEAREST_FLOOR, 0.6f, 0.45f, nearest_down_x, nearest_down_y, nearest_down_dy,
    nearest_down_dx },
  { "linear_up", 2, 3, 2, 5, 4, TRUE, FROST_COORDINATES_HALF_PIXEL, FROST_NEAREST_FLOOR,
    0.0f, 0.0f, linear_up_x, linear_up_y, linear_up_dy, linear_up_dx },
  { "linear_down", 7, 9, 1, 3, 4, TRUE, FROST_COORDINATES_PYTORCH_HALF_PIXEL,
    FROST_NEAREST_FLOOR, 0.0f, 0.0f, linear_down_x, linear_down_y, linear_down_dy,
    linear_down_dx },
  { "linear_scale", 3, 2, 9, 2, 3, TRUE, FROST_COORDINATES_PYTORCH_HALF_PIXEL,
    FROST_NEAREST_FLOOR, 0.7f, 1.6f, linear_scale_x, linear_scale_y, linear_scale_dy,
    linear_scale_dx },
  { "linear_one", 3, 4, 2, 1, 3, TRUE, FROST_COORDINATES_HALF_PIXEL, FROST_NEAREST_FLOOR,
    0.0f, 0.0f, linear_one_x, linear_one_y, linear_one_dy, linear_one_dx },
  { "corners_up", 2, 3, 2, 5, 4, TRUE, FROST_COORDINATES_ALIGN_CORNERS,
    FROST_NEAREST_FLOOR, 0.0f, 0.0f, corners_up_x, corners_up_y, corners_up_dy,
    corners_up_dx },
  { "corners_down", 5, 4, 2, 3, 1, TRUE, FROST_COORDINATES_ALIGN_CORNERS,
    FROST_NEAREST_FLOOR, 0.0f, 0.0f, corners_down_x, corners_down_y, corners_down_dy,
    corners_down_dx },
  { "corners_scale", 3, 4, 1, 5, 8, TRUE, FROST_COORDINATES_ALIGN_CORNERS,
    FROST_NEAREST_FLOOR, 0.0f, 0.0f, corners_scale_x, corners_scale_y, corners_scale_dy,
    corners_scale_dx },
  { "onnx_upsample_scales_nearest", 2, 2, 1, 4, 6, FALSE, FROST_COORDINATES_HALF_PIXEL,
    FROST_NEAREST_ROUND_PREFER_FLOOR, 2.0f, 3.0f, onnx_upsample_scales_nearest_x,
    onnx_upsample_scales_nearest_y, NULL, NULL },
  { "onnx_downsample_scales_nearest", 2, 4, 1, 1, 2, FALSE, FROST_COORDINATES_HALF_PIXEL,
    FROST_NEAREST_ROUND_PREFER_FLOOR, 0.600000024f, 0.600000024f,
    onnx_downsample_scales_nearest_x, onnx_downsample_scales_nearest_y, NULL, NULL },
  { "onnx_upsample_sizes_nearest", 2, 2, 1, 7, 8, FALSE, FROST_COORDINATES_HALF_PIXEL,
    FROST_NEAREST_ROUND_PREFER_FLOOR, 0.0f, 0.0f, onnx_upsample_sizes_nearest_x,
    onnx_upsample_sizes_nearest_y, NULL, NULL },
  { "onnx_downsample_sizes_nearest", 2, 4, 1, 1, 3, FALSE, FROST_COORDINATES_HALF_PIXEL,
    FROST_NEAREST_ROUND_PREFER_FLOOR, 0.0f, 0.0f, onnx_downsample_sizes_nearest_x,
    onnx_downsample_sizes_nearest_y, NULL, NULL },
  { "onnx_upsample_scales_linear", 2, 2, 1, 4, 4, TRUE, FROST_COORDINATES_HALF_PIXEL,
    FROST_NEAREST_ROUND_PREFER_FLOOR, 2.0f, 2.0f, onnx_upsample_scales_linear_x,
    onnx_upsample_scales_linear_y, NULL, NULL },
  { "onnx_upsample_scales_linear_align_corners", 2, 2, 1, 4, 4, TRUE,
    FROST_COORDINATES_ALIGN_CORNERS, FROST_NEAREST_ROUND_PREFER_FLOOR, 2.0f, 2.0f,
    onnx_upsample_scales_linear_align_corners_x,
    onnx_upsample_scales_linear_align_corners_y, NULL, NULL },
  { "onnx_downsample_scales_linear", 2, 4, 1, 1, 2, TRUE, FROST_COORDINATES_HALF_PIXEL,
    FROST_NEAREST_ROUND_PREFER_FLOOR, 0.600000024f, 0.600000024f,
    onnx_downsample_scales_linear_x, onnx_downsample_scales_linear_y, NULL, NULL },
  { "onnx_downsample_scales_linear_align_corners", 2, 4, 1, 1, 2, TRUE,
    FROST_COORDINATES_ALIGN_CORNERS, FROST_NEAREST_ROUND_PREFER_FLOOR, 0.600000024f,
    0.600000024f, onnx_downsample_scales_linear_align_corners_x,
    onnx_downsample_scales_linear_align_corners_y, NULL, NULL },
  { "onnx_downsample_sizes_linear_pytorch_half_pixel", 4, 4, 1, 3, 1, TRUE,
    FROST_COORDINATES_PYTORCH_HALF_PIXEL, FROST_NEAREST_ROUND_PREFER_FLOOR, 0.0f, 0.0f,
    onnx_downsample_sizes_linear_pytorch_half_pixel_x,
    onnx_downsample_sizes_linear_pytorch_half_pixel_y, NULL, NULL },
  { "onnx_upsample_sizes_nearest_floor_align_corners", 4, 4, 1, 8, 8, FALSE,
    FROST_COORDINATES_ALIGN_CORNERS, FROST_NEAREST_FLOOR, 0.0f, 0.0f,
    onnx_upsample_sizes_nearest_floor_align_corners_x,
    onnx_upsample_sizes_nearest_floor_align_corners_y, NULL, NULL },
  { "onnx_upsample_sizes_nearest_round_prefer_ceil_asymmetric", 4, 4, 1, 8, 8, FALSE,
    FROST_COORDINATES_ASYMMETRIC, FROST_NEAREST_ROUND_PREFER_CEIL, 0.0f, 0.0f,
    onnx_upsample_sizes_nearest_round_prefer_ceil_asymmetric_x,
    onnx_upsample_sizes_nearest_round_prefer_ceil_asymmetric_y, NULL, NULL },
  { "onnx_upsample_sizes_nearest_ceil_half_pixel", 4, 4, 1, 8, 8, FALSE,
    FROST_COORDINATES_HALF_PIXEL, FROST_NEAREST_CEIL, 0.0f, 0.0f,
    onnx_upsample_sizes_nearest_ceil_half_pixel_x,
    onnx_upsample_sizes_nearest_ceil_half_pixel_y, NULL, NULL },
};
