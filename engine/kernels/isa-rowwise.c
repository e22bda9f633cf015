/* isa-rowwise.c - loops over numbers and over rows of channels. Plain C: the compiler turns them
 * into vectors of the level.
 */
#include "engine/kernels/isa.h"

void
FROST_ISA_SYMBOL (frost_isa_clip) (float *y, const float *x, int64_t n, float low,
                                   float high)
{
  for (int64_t i = 0; i < n; i++)
    y[i] = clamp (x[i], low, high);
}

void
FROST_ISA_SYMBOL (frost_isa_clip_backward) (float *dx, const float *dy, const float *y,
                                            int64_t n, float low, float high)
{
  for (int64_t i = 0; i < n; i++)
    dx[i] = (y[i] > low) & (y[i] < high) ? dy[i] : 0;
}

void
FROST_ISA_SYMBOL (frost_isa_affine) (float *y, const float *x,
                                     const float *restrict scale,
                                     const float *restrict shift, int64_t rows, int c,
                                     float low, float high)
{
  for (int64_t r = 0; r < rows; r++)
    for (int i = 0; i < c; i++)
      y[r * c + i] = clamp (x[r * c + i] * scale[i] + shift[i], low, high);
}

void
FROST_ISA_SYMBOL (frost_isa_affine2) (float *y, const float *dy, const float *x,
                                      const float *restrict a, const float *restrict b,
                                      const float *restrict d, int64_t rows, int c)
{
  for (int64_t r = 0; r < rows; r++)
    for (int i = 0; i < c; i++)
      y[r * c + i] = a[i] * dy[r * c + i] + b[i] * x[r * c + i] + d[i];
}
