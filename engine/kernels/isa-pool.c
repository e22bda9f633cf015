/* isa-pool.c - one pooling window, a vector of channels at a time, so that the greatest number or
 * the sum stays in a register while the pixels pass by.
 */
#include <math.h>

#include "engine/kernels/isa.h"

/* Integers as wide as a Vec: masks of comparisons, and pixel numbers. */
typedef int32_t IntVec __attribute__ ((vector_size (VEC_WIDTH * 4)));

/* Where v takes the place of best: not-a-number does, and stays, as nothing is greater. */
#if defined __AVX512F__
typedef __mmask16 Mask;

ALWAYS_INLINE Mask
wins (Vec v, Vec best)
{
  return _mm512_cmp_ps_mask (v, best, _CMP_GT_OQ)
         | _mm512_cmp_ps_mask (v, v, _CMP_UNORD_Q);
}

ALWAYS_INLINE IntVec
choose (Mask mask, IntVec yes, IntVec no)
{
  return (IntVec) _mm512_mask_blend_epi32 (mask, (__m512i) no, (__m512i) yes);
}
#else
typedef IntVec Mask;

ALWAYS_INLINE Mask
wins (Vec v, Vec best)
{
  return (IntVec) (v > best) | (IntVec) (v != v);
}

ALWAYS_INLINE IntVec
choose (Mask mask, IntVec yes, IntVec no)
{
#if defined __AVX2__
  return (IntVec) _mm256_blendv_ps ((Vec) no, (Vec) yes, (Vec) mask);
#else
  return (mask & yes) | (~mask & no);
#endif
}
#endif

/* The greatest of a vector of channels. */
ALWAYS_INLINE void
max_of (float *y, int32_t *index, const float *x, int64_t c, const FrostPoolWindow *w,
        const int rows, const int columns, const int part, const gboolean indexed)
{
  const int64_t row_step = w->row_step * c, column_step = w->column_step * c;
  Vec best = vec_all (-INFINITY);
  IntVec from = (IntVec){ 0 } - 1;

  x += w->first * c;
#pragma GCC unroll 3
  for (int ky = 0; ky < rows; ky++)
#pragma GCC unroll 3
    for (int kx = 0; kx < columns; kx++)
      {
        int32_t pixel = w->first + ky * w->row_step + kx * w->column_step;
        Vec v = vec_load_first (x + ky * row_step + kx * column_step, part);
        Mask mask = wins (v, best);

        best = (Vec) choose (mask, (IntVec) v, (IntVec) best);
        if (indexed)
          from = choose (mask, (IntVec){ 0 } + pixel, from);
      }
  vec_store_first (y, best, part);
  if (indexed)
    memcpy (index, &from, (size_t) part * sizeof *index);
}

ALWAYS_INLINE void
max_of_all (float *y, int32_t *index, const float *x, int c, const FrostPoolWindow *w,
            const int rows, const int columns, const gboolean indexed)
{
  int i = 0;

  for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
    max_of (y + i, indexed ? index + i : NULL, x + i, c, w, rows, columns, VEC_WIDTH,
            indexed);
  if (i < c)
    max_of (y + i, indexed ? index + i : NULL, x + i, c, w, rows, columns, c - i,
            indexed);
}

/* Most windows are 3 x 3, and inside. */
void
FROST_ISA_SYMBOL (frost_isa_window_max) (float *y, int32_t *index, const float *x, int c,
                                         const FrostPoolWindow *window)
{
  gboolean threes = window->rows == 3 && window->columns == 3;

  if (threes && index == NULL)
    max_of_all (y, NULL, x, c, window, 3, 3, FALSE);
  else if (threes)
    max_of_all (y, index, x, c, window, 3, 3, TRUE);
  else if (index == NULL)
    max_of_all (y, NULL, x, c, window, window->rows, window->columns, FALSE);
  else
    max_of_all (y, index, x, c, window, window->rows, window->columns, TRUE);
}

ALWAYS_INLINE void
sum_of (float *y, const float *x, int64_t c, const FrostPoolWindow *w, float share,
        const int part)
{
  Vec sum = vec_all (0);

  /* Row by row, so that a window of a whole image does not add a small number to a large sum
   * more often than it must. */
  for (int ky = 0; ky < w->rows; ky++)
    {
      Vec row = vec_all (0);

      for (int kx = 0; kx < w->columns; kx++)
        {
          int64_t pixel = w->first + ky * w->row_step + kx * w->column_step;

          row += vec_load_first (x + pixel * c, part);
        }
      sum += row;
    }
  vec_store_first (y, sum * vec_all (share), part);
}

void
FROST_ISA_SYMBOL (frost_isa_window_sum) (float *y, const float *x, int c,
                                         const FrostPoolWindow *window, float share)
{
  int i = 0;

  for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
    sum_of (y + i, x + i, c, window, share, VEC_WIDTH);
  if (i < c)
    sum_of (y + i, x + i, c, window, share, c - i);
}
