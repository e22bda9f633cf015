/* isa-optimizer.c - one step of an optimizer over the numbers of one parameter. */
#include <math.h>

#include "engine/kernels/isa.h"

void
FROST_ISA_SYMBOL (frost_isa_sgd) (float *restrict w, const float *restrict dw,
                                  float *restrict velocity, int64_t n, double rate,
                                  double momentum, double weight_decay)
{
  float r = (float) rate;
  float mu = (float) momentum;
  float decay = (float) weight_decay;

  for (int64_t i = 0; i < n; i++)
    {
      velocity[i] = mu * velocity[i] + (dw[i] + decay * w[i]);
      w[i] -= r * velocity[i];
    }
}

void
FROST_ISA_SYMBOL (frost_isa_adamw) (float *restrict w, const float *restrict dw,
                                    float *restrict m, float *restrict v, int64_t n,
                                    double rate, double beta1, double beta2,
                                    double epsilon, double weight_decay, int64_t step)
{
  /* Everything that does not depend on the number is rounded once: 1 - beta2 in float would
   * have lost four digits already. */
  float step_size = (float) (rate / (1.0 - pow (beta1, (double) step)));
  float root = (float) (1.0 / sqrt (1.0 - pow (beta2, (double) step)));
  float keep = (float) (1.0 - rate * weight_decay);
  float old1 = (float) beta1;
  float new1 = (float) (1.0 - beta1);
  float old2 = (float) beta2;
  float new2 = (float) (1.0 - beta2);
  float eps = (float) epsilon;

  for (int64_t i = 0; i < n; i++)
    {
      m[i] = old1 * m[i] + new1 * dw[i];
      v[i] = old2 * v[i] + new2 * dw[i] * dw[i];
      w[i] = keep * w[i] - step_size * m[i] / (sqrtf (v[i]) * root + eps);
    }
}
