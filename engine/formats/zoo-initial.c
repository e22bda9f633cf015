#include "engine/formats/zoo-initial.h"

#include "engine/core/rng.h"
#include "engine/formats/zoo-skeleton.h"

#include <math.h>
#include <string.h>

/* ONNX BatchNormalization-15: X, scale, B, mean, var; LayerNormalization-17: X, Scale, B. */
static gboolean
starts_at_one (const Onnx__NodeProto *reader, size_t input)
{
  if (reader == NULL)
    return FALSE;
  if (strcmp (reader->op_type, "BatchNormalization") == 0)
    return input == 1 || input == 4;
  return strcmp (reader->op_type, "LayerNormalization") == 0 && input == 1;
}

/* Uniform of He et al. 2015 (arXiv 1502.01852), equation 10, for a ReLU: deviation sqrt (2 / fan
 * in) is a half width of sqrt (6 / fan in). A seed of the name makes one tensor unlike another. */
static void
randomise (const Onnx__TensorProto *initializer, float *numbers, int64_t n)
{
  int64_t fan_in = MAX (n / MAX (initializer->dims[0], 1), 1);
  float width = sqrtf (6.0f / (float) fan_in);
  FrostRng rng;

  frost_rng_seed (&rng, g_str_hash (initializer->name));
  for (int64_t i = 0; i < n; i++)
    numbers[i] = width * (2 * frost_rng_uniform (&rng) - 1);
}

void
frost_zoo_initial_numbers (const Onnx__ModelProto *skeleton,
                           const Onnx__TensorProto *initializer, float *numbers,
                           int64_t n)
{
  size_t input = 0;
  const Onnx__NodeProto *reader =
      frost_zoo_skeleton_reader (skeleton, initializer, &input);
  float value = starts_at_one (reader, input) ? 1 : 0;

  if (initializer->n_dims >= 2)
    randomise (initializer, numbers, n);
  else
    for (int64_t i = 0; i < n; i++)
      numbers[i] = value;
}
