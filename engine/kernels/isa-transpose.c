/* isa-transpose.c - rows become columns, a square of numbers at a time in registers, so that both
 * arrays are touched in whole vectors. Rows of a length like 768 fall into few sets of a cache: a
 * line of x is used up while it is there.
 */
#include "engine/kernels/isa.h"

/* Rows of x whose columns pass by together, and numbers of a cache line. */
#define BAND 128
#define LINE 16

#if defined __AVX2__

#define TILE 8

ALWAYS_INLINE void
tile (float *y, int64_t ldy, const float *x, int64_t ldx)
{
  __m256 a[8], b[8];

  for (int i = 0; i < 8; i++)
    a[i] = _mm256_loadu_ps (x + i * ldx);
  /* Pairs of numbers of two rows, then of four, then the two halves. */
  for (int i = 0; i < 8; i += 2)
    {
      b[i] = _mm256_unpacklo_ps (a[i], a[i + 1]);
      b[i + 1] = _mm256_unpackhi_ps (a[i], a[i + 1]);
    }
  for (int i = 0; i < 8; i += 4)
    for (int k = 0; k < 2; k++)
      {
        a[i + 2 * k] = _mm256_shuffle_ps (b[i + k], b[i + k + 2], 0x44);
        a[i + 2 * k + 1] = _mm256_shuffle_ps (b[i + k], b[i + k + 2], 0xee);
      }
  for (int i = 0; i < 4; i++)
    {
      _mm256_storeu_ps (y + i * ldy, _mm256_permute2f128_ps (a[i], a[i + 4], 0x20));
      _mm256_storeu_ps (y + (i + 4) * ldy, _mm256_permute2f128_ps (a[i], a[i + 4], 0x31));
    }
}

#elif defined __SSE2__

#define TILE 4

ALWAYS_INLINE void
tile (float *y, int64_t ldy, const float *x, int64_t ldx)
{
  __m128 a[4];

  for (int i = 0; i < 4; i++)
    a[i] = _mm_loadu_ps (x + i * ldx);
  _MM_TRANSPOSE4_PS (a[0], a[1], a[2], a[3]);
  for (int i = 0; i < 4; i++)
    _mm_storeu_ps (y + i * ldy, a[i]);
}

#else

#define TILE 4

ALWAYS_INLINE void
tile (float *y, int64_t ldy, const float *x, int64_t ldx)
{
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++)
      y[k * ldy + i] = x[i * ldx + k];
}

#endif

/* Rows r to end of one column. */
ALWAYS_INLINE void
column (float *y, const float *x, int64_t ldx, int64_t r, int64_t end)
{
  for (; r < end; r++)
    y[r] = x[r * ldx];
}

/* Rows r to end of width columns, some tiles side by side. */
ALWAYS_INLINE void
stripe (float *y, int64_t ldy, const float *x, int64_t ldx, int64_t r, int64_t end,
        const int width)
{
  for (; r + TILE <= end; r += TILE)
    for (int c = 0; c < width; c += TILE)
      tile (y + c * ldy + r, ldy, x + r * ldx + c, ldx);
  for (int c = 0; c < width; c++)
    column (y + c * ldy, x + c, ldx, r, end);
}

/* A few whole arrays become one of small groups, and back: the channel shuffle, and images between
 * planes of colours and pixels. The compiler shuffles vectors when it knows how many. */
ALWAYS_INLINE void
interleave (float *restrict y, const float *restrict x, int64_t ldx, int64_t n,
            const int few)
{
  for (int64_t i = 0; i < n; i++)
    for (int r = 0; r < few; r++)
      y[i * few + r] = x[r * ldx + i];
}

ALWAYS_INLINE void
take_apart (float *restrict y, int64_t ldy, const float *restrict x, int64_t n,
            const int few)
{
  for (int64_t i = 0; i < n; i++)
    for (int c = 0; c < few; c++)
      y[c * ldy + i] = x[i * few + c];
}

ALWAYS_INLINE gboolean
transpose_few (float *y, int64_t ldy, const float *x, int64_t ldx, int64_t rows,
               int64_t columns, const int few)
{
  if (rows == few && ldy == few)
    interleave (y, x, ldx, columns, few);
  else if (columns == few && ldx == few)
    take_apart (y, ldy, x, rows, few);
  else
    return FALSE;
  return TRUE;
}

void
FROST_ISA_SYMBOL (frost_isa_transpose) (float *y, int64_t ldy, const float *x,
                                        int64_t ldx, int64_t rows, int64_t columns)
{
  if (transpose_few (y, ldy, x, ldx, rows, columns, 2)
      || transpose_few (y, ldy, x, ldx, rows, columns, 3)
      || transpose_few (y, ldy, x, ldx, rows, columns, 4))
    return;
  for (int64_t band = 0; band < rows; band += BAND)
    {
      int64_t end = MIN (band + BAND, rows);
      int64_t c = 0;

      for (; c + LINE <= columns; c += LINE)
        stripe (y + c * ldy, ldy, x + c, ldx, band, end, LINE);
      for (; c + TILE <= columns; c += TILE)
        stripe (y + c * ldy, ldy, x + c, ldx, band, end, TILE);
      for (; c < columns; c++)
        column (y + c * ldy, x + c, ldx, band, end);
    }
}
