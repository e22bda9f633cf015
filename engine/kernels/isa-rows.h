/* Sums along a row, for the isa-*.c files alone: vectors of the row are added up in float over
 * blocks of ROW_BLOCK vectors, blocks in double. The order depends on the row's length alone.
 */
#pragma once

#include <math.h>

#include "engine/kernels/isa.h"

typedef int32_t RowBits __attribute__ ((vector_size (VEC_WIDTH * 4)));

/* Vectors that are added in float: rounding stays at some units of the last place. */
#define ROW_BLOCK 64
/* Sums that go on side by side, because one addition takes several clocks. */
#define ROW_CHAINS 4

/* 0, 1, 2, … */
ALWAYS_INLINE RowBits
row_lanes (void)
{
  RowBits lanes;

  for (int i = 0; i < VEC_WIDTH; i++)
    lanes[i] = i;
  return lanes;
}

/* The first n numbers, 0 < n <= VEC_WIDTH, the others filled. */
ALWAYS_INLINE Vec
row_load (const float *p, int n, Vec fill)
{
  RowBits inside;

  if (n == VEC_WIDTH)
    return vec_load (p);
  inside = row_lanes () < n;
  return (Vec) (((RowBits) vec_load_part (p, n) & inside) | ((RowBits) fill & ~inside));
}

ALWAYS_INLINE float
row_add_lanes (Vec v)
{
#pragma GCC unroll 4
  for (int distance = VEC_WIDTH / 2; distance > 0; distance /= 2)
    v += __builtin_shuffle (v, row_lanes () + distance);
  return v[0];
}

/* Not-a-number may win or lose. */
ALWAYS_INLINE float
row_greatest_lane (Vec v)
{
#pragma GCC unroll 4
  for (int distance = VEC_WIDTH / 2; distance > 0; distance /= 2)
    v = vec_clamp (v, __builtin_shuffle (v, row_lanes () + distance), vec_all (INFINITY));
  return v[0];
}

typedef enum
{
  ROW_NUMBERS, /* a */
  ROW_SQUARES, /* (a - centre)^2 */
  ROW_PRODUCTS /* a b */
} RowKind;

ALWAYS_INLINE Vec
row_term (const float *a, const float *b, Vec centre, int n, const RowKind kind)
{
  Vec v = row_load (a, n, kind == ROW_SQUARES ? centre : vec_all (0));

  if (kind == ROW_SQUARES)
    return (v - centre) * (v - centre);
  if (kind == ROW_PRODUCTS)
    return v * row_load (b, n, vec_all (0));
  return v;
}

/* The sum over c numbers of a, with the b beside them where the kind wants one. */
ALWAYS_INLINE double
row_total (const float *a, const float *b, float centre, int64_t c, const RowKind kind)
{
  const Vec zero = vec_all (0), all_centre = vec_all (centre);
  double total = 0;

  for (int64_t start = 0; start < c; start += ROW_BLOCK * VEC_WIDTH)
    {
      int64_t end = MIN (start + ROW_BLOCK * VEC_WIDTH, c), i = start;
      Vec sum[ROW_CHAINS] = { zero, zero, zero, zero };

      for (; i + ROW_CHAINS * VEC_WIDTH <= end; i += ROW_CHAINS * VEC_WIDTH)
#pragma GCC unroll 4
        for (int k = 0; k < ROW_CHAINS; k++)
          sum[k] += row_term (a + i + k * VEC_WIDTH, b + i + k * VEC_WIDTH, all_centre,
                              VEC_WIDTH, kind);
      for (; i + VEC_WIDTH <= end; i += VEC_WIDTH)
        sum[0] += row_term (a + i, b + i, all_centre, VEC_WIDTH, kind);
      if (i < end)
        sum[1] += row_term (a + i, b + i, all_centre, (int) (end - i), kind);
      total += (double) row_add_lanes ((sum[0] + sum[1]) + (sum[2] + sum[3]));
    }
  return total;
}
