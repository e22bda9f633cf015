/* log.c - y = the natural logarithm of x, elementwise; minus infinity at 0, not-a-number below.
 *
 * x, y: any shape, the same one. Backward reads x: dx = dy / x. y may be x when no backward follows;
 * dx may be dy. No image classifier takes logarithms of more than a few numbers, so libm's do.
 */
#include <math.h>

#include "engine/ops/unary.h"

static void
log_forward (const FrostOpContext *context)
{
  int64_t n = frost_unary_n (context);

  for (int64_t i = 0; i < n; i++)
    context->y[i] = logf (context->x[0][i]);
}

static void
log_backward (const FrostOpContext *context)
{
  int64_t n = frost_unary_n (context);

  for (int64_t i = 0; context->dx[0] != NULL && i < n; i++)
    context->dx[0][i] = context->dy[i] / context->x[0][i];
}

const FrostOp frost_op_log = {
  .name = "log",
  .min_inputs = 1,
  .max_inputs = 1,
  .needs = FROST_OP_NEEDS_X,
  .infer = frost_unary_infer,
  .forward = log_forward,
  .backward = log_backward,
};
