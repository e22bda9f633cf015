/* isa-pool.c - one pooling window, a vector of channels at a time, so that the greatest number or
 * the sum stays in a register while the pixels pass by.
 */
#include <math.h>

#include "engine/kernels/isa.h"

/* Integers as wide as a Vec: masks of comparisons, and pixel numbers. */
typedef int32_t IntVec __attribute__ ((vector_size (VEC_WIDTH * 4)));

ALWAYS_INLINE IntVec
choose (IntVec mask, IntVec yes, IntVec no)
{
  return (mask & yes) | (~mask & no);
}

ALWAYS_INLINE void
max_of (float *y, int32_t *index, const float *x, int64_t c, const FrostPoolWindow *w,
        const int part)
{
  Vec best = vec_all (-INFINITY);
  IntVec from = (IntVec){ 0 } - 1;

  for (int ky = 0; ky < w->rows; ky++)
    for (int kx = 0; kx < w->columns; kx++)
      {
        int32_t pixel = w->first + ky * w->row_step + kx * w->column_step;
        Vec v = vec_load_first (x + pixel * c, part);
        /* v != v lets not-a-number win, and then nothing is greater. */
        IntVec wins = (IntVec) (v > best) | (IntVec) (v != v);

        best = (Vec) choose (wins, (IntVec) v, (IntVec) best);
        from = choose (wins, (IntVec){ 0 } + pixel, from);
      }
  vec_store_first (y, best, part);
  if (index != NULL)
    memcpy (index, &from, (size_t) part * sizeof *index);
}

void
FROST_ISA_SYMBOL (frost_isa_window_max) (float *y, int32_t *index, const float *x, int c,
                                         const FrostPoolWindow *window)
{
  int i = 0;

  for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
    max_of (y + i, index != NULL ? index + i : NULL, x + i, c, window, VEC_WIDTH);
  if (i < c)
    max_of (y + i, index != NULL ? index + i : NULL, x + i, c, window, c - i);
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
