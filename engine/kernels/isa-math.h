/* Functions of a vector for the isa-*.c files alone, each lane on its own: where in a vector a
 * number lies changes nothing in what becomes of it. Not-a-number in gives not-a-number out.
 *
 * Errors are relative and were found by tests/engine/kernels/test-isa-unary.c, which holds them;
 * results below the smallest normal number are 0 (isa-exp.h). The coefficients of polynomials are
 * those of tests/engine/kernels/make-polynomials.py.
 */
#pragma once

#include "engine/kernels/isa-exp.h"

/* a < b ? yes : no; no where one of them is not a number. */
ALWAYS_INLINE Vec
vec_where_less (Vec a, Vec b, Vec yes, Vec no)
{
#if defined __AVX512F__
  return _mm512_mask_blend_ps (_mm512_cmp_ps_mask (a, b, _CMP_LT_OQ), no, yes);
#elif defined __AVX2__
  return _mm256_blendv_ps (no, yes, _mm256_cmp_ps (a, b, _CMP_LT_OQ));
#else
  ExpBits mask = (ExpBits) (a < b);

  return (Vec) (((ExpBits) yes & mask) | ((ExpBits) no & ~mask));
#endif
}

ALWAYS_INLINE Vec
vec_absolute (Vec x)
{
  return (Vec) ((ExpBits) x & INT32_MAX);
}

/* A number that is not negative, with the sign of another. */
ALWAYS_INLINE Vec
vec_with_sign (Vec magnitude, Vec sign)
{
  return (Vec) ((ExpBits) magnitude | ((ExpBits) sign & INT32_MIN));
}

ALWAYS_INLINE Vec
vec_square_root (Vec x)
{
#if defined __AVX512F__
  return _mm512_sqrt_ps (x);
#elif defined __AVX2__
  return _mm256_sqrt_ps (x);
#elif defined __SSE2__
  return _mm_sqrt_ps (x);
#else
  for (int i = 0; i < VEC_WIDTH; i++)
    x[i] = sqrtf (x[i]);
  return x;
#endif
}

/* e^x - 1 for x <= 0, within 3e-7 also near 0: 2^n (e^r - 1) + (2^n - 1), isa-exp.h. */
ALWAYS_INLINE Vec
vec_exp_minus_1 (Vec x)
{
  /* At -30 it is -1 to the last bit. */
  Vec v = vec_clamp (x, vec_all (-30), vec_all (0));
  Vec rounded = v * vec_all (1.44269504f) + vec_all (EXP_ROUND);
  Vec n = rounded - vec_all (EXP_ROUND);
  Vec r = v - n * vec_all (0.693359375f) - n * vec_all (-2.12194440e-4f);
  ExpBits whole = (ExpBits) rounded - (ExpBits) vec_all (EXP_ROUND);
  Vec power = (Vec) ((whole + 127) << 23);

  return exp_series (r) * r * power + (power - vec_all (1));
}

/* 1 / (1 + e^-x) and what it lacks of 1, which is the same of -x: both without cancellation,
 * within 3e-7. */
ALWAYS_INLINE Vec
vec_sigmoid (Vec x, Vec *rest)
{
  Vec z = vec_exp (-vec_absolute (x));
  Vec large = vec_all (1) / (vec_all (1) + z);
  Vec small = z * large;

  *rest = vec_where_less (x, vec_all (0), large, small);
  return vec_where_less (x, vec_all (0), small, large);
}

/* Near 0 by a polynomial, elsewhere by (1 - z) / (1 + z) with z = e^-2|x|, as in W. J. Cody and
 * W. Waite, Software Manual for the Elementary Functions, 1980. Within 3e-7. */
ALWAYS_INLINE Vec
vec_tanh (Vec x)
{
  Vec a = vec_absolute (x), s = x * x;
  Vec z = vec_exp (vec_all (-2) * a);
  Vec far = (vec_all (1) - z) / (vec_all (1) + z);
  Vec near = vec_all (-0.00570498261f);

  near = near * s + vec_all (0.020639083f);
  near = near * s + vec_all (-0.0537397136f);
  near = near * s + vec_all (0.133314422f);
  near = near * s + vec_all (-0.333332819f);
  near = near * s * x + x;
  return vec_where_less (a, vec_all (0.625f), near, vec_with_sign (far, x));
}

/* e^(-scale a^2), a >= 0, scale a power of 2. The square of the first 12 bits of a is exact; what
 * is missing goes in on the side, else the error would grow as the square does. */
ALWAYS_INLINE Vec
vec_bell (Vec a, float scale)
{
  Vec high = (Vec) ((ExpBits) a & ~0xfff);
  Vec exact = vec_all (-scale) * high * high;
  Vec missing = vec_all (-scale) * (a + high) * (a - high);
  const Vec lowest = vec_all (EXP_LOWEST);

  return (Vec) ((ExpBits) exp_between (exact, missing) & ~(ExpBits) (exact < lowest));
}

/* How much of a normal distribution lies beyond a >= 0, erfc (a / sqrt 2) / 2: e^(-a^2 / 2), which
 * is left in bell, times a polynomial of u = 1 / (1 + c a). The form is that of C. Hastings,
 * Approximations for Digital Computers, 1955, there for erfc. Within 1e-6. */
ALWAYS_INLINE Vec
vec_normal_tail (Vec a, Vec *bell)
{
  /* Beyond 14 the bell is 0. */
  Vec v = vec_clamp (a, vec_all (0), vec_all (14));
  Vec u = vec_all (1) / (vec_all (1) + vec_all (0.296875f) * v);
  Vec sum = vec_all (0.0392233169f);

  sum = sum * u + vec_all (-0.178816338f);
  sum = sum * u + vec_all (0.256156316f);
  sum = sum * u + vec_all (-0.102565464f);
  sum = sum * u + vec_all (0.157674181f);
  sum = sum * u + vec_all (0.0884146317f);
  sum = sum * u + vec_all (0.121785687f);
  sum = sum * u + vec_all (0.118114469f);
  sum = sum * u + vec_all (1.3219371e-5f);
  *bell = vec_bell (v, 0.5f);
  return sum * *bell;
}

/* Near 0 by a polynomial, elsewhere by the tail of a normal distribution. Within 3e-7. */
ALWAYS_INLINE Vec
vec_erf (Vec x)
{
  Vec a = vec_absolute (x), s = x * x, bell;
  Vec far =
      vec_all (1) - vec_all (2) * vec_normal_tail (vec_all (1.41421356f) * a, &bell);
  Vec near = vec_all (7.85385995e-5f);

  near = near * s + vec_all (-0.000801019328f);
  near = near * s + vec_all (0.00518832766f);
  near = near * s + vec_all (-0.0268538119f);
  near = near * s + vec_all (0.112835851f);
  near = near * s + vec_all (-0.376126258f);
  near = near * s + vec_all (1.12837917f);
  return vec_where_less (a, vec_all (1), near * x, vec_with_sign (far, x));
}
