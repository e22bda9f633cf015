/* dropout.c - y = x, but in training each number is 0 with the given probability and the others
 * are divided by 1 - probability (inverted dropout, so that inference changes nothing).
 *
 * x, y: any shape, the same one. Saves nothing: backward draws the same numbers again from the
 * image's seed. Two dropouts of one network must get different seeds from the plan. y may be x,
 * dx may be dy. Source: Srivastava et al. 2014.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/ops/op.h"

static gboolean
dropout_infer (const FrostOpAttributes *attributes, int n_inputs,
               const FrostShape *const *x_shape, const FrostShape *const *w_shape,
               FrostOpInference *inference, GError **error)
{
  if (!(attributes->probability >= 0 && attributes->probability < 1))
    {
      g_autofree char *text = frost_shape_to_string (x_shape[0]);

      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "input is %s and the probability %g, which must be at least 0 and below 1",
          text, attributes->probability);
      return FALSE;
    }
  *inference = (FrostOpInference){ .y = *x_shape[0] };
  return TRUE;
}

static void
apply (const FrostOpContext *context, float *to, const float *from)
{
  int64_t n = frost_shape_n_elements (context->y_shape);
  float probability = context->attributes->probability;
  float scale = 1.0f / (1.0f - probability);

  if (!context->training || context->seeds == NULL || probability == 0)
    {
      if (to != from)
        memcpy (to, from, (size_t) (context->n * n) * sizeof (float));
      return;
    }
  for (int image = 0; image < context->n; image++, to += n, from += n)
    {
      FrostRng rng;

      frost_rng_seed (&rng, context->seeds[image]);
      for (int64_t i = 0; i < n; i++)
        to[i] = frost_rng_uniform (&rng) < probability ? 0 : from[i] * scale;
    }
}

static void
dropout_forward (const FrostOpContext *context)
{
  apply (context, context->y, context->x[0]);
}

static void
dropout_backward (const FrostOpContext *context)
{
  if (context->dx[0] != NULL)
    apply (context, context->dx[0], context->dy);
}

const FrostOp frost_op_dropout = {
  .name = "dropout",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = dropout_infer,
  .forward = dropout_forward,
  .backward = dropout_backward,
};
