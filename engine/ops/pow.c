/* pow.c - y = x^alpha, elementwise, as C's pow: a negative x has a power only where alpha is whole.
 *
 * x, y: any shape, the same one. Backward reads x: dx = dy alpha x^(alpha - 1), 0 where alpha is 0. y
 * may be x when no backward follows; dx may be dy. The square, which is what networks use, has a
 * loop of its own.
 */
#include <math.h>

#include "engine/ops/unary.h"

static void
pow_forward (const FrostOpContext *context)
{
  float alpha = context->attributes->alpha;
  const float *x = context->x[0];
  int64_t n = frost_unary_n (context);

  if (alpha == 2)
    for (int64_t i = 0; i < n; i++)
      context->y[i] = x[i] * x[i];
  else
    for (int64_t i = 0; i < n; i++)
      context->y[i] = powf (x[i], alpha);
}

static void
pow_backward (const FrostOpContext *context)
{
  float alpha = context->attributes->alpha;
  const float *x = context->x[0];
  float *dx = context->dx[0];
  int64_t n = frost_unary_n (context);

  if (dx == NULL)
    return;
  if (alpha == 2)
    for (int64_t i = 0; i < n; i++)
      dx[i] = context->dy[i] * 2 * x[i];
  else if (alpha == 0)
    for (int64_t i = 0; i < n; i++)
      dx[i] = 0;
  else
    for (int64_t i = 0; i < n; i++)
      dx[i] = context->dy[i] * alpha * powf (x[i], alpha - 1);
}

const FrostOp frost_op_pow = {
  .name = "pow",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_unary_infer,
  .forward = pow_forward,
  .backward = pow_backward,
};
