/* isa-transpose.c - y = x turned around. Blocks of 4 x 4 are turned in registers; four of them
 * one below the other fill a whole cache line of y before the next columns are taken.
 */
#include "engine/kernels/isa.h"

#define SIDE 4
#define STRIP 16

typedef float Four __attribute__ ((vector_size (16)));
typedef int32_t FourInt __attribute__ ((vector_size (16)));

ALWAYS_INLINE void
turn_block (float *y, int64_t ldy, const float *x, int64_t ldx)
{
  const FourInt low = { 0, 4, 1, 5 }, high = { 2, 6, 3, 7 };
  Four row[SIDE], pair[SIDE], column[SIDE];

#pragma GCC unroll 4
  for (int i = 0; i < SIDE; i++)
    memcpy (&row[i], x + i * ldx, sizeof row[i]);
  pair[0] = __builtin_shuffle (row[0], row[2], low);
  pair[1] = __builtin_shuffle (row[1], row[3], low);
  pair[2] = __builtin_shuffle (row[0], row[2], high);
  pair[3] = __builtin_shuffle (row[1], row[3], high);
  column[0] = __builtin_shuffle (pair[0], pair[1], low);
  column[1] = __builtin_shuffle (pair[0], pair[1], high);
  column[2] = __builtin_shuffle (pair[2], pair[3], low);
  column[3] = __builtin_shuffle (pair[2], pair[3], high);
#pragma GCC unroll 4
  for (int i = 0; i < SIDE; i++)
    memcpy (y + i * ldy, &column[i], sizeof column[i]);
}

void
FROST_ISA_SYMBOL (frost_isa_transpose) (float *y, int64_t ldy, const float *x,
                                        int64_t ldx, int64_t rows, int64_t columns)
{
  int64_t whole = columns - columns % SIDE;

  for (int64_t strip = 0; strip < rows; strip += STRIP)
    {
      int64_t end = MIN (strip + STRIP, rows);
      int64_t last = end - (end - strip) % SIDE;

      for (int64_t c = 0; c < whole; c += SIDE)
        for (int64_t r = strip; r < last; r += SIDE)
          turn_block (y + c * ldy + r, ldy, x + r * ldx + c, ldx);
      for (int64_t c = 0; c < columns; c++)
        for (int64_t r = c < whole ? last : strip; r < end; r++)
          y[c * ldy + r] = x[r * ldx + c];
    }
}
