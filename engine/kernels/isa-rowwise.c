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

ALWAYS_INLINE void
affine_vector (float *y, const float *x, const float *scale, const float *shift, int n,
               float low, float high)
{
  vec_fetch (x);
  vec_store_first (y,
                   vec_clamp (vec_load_first (x, n) * vec_load_first (scale, n)
                                  + vec_load_first (shift, n),
                              vec_all (low), vec_all (high)),
                   n);
}

void
FROST_ISA_SYMBOL (frost_isa_affine) (float *y, const float *x, const float *scale,
                                     const float *shift, int64_t rows, int c, float low,
                                     float high)
{
  for (int64_t r = 0; r < rows; r++)
    {
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        affine_vector (y + r * c + i, x + r * c + i, scale + i, shift + i, VEC_WIDTH, low,
                       high);
      if (i < c)
        affine_vector (y + r * c + i, x + r * c + i, scale + i, shift + i, c - i, low,
                       high);
    }
}

ALWAYS_INLINE void
affine2_vector (float *y, const float *dy, const float *x, const float *a, const float *b,
                const float *d, const FrostInside *inside, int at, int64_t offset, int n,
                const gboolean masked)
{
  Vec g = vec_load_first (dy + offset, n), v = vec_load_first (x + offset, n);

  vec_fetch (dy + offset);
  vec_fetch (x + offset);
  if (masked)
    g = vec_where_inside (g,
                          v * vec_load_first (inside->scale + at, n)
                              + vec_load_first (inside->shift + at, n),
                          vec_all (inside->low), vec_all (inside->high));
  vec_store_first (y + offset,
                   vec_load_first (a + at, n) * g + vec_load_first (b + at, n) * v
                       + vec_load_first (d + at, n),
                   n);
}

ALWAYS_INLINE void
affine2_rows (float *y, const float *dy, const float *x, const float *a, const float *b,
              const float *d, const FrostInside *inside, int64_t rows, int c,
              const gboolean masked)
{
  for (int64_t r = 0; r < rows; r++)
    {
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        affine2_vector (y, dy, x, a, b, d, inside, i, r * c + i, VEC_WIDTH, masked);
      if (i < c)
        affine2_vector (y, dy, x, a, b, d, inside, i, r * c + i, c - i, masked);
    }
}

void
FROST_ISA_SYMBOL (frost_isa_affine2) (float *y, const float *dy, const float *x,
                                      const float *a, const float *b, const float *d,
                                      const FrostInside *inside, int64_t rows, int c)
{
  if (inside != NULL)
    affine2_rows (y, dy, x, a, b, d, inside, rows, c, TRUE);
  else
    affine2_rows (y, dy, x, a, b, d, NULL, rows, c, FALSE);
}
