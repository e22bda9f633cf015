/* Three steps of SGD and AdamW on every level against PyTorch's. */
#include <string.h>

#include "tests/engine/kernels/isa-check.h"
#include "tests/engine/kernels/optimizer-golden.h"

#define N 19

static void
test_sgd (const FrostKernels *kernels)
{
  const float *wants[] = { sgd_1, sgd_2, sgd_3 };
  float w[N], velocity[N] = { 0 };

  memcpy (w, start, sizeof w);
  for (int step = 0; step < 3; step++)
    {
      kernels->sgd (w, gradients + step * N, velocity, N, 0.1, 0.9, 0.01);
      isa_check_near (w, wants[step], N, 1e-6);
    }
}

static void
test_adamw (const FrostKernels *kernels)
{
  const float *wants[] = { adamw_1, adamw_2, adamw_3 };
  float w[N], m[N] = { 0 }, v[N] = { 0 };

  memcpy (w, start, sizeof w);
  for (int step = 0; step < 3; step++)
    {
      kernels->adamw (w, gradients + step * N, m, v, N, 0.01, 0.9, 0.999, 1e-8, 0.05,
                      step + 1);
      isa_check_near (w, wants[step], N, 1e-6);
    }
}

/* No gradient and no decay: nothing moves, not by one bit. */
static void
test_still (const FrostKernels *kernels)
{
  float w[N], zero[N] = { 0 }, a[N] = { 0 }, b[N] = { 0 };

  memcpy (w, start, sizeof w);
  kernels->sgd (w, zero, a, N, 0.1, 0.9, 0);
  kernels->adamw (w, zero, a, b, N, 0.01, 0.9, 0.999, 1e-8, 0, 1);
  g_assert_cmpmem (w, sizeof w, start, sizeof w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("optimizer/sgd", test_sgd);
  isa_check_add ("optimizer/adamw", test_adamw);
  isa_check_add ("optimizer/still", test_still);
  return g_test_run ();
}
