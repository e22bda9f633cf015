/* The exponential of a vector, for the isa-*.c files alone.
 *
 * e^x = 2^n e^r with n the whole number nearest to x / ln 2, |r| <= ln 2 / 2. The series of e^r up
 * to r^7 / 7! is off by 6e-9 there, below half a unit of the last place. ln 2 is taken off in two
 * parts, of which the first has so few bits that n times it is exact.
 */
#pragma once

#include <math.h>

#include "engine/kernels/isa.h"

/* Whole numbers as wide as a Vec. */
typedef int32_t ExpBits __attribute__ ((vector_size (VEC_WIDTH * 4)));

/* Where e^x is the smallest normal number, and a little past where it is infinite. */
#define EXP_LOWEST -87.336544f
#define EXP_HIGHEST 89.0f

/* Adding 1.5 * 2^23 rounds to whole numbers and leaves them in the last bits. */
#define EXP_ROUND 12582912.0f

/* The series of e^r without its first term, (e^r - 1) / r. */
ALWAYS_INLINE Vec
exp_series (Vec r)
{
  Vec sum = vec_all (1.0f / 5040);

  sum = sum * r + vec_all (1.0f / 720);
  sum = sum * r + vec_all (1.0f / 120);
  sum = sum * r + vec_all (1.0f / 24);
  sum = sum * r + vec_all (1.0f / 6);
  sum = sum * r + vec_all (1.0f / 2);
  return sum * r + vec_all (1);
}

/* e^(v + low) for a v between the bounds and a low much smaller than it: what a float cannot hold
 * of an exponent that was computed. */
ALWAYS_INLINE Vec
exp_between (Vec v, Vec low)
{
  Vec rounded = v * vec_all (1.44269504f) + vec_all (EXP_ROUND);
  Vec n = rounded - vec_all (EXP_ROUND);
  Vec r = v - n * vec_all (0.693359375f) - n * vec_all (-2.12194440e-4f) + low;
  Vec sum = exp_series (r) * r + vec_all (1);
  ExpBits whole, half, other;

  /* 2^n in two factors: 2^128 is no float, but a number just below it may be. */
  whole = (ExpBits) rounded - (ExpBits) vec_all (EXP_ROUND);
  half = whole >> 1;
  other = whole - half;
  sum *= (Vec) ((half + 127) << 23);
  sum *= (Vec) ((other + 127) << 23);
  return sum;
}

/* Within 2 units of the last place; infinite where float ends. What would be below the smallest
 * normal number is 0: arithmetic on such numbers takes a hundred times as long, and masked
 * attention is full of them. Not-a-number stays. */
ALWAYS_INLINE Vec
vec_exp (Vec x)
{
  const Vec lowest = vec_all (EXP_LOWEST);
  Vec v = vec_clamp (x, lowest, vec_all (EXP_HIGHEST));

  return (Vec) ((ExpBits) exp_between (v, vec_all (0)) & ~(ExpBits) (x < lowest));
}
